import { expect, test } from "vitest";
import { nextLookMs } from "../src/cadence.ts";

const BOUNDS = { minMs: 2_000, maxMs: 60_000 };

test.each([
  [0, 2_000],
  [16_000, 2_000],
  [80_000, 10_000],
  [480_000, 60_000],
  [10_000_000, 60_000],
])("after %i ms of waiting the next look is %i ms away", (waitedMs, expected) => {
  expect(nextLookMs(waitedMs, BOUNDS)).toBe(expected);
});
