import { describe, expect, test } from "vitest";
import type { Course } from "../../../simulator/wpengine/host.ts";
import type { BackupId } from "../../../src/model/ids.ts";
import { runVirtually, type Story } from "../../support/virtual-api.ts";
import { HOUR_MS } from "./cases.ts";

const COMPLETED: Course = { requestedMs: 0, inProgressMs: 1_000, ending: "completed" };

describe("a backup that was given, and may not be too old", () => {
  async function hold(ageMs: number, course: Course, maxAgeMs = HOUR_MS): Promise<Story> {
    const id = "e41fa98f-ea80-4654-b229-a9b765d0863a";
    return runVirtually({
      spec: { kind: "existing", backupId: id as BackupId },
      maxAgeMs,
      prepare: (host, install) => host.addBackup(install.id, { id, ageMs, course }),
    });
  }

  test.each([
    ["young enough", HOUR_MS - 50, "completed"],
    ["a second too old", HOUR_MS + 1_000, "stale"],
    ["yesterday's", 24 * HOUR_MS, "stale"],
  ])("%s", async (_, ageMs, result) => {
    const story = await hold(ageMs, COMPLETED);
    expect(story.verdict.result).toBe(result);
  });

  test("waiting makes no backup stale", async () => {
    const course: Course = { requestedMs: 0, inProgressMs: 200_000, ending: "completed" };
    const story = await hold(1_000, course, 60_000);
    expect(story.verdict.result).toBe("completed");
    expect(story.endedAtMs).toBeGreaterThan(190_000);
  });

  test("one that was too old at the first poll is stale however fast it completes", async () => {
    const course: Course = { requestedMs: 0, inProgressMs: 200_000, ending: "completed" };
    const story = await hold(100_000, course, 60_000);
    expect(story.verdict).toMatchObject({
      result: "stale",
      message:
        "The backup is completed, but it was 1m40s old when this step first saw it, and max-age is 1m.",
    });
  });
});
