/**
 * What promise 5 and section 3 of the design say of requests for backups, told from what went over the wire and when. It uses
 * nothing of the code.
 */
import type { BackupRecord } from "../../../src/fleet/record.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import type { WhimsicalHost } from "./host.ts";
import type { CreatePlan } from "./plan.ts";
import { whoseNamed } from "./choices.ts";
import { type Post, SETTLED_MS, statusOf, WireLog } from "./wire-log.ts";

export interface CreateStory {
  readonly log: WireLog;
  readonly plan: CreatePlan;
  readonly host: WhimsicalHost;
  readonly verdict: Verdict;
  readonly record: BackupRecord;
  readonly endedAtMs: number;
  readonly cancelledAtMs: number | undefined;
}

const MAX_LOST = 3;
const EPSILON_MS = 1e-6;
const OVERTIME_MS = 2_000;

/** What is broken, in words. */
export function breachesOf(story: CreateStory): string[] {
  return [
    ...createsOnce(story),
    ...followsTheRules(story),
    ...opensForOneReason(story),
    ...namesTheKey(story),
    ...keepsToTheTime(story),
  ];
}

/** At most one backup, and one more for each of ours that was seen aborted. Counted at the host. */
function createsOnce({ log, plan }: CreateStory): string[] {
  const made = log.posts.filter(({ born }) => born !== undefined);
  return made.flatMap((post, nth) => {
    const before = made.slice(0, nth);
    const isOneTooMany = nth > plan.abortRetries;
    const alive = before.find(({ born, twin }) =>
      [born, twin].every((row) => !log.isPolledAs("aborted", row?.id, post.begunAtMs)),
    );
    if (!isOneTooMany && alive === undefined) return [];
    const why = isOneTooMany
      ? "no retry is left"
      : `of ${String(alive?.begunAtMs)} is not seen aborted`;
    return [`Creates once: a backup requested at ${post.begunAtMs}, and one before: ${why}`];
  });
}

/** What must have happened between two requests. */
function followsTheRules(story: CreateStory): string[] {
  const { log } = story;
  const breaches: string[] = [];
  for (const [index, post] of log.posts.entries()) {
    const before = log.posts.slice(0, index);
    const previous = before.at(-1);
    if (previous === undefined) continue;
    const why = whyNot(log, before, previous, post);
    if (why !== undefined)
      breaches.push(`Rules: ${previous.came}, then sent at ${post.begunAtMs}: ${why}`);
  }
  for (const { key } of log.posts) {
    if (log.lostOf(key).length > MAX_LOST) breaches.push(`Rules: ${key} was lost too often`);
  }
  return breaches;
}

function whyNot(
  log: WireLog,
  before: readonly Post[],
  previous: Post,
  post: Post,
): string | undefined {
  const { key } = previous;
  const id = log.idOf(key, post.begunAtMs);
  const isOurs = log.rowOf(id)?.isOurs === true;
  if (id !== undefined && isOurs) {
    if (!log.isSeen("aborted", id, post.begunAtMs)) return "its backup is not seen aborted";
    return post.key === key ? "with the key of the aborted one" : undefined;
  }
  if (post.key !== key) {
    return isTakenForOurs(log, previous, post) ? undefined : "with another key";
  }
  if (previous.came === "accepted") {
    // It has named somebody else's, which comes to nothing.
    const isGone = log
      .by(post.begunAtMs)
      .some((one) => one.backupId === id && statusOf(one) === 404);
    if (!isGone && !log.isSeen("aborted", id ?? "", post.begunAtMs)) return "it named another one";
  }
  if (previous.came === "closed") return "the gate was to close";
  if (previous.came === "unauthorized" && !log.by(previous.begunAtMs).some(isGoodAnswer)) {
    return "the gate was to close";
  }
  return whyNotYet(log, before, previous, post);
}

/** Whether a 202 named an aborted backup of somebody else's that nobody can tell from ours. */
function isTakenForOurs(log: WireLog, { key, shown }: Post, post: Post): boolean {
  const named = shown?.[0];
  const sentAtMs = log.posts.find((one) => one.key === key)?.begunAtMs ?? 0;
  if (named === undefined || !log.isSeen("aborted", named.id, post.begunAtMs)) return false;
  return log.whose(named, key, sentAtMs, post.begunAtMs) !== "another's";
}

/** What must be read before a request with the same key is sent. */
function whyNotYet(
  log: WireLog,
  before: readonly Post[],
  previous: Post,
  post: Post,
): string | undefined {
  const { key } = post;
  const readings = log.readings.filter(
    (one) => one.begunAtMs >= previous.endedAtMs - EPSILON_MS && one.endedAtMs <= post.begunAtMs,
  );
  const isToRead = before.some((one) => one.key === key && ["busy", "lost"].includes(one.came));
  if (isToRead && readings.length === 0) return "no listing was read";
  const lost = log.lostOf(key, post.begunAtMs).at(-1);
  if (lost === undefined) return undefined;
  if (readings.at(-1)?.isGood !== true) return "the listing before it is not good";
  return isProven(log, lost, post.begunAtMs) ? undefined : "the lost one may still appear";
}

