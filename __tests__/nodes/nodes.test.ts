import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createWorld } from "../e2e/world.ts";
import { OUTPUT_NAMES } from "../../src/report/output-names.ts";
import { failOrSkip } from "../support/skips.ts";
import { areNodesInstalled, OLD_NODES, pathOfNode } from "./nodes.ts";

// The end-to-end tests also run on Node 20 and 22: see the projects in vitest.config.ts.
describe.concurrent("the shipped action", () => {
  if (!areNodesInstalled)
    failOrSkip("Node 16, 18, 20 and 22 not installed: npm run test:nodes (Linux on x64 and arm64)");

  test.each(OLD_NODES)("has Node %i for its tests", (major) => {
    const version = execFileSync(pathOfNode(major), ["--version"], { encoding: "utf8" });
    expect(version).toMatch(new RegExp(`^v${major}\\.`));
  });

  test("is tested on the oldest Node that it runs on", () => {
    expect(execFileSync(pathOfNode(20), ["--version"], { encoding: "utf8" }).trim()).toBe(
      "v20.0.0",
    );
  });

  test.each([16, 18] as const)(
    "fails on Node %i with one annotation that says what to install, and sends no request",
    async (major) => {
      const world = await createWorld();
      const run = await world.run({}, { node: pathOfNode(major) });
      expect(run.code).toBe(1);
      const annotations = run.stdout.split("\n").filter((line) => line.startsWith("::error"));
      expect(annotations).toHaveLength(1);
      expect(annotations[0]).toMatch(
        new RegExp(
          `^::error title=Backup gate closed%3A error::Backup Gate needs Node 20 or later, .* Node ${major}\\.\\d+\\.\\d+\\.` +
            "%0AUpdate the runner to version 2\\.327\\.1 or later",
        ),
      );
      expect(run.stdout.trimEnd()).toBe(annotations[0]);
      expect(run.stderr).toBe("");
      expect(Object.keys(run.outputs).sort()).toEqual([...OUTPUT_NAMES].sort());
      expect(run.outputs).toMatchObject({ result: "error", backups: "[]", "backup-id": "" });
      expect(run.summary).toContain("## ⛔ Backup gate closed: error");
      expect(run.summary).toContain(`Node ${major}.`);
      expect(world.simulator.seen).toEqual([]);
    },
  );

  test.each([16, 18] as const)(
    "prints that annotation on Node %i even if it cannot write outputs or a summary",
    async (major) => {
      const world = await createWorld();
      const env = { GITHUB_OUTPUT: "/nowhere/output", GITHUB_STEP_SUMMARY: undefined };
      const run = await world.run({}, { node: pathOfNode(major), env });
      expect(run.code).toBe(1);
      expect(run.stdout).toMatch(/^::error .*needs Node 20 or later/);
      expect(run.stderr).toBe("");
    },
  );

  test.each([16, 18] as const)("ends on Node %i even if a timer keeps running", async (major) => {
    const world = await createWorld();
    const folder = await mkdtemp(join(tmpdir(), "backup-gate-preload-"));
    const file = join(folder, "preload.cjs");
    await writeFile(file, "setInterval(() => undefined, 1_000);");
    const run = await world.run(
      {},
      { node: pathOfNode(major), env: { NODE_OPTIONS: `--require=${file}` } },
    );
    await rm(folder, { recursive: true });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("error");
  });
});
