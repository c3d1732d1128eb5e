/** How long the reply to the last poll may take. */
export const LAST_REPLY_MS = 1_500;
/** How long before the deadline the last poll is due: a timer that wakes the process late must not put it after the deadline. */
const LEAD_MS = 100;
/** The same if a commit status is published, which needs the time after the deadline that the reply leaves. */
const LEAD_WITH_STATUS_MS = 800;

/** How long one call for the commit status may take at the end of a step. */
export const STATUS_CALL_MS = 700;

/** How long before the deadline the last poll is due. */
export function lastPollLeadMs(hasStatus: boolean): number {
  return hasStatus ? LEAD_WITH_STATUS_MS : LEAD_MS;
}

type Part = "replyMs" | "watchdogMs" | "reportMs" | "statusMs" | "flushMs";

/**
 * What may happen from the deadline to the end of the process, in this order, and how long each may take in milliseconds. A
 * step ends at most 2 s after its timeout, and on paper at most 1.8 s: a test adds them up.
 */
export function lastSeconds(hasStatus: boolean): Readonly<Record<Part, number>> {
  return {
    /** What is left of the last reply's time. */
    replyMs: LAST_REPLY_MS - lastPollLeadMs(hasStatus),
    /** The watchdog ends every gate that is still running this much later. */
    watchdogMs: WATCHDOG_MS,
    /** Outputs and the summary are written. */
    reportMs: 50,
    /** The commit status is published. */
    statusMs: hasStatus ? STATUS_CALL_MS : 0,
    /** Standard output is flushed. */
    flushMs: FLUSH_MS,
  };
}

/** How long after the deadline the step may still report anything: all of that but the flush. */
export function reportedMs(hasStatus: boolean): number {
  const allMs = Object.values(lastSeconds(hasStatus)).reduce((sum, ms) => sum + ms, 0);
  return allMs - FLUSH_MS;
}

/** How much later than the last reply the watchdog ends the gates. */
export const WATCHDOG_MS = 150;

/** How long standard output may take to be flushed. */
export const FLUSH_MS = 200;

/** How long a create request that was sent may go on once the step is canceled. */
export const CREATE_GRACE_MS = 1_000;

/** How long a cancelled step may take to end its gates, after that. */
export const WIND_UP_MS = 500;