/** Whether nothing has come of the lost sends of a key, and nothing will. */
function isProven(log: WireLog, lost: Post, atMs: number): boolean {
  const good = log.readings.filter(
    ({ isGood, begunAtMs, endedAtMs }) =>
      isGood && begunAtMs >= lost.endedAtMs - EPSILON_MS && endedAtMs <= atMs,
  );
  const lastAtMs = good.at(-1)?.begunAtMs ?? -Infinity;
  const isSettled = lastAtMs >= lost.endedAtMs + SETTLED_MS - EPSILON_MS;
  return good.length >= 2 && isSettled && log.maybeOurs(lost.key, atMs).length === 0;
}

function isGoodAnswer(one: { readonly shown?: readonly unknown[] }): boolean {
  return one.shown !== undefined;
}

/** Promise 1, of backups that the step has requested, adopted or reused. */
function opensForOneReason({ log, plan, verdict, record }: CreateStory): string[] {
  const { id } = record.subject;
  if (verdict.result === "requested") {
    if (plan.wait) return ["Opens: requested, though it was to wait"];
    const isTold = id !== undefined && log.rowOf(id) !== undefined;
    if (!isTold) return ["Opens: requested, and no backup is known"];
    // A cache may show it as it was before.
    const isAborted = log.latest(id)?.status === "aborted";
    return isAborted ? [`Opens: requested, and ${id} is aborted`] : [];
  }
  if (verdict.result !== "completed") return [];
  const row = log.rowOf(id);
  const show = log
    .by(Infinity)
    .find(
      ({ operation, shown: [shown] = [] }) =>
        operation === "show" && shown?.id === id && shown?.status === "completed",
    );
  if (row === undefined || show === undefined) return ["Opens: completed, and no show has said so"];
  if (row.isOurs) return [];
  const whose = whoseNamed(log, row.id, show.endedAtMs);
  if (whose === "maybe-ours" || whose === "unclear") return [];
  if (plan.maxAgeMs === undefined)
    return [`Opens: completed by ${row.id}, which is ${String(whose)}`];
  // The clocks of the answers and of creations differ, and the age is as of an answer that is not known.
  const firstAtMs = log.by(Infinity).find(({ shown = [] }) => shown.length > 0)?.begunAtMs ?? 0;
  const slackMs = Math.abs(plan.skewMs) + Math.abs(plan.serverAheadMs) + 5_000;
  const oldestMs = firstAtMs - plan.maxAgeMs - slackMs;
  return row.bornAtMs >= oldestMs ? [] : [`Opens: ${row.id} is older than max-age`];
}

/** Who may have a backup without knowing its id learns its key. */
function namesTheKey({ log, plan, verdict, record }: CreateStory): string[] {
  const post = log.posts.at(-1);
  if (post === undefined) return [];
  const { key, came } = post;
  const { id } = record.subject;
  const isKnown = log.idOf(key, Infinity) !== undefined;
  const isRefused = log.posts.some((one) => one.key === key && one.came === "unauthorized");
  const isOpen = !isKnown && (came === "closed" || isRefused || log.lostOf(key).length > 0);
  // With max-age it may wait for one that a listing has shown, whosever that is.
  const isAdopted = plan.maxAgeMs !== undefined && id !== undefined && log.isListed(id);
  if (!isOpen || isAdopted) return [];
  const lost = log.lostOf(key).at(-1);
  if (lost !== undefined && !isRefused && isProven(log, lost, Infinity)) return [];
  const breaches = [];
  if (id !== undefined) breaches.push(`Names the key: the id is ${id}`);
  if (!verdict.message.includes(key))
    breaches.push(`Names the key: not ${key}: ${verdict.message}`);
  return breaches;
}

/** Promises 2 and 3, as far as requests for backups go. */
function keepsToTheTime({ log, host, plan, endedAtMs, cancelledAtMs }: CreateStory): string[] {
  const breaches: string[] = [];
  for (const { begunAtMs } of log.posts) {
    if (begunAtMs >= plan.timeoutMs) breaches.push(`In time: a backup requested at ${begunAtMs}`);
  }
  for (const { quiet } of host.exchanges) {
    if (quiet === undefined) continue;
    const early = host.exchanges.find(
      ({ begunAtMs }) => begunAtMs > quiet.fromMs && begunAtMs < quiet.untilMs - EPSILON_MS,
    );
    if (early) breaches.push(`In time: ${early.operation} at ${early.begunAtMs}, too early`);
  }
  const latest = Math.min(plan.timeoutMs, cancelledAtMs ?? Infinity) + OVERTIME_MS;
  if (endedAtMs > latest) breaches.push(`In time: ends at ${endedAtMs}`);
  return breaches;
}
