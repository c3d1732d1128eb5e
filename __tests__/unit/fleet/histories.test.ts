import { expect, test } from "vitest";
import type { Course } from "../../../simulator/wpengine/host.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type { Target } from "../../../src/model/target.ts";
import {
  type Fate,
  type FleetStory,
  runFleetVirtually,
  specNew,
} from "../../support/virtual-api.ts";

const COURSE: Course = { requestedMs: 0, inProgressMs: 20_000, ending: "completed" };
const GATES = 15;

/** A fleet whose histories all get this reply. */
const hold = (list: Fate, isRerun = false): Promise<FleetStory> =>
  runFleetVirtually({
    timeoutMs: 60_000,
    fates: { list: [list] },
    prepare: (host) => {
      host.course = COURSE;
      return Array.from({ length: GATES }, (_, nth): Target => {
        const id = host.addInstall(`site${nth}`).id as InstallId;
        if (isRerun) return { install: { id }, spec: specNew({ rerun: { run: "7", attempt: 2 } }) };
        const backup = host.addBackup(id, { ageMs: 0, course: COURSE });
        return { install: { id }, spec: { kind: "existing", backupId: backup.id as BackupId } };
      });
    },
  });
const listingsOf = ({ got }: FleetStory): number =>
  got.filter(({ operation }) => operation === "list").length;

test.each([false, true])(
  "after a Retry-After to one history, no gate of the step reads another (re-run: %s)",
  async (isRerun) => {
    const limited: Fate = { kind: "status", status: 429, tookMs: 50, retryAfterMs: 5_000 };
    const story = await hold(limited, isRerun);
    expect(story.verdict.result).toBe("completed");
    expect(listingsOf(story)).toBe(1);
  },
);

test.each([false, true])(
  "a history that fails keeps none from being read (re-run: %s)",
  async (isRerun) => {
    const story = await hold({ kind: "status", status: 503, tookMs: 50 }, isRerun);
    expect(story.verdict.result).toBe("completed");
    expect(listingsOf(story)).toBe(GATES);
  },
);
