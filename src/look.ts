import { type Clock, scope } from "./clock.ts";
import { EVERYTHING, learnt, type Look } from "./judge.ts";

/** How long the last look, begun at the deadline, may take. */
export const LAST_LOOK_MS = 1_500;
/** How late the process may wake for the last look. */
const WAKING_MS = 100;

export interface Patience {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Takes one look. Never rejects, and settles within its patience. */
export type Looker = (patience: Patience) => Promise<Look>;

export interface LookOptions {
  readonly look: Looker;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
  /** The monotonic moment at which the step's budget ends. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * One look. Where it is still under way at the deadline, the last look is begun beside it: a dead socket must not cost
 * a deploy the look it was promised. Both have until `LAST_LOOK_MS` after the deadline. A terminal status that either has
 * seen counts at once, else the one that has learnt more. See docs/adr/0002-a-last-look-beside-a-hung-one.md.
 */
export async function lookOnce(options: LookOptions): Promise<Look> {
  const { clock, deadline, signal } = options;
  const leftMs = deadline - clock.now();
  if (leftMs <= 0) return beginLook(options);

  const untilDeadline = scope(signal);
  const earlier = beginLook(options).finally(() => untilDeadline.end());
  await clock.sleep(leftMs, untilDeadline.signal);
  if (untilDeadline.signal.aborted || isTooLate(options)) return earlier;

  const last = beginLook(options);
  const quicker = await Promise.race([earlier, last]);
  if (learnt(quicker) === EVERYTHING) return quicker;
  const [slow, latest] = await Promise.all([earlier, last]);
  return learnt(slow) > learnt(latest) ? slow : latest;
}

function beginLook(options: LookOptions): Promise<Look> {
  const { look, clock, deadline, requestTimeoutMs, signal } = options;
  const untilEndMs = deadline + LAST_LOOK_MS - clock.now();
  return look({ withinMs: Math.max(0, Math.min(requestTimeoutMs, untilEndMs)), signal });
}

/** Whether a look begun now would be later than the deadline by more than waking up takes: the machine had stood still. */
export function isTooLate({ clock, deadline }: LookOptions): boolean {
  return clock.now() > deadline + WAKING_MS;
}
