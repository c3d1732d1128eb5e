import * as core from "@actions/core";
import type { Clock } from "../../util/clock.ts";
import { formatDuration } from "../../util/duration.ts";
import type { Settings } from "../../model/settings.ts";
import type { Estimate } from "../../schedule/forecast.ts";
import type { RetryableFailure, BackupReply } from "../../model/reply.ts";
import type { Progress } from "../../backup/events.ts";
import { uncapitalize } from "../../util/sentence.ts";
import { isGood } from "../../model/verdict.ts";
import { spokenStatus } from "../../model/backup.ts";
import { FleetLog } from "./fleet.ts";
import { SingleLog } from "./single.ts";
import type { BackupRecord } from "../../fleet/record.ts";
import { blamed, effortOf, failuresOf, type Report, subjectOf, titleOf } from "../report.ts";
import { remedyFor } from "../remedies.ts";
import { progressBar, type LogView } from "./estimate.ts";
import { intention, isWaiting, describe } from "./messages.ts";

const HEARTBEAT_MS = 60_000;
/** The runner cuts an annotation after 4,096 characters, and with them goes what is to be done. */
const ANNOTATION_CHARS = 4_000;
/** Reasons that an annotation names. */
const REASONS = 5;

/** The log as people read it while their deploy waits. */
export class Log {
  readonly #clock: Clock;
  readonly #records: readonly BackupRecord[];
  readonly #warnedOf = new Set<string>();
  #story: LogView | undefined;

  /** @param records one for each backup, of which some may be yet to come. */
  constructor(clock: Clock, records: readonly BackupRecord[]) {
    this.#clock = clock;
    this.#records = records;
  }

  opening(settings: Settings): void {
    const budget = `up to ${formatDuration(settings.timeoutMs)} (timeout)`;
    const usual = isWaiting(settings) ? "; backups usually take 2 to 10 minutes" : "";
    core.info(`${intention(settings)} This may take ${budget}${usual}.`);
  }

  looked(record: BackupRecord, look: BackupReply): void {
    this.#line(this.#told.looked(record, look));
    if (look.kind !== "backup" || typeof look.backup.status === "string") return;
    const { status } = look.backup;
    const word = spokenStatus(status);
    if (this.#warnedOf.has(word)) return;
    this.#warnedOf.add(word);
    core.warning(
      `${subjectOf(record)}: the API gives a status that this action does not know, ${word}. It is waited on, and cannot open the gate.`,
      { title: "Backup gate: unknown status" },
    );
  }

  missing(record: BackupRecord, message: string): void {
    this.#line(this.#told.missing(record, message));
  }

  backingOff(record: BackupRecord, failure: RetryableFailure, waitMs: number): void {
    this.#line(this.#told.backingOff(record, failure, waitMs));
  }

  askingAgain(record: BackupRecord, failure: RetryableFailure, waitMs: number): void {
    this.#line(this.#told.askingAgain(record, failure, waitMs));
  }

  foresaw(record: BackupRecord, estimate: Estimate): void {
    this.#line(this.#told.foresaw(record, estimate));
  }

  progressed(record: BackupRecord, progress: Progress): void {
    const line = this.#told.progressed(record, progress);
    if (progress.kind !== "retrying") {
      this.#line(line);
      return;
    }
    const whose = this.#records.length > 1 ? `${subjectOf(record)}: ` : "";
    core.warning(`${whose}${describe(progress)}`, { title: "Backup gate: requesting again" });
  }

  ended(record: BackupRecord): void {
    this.#line(this.#told.ended(record, this.#records));
  }

  /** A line a minute until the signal aborts, so that a long wait is seen to be alive. */
  async heartbeat(deadline: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      const left = formatDuration(Math.max(0, deadline - this.#clock.now()));
      const parts = [...this.#told.standing(this.#records), `${left} of the timeout left`];
      const picture = progressBar(this.#told.share(this.#records));
      this.#line(`${picture} Still waiting: ${parts.filter(Boolean).join(", ")}.`);
    }
  }

  closing(report: Report): void {
    const { verdict, records, waitedMs } = report;
    const effort = `Waited ${formatDuration(waitedMs)}: ${effortOf(report)}.`;
    const title = titleOf(verdict.result);
    this.#noticeReused(report);
    if (isGood(verdict)) {
      core.info(`${title}: ${verdict.message} ${effort}`);
      return;
    }
    const culprit = blamed(report);
    const which =
      records.length > 1
        ? failuresOf(report, REASONS)
        : [culprit ? `Concerns ${uncapitalize(subjectOf(culprit))}.` : ""];
    const remedy = remedyFor(verdict, culprit);
    const told = [verdict.message, ...which].filter(Boolean).join("\n");
    core.error(`${clipped(told, ANNOTATION_CHARS - remedy.length)}\n${remedy}`, { title });
    core.info(`${title}. ${effort}`);
  }

  #noticeReused({ verdict, records, settings }: Report): void {
    if (!isGood(verdict)) return;
    const reused = records.filter(
      ({ subject, ended }) => subject.reused && ended !== undefined && isGood(ended.verdict),
    );
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

  /** One gate alone has another story to tell than many. */
  get #told(): LogView {
    const isAlone = this.#records.length === 1;
    return (this.#story ??= isAlone ? new SingleLog(this.#clock) : new FleetLog(this.#clock));
  }

  #line(text: string): void {
    if (text !== "") core.info(`[${formatDuration(this.#clock.now())}] ${text}`);
  }
}

function clipped(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars - 1).toWellFormed()}…` : text;
}
