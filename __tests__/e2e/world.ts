import { connect, createServer } from "node:net";
import { afterAll } from "vitest";
import { type Run, runAction, type RunOptions } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from "../../simulator/wpengine/server.ts";
import { freePort } from "./program.ts";

export const COMPLETED: Course = { requestedMs: 0, inProgressMs: 0, ending: "completed" };
export const ENDLESS: Course = { requestedMs: 0, inProgressMs: 86_400_000, ending: "completed" };

/** Even a late first poll returns the backup as in progress. */
export const FIRST_PENDING = {
  kind: "edit",
  set: { status: "in_progress", complete_time: null },
} as const satisfies Fault;

export interface World {
  readonly simulator: Simulator;
  readonly installId: string;
  readonly backupId: string;
  /** Inputs that point the action at this world's backup. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Runs the shipped action against this world. */
  run(inputs?: Readonly<Record<string, string>>, options?: Partial<RunOptions>): Promise<Run>;
}

export interface WorldOptions extends SimulatorOptions {
  readonly course?: Course;
  /** How long ago the backup was created. */
  readonly ageMs?: number;
  /** Faults of polls, unless they name another operation. */
  readonly faults?: readonly Fault[];
}

const simulators: Simulator[] = [];
afterAll(() => Promise.all(simulators.map((simulator) => simulator.stop())));
const doors: (() => void)[] = [];
afterAll(() => doors.forEach((close) => close()));

/** A simulator with one backup of one install. It ends with the tests of the file. */
export async function createWorld({
  course = COMPLETED,
  ageMs = 0,
  faults = [],
  ...options
}: WorldOptions = {}): Promise<World> {
  const simulator = await startSimulator(options);
  simulators.push(simulator);
  const installId = simulator.host.addInstall("torquemag").id;
  const backupId = simulator.host.addBackup(installId, { course, ageMs }).id;
  simulator.script(...faults.map((fault) => ({ on: "show", ...fault }) as const));
  const inputs = {
    "api-url": simulator.apiUrl,
    "install-id": installId,
    "backup-id": backupId,
    timeout: "20s",
    "min-poll-interval": "200ms",
    "max-poll-interval": "400ms",
  };
  return {
    simulator,
    installId,
    backupId,
    inputs,
    run: (given = {}, more = {}) => runAction({ ...more, with: { ...inputs, ...given } }),
  };
}

/** A port that forwards to a world's simulator, but refuses all connections until the action has logged a refusal. */
export async function closedDoor({ simulator }: World): Promise<{
  /** Ready to be an `api-url`. */
  readonly apiUrl: string;
  readonly openIfRefused: (text: string) => void;
}> {
  const port = await freePort();
  const server = createServer((client) => {
    const upstream = connect(simulator.port, "127.0.0.1");
    client.on("error", () => upstream.destroy()).pipe(upstream);
    upstream.on("error", () => client.destroy()).pipe(client);
  });
  doors.push(() => server.close());
  const openIfRefused = (text: string): void => {
    if (text.includes("ECONNREFUSED") && !server.listening) server.listen(port, "127.0.0.1");
  };
  return { apiUrl: `http://127.0.0.1:${port}/v1`, openIfRefused };
}
