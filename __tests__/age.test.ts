import { expect, test } from "vitest";
import { ageMs } from "../src/age.ts";

const NOW = Date.parse("2026-01-15T10:00:00Z");

test.each([
  ["in the past", NOW - 90_000, 90_000],
  ["now", NOW, 0],
  ["5 min in the future, by clocks that differ", NOW + 300_000, 0],
  ["further in the future", NOW + 300_001, undefined],
  ["at an unknown time", undefined, undefined],
])("a backup created %s", (_, createdMs, expected) => {
  expect(ageMs(createdMs, NOW)).toBe(expected);
});
