/**
 * How fast a step may send requests. A congestion halves the rate, and time restores it by a constant: clients that share
 * a limit come to fair shares that way.
 * @see Chiu and Jain, "Analysis of the increase and decrease algorithms for congestion avoidance" (1989)
 */
export interface Rate {
  /** Requests per second. */
  readonly perSecond: number;
  /** When that rate was set (monotonic ms). */
  readonly asOf: number;
}

/** The highest rate, in requests per second: a client by one of WP Engine's own engineers keeps to it. */
export const MAX_PER_SECOND = 5;
/** The lowest rate: an API that rate-limits everything still gets requests, which show when it recovers. */
const MIN_PER_SECOND = 0.2;
const DECREASE_FACTOR = 0.5;
const MINUTE_MS = 60_000;
/** What a minute restores, in requests per second. */
const INCREASE_PER_MINUTE = 1;

export const FULL_RATE: Rate = { perSecond: MAX_PER_SECOND, asOf: 0 };

/** Requests per second at a monotonic moment. */
export function rateAt({ perSecond, asOf }: Rate, now: number): number {
  return Math.min(MAX_PER_SECOND, perSecond + ((now - asOf) / MINUTE_MS) * INCREASE_PER_MINUTE);
}

/** The rate after a congestion that is detected now. */
export function halved(rate: Rate, now: number): Rate {
  return { perSecond: Math.max(MIN_PER_SECOND, rateAt(rate, now) * DECREASE_FACTOR), asOf: now };
}
