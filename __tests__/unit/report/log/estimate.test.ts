import { describe, expect, test } from "vitest";
import { describeEstimate, progressBar } from "../../../../src/report/log/estimate.ts";
import { expectedDistribution } from "../../../../src/schedule/cadence.ts";
import { medianLeftMs } from "../../../../src/schedule/distribution.ts";

describe("an estimate", () => {
  const distribution = expectedDistribution([90_000, 92_000, 91_000]);
  const longMs = 1.5 * medianLeftMs(distribution, 0);
  const createdAt = 5_000;

  test("is longer than usual beyond one and a half times the usual duration, and not at it", () => {
    const estimate = { createdAt, isAgeKnown: true, distribution, pastBackups: 3 };
    expect(describeEstimate(estimate, createdAt + longMs)).toMatch(
      /^about \S+ remaining \(usual duration: 1m30s\)$/,
    );
    expect(describeEstimate(estimate, createdAt + longMs + 1)).toMatch(
      /^longer than usual \(1m30s\), perhaps \S+ remaining$/,
    );
  });

  test("is never longer than usual without past backups", () => {
    const prior = expectedDistribution([]);
    const estimate = { createdAt, isAgeKnown: true, distribution: prior, pastBackups: 0 };
    expect(describeEstimate(estimate, createdAt + 3_600_000)).toMatch(/^about \S+ remaining$/);
  });
});

test.each([
  [0, "░░░░░░░░░░"],
  [0.0999, "░░░░░░░░░░"],
  [0.1, "█░░░░░░░░░"],
  [0.55, "█████░░░░░"],
  [0.999999, "█████████░"],
  [1, "██████████"],
])("the bar of %d is %s", (share, bar) => {
  expect(progressBar(share)).toBe(bar);
});
