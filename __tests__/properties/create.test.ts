import { expect, test } from "vitest";
import { breachesOfChoices } from "./create/choices.ts";
import { classesOf, FREQUENT, RARE } from "./create/classes.ts";
import { breachesOfEnds } from "./create/ends.ts";
import { breachesOf } from "./create/oracle.ts";
import { createPlans } from "./create/plans.ts";
import { runCreate } from "./create/run.ts";
import { expectEnds, holds, type Outcome, PROPERTY_LIMIT_MS } from "./holds.ts";

/** So many courses that chance has drawn even what it seldom draws. */
const VERY_MANY = 3_000;

test(
  "whatever the host makes of a request for a backup, no second one is requested while the first may appear",
  { timeout: PROPERTY_LIMIT_MS },
  async () => {
    const classes = new Map<string, number>();
    const checked = await holds(createPlans, 400, async (plan): Promise<Outcome> => {
      const story = await runCreate(plan);
      for (const one of classesOf(story)) classes.set(one, (classes.get(one) ?? 0) + 1);
      const breaches = [breachesOf, breachesOfChoices, breachesOfEnds].flatMap((of) => of(story));
      return { breaches, end: story.verdict.result };
    });
    console.info([...classes].map((one) => one.join(": ")).join(", "));
    expectEnds(checked, "completed", "requested", "aborted", "unavailable", "cancelled");
    if (checked.isReplay) return;
    const courses = [...checked.ends.values()].reduce((sum, count) => sum + count, 0);
    const wanted = courses < VERY_MANY ? FREQUENT : [...FREQUENT, ...RARE];
    if (courses >= 400) expect([...classes.keys()]).toEqual(expect.arrayContaining([...wanted]));
  },
);
