import type { CreateStory } from "./oracle.ts";

/** What a course has covered, in words. */
export function classesOf({ log, plan, verdict, record, endedAtMs }: CreateStory): string[] {
  const { posts } = log;
  const lost = posts.filter(({ came }) => came === "lost");
  const keys = new Set(posts.map(({ key }) => key));
  const isEarly = endedAtMs < plan.timeoutMs - 1;
  const found = [...keys].filter(
    (key) => log.lostOf(key).length > 0 && log.idOf(key, Infinity) !== undefined,
  );
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
    "closed by a refusal": posts.at(-1)?.came === "closed",
    "many pages": log.readings.some(({ pages }) => pages.length > 1),
  };
  return Object.keys(is).filter((name) => is[name]);
}

function isBadForGood({ lists: [first, ...more] }: CreateStory["plan"]): boolean {
  return more.length === 0 && first?.kind !== "well";
}
