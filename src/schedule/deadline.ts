import type { RequestOptions, Priority } from "../model/request-options.ts";
import type { Cause, Verdict } from "../model/verdict.ts";
import type { Clock } from "../util/clock.ts";
import { formatDuration } from "../util/duration.ts";
import { LAST_POLL_MS, WAKING_MS } from "./last-seconds.ts";

/** What a step may spend. */
export interface Budget {
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
  /** What the step was given. */
  readonly timeoutMs: number;
  /** The monotonic moment at which that is spent. */
  readonly deadline: number;
  /** What the last request may take, where something else is still to be done after it. */
  readonly lastPollMs?: number;
  readonly signal: AbortSignal;
  /** How much its requests are wanted, but for looks, which know better. */
  readonly priority?: Priority;
  /** Called as a request begins. */
  readonly onSend?: (() => void) | undefined;
}

/** What is left for an exchange that begins now. */
export function requestOptions(budget: Budget): RequestOptions {
  const { clock, deadline, requestTimeoutMs, signal, priority = () => 0, onSend } = budget;
  const { lastPollMs = LAST_POLL_MS } = budget;
  const cutoffAt = deadline + lastPollMs;
  const timeoutMs = Math.max(0, Math.min(requestTimeoutMs, cutoffAt - clock.now()));
  return { timeoutMs, cutoffAt, sendBy: deadline + WAKING_MS, priority, signal, onSend };
}

/** Whether a request begun now would be later than the deadline by more than waking up takes. */
export function isTooLate({ clock, deadline }: Budget): boolean {
  return clock.now() > deadline + WAKING_MS;
}

/**
 * How long to wait for what is due in `dueMs`: no longer than the step has left, and never less than the server asks for.
 * @param retryAt the monotonic moment before which the server wants no request.
 * @param cause why the server wants quiet, for the verdict.
 * @returns the verdict instead, where the server wants quiet for longer than the step has left.
 */
export function waitWithin(
  { clock, deadline, timeoutMs }: Budget,
  dueMs: number,
  retryAt: number | undefined,
  cause: Cause | undefined,
): number | Verdict {
  const now = clock.now();
  const leftMs = Math.max(0, deadline - now); // what was asked at the deadline ends a little after it
  const quietMs = Math.max(0, (retryAt ?? 0) - now);
  if (quietMs <= leftMs) return Math.min(leftMs, Math.max(quietMs, dueMs));
  const [wanted, left, budget] = [quietMs, leftMs, timeoutMs].map(formatDuration);
  const message =
    `The API asked for no request within ${wanted} (Retry-After), and only ${left} of the timeout (${budget}) ` +
    "are left.";
  return { result: "timed-out", message, cause, stepWide: message };
}
