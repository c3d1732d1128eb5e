import { describe, expect, test } from "vitest";
import { ageMs, isFresh, staleness } from "../../../src/model/freshness.ts";
import { backupOf, SERVER_MS } from "../../support/fixtures.ts";

const NOW = Date.parse("2026-01-15T10:00:00Z");
const HOUR_MS = 3_600_000;

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
  ["created at an unknown time", undefined, "its create_time is missing or can't be read"],
  [
    "created too far in the future",
    -300_001,
    "its age is unknown, because its create_time is in the future",
  ],
])("why a backup is stale that is %s", (_, age, words) => {
  const freshness = { maxAgeMs: HOUR_MS, asOfMs: SERVER_MS };
  expect(staleness(backupOf("completed", age), freshness)).toBe(`${words}, and max-age is 1h`);
});

test("says that the server's time is what is not known, if our own clock is behind", () => {
  const freshness = { maxAgeMs: HOUR_MS, asOfMs: SERVER_MS, isOurClock: true };
  expect(staleness(backupOf("completed", -300_001), freshness)).toBe(
    "its age is unknown, because the API's reply has no date and the runner's clock is behind, and max-age is 1h",
  );
  expect(staleness(backupOf("completed"), freshness)).toContain("is missing or can't be read");
});

test.each([
  ["as old as it may be", HOUR_MS, true],
  ["a millisecond older", HOUR_MS + 1, false],
  ["created at an unknown time", undefined, false],
  ["created too far in the future", -300_001, false],
])("whether a backup is fresh that is %s: %j", (_, age, expected) => {
  expect(isFresh(backupOf("completed", age), { maxAgeMs: HOUR_MS, asOfMs: SERVER_MS })).toBe(
    expected,
  );
});

describe("an age is that at the first reply that shows the backup", () => {
  test.each([
    ["does not become stale by waiting", HOUR_MS + 600_000, true],
    ["was too old before", HOUR_MS + 600_001, false],
    ["was created since", 5_000, true],
  ])("10 min before it was shown: a backup that %s", (_, age, expected) => {
    const freshness = {
      maxAgeMs: HOUR_MS,
      asOfMs: SERVER_MS - 600_000,
      shownMs: SERVER_MS,
    };
    expect(isFresh(backupOf("completed", age), freshness)).toBe(expected);
  });

  test("a backup created since then has no age", () => {
    const freshness = { maxAgeMs: 0, asOfMs: SERVER_MS - 600_000, shownMs: SERVER_MS };
    expect(staleness(backupOf("completed", 5_000), freshness)).toBe(
      "it was 0s old when this step first saw it, and max-age is 0s",
    );
  });
});
