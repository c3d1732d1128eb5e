import type { Sight } from "../model/backup.ts";
import type { AsOf, Freshness } from "../model/freshness.ts";
import { causeOf, type RetryableFailure, type BackupReply } from "../model/reply.ts";
import type { Priority } from "../model/request-options.ts";
import { timeIsUp, tooLate } from "../model/timed-out.ts";
import { cancelled, type Verdict } from "../model/verdict.ts";
import { backoffMs } from "../schedule/backoff.ts";
import { isTooLate, waitWithin } from "../schedule/deadline.ts";
import { Forecast, type Estimate } from "../schedule/forecast.ts";
import { formatDuration } from "../util/duration.ts";
import type { GateWatcher } from "./events.ts";
import { type History, delaysNextRequest, readHistory, type RecallOptions } from "./history.ts";
import { judge, type Judgement } from "./judge.ts";
import { pollOnce, type LookOptions } from "./last-poll.ts";

export interface GateOptions extends LookOptions, RecallOptions {
  readonly watcher: GateWatcher;
  readonly random: () => number;
  /** Whether the backup has been seen already, in a listing. */
  readonly isListed?: boolean;
  /** The verdict after a first look that has brought none, where nothing is to be waited for. */
  readonly otherwise?: Verdict | undefined;
  /** The monotonic moment before which the server wants no look. */
  readonly retryAt?: number | undefined;
  /** What is asked of the backup's age, if anything is. */
  readonly freshness?: { readonly maxAgeMs: number; readonly asOf: AsOf } | undefined;
  /** The backup as it was requested just now, where its first look is due by the cadence and not at once. */
  readonly requested?: Sight | undefined;
  /** Whether the history is read before the first look. */
  readonly isHistoryFirst?: boolean;
  /** The monotonic moment from which on last looks are taken; the deadline unless more than one wants it. */
  readonly lastPollsFrom?: () => number;
}

/** What a gate has come to with its latest look. */
interface Standing {
  readonly look: BackupReply;
  readonly lookedAt: number;
  readonly judgement: Exclude<Judgement, { kind: "verdict" }>;
}

/**
 * Looks at one backup until there is a verdict: by a terminal status, a permanent fault, or the end of the time.
 * @throws nothing: faults are verdicts, and the signal's abort is one too.
 */
export async function waitForBackup(options: GateOptions): Promise<Verdict> {
  const { clock, deadline, signal, watcher, requested } = options;
  const isCancelled = (): boolean => signal.aborted;
  const budget = formatDuration(options.timeoutMs);
  const quietMs = waitWithin(options, 0, options.retryAt, undefined);
  if (typeof quietMs === "object") return quietMs;
  await clock.sleep(quietMs, signal);
  const startedAt = clock.now();
  let standing: Standing | undefined;
  const timeIsUpNow = (): Verdict => (standing ? timeIsUp(standing.look, budget) : tooLate(budget));
  if (startedAt >= deadline) return timeIsUpNow();

  const expected = new Forecast(startedAt, options.priority ?? (() => 0));
  if (requested !== undefined) expected.seen(requested, startedAt);
  let isHistoryWanted = requested ? expected.isAgeKnown : options.isHistoryFirst === true;
  let foreseen: Estimate | undefined;
  let isSeen = false;
  let absentSince: number | undefined;
  let looksInVain = 0;
  let looksUnanswered = 0;

  for (;;) {
    let latest: BackupReply | History | undefined = standing?.look;
    if (isHistoryWanted) {
      const history = await readHistory(expected, options);
      if (isCancelled()) return cancelled(signal);
      isHistoryWanted = history?.kind === "retryable" && history.unbegun === true;
      if (history !== undefined && delaysNextRequest(history)) latest = history;
    }
    if (expected.isSeen && expected.estimate !== foreseen) {
      foreseen = expected.estimate;
      watcher.foresaw(foreseen);
    }

    const waitMs = waitFor(standing, latest, expected, looksInVain, options);
    if (typeof waitMs === "object") return waitMs;
    if (isRefusal(latest)) watcher.backingOff(latest, waitMs);
    await clock.sleep(waitMs, signal);
    if (isCancelled()) return cancelled(signal);
    if (isTooLate(options)) return timeIsUpNow();

    // One that is never answered has the same turns as others, but goes behind them.
    const priority: Priority = (now) => expected.priority(now) / 2 ** looksUnanswered;
    const look = await pollOnce({ ...options, priority });
    if (isCancelled()) return cancelled(signal);
    if (look.kind === "retryable" && look.unbegun === true) {
      const quietMs = waitWithin(options, 0, look.retryAt, causeOf(look));
      if (typeof quietMs === "object") return quietMs;
      return standing ? timeIsUp(standing.look, budget) : tooLate(budget, look.answered);
    }
    watcher.looked(look);
    const lookedAt = clock.now();
    if (look.kind === "not-found") absentSince ??= lookedAt;
    looksInVain = look.kind === "backup" ? 0 : looksInVain + 1;
    if (look.kind !== "retryable") looksUnanswered = 0;
    else if (!look.answered) looksUnanswered += 1;
    const isKnown = isSeen || options.isListed === true;
    const absentForMs = lookedAt - (absentSince ?? lookedAt);
    const judgement = judge(look, isKnown, absentForMs, freshnessAsOf(look, options));
    if (judgement.kind === "verdict") return judgement.verdict;
    if (options.otherwise !== undefined) return options.otherwise;
    if (look.kind === "not-found") watcher.missing(look.message);
    if (lookedAt >= deadline) return timeIsUp(look, budget);

    standing = { look, lookedAt, judgement };
    if (look.kind !== "backup") continue;
    expected.seen(look, lookedAt);
    const isFirst = !isSeen && requested === undefined && options.isHistoryFirst !== true;
    if (isFirst) isHistoryWanted = expected.isAgeKnown && (look.retryAt ?? 0) <= lookedAt;
    isSeen = true;
  }
}

