import { parseArgs, styleText } from "node:util";
import { NODE, renderLog, type Run } from "../runner.ts";
import { inputsOf, play, type Scene, SCENES, SPEED } from "./scenes.ts";

const USAGE = `Usage: npm run demo -- [options]

Runs the action against a simulated API. You need no credentials.

  --all   also shows one more scene, and the inputs, outputs and job summary of each scene
  --help  shows this text`;

const WIDTH = 72;

/** A scene that is being played. */
interface Take {
  readonly scene: Scene;
  readonly run: Promise<Run>;
  /** What the step has printed until now. */
  stdout: string;
  onOutput: () => void;
}

const { all, help } = readArguments();
if (help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const version = NODE === process.execPath ? `Node ${process.version}` : NODE;
  console.log(
    `Runs dist/index.js on ${version} against a simulated API. The clock runs ${SPEED} times faster: one minute takes one second.`,
  );
  // All scenes are played at the same time, and shown one after the other.
  const takes = SCENES.filter(({ isExtra = false }) => all || !isExtra).map(start);
  for (const take of takes) await show(take);
  await showEnd(takes);
}

function start(scene: Scene): Take {
  const take: Take = {
    scene,
    stdout: "",
    onOutput: () => undefined,
    run: play(scene, (text) => {
      take.stdout += text;
      take.onOutput();
    }),
  };
  return take;
}

async function show(take: Take): Promise<void> {
  const { scene } = take;
  printHeading(scene.title);
  if (all) printValues("Inputs", inputsOf(scene));
  let printed = 0;
  const print = (): void => {
    const log = renderLog(take.stdout.slice(0, take.stdout.lastIndexOf("\n") + 1));
    process.stdout.write(log.slice(printed));
    printed = log.length;
  };
  print();
  take.onOutput = print;

  const run = await take.run;
  const color = run.code === 0 ? "green" : "red";
  console.log(styleText([color, "bold"], endOf(run)));
  if (!all) return;
  printValues("\nOutputs", run.outputs);
  console.log(styleText("bold", "Job summary (Markdown)"));
  console.log(run.summary.trimEnd().replace(/^/gm, "  "));
}

async function showEnd(takes: readonly Take[]): Promise<void> {
  printHeading("What you saw");
  const widest = Math.max(...takes.map(({ scene }) => scene.title.length));
  for (const { scene, run } of takes) {
    console.log(`${scene.title.padEnd(widest)}  ${endOf(await run)}`);
  }
  printHeading("Next steps");
  console.log("Use the action in your workflow: see Quick start in README.md");
  if (!all) console.log("Show outputs and job summaries:  npm run demo -- --all");
  console.log("Try the action by hand:          npm run simulator -- --help");
}

function endOf({ code, outputs }: Run): string {
  return `result: ${outputs["result"]}, exit code: ${code}`;
}

function printHeading(title: string): void {
  console.log(styleText("bold", `\n━━ ${title} `.padEnd(WIDTH, "━")));
}

function printValues(heading: string, values: Readonly<Record<string, string>>): void {
  console.log(styleText("bold", heading));
  for (const [name, value] of Object.entries(values)) {
    console.log(`  ${name}: ${value.replaceAll("\n", `\n${" ".repeat(name.length + 4)}`)}`);
  }
  console.log("");
}

function readArguments(): { all: boolean; help: boolean } {
  try {
    return parseArgs({
      options: {
        all: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return process.exit(2);
  }
}
