import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./runner.ts";

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

test("the rooms are all there", () => {
  expect(files.length).toBeGreaterThan(15);
});

test("only transport.ts speaks HTTP", () => {
  expect(importersOf(/http-client|^node:(https?|net|tls|dns|http2)$|undici/).sort()).toEqual([
    "api-url.ts", // node:net, to recognise an IP address
    "wpengine/transport.ts",
  ]);
  expect(files.filter(({ text }) => /\bfetch\(/.test(text))).toEqual([]);
});

test("only main.ts, inputs.ts and report/ know the toolkit", () => {
  for (const name of importersOf(/^@actions\/core$/)) {
    expect(name).toMatch(/^(main|inputs)\.ts$|^report\//);
  }
});

test("only clock.ts has timers and reads the time", () => {
  const timers =
    /\b(setTimeout|setInterval|setImmediate|AbortSignal\.timeout|Date\.now|performance\.now|new Date\(\))/;
  expect(files.filter(({ text }) => timers.test(text)).map(({ name }) => name)).toEqual([
    "clock.ts",
  ]);
  expect(importersOf(/^node:timers/)).toEqual([]);
});

test("the core knows nothing of GitHub or HTTP", () => {
  const core = ["gate.ts", "judge.ts", "cadence.ts", "backoff.ts"];
  for (const { name, imports } of files.filter((file) => core.includes(file.name))) {
    const strangers = imports.filter(
      (target) => !/^\.\/(?!main|inputs|index|exit|report)/.test(target),
    );
    expect({ name, strangers }).toEqual({ name, strangers: [] });
    expect(imports.filter((target) => /client|transport/.test(target))).toEqual([]);
  }
});

test("nobody imports the composition root but the doorway", () => {
  expect(importersOf(/\/(main|exit)\.ts$/)).toEqual(["index.ts"]);
});
