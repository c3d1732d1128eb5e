import { describe, expect, test } from "vitest";
import { BackupRecord } from "../../../src/fleet/record.ts";
import type { Backup } from "../../../src/model/backup.ts";
import type { BackupId } from "../../../src/model/ids.ts";
import { rerunInWords } from "../../../src/report/rerun.ts";
import { SERVER_MS } from "../../support/fixtures.ts";
import { specNew } from "../../support/virtual-api.ts";

const spec = specNew({ rerun: { run: "987", attempt: 3 } });
const instant = (agoMs: number) => {
  const epochMs = SERVER_MS - agoMs;
  return { iso: new Date(epochMs).toISOString(), epochMs };
};

interface First extends Partial<Backup> {
  readonly attempt?: number;
}

/** A record of a re-run, whose listing shows this first backup. */
function recordOf(name: string, first: First | undefined, isUsed = false): BackupRecord {
  const record = new BackupRecord({ install: { name }, spec });
  if (first === undefined) {
    record.apply({ kind: "earlier-attempts", first: undefined, seenMs: SERVER_MS });
    return record;
  }
  const { attempt = 1, ...more } = first;
  const backup: Backup = {
    id: `id-of-${name}` as BackupId,
    status: "completed",
    description: undefined,
    createdAt: instant(7_500_000),
    completedAt: instant(7_200_000),
    wordpressVersion: undefined,
    ...more,
  };
  record.apply({ kind: "earlier-attempts", first: { backup, attempt }, seenMs: SERVER_MS });
  if (isUsed) record.apply({ kind: "chosen", backup, source: "reused" });
  return record;
}

const LEAD =
  "This is attempt 3 of the run. A backup created in this attempt contains everything that earlier attempts deployed. ";
const USED =
  "This is attempt 3 of the run. The step reuses the first completed backup of the run. ";
const OTHERWISE =
  'attempt may have reused a recent backup and deployed. If the gate stayed closed in every earlier attempt, nothing was deployed, and you can restore the backup of this attempt. Otherwise, search the logs of the earlier attempts for "Backup gate open". The first of these logs shows the ID of the backup to restore.';
const STATE = "the state before this run deployed anything. To undo this run, restore";

describe("a re-run in words", () => {
  test.each<[string, BackupRecord[], string]>([
    ["of no backup", [], ""],
    [
      "of a listing that could not be read",
      [new BackupRecord({ install: { name: "a" }, spec })],
      "",
    ],
    [
      "of attempt 1's backup",
      [recordOf("a", {})],
      `${LEAD}Backup id-of-a of install a (completed 2026-01-15 08:00:30 UTC, 2h ago) contains ${STATE} it in the User Portal.`,
    ],
    [
      "of attempt 1's backup, which the step reuses",
      [recordOf("a", {}, true)],
      `${USED}Backup id-of-a of install a (completed 2026-01-15 08:00:30 UTC, 2h ago) contains ${STATE} it in the User Portal.`,
    ],
    [
      "without complete_time",
      [recordOf("a", { completedAt: undefined })],
      `${LEAD}Backup id-of-a of install a (created 2026-01-15 07:55:30 UTC, 2h05m ago) contains ${STATE} it in the User Portal.`,
    ],
    [
      "without times",
      [recordOf("a", { completedAt: undefined, createdAt: undefined })],
      `${LEAD}Backup id-of-a of install a contains ${STATE} it in the User Portal.`,
    ],
    [
      "of a time in the future",
      [recordOf("a", { completedAt: instant(-60_000) })],
      `${LEAD}Backup id-of-a of install a (completed 2026-01-15 10:01:30 UTC, 0s ago) contains ${STATE} it in the User Portal.`,
    ],
    [
      "of a later attempt's backup",
      [recordOf("a", { attempt: 2 })],
      `${LEAD}Backup id-of-a of install a (completed 2026-01-15 08:00:30 UTC, 2h ago) is the first completed backup of this run, but attempt 1 did not request it. An earlier ${OTHERWISE}`,
    ],
    [
      "of none",
      [recordOf("a", undefined)],
      `${LEAD}No earlier attempt has a completed backup of install a. An earlier ${OTHERWISE}`,
    ],
    [
      "of a fleet that reuses them all",
      [recordOf("a", {}, true), recordOf("b", {}, true)],
      `${USED}Backup id-of-a of install a (completed 2026-01-15 08:00:30 UTC, 2h ago), backup id-of-b of install b (completed 2026-01-15 08:00:30 UTC, 2h ago) contain ${STATE} them in the User Portal.`,
    ],
    [
      "of a fleet that reuses one of them",
      [
        recordOf("a", { createdAt: undefined, completedAt: undefined }, true),
        recordOf("b", undefined),
      ],
      `${LEAD}Backup id-of-a of install a contains ${STATE} it in the User Portal. No earlier attempt has a completed backup of install b. For these installs, an earlier ${OTHERWISE}`,
    ],
    [
      "of a fleet of later attempts",
      ["a", "b", "c", "d"].map((name) =>
        recordOf(name, { attempt: 2, createdAt: undefined, completedAt: undefined }),
      ),
      `${LEAD}Backup id-of-a of install a, backup id-of-b of install b and 2 more are the first completed backups of this run, but attempt 1 did not request them. An earlier ${OTHERWISE}`,
    ],
    [
      "of a fleet without any",
      ["a", "b", "c"].map((name) => recordOf(name, undefined)),
      `${LEAD}No earlier attempt has a completed backup of install a, b and 1 more. An earlier ${OTHERWISE}`,
    ],
  ])("%s", (_, records, text) => {
    expect(rerunInWords(records, 2)).toBe(text);
  });
});
