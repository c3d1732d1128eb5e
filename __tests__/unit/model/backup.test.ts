import { expect, test } from "vitest";
import { type Backup, pastDurationsOf } from "../../../src/model/backup.ts";
import type { BackupId } from "../../../src/model/ids.ts";
import { BACKUP_ID } from "../../support/fixtures.ts";

const instant = (epochMs: number): Backup["createdAt"] => ({ iso: "", epochMs });
const backup = (createdMs: number, tookMs: number, fields: Partial<Backup> = {}): Backup => ({
  id: BACKUP_ID as BackupId,
  status: "completed",
  description: "",
  createdAt: instant(createdMs),
  completedAt: instant(createdMs + tookMs),
  wordpressVersion: undefined,
  ...fields,
});

test("past durations are those of the newest twenty backups, in any order of the listing", () => {
  const oldestFirst = Array.from({ length: 30 }, (_, n) => backup(n * 1_000_000, 100 + n));
  const newest = Array.from({ length: 20 }, (_, n) => 129 - n);
  expect(pastDurationsOf(oldestFirst)).toEqual(newest);
  expect(pastDurationsOf(oldestFirst.toReversed())).toEqual(newest);
});

test.each<[string, Backup]>([
  ["is not complete", backup(0, 5, { status: "in_progress" })],
  ["was aborted", backup(0, 5, { status: "aborted" })],
  ["has a status never seen before", backup(0, 5, { status: { unknown: "completed?" } })],
  ["has no time of creation", backup(0, 5, { createdAt: undefined })],
  ["has no time of completion", backup(0, 5, { completedAt: undefined })],
  ["was completed before it was created", backup(0, -5)],
  ["took no time", backup(0, 0)],
])("past durations leave out a backup that %s", (_, odd) => {
  expect(pastDurationsOf([odd, backup(0, 7)])).toEqual([7]);
});
