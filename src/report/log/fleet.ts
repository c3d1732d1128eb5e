import type { Clock } from "../../util/clock.ts";
import { formatDuration } from "../../util/duration.ts";
import type { RetryableFailure } from "../../model/reply.ts";
import { medianLeftOfAllMs } from "../../schedule/distribution.ts";
import type { Progress } from "../../backup/events.ts";
import { capitalised, count } from "../../util/sentence.ts";
import { hasFailed, isGood } from "../../model/verdict.ts";
import { durationMs } from "../../model/backup.ts";
import type { Journal } from "../../fleet/record.ts";
import { isMerelyCutShort, pollsOf, troubleOf } from "../report.ts";
import { reasonFor, rough, type Story } from "./estimate.ts";
import { told } from "./messages.ts";

/** The same trouble of many backups is told once in so long. */
const ONCE_IN_MS = 60_000;

/** The steps that mean more than that all goes its way. */
const NOTEWORTHY: readonly Progress["kind"][] = ["lost", "resending", "not-listed", "replacing"];

/** The story of many gates: a line for each that ends, and for each trouble that is new. */
export class FleetStory implements Story {
  readonly #clock: Clock;
  readonly #saidAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  looked(): string {
    return "";
  }

  missing(journal: Journal, message: string): string {
    return this.#seldom(journal, message, "looking on, for it may only just have been requested");
  }

  backingOff(journal: Journal, failure: RetryableFailure, waitMs: number): string {
    const remedy = `looking again in ${formatDuration(waitMs)}${reasonFor(failure)}`;
    return this.#seldom(journal, failure.message, remedy);
  }

  askingAgain(journal: Journal, failure: RetryableFailure, waitMs: number): string {
    const remedy = `trying again in ${formatDuration(waitMs)}${reasonFor(failure)}`;
    return this.#seldom(journal, failure.message, remedy);
  }

  progressed(journal: Journal, progress: Progress): string {
    const isFound = progress.kind === "taken" && progress.source === "found";
    if (!isFound && !NOTEWORTHY.includes(progress.kind)) return "";
    return `${journal.install}: ${capitalised(told(progress))}`;
  }

  foresaw(): string {
    return "";
  }

  ended(journal: Journal, journals: readonly Journal[]): string {
    const { verdict } = journal.ended ?? {};
    if (verdict === undefined || isMerelyCutShort(journal)) return "";
    const over = overAmong(journals);
    const so = `(${over} of ${journals.length})`;
    if (!isGood(verdict)) return `${journal.install}: ${verdict.result} ${so}. ${verdict.message}`;
    const { backup, reused } = journal.subject;
    const tookMs = backup && durationMs(backup);
    const took = tookMs === undefined ? "" : `, took ${formatDuration(tookMs)}`;
    return `${journal.install}: ${verdict.result}${reused ? ", reused" : ""}${took} ${so}.`;
  }

  standing(journals: readonly Journal[]): string[] {
    const open = journals.filter(({ ended }) => ended === undefined);
    const unbegun = open.filter(
      ({ subject, unresolvedKey }) => subject.id === undefined && unresolvedKey === undefined,
    ).length;
    const failed = journals.filter(({ ended }) => ended && hasFailed(ended.verdict)).length;
    return [
      `${open.length} of ${count(journals.length, "backup")} to go`,
      failed === 0 ? "" : `${failed} failed already (the step will fail)`,
      unbegun === 0 ? "" : `${unbegun} of them not requested yet`,
      this.#last(open),
      `${pollsOf(journals)} so far${troubleOf(journals)}`,
    ];
  }

  share(journals: readonly Journal[]): number {
    return overAmong(journals) / journals.length;
  }

  /** How long it may take until all are done; empty while something of that is not known. */
  #last(open: readonly Journal[]): string {
    const now = this.#clock.now();
    const outlooks = open.map(({ outlook }) => outlook).filter((outlook) => outlook !== undefined);
    if (outlooks.length === 0 || outlooks.length < open.length) return "";
    const leftMs = medianLeftOfAllMs(
      outlooks.map(({ lifetime, bornAt }) => ({ lifetime, ageMs: now - bornAt })),
    );
    return `the last in about ${rough(leftMs)}`;
  }

  #seldom({ install }: Journal, trouble: string, remedy: string): string {
    const now = this.#clock.now();
    // What the API says beside its status may be other words each time.
    const [kind] = /^.*?answered [^:]*/.exec(trouble) ?? [trouble];
    if (now - (this.#saidAt.get(kind) ?? -Infinity) < ONCE_IN_MS) return "";
    this.#saidAt.set(kind, now);
    return `${install}: ${trouble}, ${remedy}.`;
  }
}

function overAmong(journals: readonly Journal[]): number {
  return journals.filter(({ ended }) => ended !== undefined).length;
}
