import { describe, expect, test } from "vitest";
import { followOurs } from "../../bench/schedules.ts";

describe("the poll cadence", () => {
  test.each([5_000, 30_000])(
    "detects the completion of a backup of %d ms within 25 s, without a history",
    (tookMs) => {
      expect(followOurs([], tookMs).lagMs).toBeLessThanOrEqual(25_000);
    },
  );

  test("sends at most 420 requests for a backup of three hours", () => {
    expect(followOurs([], 10_800_000).requests).toBeLessThanOrEqual(420);
  });

  test("sends at most 1.4 times as many polls as without a history if backups become three times slower", () => {
    const total = { polls: 0, lagMs: 0, priorPolls: 0, priorLagMs: 0 };
    for (const medianMs of [60_000, 130_000, 270_000, 540_000, 1_100_000]) {
      const pastMs = [0.9, 1, 1.1, 0.95].map((share) => share * medianMs);
      for (let share = 2.7; share < 3.3; share += 0.01) {
        const informed = followOurs(pastMs, share * medianMs);
        const uninformed = followOurs([], share * medianMs);
        total.polls += informed.requests;
        total.lagMs += informed.lagMs;
        total.priorPolls += uninformed.requests;
        total.priorLagMs += uninformed.lagMs;
      }
    }
    expect(total.polls / total.priorPolls).toBeLessThanOrEqual(1.4);
    expect(total.lagMs / total.priorLagMs).toBeLessThanOrEqual(1.5);
  });

  test("detects the next completion within 10 s if one of six past backups took three hours", () => {
    const pastMs = [100_000, 104_000, 97_000, 101_000, 99_000, 10_800_000];
    expect(followOurs(pastMs, 102_000).lagMs).toBeLessThan(10_000);
  });
});
