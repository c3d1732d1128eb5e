import type { BackupRecord } from "../fleet/record.ts";
import { firstFailure } from "../fleet/verdict.ts";
import type { Backup, Instant } from "../model/backup.ts";
import { backupsPage, SITES_PAGE } from "../model/portal.ts";
import type { Settings } from "../model/settings.ts";
import { isGood, type Result, type Verdict } from "../model/verdict.ts";
import { type Redact, sanitize } from "../util/sanitize.ts";
import { count } from "../util/sentence.ts";

/** WP Engine's own texts are shorter. It keeps a description of any length from filling the outputs. */
const DESCRIPTION_CHARS = 1_000;

/** All that the log, the outputs and the summary say about a step that has ended. */
export interface Report {
  readonly verdict: Verdict;
  /** Undefined if the inputs were invalid. */
  readonly settings: Settings | undefined;
  /** One for each backup, in the order of the inputs; none if those were invalid. */
  readonly records: readonly BackupRecord[];
  /** Requests sent to the API, failed ones included. */
  readonly requests: number;
  readonly waitedMs: number;
  /** Removes the credentials from raw text of the API. */
  readonly redact: Redact;
}

/** The title of the closing annotation and of the summary. The troubleshooting entries have the same titles. */
export function titleOf(result: Result): string {
  if (result === "completed") return "Backup gate open";
  if (result === "checked") return "Dry run, no gate";
  return result === "requested" ? "Backup requested, no gate" : `Backup gate closed: ${result}`;
}

/** Names the backup, or the install while there is no backup. */
export function subjectOf({ install, subject: { id } }: BackupRecord): string {
  return id === undefined ? `Install ${install}` : `Backup ${id} of install ${install}`;
}

/** The description of a gate's backup, as the API returned it, on one line and without credentials. Empty if there is none. */
export function descriptionOf({ subject }: BackupRecord, redact: Redact): string {
  // Twice, because a credential may have been cut in two by characters that can't be printed.
  return redact(sanitize(redact(subject.backup?.description ?? ""), DESCRIPTION_CHARS));
}

/** The User Portal's page of an install's backups. While no install is known to have the name, the page of all installs. */
export function portalPageOf({ installId, installName }: BackupRecord): string {
  const isKnown = installName !== undefined && installId !== undefined;
  return isKnown ? backupsPage(installName) : SITES_PAGE;
}

/** How to restore what an open gate has waited for, as one sentence that is plain text and Markdown. */
export function wayBack(records: readonly BackupRecord[]): string {
  const [only, ...others] = records;
  if (only === undefined || others.length > 0) {
    return `To restore one of these backups, open the backup points of its install at ${SITES_PAGE} and select the backup by its creation time and ID, which the job summary lists.`;
  }
  const { id = "", backup } = only.subject;
  const where = `open the backup points of install ${only.install} at ${portalPageOf(only)} and select`;
  const first = only.earlier?.first?.backup;
  if (first === undefined || first.id === id) {
    return `To restore this backup, ${where} ${backupBy(id, backup)}.`;
  }
  return `To go back to before this attempt, ${where} ${backupBy(first.id, first)}. The backup of this attempt, ${id}, contains what earlier attempts deployed.`;
}

/** How a person finds a backup in the User Portal. */
function backupBy(id: string, backup: Backup | undefined): string {
  return backup?.createdAt
    ? `the backup created ${clockTime(backup.createdAt)} (ID ${id})`
    : `the backup with the ID ${id}`;
}

export function pollsInWords(records: readonly BackupRecord[]): string {
  return count(
    sumOf(records, ({ polls }) => polls),
    "look",
  );
}

/** In parentheses: how many requests were answered by 429, and how many failed otherwise. Empty if none. */
export function failuresInWords(records: readonly BackupRecord[]): string {
  const refused = sumOf(records, ({ refused }) => refused);
  const failed = sumOf(records, ({ failed }) => failed);
  const parts = [refused > 0 ? `${refused} refused` : "", failed > 0 ? `${failed} failed` : ""];
  const failures = parts.filter(Boolean).join(", ");
  return failures === "" ? "" : ` (${failures})`;
}

/** How many polls and requests there were, and how many of them failed. */
export function requestsInWords({ records, requests }: Report): string {
  return `${pollsInWords(records)}, ${count(requests, "request")} in all${failuresInWords(records)}`;
}

function sumOf(records: readonly BackupRecord[], of: (record: BackupRecord) => number): number {
  return records.reduce((total, record) => total + of(record), 0);
}

/** The gate that failed first; if none failed, the first gate. */
export function firstFailed({ records }: Report): BackupRecord | undefined {
  return records[firstFailure(records.map(({ ended }) => ended)) ?? 0];
}

/** Whether all there is to say of a gate is that another one's failure closed it. */
export function isOnlyFailFast({ ended, unresolvedKey }: BackupRecord): boolean {
  return ended?.verdict.cause === "fail-fast" && unresolvedKey === undefined;
}

/** Why gates failed, in the order of time: a line per reason. */
export function failureReasons({ records }: Report, maxLines: number): string[] {
  const reasons = new Map<string, BackupRecord[]>();
  const byTime = records.toSorted((a, b) => (a.ended?.endedAt ?? 0) - (b.ended?.endedAt ?? 0));
  for (const record of byTime) {
    const { verdict } = record.ended ?? {};
    if (verdict === undefined || isGood(verdict) || isOnlyFailFast(record)) continue;
    const reason = `${verdict.result}: ${verdict.message}`;
    const same = reasons.get(reason);
    if (same === undefined) reasons.set(reason, [record]);
    else same.push(record);
  }
  const lines = [...reasons].map(([reason, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${count(others.length, "other")}`;
    return sanitize(`${first === undefined ? "" : subjectOf(first)}${more}: ${reason}`);
  });
  return firstOf(lines, maxLines, (left) => `${count(left, "more reason")}: see outputs.backups.`);
}

/** What a dry run has found of each install: a line for each. */
export function findings({ records }: Report, maxLines: number): string[] {
  const lines = records.map((record) =>
    sanitize(`${subjectOf(record)}: ${record.ended?.verdict.message ?? ""}`, 600),
  );
  return firstOf(lines, maxLines, (left) => `${count(left, "more install")}: see the log.`);
}

/** At most so many lines, and one more that says how many are left out. */
function firstOf(lines: string[], maxLines: number, rest: (left: number) => string): string[] {
  const left = lines.length - maxLines;
  return left > 0 ? [...lines.slice(0, maxLines), rest(left)] : lines;
}

/** A moment for people: `2026-01-15 10:04:10 UTC`. */
export function clockTime({ epochMs }: Instant): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
