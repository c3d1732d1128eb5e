import { json } from "./bodies.ts";
import type { Reply } from "./faults.ts";

/** A rate limit. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
  readonly page: "html" | "json";
  /** How the reply says when to send the next request. */
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

  /** @returns 0 if the request may pass, or else the milliseconds until one may pass. */
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

const HTML_429 =
  "<html><head><title>429</title></head><body><h1>Too many requests</h1></body></html>\n";

/**
 * The reply to a rate-limited request.
 * @param nowMs the simulated wall clock, in epoch milliseconds.
 */
export function refusalOf({ page, retryAfter }: RateLimit, waitMs: number, nowMs: number): Reply {
  const seconds = Math.ceil(waitMs / 1_000);
  const hint = {
    none: undefined,
    seconds: String(seconds),
    date: new Date(nowMs + seconds * 1_000).toUTCString(),
  }[retryAfter];
  const headers = hint === undefined ? {} : { "retry-after": hint };
  return page === "json"
    ? withHeaders(json(429, { message: "Too many requests" }), headers)
    : { status: 429, headers: { "content-type": "text/html", ...headers }, body: HTML_429 };
}

function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
