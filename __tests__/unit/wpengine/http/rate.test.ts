import { expect, test } from "vitest";
import {
  FULL_RATE,
  MAX_PER_SECOND,
  type Rate,
  rateAt,
  halved,
} from "../../../../src/wpengine/http/rate.ts";

const MINUTE_MS = 60_000;

test.each([0, 1, 3_600_000])(
  "is five requests a second while no request is rate-limited: at %i ms",
  (now) => {
    expect(rateAt(FULL_RATE, now)).toBe(5);
    expect(MAX_PER_SECOND).toBe(5);
  },
);

test("is halved by a congestion, from what it is at that moment", () => {
  const once = halved(FULL_RATE, 10_000);
  expect(once).toEqual({ perSecond: 2.5, asOf: 10_000 });
  expect(rateAt(once, 10_000)).toBe(2.5);
  expect(halved(once, 10_000)).toEqual({ perSecond: 1.25, asOf: 10_000 });
  // a minute has given one back before it
  expect(halved(once, 10_000 + MINUTE_MS)).toEqual({ perSecond: 1.75, asOf: 10_000 + MINUTE_MS });
});

test.each([
  [0, 2],
  [MINUTE_MS / 2, 2.5],
  [MINUTE_MS, 3],
  [2 * MINUTE_MS, 4],
  [3 * MINUTE_MS, 5],
  [3 * MINUTE_MS + 1, 5],
  [600 * MINUTE_MS, 5],
])("comes back by one a minute, and never beyond five: after %i ms", (passedMs, perSecond) => {
  expect(rateAt({ perSecond: 2, asOf: 7_000 }, 7_000 + passedMs)).toBeCloseTo(perSecond, 9);
});

test("has saved nothing up beyond five when it is halved", () => {
  expect(halved(FULL_RATE, 600 * MINUTE_MS).perSecond).toBe(2.5);
});

test("never falls below one in five seconds, however many requests are rate-limited", () => {
  let pace: Rate = FULL_RATE;
  const fallen = Array.from({ length: 7 }, () => (pace = halved(pace, 1_000)).perSecond);
  expect(fallen).toEqual([2.5, 1.25, 0.625, 0.3125, 0.2, 0.2, 0.2]);
  expect(rateAt(pace, 1_000 + MINUTE_MS)).toBeCloseTo(1.2, 9);
});