function isRefusal(latest: BackupReply | History | undefined): latest is RetryableFailure {
  return latest?.kind === "retryable" && latest.unbegun !== true;
}

function freshnessAsOf(look: BackupReply, { freshness }: GateOptions): Freshness | undefined {
  if (freshness === undefined || look.kind !== "backup") return undefined;
  const { maxAgeMs, asOf } = freshness;
  return { maxAgeMs, asOfMs: asOf(look.serverMs), shownMs: look.serverMs };
}

/**
 * How long to wait for the next look.
 * @param latest what has been asked last, which may have been refused.
 * @returns the verdict instead, where the server wants quiet for longer than the step has left.
 */
function waitFor(
  standing: Standing | undefined,
  latest: BackupReply | History | undefined,
  expected: Forecast,
  looksInVain: number,
  options: GateOptions,
): number | Verdict {
  const { clock, random } = options;
  const ownMs = dueAt(standing, expected, looksInVain, options) - clock.now();
  const isHistoryRefused = latest !== standing?.look && isRefusal(latest);
  const refusedMs = isHistoryRefused ? backoffMs(1, random) : 0;
  const cause = latest === undefined || latest.kind === "history" ? undefined : causeOf(latest);
  return waitWithin(options, Math.max(ownMs, refusedMs), latest?.retryAt, cause);
}

/** The monotonic moment at which the next look is due by what the latest one has brought. */
function dueAt(
  standing: Standing | undefined,
  expected: Forecast,
  looksInVain: number,
  { bounds, random, clock, deadline, lastPollsFrom = () => deadline }: GateOptions,
): number {
  const lastFrom = lastPollsFrom();
  const lastDue = clock.now() < lastFrom ? lastFrom : deadline;
  const byCadence = Math.min(expected.dueAt(bounds), lastDue);
  if (standing === undefined) return byCadence;
  const { judgement, lookedAt } = standing;
  switch (judgement.kind) {
    case "pending":
      return Math.min(Math.max(lookedAt + bounds.minMs, byCadence), lookedAt + bounds.maxMs);
    case "retry":
      return lookedAt + backoffMs(looksInVain, random);
    case "not-yet-known": {
      // Spread over the grace alone, and never past its end.
      const backedOffMs = Math.max(bounds.minMs, backoffMs(looksInVain, random));
      return lookedAt + Math.min(backedOffMs, judgement.graceLeftMs);
    }
    default:
      return judgement satisfies never;
  }
}
