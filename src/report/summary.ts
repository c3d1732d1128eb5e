import { appendFileSync } from "node:fs";
import { formatDuration } from "../duration.ts";
import { count } from "../prose.ts";
import type { Verdict } from "../verdict.ts";
import { durationMs, statusText } from "../wpengine/schema.ts";
import type { Journal } from "./journal.ts";
import { clockTime, remedyFor, type Report } from "./report.ts";

/** The job summary, as GitHub-flavoured Markdown. */
export function summaryOf(report: Report): string {
  const { verdict, settings, journal, waitedMs } = report;
  const parts = [headingOf(verdict)];
  if (verdict.result !== "completed") {
    const sentences = verdict.message.split("\n").map(escapeMarkdown);
    parts.push(sentences.join("<br>\n"), `**What to do next:** ${remedyFor(verdict, journal)}`);
  }
  if (settings !== undefined) {
    parts.push(
      [
        "| Install | Backup | Status | Created | Completed | Took | WordPress |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        tableRow(journal),
      ].join("\n"),
      `Waited ${formatDuration(waitedMs)} of ${formatDuration(settings.timeoutMs)}: ` +
        `${count(journal.looks, "look")} (${journal.failedLooks} failed), ${count(journal.requests, "request")}.`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

function headingOf({ result }: Verdict): string {
  if (result === "completed") return "## ✅ Backup gate open: the backup is completed";
  if (result === "requested") return "## ⏳ Backup requested, not waited for";
  return `## ⛔ Backup gate closed: ${result}`;
}

function tableRow({ installId, installName, subject }: Journal): string {
  const { id, backup, reused } = subject;
  const tookMs = backup && durationMs(backup);
  const cells = [
    code(installName ?? installId),
    `${code(id)}${reused ? " (reused)" : ""}`,
    backup === undefined ? "unknown" : escapeMarkdown(statusText(backup.status)),
    backup?.createdAt ? clockTime(backup.createdAt) : "–",
    backup?.completedAt ? clockTime(backup.completedAt) : "–",
    tookMs === undefined ? "–" : formatDuration(tookMs),
    escapeMarkdown(backup?.wordpressVersion ?? "–"),
  ];
  return `| ${cells.join(" | ")} |`;
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
