import * as core from "@actions/core";
import type { BackupEvent } from "../../backup/events.ts";
import type { BackupRecord, FleetEvent } from "../../fleet/record.ts";
import { spokenStatus } from "../../model/backup.ts";
import type { BackupReply } from "../../model/reply.ts";
import type { Settings } from "../../model/settings.ts";
import { isGood, type Verdict } from "../../model/verdict.ts";
import type { Clock } from "../../util/clock.ts";
import { formatDuration } from "../../util/duration.ts";
import { uncapitalize } from "../../util/sentence.ts";
import { helpLine } from "../help-page.ts";
import { remedyFor } from "../remedies.ts";
import {
  failureReasons,
  firstFailed,
  portalPageOf,
  type Report,
  requestsInWords,
  subjectOf,
  titleOf,
  wayBack,
} from "../report.ts";
import { rerunInWords } from "../rerun.ts";
import { progressBar } from "./estimate.ts";
import { FleetLog } from "./fleet.ts";
import { describeBackupEvent, intention, isWaiting } from "./messages.ts";
import { Silence } from "./silence.ts";
import { SingleLog } from "./single.ts";
import type { LogView } from "./view.ts";

const HEARTBEAT_MS = 60_000;
/** The runner cuts annotations after 4,096 characters, and remedy and link are at the end. */
const ANNOTATION_CHARS = 4_000;
const MAX_REASONS = 5;
const MAX_NAMED = 3;
const MAX_UNKNOWN_STATUSES = 3;
const DRY_RUN =
  "No backup was created or waited for (dry-run: true). Remove dry-run to block the deployment until its backup has completed.";
/** Without max-age, an existing backup (`backup-id`) older than this gets a warning. */
const OLD_MS = 86_400_000;

/** The log of a step. */
export class Log {
  readonly #clock: Clock;
  readonly #records: readonly BackupRecord[];
  readonly #unknownStatuses = new Set<string>();
  readonly #silence = new Silence();
  #createdView: LogView | undefined;

  /** @param records one for each backup, complete before the first event. */
  constructor(clock: Clock, records: readonly BackupRecord[]) {
    this.#clock = clock;
    this.#records = records;
  }

  /** Prints what the step waits for, and the timeout. */
  opening(settings: Settings): void {
    const usual = isWaiting(settings) ? " Backups usually take 2 to 10 minutes." : "";
    core.info(`${intention(settings)}${usual} Timeout: ${formatDuration(settings.timeoutMs)}.`);
    for (const notice of settings.notices) core.notice(notice, { title: "Backup gate: inputs" });
  }

  /** A good reply came, to any request of the step. */
  onGoodReply(): void {
    this.#silence.end(this.#clock.now());
  }

  /** @param record to which the event has been applied. */
  on(record: BackupRecord, event: FleetEvent): void {
    if (event.kind === "recreating") {
      this.#warnOfRecreating(record, event);
      return;
    }
    this.#print(this.#view.describe(record, event));
    this.#silence.note(event, this.#clock.now());
    this.#warnOfSilence();
    if (event.kind === "polled") this.#warnOfUnknownStatus(record, event.reply);
  }

