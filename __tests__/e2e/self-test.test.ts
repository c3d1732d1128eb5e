import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, test, type TestContext } from "vitest";
import { parse } from "yaml";
import { ROOT, runAction } from "../runner.ts";
import { freePort } from "./program.ts";

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "continue-on-error"?: boolean;
}

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const text = await readFile(join(ROOT, ".github/workflows/self-test.yml"), "utf8");

describe.concurrent(
  "the steps of self-test.yml, run here one after the other",
  { timeout: 120_000 },
  () => {
    test("pass", async (context) => {
      expect(await failedStep(text, context)).toBe("none");
    });

    test.for([
      ["a gate that opens where it must close", " --ending aborted", ""],
      ["a step that waits where it must not", "wait: false", "max-poll-interval: 2s"],
    ] as const)("find %s", async ([, what, instead], context) => {
      const broken = text.replace(what, instead);
      expect(broken).not.toBe(text);
      expect(await failedStep(broken, context)).toBe("See that each did what it must");
    });
  },
);

/** As a runner does it, but for what prepares the machine: it is prepared. */
async function failedStep(text: string, { onTestFinished }: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "backup-gate-self-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await symlink(join(ROOT, "__tests__"), join(folder, "__tests__"));
  const ports = await Promise.all([freePort(), freePort()]);
  const { env, jobs } = parse(
    text.replaceAll("18089", `${ports[0]}`).replaceAll("18090", `${ports[1]}`),
  ) as Workflow;
  const known = new Map(Object.entries(env).map(([name, value]) => [`env.${name}`, value]));
  const filled = (values: object = {}): Record<string, string> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        String(value).replace(/\$\{\{ (\S+) \}\}/g, (_, path: string) => known.get(path) ?? ""),
      ]),
    );

  for (const step of jobs["gate"]?.steps ?? []) {
    if (step.if !== undefined || step.run === "npm ci") continue;
    let passed = true;
    if (step.uses === "./") {
      const { code, outputs } = await runAction({ with: filled(step.with) });
      passed = code === 0;
      for (const [name, value] of Object.entries(outputs))
        known.set(`steps.${step.id ?? ""}.outputs.${name}`, value);
      known.set(`steps.${step.id ?? ""}.outcome`, passed ? "success" : "failure");
    } else if (step.run !== undefined) {
      passed = (await bash(step.run, folder, filled(step.env), onTestFinished)) === 0;
    }
    if (!passed && step["continue-on-error"] !== true) return step.name;
  }
  return "none";
}

/** Runs a script as `shell: bash` does, and ends what it has left running when the test is over. */
async function bash(
  script: string,
  cwd: string,
  env: object,
  after: TestContext["onTestFinished"],
): Promise<number | null> {
  const words = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
  const PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const options = { cwd, env: { PATH, ...env }, stdio: "ignore", detached: true } as const;
  const child = spawn("bash", words, options);
  after(() => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid);
    } catch {
      // it has left nothing running
    }
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}
