import { appendFileSync } from "node:fs";
import type { BackupRecord } from "../../fleet/record.ts";
import { durationMs, statusText } from "../../model/backup.ts";
import { PORTAL } from "../../model/portal.ts";
import type { Settings } from "../../model/settings.ts";
import type { Target } from "../../model/target.ts";
import type { Verdict } from "../../model/verdict.ts";
import { formatDuration } from "../../util/duration.ts";
import { remedyFor } from "../remedies.ts";
import { blamed, clockTime, effortOf, failuresOf, type Report, titleOf } from "../report.ts";
import { code, escapeMarkdown, table } from "./markdown.ts";
import { courseOf, timelineOf } from "./timeline.ts";

/** Reasons that stand above the table. */
const REASONS = 10;

/** The job summary, as GitHub-flavoured Markdown. */
export function summaryOf(report: Report): string {
  const { verdict, settings, records, waitedMs } = report;
  const isFleet = records.length > 1;
  const parts = [headingOf(verdict, records.length)];
  if (verdict.result !== "completed") {
    const reasons = isFleet ? failuresOf(report, REASONS) : [];
    const lines = [...verdict.message.split("\n"), ...reasons].map(escapeMarkdown);
    const remedy = remedyFor(verdict, blamed(report));
    parts.push(lines.join("<br>\n"), `**What to do next:** ${remedy}`);
  }
  if (settings !== undefined) {
    const [first] = records;
    parts.push(
      tableOf(records, isFleet),
      isFleet || first === undefined ? timelineOf(records) : courseOf(first),
      portalLinkTo(records),
      `Waited ${formatDuration(waitedMs)} of ${formatDuration(settings.timeoutMs)}: ${effortOf(report)}.`,
      `Settings in force: ${settingsInForce(settings)}`,
    );
  }
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function headingOf({ result }: Verdict, backups: number): string {
  const isFleet = backups > 1;
  if (result === "completed") {
    const which = isFleet ? `all ${backups} backups are` : "the backup is";
    return `## ✅ ${titleOf(result)}: ${which} completed`;
  }
  if (result === "requested") {
    return `## ⏳ ${titleOf(result)}: nothing has waited for ${isFleet ? "them" : "it"}`;
  }
  return `## ⛔ ${titleOf(result)}`;
}

/** A row a backup; of many, those with another result than the gate could open for come first. */
function tableOf(records: readonly BackupRecord[], isFleet: boolean): string {
  const head = ["Install", "Backup", "Status", "Created", "Completed", "Took", "WordPress"];
  const isCompleted = ({ ended }: BackupRecord): boolean => ended?.verdict.result === "completed";
  const rows = records
    .toSorted((a, b) => Number(isCompleted(a)) - Number(isCompleted(b)))
    .map((record) => [
      isFleet ? linked(record) : code(record.install),
      ...cellsOf(record),
      ...(isFleet ? [record.ended?.verdict.result ?? "error"] : []),
    ]);
  const all = isFleet ? [...head, "Result"] : head;
  return table([all, ...rows]);
}

function cellsOf({ subject }: BackupRecord): string[] {
  const { id, backup, reused } = subject;
  const tookMs = backup && durationMs(backup);
  return [
    `${id === undefined ? "–" : code(id)}${reused ? " (reused)" : ""}`,
    backup === undefined ? "unknown" : escapeMarkdown(statusText(backup.status)),
    backup?.createdAt ? clockTime(backup.createdAt) : "–",
    backup?.completedAt ? clockTime(backup.completedAt) : "–",
    tookMs === undefined ? "–" : formatDuration(tookMs),
    escapeMarkdown(backup?.wordpressVersion ?? "–"),
  ];
}

/** An install and the page where people see its backups and restore one: the portal knows it by its name alone. */
function linked({ install, installId, installName }: BackupRecord, text = code(install)): string {
  const isKnown = installName !== undefined && installId !== undefined;
  return isKnown ? `[${text}](${PORTAL}/installs/${installName}/backup_points)` : text;
}

function portalLinkTo([first, ...others]: readonly BackupRecord[]): string {
  const name = others.length === 0 && first?.installId !== undefined && first.installName;
  return name
    ? linked(first, `Backups of ${name} in the host's portal`)
    : `[Sites and their backups in the host's portal](${PORTAL}/sites)`;
}

function settingsInForce(settings: Settings): string {
  const [{ spec }] = settings.targets as [Target];
  const durations = {
    timeout: settings.timeoutMs,
    "request-timeout": settings.requestTimeoutMs,
    "min-poll-interval": settings.minPollIntervalMs,
    "max-poll-interval": settings.maxPollIntervalMs,
    "max-age": settings.maxAgeMs,
  };
  const inForce = {
    ...Object.fromEntries(
      Object.entries(durations).map(([name, ms]) => [name, ms && formatDuration(ms)]),
    ),
    "create-backup": spec.kind === "new",
    wait: spec.kind === "new" ? spec.wait : undefined,
    "abort-retries": spec.kind === "new" ? spec.abortRetries : undefined,
    "fail-fast": settings.targets.length > 1 ? settings.failFast : undefined,
    "api-url": settings.apiUrl,
  };
  return Object.entries(inForce)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${code(String(value))}`)
    .join(" · ");
}

/** Synchronous, because lookups that hang may hold the threads that asynchronous writes need. */
export function writeSummary(markdown: string): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (!file) throw new Error("GITHUB_STEP_SUMMARY is not set");
  appendFileSync(file, markdown);
}
