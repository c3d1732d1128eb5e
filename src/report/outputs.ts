import * as core from "@actions/core";
import { OutputsError } from "../errors.ts";
import { harmless } from "../foreign.ts";
import { durationMs, statusText } from "../wpengine/schema.ts";
import type { Journal } from "./journal.ts";
import { requireOutputsFile } from "./outputs-file.ts";
import type { Report } from "./report.ts";

/** Every output of action.yml; a test holds the two equal. `result` comes last: it must not stand alone. */
export const OUTPUT_NAMES = [
  "status",
  "backup-id",
  "install-id",
  "created-at",
  "completed-at",
  "wordpress-version",
  "duration-seconds",
  "waited-seconds",
  "requests",
  "reused",
  "backups",
  "result",
] as const;

export type Outputs = Readonly<Record<(typeof OUTPUT_NAMES)[number], string>>;

/** The outputs' values: what is unknown is empty, and null in JSON. */
export function outputsOf({ verdict, settings, journal, waitedMs }: Report): Outputs {
  const { id, backup, reused } = journal.subject;
  const tookMs = backup && durationMs(backup);
  const facts = {
    installId: journal.installId ?? null,
    installName: journal.installName ?? null,
    backupId: id ?? null,
    status: backup ? statusText(backup.status) : null,
    result: verdict.result,
    createdAt: backup?.createdAt?.iso ?? null,
    completedAt: backup?.completedAt?.iso ?? null,
    wordpressVersion: backup?.wordpressVersion ?? null,
    durationSeconds: tookMs === undefined ? null : tookMs / 1_000,
    reused,
    message: harmless(verdict.message, 120),
  };
  return {
    result: facts.result,
    status: facts.status ?? "",
    "backup-id": facts.backupId ?? "",
    "install-id": facts.installId ?? "",
    "created-at": facts.createdAt ?? "",
    "completed-at": facts.completedAt ?? "",
    "wordpress-version": facts.wordpressVersion ?? "",
    "duration-seconds": String(facts.durationSeconds ?? ""),
    "waited-seconds": String(Math.round(waitedMs / 100) / 10),
    requests: String(journal.requests),
    reused: String(facts.reused),
    backups: JSON.stringify(settings === undefined ? [] : [facts]),
  };
}

/** @throws OutputsError */
export function writeOutputs(outputs: Outputs): void {
  for (const name of OUTPUT_NAMES) setOutput(name, outputs[name]);
}

/**
 * Writes the ids as soon as they are known, so that they stand even if the process is killed.
 * @throws OutputsError
 */
export function writeIds({ subject, installId }: Journal): void {
  setOutput("backup-id", subject.id ?? "");
  setOutput("install-id", installId ?? "");
}

function setOutput(name: string, value: string): void {
  requireOutputsFile();
  try {
    core.setOutput(name, value);
  } catch (cause) {
    throw new OutputsError(cause);
  }
}
