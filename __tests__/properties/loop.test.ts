import { afterEach, describe, test, vi } from "vitest";
import { expectEnds, holds, type Outcome, PROPERTY_LIMIT_MS } from "./holds.ts";
import { breachesOf } from "./promises.ts";
import { runStep, type StepPlan, steps } from "./step.ts";

afterEach(() => vi.restoreAllMocks());

/** Runs the step that a plan draws, and holds it to what the gate promises. */
async function keepsPromises(plan: StepPlan): Promise<Outcome> {
  const story = await runStep(plan);
  return { breaches: breachesOf(plan, story), end: story.verdict.result };
}

const SLOW = ["timed-out", "unavailable"];
const ALONE = { minLength: 1, maxLength: 1 };
const FLEET = { minLength: 2, maxLength: 5 };

describe("whatever the API answers, the network does and the clocks show, the gate keeps its promises", () => {
  test("for one backup that is given", { timeout: PROPERTY_LIMIT_MS }, async () => {
    const checked = await holds(steps(false, ALONE), 1_500, keepsPromises);
    expectEnds(checked, "completed", "stale", "aborted", "cancelled", "rejected", ...SLOW);
  });

  test("for several backups that are given", { timeout: PROPERTY_LIMIT_MS }, async () => {
    const checked = await holds(steps(false, FLEET), 800, keepsPromises);
    expectEnds(checked, "completed", "stale", "aborted", ...SLOW);
  });

  test("for one backup that is requested", { timeout: PROPERTY_LIMIT_MS }, async () => {
    const checked = await holds(steps(true, ALONE), 1_500, keepsPromises);
    expectEnds(checked, "completed", "requested", "aborted", "cancelled", "rejected", ...SLOW);
  });

  test("for several backups that are requested", { timeout: PROPERTY_LIMIT_MS }, async () => {
    const checked = await holds(steps(true, FLEET), 800, keepsPromises);
    expectEnds(checked, "completed", "requested", "rejected", ...SLOW);
  });
});
