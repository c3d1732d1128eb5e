import { formatDuration } from "../../util/duration.ts";
import { hasFailed, isGood, type Verdict } from "../../model/verdict.ts";
import { clockTime, durationMs, spokenStatus } from "../../model/backup.ts";
import type { BackupRecord, RecordedBackup } from "../../fleet/record.ts";
import { escapeMarkdown } from "./markdown.ts";

/** Most rows of the diagram. GitHub renders at most 50,000 characters. */
const MAX_ROWS = 100;

interface Row {
  readonly install: string;
  readonly tag: "done" | "active" | "crit";
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The backups on one time axis as a Mermaid diagram, the slowest first. Empty if there is nothing to draw.
 * It contains only numbers and validated inputs: IDs, and names of letters, digits and hyphens.
 * A row begins with its duration, so Mermaid can't read a name as a keyword.
 * @see https://mermaid.js.org/syntax/gantt.html
 */
export function timelineOf(records: readonly BackupRecord[]): string {
  const rows = records
    .map(rowOf)
    .filter((row) => row !== undefined)
    .sort((a, b) => tookMs(b) - tookMs(a));
  if (rows.length === 0) return "";
  const shown = rows.slice(0, MAX_ROWS);
  return [
    "```mermaid",
    '%%{init: {"gantt": {"topAxis": true, "topPadding": 60, "leftPadding": 10}}}%%',
    "gantt",
    `title ${titleOf(rows.length, records.length)}, in your time zone`,
    "dateFormat x",
    "axisFormat %H:%M:%S",
    ...shown.map(lineOf),
    "```",
  ].join("\n");
}

/** When one backup was created and completed, or last seen, in Markdown. Empty if its creation time is not known. */
export function timelineInWords({ subject, timesSeen }: BackupRecord): string {
  const { backup, seenMs } = subject;
  if (backup?.createdAt === undefined) return "";
  const created = `Created ${clockTime(backup.createdAt)}`;
  const took = durationMs(backup);
  if (took !== undefined && backup.completedAt !== undefined) {
    const done = `${created}, completed after ${formatDuration(took)}`;
    if (seenMs === undefined) return `${done}.`;
    if (timesSeen === 1) return `${done}. The first status check of this step found it completed.`;
    const lagMs = Math.max(0, seenMs - backup.completedAt.epochMs);
    return `${done}. This step saw it ${formatDuration(lagMs)} later.`;
  }
  if (seenMs === undefined) return `${created}.`;
  const ageMs = Math.max(0, seenMs - backup.createdAt.epochMs);
  const status = escapeMarkdown(spokenStatus(backup.status));
  return `${created}. Last seen ${formatDuration(ageMs)} later: ${status}.`;
}

function titleOf(known: number, all: number): string {
  if (known > MAX_ROWS) return `The ${MAX_ROWS} slowest of ${all} backups`;
  return known < all ? `${known} of ${all} backups` : `${all} backups`;
}

function rowOf({ install, subject, ended }: BackupRecord): Row | undefined {
  const fromMs = subject.backup?.createdAt?.epochMs;
  const toMs = endOf(subject);
  if (fromMs === undefined || toMs === undefined || toMs < fromMs) return undefined;
  return { install, tag: tagOf(ended?.verdict), fromMs, toMs };
}

function tagOf(verdict: Verdict | undefined): Row["tag"] {
  if (verdict === undefined) return "active";
  if (isGood(verdict)) return "done";
  return hasFailed(verdict) ? "crit" : "active";
}

/** When the backup was completed, or when it was last seen. */
function endOf({ backup, seenMs }: RecordedBackup): number | undefined {
  return backup?.completedAt?.epochMs ?? (seenMs && Math.round(seenMs));
}

function tookMs({ fromMs, toMs }: Row): number {
  return toMs - fromMs;
}

function lineOf(row: Row): string {
  const { install, tag, fromMs, toMs } = row;
  return `${formatDuration(tookMs(row))} ${install} :${tag}, ${fromMs}, ${Math.max(toMs, fromMs + 1)}`;
}
