/** A rate limit as the host's edge may set it. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
  readonly page: "html" | "json";
  /** How the refusal says when to return, if it does. */
  readonly retryAfter: "seconds" | "date" | "none";
}

/** A token bucket. */
export class Limiter {
  readonly limit: RateLimit;
  readonly #now: () => number;
  #tokens: number;
  #filledAtMs: number;

  /** @param now monotonic milliseconds. */
  constructor(limit: RateLimit, now = (): number => performance.now()) {
    this.limit = limit;
    this.#now = now;
    this.#tokens = limit.burst;
    this.#filledAtMs = now();
  }

  /** @returns 0 where the request may pass, else the milliseconds until one may. */
  take(): number {
    const nowMs = this.#now();
    const gained = ((nowMs - this.#filledAtMs) / 1_000) * this.limit.perSecond;
    this.#tokens = Math.min(this.limit.burst, this.#tokens + gained);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return ((1 - this.#tokens) / this.limit.perSecond) * 1_000;
    this.#tokens -= 1;
    return 0;
  }
}
