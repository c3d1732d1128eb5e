import type { BackupRef } from "../model/api.ts";
import type { Sighting } from "../model/backup.ts";
import type { Freshness } from "../model/freshness.ts";
import { type BackupReply, type FinalFailure, type RetryableFailure } from "../model/reply.ts";
import type { Priority } from "../model/request-options.ts";
import { timedOut, timedOutBeforePoll } from "../model/timed-out.ts";
import type { Verdict } from "../model/verdict.ts";
import { backoffMs } from "../schedule/backoff.ts";
import type { Context } from "../schedule/context.ts";
import { isTimeUp } from "../schedule/deadline.ts";
import { type Estimate, Forecast } from "../schedule/forecast.ts";
import { Refusals } from "../schedule/refusals.ts";
import { delayWithin, throwIfCancelled } from "../schedule/retry.ts";
import type { GateEvent } from "./events.ts";
import { readHistory } from "./history.ts";
import { judge, type Judgement } from "./judge.ts";
import type { WaitOptions } from "./options.ts";

/** A poll shows that this step did not request the backup that the API returned for our create request. */
export class NotOurs extends Error {
  readonly shown: Sighting;

  constructor(shown: Sighting) {
    super("this step did not request the backup");
    this.shown = shown;
  }
}

/** The polls of one backup: what they have shown so far, and when the next one is due. Moments are monotonic. */
export class Polls {
  readonly #ref: BackupRef;
  readonly #options: WaitOptions;
  readonly #context: Context<GateEvent>;
  readonly #forecast: Forecast;
  /** The latest poll without a verdict. */
  #latest:
    { readonly reply: BackupReply; readonly at: number; readonly judgement: Undecided } | undefined;
  #failuresInARow = 0;
  #unansweredInARow = 0;
  readonly #refusals = new Refusals();
  #asOfMs: number | undefined;
  #isSeen = false;
  #needsHistory: boolean;
  #emitted: Estimate | undefined;

  constructor(ref: BackupRef, options: WaitOptions, context: Context<GateEvent>) {
    this.#ref = ref;
    this.#options = options;
    this.#context = context;
    const now = context.clock.now();
    this.#forecast = new Forecast(now, context.priority ?? (() => 0));
    if (options.created !== undefined) this.#forecast.see(options.created, now);
    const isDue =
      options.created === undefined
        ? options.history.isReadBeforePolling
        : this.#forecast.isAgeKnown;
    this.#needsHistory = isDue || options.history.reading !== undefined;
  }

  /** Each unanswered poll halves the priority of the next one. */
  get priority(): Priority {
    return (now) => this.#forecast.priority(now) / 2 ** this.#unansweredInARow;
  }

  get latestFailure(): RetryableFailure | undefined {
    return this.#latest?.reply.kind === "retryable" ? this.#latest.reply : undefined;
  }

