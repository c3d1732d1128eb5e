/** Which backup a step may wait for, and when it may replace one. */
import type { Answered } from "../../../src/wpengine/http/transport.ts";
import type { Exchange } from "./exchange.ts";
import type { CreateStory } from "./oracle.ts";
import { keyIn, statusOf, type Owner, type WireLog } from "./wire-log.ts";

/** How long a final failure must last after a good reply. */
const FAILURE_LASTS_MS = 20_000;
const TERMINAL: readonly string[] = ["completed", "aborted"];
const EPSILON_MS = 1e-6;
/** How long before the deadline the last request starts. */
const LAST_MS = 1_000;

export function violationsOfChoices(story: CreateStory): string[] {
  return [
    ...checkRequested(story),
    ...checkPrefersLiveBackup(story),
    ...checkReplaces(story),
    ...checkAnothersAbort(story),
  ];
}

/** The owner of a backup that a 202 has named. Undefined if none has. */
export function ownerOfNamed(log: WireLog, id: string, atMs = Infinity): Owner | undefined {
  const post = log.posts.find(({ shown }) => shown?.[0]?.id === id);
  const named = post?.shown?.[0];
  const sentAtMs = log.posts.find(({ key }) => key === post?.key)?.startedAtMs ?? 0;
  return named && log.ownerOf(named, post.key, sentAtMs, atMs);
}

/** With `wait: false`, a backup listed as completed must be polled as pending, and another's backup needs max-age. */
function checkRequested({ log, plan, verdict, record }: CreateStory): string[] {
  const { id } = record.subject;
  if (verdict.result !== "requested" || id === undefined) return [];
  const isNamed = log.posts.some(({ shown }) => shown?.[0]?.id === id);
  if (isNamed) {
    const isAnothers = ownerOfNamed(log, id) === "another's" && log.rowOf(id)?.isOurs !== true;
    if (!isAnothers || plan.maxAgeMs !== undefined) return [];
    return [`Opens: requested, but ${id} is another's`];
  }
  const listed = log.pageBefore(id)?.shown?.find((one) => one.id === id);
  if (listed?.status !== "completed" || log.rowOf(id)?.isOurs === true) return [];
  const isPending = log
    .polls(Infinity)
    .some(({ shown: [shown] = [] }) => shown?.id === id && !TERMINAL.includes(shown.status));
  return isPending ? [] : [`Opens: requested with ${id}, which was listed as completed`];
}

/** If a page shows two backups with one key, the step prefers the one that is not aborted. */
function checkPrefersLiveBackup({ log, record }: CreateStory): string[] {
  const polled = log.polls(Infinity).map(({ backupId }) => backupId);
  const { id: last } = record.subject;
  return [...new Set([...polled, ...(last === undefined ? [] : [last])])].flatMap((id) => {
    const rows = log.pageBefore(id)?.shown ?? [];
    const row = rows.find((one) => one.id === id);
    const key = keyIn(row?.description);
    const isOfKey = key !== undefined && log.posts.some((post) => post.key === key);
    if (row?.status !== "aborted" || !isOfKey) return [];
    const other = rows.find(
      ({ status, description }) => status !== "aborted" && keyIn(description) === key,
    );
    return other === undefined
      ? []
      : [`Prefers a live backup: ${id} is aborted, ${other.id} is not`];
  });
}

/** A step replaces a polled backup only after a terminal status, or after a 404 that has lasted. */
function checkReplaces({ log }: CreateStory): string[] {
  return log.posts.flatMap(({ startedAtMs }, nth) => {
    const sinceMs = log.posts[nth - 1]?.endedAtMs ?? 0;
    const latest = log.polls(startedAtMs).findLast((one) => one.startedAtMs >= sinceMs);
    if (latest === undefined) return [];
    const { backupId } = latest;
    const [shown] = latest.shown ?? [];
    if (shown !== undefined && TERMINAL.includes(shown.status)) return [];
    if (statusOf(latest) === 404 && isGone(log, latest)) return [];
    return [
      `Replaces: ${backupId} after a ${statusOf(latest)}, with a create request at ${startedAtMs}`,
    ];
  });
}

/** Whether a 404 means that the backup no longer exists: it has lasted, or only a listing had shown the backup (as completed). */
function isGone(log: WireLog, latest: Exchange): boolean {
  const polls = log
    .polls(latest.endedAtMs ?? Infinity)
    .filter(({ backupId }) => backupId === latest.backupId);
  const since = polls.slice(polls.findLastIndex(({ shown }) => shown !== undefined) + 1);
  const [first] = since.filter((one) => statusOf(one) === 404);
  const lastedMs = (latest.endedAtMs ?? NaN) - (first?.endedAtMs ?? NaN);
  if (lastedMs >= FAILURE_LASTS_MS - EPSILON_MS) return true;
  const listed = log.pageBefore(latest.backupId)?.shown?.find(({ id }) => id === latest.backupId);
  const isPage = latest.answer?.kind === "answered" && textOf(latest.answer).startsWith("<");
  return since.length === polls.length && listed?.status === "completed" && !isPage;
}

function textOf({ body }: Answered): string {
  return body.kind === "text" ? body.text : "";
}

/** With max-age, the step replaces another's aborted backup that a 202 has named, without using a retry. */
function checkAnothersAbort({ log, plan, verdict, ...story }: CreateStory): string[] {
  const { id } = story.record.subject;
  const { endedAtMs, cancelledAtMs = Infinity } = story;
  if (verdict.result !== "aborted" || plan.maxAgeMs === undefined || !plan.wait) return [];
  if (id === undefined || log.rowOf(id)?.isOurs === true) return [];
  const isTimeUp = endedAtMs >= Math.min(plan.timeoutMs - LAST_MS, cancelledAtMs);
  if (isTimeUp || ownerOfNamed(log, id) !== "another's") return [];
  return [`Aborted: ended because of ${id}, which is another's`];
}
