import * as core from "@actions/core";
import { OutputsError, requireOutputsFile } from "./outputs-file.ts";
import { sanitize } from "../util/sanitize.ts";
import type { Result } from "../model/verdict.ts";
import { durationMs, statusText } from "../model/backup.ts";
import type { BackupRecord } from "../fleet/record.ts";
import { OUTPUT_NAMES } from "./output-names.ts";
import type { Report } from "./report.ts";

/** With names as the host gives them 800 entries stay below the 1 MB, in UTF-16, that a job's outputs may have. */
const MESSAGE_CHARS = 120;

/** What the output `backups` tells of each. */
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

export type Outputs = Readonly<Record<(typeof OUTPUT_NAMES)[number], string>>;

/** The outputs' values: what is unknown is empty, and null in JSON. */
export function outputsOf({ verdict, records, requests, waitedMs }: Report): Outputs {
  const all = records.map(factsOf);
  const [facts = NO_FACTS] = all;
  // What stands alone speaks of one backup; of several the JSON tells.
  const only = all.length > 1 ? undefined : facts;
  return {
    result: verdict.result,
    status: only?.status ?? "",
    ...idsOf(records),
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
 * Ids in the order of the inputs, one a line and an empty one where there is none, fit to be a later step's inputs. Those
 * drop one final line break: where nothing is known of the last install a second one stands, lest both lists shrink alike.
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

/** @throws OutputsError */
export function writeOutputs(outputs: Outputs): void {
  for (const name of OUTPUT_NAMES) setOutput(name, outputs[name]);
}

/**
 * Writes the ids as soon as they are known, so that they stand even if the process is killed.
 * @throws OutputsError
 */
export function writeIds(records: readonly BackupRecord[]): void {
  for (const [name, value] of Object.entries(idsOf(records))) setOutput(name, value);
}

function setOutput(name: string, value: string): void {
  requireOutputsFile();
  try {
    core.setOutput(name, value);
  } catch (cause) {
    throw new OutputsError(cause);
  }
}
