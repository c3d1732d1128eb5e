import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { INPUT_DEFAULTS } from "../src/inputs.ts";
import { OUTPUT_NAMES } from "../src/report/outputs.ts";
import { REMEDIES } from "../src/report/report.ts";
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
      input.default === undefined ? "required" : `\`${input.default}\``,
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
    expect(namesUnder("Results")).toEqual(["completed", ...Object.keys(REMEDIES)]);
    for (const result of Object.keys(REMEDIES)) {
      expect(readme).toContain(`### Backup gate closed: ${result}\n`);
    }
  });
});

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { steps: { uses?: string; with?: Record<string, string> }[] }>
  >;
}

test("the README's workflows give the action what it declares, and all that it requires", () => {
  const workflows = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
    ([, text = ""]) => parse(text) as Workflow,
  );
  const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
  const gates = steps.filter(({ uses }) => uses?.includes("backup-gate-for-wp-engine"));
  expect(gates).not.toEqual([]);
  const required = Object.keys(metadata.inputs).filter((name) => metadata.inputs[name]?.required);
  for (const gate of gates) {
    const given = Object.keys(gate.with ?? {});
    expect(Object.keys(metadata.inputs)).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(expect.arrayContaining(required));
  }
});

test("the action runs on node24, and what it runs is there", async () => {
  expect(metadata.runs).toEqual({ using: "node24", main: "dist/index.js" });
  expect(await readFile(join(ROOT, metadata.runs.main), "utf8")).not.toBe("");
});

test("these tests run on Node 24, as the action does", () => {
  expect(process.version).toMatch(/^v24\./);
});
