import type { BackupRecord } from "../fleet/record.ts";
import { firstFailure } from "../fleet/verdict.ts";
import type { Instant } from "../model/backup.ts";
import type { Settings } from "../model/settings.ts";
import { isGood, type Result, type Verdict } from "../model/verdict.ts";
import { sanitize } from "../util/sanitize.ts";
import { count } from "../util/sentence.ts";

/** All that the three surfaces (log, outputs, summary) tell about a step that has ended. */
export interface Report {
  readonly verdict: Verdict;
  /** Absent where the inputs were not valid. */
  readonly settings: Settings | undefined;
  /** One for each backup, in the order of the inputs; none where those were not valid. */
  readonly records: readonly BackupRecord[];
  /** Exchanges begun with the API, failed ones too. */
  readonly requests: number;
  readonly waitedMs: number;
}

/** What the end of a step is called, where people see it and in the README's troubleshooting. */
export function titleOf(result: Result): string {
  if (result === "completed") return "Backup gate open";
  return result === "requested" ? "Backup requested, no gate" : `Backup gate closed: ${result}`;
}

/** Which backup of which install a gate is about, as far as that is known. */
export function subjectOf({ install, subject: { id } }: BackupRecord): string {
  return id === undefined ? `Install ${install}` : `Backup ${id} of install ${install}`;
}

/** How often the API was asked in vain, in brackets; empty where it never was. */
export function troubleOf(records: readonly BackupRecord[]): string {
  const refused = sumOf(records, ({ refused }) => refused);
  const failed = sumOf(records, ({ failed }) => failed);
  const parts = [refused > 0 ? `${refused} refused` : "", failed > 0 ? `${failed} failed` : ""];
  const trouble = parts.filter(Boolean).join(", ");
  return trouble === "" ? "" : ` (${trouble})`;
}

export function pollsOf(records: readonly BackupRecord[]): string {
  return count(
    sumOf(records, ({ polls }) => polls),
    "look",
  );
}

/** What a step has asked the API, in words. */
export function effortOf({ records, requests }: Report): string {
  return `${pollsOf(records)}, ${count(requests, "request")} in all${troubleOf(records)}`;
}

function sumOf(records: readonly BackupRecord[], of: (record: BackupRecord) => number): number {
  return records.reduce((total, record) => total + of(record), 0);
}

/** The gate whose end is that of the step, where it stays closed. */
export function blamed({ records }: Report): BackupRecord | undefined {
  return records[firstFailure(records.map(({ ended }) => ended)) ?? 0];
}

/** Whether there is nothing to say of a backup but that another's failure has closed the gate. */
export function isMerelyCutShort({ ended, unresolvedKey }: BackupRecord): boolean {
  return ended?.verdict.cause === "fail-fast" && unresolvedKey === undefined;
}

/** What has failed, in the order of time: a line for each reason, with the first of the backups that it befell. */
export function failuresOf({ records }: Report, atMost: number): string[] {
  const reasons = new Map<string, BackupRecord[]>();
  const inTime = records.toSorted((a, b) => (a.ended?.endedAt ?? 0) - (b.ended?.endedAt ?? 0));
  for (const record of inTime) {
    const { verdict } = record.ended ?? {};
    if (verdict === undefined || isGood(verdict) || isMerelyCutShort(record)) continue;
    const reason = `${verdict.result}: ${verdict.message}`;
    const alike = reasons.get(reason);
    if (alike === undefined) reasons.set(reason, [record]);
    else alike.push(record);
  }
  const lines = [...reasons].map(([reason, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${count(others.length, "other")}`;
    return sanitize(`${first === undefined ? "" : subjectOf(first)}${more}: ${reason}`);
  });
  const left = lines.length - atMost;
  return left > 0
    ? [...lines.slice(0, atMost), `${count(left, "more reason")}: see outputs.backups.`]
    : lines;
}

/** A moment as people read it: `2026-01-15 10:04:10 UTC`. */
export function clockTime({ epochMs }: Instant): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
