import * as core from "@actions/core";
import type { BackupEvent } from "../../backup/events.ts";
import type { BackupRecord, FleetEvent } from "../../fleet/record.ts";
import { spokenStatus } from "../../model/backup.ts";
import type { BackupReply } from "../../model/reply.ts";
import type { Settings } from "../../model/settings.ts";
import { isGood } from "../../model/verdict.ts";
import type { Clock } from "../../util/clock.ts";
import { formatDuration } from "../../util/duration.ts";
import { uncapitalize } from "../../util/sentence.ts";
import { remedyFor } from "../remedies.ts";
import {
  failureReasons,
  firstFailed,
  type Report,
  requestsInWords,
  subjectOf,
  titleOf,
} from "../report.ts";
import { progressBar } from "./estimate.ts";
import { FleetLog } from "./fleet.ts";
import { describeBackupEvent, intention, isWaiting } from "./messages.ts";
import { SingleLog } from "./single.ts";
import type { LogView } from "./view.ts";

const HEARTBEAT_MS = 60_000;
/** The runner cuts annotations after 4,096 characters, which must not cost the remedy at the end. */
const ANNOTATION_CHARS = 4_000;
/** Most reasons that an annotation names. */
const MAX_REASONS = 5;

/** The log of a step, for people whose deploy waits. */
export class Log {
  readonly #clock: Clock;
  readonly #records: readonly BackupRecord[];
  readonly #unknownStatuses = new Set<string>();
  #createdView: LogView | undefined;

  /** @param records one for each backup, complete before the first event. */
  constructor(clock: Clock, records: readonly BackupRecord[]) {
    this.#clock = clock;
    this.#records = records;
  }

  opening(settings: Settings): void {
    const limit = `up to ${formatDuration(settings.timeoutMs)} (timeout)`;
    const usual = isWaiting(settings) ? "; backups usually take 2 to 10 minutes" : "";
    core.info(`${intention(settings)} This may take ${limit}${usual}.`);
  }

  /** @param record to which the event has been applied. */
  on(record: BackupRecord, event: FleetEvent): void {
    if (event.kind === "recreating") {
      this.#warnOfRecreating(record, event);
      return;
    }
    this.#print(this.#view.describe(record, event));
    if (event.kind === "polled") this.#warnOfUnknownStatus(record, event.reply);
  }

  /** Prints a line a minute until the signal aborts, to show that a long wait goes on. */
  async heartbeat(deadline: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      const left = formatDuration(Math.max(0, deadline - this.#clock.now()));
      const parts = [...this.#view.standing(), `${left} of the timeout left`];
      const bar = progressBar(this.#view.share());
      this.#print(`${bar} Still waiting: ${parts.filter(Boolean).join(", ")}.`);
    }
  }

  closing(report: Report): void {
    const { verdict, records, waitedMs } = report;
    const effort = `Waited ${formatDuration(waitedMs)}: ${requestsInWords(report)}.`;
    const title = titleOf(verdict.result);
    if (isGood(verdict)) {
      this.#noticeReused(report);
      core.info(`${title}: ${verdict.message} ${effort}`);
      return;
    }
    const failed = firstFailed(report);
    const reasons =
      records.length > 1
        ? failureReasons(report, MAX_REASONS)
        : [failed ? `Concerns ${uncapitalize(subjectOf(failed))}.` : ""];
    const remedy = remedyFor(verdict, failed);
    const text = [verdict.message, ...reasons].filter(Boolean).join("\n");
    core.error(`${truncate(text, ANNOTATION_CHARS - remedy.length)}\n${remedy}`, { title });
    core.info(`${title}. ${effort}`);
  }

  #noticeReused({ records, settings }: Report): void {
    const reused = records.filter(({ subject }) => subject.reused);
    const [first] = reused;
    if (first === undefined) return;
    const enough = `recent enough (max-age: ${formatDuration(settings?.maxAgeMs ?? 0)})`;
    core.notice(
      records.length === 1
        ? `${subjectOf(first)} was ${enough} and is used instead of a new one.`
        : `${reused.length} of ${records.length} backups were ${enough} and are used instead of new ones.`,
      { title: "Backup gate: recent backup reused" },
    );
  }

  #warnOfRecreating(record: BackupRecord, event: BackupEvent): void {
    const whose = this.#records.length > 1 ? `${subjectOf(record)}: ` : "";
    const text = `${whose}${describeBackupEvent(event)}`;
    core.warning(text, { title: "Backup gate: requesting again" });
  }

  #warnOfUnknownStatus(record: BackupRecord, reply: BackupReply): void {
    if (reply.kind !== "backup" || typeof reply.backup.status === "string") return;
    const status = spokenStatus(reply.backup.status);
    if (this.#unknownStatuses.has(status)) return;
    this.#unknownStatuses.add(status);
    core.warning(
      `${subjectOf(record)}: the API gives a status that this action does not know, ${status}. It is waited on, and cannot open the gate.`,
      { title: "Backup gate: unknown status" },
    );
  }

  get #view(): LogView {
    return (this.#createdView ??= viewOf(this.#clock, this.#records));
  }

  #print(line: string): void {
    if (line !== "") core.info(`[${formatDuration(this.#clock.now())}] ${line}`);
  }
}

function viewOf(clock: Clock, records: readonly BackupRecord[]): LogView {
  const [first, ...others] = records;
  const isSingle = first !== undefined && others.length === 0;
  return isSingle ? new SingleLog(clock, first) : new FleetLog(clock, records);
}

function truncate(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars - 1).toWellFormed()}…` : text;
}
