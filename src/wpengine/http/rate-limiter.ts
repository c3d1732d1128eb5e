import type { RequestOptions } from "../../model/request-options.ts";
import { type Clock, nextTurn } from "../../util/clock.ts";
import { FULL_RATE, type Rate, rateAt, halved } from "./rate.ts";

/** What comes of waiting for a turn. */
export type Admission =
  | Permit
  /** Too late for it, or given up. `retryAt`: because the API wants no request before that monotonic moment. */
  | { readonly kind: "no-permit"; readonly retryAt: number | undefined };

export interface Permit {
  readonly kind: "permit";
  /** The exchange is over. Others have its place as soon as it has been dealt with. */
  release(outcome: Outcome): void;
}

/** What an exchange has told of the API. */
export interface Outcome {
  readonly isAnswered: boolean;
  /** For the rate limit. */
  readonly isRefused: boolean;
  readonly retryAt: number | undefined;
}

type Wish = Pick<RequestOptions, "sendBy" | "priority" | "signal">;

interface Waiting extends Wish {
  settle(admission: Admission): void;
}

/** Exchanges under way at a time. */
const MAX_IN_FLIGHT = 8;
/** After this an exchange that hangs no longer keeps its place from others. */
const IN_FLIGHT_MS = 5_000;

/**
 * The one way to the API for all that a step asks: requests pass one after another, at a pace that gives way to refusals,
 * the most urgent first. It stands still while the API wants quiet, and nothing has been saved up when it goes on.
 *
 * The pace is kept by one theoretical arrival time: the moment from which on the next request may pass.
 * @see ITU-T I.371, the generic cell rate algorithm
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #pace: Rate = FULL_RATE;
  #opensAt = 0;
  #retryAt = 0;
  #hasAnswered = false;
  #underWay = 0;
  /** Refusals of requests begun before this moment tell of a congestion that has been answered already. */
  #slowedAt = 0;
  #isServing = false;
  #change = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds between two requests, as things stand. */
  get spacingMs(): number {
    return 1_000 / rateAt(this.#pace, this.#clock.now());
  }

  /** The monotonic moment before which the API wants no request. */
  get retryAt(): number {
    return this.#retryAt;
  }

  /** Whether the API has answered anything at all. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Waits for a turn. Never rejects. */
  acquire({ sendBy, priority, signal }: Wish): Promise<Admission> {
    return new Promise((resolve) => {
      const giveUp = (): void => {
        waiting.settle(noPermit());
        this.#notice();
      };
      const waiting: Waiting = {
        sendBy,
        priority,
        signal,
        settle: (admission) => {
          this.#waiting.delete(waiting);
          signal.removeEventListener("abort", giveUp);
          resolve(admission);
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener("abort", giveUp);
      if (signal.aborted) giveUp();
      else this.#notice();
    });
  }

  /** Something has changed: whoever may pass now does. */
  #notice(): void {
    this.#change.abort();
    if (!this.#isServing) void this.#serve();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    for (;;) {
      const now = this.#clock.now();
      this.#turnAway(now);
      if (this.#waiting.size === 0) break;
      const isFull = this.#underWay >= MAX_IN_FLIGHT;
      if (!isFull && now >= this.#opensAt) {
        this.#admit(now);
        continue;
      }
      let wakeAt = isFull ? Infinity : this.#opensAt;
      for (const { sendBy } of this.#waiting) wakeAt = Math.min(wakeAt, sendBy + 1);
      this.#change = new AbortController();
      await this.#clock.sleep(wakeAt - now, this.#change.signal);
    }
    this.#isServing = false;
  }

  /** Those for whom it is too late already, or will be when the API is to be asked again. */
  #turnAway(now: number): void {
    for (const waiting of this.#waiting) {
      const isQuietTooLong = this.#retryAt > Math.max(now, waiting.sendBy);
      if (isQuietTooLong) waiting.settle(noPermit(this.#retryAt));
      else if (now > waiting.sendBy) waiting.settle(noPermit());
    }
  }

  #admit(now: number): void {
    let [first] = this.#waiting;
    let most = -Infinity;
    for (const waiting of this.#waiting) {
      const priority = waiting.priority(now);
      if (priority <= most) continue;
      [first, most] = [waiting, priority];
    }
    const over = new AbortController();
    const free = (): void => {
      if (over.signal.aborted) return;
      over.abort();
      this.#underWay -= 1;
    };
    this.#underWay += 1;
    this.#opensAt = now + this.spacingMs;
    void this.#clock.sleep(IN_FLIGHT_MS, over.signal).then(() => {
      free();
      this.#notice();
    });
    first?.settle({
      kind: "permit",
      release: (outcome) => {
        this.#heed(outcome, now);
        // What an answer means comes first: it may close the gate, after which nothing more is asked.
        void nextTurn().then(() => {
          free();
          this.#notice();
        });
      },
    });
  }

  #heed({ isAnswered, isRefused, retryAt = 0 }: Outcome, begunAt: number): void {
    const now = this.#clock.now();
    this.#hasAnswered ||= isAnswered;
    if (isRefused && begunAt >= this.#slowedAt) {
      this.#pace = halved(this.#pace, now);
      this.#slowedAt = now;
      this.#opensAt = Math.max(this.#opensAt, now + this.spacingMs);
    }
    this.#retryAt = Math.max(this.#retryAt, retryAt);
    this.#opensAt = Math.max(this.#opensAt, this.#retryAt);
  }
}

function noPermit(retryAt?: number): Admission {
  return { kind: "no-permit", retryAt };
}
