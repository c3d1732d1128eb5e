/**
 * The oracle for create requests: checks promise 5 and the rules for lost replies against the recorded exchanges. It uses
 * none of the code under test.
 */
import type { BackupRecord } from "../../../src/fleet/record.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import type { UnreliableApi } from "./host.ts";
import type { CreatePlan } from "./plan.ts";
import { ownerOfNamed } from "./choices.ts";
import { type Post, SETTLED_MS, statusOf, WireLog } from "./wire-log.ts";

export interface CreateStory {
  readonly log: WireLog;
  readonly plan: CreatePlan;
  readonly api: UnreliableApi;
  readonly verdict: Verdict;
  readonly record: BackupRecord;
  readonly endedAtMs: number;
  readonly cancelledAtMs: number | undefined;
}

const MAX_LOST = 3;
const EPSILON_MS = 1e-6;
const OVERTIME_MS = 2_000;

/** The violated promises, as text. */
export function violationsOf(story: CreateStory): string[] {
  return [
    ...checkCreatesOnce(story),
    ...checkRepeats(story),
    ...checkOpening(story),
    ...checkNamesKey(story),
    ...checkTimes(story),
  ];
}

/** At most one backup, and one more for each own backup that was polled as aborted. Counted in the simulated API. */
function checkCreatesOnce({ log, plan }: CreateStory): string[] {
  const made = log.posts.filter(({ created }) => created !== undefined);
  return made.flatMap((post, nth) => {
    const before = made.slice(0, nth);
    const isOneTooMany = nth > plan.abortRetries;
    const alive = before.find(({ created, duplicate }) =>
      [created, duplicate].every((row) => !log.wasPolledAs("aborted", row?.id, post.startedAtMs)),
    );
    if (!isOneTooMany && alive === undefined) return [];
    const why = isOneTooMany
      ? "no retry is left"
      : `the one of ${String(alive?.startedAtMs)} was not polled as aborted`;
    return [`Creates once: another create request at ${post.startedAtMs}: ${why}`];
  });
}

/** What must happen between two create requests. */
function checkRepeats(story: CreateStory): string[] {
  const { log } = story;
  const violations: string[] = [];
  for (const [index, post] of log.posts.entries()) {
    const before = log.posts.slice(0, index);
    const previous = before.at(-1);
    if (previous === undefined) continue;
    const why = whyNot(log, before, previous, post);
    if (why !== undefined)
      violations.push(
        `Sends again: the previous one was ${previous.outcome}, next sent at ${post.startedAtMs}: ${why}`,
      );
  }
  for (const { key } of log.posts) {
    if (log.lostOf(key).length > MAX_LOST)
      violations.push(`Sends again: too many lost replies for ${key}`);
  }
  return violations;
}

function whyNot(
  log: WireLog,
  before: readonly Post[],
  previous: Post,
  post: Post,
): string | undefined {
  const { key } = previous;
  const id = log.idOf(key, post.startedAtMs);
  const isOurs = log.rowOf(id)?.isOurs === true;
  if (id !== undefined && isOurs) {
    if (!log.wasSeen("aborted", id, post.startedAtMs)) return "its backup was not seen aborted";
    return post.key === key ? "it has the key of the aborted backup" : undefined;
  }
  if (post.key !== key) {
    return mayPassForOurs(log, previous, post) ? undefined : "it has another key";
  }
  if (previous.outcome === "accepted") {
    // It named another's backup, which was aborted or no longer exists.
    const isGone = log
      .by(post.startedAtMs)
      .some((one) => one.backupId === id && statusOf(one) === 404);
    if (!isGone && !log.wasSeen("aborted", id ?? "", post.startedAtMs))
      return "the 202 named another's backup, which is still alive";
  }
  if (previous.outcome === "closed") return "the gate had to close";
  if (previous.outcome === "unauthorized" && !log.by(previous.startedAtMs).some(isGoodAnswer)) {
    return "the gate had to close";
  }
  return whyNotYet(log, before, previous, post);
}

/** Whether a 202 named another's aborted backup that looks the same as ours. */
function mayPassForOurs(log: WireLog, { key, shown }: Post, post: Post): boolean {
  const named = shown?.[0];
  const sentAtMs = log.posts.find((one) => one.key === key)?.startedAtMs ?? 0;
  if (named === undefined || !log.wasSeen("aborted", named.id, post.startedAtMs)) return false;
  return log.ownerOf(named, key, sentAtMs, post.startedAtMs) !== "another's";
}

/** Which listings must be read before a create request with the same key. */
function whyNotYet(
  log: WireLog,
  before: readonly Post[],
  previous: Post,
  post: Post,
): string | undefined {
  const { key } = post;
  const readings = log.readings.filter(
    (one) =>
      one.startedAtMs >= previous.endedAtMs - EPSILON_MS && one.endedAtMs <= post.startedAtMs,
  );
  const isToRead = before.some((one) => one.key === key && ["busy", "lost"].includes(one.outcome));
  if (isToRead && readings.length === 0) return "no listing was read";
  const lost = log.lostOf(key, post.startedAtMs).at(-1);
  if (lost === undefined) return undefined;
  if (readings.at(-1)?.isGood !== true) return "the listing before it is not good";
  return isProven(log, lost, post.startedAtMs) ? undefined : "the lost backup may still appear";
}

