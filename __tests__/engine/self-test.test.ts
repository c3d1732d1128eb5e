import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { freePort } from "../e2e/program.ts";
import { ROOT } from "../../simulator/runner.ts";
import { needsAct } from "./act.ts";
import { type EngineRun, runWorkflow, stepsOf } from "./engine.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Workflow {
  readonly jobs: Record<string, { steps: Step[] }>;
}

const text = await readFile(join(ROOT, ".github/workflows/self-test.yml"), "utf8");
const LAST_STEP = "Check the results";

describe.concurrent("self-test.yml in act", { timeout: 90_000 }, () => {
  needsAct();

  test("passes", async () => {
    const run = await runSelfTest(text);
    expect(run.code, run.log).toBe(0);
    const results = ["opens", "closes", "requests", "waits"].map((id) =>
      stepsOf(run, id).map(({ result, outputs }) => `${result}, ${outputs["result"] ?? ""}`),
    );
    expect(results).toEqual([
      ["success, completed"],
      ["failure, aborted"],
      ["success, requested"],
      ["success, completed"],
    ]);
    expect(run.steps.find(({ name }) => name === LAST_STEP)?.result).toBe("success");
  });

  test.for([
    ["a gate that opens wrongly", " --ending aborted", ""],
    ["a step that waits wrongly", "wait: false", "max-poll-interval: 2s"],
  ] as const)("detects %s", async ([, what, instead]) => {
    const broken = text.replace(what, instead);
    expect(broken).not.toBe(text);
    const run = await runSelfTest(broken);
    expect(run.code, run.log).toBe(1);
    expect(run.steps.find(({ name }) => name === LAST_STEP)?.result).toBe("failure");
  });
});

/** Runs the workflow on this machine, on free ports, and without the steps that prepare a machine. */
async function runSelfTest(text: string): Promise<EngineRun> {
  const ports = await Promise.all([freePort(), freePort()]);
  const workflow = parse(
    text
      .replace(/^( +os: )\[.*\]$/m, "$1[ubuntu-latest]")
      .replaceAll("18089", `${ports[0]}`)
      .replaceAll("18090", `${ports[1]}`)
      // act kills background processes at the end of a step. GitHub's runner does not.
      .replace(/node (?<words>simulator\/.*) &$/gm, startScript),
  ) as Workflow;
  const { gate } = workflow.jobs;
  if (gate === undefined) throw new Error("self-test.yml has no job named gate");
  const prepares = ({ uses, run }: Step): boolean =>
    uses?.startsWith("actions/setup-node@") === true || run === "npm ci";
  const steps = gate.steps.filter((step) => !prepares(step));
  expect(gate.steps.length - steps.length).toBe(2);
  gate.steps = steps;
  const run = await runWorkflow({
    workflow: stringify(workflow),
    copies: ["action.yml", "dist"],
    links: ["simulator", "src"],
    secrets: {},
  });
  for (const { summary } of run.steps) {
    for (const [, pid] of summary.matchAll(/^simulator (\d+)$/gm)) end(Number(pid));
  }
  return run;
}

/** Starts the simulator in the background. It ends itself after 100 s. */
function startScript(_: string, words: string): string {
  return `nohup timeout 100 node ${words} & echo "simulator $!" >> "$GITHUB_STEP_SUMMARY"`;
}

function end(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It has ended already.
  }
}
