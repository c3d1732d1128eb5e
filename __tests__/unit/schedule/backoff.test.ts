import { describe, expect, test } from "vitest";
import { backoffMs } from "../../../src/schedule/backoff.ts";

describe("backoffMs", () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [6, 32_000],
    [7, 60_000],
    [50, 60_000],
    [5_000, 60_000],
  ])(
    "after %i consecutive failures is at most %i ms, minus up to half as jitter",
    (failures, ceiling) => {
      expect(backoffMs(failures, () => 0)).toBe(ceiling);
      expect(backoffMs(failures, () => 0.5)).toBe(ceiling * 0.75);
      expect(backoffMs(failures, () => 0.999_999)).toBeGreaterThan(ceiling * 0.5);
    },
  );
});
