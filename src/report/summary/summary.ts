import { appendFileSync } from "node:fs";
import type { BackupRecord } from "../../fleet/record.ts";
import { clockTime, durationMs, statusText } from "../../model/backup.ts";
import { SITES_PAGE } from "../../model/portal.ts";
import type { Settings } from "../../model/settings.ts";
import type { Target } from "../../model/target.ts";
import { isGood, type Verdict } from "../../model/verdict.ts";
import { formatDuration } from "../../util/duration.ts";
import { remedyFor } from "../remedies.ts";
import { helpPage } from "../help-page.ts";
import {
  descriptionOf,
  failureReasons,
  findings,
  portalPageOf,
  type Report,
  requestsInWords,
  titleOf,
  wayBack,
} from "../report.ts";
import { rerunInWords } from "../rerun.ts";
import { code, escapeMarkdown, table } from "./markdown.ts";
import { timelineInWords, timelineOf } from "./timeline.ts";

const MAX_REASONS = 10;
/** Most backups of earlier attempts to name. */
const MAX_NAMED = 100;

/** The job summary, in GitHub Flavored Markdown. */
export function summaryOf(report: Report): string {
  const { verdict, settings, records, waitedMs } = report;
  const isFleet = records.length > 1;
  const parts = [headingOf(verdict, records.length)];
  if (verdict.result !== "completed") {
    const reasons = isFleet ? reasonsOf(report) : [];
    const lines = [...verdict.message.split("\n"), ...reasons].map(escapeMarkdown);
    const page = isGood(verdict) ? "" : helpPage(titleOf(verdict.result), process.env);
    const more = page === "" ? "" : ` [More about this result](${page})`;
    const remedy = remedyFor(verdict, records);
    parts.push(lines.join("<br>\n"), `**What to do next:** ${remedy}${more}`);
  }
  const rerun = rerunInWords(records, MAX_NAMED);
  if (rerun !== "") parts.push(`**Re-run:** ${escapeMarkdown(rerun)}`);
  if (settings !== undefined) {
    const [first] = records;
    parts.push(
      tableOf(records, isFleet),
      isFleet || first === undefined ? timelineOf(records) : timelineInWords(first),
      isFleet || first === undefined ? "" : descriptionLine(descriptionOf(first, report.redact)),
      verdict.result === "completed" ? wayBack(records) : portalLink(records),
      `Waited ${formatDuration(waitedMs)} of ${formatDuration(settings.timeoutMs)}: ${requestsInWords(report)}.`,
      `Settings: ${settingsLine(settings)}`,
    );
  }
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** Why gates failed, or what a dry run found. */
function reasonsOf(report: Report): string[] {
  return report.verdict.result === "checked"
    ? findings(report, MAX_REASONS)
    : failureReasons(report, MAX_REASONS);
}

function headingOf({ result }: Verdict, backups: number): string {
  const isFleet = backups > 1;
  if (result === "completed") {
    const which = isFleet ? `all ${backups} backups are` : "the backup is";
    return `## ✅ ${titleOf(result)}: ${which} completed`;
  }
  if (result === "checked") return `## 🔎 ${titleOf(result)}: all checks passed`;
  if (result === "requested") {
    return `## ⏳ ${titleOf(result)}: this step did not wait for ${isFleet ? "them" : "it"}`;
  }
  return `## ⛔ ${titleOf(result)}`;
}

/** A row per backup, those that are not completed first. */
function tableOf(records: readonly BackupRecord[], isFleet: boolean): string {
  const header = ["Install", "Backup", "Status", "Created", "Completed", "Took", "WordPress"];
  const isCompleted = ({ ended }: BackupRecord): boolean => ended?.verdict.result === "completed";
  const rows = records
    .toSorted((a, b) => Number(isCompleted(a)) - Number(isCompleted(b)))
    .map((record) => [
      isFleet ? linkToBackups(record) : code(record.install),
      ...cellsOf(record),
      ...(isFleet ? [record.ended?.verdict.result ?? "error"] : []),
    ]);
  return table(isFleet ? [...header, "Result"] : header, rows);
}

function cellsOf({ subject, unresolvedKey }: BackupRecord): string[] {
  const { id, backup, reused } = subject;
  const noId = unresolvedKey === undefined ? "–" : `unknown (key ${code(unresolvedKey)})`;
  const tookMs = backup && durationMs(backup);
  return [
    `${id === undefined ? noId : code(id)}${reused ? " (reused)" : ""}`,
    backup === undefined
      ? statusless(id ?? unresolvedKey)
      : escapeMarkdown(statusText(backup.status)),
    backup?.createdAt ? clockTime(backup.createdAt) : "–",
    backup?.completedAt ? clockTime(backup.completedAt) : "–",
    tookMs === undefined ? "–" : formatDuration(tookMs),
    escapeMarkdown(backup?.wordpressVersion ?? "–"),
  ];
}

/** The status cell if no reply has shown a backup. */
function statusless(idOrKey: string | undefined): string {
  return idOrKey === undefined ? "–" : "unknown";
}

/** A link to the User Portal's page of an install's backups. */
function linkToBackups(record: BackupRecord, text = code(record.install)): string {
  const page = portalPageOf(record);
  return page === SITES_PAGE ? text : `[${text}](${page})`;
}

function descriptionLine(description: string): string {
  const text = description.trim();
  return text === "" ? "" : `Description: ${escapeMarkdown(text)}`;
}

function portalLink([first, ...others]: readonly BackupRecord[]): string {
  const name = others.length === 0 && first?.installId !== undefined && first.installName;
  return name
    ? linkToBackups(first, `Backups of ${name} in the User Portal`)
    : `[Sites and their backups in the User Portal](${SITES_PAGE})`;
}

function settingsLine(settings: Settings): string {
  const [{ spec }] = settings.targets as [Target];
  const durations = {
    timeout: settings.timeoutMs,
    "request-timeout": settings.requestTimeoutMs,
    "min-poll-interval": settings.minPollIntervalMs,
    "max-poll-interval": settings.maxPollIntervalMs,
    "max-age": settings.maxAgeMs,
  };
  const values = {
    ...Object.fromEntries(
      Object.entries(durations).map(([name, ms]) => [name, ms && formatDuration(ms)]),
    ),
    "create-backup": spec.kind === "new",
    wait: spec.kind === "new" ? spec.wait : undefined,
    "abort-retries": spec.kind === "new" ? spec.abortRetries : undefined,
    "dry-run": settings.dryRun || undefined,
    "fail-fast": settings.targets.length > 1 ? settings.failFast : undefined,
    "api-url": settings.apiUrl,
  };
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${code(String(value))}`)
    .join(" · ");
}

/**
 * Appends to the job summary.
 * Synchronous, because hanging DNS lookups may occupy the threads that asynchronous writes need.
 * @throws a file system error, or an error if the runner provides no file.
 */
export function writeSummary(markdown: string): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (!file) throw new Error("GITHUB_STEP_SUMMARY is not set");
  appendFileSync(file, markdown);
}
