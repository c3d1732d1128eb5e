import { type Budget, isTooLate, type Patience, patienceOf } from "./budget.ts";
import { scope } from "./clock.ts";
import { EVERYTHING, learnt, type Look } from "./judge.ts";

/** Takes one look. Never rejects, and settles within its patience. */
export type Looker = (patience: Patience) => Promise<Look>;

export interface LookOptions extends Budget {
  readonly look: Looker;
}

/**
 * One look. Where it is still under way at the deadline, the last look is begun beside it: a dead socket must not cost
 * a deploy the look it was promised. Both have until `lastLookMs` after the deadline. A terminal status that either has
 * seen counts at once, else the one that has learnt more. See docs/adr/0002-a-last-look-beside-a-hung-one.md.
 */
export async function lookOnce(options: LookOptions): Promise<Look> {
  const { look, clock, deadline, signal } = options;
  const leftMs = deadline - clock.now();
  if (leftMs <= 0) return look(patienceOf(options));

  const untilDeadline = scope(signal);
  const turn = { hasCome: false };
  const begun = (): void => {
    turn.hasCome = true;
    options.begun?.();
  };
  const earlier = look({ ...patienceOf(options), begun }).finally(() => untilDeadline.end());
  await clock.sleep(leftMs, untilDeadline.signal);
  const isAnswered = untilDeadline.signal.aborted;
  if (isAnswered || isTooLate(options) || !turn.hasCome) return earlier;

  const last = look(patienceOf(options));
  const quicker = await Promise.race([earlier, last]);
  if (learnt(quicker) === EVERYTHING) return quicker;
  const [slow, latest] = await Promise.all([earlier, last]);
  return learnt(slow) > learnt(latest) ? slow : latest;
}
