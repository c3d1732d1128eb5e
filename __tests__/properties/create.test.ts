import { expect, test } from "vitest";
import { violationsOfChoices } from "./create/choices.ts";
import { classesOf, FREQUENT, RARE } from "./create/classes.ts";
import { violationsOfEnds } from "./create/ends.ts";
import { violationsOf } from "./create/oracle.ts";
import { createPlans } from "./create/plans.ts";
import { runCreate } from "./create/run.ts";
import { expectEnds, holds, type Outcome, PROPERTY_LIMIT_MS } from "./holds.ts";

/** With this many cases, the rare classes have occurred, too. */
const ENOUGH_FOR_RARE = 3_000;

test(
  "a step requests no second backup while the first may still appear, whatever happens to its create requests",
  { timeout: PROPERTY_LIMIT_MS },
  async () => {
    const classes = new Map<string, number>();
    const checked = await holds(createPlans, 400, async (plan): Promise<Outcome> => {
      const story = await runCreate(plan);
      for (const one of classesOf(story)) classes.set(one, (classes.get(one) ?? 0) + 1);
      const violations = [violationsOf, violationsOfChoices, violationsOfEnds].flatMap((of) =>
        of(story),
      );
      return { violations, end: story.verdict.result };
    });
    console.info([...classes].map((one) => one.join(": ")).join(", "));
    expectEnds(checked, "completed", "requested", "aborted", "unavailable", "cancelled");
    if (checked.isReplay) return;
    const cases = [...checked.ends.values()].reduce((sum, count) => sum + count, 0);
    const wanted = cases < ENOUGH_FOR_RARE ? FREQUENT : [...FREQUENT, ...RARE];
    if (cases >= 400) expect([...classes.keys()]).toEqual(expect.arrayContaining([...wanted]));
  },
);
