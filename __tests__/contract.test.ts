import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Environment } from "../src/input-reader.ts";
import { INPUT_DEFAULTS, readSettings } from "../src/inputs.ts";
import { OUTPUT_NAMES } from "../src/report/outputs.ts";
import { REMEDIES } from "../src/report/report.ts";
import { BACKUP_ID } from "./fixtures.ts";
import { metadata, ROOT } from "./runner.ts";

const readme = await readFile(join(ROOT, "README.md"), "utf8");

/** The first cells of the table below a heading, without their backticks. */
function namesUnder(heading: string): string[] {
  return rowsUnder(heading).map(([name = ""]) => name.replaceAll("`", ""));
}

function rowsUnder(heading: string): string[][] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("the contract has three surfaces that say the same", () => {
  test("inputs and their defaults in action.yml and in the code", () => {
    const declared = Object.entries(metadata.inputs).map(([name, input]) => [
      name,
      input.default ?? "",
    ]);
    expect(Object.fromEntries(declared)).toEqual(INPUT_DEFAULTS);
  });

  test("outputs in action.yml and in the code", () => {
    expect(Object.keys(metadata.outputs).sort()).toEqual([...OUTPUT_NAMES].sort());
  });

  test("inputs in action.yml and in the README", () => {
    const rows = Object.entries(metadata.inputs).map(([name, input]) => [
      `\`${name}\``,
      input.required ? "required" : input.default === undefined ? "–" : `\`${input.default}\``,
      input.description,
    ]);
    expect(rowsUnder("Inputs")).toEqual(rows);
  });

  test("outputs in action.yml and in the README", () => {
    const rows = Object.entries(metadata.outputs).map(([name, { description }]) => [
      `\`${name}\``,
      description,
    ]);
    expect(rowsUnder("Outputs")).toEqual(rows);
  });

  test("every result in the README, with the title that is printed", () => {
    const failures = Object.keys(REMEDIES).filter((result) => result !== "requested");
    expect(namesUnder("Results").sort()).toEqual(["completed", ...Object.keys(REMEDIES)].sort());
    for (const result of failures) {
      expect(readme).toContain(`### Backup gate closed: ${result}\n`);
    }
  });
});

interface Workflow {
  readonly jobs?: Readonly<
    Record<string, { steps: { id?: string; uses?: string; with?: Record<string, unknown> }[] }>
  >;
}

const blocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);
const examples = await Promise.all(
  (await readdir(join(ROOT, "examples"))).map(async (name) => ({
    name,
    text: await readFile(join(ROOT, "examples", name), "utf8"),
  })),
);
const steps = examples.flatMap(({ text }) =>
  Object.values((parse(text) as Workflow).jobs ?? {}).flatMap((job) => job.steps),
);

describe("the workflows that are shown", () => {
  test("are the ones in examples/, and the README leads to those that it does not show", () => {
    const shown = blocks.filter((text) => (parse(text) as Workflow).jobs !== undefined);
    expect(shown.length).toBeGreaterThan(0);
    expect(examples.map(({ text }) => text)).toEqual(expect.arrayContaining(shown));
    for (const { name, text } of examples) {
      if (!shown.includes(text)) expect(readme).toContain(`(examples/${name})`);
    }
  });

  test("give the action what it declares, and what its rules demand", () => {
    const gates = steps.filter(({ uses }) => uses?.includes("backup-gate-for-wp-engine"));
    expect(gates).toHaveLength(5);
    for (const { with: given = {} } of gates) {
      const texts = Object.entries(given).map(([name, value]) => [
        name,
        String(value).replace(/\$\{\{.*\}\}/, name.endsWith("-id") ? BACKUP_ID : "something"),
      ]);
      const env = texts.map(([name = "", text]) => [`INPUT_${name.toUpperCase()}`, text]);
      expect(Object.keys(metadata.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(() => readSettings(Object.fromEntries(env) as Environment)).not.toThrow();
    }
  });

  test("guard against yesterday's backup wherever they wait for that of another job", () => {
    const waiting = steps.filter((step) => String(step.with?.["backup-id"]).includes("needs."));
    expect(waiting).not.toEqual([]);
    for (const step of waiting) expect(step.with).toHaveProperty("max-age");
  });

  test("name inputs that there are, where they show no more than those", () => {
    const fragments = blocks
      .map((text) => parse(text) as Workflow)
      .filter((block) => block.jobs === undefined);
    for (const fragment of fragments) {
      expect(Object.keys(metadata.inputs)).toEqual(expect.arrayContaining(Object.keys(fragment)));
    }
  });
});

test("the action runs on node24, and what it runs is there", async () => {
  expect(metadata.runs).toEqual({ using: "node24", main: "dist/index.js" });
  expect(await readFile(join(ROOT, metadata.runs.main), "utf8")).not.toBe("");
});

test("these tests run on Node 24, as the action does", () => {
  expect(process.version).toMatch(/^v24\./);
});
