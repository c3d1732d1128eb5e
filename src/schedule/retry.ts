import { GateClosed } from "../model/errors.ts";
import { causeOf, type RetryableFailure } from "../model/reply.ts";
import { timeIsUpAfter } from "../model/timed-out.ts";
import { cancelled, type Cause } from "../model/verdict.ts";
import { backoffMs } from "./backoff.ts";
import { type Budget, waitWithin } from "./deadline.ts";

export interface AskOptions extends Budget {
  readonly random: () => number;
  readonly watcher: {
    /** After a failure, the API is asked again in `waitMs`. */
    askingAgain(failure: RetryableFailure, waitMs: number): void;
  };
}

/**
 * Waits after a failure that may pass.
 * @param failuresInARow 1 after the first one.
 * @throws GateClosed where the time is up, does not last for what the server asks for, or the run is cancelled.
 */
export async function backOff(
  failure: RetryableFailure,
  failuresInARow: number,
  options: AskOptions,
): Promise<void> {
  if (options.clock.now() >= options.deadline) throw timeIsUpAfter(failure, options);
  const dueMs = backoffMs(failuresInARow, options.random);
  const waitMs = delayMs(dueMs, failure, options, causeOf(failure));
  options.watcher.askingAgain(failure, waitMs);
  await sleep(waitMs, options);
}

/**
 * How long to wait for what is due in `dueMs` after an answer.
 * @throws GateClosed where the server wants quiet for longer than the step has left.
 */
export function delayMs(
  dueMs: number,
  { retryAt }: { readonly retryAt?: number | undefined },
  options: Budget,
  cause?: Cause,
): number {
  const waitMs = waitWithin(options, dueMs, retryAt, cause);
  if (typeof waitMs === "object") throw new GateClosed(waitMs);
  return waitMs;
}

/** @throws GateClosed where the run is cancelled. */
export async function sleep(waitMs: number, { clock, signal }: Budget): Promise<void> {
  await clock.sleep(waitMs, signal);
  throwIfCancelled(signal);
}

/** @throws GateClosed where the run is cancelled. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new GateClosed(cancelled(signal));
}
