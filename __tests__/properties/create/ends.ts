/** When a step must end, and how, where a lost request for a backup stays unresolved; and when it must find its backup. */
import { keptOf } from "../../../simulator/wpengine/whims.ts";
import type { CreateStory } from "./oracle.ts";
import type { Shown } from "./exchange.ts";
import type { GetFate } from "./plan.ts";
import { keyIn, type Post, type Reading, SETTLED_MS, type WireLog } from "./wire-log.ts";

/** What a step may take from the moment at which it can end: a reading of one page, with failures before it. */
const SLACK_MS = 100_000;
/** Nothing begins so much later than what leads to it. */
const AT_ONCE_MS = 1_000;
/** How long after the last news a step that waits for a backup is sure to have seen it completed. */
const PATIENCE_MS = 5 * 60_000;
const GRACE_MS = 15_000;
/** So long before the deadline the last request begins. */
const LAST_MS = 1_000;

export function breachesOfEnds(story: CreateStory): string[] {
  return [...endsWhenItCan(story), ...findsItsBackup(story), ...sendsAgain(story)];
}

/** A row that may be ours, or a listing that stays bad: the step does not run to its deadline. */
function endsWhenItCan(story: CreateStory): string[] {
  const { log, host, plan, verdict, endedAtMs, cancelledAtMs = Infinity } = story;
  const post = log.posts.at(-1);
  const lost = post && log.lostOf(post.key).at(-1);
  if (post === undefined || lost !== post || log.idOf(post.key, Infinity) !== undefined) return [];
  const { key } = post;
  const breaches: string[] = [];
  const rows = log.maybeOurs(key, endedAtMs);
  const isAdoptable = log
    .adoptable(post.begunAtMs)
    .some(({ status, create_time: created }) => status !== "aborted" && created !== null);
  const settledAtMs = post.endedAtMs + SETTLED_MS;
  const dueAtMs = Math.max(settledAtMs, Math.min(secondSight(log, key), thirdFlaw(log, post)));
  const isInterrupted = Math.min(plan.timeoutMs, cancelledAtMs) <= dueAtMs + SLACK_MS;
  if (!isAdoptable && dueAtMs < Infinity) {
    const later = log.readings.filter(
      ({ isReadable, endedAtMs: atMs }) => isReadable && atMs >= dueAtMs,
    );
    const [first] = later.length > 0 ? later : [undefined];
    const isSpun = first !== undefined && endedAtMs > first.endedAtMs + AT_ONCE_MS;
    if (isSpun)
      breaches.push(
        `Ends: due at ${dueAtMs}, and read at ${first.endedAtMs}; ends at ${endedAtMs}`,
      );
    const isSlowed = host.exchanges.some(({ quiet }) => (quiet?.untilMs ?? 0) > settledAtMs);
    if (!isInterrupted && !isSlowed && endedAtMs > dueAtMs + SLACK_MS) {
      breaches.push(`Ends: due at ${dueAtMs}, ends at ${endedAtMs}`);
    }
  }
  if (
    endedAtMs < settledAtMs - 1 &&
    verdict.result === "unavailable" &&
    endedAtMs < plan.timeoutMs - LAST_MS
  ) {
    if (!isOverByHint(story))
      breaches.push(`Ends: unavailable at ${endedAtMs}, before ${settledAtMs}`);
  }
  const isEarly = endedAtMs < Math.min(plan.timeoutMs - LAST_MS, cancelledAtMs - 1);
  if (isEarly && verdict.result === "unavailable" && !isAdoptable && !isOverByHint(story)) {
    if (rows.length > 0) {
      const any = log.maybeOurs(key, endedAtMs, ["maybe-ours", "unclear"]);
      breaches.push(...namesTheRow(verdict.message, any));
    }
  }
  return breaches;
}

/** A `Retry-After` longer than the time left ends a step at any time. */
function isOverByHint({ host, plan }: CreateStory): boolean {
  return host.exchanges.some(({ quiet }) => (quiet?.untilMs ?? 0) >= plan.timeoutMs);
}

function namesTheRow(message: string, rows: readonly Shown[]): string[] {
  const ids = [...new Set(rows.map(({ id }) => id))];
  const named = ids.filter((id) => message.includes(id));
  if (named.length === 0) return [`Names the row: none of ${ids.join()}: ${message}`];
  // As the latest page has shown it.
  const statuses = named.map((id) => rows.findLast((row) => row.id === id)?.status);
  const isHint = message.includes("backup-id");
  if (statuses.every((status) => status === "aborted") && isHint) {
    return [`Names the row: it is aborted, and not to be waited for: ${message}`];
  }
  if (statuses.every((status) => status !== "aborted") && !isHint) {
    return [`Names the row: without backup-id: ${message}`];
  }
  return [];
}

