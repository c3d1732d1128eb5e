import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";

interface File {
  /** Path relative to `src/`. */
  readonly name: string;
  readonly text: string;
  /** The files of `src/` that it imports, types included. */
  readonly imports: readonly string[];
}

const files = await Promise.all(
  globSync("**/*.ts", { cwd: join(ROOT, "src") }).map(async (path): Promise<File> => {
    const name = path.replaceAll("\\", "/");
    const text = await readFile(join(ROOT, "src", path), "utf8");
    const targets = text.matchAll(/(?:\bfrom|\bimport\() *(?:\/\*.*?\*\/ *)?"(\.[^"]+)"/g);
    const imports = [...targets].map(([, target = ""]) => join(dirname(name), target));
    return { name, text, imports: imports.filter((target) => target.endsWith(".ts")) };
  }),
);
const importsOf = new Map(files.map(({ name, imports }) => [name, imports] as const));

/** The folders of `src/` by layer, from lowest to highest. Folders of one layer do not import each other. */
const LAYERS = [
  ["util"],
  ["model"],
  ["schedule", "wpengine", "inputs"],
  ["backup"],
  ["gate"],
  ["fleet"],
  ["report"],
] as const;
const FOLDERS = LAYERS.flat();

test("each file of src/ is in a known folder or is one of five top-level files", () => {
  const outside = files.map(({ name }) => name).filter((name) => !name.includes("/"));
  expect(outside.sort()).toEqual([
    "exit.ts",
    "index.ts",
    "main.ts",
    "startup-failure.ts",
    "watchdog.ts",
  ]);
  const folders = new Set(
    files.map(({ name }) => name.split("/")[0] ?? "").filter((folder) => !folder.endsWith(".ts")),
  );
  expect([...folders].sort()).toEqual([...FOLDERS].sort());
});

test("there are no import cycles", () => {
  const finished = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw new Error([...path, name].join(" → "));
    if (finished.has(name)) return;
    for (const target of importsOf.get(name) ?? []) visit(target, [...path, name]);
    finished.add(name);
  };
  for (const { name } of files) visit(name, []);
  expect(finished.size).toBe(files.length);
  importsOf.set("util/clock.ts", ["main.ts"]);
  finished.clear();
  expect(() => visit("main.ts", [])).toThrow(/main\.ts → .*util\/clock\.ts → main\.ts$/);
});

describe("the lint rules", () => {
  const eslint = new ESLint({ cwd: ROOT });
  const bannedIn = async (file: string): Promise<(target: string) => boolean> => {
    const { rules } = (await eslint.calculateConfigForFile(join(ROOT, "src", file))) as {
      readonly rules: Readonly<Record<string, readonly unknown[]>>;
    };
    const [, options] = rules["no-restricted-imports"] ?? [];
    const { patterns = [] } = (options ?? {}) as {
      readonly patterns?: { readonly regex: string }[];
    };
    return (target) => patterns.some(({ regex }) => new RegExp(regex, "u").test(target));
  };

  test.each(FOLDERS)("let src/%s/ import only lower folders", async (folder) => {
    const isBanned = await bannedIn(`${folder}/some.ts`);
    const below = LAYERS.slice(
      0,
      LAYERS.findIndex((layer) => (layer as readonly string[]).includes(folder)),
    ).flat();
    // Only main.ts imports wpengine/ and inputs/.
    const mayImport = below.filter((other) => other !== "wpengine" && other !== "inputs");
    for (const other of FOLDERS) {
      if (other === folder) continue;
      const allowed = (mayImport as readonly string[]).includes(other);
      expect([other, isBanned(`../${other}/some.ts`)]).toEqual([other, !allowed]);
      expect([other, isBanned(`../../${other}/some.ts`)]).toEqual([other, !allowed]);
    }
    expect(isBanned("../main.ts")).toBe(true);
    expect(isBanned("./index.ts")).toBe(false);
    expect(isBanned("@actions/core")).toBe(folder !== "report");
    expect(isBanned("@actions/http-client")).toBe(true);
    expect(isBanned("node:https")).toBe(true);
  });

  test.each(["wpengine/http/transport.ts", "report/github/fetch.ts"])(
    "allow HTTP in src/%s",
    async (file) => {
      expect((await bannedIn(file))("@actions/http-client")).toBe(false);
    },
  );

  test("allow timers and clocks only in src/util/clock.ts", async () => {
    const rulesOf = async (file: string): Promise<unknown[]> => {
      const config = (await eslint.calculateConfigForFile(join(ROOT, "src", file))) as {
        readonly rules: Readonly<Record<string, readonly unknown[]>>;
      };
      return ["no-restricted-globals", "no-restricted-properties"].map(
        (rule) => config.rules[rule]?.[0],
      );
    };
    expect(await rulesOf("gate/wait.ts")).toEqual([2, 2]);
    expect(await rulesOf("util/clock.ts")).toEqual([undefined, undefined]);
  });
});

test("only report/commit-status.ts loads report/github/, at run time and outside the main bundle", () => {
  const outside = files.filter(({ name }) => !name.startsWith("report/github/"));
  // Type imports are removed before the code runs.
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

test("octokit is only in dist/github/, and undici in no bundle", async () => {
  const read = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");
  const [dist, github] = await Promise.all([read("dist/index.js"), read("dist/github/index.js")]);
  // Search for text from their code, because our comments name them, too.
  const octokit = "octokit-core.js";
  const undici = "undici.globalDispatcher";
  expect(await read("node_modules/@octokit/core/dist-src/index.js")).toContain(octokit);
  expect(await read("node_modules/undici/lib/global.js")).toContain(undici);
  expect([dist.includes(octokit), github.includes(octokit)]).toEqual([false, true]);
  expect([dist.includes(undici), github.includes(undici)]).toEqual([false, false]);
});
