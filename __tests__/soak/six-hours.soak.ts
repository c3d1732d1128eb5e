import { afterAll, describe, expect, test } from "vitest";
import type { Course } from "../../simulator/wpengine/host.ts";
import { type Simulator, startSimulator } from "../../simulator/wpengine/server.ts";
import { expectSteady, runMetered } from "./long-run.ts";

const HOURS = Number(process.env["SOAK_HOURS"] ?? 6);
/** How many times faster than real time the clocks of the action and the simulator run. */
const SPEED = Number(process.env["SOAK_SPEED"] ?? 120);
const HOUR_MS = 3_600_000;
const REAL_MS = (HOURS * HOUR_MS) / SPEED;

const simulators: Simulator[] = [];
afterAll(() => Promise.all(simulators.map((simulator) => simulator.stop())));

async function waitFor(
  name: string,
  course: Course,
  pollInterval: string,
): ReturnType<typeof runMetered> {
  const simulator = await startSimulator({ speed: SPEED });
  simulators.push(simulator);
  const { id } = simulator.host.addInstall("torquemag");
  const backup = simulator.host.addBackup(id, { course });
  return runMetered({
    name,
    speed: SPEED,
    meterMs: REAL_MS / 60,
    with: {
      "api-url": simulator.apiUrl,
      "install-id": id,
      "backup-id": backup.id,
      timeout: `${HOURS}h`,
      "min-poll-interval": pollInterval,
      "max-poll-interval": pollInterval,
    },
  });
}

describe.concurrent(
  `a wait of ${HOURS} hours, ${SPEED} times faster, uses no more memory and leaves nothing open`,
  { timeout: REAL_MS * 2 + 60_000 },
  () => {
    test("if the backup completes in the last five minutes", async () => {
      const inProgressMs = HOURS * HOUR_MS - 5 * 60_000;
      const course: Course = { requestedMs: 0, inProgressMs, ending: "completed" };
      const longRun = await waitFor("six hours, opened", course, "10s");
      expect(longRun.run.outputs["result"]).toBe("completed");
      expect(longRun.run.code).toBe(0);
      expectSteady(longRun);
    });

    test("if the backup never ends", async () => {
      const course: Course = { requestedMs: 0, inProgressMs: 48 * HOUR_MS, ending: "completed" };
      const longRun = await waitFor("six hours, timed out", course, "60s");
      expect(longRun.run.outputs["result"]).toBe("timed-out");
      expect(longRun.run.code).toBe(1);
      const waitedS = Number(longRun.run.outputs["waited-seconds"]);
      expect(waitedS).toBeGreaterThanOrEqual(HOURS * 3_600);
      expectSteady(longRun);
    });
  },
);
