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

/** The step can do without a listing that is only read for its history: one `Retry-After` to it holds every other request. */
export interface SharedReadings {
  /** Aborts once one was refused with a `Retry-After`: then no gate reads another. */
  readonly signal: AbortSignal;
  end(): void;
}

export interface SideReadingOptions {
  /** Longest that one page may take. */
  readonly timeoutMs: number;
  /** Whether other gates share the rate limiter: then it is as urgent as a poll, and creating their backups goes before it. */
  readonly isOneOfMany: boolean;
  /** Called with the listing, once it is read. */
  readonly note: (shown: ShownBackups) => void;
  /** What all gates of the step know of these readings. */
  readonly shared?: SharedReadings | undefined;
}

/**
 * Reads the listing of a re-run's install beside the polls of its new backup: for what earlier attempts requested, and for
 * how long past backups took. It is tried once, and a failure of it changes nothing; but its `Retry-After` holds all
 * requests.
 */
export class SideReading {
  /** How long past backups took, in milliseconds, as far as is known. */
  pastDurationsMs: readonly number[] = [];
  /** Why it ended, if the reply had a `Retry-After`. */
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
   * Sleeps, but not beyond the end of the reading.
   * @returns whether the reading has ended meanwhile.
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

  /** Gives the reading some more time, within the step's, and then gives it up. */
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
      const sendBy = budget.lastPollAt - api.spacingMs; // later it would keep the rate limiter from the last poll
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
        const message = `Past backups: ${page.message}`;
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
