/** When and how a step must end if a create request with a lost reply stays unresolved, and when it must find its backup. */
import { keptOf } from "../../../simulator/wpengine/whims.ts";
import type { CreateStory } from "./oracle.ts";
import type { Shown } from "./exchange.ts";
import type { GetFate } from "./plan.ts";
import { keyIn, type Post, type Reading, SETTLED_MS, type WireLog } from "./wire-log.ts";

/** How long after it can end a step may still run: one page to read, with failures before it. */
const SLACK_MS = 100_000;
/** Longest delay of an immediate reaction. */
const REACTION_MS = 1_000;
/** How long after the last event a waiting step has certainly polled its backup as completed. */
const COMPLETION_SEEN_MS = 5 * 60_000;
const GRACE_MS = 15_000;
/** How long before the deadline the last request starts. */
const LAST_MS = 1_000;

export function violationsOfEnds(story: CreateStory): string[] {
  return [...checkEnd(story), ...checkFindsBackup(story), ...checkSendsAgain(story)];
}

/** With a row that may be ours, or a listing that stays bad, the step ends before its deadline. */
function checkEnd(story: CreateStory): string[] {
  const { log, api, plan, verdict, endedAtMs, cancelledAtMs = Infinity } = story;
  const post = log.posts.at(-1);
  const lost = post && log.lostOf(post.key).at(-1);
  if (post === undefined || lost !== post || log.idOf(post.key, Infinity) !== undefined) return [];
  const { key } = post;
  const violations: string[] = [];
  const rows = log.maybeOurs(key, endedAtMs);
  const isAdoptable = log
    .adoptable(post.startedAtMs)
    .some(({ status, create_time: created }) => status !== "aborted" && created !== null);
  const settledAtMs = post.endedAtMs + SETTLED_MS;
  const dueAtMs = Math.max(
    settledAtMs,
    Math.min(secondMaybeOursAtMs(log, key), thirdBadListingAtMs(log, post)),
  );
  const isInterrupted = Math.min(plan.timeoutMs, cancelledAtMs) <= dueAtMs + SLACK_MS;
  if (!isAdoptable && dueAtMs < Infinity) {
    const later = log.readings.filter(
      ({ isReadable, endedAtMs: atMs }) => isReadable && atMs >= dueAtMs,
    );
    const [first] = later.length > 0 ? later : [undefined];
    const isDelayed = first !== undefined && endedAtMs > first.endedAtMs + REACTION_MS;
    if (isDelayed)
      violations.push(
        `Ends: due at ${dueAtMs}, listing read at ${first.endedAtMs}, ended at ${endedAtMs}`,
      );
    const isSlowed = api.exchanges.some(
      ({ retryAfter }) => (retryAfter?.untilMs ?? 0) > settledAtMs,
    );
    if (!isInterrupted && !isSlowed && endedAtMs > dueAtMs + SLACK_MS) {
      violations.push(`Ends: due at ${dueAtMs}, ended at ${endedAtMs}`);
    }
  }
  if (
    endedAtMs < settledAtMs - 1 &&
    verdict.result === "unavailable" &&
    endedAtMs < plan.timeoutMs - LAST_MS
  ) {
    if (!isRetryAfterTooLong(story))
      violations.push(`Ends: unavailable at ${endedAtMs}, allowed from ${settledAtMs}`);
  }
  const isEarly = endedAtMs < Math.min(plan.timeoutMs - LAST_MS, cancelledAtMs - 1);
  if (isEarly && verdict.result === "unavailable" && !isAdoptable && !isRetryAfterTooLong(story)) {
    if (rows.length > 0) {
      const any = log.maybeOurs(key, endedAtMs, ["maybe-ours", "unclear"]);
      violations.push(...checkNamesRow(verdict.message, any));
    }
  }
  return violations;
}

/** A `Retry-After` longer than the remaining time ends a step at once. */
function isRetryAfterTooLong({ api, plan }: CreateStory): boolean {
  return api.exchanges.some(({ retryAfter }) => (retryAfter?.untilMs ?? 0) >= plan.timeoutMs);
}

function checkNamesRow(message: string, rows: readonly Shown[]): string[] {
  const ids = [...new Set(rows.map(({ id }) => id))];
  const named = ids.filter((id) => message.includes(id));
  if (named.length === 0) return [`Names the row: none of ${ids.join()}: ${message}`];
  // The status in the latest page.
  const statuses = named.map((id) => rows.findLast((row) => row.id === id)?.status);
  const namesBackupId = message.includes("backup-id");
  if (statuses.every((status) => status === "aborted") && namesBackupId) {
    return [`Names the row: it is aborted, but the message says to wait for it: ${message}`];
  }
  if (statuses.every((status) => status !== "aborted") && !namesBackupId) {
    return [`Names the row: without backup-id: ${message}`];
  }
  return [];
}

