import { type Run, runAction } from "../runner.ts";
import type { Fault } from "../wpengine/faults.ts";
import type { Course } from "../wpengine/host.ts";
import { NIGHTLY } from "../wpengine/nights.ts";
import { type Simulator, startSimulator } from "../wpengine/server.ts";

/** How many times faster the clocks run in the demo: one second is one minute. */
export const SPEED = 60;

const TIME_LAPSE = new URL("time-lapse.ts", import.meta.url).href;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

interface Site {
  /** How long past backups took. */
  readonly usualSeconds: number;
  /** How a requested backup goes. */
  readonly course: Course;
}

/** One step of a workflow, and what the simulated API does while it runs. */
export interface Scene {
  readonly name: string;
  readonly title: string;
  readonly sites: Readonly<Record<string, Site>>;
  /** Age of a completed backup that another deployment requested. */
  readonly recentBackupAgeMs?: number;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
  readonly code: 0 | 1;
  /** Whether only `--all` plays the scene. */
  readonly isExtra?: boolean;
}

const SITE = "torquemag";

const TOO_MANY_REQUESTS: Fault = {
  kind: "answer",
  on: "show",
  status: 429,
  headers: { "retry-after": "20", "content-type": "text/html" },
  body: "<h1>Too many requests</h1>",
};

export const SCENES: readonly Scene[] = [
  {
    name: "completes",
    title: "A backup completes, with one 429 on the way",
    sites: { [SITE]: siteOf(courseOf(250)) },
    faults: [{ kind: "none", on: "show", times: 3 }, TOO_MANY_REQUESTS],
    code: 0,
  },
  {
    name: "reuses",
    title: "A recent backup is reused",
    sites: { [SITE]: siteOf(courseOf(250)) },
    recentBackupAgeMs: 20 * MINUTE_MS,
    inputs: { "max-age": "1h" },
    code: 0,
  },
  {
    name: "recovers",
    title: "The reply to the create request is lost",
    sites: { [SITE]: siteOf(courseOf(150)) },
    faults: [{ kind: "answer", on: "create", status: 504, carriedOut: true, body: "<html>" }],
    code: 0,
    isExtra: true,
  },
  {
    name: "aborts",
    title: "WP Engine aborts the backup",
    sites: { [SITE]: siteOf({ ...courseOf(100), ending: "aborted" }) },
    code: 1,
  },
  {
    name: "wrong-password",
    title: "The API password is wrong",
    sites: { [SITE]: siteOf(courseOf(250)) },
    inputs: { "api-password": "an-old-password" },
    code: 1,
  },
  {
    name: "times-out",
    title: "The backup takes longer than the timeout",
    sites: { [SITE]: siteOf(courseOf(1_200)) },
    inputs: { timeout: "5m" },
    code: 1,
  },
  {
    name: "fleet",
    title: "Three sites in one step, one backup is aborted",
    sites: {
      [SITE]: siteOf(courseOf(250)),
      torqueshop: siteOf({ ...courseOf(180), ending: "aborted" }, 180),
      torquedocs: siteOf(courseOf(130), 130),
    },
    inputs: { "fail-fast": "false" },
    code: 1,
  },
];

function siteOf(course: Course, usualSeconds = 240): Site {
  return { usualSeconds, course };
}

function courseOf(seconds: number): Course {
  const requestedMs = 10 * SECOND_MS;
  return { requestedMs, inProgressMs: seconds * SECOND_MS - requestedMs, ending: "completed" };
}

/** The inputs of the step, without the credentials and the address of the simulated API. */
export function inputsOf({ sites, inputs = {} }: Scene): Readonly<Record<string, string>> {
  return {
    "install-name": Object.keys(sites).join(","),
    "create-backup": "true",
    "notification-emails": "you@example.com",
    ...inputs,
  };
}

/**
 * Runs the shipped action as a GitHub runner does, against a simulated API of its own.
 * @throws Error if the exit code is not the expected one.
 */
export async function play(
  scene: Scene,
  onOutput: (text: string) => void = () => undefined,
): Promise<Run> {
  const simulator = await startSimulator({ speed: SPEED });
  prepare(simulator, scene);
  const run = await runAction({
    with: { "api-url": simulator.apiUrl, ...inputsOf(scene) },
    env: { NODE_OPTIONS: `--import=${TIME_LAPSE}`, TIME_LAPSE: String(SPEED) },
    onOutput,
  });
  await simulator.stop();
  if (run.code === scene.code) return run;
  throw new Error(
    `${scene.name}: expected exit code ${scene.code}, got ${run.code}\n${run.stdout}${run.stderr}`,
  );
}

/** Adds the sites, with one backup for each of the last eight nights. */
function prepare(simulator: Simulator, scene: Scene): void {
  const { host } = simulator;
  for (const [name, { usualSeconds, course }] of Object.entries(scene.sites)) {
    const { id } = host.addInstall(name);
    host.courses.set(id, course);
    for (let night = 1; night <= 8; night += 1) {
      const nightly = courseOf(usualSeconds + (night % 3) * 8);
      host.addBackup(id, { course: nightly, ageMs: night * DAY_MS, description: NIGHTLY });
    }
    if (scene.recentBackupAgeMs === undefined) continue;
    host.addBackup(id, { ageMs: scene.recentBackupAgeMs, description: "Pre-deploy snapshot" });
  }
  simulator.script(...(scene.faults ?? []));
}
