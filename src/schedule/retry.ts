import { GateClosed } from "../model/errors.ts";
import {
  type BackupReply,
  causeOf,
  type FinalFailure,
  type RetryableFailure,
  type RetryEvent,
  verdictOf,
} from "../model/reply.ts";
import { timedOutAfter } from "../model/timed-out.ts";
import { cancelled, type Verdict } from "../model/verdict.ts";
import { formatDuration } from "../util/duration.ts";
import { capitalize, endSentence } from "../util/sentence.ts";
import { backoffMs } from "./backoff.ts";
import type { Context, Step } from "./context.ts";
import { isTimeUp } from "./deadline.ts";
import type { Refusals } from "./refusals.ts";

/**
 * Waits after a failure that may pass.
 * @param failuresInARow 1 after the first one.
 * @param wakeAt when the wait ends at the latest, unless that has passed (monotonic ms).
 * @throws GateClosed if the time is up, a `Retry-After` asks for more than is left, or the step is canceled.
 */
export async function backOff(
  failure: RetryableFailure,
  failuresInARow: number,
  context: Context<RetryEvent>,
  wakeAt = 0,
): Promise<void> {
  const { clock, budget, random, emit } = context;
  if (isTimeUp(context)) throw new GateClosed(timedOutAfter(failure, budget));
  const dueMs = endingBy(wakeAt, backoffMs(failuresInARow, random), clock.now());
  const waitMs = delayWithin(context, dueMs, failure);
  emit({ kind: "request-failed", failure, waitMs });
  await sleep(waitMs, context);
}

/**
 * Waits after a refusal that a good reply contradicts.
 * @param failuresInARow 1 after the first one.
 * @throws GateClosed with its verdict if it is to be believed, and like `backOff`.
 */
export async function askAgain(
  failure: FinalFailure,
  failuresInARow: number,
  refusals: Refusals,
  context: Context<RetryEvent>,
): Promise<void> {
  const { clock, random, emit } = context;
  const untilBelievedMs = refusals.untilBelievedMs(failure, clock.now());
  if (untilBelievedMs === 0 || isTimeUp(context)) throw new GateClosed(verdictOf(failure));
  const dueMs = Math.min(backoffMs(failuresInARow, random), untilBelievedMs);
  const waitMs = delayWithin(context, dueMs, failure);
  const { hasRetryAfter = false } = failure;
  const message = `${failure.message}, although earlier replies were good`;
  const contradicted = { kind: "retryable", message, reason: "no-answer", hasRetryAfter } as const;
  emit({ kind: "request-failed", failure: contradicted, waitMs });
  await sleep(waitMs, context);
}

/** Milliseconds of a wait that ends at `wakeAt` at the latest (monotonic ms), unless that has passed. */
export function endingBy(wakeAt: number, ms: number, now: number): number {
  return now < wakeAt ? Math.min(ms, wakeAt - now) : ms;
}

/** @throws GateClosed if the step is canceled. */
export async function sleep(ms: number, { clock, signal }: Step): Promise<void> {
  await clock.sleep(ms, signal);
  throwIfCancelled(signal);
}

/** @throws GateClosed if the step is canceled. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new GateClosed(cancelled(signal));
}

/**
 * Milliseconds to wait for something due in `dueMs`: until the last poll is due at most, but never less than a `Retry-After`
 * asks for.
 * @param latest reply, which the verdict quotes if it is a failure.
 * @throws GateClosed if a `Retry-After` asks for more than the step has left.
 */
export function delayWithin(context: Context<never>, dueMs: number, latest?: BackupReply): number {
  const { clock, budget, api } = context;
  const tooLong = retryAfterTooLong(context, latest);
  if (tooLong !== undefined) throw new GateClosed(tooLong);
  const now = clock.now();
  return Math.max(0, api.retryAt - now, Math.min(dueMs, budget.lastPollAt - now));
}

/**
 * The verdict if a `Retry-After` asks for more time than the step has left.
 * @param latest reply, which the verdict quotes if it is a failure.
 */
export function retryAfterTooLong(
  context: Context<never>,
  latest?: BackupReply,
): Verdict | undefined {
  const { clock, budget, api } = context;
  const now = clock.now();
  const leftMs = Math.max(0, budget.deadline - now); // a reply may come after the deadline
  const retryAfterMs = Math.max(0, api.retryAt - now);
  if (retryAfterMs <= leftMs) return undefined;
  const [asked, left, timeout] = [retryAfterMs, leftMs, budget.timeoutMs].map(formatDuration);
  const message =
    `${quote(latest)}Retry-After asks for a wait of ${asked}, but only ${left} of the timeout (${timeout}) ` +
    "remain.";
  const cause = latest && causeOf(latest);
  return { result: "timed-out", message, cause, messageForAll: message };
}

/** What a failed request was answered, as a sentence; empty if nothing was sent. */
function quote(reply: BackupReply | undefined): string {
  if (reply === undefined || reply.kind === "backup") return "";
  if (reply.kind === "retryable" && reply.reason === "not-sent") return "";
  return `${endSentence(capitalize(reply.message))} `;
}