  /**
   * Reads the history if it is needed, and emits the current forecast.
   * @returns a failure that delays the next poll, or that was not sent.
   */
  async readHistory(): Promise<RetryableFailure | undefined> {
    let refusal: RetryableFailure | undefined;
    const { bounds, history: source } = this.#options;
    if (this.#needsHistory && source.reading?.isDone !== false) {
      refusal = await readHistory(
        this.#forecast,
        { ref: this.#ref, bounds, source },
        this.#context,
      );
      throwIfCancelled(this.#context.signal);
      this.#needsHistory = refusal?.reason === "not-sent";
    }
    const { estimate, isSeen } = this.#forecast;
    if (isSeen && estimate !== this.#emitted) {
      this.#emitted = estimate;
      this.#context.emit({ kind: "forecast", estimate });
    }
    return refusal;
  }

  /**
   * Milliseconds until the next poll.
   * @param refusal of the history, if it was read after the latest poll.
   * @throws GateClosed if a `Retry-After` asks for more time than is left.
   */
  delayMs(refusal: RetryableFailure | undefined): number {
    const { clock, random } = this.#context;
    const now = clock.now();
    const isDelaying = refusal !== undefined && refusal.reason !== "not-sent";
    const refusedMs = isDelaying ? backoffMs(1, random) : 0;
    const dueAt = this.#orLastPoll(Math.max(this.#dueAt(now), now + refusedMs));
    return delayWithin(this.#context, dueAt - now, refusal ?? this.#latest?.reply);
  }

  /**
   * @returns the verdict, if the reply leads to one.
   * @throws NotOurs if it shows that this step did not request the backup.
   */
  record(reply: BackupReply): Verdict | undefined {
    const { clock, budget, emit, api } = this.#context;
    const { created, history, verdictWithoutWaiting, mayBeOurs } = this.#options;
    const now = clock.now();
    this.#count(reply);
    if (reply.kind === "backup" && mayBeOurs?.(reply) === false) throw new NotOurs(reply);
    const judgement = this.#judge(reply, now);
    if (judgement.kind === "verdict") return judgement.verdict;
    if (verdictWithoutWaiting !== undefined && reply.kind === "backup")
      return verdictWithoutWaiting;
    if (judgement.kind === "refused") {
      emit({ kind: "not-believed-yet", failure: judgement.failure });
    }
    if (isTimeUp(this.#context)) return timedOut(reply, budget);

    this.#latest = { reply, at: now, judgement };
    if (reply.kind !== "backup") return undefined;
    this.#forecast.see(reply, now);
    const isFirst = !this.#isSeen && created === undefined && !history.isReadBeforePolling;
    if (isFirst && history.reading === undefined)
      this.#needsHistory = this.#forecast.isAgeKnown && api.retryAt <= now;
    this.#isSeen = true;
    return undefined;
  }

  /** The verdict when the next poll can no longer be sent. */
  timedOut(hasApiReplied = true): Verdict {
    const { budget } = this.#context;
    return this.#latest === undefined
      ? timedOutBeforePoll(budget, hasApiReplied)
      : timedOut(this.#latest.reply, budget);
  }

  #count(reply: BackupReply): void {
    if (reply.kind === "backup") this.#refusals.clear();
    this.#failuresInARow = reply.kind === "backup" ? 0 : this.#failuresInARow + 1;
    if (reply.kind !== "retryable") this.#unansweredInARow = 0;
    else if (reply.reason === "no-answer") this.#unansweredInARow += 1;
  }

  #judge(reply: BackupReply, now: number): Judgement {
    const untilBelievedMs = (failure: FinalFailure): number => {
      if (failure.kind === "fatal") return this.#refusals.untilBelievedMs(failure, now);
      // A 404 for a listed backup is final at once. Any other backup may be new and not visible yet.
      const isGone = this.#options.isListed === true && !this.#isSeen && !failure.isGeneral;
      return isGone ? 0 : this.#refusals.untilLastedMs(failure, now);
    };
    return judge(reply, untilBelievedMs, this.#freshnessAt(reply));
  }

  #freshnessAt(reply: BackupReply): Freshness | undefined {
    const { ageLimit } = this.#options;
    if (ageLimit === undefined || reply.kind !== "backup") return undefined;
    const { serverMs: shownMs, isOurClock } = reply;
    const asOfMs = (this.#asOfMs ??= ageLimit.asOfMs ?? shownMs);
    return { maxAgeMs: ageLimit.maxAgeMs, asOfMs, shownMs, isOurClock };
  }

  /**
   * Moves a poll to the moment of the last poll if the rate limiter could not permit both. With several running gates, a gate
   * may get no last poll.
   */
  #orLastPoll(dueAt: number): number {
    const { api, budget } = this.#context;
    const { lastPollAt } = budget;
    const isAlone = this.#options.lastPollsFrom() >= lastPollAt;
    if (this.#latest === undefined || !isAlone) return dueAt;
    const sentAt = Math.max(dueAt, api.permitAt, api.retryAt);
    return sentAt > lastPollAt - api.spacingMs ? lastPollAt : dueAt;
  }

  /** When the next poll is due, according to the latest reply. */
  #dueAt(now: number): number {
    const { random, budget } = this.#context;
    const { bounds, lastPollsFrom } = this.#options;
    const lastFrom = lastPollsFrom();
    const lastDue = now < lastFrom ? lastFrom : budget.lastPollAt;
    const byCadence = Math.min(this.#forecast.dueAt(bounds), lastDue);
    if (this.#latest === undefined) return byCadence;
    const { judgement, at } = this.#latest;
    const backedOffMs = (): number => backoffMs(this.#failuresInARow, random);
    switch (judgement.kind) {
      case "pending":
        return Math.min(Math.max(at + bounds.minMs, byCadence), at + bounds.maxMs);
      case "retry":
        return at + backedOffMs();
      case "refused": // the poll that decides is due when the refusal has lasted long enough
        return at + Math.min(Math.max(bounds.minMs, backedOffMs()), judgement.untilBelievedMs);
      default:
        return judgement satisfies never;
    }
  }
}

type Undecided = Exclude<Judgement, { readonly kind: "verdict" }>;