  /**
   * Prints a line per minute until the signal aborts, to show that the step is still waiting.
   * @param deadline when the timeout is over (monotonic ms).
   */
  async heartbeat(deadline: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      const left = formatDuration(Math.max(0, deadline - this.#clock.now()));
      const parts = [...this.#view.progress(), `timeout in ${left}`];
      const bar = progressBar(this.#view.share());
      this.#print(`${bar} Still waiting: ${parts.filter(Boolean).join(", ")}.`);
      this.#warnOfSilence();
    }
  }

  /** Prints the closing line, and if the gate is closed, the annotation with what to do next. */
  closing(report: Report): void {
    const { verdict, records, waitedMs } = report;
    const effort = `Waited ${formatDuration(waitedMs)}: ${requestsInWords(report)}.`;
    const title = titleOf(verdict.result);
    this.#warnOfRerun(report);
    if (isGood(verdict)) {
      this.#noticeReused(report);
      this.#warnOfOld(report);
      const isNotice = verdict.result === "requested";
      if (isNotice) core.notice(verdict.message, { title });
      if (verdict.result === "checked") core.warning(DRY_RUN, { title });
      core.info(`${title}${isNotice ? "." : `: ${verdict.message}`} ${effort}`);
      if (verdict.result === "completed") core.info(wayBack(records));
      return;
    }
    const failed = firstFailed(report);
    const reasons =
      records.length > 1
        ? failureReasons(report, MAX_REASONS)
        : [failed ? affected(failed, verdict) : ""];
    const remedy = remedyFor(verdict, records);
    const text = [verdict.message, ...reasons].filter(Boolean).join("\n");
    const end = `\n${remedy}${helpLine(title, process.env)}`;
    core.error(truncate(text, ANNOTATION_CHARS - end.length) + end, { title });
    core.info(`${title}. ${effort}`);
  }

  /** Prints the IDs and keys of requested backups, if the outputs could not be written. */
  known(): void {
    for (const record of this.#records) {
      const { target, unresolvedKey: key } = record;
      if (target.spec.kind === "new")
        core.info(subjectOf(record) + (key ? `: create request with the key ${key}` : ""));
    }
  }

  #warnOfRerun({ records }: Report): void {
    const text = rerunInWords(records, MAX_NAMED);
    if (text !== "") core.warning(text, { title: "Backup gate: re-run" });
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

  #warnOfOld({ verdict, records, settings }: Report): void {
    if (verdict.result !== "completed" || settings?.maxAgeMs !== undefined) return;
    const ages = records.map(ageOfGiven);
    const old = ages.filter((ageMs) => ageMs > OLD_MS).length;
    if (old === 0) return;
    const oldestMs = Math.max(...ages);
    const oldest = records[ages.indexOf(oldestMs)];
    const subject = oldest === undefined ? "" : subjectOf(oldest);
    const age = formatDuration(oldestMs);
    const what =
      records.length > 1
        ? `${old} of ${records.length} backups are older than 24 hours. The oldest, ${uncapitalize(subject)}, is ${age} old.`
        : `${subject} is ${age} old.`;
    core.warning(
      `${what} The input max-age is not set or empty, so a backup of any age is accepted. Set max-age to reject old backups.`,
      { title: "Backup gate: old backup" },
    );
  }

  #warnOfRecreating(record: BackupRecord, event: BackupEvent): void {
    const whose = this.#records.length > 1 ? `${subjectOf(record)}: ` : "";
    const text = `${whose}${describeBackupEvent(event)}`;
    core.warning(text, { title: "Backup gate: requesting again" });
  }

  #warnOfSilence(): void {
    const warning = this.#silence.warning(this.#clock.now());
    if (warning !== "") core.warning(warning, { title: "Backup gate: no good reply" });
  }

  #warnOfUnknownStatus(record: BackupRecord, reply: BackupReply): void {
    if (reply.kind !== "backup" || typeof reply.backup.status === "string") return;
    const status = spokenStatus(reply.backup.status);
    if (this.#unknownStatuses.has(status) || this.#unknownStatuses.size === MAX_UNKNOWN_STATUSES)
      return;
    this.#unknownStatuses.add(status);
    core.warning(
      `${subjectOf(record)} has a status that this action does not know: ${status}. The step keeps waiting. This status can't open the gate.`,
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

/** The age of an existing backup (`backup-id`), in milliseconds; 0 if it is not known. */
function ageOfGiven({ target, subject: { backup, seenMs = 0 } }: BackupRecord): number {
  return target.spec.kind === "existing" ? seenMs - (backup?.createdAt?.epochMs ?? seenMs) : 0;
}

function truncate(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars - 1).toWellFormed()}…` : text;
}

/** What a verdict is about, with the page to check if a create request is unresolved. */
function affected(record: BackupRecord, { cause }: Verdict): string {
  const page = cause === "unresolved" ? ` Its backups: ${portalPageOf(record)}` : "";
  return `Affected: ${uncapitalize(subjectOf(record))}.${page}`;
}
