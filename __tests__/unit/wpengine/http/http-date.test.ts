import { expect, test } from "vitest";
import { cachedForMs, httpDateMs } from "../../../../src/wpengine/http/http-date.ts";

test.each<[string[], number]>([
  [[], 0],
  [["0"], 0],
  [["90000"], 90_000_000],
  [[" 60\t"], 60_000],
  [["0, 90000"], 90_000_000],
  [["90000", "5"], 90_000_000],
  [["soon, 5"], 5_000],
  [["-5"], 0],
  [["1.5"], 0],
  [["5s"], 0],
  [[""], 0],
  [["2147483648"], 2_147_483_648_000],
  [["9".repeat(400)], 2_147_483_648_000],
])("the Age %j is %i ms", (ages, ms) => {
  expect(cachedForMs(ages)).toBe(ms);
});

test("an HTTP-date that is absent is none", () => {
  expect(httpDateMs(undefined)).toBeUndefined();
  expect(httpDateMs("Mon, 23 Nov 2026 12:00:07 GMT")).toBe(Date.UTC(2026, 10, 23, 12, 0, 7));
});
