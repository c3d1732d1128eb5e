import { expect, test } from "vitest";
import { classesOf } from "./create/classes.ts";
import { breachesOfEnds } from "./create/ends.ts";
import { breachesOf } from "./create/oracle.ts";
import { createPlans } from "./create/plan.ts";
import { runCreate } from "./create/run.ts";
import { expectEnds, holds, type Outcome, PROPERTY_LIMIT_MS } from "./holds.ts";

test(
  "whatever the host makes of a request for a backup, no second one is requested while the first may appear",
  { timeout: PROPERTY_LIMIT_MS },
  async () => {
    const classes = new Map<string, number>();
    const checked = await holds(createPlans, 400, async (plan): Promise<Outcome> => {
      const story = await runCreate(plan);
      for (const one of classesOf(story)) classes.set(one, (classes.get(one) ?? 0) + 1);
      return {
        breaches: [...breachesOf(story), ...breachesOfEnds(story)],
        end: story.verdict.result,
      };
    });
    console.info([...classes].map((one) => one.join(" ")).join(", "));
    expectEnds(checked, "completed", "requested", "aborted", "unavailable", "cancelled");
    expect(checked.ends.size).toBeGreaterThan(1);
  },
);
