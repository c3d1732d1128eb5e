import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { type Simulator, startSimulator } from "../../simulator/wpengine/server.ts";
import { expectSteady, type LongRun, runMetered } from "./long-run.ts";

const MINUTES = Number(process.env["SOAK_MINUTES"] ?? 10);
const TIMES_MS = MINUTES * 60_000;
const SEED = Number(process.env["SOAK_SEED"] ?? Math.trunc(Math.random() * 0x7fffffff));

const simulators: Simulator[] = [];
afterAll(() => Promise.all(simulators.map((simulator) => simulator.stop())));

/** One poll in 25 fails. More would reduce the number of polls, because each failure costs a second of backoff. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 24 * 14, arbitrary: fc.constant<Fault>({ kind: "none" }) },
  ...[
    { kind: "answer", status: 429, headers: { "retry-after": "1" }, body: "<html>" },
    { kind: "answer", status: 429, headers: {}, body: "" },
    { kind: "answer", status: 500, headers: {}, body: "" },
    { kind: "answer", status: 503, headers: { "retry-after": "0" }, body: "{}" },
    { kind: "edit", set: { status: "purging" } },
    { kind: "reset" },
    { kind: "reset-in-body" },
    { kind: "cut-body" },
    { kind: "cut-chunked" },
    { kind: "hang" },
    { kind: "hang-in-body" },
    { kind: "endless" },
    { kind: "gzip" },
    { kind: "drip", everyMs: 50 },
  ].map((one) => fc.constant(one as Fault)),
);

async function pollOften(name: string, sites: number): Promise<LongRun> {
  const simulator = await startSimulator();
  simulators.push(simulator);
  const { host } = simulator;
  const course: Course = { requestedMs: 0, inProgressMs: TIMES_MS, ending: "completed" };
  const targets = Array.from({ length: sites }, (_, index) => {
    const { id } = host.addInstall(`site${index}`);
    return { id, backupId: host.addBackup(id, { course }).id };
  });
  const faults = fc.sample(fault, { numRuns: MINUTES * 700, seed: SEED });
  simulator.script(...faults.map((one) => ({ ...one, on: "show" }) as const));
  const longRun = await runMetered({
    name: `${name}, SOAK_SEED=${SEED}`,
    meterMs: TIMES_MS / 60,
    with: {
      "api-url": simulator.apiUrl,
      "install-id": targets.map(({ id }) => id).join(","),
      "backup-id": targets.map(({ backupId }) => backupId).join(","),
      timeout: `${TIMES_MS + 60_000}ms`,
      "request-timeout": "1s",
      "min-poll-interval": "100ms",
      "max-poll-interval": "100ms",
    },
  });
  const faulty = simulator.seen.filter(
    ({ fault: one }) => one !== undefined && one.kind !== "none",
  );
  console.info(`${name}: ${faulty.length} faults`);
  return longRun;
}

describe.concurrent(
  `${MINUTES} minutes of polls every 100 ms, with every fault, use no more memory and leave nothing open`,
  { timeout: TIMES_MS * 2 + 120_000 },
  () => {
    test.each([
      ["one backup", 1],
      ["a fleet of eight", 8],
    ])("for %s", async (name, sites) => {
      const longRun = await pollOften(name, sites);
      expect(longRun.run.outputs["result"]).toBe("completed");
      expect(longRun.run.code).toBe(0);
      expect(longRun.run.stderr).toBe("");
      expectSteady(longRun);
    });
  },
);
