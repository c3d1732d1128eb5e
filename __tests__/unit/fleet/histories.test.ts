import { expect, test } from "vitest";
import type { Course } from "../../../simulator/wpengine/host.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import { type Fate, holdFleetVirtually } from "../../support/virtual-api.ts";

const COURSE: Course = { requestedMs: 0, inProgressMs: 20_000, ending: "completed" };

test("after a Retry-After to one history, no gate of the step reads another", async () => {
  const list: Fate = { kind: "status", status: 429, tookMs: 50, retryAfterMs: 5_000 };
  const story = await holdFleetVirtually({
    timeoutMs: 60_000,
    fates: { list: [list] },
    prepare: (host) =>
      Array.from({ length: 15 }, (_, nth) => {
        const install = host.addInstall(`site${nth}`).id;
        const { id } = host.addBackup(install, { ageMs: 0, course: COURSE });
        return {
          install: { id: install as InstallId },
          spec: { kind: "existing", backupId: id as BackupId },
        };
      }),
  });
  expect(story.verdict.result).toBe("completed");
  const listings = story.got.filter(({ operation }) => operation === "list");
  expect(listings.length).toBeLessThanOrEqual(2);
});
