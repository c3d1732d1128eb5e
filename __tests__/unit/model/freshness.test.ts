import { expect, test } from "vitest";
import { ageMs, staleness } from "../../../src/model/freshness.ts";
import { backupOf, SERVER_MS } from "../../support/fixtures.ts";

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

test.each([
  ["older than it may be", 7_200_000, "it was 2h old when this step first saw it"],
  ["created at an unknown time", undefined, "when it was created is not known"],
  ["created too far in the future", -300_001, "when it was created is not known"],
])("why a backup is stale that is %s", (_, age, words) => {
  const freshness = { maxAgeMs: 3_600_000, asOfMs: SERVER_MS };
  expect(staleness(backupOf("completed", age), freshness)).toBe(`${words}, and max-age is 1h`);
});
