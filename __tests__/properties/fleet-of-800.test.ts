import { describe, expect, test } from "vitest";
import {
  ABORTING,
  courses,
  createdOf,
  hold,
  lastBegunAt,
  on,
  requesting,
} from "../support/fleet-cases.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import type { FleetPlan, FleetStory } from "../support/virtual-api.ts";

describe("a fleet of 800", () => {
  const warnings: Error[] = [];
  const holdNotingWarnings = async (plan: FleetPlan): Promise<FleetStory> => {
    const note = (warning: Error): number => warnings.push(warning);
    process.on("warning", note);
    const story = await hold(plan);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    return story;
  };

  test("completes without a Node warning and leaves no timer", async () => {
    const course: Course = { requestedMs: 1_000, inProgressMs: 240_000, ending: "completed" };
    const story = await holdNotingWarnings({
      prepare: requesting(800, undefined, (host) => (host.course = course)),
    });
    expect(story.verdict.result).toBe("completed");
    expect(on(story, "create")).toHaveLength(800);
    expect(story.clock.sleeping).toBe(0);
    expect(warnings).toEqual([]);
  });

  test("closed by one aborted backup sends no further create requests and leaves no timer", async () => {
    const story = await holdNotingWarnings({
      prepare: requesting(800, undefined, courses({ 0: ABORTING })),
    });
    expect(story.verdict.result).toBe("aborted");
    const requested = on(story, "create").length;
    expect(requested).toBeGreaterThan(100);
    expect(requested).toBeLessThan(800);
    expect(lastBegunAt(story)).toBeLessThanOrEqual(story.records[0]?.ended?.endedAt ?? NaN);
    for (const [index, { subject, ended }] of story.records.entries()) {
      expect(createdOf(story, index)).toHaveLength(index < requested ? 1 : 0);
      if (index >= requested) expect(subject.id).toBeUndefined();
      if (index > 0) expect(ended?.verdict.cause).toBe("fail-fast");
    }
    expect(story.clock.sleeping).toBe(0);
    expect(warnings).toEqual([]);
  });
});
