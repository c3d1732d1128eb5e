import type { CreateStory } from "./oracle.ts";
import { statusOf } from "./wire-log.ts";

/** The classes that a case belongs to. */
export function classesOf({ log, plan, verdict, record, endedAtMs }: CreateStory): string[] {
  const { posts } = log;
  const lost = posts.filter(({ outcome }) => outcome === "lost");
  const keys = new Set(posts.map(({ key }) => key));
  const isEarly = endedAtMs < plan.timeoutMs - 1;
  const found = [...keys].filter(
    (key) => log.lostOf(key).length > 0 && log.idOf(key, Infinity) !== undefined,
  );
  const reused = log.polls(Infinity).filter(({ backupId }) => isListedOnly(log, backupId));
  const rows = lost.flatMap(({ key }) => log.maybeOurs(key, Infinity));
  const is: Record<string, boolean> = {
    "created, reply lost": lost.some(({ created }) => created !== undefined),
    "created after the loss": lost.some(
      ({ created, endedAtMs: at }) => (created?.createdAtMs ?? 0) > at,
    ),
    "found by its key": found.length > 0,
    "found and completed": found.length > 0 && verdict.result === "completed",
    "sent again": [...keys].some((key) => log.lostOf(key).length > 1),
    "lost three times": [...keys].some((key) => log.lostOf(key).length > 2),
    "replaced after an abort": keys.size > 1,
    "409 or 423 after a loss": posts.some(
      ({ outcome, key, startedAtMs }) =>
        outcome === "busy" && log.lostOf(key, startedAtMs).length > 0,
    ),
    "a row may be ours": rows.length > 0,
    "ended because of a row": rows.some(({ id }) => verdict.message.includes(id)) && isEarly,
    "ended because of bad listings":
      lost.length > 0 && isEarly && areListingsAlwaysBad(plan) && rows.length === 0,
    "adopted or reused": record.subject.reused,
    "202 names another's backup": posts.some(
      ({ fate, outcome }) => fate.kind === "other" && outcome === "accepted",
    ),
    "202 names only another's ID": posts.some(
      ({ fate, outcome, shown: [shown] = [] }) =>
        fate.kind === "other" && outcome === "accepted" && !("description" in (shown ?? {})),
    ),
    "created twice, reply lost": lost.some(({ duplicate }) => duplicate !== undefined),
    "a 401 after a good reply": posts.some(
      ({ outcome, startedAtMs }) =>
        outcome === "unauthorized" && log.by(startedAtMs).some(({ shown }) => shown !== undefined),
    ),
    "wait: false, first poll fails":
      !plan.wait && reused.length > 0 && reused[0]?.shown === undefined,
    "web page for a reused backup": reused.some(
      (poll) => statusOf(poll) === 404 && "isPage" in poll.fate && poll.fate.isPage,
    ),
    "closed by an error status": posts.at(-1)?.outcome === "closed",
    "many pages": log.readings.some(({ pages }) => pages.length > 1),
  };
  return Object.keys(is).filter((name) => is[name]);
}

function isListedOnly(log: CreateStory["log"], id: string): boolean {
  return log.isListed(id) && log.rowOf(id)?.isOurs === false;
}

function areListingsAlwaysBad({ lists: [first, ...more] }: CreateStory["plan"]): boolean {
  return more.length === 0 && first?.kind !== "well";
}

/** Classes that occur in at least one of 40 cases, */
export const FREQUENT: readonly string[] = [
  "created, reply lost",
  "created after the loss",
  "found by its key",
  "found and completed",
  "sent again",
  "replaced after an abort",
  "a row may be ours",
  "ended because of a row",
  "adopted or reused",
  "closed by an error status",
];
/** and in at least one of 200. */
export const RARE: readonly string[] = [
  "lost three times",
  "409 or 423 after a loss",
  "ended because of bad listings",
  "202 names another's backup",
  "many pages",
  "202 names only another's ID",
  "created twice, reply lost",
  "a 401 after a good reply",
  "wait: false, first poll fails",
  "web page for a reused backup",
];
