import { appendFileSync } from "node:fs";
import { formatDuration } from "../duration.ts";
import { count } from "../prose.ts";
import type { Verdict } from "../verdict.ts";
import { durationMs, statusText } from "../wpengine/schema.ts";
import type { Journal } from "./journal.ts";
import { blamed, clockTime, failuresOf, looksAt, remedyFor, type Report } from "./report.ts";

/** Reasons that stand above the table. */
const REASONS = 10;

/** The job summary, as GitHub-flavoured Markdown. */
export function summaryOf(report: Report): string {
  const { verdict, settings, journals, requests, waitedMs } = report;
  const isFleet = journals.length > 1;
  const parts = [headingOf(verdict, journals.length)];
  if (verdict.result !== "completed") {
    const reasons = isFleet ? failuresOf(report, REASONS) : [];
    const lines = [...verdict.message.split("\n"), ...reasons].map(escapeMarkdown);
    const remedy = remedyFor(verdict, blamed(report));
    parts.push(lines.join("<br>\n"), `**What to do next:** ${remedy}`);
  }
  if (settings !== undefined) {
    const { looks, failed } = looksAt(journals);
    parts.push(
      tableOf(journals, isFleet),
      `Waited ${formatDuration(waitedMs)} of ${formatDuration(settings.timeoutMs)}: ` +
        `${count(looks, "look")} (${failed} failed), ${count(requests, "request")}.`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

function headingOf({ result }: Verdict, backups: number): string {
  const isFleet = backups > 1;
  if (result === "completed") {
    const which = isFleet ? `all ${backups} backups are` : "the backup is";
    return `## ✅ Backup gate open: ${which} completed`;
  }
  if (result === "requested") {
    return `## ⏳ ${isFleet ? "Backups" : "Backup"} requested, not waited for`;
  }
  return `## ⛔ Backup gate closed: ${result}`;
}

/** A row a backup; of many, those with another result than the gate could open for come first. */
function tableOf(journals: readonly Journal[], isFleet: boolean): string {
  const head = ["Install", "Backup", "Status", "Created", "Completed", "Took", "WordPress"];
  const isCompleted = ({ ended }: Journal): boolean => ended?.verdict.result === "completed";
  const rows = journals
    .toSorted((a, b) => Number(isCompleted(a)) - Number(isCompleted(b)))
    .map((journal) => [
      ...cellsOf(journal),
      ...(isFleet ? [journal.ended?.verdict.result ?? "error"] : []),
    ]);
  const all = isFleet ? [...head, "Result"] : head;
  return [all, all.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function cellsOf({ install, subject }: Journal): string[] {
  const { id, backup, reused } = subject;
  const tookMs = backup && durationMs(backup);
  return [
    code(install),
    `${code(id)}${reused ? " (reused)" : ""}`,
    backup === undefined ? "unknown" : escapeMarkdown(statusText(backup.status)),
    backup?.createdAt ? clockTime(backup.createdAt) : "–",
    backup?.completedAt ? clockTime(backup.completedAt) : "–",
    tookMs === undefined ? "–" : formatDuration(tookMs),
    escapeMarkdown(backup?.wordpressVersion ?? "–"),
  ];
}

function code(text: string | undefined): string {
  return text === undefined ? "–" : `\`${text}\``;
}

/**
 * Foreign text that stays text in Markdown and in the HTML within it: character references structure nothing.
 * Colons and dots are touched only where GitHub would make an emoji or a link of them.
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function escapeMarkdown(text: string): string {
  return text.replace(
    /[&<>`*\\|~[\]#@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\S)|(?<=www)\./gi,
    (char) => `&#${char.codePointAt(0)};`,
  );
}

/** Synchronous, because lookups that hang may hold the threads that asynchronous writes need. */
export function writeSummary(markdown: string): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (!file) throw new Error("GITHUB_STEP_SUMMARY is not set");
  appendFileSync(file, markdown);
}
