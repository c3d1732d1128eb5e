import { styleText } from "node:util";
import { renderLog, runAction } from "../runner.ts";
import type { Fault } from "./faults.ts";
import type { Course } from "./host.ts";
import { startSimulator } from "./server.ts";

interface Scene {
  readonly title: string;
  /** How the host takes a backup that is requested. */
  readonly course: Course;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
  readonly code: 0 | 1;
}

const REFUSAL: Fault = {
  kind: "answer",
  on: "show",
  status: 429,
  headers: { "retry-after": "1", "content-type": "text/html" },
  body: "<h1>Too many requests</h1>",
};

const SCENES: readonly Scene[] = [
  {
    title: "A backup is requested and completes, with one 429 on the way",
    course: { requestedMs: 2_000, inProgressMs: 3_500, ending: "completed" },
    faults: [{ kind: "none", on: "show" }, REFUSAL],
    code: 0,
  },
  {
    title: "The next deploy: the same backup is recent enough",
    course: { requestedMs: 0, inProgressMs: 0, ending: "completed" },
    inputs: { "max-age": "1h" },
    code: 0,
  },
  {
    title: "The gateway loses the answer to the request",
    course: { requestedMs: 500, inProgressMs: 2_500, ending: "completed" },
    faults: [{ kind: "answer", on: "create", status: 504, carriedOut: true, body: "<html>" }],
    code: 0,
  },
  {
    title: "The host aborts the backup",
    course: { requestedMs: 1_000, inProgressMs: 1_000, ending: "aborted" },
    code: 1,
  },
  {
    title: "Four sites in one step, one of which the host aborts",
    course: { requestedMs: 500, inProgressMs: 2_500, ending: "completed" },
    inputs: { "install-name": "torquemag,torquemag2,torquemag3,torquemag4", "fail-fast": "false" },
    code: 1,
  },
];

const simulator = await startSimulator();
const install = simulator.host.addInstall("torquemag");
for (const number of [2, 3, 4]) {
  const { id } = simulator.host.addInstall(`torquemag${number}`);
  const ending = number === 3 ? "aborted" : "completed";
  simulator.host.courses.set(id, { requestedMs: 500, inProgressMs: number * 1_000, ending });
}
for (const scene of SCENES) await show(scene);
await simulator.stop();

/** Lets the shipped action back up the simulated install, told by its environment as a runner would. */
async function show({ title, course, inputs = {}, faults = [], code }: Scene): Promise<void> {
  console.log(styleText("bold", `\n━━ ${title} ${"━".repeat(70 - title.length)}`));
  simulator.host.course = course;
  simulator.script(...faults);
  const given = {
    "install-name": install.name,
    "create-backup": "true",
    "notification-emails": "you@example.com",
    ...inputs,
  };
  for (const [name, value] of Object.entries(given))
    console.log(styleText("dim", `${name}: ${value}`));
  console.log("");

  let printed = 0;
  let stdout = "";
  const run = await runAction({
    with: {
      ...given,
      "api-url": simulator.apiUrl,
      timeout: "1m",
      "max-poll-interval": "2s",
    },
    onOutput(text) {
      stdout += text;
      const log = renderLog(stdout.slice(0, stdout.lastIndexOf("\n") + 1));
      process.stdout.write(log.slice(printed));
      printed = log.length;
    },
  });

  const colour = run.code === 0 ? "green" : "red";
  console.log(styleText([colour, "bold"], `exit code ${run.code}`));
  console.log(styleText("bold", "\nOutputs"));
  for (const [name, value] of Object.entries(run.outputs)) {
    console.log(`  ${name}=${value.replaceAll("\n", `\n${" ".repeat(name.length + 3)}`)}`);
  }
  console.log(styleText("bold", "\nJob summary (Markdown)"));
  console.log(run.summary.replace(/^/gm, "  "));
  if (run.code !== code) throw new Error(`expected exit code ${code}, got ${run.code}`);
}
