import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";

interface File {
  /** Its path below `src/`. */
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

/** The rooms from the lowest to the highest; those in one row stand side by side. */
const FLOORS = [
  ["util"],
  ["model"],
  ["schedule", "wpengine", "inputs"],
  ["backup"],
  ["gate"],
  ["fleet"],
  ["report"],
] as const;
const ROOMS = FLOORS.flat();

test("each file is in a room, or is one of the five at the door", () => {
  const outside = files.map(({ name }) => name).filter((name) => !name.includes("/"));
  expect(outside.sort()).toEqual([
    "exit.ts",
    "index.ts",
    "main.ts",
    "startup-failure.ts",
    "watchdog.ts",
  ]);
  const rooms = new Set(
    files.map(({ name }) => name.split("/")[0] ?? "").filter((room) => !room.endsWith(".ts")),
  );
  expect([...rooms].sort()).toEqual([...ROOMS].sort());
});

test("no imports form a circle", () => {
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

describe("ESLint lets src/ import", () => {
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

  test.each(ROOMS)("from %s only what is below", async (room) => {
    const isBanned = await bannedIn(`${room}/some.ts`);
    const below = FLOORS.slice(
      0,
      FLOORS.findIndex((floor) => (floor as readonly string[]).includes(room)),
    ).flat();
    // Only main.ts puts the API and the inputs in.
    const mayImport = below.filter((other) => other !== "wpengine" && other !== "inputs");
    for (const other of ROOMS) {
      if (other === room) continue;
      const allowed = (mayImport as readonly string[]).includes(other);
      expect([other, isBanned(`../${other}/some.ts`)]).toEqual([other, !allowed]);
      expect([other, isBanned(`../../${other}/some.ts`)]).toEqual([other, !allowed]);
    }
    expect(isBanned("../main.ts")).toBe(true);
    expect(isBanned("./index.ts")).toBe(false);
    expect(isBanned("@actions/core")).toBe(room !== "report");
    expect(isBanned("@actions/http-client")).toBe(true);
    expect(isBanned("node:https")).toBe(true);
  });

  test.each(["wpengine/http/transport.ts", "report/github/fetch.ts"])(
    "HTTP from %s",
    async (file) => {
      expect((await bannedIn(file))("@actions/http-client")).toBe(false);
    },
  );

  test("no timer and no clock but util/clock.ts", async () => {
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

test("report/github/ is loaded by the commit status alone, while it runs, and not bundled with it", () => {
  const outside = files.filter(({ name }) => !name.startsWith("report/github/"));
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
