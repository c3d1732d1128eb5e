import { appendFileSync } from "node:fs";
import { formatDuration } from "../duration.ts";
import { count } from "../prose.ts";
import { type Backup, durationMs, statusText } from "../wpengine/schema.ts";
import { clockTime, remedyFor, type Report } from "./report.ts";

/** The job summary, as GitHub-flavoured Markdown. */
export function summaryOf(report: Report): string {
  const { verdict, settings, journal, waitedMs } = report;
  const isOpen = verdict.result === "completed";
  const heading = isOpen
    ? "## ✅ Backup gate open: the backup is completed"
    : `## ⛔ Backup gate closed: ${verdict.result}`;
  const parts = [heading];
  if (!isOpen) {
    const sentences = verdict.message.split("\n").map(escapeMarkdown);
    parts.push(sentences.join("<br>\n"), `**What to do next:** ${remedyFor(verdict)}`);
  }
  if (settings !== undefined) {
    parts.push(
      [
        "| Install | Backup | Status | Created | Completed | Took | WordPress |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        tableRow(settings.installId, settings.backupId, journal.backup),
      ].join("\n"),
      `Waited ${formatDuration(waitedMs)} of ${formatDuration(settings.timeoutMs)}: ` +
        `${count(journal.looks, "look")} (${journal.failedLooks} failed), ${count(journal.requests, "request")}.`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

function tableRow(installId: string, backupId: string, backup: Backup | undefined): string {
  const tookMs = backup && durationMs(backup);
  const cells = [
    `\`${installId}\``,
    `\`${backupId}\``,
    backup === undefined ? "unknown" : escapeMarkdown(statusText(backup.status)),
    backup?.createdAt ? clockTime(backup.createdAt) : "–",
    backup?.completedAt ? clockTime(backup.completedAt) : "–",
    tookMs === undefined ? "–" : formatDuration(tookMs),
    escapeMarkdown(backup?.wordpressVersion ?? "–"),
  ];
  return `| ${cells.join(" | ")} |`;
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
