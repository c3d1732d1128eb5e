/**
 * How fast a step may ask. It gives way by a factor where the API refuses, and comes back by a constant: what many clients
 * of one limit must do to share it.
 * @see Chiu and Jain, "Analysis of the increase and decrease algorithms for congestion avoidance" (1989)
 */
export interface Rate {
  /** Requests a second, */
  readonly perSecond: number;
  /** as of this monotonic moment. */
  readonly asOf: number;
}

/** Requests a second that the API is never asked beyond: what a client by one of the host's own engineers keeps itself to. */
export const MAX_PER_SECOND = 5;
/** An API that refuses everything is still asked, so that its coming back is noticed. */
const MIN_PER_SECOND = 0.2;
const GIVES_WAY_TO = 0.5;
const MINUTE_MS = 60_000;
/** Requests a second that a minute gives back. */
const REGAINED_PER_MINUTE = 1;

export const FULL_RATE: Rate = { perSecond: MAX_PER_SECOND, asOf: 0 };

/** The pace at a moment, as it comes back. */
export function rateAt({ perSecond, asOf }: Rate, now: number): number {
  return Math.min(MAX_PER_SECOND, perSecond + ((now - asOf) / MINUTE_MS) * REGAINED_PER_MINUTE);
}

/** The pace after a congestion that is noticed now. */
export function halved(pace: Rate, now: number): Rate {
  return { perSecond: Math.max(MIN_PER_SECOND, rateAt(pace, now) * GIVES_WAY_TO), asOf: now };
}
