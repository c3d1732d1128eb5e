import type { CreateStory } from "./oracle.ts";
import { statusOf } from "./wire-log.ts";

/** What a course has covered, in words. */
export function classesOf({ log, plan, verdict, record, endedAtMs }: CreateStory): string[] {
  const { posts } = log;
  const lost = posts.filter(({ came }) => came === "lost");
  const keys = new Set(posts.map(({ key }) => key));
  const isEarly = endedAtMs < plan.timeoutMs - 1;
  const found = [...keys].filter(
    (key) => log.lostOf(key).length > 0 && log.idOf(key, Infinity) !== undefined,
  );
  const reused = log.polls(Infinity).filter(({ backupId }) => isListedOnly(log, backupId));
  const rows = lost.flatMap(({ key }) => log.maybeOurs(key, Infinity));
  const is: Record<string, boolean> = {
    "a lost one is there": lost.some(({ born }) => born !== undefined),
    "a lost one is there late": lost.some(({ born, endedAtMs: at }) => (born?.bornAtMs ?? 0) > at),
    "found by its key": found.length > 0,
    "found and completed": found.length > 0 && verdict.result === "completed",
    "sent again": [...keys].some((key) => log.lostOf(key).length > 1),
    "lost three times": [...keys].some((key) => log.lostOf(key).length > 2),
    "requested again after an abort": keys.size > 1,
    "busy after a loss": posts.some(
      ({ came, key, begunAtMs }) => came === "busy" && log.lostOf(key, begunAtMs).length > 0,
    ),
    "a row may be ours": rows.length > 0,
    "ended by a row": rows.some(({ id }) => verdict.message.includes(id)) && isEarly,
    "ended by a bad listing": lost.length > 0 && isEarly && isBadForGood(plan) && rows.length === 0,
    "adopted or reused": record.subject.reused,
    "another's, by a 202": posts.some(
      ({ fate, came }) => fate.kind === "other" && came === "accepted",
    ),
    "another's, by a bare 202": posts.some(
      ({ fate, came, shown: [shown] = [] }) =>
        fate.kind === "other" && came === "accepted" && !("description" in (shown ?? {})),
    ),
    "carried out twice, and lost": lost.some(({ twin }) => twin !== undefined),
    "a 401 after a good reply": posts.some(
      ({ came, begunAtMs }) =>
        came === "unauthorized" && log.by(begunAtMs).some(({ shown }) => shown !== undefined),
    ),
    "not waited for, and not shown at first":
      !plan.wait && reused.length > 0 && reused[0]?.shown === undefined,
    "a web page for a reused one": reused.some(
      (poll) => statusOf(poll) === 404 && "isPage" in poll.fate && poll.fate.isPage,
    ),
    "closed by a refusal": posts.at(-1)?.came === "closed",
    "many pages": log.readings.some(({ pages }) => pages.length > 1),
  };
  return Object.keys(is).filter((name) => is[name]);
}

function isListedOnly(log: CreateStory["log"], id: string): boolean {
  return log.isListed(id) && log.rowOf(id)?.isOurs === false;
}

function isBadForGood({ lists: [first, ...more] }: CreateStory["plan"]): boolean {
  return more.length === 0 && first?.kind !== "well";
}

/** What is there in at least one of forty courses, */
export const FREQUENT: readonly string[] = [
  "a lost one is there",
  "a lost one is there late",
  "found by its key",
  "found and completed",
  "sent again",
  "requested again after an abort",
  "a row may be ours",
  "ended by a row",
  "adopted or reused",
  "closed by a refusal",
];
/** and in at least one of two hundred. */
export const RARE: readonly string[] = [
  "lost three times",
  "busy after a loss",
  "ended by a bad listing",
  "another's, by a 202",
  "many pages",
  "another's, by a bare 202",
  "carried out twice, and lost",
  "a 401 after a good reply",
  "not waited for, and not shown at first",
  "a web page for a reused one",
];
