import { expect, test } from "vitest";
import { FakeClock } from "../../simulator/clock.ts";
import type { InstallId } from "../../src/model/ids.ts";
import { holdFleetVirtually, specNew } from "../support/virtual-api.ts";
import { WhimsicalHost } from "./create/host.ts";
import { classesOf } from "./create/classes.ts";
import { breachesOfEnds } from "./create/ends.ts";
import { breachesOf, type CreateStory } from "./create/oracle.ts";
import { type CreatePlan, createPlans } from "./create/plan.ts";
import { expectEnds, holds, type Outcome, PROPERTY_LIMIT_MS } from "./holds.ts";

const INSTALL = "294deacc-d8b8-4005-82c4-0727ba8ddde0" as InstallId;
const HOUR_MS = 3_600_000;

/** Runs a step that requests a backup, in virtual time. */
async function runCreate(plan: CreatePlan): Promise<CreateStory> {
  const clock = new FakeClock();
  const host = new WhimsicalHost(plan, clock);
  let state = plan.seed;
  let keys = plan.seed;
  const describe = (key: string): string => `[gate ${key}, run 77, attempt 2] ${plan.text}`;
  const holding = holdFleetVirtually({
    ...plan,
    clock,
    transport: host.transport,
    random: () => (state = (state * 16_807 + 1) % 2_147_483_647) / 2_147_483_647,
    // With letters and digits, and none like another.
    newKey: () =>
      (Math.imul((keys += 1), 2_654_435_761) >>> 0).toString(16).padStart(8, "0").slice(2),
    prepare: () => [
      {
        install: { id: INSTALL },
        spec: specNew({
          describe,
          wait: plan.wait,
          abortRetries: plan.wait ? plan.abortRetries : 0,
        }),
      },
    ],
  });
  const tooLong = clock.sleep(plan.timeoutMs + HOUR_MS, new AbortController().signal);
  const story = await Promise.race([holding, tooLong]);
  if (story === undefined) throw new Error("In time: it does not end");
  const { verdict, records, endedAtMs, cancelledAtMs } = story;
  const [record] = records;
  if (record === undefined) throw new Error("no record");
  return { plan, host, verdict, record, endedAtMs, cancelledAtMs };
}

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
