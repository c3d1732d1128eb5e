import { GateClosed } from "../model/errors.ts";
import { causeOf, type RetryableFailure, type RetryEvent } from "../model/reply.ts";
import { timedOutAfter } from "../model/timed-out.ts";
import { type Cause, cancelled, type Verdict } from "../model/verdict.ts";
import { formatDuration } from "../util/duration.ts";
import { backoffMs } from "./backoff.ts";
import type { Context, Step } from "./context.ts";

/**
 * Waits after a failure that may pass.
 * @param failuresInARow 1 after the first one.
 * @throws GateClosed if the time is up, a `Retry-After` asks for more than is left, or the step is cancelled.
 */
export async function backOff(
  failure: RetryableFailure,
  failuresInARow: number,
  context: Context<RetryEvent>,
): Promise<void> {
  const { clock, budget, random, emit } = context;
  if (clock.now() >= budget.deadline) throw new GateClosed(timedOutAfter(failure, budget));
  const waitMs = delayWithin(context, backoffMs(failuresInARow, random), causeOf(failure));
  emit({ kind: "request-failed", failure, waitMs });
  await sleep(waitMs, context);
}

/** @throws GateClosed if the step is cancelled. */
export async function sleep(ms: number, { clock, signal }: Step): Promise<void> {
  await clock.sleep(ms, signal);
  throwIfCancelled(signal);
}

/** @throws GateClosed if the step is cancelled. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new GateClosed(cancelled(signal));
}

/**
 * Milliseconds to wait for something due in `dueMs`: at least what a `Retry-After` asks for, at most what the step has left.
 * @param cause of the latest failure, for the verdict.
 * @throws GateClosed if a `Retry-After` asks for more than the step has left.
 */
export function delayWithin(context: Context<never>, dueMs: number, cause?: Cause): number {
  const { clock, budget, api } = context;
  const tooLong = retryAfterTooLong(context, cause);
  if (tooLong !== undefined) throw new GateClosed(tooLong);
  const now = clock.now();
  const leftMs = Math.max(0, budget.deadline - now);
  return Math.min(leftMs, Math.max(api.retryAt - now, dueMs, 0));
}

/** The verdict if a `Retry-After` asks for more time than the step has left. */
export function retryAfterTooLong(context: Context<never>, cause?: Cause): Verdict | undefined {
  const { clock, budget, api } = context;
  const now = clock.now();
  const leftMs = Math.max(0, budget.deadline - now); // a request sent at the deadline may end after it
  const retryAfterMs = Math.max(0, api.retryAt - now);
  if (retryAfterMs <= leftMs) return undefined;
  const [asked, left, timeout] = [retryAfterMs, leftMs, budget.timeoutMs].map(formatDuration);
  const message =
    `The API asked for no request within ${asked} (Retry-After), and only ${left} of the timeout (${timeout}) ` +
    "are left.";
  return { result: "timed-out", message, cause, stepWide: message };
}
