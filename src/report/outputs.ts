import * as core from "@actions/core";
import { outputsFailure, requireOutputsFile } from "./outputs-file.ts";
import { sanitize } from "../util/sanitize.ts";
import type { Result } from "../model/verdict.ts";
import { durationMs, statusText } from "../model/backup.ts";
import type { BackupRecord } from "../fleet/record.ts";
import { OUTPUT_NAMES } from "./output-names.ts";
import { descriptionOf, portalPageOf, type Report } from "./report.ts";

/** With this limit, 800 messages stay below GitHub's limit of 1 MB of UTF-16 for a job's outputs. */
const MESSAGE_CHARS = 120;

/** An entry of the output `backups`. Times are ISO 8601 in UTC. */
interface Facts {
  readonly installId: string | null;
  readonly installName: string | null;
  readonly backupId: string | null;
  readonly status: string | null;
  readonly result: Result;
  readonly createdAt: string | null;
  readonly completedAt: string | null;
  readonly wordpressVersion: string | null;
  readonly durationSeconds: number | null;
  readonly reused: boolean;
  readonly message: string;
}

/** The text of each output by its name. */
export type Outputs = Readonly<Record<(typeof OUTPUT_NAMES)[number], string>>;

/** The values of all outputs. An unknown value is empty, and null in JSON. */
export function outputsOf({ verdict, records, requests, waitedMs, redact }: Report): Outputs {
  const all = records.map(factsOf);
  const [facts = NO_FACTS] = all;
  const only = all.length > 1 ? undefined : facts;
  const [record] = all.length > 1 ? [] : records;
  return {
    result: verdict.result,
    status: only?.status ?? "",
    ...idsOf(records),
    description: record === undefined ? "" : descriptionOf(record, redact),
    "portal-url": record === undefined ? "" : portalPageOf(record),
    "created-at": only?.createdAt ?? "",
    "completed-at": only?.completedAt ?? "",
    "wordpress-version": only?.wordpressVersion ?? "",
    "duration-seconds": String(only?.durationSeconds ?? ""),
    "waited-seconds": String(Math.round(waitedMs / 100) / 10),
    requests: String(requests),
    reused: String(only?.reused ?? ""),
    backups: JSON.stringify(all),
  };
}

/**
 * The IDs in input order: one per line, an empty line for an unknown ID. They are valid inputs of a later step.
 * Inputs lose one final line break, so an unknown last install ID gets a second one.
 */
function idsOf(records: readonly BackupRecord[]): Pick<Outputs, "backup-id" | "install-id"> {
  const isLastUnknown = records.length > 1 && records.at(-1)?.installId === undefined;
  return {
    "backup-id": records.map(({ subject }) => subject.id ?? "").join("\n"),
    "install-id":
      records.map(({ installId }) => installId ?? "").join("\n") + (isLastUnknown ? "\n" : ""),
  };
}

const NO_FACTS = {
  status: null,
  createdAt: null,
  completedAt: null,
  wordpressVersion: null,
  durationSeconds: null,
  reused: false,
};

function factsOf(record: BackupRecord): Facts {
  const { id, backup, reused } = record.subject;
  const tookMs = backup && durationMs(backup);
  return {
    installId: record.installId ?? null,
    installName: record.installName ?? null,
    backupId: id ?? null,
    status: backup ? statusText(backup.status) : null,
    result: record.ended?.verdict.result ?? "error",
    createdAt: backup?.createdAt?.iso ?? null,
    completedAt: backup?.completedAt?.iso ?? null,
    wordpressVersion: backup?.wordpressVersion ?? null,
    durationSeconds: tookMs === undefined ? null : tookMs / 1_000,
    reused,
    message: sanitize(record.ended?.verdict.message ?? "", MESSAGE_CHARS),
  };
}

/** @throws StepFailed if the outputs file cannot be written. */
export function writeOutputs(outputs: Outputs): void {
  for (const name of OUTPUT_NAMES) setOutput(name, outputs[name]);
}

/**
 * Writes the IDs known so far, in case the process is killed.
 * @throws StepFailed if the outputs file cannot be written.
 */
export function writeIds(records: readonly BackupRecord[]): void {
  for (const [name, value] of Object.entries(idsOf(records))) setOutput(name, value);
}

function setOutput(name: string, value: string): void {
  requireOutputsFile();
  try {
    core.setOutput(name, value);
  } catch (cause) {
    throw outputsFailure(cause);
  }
}
