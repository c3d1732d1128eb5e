import { describe, expect, test } from "vitest";
import { followOurs } from "../../bench/schedules.ts";

describe("what the cadence promises", () => {
  test.each([5_000, 30_000])(
    "a backup of %d ms, never seen before: known within 25 s",
    (tookMs) => {
      expect(followOurs([], tookMs).lagMs).toBeLessThanOrEqual(25_000);
    },
  );

  test("a backup of three hours: at most 420 requests", () => {
    expect(followOurs([], 10_800_000).requests).toBeLessThanOrEqual(420);
  });

  test("a site that takes three times what it did: few more looks than without a history", () => {
    const total = { looks: 0, lagMs: 0, priorLooks: 0, priorLagMs: 0 };
    for (const medianMs of [60_000, 130_000, 270_000, 540_000, 1_100_000]) {
      const pastMs = [0.9, 1, 1.1, 0.95].map((share) => share * medianMs);
      for (let share = 2.7; share < 3.3; share += 0.01) {
        const informed = followOurs(pastMs, share * medianMs);
        const uninformed = followOurs([], share * medianMs);
        total.looks += informed.requests;
        total.lagMs += informed.lagMs;
        total.priorLooks += uninformed.requests;
        total.priorLagMs += uninformed.lagMs;
      }
    }
    expect(total.looks / total.priorLooks).toBeLessThanOrEqual(1.4);
    expect(total.lagMs / total.priorLagMs).toBeLessThanOrEqual(1.5);
  });

  test("one backup that took hours, among others: the next is known within 10 s", () => {
    const pastMs = [100_000, 104_000, 97_000, 101_000, 99_000, 10_800_000];
    expect(followOurs(pastMs, 102_000).lagMs).toBeLessThan(10_000);
  });
});
