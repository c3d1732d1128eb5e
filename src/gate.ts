import { backoffMs } from "./backoff.ts";
import { type Bounds, nextLookMs } from "./cadence.ts";
import { type Clock, scope } from "./clock.ts";
import { formatDuration } from "./duration.ts";
import {
  causeOf,
  EVERYTHING,
  type FailedLook,
  GRACE_MS,
  judge,
  type Judgement,
  learnt,
  type Look,
  timeIsUp,
} from "./judge.ts";
import { cancelled, hintBeyondDeadline, tooLate, type Verdict } from "./verdict.ts";

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

export interface GateWatcher {
  looked(look: Look): void;
  /** A failed look will be made good after `waitMs`. */
  backingOff(look: FailedLook, waitMs: number): void;
}

export interface GateOptions {
  readonly look: Looker;
  readonly watcher: GateWatcher;
  readonly clock: Clock;
  readonly random: () => number;
  readonly bounds: Bounds;
  readonly requestTimeoutMs: number;
  /** The step's budget: what is allowed, and the monotonic moment it ends. */
  readonly timeoutMs: number;
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * Looks at one backup until there is a verdict: by a terminal status, a permanent fault, or the end of the time.
 * @throws nothing: faults are verdicts, and the signal's abort is one too.
 */
export async function holdUntilVerdict(options: GateOptions): Promise<Verdict> {
  const { clock, deadline, signal, watcher } = options;
  const isCancelled = (): boolean => signal.aborted;
  const budget = formatDuration(options.timeoutMs);
  const firstLookAt = clock.now();
  let seen = false;
  let absentSince: number | undefined;
  let failuresInARow = 0;

  if (firstLookAt >= deadline) return tooLate(budget);
  for (;;) {
    if (isCancelled()) return cancelled(signal);
    const look = await lookOnce(options);
    if (isCancelled()) return cancelled(signal);
    watcher.looked(look);
    const now = clock.now();
    seen ||= look.kind === "backup";
    if (look.kind === "absent") absentSince ??= now;
    failuresInARow = look.kind === "failed" ? failuresInARow + 1 : 0;

    const judgement = judge(look, seen, now - (absentSince ?? now));
    if (judgement.kind === "verdict") return judgement.verdict;
    if (now >= deadline) return timeIsUp(look, budget);

    const leftMs = deadline - now;
    const { quietUntil = now } = look;
    if (quietUntil > deadline) {
      const wanted = formatDuration(quietUntil - now);
      return hintBeyondDeadline(wanted, formatDuration(leftMs), budget, causeOf(look));
    }
    const ownMs = ownWaitMs(judgement, now - firstLookAt, failuresInARow, options);
    const waitMs = Math.min(leftMs, Math.max(quietUntil - now, ownMs));
    if (look.kind === "failed") watcher.backingOff(look, waitMs);
    await clock.sleep(waitMs, signal);
    if (isTooLate(options)) return timeIsUp(look, budget);
  }
}

function ownWaitMs(
  judgement: Exclude<Judgement, { kind: "verdict" }>,
  waitedMs: number,
  failuresInARow: number,
  { bounds, random }: GateOptions,
): number {
  switch (judgement.kind) {
    case "pending":
      return nextLookMs(waitedMs, bounds);
    case "retry":
      return backoffMs(failuresInARow, random);
    case "not-yet-known":
      // Spread over the grace alone, and never past its end.
      return Math.min(nextLookMs(GRACE_MS - judgement.graceLeftMs, bounds), judgement.graceLeftMs);
    default:
      return judgement satisfies never;
  }
}

/**
 * One look. Where it is still under way at the deadline, the last look is begun beside it: a dead socket must not cost
 * a deploy the look it was promised. Both have until `LAST_LOOK_MS` after the deadline. A terminal status that either has
 * seen counts at once, else the one that has learnt more. See docs/adr/0002-a-last-look-beside-a-hung-one.md.
 */
async function lookOnce(options: GateOptions): Promise<Look> {
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

function beginLook({
  look,
  clock,
  deadline,
  requestTimeoutMs,
  signal,
}: GateOptions): Promise<Look> {
  const untilEndMs = deadline + LAST_LOOK_MS - clock.now();
  return look({ withinMs: Math.max(0, Math.min(requestTimeoutMs, untilEndMs)), signal });
}

/** Whether a look begun now would be later than the deadline by more than waking up takes: the machine had stood still. */
function isTooLate({ clock, deadline }: GateOptions): boolean {
  return clock.now() > deadline + WAKING_MS;
}