/** Whether it is proven that the lost create requests of a key created nothing and will create nothing. */
function isProven(log: WireLog, lost: Post, atMs: number): boolean {
  const good = log.readings.filter(
    ({ isGood, startedAtMs, endedAtMs }) =>
      isGood && startedAtMs >= lost.endedAtMs - EPSILON_MS && endedAtMs <= atMs,
  );
  const lastAtMs = good.at(-1)?.startedAtMs ?? -Infinity;
  const isSettled = lastAtMs >= lost.endedAtMs + SETTLED_MS - EPSILON_MS;
  return good.length >= 2 && isSettled && log.maybeOurs(lost.key, atMs).length === 0;
}

function isGoodAnswer(one: { readonly shown?: readonly unknown[] }): boolean {
  return one.shown !== undefined;
}

/** Promise 1, for backups that the step requested, adopted or reused. */
function checkOpening({ log, plan, verdict, record }: CreateStory): string[] {
  const { id } = record.subject;
  if (verdict.result === "requested") {
    if (plan.wait) return ["Opens: requested, but wait is true"];
    const isKnown = id !== undefined && log.rowOf(id) !== undefined;
    if (!isKnown) return ["Opens: requested, but no backup is known"];
    // The latest reply counts: a cache may return an older status.
    const isAborted = log.latest(id)?.status === "aborted";
    return isAborted ? [`Opens: requested, but ${id} is aborted`] : [];
  }
  if (verdict.result !== "completed") return [];
  const row = log.rowOf(id);
  const show = log
    .by(Infinity)
    .find(
      ({ operation, shown: [shown] = [] }) =>
        operation === "show" && shown?.id === id && shown?.status === "completed",
    );
  if (row === undefined || show === undefined)
    return ["Opens: completed, but no poll returned that"];
  if (row.isOurs) return [];
  const owner = ownerOfNamed(log, row.id, show.endedAtMs);
  if (owner === "maybe-ours" || owner === "unclear") return [];
  if (plan.maxAgeMs === undefined)
    return [`Opens: completed with ${row.id}, which is ${String(owner)}`];
  // The clocks of replies and creation times differ, and it is unknown which reply fixed the age.
  const firstAtMs = log.by(Infinity).find(({ shown = [] }) => shown.length > 0)?.startedAtMs ?? 0;
  const slackMs = Math.abs(plan.skewMs) + Math.abs(plan.serverAheadMs) + 5_000;
  const oldestMs = firstAtMs - plan.maxAgeMs - slackMs;
  return row.createdAtMs >= oldestMs ? [] : [`Opens: ${row.id} is older than max-age`];
}

/** If a backup may exist but its ID is unknown, the message names its key. */
function checkNamesKey({ log, plan, verdict, record }: CreateStory): string[] {
  const post = log.posts.at(-1);
  if (post === undefined) return [];
  const { key, outcome } = post;
  const { id } = record.subject;
  const isKnown = log.idOf(key, Infinity) !== undefined;
  const isRefused = log.posts.some((one) => one.key === key && one.outcome === "unauthorized");
  const isOpen = !isKnown && (outcome === "closed" || isRefused || log.lostOf(key).length > 0);
  // With max-age, it may wait for a listed backup of any owner.
  const isAdopted = plan.maxAgeMs !== undefined && id !== undefined && log.isListed(id);
  if (!isOpen || isAdopted) return [];
  const lost = log.lostOf(key).at(-1);
  if (lost !== undefined && !isRefused && isProven(log, lost, Infinity)) return [];
  const violations = [];
  if (id !== undefined) violations.push(`Names the key: the id is ${id}`);
  if (!verdict.message.includes(key))
    violations.push(`Names the key: not ${key}: ${verdict.message}`);
  return violations;
}

/** Promises 2 and 3, for create requests. */
function checkTimes({ log, api, plan, endedAtMs, cancelledAtMs }: CreateStory): string[] {
  const violations: string[] = [];
  for (const { startedAtMs } of log.posts) {
    if (startedAtMs >= plan.timeoutMs)
      violations.push(`In time: create request at ${startedAtMs}, after the deadline`);
  }
  for (const { retryAfter } of api.exchanges) {
    if (retryAfter === undefined) continue;
    const early = api.exchanges.find(
      ({ startedAtMs }) =>
        startedAtMs > retryAfter.fromMs && startedAtMs < retryAfter.untilMs - EPSILON_MS,
    );
    if (early)
      violations.push(`Keeps Retry-After: ${early.operation} at ${early.startedAtMs} is too early`);
  }
  const latest = Math.min(plan.timeoutMs, cancelledAtMs ?? Infinity) + OVERTIME_MS;
  if (endedAtMs > latest) violations.push(`In time: ended at ${endedAtMs}`);
  return violations;
}
