import type { BackupRecord, FleetEvent } from "../../fleet/record.ts";
import { durationMs } from "../../model/backup.ts";
import { hasFailed, isGood } from "../../model/verdict.ts";
import { medianLeftOfAllMs } from "../../schedule/distribution.ts";
import type { Clock } from "../../util/clock.ts";
import { formatDuration, roughly } from "../../util/duration.ts";
import { capitalize, count } from "../../util/sentence.ts";
import { failuresInWords, isOnlyFailFast, pollsInWords } from "../report.ts";
import { delayInWords, describeBackupEvent } from "./messages.ts";
import type { LogView } from "./view.ts";

/** The log of several gates: a line when a gate ends, and each kind of problem at most once per minute. */
export class FleetLog implements LogView {
  readonly #clock: Clock;
  readonly #records: readonly BackupRecord[];
  /** When each kind of problem was last printed (monotonic ms). */
  readonly #printedAt = new Map<string, number>();

  constructor(clock: Clock, records: readonly BackupRecord[]) {
    this.#clock = clock;
    this.#records = records;
  }

  describe(record: BackupRecord, event: FleetEvent): string {
    switch (event.kind) {
      case "not-believed-yet": {
        const { kind, message } = event.failure;
        const mayBeNew = kind === "not-found" && record.timesSeen === 0;
        const next = mayBeNew
          ? "Checking again, because a new backup can take a moment to appear"
          : "Checking again, because earlier replies were good";
        return this.#oncePerMinute(record, message, next);
      }
      case "poll-failed": {
        const next = `Checking again ${delayInWords(event)}`;
        return this.#oncePerMinute(record, event.failure.message, next);
      }
      case "request-failed": {
        const next = `Trying again ${delayInWords(event)}`;
        return this.#oncePerMinute(record, event.failure.message, next);
      }
      case "ended":
        return this.#describeEnd(record);
      case "reply-lost":
      case "still-lost":
      case "resending":
      case "list-failed":
      case "replacing":
        return `${record.install}: ${capitalize(describeBackupEvent(event))}`;
      case "chosen": {
        const isRecovered = event.source === "recovered";
        return isRecovered ? `${record.install}: ${describeBackupEvent(event)}` : "";
      }
      case "polled":
      case "forecast":
      case "install-found":
      case "create-sent":
      case "create-refused":
      case "not-listed-yet":
      case "none-created":
      case "none-reusable":
      case "earlier-attempts":
      case "recreating":
        return "";
      default:
        return event satisfies never;
    }
  }

  progress(): string[] {
    const records = this.#records;
    const running = records.filter(({ ended }) => ended === undefined);
    const notRequested = running.filter(
      ({ subject, unresolvedKey }) => subject.id === undefined && unresolvedKey === undefined,
    ).length;
    const failed = records.filter(({ ended }) => ended && hasFailed(ended.verdict)).length;
    return [
      `${running.length} of ${count(records.length, "backup")} remaining`,
      notRequested === 0 ? "" : `${notRequested} not requested yet`,
      failed === 0 ? "" : `${failed} failed (the step will fail)`,
      this.#lastCompletion(running),
      `${pollsInWords(records)} so far${failuresInWords(records)}`,
    ];
  }

  share(): number {
    return this.#ended() / this.#records.length;
  }

  #ended(): number {
    return this.#records.filter(({ ended }) => ended !== undefined).length;
  }

  #describeEnd(record: BackupRecord): string {
    const { verdict } = record.ended ?? {};
    if (verdict === undefined || isOnlyFailFast(record)) return "";
    const progress = `(${this.#ended()} of ${this.#records.length})`;
    const { result, message } = verdict;
    if (!isGood(verdict)) return `${record.install}: ${result} ${progress}. ${message}`;
    if (result === "checked") return `${record.install}: checked ${progress}. ${message}`;
    const { backup, reused } = record.subject;
    const tookMs = backup && durationMs(backup);
    const took = tookMs === undefined ? "" : `, took ${formatDuration(tookMs)}`;
    return `${record.install}: ${result}${reused ? ", reused" : ""}${took} ${progress}.`;
  }

  /** When the last remaining backup is expected to complete. Empty unless each remaining backup has an estimate. */
  #lastCompletion(running: readonly BackupRecord[]): string {
    const now = this.#clock.now();
    const estimates = running
      .map(({ estimate }) => estimate)
      .filter((estimate) => estimate !== undefined);
    if (estimates.length === 0 || estimates.length < running.length) return "";
    const leftMs = medianLeftOfAllMs(
      estimates.map(({ distribution, createdAt }) => ({ distribution, ageMs: now - createdAt })),
    );
    return `last one expected in about ${roughly(leftMs)}`;
  }

  #oncePerMinute({ install }: BackupRecord, problem: string, next: string): string {
    const now = this.#clock.now();
    // The API's message after the status may differ each time.
    const [kind] = /^.*?The API [a-z ]+\d[^:]*/.exec(problem) ?? [problem];
    if (now - (this.#printedAt.get(kind) ?? -Infinity) < 60_000) return "";
    this.#printedAt.set(kind, now);
    return `${install}: ${capitalize(problem)}. ${next}.`;
  }
}