/** When a second listing has shown a row that may be ours. */
function secondMaybeOursAtMs(log: WireLog, key: string): number {
  const sentAtMs = log.lostOf(key)[0]?.startedAtMs ?? Infinity;
  const [, second] = log.readings.filter(
    ({ startedAtMs, endedAtMs, isReadable, shown }) =>
      isReadable &&
      startedAtMs >= sentAtMs &&
      shown.some((one) =>
        // Also with what later replies show.
        [endedAtMs, Infinity].every(
          (atMs) => log.ownerOf(one, key, sentAtMs, atMs) === "maybe-ours",
        ),
      ),
  );
  return second?.endedAtMs ?? Infinity;
}

/** When, after the 64 s, the third listing since the loss is bad in the same way. */
function thirdBadListingAtMs(log: WireLog, lost: Post): number {
  const since = log.readings.filter(({ startedAtMs }) => startedAtMs >= lost.endedAtMs);
  const third = since.find((reading, nth) => {
    const alike = since.slice(0, nth + 1).filter((one) => isBadAlike(one, reading));
    return reading.endedAtMs >= lost.endedAtMs + SETTLED_MS && alike.length >= 3;
  });
  return third?.endedAtMs ?? Infinity;
}

function isBadAlike(one: Reading, other: Reading): boolean {
  if (!one.isReadable || !other.isReadable || one.isGood || other.isGood) return false;
  const wayOf = ({ pages, shown }: Reading): string =>
    JSON.stringify([pages.map(({ fate, page }) => [fate.kind, page]), shown.map(({ id }) => id)]);
  return wayOf(one) === wayOf(other);
}

/** If nothing fails and the listing shows the key in time, the step finds its backup and requests no other. */
function checkFindsBackup(story: CreateStory): string[] {
  const { log, plan, verdict, record } = story;
  const first = log.posts.findIndex(({ outcome }) => outcome === "lost");
  const post = log.posts[first];
  const row = post?.created;
  const duplicate = post?.duplicate;
  if (post === undefined || row === undefined || plan.maxAgeMs !== undefined) return [];
  if (!plan.wait || log.posts.slice(0, first).some(({ outcome }) => outcome !== "unsent"))
    return [];
  const isKept = keyIn(keptOf(row.plan.whim, post.description)) === post.key;
  const shownAtMs = Math.max(row.createdAtMs + row.plan.textLateMs, ...row.listedAtMs);
  const isInTime = isKept && shownAtMs < post.endedAtMs + SETTLED_MS;
  const both = duplicate === undefined ? [row] : [row, duplicate];
  const doneAtMs = both.map(({ createdAtMs, pendingMs }) => createdAtMs + pendingMs);
  const isCalm = isUndisturbed(story, Math.max(post.endedAtMs + SETTLED_MS, ...doneAtMs));
  const isGood = both.every(
    (one) => one.plan.ending === "completed" && one.plan.unshownMs < GRACE_MS,
  );
  if (!isInTime || !isCalm || !isGood) return [];
  if (verdict.result !== "completed" || both.every(({ id }) => record.subject.id !== id)) {
    return [
      `Finds its backup: ${row.id}, listed at ${shownAtMs}, but ended as ${verdict.result}: ${verdict.message}`,
    ];
  }
  return log.posts.length > first + 1 ? ["Finds its backup: but it requests another one"] : [];
}

/** A create request that created nothing is sent again once the listing proves it. */
function checkSendsAgain(story: CreateStory): string[] {
  const { log, plan, endedAtMs } = story;
  return log.posts.flatMap((post, nth) => {
    const next = log.posts[nth + 1];
    const isTried = post.outcome === "lost" && post.created === undefined;
    const settledAtMs = post.endedAtMs + SETTLED_MS;
    if (!isTried || next !== undefined || !isUndisturbed(story, settledAtMs)) return [];
    const isLast = log.lostOf(post.key).length >= 3;
    const rows = log.maybeOurs(post.key, endedAtMs, ["maybe-ours", "unclear", "ours"]);
    if (isLast || rows.length > 0 || plan.maxAgeMs !== undefined) return [];
    return [
      `Sends again: nothing sent after the reply lost at ${post.endedAtMs}, ended at ${endedAtMs}`,
    ];
  });
}

/** Whether all requests except create requests succeed, and enough time remains after that moment. */
function isUndisturbed(
  { api, plan, cancelledAtMs = Infinity }: CreateStory,
  endsAtMs: number,
): boolean {
  const isGet = (fate: object): fate is GetFate => "replica" in fate;
  const isDisturbed = api.exchanges.some(({ fate, operation, answer, retryAfter }) => {
    if (retryAfter !== undefined) return true;
    if (operation === "create") return false;
    return (isGet(fate) && fate.kind !== "well") || answer?.kind !== "answered";
  });
  const untilMs = Math.min(plan.timeoutMs, cancelledAtMs);
  return !isDisturbed && plan.old < 100 && endsAtMs + COMPLETION_SEEN_MS < untilMs;
}
