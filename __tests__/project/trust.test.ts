import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";

const testing = await readFile(join(ROOT, "docs/testing.md"), "utf8");
const [, rest = ""] = testing.split("\n## Results\n");
const section = rest.slice(0, rest.indexOf("\n## "));

test("each result has a command, and each command exists", async () => {
  const rows = section.split("\n").filter((line) => /^\| (?!-)/.test(line));
  const commands = rows.slice(1).map((row) => / \| `([^`]+)` *\|$/.exec(row)?.[1]);
  expect(commands.length).toBeGreaterThan(5);
  const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  for (const command of commands) {
    const [, script] = /^npm run ([\w:]+)$/.exec(command ?? "") ?? [];
    if (script === undefined) expect(command).toMatch(/^(PROPERTY_TIMES=20 )?npx vitest run /);
    else expect(scripts).toHaveProperty([script]);
  }
});

test("the counts of random courses are those that run", async () => {
  const folder = join(ROOT, "__tests__/properties");
  const cases = { holds: 0, holdsAtOnce: 0 };
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".test.ts"))) {
    const text = await readFile(join(folder, file), "utf8");
    for (const [, how, count = ""] of text.matchAll(/await (holds\w*)\(.+, ([\d_]+), \w/g)) {
      cases[how as keyof typeof cases] += Number(count.replace("_", ""));
    }
  }
  const stated = [/ ([\d,]+) random courses /, / and (\d+) that `dist\/` /].map((pattern) =>
    Number(pattern.exec(section)?.[1]?.replace(",", "")),
  );
  expect(stated).toEqual([cases.holds, cases.holdsAtOnce]);
});

test("the mutation score is the sum of the measured parts", async () => {
  const mutation = await readFile(join(ROOT, "stryker.md"), "utf8");
  const figure = (text = ""): number => Number(text.replace(",", ""));
  const rows = [...mutation.matchAll(/^\| .* \| +([\d,]+) \| +([\d,]+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(2);
  const sum = (column: number): number =>
    rows.reduce((total, row) => total + figure(row[column]), 0);
  const [, noticed, all, share] =
    /The unit tests notice ([\d,]+) of these ([\d,]+) mutants \(([\d.]+) %\)/.exec(mutation) ?? [];
  expect([figure(all), figure(noticed)]).toEqual([sum(1), sum(2)]);
  expect(figure(share)).toBe(Math.round((1_000 * sum(2)) / sum(1)) / 10);
  expect(section).toMatch(new RegExp(` ${all} faults .* ${share} % noticed`));
});
