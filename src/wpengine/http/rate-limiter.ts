import type { Priority } from "../../model/request-options.ts";
import { type Clock, nextTurn } from "../../util/clock.ts";
import { FULL_RATE, halved, type Rate, rateAt } from "./rate.ts";

/** Permission to send one request. */
export interface Permit {
  /** Ends the exchange. Its place is free once its outcome has been dealt with. */
  release(outcome: Outcome): void;
}

/** What an exchange shows of the API. */
export interface Outcome {
  readonly isAnswered: boolean;
  /** Whether the answer is a 429. */
  readonly isRateLimited: boolean;
}

/** What a request says about its permit. */
interface Limits {
  readonly sendBy: number;
  readonly priority?: Priority | undefined;
  readonly signal: AbortSignal;
}

interface Waiter {
  readonly sendBy: number;
  readonly priority: Priority;
  settle(permit: Permit | undefined): void;
}

const MAX_IN_FLIGHT = 8;
/** Longest that a request counts as in flight: one that hangs then blocks no other. */
const IN_FLIGHT_MS = 5_000;

/**
 * Gives each request of a step its permit: one after another, at a rate that each congestion may halve, the most urgent
 * request first. While a `Retry-After` holds nothing passes, and no burst credit accrues.
 *
 * `#nextAt` is the theoretical arrival time: the earliest moment of the next permit by the rate alone.
 * @see ITU-T I.371, the generic cell rate algorithm
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #isAdaptive: boolean;
  readonly #waiting = new Set<Waiter>();
  /** When each request was sent whose exchange has not ended, the oldest first. */
  readonly #inFlight = new Map<Permit, number>();
  #rate: Rate = FULL_RATE;
  #nextAt = 0;
  #retryAt = 0;
  #hasReplied = false;
  #isServing = false;
  #alarm = new AbortController();

  /** @param isAdaptive whether a 429 halves the rate; a single gate backs off by itself. */
  constructor(clock: Clock, isAdaptive = true) {
    this.#clock = clock;
    this.#isAdaptive = isAdaptive;
  }

  /** Milliseconds between two requests at the current rate. */
  get spacingMs(): number {
    return 1_000 / rateAt(this.#rate, this.#clock.now());
  }

  /** The monotonic moment from which on the rate permits the next request. */
  get permitAt(): number {
    return this.#nextAt;
  }

  /** The monotonic moment that a `Retry-After` names; 0 without one. */
  get retryAt(): number {
    return this.#retryAt;
  }

  /** Whether the API has replied to any request. */
  get hasReplied(): boolean {
    return this.#hasReplied;
  }

  /**
   * Waits for a permit. Never rejects.
   * @returns undefined as soon as none can come by `sendBy`, or the signal aborts.
   */
  acquire({ sendBy, priority = () => 0, signal }: Limits): Promise<Permit | undefined> {
    return new Promise((resolve) => {
      const leave = (): void => {
        waiter.settle(undefined);
        this.#wake();
      };
      const waiter: Waiter = {
        sendBy,
        priority,
        settle: (permit) => {
          this.#waiting.delete(waiter);
          signal.removeEventListener("abort", leave);
          resolve(permit);
        },
      };
      this.#waiting.add(waiter);
      signal.addEventListener("abort", leave);
      if (signal.aborted) leave();
      else this.#wake();
    });
  }

  /**
   * Gives no permit before the monotonic moment that a reply named. A request that can't wait that long is dismissed once
   * that exchange is released: its caller deals with the reply first.
   */
  holdUntil(retryAt: number): void {
    this.#hasReplied = true;
    this.#retryAt = Math.max(this.#retryAt, retryAt);
  }

  #wake(): void {
    this.#alarm.abort();
    if (!this.#isServing) void this.#serve();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    for (;;) {
      const now = this.#clock.now();
      this.#dismissLate(now);
      if (this.#waiting.size === 0) break;
      const permitAt = this.#permitAt();
      if (permitAt <= now) {
        this.#permitMostUrgent(now);
        continue;
      }
      let wakeAt = permitAt;
      for (const { sendBy } of this.#waiting) wakeAt = Math.min(wakeAt, sendBy + 1);
      this.#alarm = new AbortController();
      await this.#clock.sleep(wakeAt - now, this.#alarm.signal);
    }
    this.#isServing = false;
  }

  #dismissLate(now: number): void {
    const earliest = Math.max(now, this.#retryAt);
    for (const waiter of this.#waiting) if (earliest > waiter.sendBy) waiter.settle(undefined);
  }

  /** When the next permit can be given, unless an exchange ends or a `Retry-After` comes before. */
  #permitAt(): number {
    // The places are taken by the newest requests: one is free if the eighth newest does not count any more.
    const eighthNewest = [...this.#inFlight.values()].at(-MAX_IN_FLIGHT);
    const placeAt = eighthNewest === undefined ? 0 : eighthNewest + IN_FLIGHT_MS;
    return Math.max(placeAt, this.#nextAt, this.#retryAt);
  }

  #permitMostUrgent(now: number): void {
    let [first] = this.#waiting;
    let highest = -Infinity;
    for (const waiter of this.#waiting) {
      const priority = waiter.priority(now);
      if (priority > highest) [first, highest] = [waiter, priority];
    }
    const permit: Permit = {
      release: (outcome) => {
        this.#adapt(outcome, now);
        // The caller deals with the answer first: it may close the gate, after which no other request is sent.
        void nextTurn().then(() => {
          this.#inFlight.delete(permit);
          this.#wake();
        });
      },
    };
    this.#inFlight.set(permit, now);
    this.#nextAt = now + this.spacingMs;
    first?.settle(permit);
  }

  #adapt({ isAnswered, isRateLimited }: Outcome, sentAt: number): void {
    this.#hasReplied ||= isAnswered;
    // A request sent before the rate was halved met the same congestion.
    if (!this.#isAdaptive || !isRateLimited || sentAt < this.#rate.asOf) return;
    const now = this.#clock.now();
    this.#rate = halved(this.#rate, now);
    this.#nextAt = Math.max(this.#nextAt, now + this.spacingMs);
  }
}
