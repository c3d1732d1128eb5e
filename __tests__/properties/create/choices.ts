/** Which backup a step may take, and for what it may give one up. */
import type { Answered } from "../../../src/wpengine/http/transport.ts";
import type { Exchange } from "./exchange.ts";
import type { CreateStory } from "./oracle.ts";
import { keyIn, statusOf, type Whose, type WireLog } from "./wire-log.ts";

/** So long a refusal must last that a good answer contradicts. */
const BELIEVED_MS = 20_000;
const TERMINAL: readonly string[] = ["completed", "aborted"];
const EPSILON_MS = 1e-6;
/** So long before the deadline the last request begins. */
const LAST_MS = 1_000;

export function breachesOfChoices(story: CreateStory): string[] {
  return [
    ...opensWithoutWaiting(story),
    ...takesTheHopeful(story),
    ...leavesForAReason(story),
    ...takesNoAbortOfAnothers(story),
  ];
}

/** Whose a backup is that a 202 has named, so that the step may take it for its own; undefined if none has. */
export function whoseNamed(log: WireLog, id: string, atMs = Infinity): Whose | undefined {
  const post = log.posts.find(({ shown }) => shown?.[0]?.id === id);
  const named = post?.shown?.[0];
  const sentAtMs = log.posts.find(({ key }) => key === post?.key)?.begunAtMs ?? 0;
  return named && log.whose(named, post.key, sentAtMs, atMs);
}

/** Without waiting, a backup that was listed as completed must be seen pending, and a 202 of another's needs max-age. */
function opensWithoutWaiting({ log, plan, verdict, record }: CreateStory): string[] {
  const { id } = record.subject;
  if (verdict.result !== "requested" || id === undefined) return [];
  const isNamed = log.posts.some(({ shown }) => shown?.[0]?.id === id);
  if (isNamed) {
    const isAnothers = whoseNamed(log, id) === "another's" && log.rowOf(id)?.isOurs !== true;
    if (!isAnothers || plan.maxAgeMs !== undefined) return [];
    return [`Opens: requested, and ${id} is another's`];
  }
  const listed = log.pageBefore(id)?.shown?.find((one) => one.id === id);
  if (listed?.status !== "completed" || log.rowOf(id)?.isOurs === true) return [];
  const isPending = log
    .polls(Infinity)
    .some(({ shown: [shown] = [] }) => shown?.id === id && !TERMINAL.includes(shown.status));
  return isPending ? [] : [`Opens: requested by ${id}, which was listed as completed`];
}

/** Where a page shows two backups of one key, one that is aborted hides none that is not. */
function takesTheHopeful({ log, record }: CreateStory): string[] {
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
    return other === undefined ? [] : [`Hopeful: ${id} is aborted, and ${other.id} is not`];
  });
}

/** What has been polled is given up for what a poll has said, or for a refusal that was to be believed. */
function leavesForAReason({ log }: CreateStory): string[] {
  return log.posts.flatMap(({ begunAtMs }, nth) => {
    const sinceMs = log.posts[nth - 1]?.endedAtMs ?? 0;
    const latest = log.polls(begunAtMs).findLast((one) => one.begunAtMs >= sinceMs);
    if (latest === undefined) return [];
    const { backupId } = latest;
    const [shown] = latest.shown ?? [];
    if (shown !== undefined && TERMINAL.includes(shown.status)) return [];
    if (statusOf(latest) === 404 && isBelieved(log, latest)) return [];
    return [`Leaves: ${backupId}, for a ${statusOf(latest)}, and requests one at ${begunAtMs}`];
  });
}

/** Whether a 404 means that a backup is gone: it has lasted, or the listing alone had shown it as completed. */
function isBelieved(log: WireLog, latest: Exchange): boolean {
  const polls = log
    .polls(latest.endedAtMs ?? Infinity)
    .filter(({ backupId }) => backupId === latest.backupId);
  const since = polls.slice(polls.findLastIndex(({ shown }) => shown !== undefined) + 1);
  const [first] = since.filter((one) => statusOf(one) === 404);
  const lastedMs = (latest.endedAtMs ?? NaN) - (first?.endedAtMs ?? NaN);
  if (lastedMs >= BELIEVED_MS - EPSILON_MS) return true;
  const listed = log.pageBefore(latest.backupId)?.shown?.find(({ id }) => id === latest.backupId);
  const isPage = latest.answer?.kind === "answered" && textOf(latest.answer).startsWith("<");
  return since.length === polls.length && listed?.status === "completed" && !isPage;
}

function textOf({ body }: Answered): string {
  return body.kind === "text" ? body.text : "";
}

/** With max-age, somebody else's backup that a 202 has named and that is aborted is replaced, and costs no retry. */
function takesNoAbortOfAnothers({ log, plan, verdict, ...story }: CreateStory): string[] {
  const { id } = story.record.subject;
  const { endedAtMs, cancelledAtMs = Infinity } = story;
  if (verdict.result !== "aborted" || plan.maxAgeMs === undefined || !plan.wait) return [];
  if (id === undefined || log.rowOf(id)?.isOurs === true) return [];
  const isTimeUp = endedAtMs >= Math.min(plan.timeoutMs - LAST_MS, cancelledAtMs);
  if (isTimeUp || whoseNamed(log, id) !== "another's") return [];
  return [`Aborted: ends by ${id}, which is another's`];
}
