import type { Clock } from "./clock.ts";
import { formatDuration } from "./duration.ts";
import type { Cause, Verdict } from "./verdict.ts";

/** How long the last request, begun at the deadline, may take. */
export const LAST_LOOK_MS = 1_500;

/** How late the process may wake for it. */
const WAKING_MS = 100;

/** What one exchange with the API may take. */
export interface Patience {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** What a step may spend. */
export interface Budget {
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
  /** What the step was given. */
  readonly timeoutMs: number;
  /** The monotonic moment at which that is spent. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** What is left for an exchange that begins now. */
export function patienceOf(budget: Budget): Patience {
  const { clock, deadline, requestTimeoutMs, signal } = budget;
  const untilEndMs = deadline + LAST_LOOK_MS - clock.now();
  return { withinMs: Math.max(0, Math.min(requestTimeoutMs, untilEndMs)), signal };
}

/** Whether a request begun now would be later than the deadline by more than waking up takes. */
export function isTooLate({ clock, deadline }: Budget): boolean {
  return clock.now() > deadline + WAKING_MS;
}

/**
 * How long to wait for what is due in `dueMs`: no longer than the step has left, and never less than the server asks for.
 * @param quietUntil the monotonic moment before which the server wants no request.
 * @param cause why the server wants quiet, for the verdict.
 * @returns the verdict instead, where the server wants quiet for longer than the step has left.
 */
export function waitWithin(
  { clock, deadline, timeoutMs }: Budget,
  dueMs: number,
  quietUntil: number | undefined,
  cause: Cause | undefined,
): number | Verdict {
  const now = clock.now();
  const leftMs = Math.max(0, deadline - now); // what was asked at the deadline ends a little after it
  const quietMs = Math.max(0, (quietUntil ?? 0) - now);
  if (quietMs <= leftMs) return Math.min(leftMs, Math.max(quietMs, dueMs));
  const [wanted, left, budget] = [quietMs, leftMs, timeoutMs].map(formatDuration);
  return {
    result: "timed-out",
    message:
      `The API asked for no request within ${wanted} (Retry-After), and only ${left} of the timeout (${budget}) ` +
      "are left.",
    cause,
  };
}
