import { describe, expect, test } from "vitest";
import type { Course } from "../../../simulator/wpengine/host.ts";
import { courses, hold, HOUR_MS, installId, on, requesting } from "../../support/fleet-cases.ts";
import { type Fate, WELL } from "../../support/virtual-api.ts";
import { causes, giving, results, status, times } from "./cases.ts";

describe("a fault of one backup", () => {
  const lost: Fate = { kind: "neverReceived", tookMs: 30_000 };
  const quick: Course = { requestedMs: 0, inProgressMs: 4_000, ending: "completed" };

  test("nothing is sent after the reply that closes the gate, though it frees a place", async () => {
    const story = await hold({
      prepare: requesting(20, undefined, courses({})),
      fateOf: ({ operation, installId: id }) => {
        if (operation !== "create") return undefined;
        return id === installId(3) ? status(403, { tookMs: 2_600 }) : { ...WELL, tookMs: 2_600 };
      },
    });
    expect(story.verdict.result).toBe("unauthorized");
    const closedAt = story.records[3]?.ended?.endedAt ?? NaN;
    expect(on(story, "create").filter(({ atMs }) => atMs >= closedAt)).toEqual([]);
  });

  test("listings that hang cost no backup its poll", async () => {
    const story = await hold({
      prepare: giving(16, { course: quick }),
      timeoutMs: 30_000,
      fateOf: ({ operation }) => (operation === "list" ? lost : undefined),
    });
    expect(story.verdict.result).toBe("completed");
  });

  test("backups that hang come after those that are well, however many they are", async () => {
    const story = await hold({
      prepare: giving(40, { course: quick, ageMs: 15_000 }),
      timeoutMs: 100_000,
      failFast: false,
      fateOf: ({ installId: id }) =>
        times(30, 0).some((_, index) => id === installId(index)) ? lost : undefined,
    });
    expect(results(story).slice(30)).toEqual(times(10, "completed"));
    expect(new Set(results(story).slice(0, 30))).toEqual(new Set(["unavailable"]));
    for (const { ended } of story.records.slice(30)) expect(ended?.endedAt).toBeLessThan(60_000);
  });

  test.each([
    ["given", giving(30, { course: quick }), 20_000],
    ["given, started or not", giving(30, { course: quick }), 10_000],
    ["requested", requesting(30), 20_000],
  ] as const)(
    "an API that never answers is unavailable to all that are %s",
    async (_, prepare, timeoutMs) => {
      const story = await hold({
        prepare,
        timeoutMs,
        failFast: false,
        fateOf: () => lost,
      });
      expect(story.verdict.result).toBe("unavailable");
      expect(new Set(results(story))).toEqual(new Set(["unavailable"]));
      expect(causes(story)).not.toContain("rate-limit");
    },
  );

  test("does not put its message into the verdicts of the others that it closes", async () => {
    const story = await hold({
      prepare: requesting(3, undefined, courses({})),
      fateOf: ({ operation, installId: id }) =>
        operation === "create" && id === installId(1)
          ? status(504, { retryAfterMs: 2 * HOUR_MS })
          : undefined,
    });
    const messages = story.records.map(({ ended }) => ended?.verdict.message);
    expect(results(story)).toEqual(["timed-out", "unavailable", "timed-out"]);
    expect(messages[0]).toMatch(/Retry-After asks for a wait of 2h,/);
    expect(messages[1]).toContain("may have failed");
    expect(messages[2]).toMatch(/Retry-After asks for a wait of/);
  });

  test("does not count a create request in progress at that time as another failure", async () => {
    const story = await hold({
      prepare: requesting(4, undefined, courses({})),
      fateOf: ({ operation, installId: id }) => {
        if (operation !== "create") return undefined;
        return id === installId(0) ? status(403, { tookMs: 500 }) : { ...WELL, tookMs: 5_000 };
      },
    });
    expect(story.verdict.message).toBe(
      "1 of 4 backups failed. The step did not wait for 3 others (fail-fast).",
    );
    expect(story.records[1]?.ended?.verdict.message).toContain("with the key 000002");
  });

  test("followed by a cancellation reports how many completed and no failure", async () => {
    const story = await hold({
      prepare: requesting(3, undefined, courses({ 0: quick })),
      cancelAtMs: 60_000,
    });
    expect(story.verdict).toEqual({
      result: "cancelled",
      message: "The step was canceled (SIGTERM). Before that, 1 of 3 backups completed.",
    });
  });

  test("a backup that was made while the step was busy elsewhere is fresh", async () => {
    const story = await hold({
      maxAgeMs: HOUR_MS,
      prepare: requesting(2, undefined, (host, clock) => {
        void clock.sleep(400_000, new AbortController().signal).then(() => {
          host.addBackup(installId(1), { course: { ...quick, inProgressMs: 0 } });
        });
      }),
      fateOf: ({ operation, installId: id, atMs }) =>
        operation === "list" && id === installId(1) && atMs < 410_000
          ? status(429, { retryAfterMs: 410_000 })
          : undefined,
    });
    expect(story.verdict.result).toBe("completed");
    expect(on(story, "create").map(({ installId: id }) => id)).toEqual([installId(0)]);
  });
});
