import { type Run, runAction } from "../runner.ts";
import type { Fault } from "../wpengine/faults.ts";
import type { Course } from "../wpengine/host.ts";
import { NIGHTLY } from "../wpengine/nights.ts";
import { type Simulator, startSimulator } from "../wpengine/server.ts";

/** How many times faster than ours time runs on this stage: a second is a minute. */
export const SPEED = 60;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A step of a workflow, and how the host is when it runs. */
export interface Scene {
  readonly name: string;
  readonly title: string;
  /** How the host takes a backup that is requested, unless its install has a course of its own. */
  readonly course: Course;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
  readonly code: 0 | 1;
}

const REFUSAL: Fault = {
  kind: "answer",
  on: "show",
  status: 429,
  headers: { "retry-after": "20", "content-type": "text/html" },
  body: "<h1>Too many requests</h1>",
};

export const SCENES: readonly Scene[] = [
  {
    name: "opens",
    title: "A backup is requested and completes, with one 429 on the way",
    course: courseOf(250),
    faults: [{ kind: "none", on: "show", times: 3 }, REFUSAL],
    code: 0,
  },
  {
    name: "reuses",
    title: "The next deploy: the same backup is recent enough",
    course: courseOf(250),
    inputs: { "max-age": "1h" },
    code: 0,
  },
  {
    name: "recovers",
    title: "The gateway loses the answer to the request",
    course: courseOf(150),
    faults: [{ kind: "answer", on: "create", status: 504, carriedOut: true, body: "<html>" }],
    code: 0,
  },
  {
    name: "closes",
    title: "The host aborts the backup",
    course: { ...courseOf(100), ending: "aborted" },
    code: 1,
  },
  {
    name: "fleet",
    title: "Eight sites in one step, one of which the host aborts",
    course: courseOf(250),
    inputs: {
      "install-name": Array.from({ length: 8 }, (_, index) => fleetName(index)).join(","),
      "fail-fast": "false",
    },
    code: 1,
  },
];

function courseOf(seconds: number): Course {
  const requestedMs = 10 * SECOND_MS;
  return { requestedMs, inProgressMs: seconds * SECOND_MS - requestedMs, ending: "completed" };
}

function fleetName(index: number): string {
  return index === 0 ? "torquemag" : `torquemag${index + 1}`;
}

/** A host with a few sites that have been backed up each night. */
export async function setStage(): Promise<Simulator> {
  const simulator = await startSimulator({ speed: SPEED });
  const { host } = simulator;
  for (const [index, seconds] of [240, 130, 310, 180, 95, 360, 210, 275].entries()) {
    const { id } = host.addInstall(fleetName(index));
    for (let night = 1; night <= 8; night += 1) {
      const course = courseOf(seconds + (night % 3) * 8);
      host.addBackup(id, { course, ageMs: night * DAY_MS, description: NIGHTLY });
    }
    if (index === 0) continue;
    const ending = index === 3 ? "aborted" : "completed";
    host.courses.set(id, { ...courseOf(seconds), ending });
  }
  return simulator;
}

/** What the step is given, but for the credentials and the stage's address. */
export function inputsOf({ inputs = {} }: Scene): Readonly<Record<string, string>> {
  return {
    "install-name": fleetName(0),
    "create-backup": "true",
    "notification-emails": "you@example.com",
    ...inputs,
  };
}

/** Lets the shipped action play its part, told by its environment as a runner would. */
export async function play(
  scene: Scene,
  simulator: Simulator,
  onOutput: (text: string) => void = () => undefined,
): Promise<Run> {
  simulator.host.course = scene.course;
  simulator.script(...(scene.faults ?? []));
  const run = await runAction({
    with: { ...inputsOf(scene), "api-url": simulator.apiUrl },
    env: {
      NODE_OPTIONS: `--import=${new URL("time-lapse.ts", import.meta.url).href}`,
      TIME_LAPSE: String(SPEED),
    },
    onOutput,
  });
  if (run.code === scene.code) return run;
  throw new Error(
    `${scene.name}: expected exit code ${scene.code}, got ${run.code}\n${run.stdout}`,
  );
}
