import { styleText } from "node:util";
import { renderLog } from "../runner.ts";
import { inputsOf, play, type Scene, SCENES, setStage, SPEED } from "./scenes.ts";
import type { Simulator } from "../wpengine/server.ts";

console.log(
  `The shipped action against a simulated API. Time runs ${SPEED} times faster here: a minute takes a second.`,
);
const simulator = await setStage();
for (const scene of SCENES) await show(scene, simulator);
await simulator.stop();

async function show(scene: Scene, simulator: Simulator): Promise<void> {
  const { title } = scene;
  console.log(styleText("bold", `\n━━ ${title} ${"━".repeat(70 - title.length)}`));
  for (const [name, value] of Object.entries(inputsOf(scene))) {
    console.log(styleText("dim", `${name}: ${value}`));
  }
  console.log("");

  let printed = 0;
  let stdout = "";
  const run = await play(scene, simulator, (text) => {
    stdout += text;
    const log = renderLog(stdout.slice(0, stdout.lastIndexOf("\n") + 1));
    process.stdout.write(log.slice(printed));
    printed = log.length;
  });

  const colour = run.code === 0 ? "green" : "red";
  console.log(styleText([colour, "bold"], `exit code ${run.code}`));
  console.log(styleText("bold", "\nOutputs"));
  for (const [name, value] of Object.entries(run.outputs)) {
    console.log(`  ${name}=${value.replaceAll("\n", `\n${" ".repeat(name.length + 3)}`)}`);
  }
  console.log(styleText("bold", "\nJob summary (Markdown)"));
  console.log(run.summary.replace(/^/gm, "  "));
}
