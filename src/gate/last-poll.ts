import type { BackupRef } from "../model/api.ts";
import { isTerminal } from "../model/backup.ts";
import type { BackupReply } from "../model/reply.ts";
import type { Priority } from "../model/request-options.ts";
import type { Context } from "../schedule/context.ts";
import { isTooLate, requestOptions } from "../schedule/deadline.ts";
import { childSignal } from "../util/abort.ts";

export interface Polled {
  readonly reply: BackupReply;
  /** Whether a `Retry-After` prevented the last poll while an earlier one hung. */
  readonly isLastPollBlocked: boolean;
}

/**
 * Polls a backup once. If the poll hangs until the last poll is due, the last poll is sent as well, with the same cutoff.
 * A terminal status in either reply counts at once. Otherwise the more informative reply counts, or the last one if they are
 * equal. See docs/adr/0002-a-last-poll-beside-a-hung-one.md.
 */
export async function pollOnce(
  ref: BackupRef,
  priority: Priority,
  context: Context<never>,
): Promise<Polled> {
  const { api, clock, budget, signal } = context;
  const leftMs = budget.lastPollAt - clock.now();
  const options = { ...requestOptions(context), priority };
  if (leftMs <= 0) return { reply: await api.showBackup(ref, options), isLastPollBlocked: false };

  const untilLast = childSignal(signal);
  const poll = { isSent: false };
  const onSend = (): void => {
    poll.isSent = true;
    options.onSend?.();
  };
  const earlier = api.showBackup(ref, { ...options, onSend }).finally(() => untilLast.end());
  await clock.sleep(leftMs, untilLast.signal);
  const isAnswered = untilLast.signal.aborted;
  if (isAnswered || isTooLate(context) || !poll.isSent) {
    return { reply: await earlier, isLastPollBlocked: false };
  }

  const last = api.showBackup(ref, { ...requestOptions(context), priority });
  const first = await Promise.race([earlier, last]);
  if (isFinal(first)) return { reply: first, isLastPollBlocked: false };
  const [slow, latest] = await Promise.all([earlier, last]);
  const isNotSent = latest.kind === "retryable" && latest.reason === "not-sent";
  const isLastPollBlocked = isNotSent && latest.hasRetryAfter === true;
  return { reply: rank(slow) > rank(latest) ? slow : latest, isLastPollBlocked };
}

function isFinal(reply: BackupReply): boolean {
  return reply.kind === "backup" && isTerminal(reply.backup.status);
}

/** How informative a reply is about the backup. */
function rank(reply: BackupReply): number {
  switch (reply.kind) {
    case "backup":
      return isFinal(reply) ? 5 : 3;
    case "fatal":
      return 4;
    case "not-found":
      return 3;
    case "retryable":
      return { "rate-limited": 2, "no-answer": 1, busy: 1, "not-sent": 0 }[reply.reason];
    default:
      return reply satisfies never;
  }
}
