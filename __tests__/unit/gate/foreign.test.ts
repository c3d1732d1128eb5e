import { expect, test } from "vitest";
import { notOurs, verdictOfPoll } from "../../../src/gate/foreign.ts";
import type { Status } from "../../../src/model/backup.ts";
import { budgetOf, contextOf } from "../../support/context.ts";
import { BACKUP_ID, backupOf, SERVER_MS } from "../../support/fixtures.ts";

const HOUR_MS = 3_600_000;
const shownAs = (status: Status, ageMs = 0): Parameters<typeof notOurs>[0] => ({
  backup: {
    ...backupOf("completed", 0),
    status,
    createdAt: { iso: "", epochMs: SERVER_MS - ageMs },
  },
  serverMs: SERVER_MS,
});
const step = contextOf<never>({ budget: budgetOf({ timeoutMs: 60_000 }) });

test("a backup that is not ours is stale, with its age", () => {
  const named = `The API replied to the create request with backup ${BACKUP_ID}, which this step did not request`;
  const limit = { maxAgeMs: HOUR_MS };
  expect(notOurs(shownAs("completed", 2 * HOUR_MS), limit).message).toBe(
    `${named}. It was 2h old then, and max-age is 1h.`,
  );
  const { backup, ...shown } = shownAs("completed");
  expect(notOurs({ ...shown, backup: { ...backup, createdAt: undefined } }).message).toBe(
    `${named}. It was of unknown age then, and max-age is not set.`,
  );
});

test.each<[Status, number, number | undefined, string | undefined]>([
  ["completed", 2 * HOUR_MS, undefined, "completed"],
  ["completed", 2 * HOUR_MS, HOUR_MS, "stale"],
  ["completed", HOUR_MS, HOUR_MS, "completed"],
  ["aborted", 0, HOUR_MS, "aborted"],
  ["in_progress", 0, HOUR_MS, undefined],
  [{ unknown: "odd" }, 0, undefined, undefined],
])("a poll that shows %j, %i ms old, with max-age %j: %j", (status, ageMs, maxAgeMs, result) => {
  const limit = maxAgeMs === undefined ? undefined : { maxAgeMs };
  expect(verdictOfPoll(shownAs(status, ageMs), limit, step)?.result).toBe(result);
});

test("its age is that at the first reply that named it", () => {
  const shown = shownAs("completed", HOUR_MS + 10_000);
  const limit = { maxAgeMs: HOUR_MS, asOfMs: SERVER_MS - 10_000 };
  expect(verdictOfPoll(shown, limit, step)?.result).toBe("completed");
  expect(verdictOfPoll(shown, { ...limit, asOfMs: SERVER_MS - 9_999 }, step)?.result).toBe("stale");
});

test("a last poll that shows it pending ends the wait", async () => {
  const late = contextOf<never>({ budget: budgetOf({ timeoutMs: 60_000 }) });
  await late.clock.sleep(59_950, late.signal);
  expect(verdictOfPoll(shownAs("in_progress"), undefined, late)).toEqual({
    result: "timed-out",
    message: "The time is up (timeout: 1m), and the backup is still in_progress.",
  });
});
