import type { Clock } from "../../util/clock.ts";
import { formatDuration } from "../../util/duration.ts";
import type { RetryableFailure } from "../../model/reply.ts";
import { medianLeftOfAllMs } from "../../schedule/distribution.ts";
import type { Progress } from "../../backup/events.ts";
import { capitalize, count } from "../../util/sentence.ts";
import { hasFailed, isGood } from "../../model/verdict.ts";
import { durationMs } from "../../model/backup.ts";
import type { BackupRecord } from "../../fleet/record.ts";
import { isMerelyCutShort, pollsOf, troubleOf } from "../report.ts";
import { reasonFor, roughly, type LogView } from "./estimate.ts";
import { describe } from "./messages.ts";

/** The same trouble of many backups is told once in so long. */
const ONCE_IN_MS = 60_000;

/** The steps that mean more than that all goes its way. */
const NOTEWORTHY: readonly Progress["kind"][] = [
  "reply-lost",
  "resending",
  "list-failed",
  "replacing",
];

/** The story of many gates: a line for each that ends, and for each trouble that is new. */
export class FleetLog implements LogView {
  readonly #clock: Clock;
  readonly #saidAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  looked(): string {
    return "";
  }

  missing(record: BackupRecord, message: string): string {
    return this.#seldom(record, message, "looking on, for it may only just have been requested");
  }

  backingOff(record: BackupRecord, failure: RetryableFailure, waitMs: number): string {
    const remedy = `looking again in ${formatDuration(waitMs)}${reasonFor(failure)}`;
    return this.#seldom(record, failure.message, remedy);
  }

  askingAgain(record: BackupRecord, failure: RetryableFailure, waitMs: number): string {
    const remedy = `trying again in ${formatDuration(waitMs)}${reasonFor(failure)}`;
    return this.#seldom(record, failure.message, remedy);
  }

  progressed(record: BackupRecord, progress: Progress): string {
    const isFound = progress.kind === "chosen" && progress.source === "recovered";
    if (!isFound && !NOTEWORTHY.includes(progress.kind)) return "";
    return `${record.install}: ${capitalize(describe(progress))}`;
  }

  foresaw(): string {
    return "";
  }

  ended(record: BackupRecord, records: readonly BackupRecord[]): string {
    const { verdict } = record.ended ?? {};
    if (verdict === undefined || isMerelyCutShort(record)) return "";
    const over = overAmong(records);
    const so = `(${over} of ${records.length})`;
    if (!isGood(verdict)) return `${record.install}: ${verdict.result} ${so}. ${verdict.message}`;
    const { backup, reused } = record.subject;
    const tookMs = backup && durationMs(backup);
    const took = tookMs === undefined ? "" : `, took ${formatDuration(tookMs)}`;
    return `${record.install}: ${verdict.result}${reused ? ", reused" : ""}${took} ${so}.`;
  }

  standing(records: readonly BackupRecord[]): string[] {
    const open = records.filter(({ ended }) => ended === undefined);
    const unbegun = open.filter(
      ({ subject, unresolvedKey }) => subject.id === undefined && unresolvedKey === undefined,
    ).length;
    const failed = records.filter(({ ended }) => ended && hasFailed(ended.verdict)).length;
    return [
      `${open.length} of ${count(records.length, "backup")} to go`,
      failed === 0 ? "" : `${failed} failed already (the step will fail)`,
      unbegun === 0 ? "" : `${unbegun} of them not requested yet`,
      this.#last(open),
      `${pollsOf(records)} so far${troubleOf(records)}`,
    ];
  }

  share(records: readonly BackupRecord[]): number {
    return overAmong(records) / records.length;
  }

  /** How long it may take until all are done; empty while something of that is not known. */
  #last(open: readonly BackupRecord[]): string {
    const now = this.#clock.now();
    const estimates = open
      .map(({ estimate }) => estimate)
      .filter((estimate) => estimate !== undefined);
    if (estimates.length === 0 || estimates.length < open.length) return "";
    const leftMs = medianLeftOfAllMs(
      estimates.map(({ distribution, createdAt }) => ({ distribution, ageMs: now - createdAt })),
    );
    return `the last in about ${roughly(leftMs)}`;
  }

  #seldom({ install }: BackupRecord, trouble: string, remedy: string): string {
    const now = this.#clock.now();
    // What the API says beside its status may be other words each time.
    const [kind] = /^.*?answered [^:]*/.exec(trouble) ?? [trouble];
    if (now - (this.#saidAt.get(kind) ?? -Infinity) < ONCE_IN_MS) return "";
    this.#saidAt.set(kind, now);
    return `${install}: ${trouble}, ${remedy}.`;
  }
}

function overAmong(records: readonly BackupRecord[]): number {
  return records.filter(({ ended }) => ended !== undefined).length;
}
