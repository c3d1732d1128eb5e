/**
 * What may happen from the deadline to the end of the process, in this order, and how long each may take in milliseconds.
 * A step ends at most 2 s after its timeout: a test adds them up.
 */
export const LAST_SECONDS = {
  /** A poll that is sent at the deadline. */
  pollMs: 1_500,
  /** The watchdog ends every gate that is still open this much later. */
  watchdogMs: 150,
  /** Outputs and the summary are written. */
  reportMs: 50,
  /** Standard output is flushed. */
  flushMs: 250,
} as const;

/** How long one call for the commit status may take at the end of a step. The last poll leaves it this much time. */
export const STATUS_CALL_MS = 700;

/** How long after the deadline the step may still send or publish something: all of the above but the flush. */
export const REPORTED_MS = LAST_SECONDS.pollMs + LAST_SECONDS.watchdogMs + LAST_SECONDS.reportMs;

/** How late a timer may wake the process for the last poll. */
export const WAKE_UP_MS = 100;

/** How long a create request that was sent may go on once the step is cancelled. */
export const CREATE_GRACE_MS = 1_000;

/** How long a cancelled step may take to end its gates, after that. */
export const WIND_UP_MS = 500;
