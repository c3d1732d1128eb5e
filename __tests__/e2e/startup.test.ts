import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { metadata, ROOT, type Run } from "../../simulator/runner.ts";
import { PASSWORD } from "../../simulator/wpengine/credentials.ts";
import { createWorld } from "./world.ts";

/** The action's bundle in which one piece of text is another one. */
async function changed(from: string | RegExp, to: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "backup-gate-changed-"));
  const text = await readFile(join(ROOT, metadata.runs.main), "utf8");
  const broken = text.replace(from, to);
  if (broken === text) throw new Error(`the bundle has no ${String(from)}`);
  await writeFile(join(folder, "index.js"), broken);
  await copyFile(join(ROOT, "dist/package.json"), join(folder, "package.json"));
  await symlink(join(ROOT, "dist/github"), join(folder, "github"));
  return folder;
}

/** Runs a changed bundle before a completed backup, which would open the gate. */
async function runChanged(
  from: string | RegExp,
  to: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const folder = await changed(from, to);
  try {
    const world = await createWorld();
    return await world.run(inputs, { main: join(folder, "index.js") });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs the bundle before a completed backup, after a piece of code that breaks something. */
async function runAfter(code: string): Promise<Run> {
  const world = await createWorld();
  const preload = `data:text/javascript,${encodeURIComponent(code)}`;
  return world.run({}, { env: { NODE_OPTIONS: `--import=${preload}` } });
}

function expectOneError(run: Run, message: RegExp): void {
  expect(run.code).toBe(1);
  const annotations = run.stdout.split("\n").filter((line) => line.startsWith("::error"));
  expect(annotations).toHaveLength(1);
  expect(annotations[0]).toMatch(message);
  expect(annotations[0]).toContain("Please report it");
  expect(run.outputs["result"]).toBe("error");
  expect(run.summary).toContain("## ⛔ Backup gate closed: error");
}

describe.concurrent("a bundle that cannot run closes the gate and says why", () => {
  test("if a module fails while it loads", async () => {
    const run = await runChanged(/^const KEY_BYTES = .*$/m, 'throw new Error("spoilt");');
    expectOneError(run, /could not run \(Error: spoilt\)/);
  });

  test("if the step fails outside of everything that reports", async () => {
    const run = await runChanged(
      /^async function main\((\w+)\) \{$/m,
      `async function main($1) { throw new Error("no luck with ${PASSWORD}\\n::notice::x");`,
    );
    expectOneError(run, /could not run \(Error: no luck with \*\*\* : :notice: :x\)/);
    for (const text of [run.stdout, run.summary, run.stderr]) expect(text).not.toContain(PASSWORD);
    expect(run.stdout).not.toMatch(/^::notice/m);
  });

  test("if the process has nothing left to do", async () => {
    const run = await runChanged(
      /^async function main\((\w+)\) \{$/m,
      "async function main($1) { await new Promise(() => undefined);",
    );
    expectOneError(run, /ended before it had a result/);
  });

  test.each([0, 1])("if a dependency calls process.exit(%i)", async (code) => {
    const run = await runChanged(
      /^async function main\((\w+)\) \{$/m,
      `async function main($1) { process.exit(${code});`,
    );
    expectOneError(run, /ended before it had a result/);
  });

  test("if a dependency calls process.exit(0) after the gate has closed", async () => {
    const run = await runChanged(
      /^async function leave\((\w+)\) \{$/m,
      "async function leave($1) { process.exit(0);",
      { "api-password": "wrong" },
    );
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("unauthorized");
  });

  test("if Node lacks what the first lines need", async () => {
    const run = await runAfter("delete globalThis.AbortController");
    expectOneError(run, /could not run \(ReferenceError: AbortController is not defined\)/);
  });

  test("if it cannot even say what went wrong", async () => {
    const run = await runAfter(
      "delete globalThis.AbortController; String.prototype.toWellFormed = undefined",
    );
    expectOneError(run, /ended before it had a result/);
  });
});

test("outputs that were written before a late failure stay", async () => {
  const run = await runChanged(
    /^(\s*)await this\.#status\?\.end\(.*$/m,
    '$1throw new Error("too late");',
  );
  expectOneError(run, /could not run \(Error: too late\)/);
  expect(run.outputs["status"]).toBe("completed");
  expect(run.outputs["backup-id"]).not.toBe("");
});
