import { ageMs, type Freshness } from "./age.ts";
import { backoffMs } from "./backoff.ts";
import { isTooLate, type Patience, waitWithin } from "./budget.ts";
import { type Bounds, expectedLifetime, nextLookMs, PRIOR } from "./cadence.ts";
import { formatDuration } from "./duration.ts";
import { causeOf, type FailedLook, judge, type Judgement, type Look, timeIsUp } from "./judge.ts";
import type { Lifetime } from "./lifetime.ts";
import { lookOnce, type LookOptions } from "./look.ts";
import { cancelled, tooLate, type Verdict } from "./verdict.ts";

/** A history that has less time than this would be given up before it is answered. */
const LEAST_PATIENCE_MS = 100;

/** How long the install's past backups took, in milliseconds. */
export interface History {
  readonly kind: "history";
  readonly pastMs: readonly number[];
  readonly quietUntil?: number | undefined;
}

/** Reads the history of the install. Never rejects, and settles within its patience. */
export type Historian = (patience: Patience) => Promise<History | FailedLook>;

/** What is expected of a backup. */
export interface Outlook {
  /** The monotonic moment of its creation; where that is not known, of the first look. */
  readonly bornAt: number;
  readonly lifetime: Lifetime;
  /** How many past backups of the install have told. */
  readonly pastBackups: number;
}

export interface GateWatcher {
  looked(look: Look): void;
  foresaw(outlook: Outlook): void;
  /** The API knows no such backup, and may be a moment behind. */
  missing(message: string): void;
  /** After a failed look, or a history that was refused, the next look is due in `waitMs`. */
  backingOff(failure: FailedLook, waitMs: number): void;
}

export type WantedFreshness = Pick<Freshness, "maxAgeMs"> & Partial<Freshness>;

export interface GateOptions extends LookOptions {
  readonly readHistory: Historian;
  readonly watcher: GateWatcher;
  readonly random: () => number;
  readonly bounds: Bounds;
  /** Whether the backup has been seen already, in a listing. */
  readonly isListed?: boolean;
  /** The verdict after a first look that has brought none, where nothing is to be waited for. */
  readonly otherwise?: Verdict | undefined;
  /** The monotonic moment before which the server wants no look. */
  readonly quietUntil?: number | undefined;
  /** What is asked of the backup's age; as of the first look that shows it, where no moment is given. */
  readonly freshness?: WantedFreshness | undefined;
}

/**
 * Looks at one backup until there is a verdict: by a terminal status, a permanent fault, or the end of the time.
 * @throws nothing: faults are verdicts, and the signal's abort is one too.
 */
export async function holdUntilVerdict(options: GateOptions): Promise<Verdict> {
  const { clock, deadline, signal, watcher } = options;
  const isCancelled = (): boolean => signal.aborted;
  const budget = formatDuration(options.timeoutMs);
  const quietMs = waitWithin(options, 0, options.quietUntil, undefined);
  if (typeof quietMs === "object") return quietMs;
  await clock.sleep(quietMs, signal);
  const firstLookAt = clock.now();
  let outlook: Outlook = { bornAt: firstLookAt, lifetime: PRIOR, pastBackups: 0 };
  let seen = false;
  let asOfMs = options.freshness?.asOfMs;
  let absentSince: number | undefined;
  let looksInVain = 0;

  if (firstLookAt >= deadline) return tooLate(budget);
  for (;;) {
    if (isCancelled()) return cancelled(signal);
    const look = await lookOnce(options);
    if (isCancelled()) return cancelled(signal);
    watcher.looked(look);
    const lookedAt = clock.now();
    if (look.kind === "absent") absentSince ??= lookedAt;
    looksInVain = look.kind === "backup" ? 0 : looksInVain + 1;

    if (look.kind === "backup") asOfMs ??= look.serverMs;
    const freshness = options.freshness && { ...options.freshness, asOfMs: asOfMs ?? 0 };
    const isKnown = seen || options.isListed === true;
    const absentForMs = lookedAt - (absentSince ?? lookedAt);
    const judgement = judge(look, isKnown, absentForMs, freshness);
    if (judgement.kind === "verdict") return judgement.verdict;
    if (options.otherwise !== undefined) return options.otherwise;
    if (look.kind === "absent") watcher.missing(look.message);
    if (lookedAt >= deadline) return timeIsUp(look, budget);

    let latest: Look | History = look;
    if (look.kind === "backup" && !seen) {
      seen = true;
      const age = ageMs(look.backup.createdAt?.epochMs, look.serverMs);
      if (age !== undefined) outlook = { ...outlook, bornAt: lookedAt - age };
      const history = await recall(age, look.quietUntil, outlook, options);
      if (isCancelled()) return cancelled(signal);
      if (history?.kind === "history") outlook = informed(outlook, history);
      if (history !== undefined && isBinding(history)) latest = history;
      watcher.foresaw(outlook);
    }

    const ownMs = ownWaitMs(judgement, lookedAt, outlook, looksInVain, options);
    const dueMs = lookedAt + ownMs - clock.now();
    const isHistoryRefused = latest !== look && latest.kind === "failed";
    const refusedMs = isHistoryRefused ? backoffMs(1, options.random) : 0;
    const cause = latest.kind === "history" ? undefined : causeOf(latest);
    const waitMs = waitWithin(options, Math.max(dueMs, refusedMs), latest.quietUntil, cause);
    if (typeof waitMs === "object") return waitMs;
    if (latest.kind === "failed") watcher.backingOff(latest, waitMs);
    await clock.sleep(waitMs, signal);
    if (isTooLate(options)) return timeIsUp(look, budget);
  }
}

/**
 * The history of a backup that is pending at the first look at it, read while nothing else is due: until the next look
 * that the prior asks for. Without the backup's age it would be of no use, and an API that asks for quiet is spared it.
 */
async function recall(
  age: number | undefined,
  quietUntil: number | undefined,
  { lifetime }: Outlook,
  { readHistory, clock, deadline, bounds, requestTimeoutMs, signal }: GateOptions,
): Promise<History | FailedLook | undefined> {
  const now = clock.now();
  if (age === undefined || (quietUntil ?? 0) > now) return undefined;
  const untilNextMs = Math.min(deadline - now, nextLookMs(lifetime, age, bounds));
  if (untilNextMs < LEAST_PATIENCE_MS) return undefined;
  return readHistory({ withinMs: Math.min(requestTimeoutMs, untilNextMs), signal });
}

/** Whatever else has gone wrong with a history is ignored. */
function isBinding(answer: History | FailedLook): boolean {
  return answer.quietUntil !== undefined || (answer.kind === "failed" && answer.answered);
}

function informed(outlook: Outlook, { pastMs }: History): Outlook {
  return { ...outlook, lifetime: expectedLifetime(pastMs), pastBackups: pastMs.length };
}

function ownWaitMs(
  judgement: Exclude<Judgement, { kind: "verdict" }>,
  lookedAt: number,
  { bornAt, lifetime }: Outlook,
  looksInVain: number,
  { bounds, random }: GateOptions,
): number {
  switch (judgement.kind) {
    case "pending":
      return nextLookMs(lifetime, lookedAt - bornAt, bounds);
    case "retry":
      return backoffMs(looksInVain, random);
    case "not-yet-known":
      // Spread over the grace alone, and never past its end.
      return Math.min(
        Math.max(bounds.minMs, backoffMs(looksInVain, random)),
        judgement.graceLeftMs,
      );
    default:
      return judgement satisfies never;
  }
}
