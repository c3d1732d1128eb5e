import { FakeClock } from "../../../simulator/clock.ts";
import type { InstallId } from "../../../src/model/ids.ts";
import { runFleetVirtually, specNew } from "../../support/virtual-api.ts";
import { UnreliableApi } from "./host.ts";
import type { CreateStory } from "./oracle.ts";
import type { CreatePlan } from "./plan.ts";
import { WireLog } from "./wire-log.ts";

const INSTALL = "294deacc-d8b8-4005-82c4-0727ba8ddde0" as InstallId;
const HOUR_MS = 3_600_000;

/** Runs a step that requests a backup, in virtual time. */
export async function runCreate(plan: CreatePlan): Promise<CreateStory> {
  const clock = new FakeClock();
  const api = new UnreliableApi(plan, clock);
  let state = plan.seed;
  let keys = plan.seed;
  const describe = (key: string): string => `[gate ${key}, run 77, attempt 2] ${plan.text}`;
  const holding = runFleetVirtually({
    ...plan,
    clock,
    transport: api.transport,
    random: () => (state = (state * 16_807 + 1) % 2_147_483_647) / 2_147_483_647,
    // Unique keys with letters and digits.
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
  if (story === undefined) throw new Error("In time: the step does not end");
  const { verdict, records, endedAtMs, cancelledAtMs } = story;
  const [record] = records;
  if (record === undefined) throw new Error("no record");
  return { log: new WireLog(api, plan), plan, api, verdict, record, endedAtMs, cancelledAtMs };
}
