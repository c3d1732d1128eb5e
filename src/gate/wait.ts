import type { BackupRef } from "../model/api.ts";
import { timedOutBeforePoll } from "../model/timed-out.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Context } from "../schedule/context.ts";
import { isTooLate } from "../schedule/deadline.ts";
import { delayWithin, retryAfterTooLong, sleep, throwIfCancelled } from "../schedule/retry.ts";
import type { GateEvent } from "./events.ts";
import { pollOnce } from "./last-poll.ts";
import type { WaitOptions } from "./options.ts";
import { Polls } from "./polls.ts";
import type { SideReading } from "./side-reading.ts";

/**
 * Polls one backup until there is a verdict: after a terminal status, a final failure, or the timeout.
 * @throws GateClosed if a `Retry-After` asks for more time than is left, or the step is canceled.
 */
export async function waitForBackup(
  ref: BackupRef,
  options: WaitOptions,
  context: Context<GateEvent>,
): Promise<Verdict> {
  const { budget, signal, emit } = context;
  await sleep(delayWithin(context, 0), context);
  if (isTooLate(context)) return timedOutBeforePoll(budget);

  const polls = new Polls(ref, options, context);
  const { reading } = options.history;
  let isWoken = false; // by the end of the reading, without a poll since
  for (;;) {
    const refusal = await polls.readHistory();
    const waitMs = polls.delayMs(refusal);
    const isRefused = refusal !== undefined && refusal.reason !== "not-sent";
    const latest = isWoken ? undefined : polls.latestFailure;
    const failure = isRefused ? refusal : latest;
    if (failure !== undefined) emit({ kind: "poll-failed", failure, waitMs });
    isWoken = await sleepBeside(reading, waitMs, context);
    if (isWoken) continue;
    if (isTooLate(context)) return polls.timedOut();

    const { reply, isLastPollBlocked } = await pollOnce(ref, polls.priority, context);
    throwIfCancelled(signal);
    if (reply.kind === "retryable" && reply.reason === "not-sent") {
      return (
        retryAfterTooLong(context, reading?.refusal ?? reply) ??
        polls.timedOut(reply.hasApiReplied === true)
      );
    }
    emit({ kind: "polled", reply });
    const verdict = polls.record(reply);
    const isBlocked = isLastPollBlocked && verdict?.result === "unavailable";
    if (isBlocked) return retryAfterTooLong(context, reply) ?? verdict;
    if (verdict !== undefined) return verdict;
  }
}

/**
 * Sleeps, at most until a reading of the listing ends, because that may change when the next poll is due.
 * @returns whether the reading ended during this sleep.
 * @throws GateClosed if the step is canceled.
 */
async function sleepBeside(
  reading: SideReading | undefined,
  ms: number,
  context: Context<GateEvent>,
): Promise<boolean> {
  if (reading === undefined) await sleep(ms, context);
  const isWoken = (await reading?.sleep(ms)) ?? false;
  throwIfCancelled(context.signal);
  return isWoken;
}
