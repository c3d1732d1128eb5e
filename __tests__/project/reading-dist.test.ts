import { globSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GLUE, licensed, sharesOf, SOURCE } from "../support/bundle.ts";
import { ROOT } from "../../simulator/runner.ts";

const guide = await readFile(join(ROOT, "docs/reading-dist.md"), "utf8");
const lock = JSON.parse(await readFile(join(ROOT, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
};

/** The cells of the table rows under a heading, without the header row. */
function rowsUnder(heading: string): string[][] {
  const [, section = ""] = guide.split(`\n## ${heading}\n`);
  return section
    .slice(0, section.indexOf("\n## "))
    .split("\n")
    .filter((line) => /^\| (?!-)/.test(line))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.replaceAll("`", "").trim()))
    .slice(1);
}

test("docs/reading-dist.md lists exactly the files of dist/", () => {
  const files = globSync("dist/**", { cwd: ROOT })
    .filter((path) => statSync(join(ROOT, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"));
  expect(rowsUnder("The files").map(([name]) => name)).toEqual(expect.arrayContaining(files));
  expect(rowsUnder("The files").length).toBe(files.length);
});

describe.each([
  ["dist", "What is in dist/index.js"],
  ["dist/github", "What is in dist/github/index.js"],
])("docs/reading-dist.md on %s/index.js", async (folder, heading) => {
  const rows = rowsUnder(heading);
  const shares = await sharesOf(folder);
  const total = [...shares.values()].reduce((sum, lines) => sum + lines, 0);

  test("lists exactly the bundled packages", async () => {
    const packages = (names: Iterable<string>): string[] =>
      [...names].filter((name) => name !== SOURCE && name !== GLUE).sort();
    const bundled = packages(shares.keys());
    expect(bundled.length).toBeGreaterThan(1);
    expect(packages(rows.map(([name = ""]) => name))).toEqual(bundled);
    // The analysis of the bundle agrees with licenses.txt from ncc.
    expect((await licensed(folder)).sort()).toEqual(bundled);
  });

  test("states the version of each package", () => {
    for (const [name = "", version] of rows) {
      if (name === SOURCE || name === GLUE) continue;
      expect({ name, version }).toEqual({
        name,
        version: lock.packages[`node_modules/${name}`]?.version,
      });
    }
  });

  test("states the share of each package, within two percentage points", () => {
    expect(rows.length).toBe(shares.size);
    for (const [name = "", , share = ""] of rows) {
      const real = (100 * (shares.get(name) ?? NaN)) / total;
      expect(parseFloat(share), `${name} has ${real.toFixed(1)} %`).toBeGreaterThan(real - 2);
      expect(parseFloat(share), `${name} has ${real.toFixed(1)} %`).toBeLessThan(real + 2);
    }
  });

  test("lists Node's own modules that it loads, and it evaluates no text as code", async () => {
    const text = await readFile(join(ROOT, folder, "index.js"), "utf8");
    const loaded = [...text.matchAll(/createRequire\(import\.meta\.url\)\("(?:node:)?([^"]+)"\)/g)];
    const names = [...new Set(loaded.map(([, name = ""]) => name))].sort();
    const [, section = ""] = guide.split(`\n## ${heading}\n`);
    const [, said = ""] =
      /Of Node's own modules it loads ([^:;]*?),\s+and no other/.exec(section) ?? [];
    expect(said.match(/[\w/]+(?=`)/g)?.sort()).toEqual(names);
    expect(text).not.toMatch(/\beval\(|\bnew Function\(|child_process|worker_threads/);
  });
});
