import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { INPUT_DEFAULTS } from "../../src/inputs/defaults.ts";
import { OUTPUT_NAMES } from "../../src/report/output-names.ts";
import { REMEDIES } from "../../src/report/remedies.ts";
import type { Result } from "../../src/model/verdict.ts";
import { metadata, ROOT } from "../../simulator/runner.ts";

const readme = await readFile(join(ROOT, "README.md"), "utf8");

/** The names in the first cells of the table below a heading. */
function namesUnder(heading: string): (string | undefined)[] {
  return rowsUnder(heading).map(([name = ""]) => /`([^`]+)`/.exec(name)?.[1]);
}

function rowsUnder(heading: string): string[][] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return section
    .split("\n")
    .filter((line) => /^\| \[?`/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("action.yml, the code and the README agree on", () => {
  test("the inputs and their defaults (action.yml and code)", () => {
    const declared = Object.entries(metadata.inputs).map(([name, input]) => [
      name,
      input.default ?? "",
    ]);
    expect(Object.fromEntries(declared)).toEqual(INPUT_DEFAULTS);
  });

  test("the outputs (action.yml and code)", () => {
    expect(Object.keys(metadata.outputs).sort()).toEqual([...OUTPUT_NAMES].sort());
  });

  test("the inputs, their defaults and descriptions (action.yml and README)", () => {
    const rows = Object.entries(metadata.inputs).map(([name, input]) => [
      `\`${name}\``,
      input.required ? "required" : input.default === undefined ? "–" : `\`${input.default}\``,
      input.description,
    ]);
    expect(rowsUnder("Inputs")).toEqual(rows);
  });

  test("the outputs and their descriptions (action.yml and README)", () => {
    const rows = Object.entries(metadata.outputs).map(([name, { description }]) => [
      `\`${name}\``,
      description,
    ]);
    expect(rowsUnder("Outputs")).toEqual(rows);
  });

  test("the results (code and README)", () => {
    const results = ["completed", ...Object.keys(REMEDIES)] as Result[];
    expect(namesUnder("Results").sort()).toEqual(results.toSorted());
  });
});

test("the action runs dist/index.js on node24, and the file is not empty", async () => {
  expect(metadata.runs).toEqual({ using: "node24", main: "dist/index.js" });
  expect(await readFile(join(ROOT, metadata.runs.main), "utf8")).not.toBe("");
});

test("the tests run on Node 24, like the action", () => {
  expect(process.version).toMatch(/^v24\./);
});
