import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";

const SRC = join(ROOT, "src");
const files = await Promise.all(
  globSync("**/*.ts", { cwd: SRC }).map(async (path) => {
    const name = path.replaceAll("\\", "/");
    const text = await readFile(join(SRC, path), "utf8");
    const imports = [...text.matchAll(/(?:from|import\() *(?:\/\*.*?\*\/ *)?"([^"]+)"/g)];
    return { name, text, imports: imports.map(([, target = ""]) => target) };
  }),
);

const importersOf = (pattern: RegExp): string[] =>
  files
    .filter(({ imports }) => imports.some((target) => pattern.test(target)))
    .map(({ name }) => name);

const namesOf = (pattern: RegExp): string[] =>
  files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

test("the rooms are all there", () => {
  expect(files.length).toBeGreaterThan(15);
});

test("only transport.ts speaks HTTP, and to GitHub what publishes the commit status", () => {
  expect(importersOf(/http-client|^node:(https?|net|tls|dns|http2)$|undici/).sort()).toEqual([
    "inputs/api-url.ts", // node:net, to recognise an IP address
    "report/github/fetch.ts",
    "wpengine/http/transport.ts",
  ]);
  expect(namesOf(/(?<!function )\bfetch\(/)).toEqual([]);
});

test("only report/github/ knows GitHub's API", () => {
  expect(importersOf(/^@actions\/github$|octokit/)).toEqual(["report/github/index.ts"]);
});

test("report/github/ is loaded by the commit status alone, while it runs, and not bundled with it", () => {
  const isInside = (name: string): boolean => name.startsWith("report/github/");
  const outside = files.filter(({ name }) => !isInside(name));
  // What is imported as a type alone is gone when the code runs.
  const loads = outside.flatMap(({ name, text }) => {
    const running = text.replace(/^(import|export) type [^;]*;|typeof import\([^)]*\)/gm, "");
    const imports = running.match(/(\bfrom|\bimport) *(\( *(\/\*[^*]*\*\/)? *)?["'`][^"'`]*["'`]/g);
    return (imports ?? [])
      .filter((statement) => /github\//.test(statement))
      .map((statement) => ({ name, statement }));
  });
  expect(loads).toEqual([
    {
      name: "report/commit-status.ts",
      statement: 'import(/* webpackIgnore: true */ "./github/index.ts"',
    },
  ]);
});

test("what speaks to GitHub is shipped beside the action, and undici nowhere", async () => {
  const read = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");
  const [dist, github] = await Promise.all([read("dist/index.js"), read("dist/github/index.js")]);
  // Words of their code, since comments of ours name them too.
  const octokit = "octokit-core.js";
  const undici = "undici.globalDispatcher";
  expect(await read("node_modules/@octokit/core/dist-src/index.js")).toContain(octokit);
  expect(await read("node_modules/undici/lib/global.js")).toContain(undici);
  expect([dist.includes(octokit), github.includes(octokit)]).toEqual([false, true]);
  expect([dist.includes(undici), github.includes(undici)]).toEqual([false, false]);
});

test("only report/ knows the toolkit", () => {
  for (const name of importersOf(/^@actions\/core$/)) {
    expect(name).toMatch(/^report\//);
  }
});

test("only clock.ts has timers and reads the time", () => {
  const timers =
    /\b(setTimeout|setInterval|setImmediate|AbortSignal\.timeout|Date\.now|performance\.now|new Date\(\))/;
  expect(namesOf(timers)).toEqual(["util/clock.ts"]);
  expect(importersOf(/^node:timers/)).toEqual([]);
});

test("the core knows nothing of GitHub or HTTP", () => {
  const core = files.filter(({ name }) => /^(fleet|gate|backup|schedule|model|util)\//.test(name));
  expect(core.length).toBeGreaterThan(30);
  for (const { name, imports } of core) {
    const strangers = imports.filter((target) =>
      /\/(report|inputs|wpengine)\/|^@|main/.test(target),
    );
    const known = name === "fleet/fleet.ts" ? ["../wpengine/http/rate-limiter.ts"] : [];
    expect({ name, strangers }).toEqual({ name, strangers: known });
  }
});

test("nobody imports the composition root but the doorway", () => {
  expect(importersOf(/\/(main|exit)\.ts$/)).toEqual(["index.ts"]);
});