/** When a listing has shown a row that may be ours for the second time. */
function secondSight(log: WireLog, key: string): number {
  const sentAtMs = log.lostOf(key)[0]?.begunAtMs ?? Infinity;
  const [, second] = log.readings.filter(
    ({ begunAtMs, endedAtMs, isReadable, shown }) =>
      isReadable &&
      begunAtMs >= sentAtMs &&
      shown.some((one) =>
        // Also by what is told later.
        [endedAtMs, Infinity].every((atMs) => log.whose(one, key, sentAtMs, atMs) === "maybe-ours"),
      ),
  );
  return second?.endedAtMs ?? Infinity;
}

/** When, once the 64 s are over, a listing is not good in the same way as two before it were, since the loss. */
function thirdFlaw(log: WireLog, lost: Post): number {
  const since = log.readings.filter(({ begunAtMs }) => begunAtMs >= lost.endedAtMs);
  const third = since.find((reading, nth) => {
    const alike = since.slice(0, nth + 1).filter((one) => isLike(one, reading));
    return reading.endedAtMs >= lost.endedAtMs + SETTLED_MS && alike.length >= 3;
  });
  return third?.endedAtMs ?? Infinity;
}

function isLike(one: Reading, other: Reading): boolean {
  if (!one.isReadable || !other.isReadable || one.isGood || other.isGood) return false;
  const wayOf = ({ pages, shown }: Reading): string =>
    JSON.stringify([pages.map(({ fate, page }) => [fate.kind, page]), shown.map(({ id }) => id)]);
  return wayOf(one) === wayOf(other);
}

/** Where nothing is in its way and the listing shows the key in time, a step finds its backup, and needs no other. */
function findsItsBackup(story: CreateStory): string[] {
  const { log, plan, verdict, record } = story;
  const first = log.posts.findIndex(({ came }) => came === "lost");
  const post = log.posts[first];
  const row = post?.born;
  const twin = post?.twin;
  if (post === undefined || row === undefined || plan.maxAgeMs !== undefined) return [];
  if (!plan.wait || log.posts.slice(0, first).some(({ came }) => came !== "unsent")) return [];
  const isKept = keyIn(keptOf(row.plan.whim, post.description)) === post.key;
  const shownAtMs = Math.max(row.bornAtMs + row.plan.textLateMs, ...row.listedAtMs);
  const isInTime = isKept && shownAtMs < post.endedAtMs + SETTLED_MS;
  const both = twin === undefined ? [row] : [row, twin];
  const doneAtMs = both.map(({ bornAtMs, pendingMs }) => bornAtMs + pendingMs);
  const isCalm = isWell(story, Math.max(post.endedAtMs + SETTLED_MS, ...doneAtMs));
  const isGood = both.every(
    (one) => one.plan.ending === "completed" && one.plan.unshownMs < GRACE_MS,
  );
  if (!isInTime || !isCalm || !isGood) return [];
  if (verdict.result !== "completed" || both.every(({ id }) => record.subject.id !== id)) {
    return [
      `Finds it: ${row.id}, listed at ${shownAtMs}, and is ${verdict.result}: ${verdict.message}`,
    ];
  }
  return log.posts.length > first + 1 ? ["Finds it: and yet another one is requested"] : [];
}

/** Where nothing has come of a lost request, nothing may be ours, and the listing says so, it is sent again. */
function sendsAgain(story: CreateStory): string[] {
  const { log, plan, endedAtMs } = story;
  return log.posts.flatMap((post, nth) => {
    const next = log.posts[nth + 1];
    const isTried = post.came === "lost" && post.born === undefined;
    const settledAtMs = post.endedAtMs + SETTLED_MS;
    if (!isTried || next !== undefined || !isWell(story, settledAtMs)) return [];
    const isLast = log.lostOf(post.key).length >= 3;
    const rows = log.maybeOurs(post.key, endedAtMs, ["maybe-ours", "unclear", "ours"]);
    if (isLast || rows.length > 0 || plan.maxAgeMs !== undefined) return [];
    return [`Sends again: not after the one lost at ${post.endedAtMs}, and ends at ${endedAtMs}`];
  });
}

/** Whether all requests but those for backups go well, and the time is long enough for what ends at that moment. */
function isWell({ host, plan, cancelledAtMs = Infinity }: CreateStory, endsAtMs: number): boolean {
  const isGet = (fate: object): fate is GetFate => "replica" in fate;
  const isDisturbed = host.exchanges.some(({ fate, operation, answer, quiet }) => {
    if (quiet !== undefined) return true;
    if (operation === "create") return false;
    return (isGet(fate) && fate.kind !== "well") || answer?.kind !== "answered";
  });
  const untilMs = Math.min(plan.timeoutMs, cancelledAtMs);
  return !isDisturbed && plan.old < 100 && endsAtMs + PATIENCE_MS < untilMs;
}
