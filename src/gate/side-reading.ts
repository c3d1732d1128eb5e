import { earlierIn } from "../backup/earlier-attempts.ts";
import type { ShownBackups } from "../backup/ours.ts";
import { isAtEnd, joinPages, listingOf, type Pages } from "../backup/pages.ts";
import { type Backup, pastDurationsOf } from "../model/backup.ts";
import type { InstallId } from "../model/ids.ts";
import type { Failure, RetryableFailure } from "../model/reply.ts";
import type { Priority } from "../model/request-options.ts";
import type { RunAttempt } from "../model/target.ts";
import { pollsDue, PRIOR } from "../schedule/cadence.ts";
import type { Context } from "../schedule/context.ts";
import { requestOptions } from "../schedule/deadline.ts";
import { childSignal } from "../util/abort.ts";
import type { GateEvent } from "./events.ts";

/** Readings of the listing that the step can do without: a `Retry-After` in reply to one delays every other request. */
export interface SharedReadings {
  /** Aborts when one was refused with a `Retry-After`. Then no gate starts another. */
  readonly signal: AbortSignal;
  end(): void;
}

export interface SideReadingOptions {
  /** Timeout for one page. */
  readonly timeoutMs: number;
  /** Whether other gates share the rate limiter. Then the reading has the priority of a poll, and creating their backups comes first. */
  readonly isOneOfMany: boolean;
  /** Called with the complete listing. */
  readonly note: (shown: ShownBackups) => void;
  /** State that all gates of the step share about these readings. */
  readonly shared?: SharedReadings | undefined;
}

/**
 * Reads the listing of a re-run's install in parallel with the polls of its new backup: for backups of earlier attempts,
 * and for the durations of past backups. It is tried once. A failure has no effect, but its `Retry-After` delays all
 * requests.
 */
export class SideReading {
  /** Known durations of past backups, in milliseconds. */
  pastDurationsMs: readonly number[] = [];
  /** The failure that ended it, if the reply had a `Retry-After`. */
  refusal: RetryableFailure | undefined;
  isDone = false;
  readonly #done: Promise<void>;
  readonly #options: SideReadingOptions;
  readonly #context: Context<GateEvent>;
  readonly #life: ReturnType<typeof childSignal>;

  constructor(
    installId: InstallId,
    rerun: RunAttempt,
    options: SideReadingOptions,
    context: Context<GateEvent>,
  ) {
    this.#options = options;
    this.#context = context;
    this.#life = childSignal(options.shared?.signal ?? context.signal);
    this.#done = this.#read(installId, rerun).then(() => {
      this.isDone = true;
    });
  }

  /**
   * Sleeps, at most until the reading ends.
   * @returns whether the reading ended during this sleep.
   */
  async sleep(ms: number): Promise<boolean> {
    const { clock, signal } = this.#context;
    const wasDone = this.isDone;
    const nap = childSignal(signal);
    if (!wasDone) void this.#done.then(() => nap.end());
    await clock.sleep(ms, nap.signal);
    nap.end();
    return this.isDone && !wasDone;
  }

  /** Gives the reading more time, within the step's timeout, and then cancels it. */
  async end(graceMs: number): Promise<void> {
    const { clock, budget } = this.#context;
    if (!this.isDone) await this.sleep(Math.min(graceMs, budget.lastPollAt - clock.now()));
    this.#life.end();
    await this.#done;
  }

  async #read(installId: InstallId, rerun: RunAttempt): Promise<void> {
    const { api, clock, budget, emit } = this.#context;
    const { timeoutMs, isOneOfMany } = this.#options;
    const { signal } = this.#life;
    const begunAt = clock.now();
    const pollPriority: Priority = (now) => pollsDue(PRIOR, 0)(now - begunAt);
    const priority = isOneOfMany ? pollPriority : this.#context.priority;
    for (let pages: Pages<Backup> | undefined; ;) {
      const sendBy = budget.lastPollAt - api.spacingMs; // a later request could prevent the last poll
      if (api.permitAt > sendBy) return;
      const page = await api.listBackups(installId, pages?.size ?? 0, {
        ...requestOptions(this.#context),
        timeoutMs: Math.min(budget.requestTimeoutMs, timeoutMs),
        cutoffAt: budget.lastPollAt,
        sendBy,
        priority,
        signal,
      });
      if (signal.aborted) return;
      if (page.kind !== "page") {
        if (page.hasRetryAfter !== true || isNotSent(page)) return;
        const reason = page.kind === "retryable" ? page.reason : "no-answer";
        const message = `reading past backups: ${page.message}`;
        this.#options.shared?.end();
        this.refusal = { kind: "retryable", message, reason, hasRetryAfter: true };
        return;
      }
      pages = joinPages(pages, page, clock.now());
      this.pastDurationsMs = pastDurationsOf(pages.rows);
      if (!isAtEnd(pages)) continue;
      const listing = listingOf(pages);
      this.#options.note(listing);
      const earlier = earlierIn(listing, rerun);
      if (earlier !== undefined) emit({ kind: "earlier-attempts", ...earlier });
      return;
    }
  }
}

function isNotSent(failure: Failure): boolean {
  return failure.kind === "retryable" && failure.reason === "not-sent";
}
