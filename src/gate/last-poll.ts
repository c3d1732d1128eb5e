import type { Looker } from "../model/api.ts";
import { isTerminal } from "../model/backup.ts";
import type { BackupReply } from "../model/reply.ts";
import { type Budget, isTooLate, requestOptions } from "../schedule/deadline.ts";
import { childSignal } from "../util/abort.ts";

/** What a look has learnt that makes every other one needless. */
export const EVERYTHING = 5;

/**
 * How much a look has learnt: a terminal status, a fault that stays, anything else of the backup, that the API answers, or
 * does not.
 */
export function learnt(look: BackupReply): number {
  switch (look.kind) {
    case "backup":
      return isTerminal(look.backup.status) ? EVERYTHING : 3;
    case "fatal":
      return 4;
    case "not-found":
      return 3;
    case "retryable":
      if (look.unbegun === true) return 0;
      return look.answered ? 2 : 1;
    default:
      return look satisfies never;
  }
}

export interface LookOptions extends Budget {
  readonly look: Looker;
}

/**
 * One look. Where it is still under way at the deadline, the last look is begun beside it: a dead socket must not cost
 * a deploy the look it was promised. Both have until `lastLookMs` after the deadline. A terminal status that either has
 * seen counts at once, else the one that has learnt more. See docs/adr/0002-a-last-look-beside-a-hung-one.md.
 */
export async function pollOnce(options: LookOptions): Promise<BackupReply> {
  const { look, clock, deadline, signal } = options;
  const leftMs = deadline - clock.now();
  if (leftMs <= 0) return look(requestOptions(options));

  const untilDeadline = childSignal(signal);
  const turn = { hasCome: false };
  const onSend = (): void => {
    turn.hasCome = true;
    options.onSend?.();
  };
  const earlier = look({ ...requestOptions(options), onSend }).finally(() => untilDeadline.end());
  await clock.sleep(leftMs, untilDeadline.signal);
  const isAnswered = untilDeadline.signal.aborted;
  if (isAnswered || isTooLate(options) || !turn.hasCome) return earlier;

  const last = look(requestOptions(options));
  const quicker = await Promise.race([earlier, last]);
  if (learnt(quicker) === EVERYTHING) return quicker;
  const [slow, latest] = await Promise.all([earlier, last]);
  return learnt(slow) > learnt(latest) ? slow : latest;
}
