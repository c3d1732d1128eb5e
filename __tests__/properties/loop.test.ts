import { afterEach, describe, test, vi } from "vitest";
import { expectEnds, holds, type Outcome, PROPERTY_LIMIT_MS } from "./holds.ts";
import { violationsOf } from "./promises.ts";
import { runStep, type StepPlan, steps } from "./step.ts";

afterEach(() => vi.restoreAllMocks());

/** Runs the step of a plan and checks the promises of the gate. */
async function keepsPromises(plan: StepPlan): Promise<Outcome> {
  const story = await runStep(plan);
  return { violations: violationsOf(plan, story), end: story.verdict.result };
}

const TIME_IS_UP = ["timed-out", "unavailable"];
const ONE_INSTALL = { minLength: 1, maxLength: 1 };
const SEVERAL_INSTALLS = { minLength: 2, maxLength: 5 };

describe("with random replies, network faults and clock jumps, the gate keeps its promises", () => {
  test("for one given backup", { timeout: PROPERTY_LIMIT_MS }, async () => {
    const checked = await holds(steps(false, ONE_INSTALL), 1_500, keepsPromises);
    expectEnds(checked, "completed", "stale", "aborted", "cancelled", "rejected", ...TIME_IS_UP);
  });

  test("for several given backups", { timeout: PROPERTY_LIMIT_MS }, async () => {
    const checked = await holds(steps(false, SEVERAL_INSTALLS), 800, keepsPromises);
    expectEnds(checked, "completed", "stale", "aborted", ...TIME_IS_UP);
  });

  test("for one requested backup", { timeout: PROPERTY_LIMIT_MS }, async () => {
    const checked = await holds(steps(true, ONE_INSTALL), 1_500, keepsPromises);
    expectEnds(
      checked,
      "completed",
      "requested",
      "aborted",
      "cancelled",
      "rejected",
      ...TIME_IS_UP,
    );
  });

  test("for several requested backups", { timeout: PROPERTY_LIMIT_MS }, async () => {
    const checked = await holds(steps(true, SEVERAL_INSTALLS), 800, keepsPromises);
    expectEnds(checked, "completed", "requested", "rejected", ...TIME_IS_UP);
  });
});
