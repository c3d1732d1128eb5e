import type { BackupRecord } from "../fleet/record.ts";
import { firstFailure } from "../fleet/verdict.ts";
import { type Backup, clockTime } from "../model/backup.ts";
import { backupsPage, SITES_PAGE } from "../model/portal.ts";
import type { Settings } from "../model/settings.ts";
import { isGood, type Result, type Verdict } from "../model/verdict.ts";
import { type Redact, sanitize } from "../util/sanitize.ts";
import { count } from "../util/sentence.ts";

/** Limit for the output `description`. WP Engine's own texts are shorter. */
const DESCRIPTION_CHARS = 1_000;

/** What a restore from a backup loses. */
const LOSS =
  "A restore loses everything written to the site since the backup was created, such as orders and comments.";

/** The content of the log, the outputs and the summary at the end of a step. */
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

/** The User Portal's page of an install's backups; the page of all installs while the install is not known. */
export function portalPageOf({ installId, installName }: BackupRecord): string {
  const isKnown = installName !== undefined && installId !== undefined;
  return isKnown ? backupsPage(installName) : SITES_PAGE;
}

/** How to restore the backup of an open gate, and what that loses: both plain text and Markdown. */
export function wayBack(records: readonly BackupRecord[]): string {
  const [only, ...others] = records;
  if (only === undefined || others.length > 0) {
    return `To restore one of these backups, open the backup points of its install at ${SITES_PAGE} and select the backup. The job summary lists creation times and IDs. ${LOSS}`;
  }
  const { id = "", backup } = only.subject;
  const where = `open the backup points of install ${only.install} at ${portalPageOf(only)} and select`;
  const first = only.earlier?.first?.backup;
  if (first === undefined || first.id === id) {
    return `To restore this backup, ${where} ${backupBy(id, backup)}. ${LOSS}`;
  }
  return `To restore the site as it was before this attempt, ${where} ${backupBy(first.id, first)}. ${LOSS} The backup of this attempt, ${id}, contains what earlier attempts deployed.`;
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
    "status check",
  );
}

/** In parentheses: how many requests were rate-limited (429), and how many failed otherwise. Empty if none. */
export function failuresInWords(records: readonly BackupRecord[]): string {
  const rateLimited = sumOf(records, ({ rateLimited }) => rateLimited);
  const failed = sumOf(records, ({ failed }) => failed);
  const parts = [
    rateLimited > 0 ? `${rateLimited} rate-limited` : "",
    failed > 0 ? `${failed} failed` : "",
  ];
  const failures = parts.filter(Boolean).join(", ");
  return failures === "" ? "" : ` (${failures})`;
}

/** How many polls and requests there were, and how many of them failed. */
export function requestsInWords({ records, requests }: Report): string {
  return `${pollsInWords(records)}, ${count(requests, "request")} in total${failuresInWords(records)}`;
}

function sumOf(records: readonly BackupRecord[], of: (record: BackupRecord) => number): number {
  return records.reduce((total, record) => total + of(record), 0);
}

/** The gate that failed first; if none failed, the first gate. */
export function firstFailed({ records }: Report): BackupRecord | undefined {
  return records[firstFailure(records.map(({ ended }) => ended)) ?? 0];
}

/** Whether a gate was closed only by the failure of another one. */
export function isOnlyFailFast({ ended, unresolvedKey }: BackupRecord): boolean {
  return ended?.verdict.cause === "fail-fast" && unresolvedKey === undefined;
}

/** Why gates failed, in order of time: a line per reason. */
export function failureReasons({ records }: Report, maxLines: number): string[] {
  const reasons = new Map<string, BackupRecord[]>();
  const byTime = records.toSorted((a, b) => (a.ended?.endedAt ?? 0) - (b.ended?.endedAt ?? 0));
  for (const record of byTime) {
    const { verdict } = record.ended ?? {};
    if (verdict === undefined || isGood(verdict) || isOnlyFailFast(record)) continue;
    const same = reasons.get(verdict.message);
    if (same === undefined) reasons.set(verdict.message, [record]);
    else same.push(record);
  }
  const lines = [...reasons].map(([reason, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${count(others.length, "other")}`;
    return sanitize(`${first === undefined ? "" : subjectOf(first)}${more}: ${reason}`);
  });
  return firstOf(
    lines,
    maxLines,
    (left) => `${count(left, "more reason")}: see the output backups.`,
  );
}

/** What a dry run has found: a line per install. */
export function findings({ records }: Report, maxLines: number): string[] {
  const lines = records.map((record) =>
    sanitize(`${subjectOf(record)}: ${record.ended?.verdict.message ?? ""}`, 600),
  );
  return firstOf(lines, maxLines, (left) => `${count(left, "more install")}: see the log.`);
}

/** The first lines, and one more with the number of omitted ones. */
function firstOf(lines: string[], maxLines: number, rest: (left: number) => string): string[] {
  const left = lines.length - maxLines;
  return left > 0 ? [...lines.slice(0, maxLines), rest(left)] : lines;
}
