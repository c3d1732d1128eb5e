import { availableParallelism } from "node:os";
import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { githubPackages } from "./__tests__/github/vite.ts";
import { areNodesInstalled, pathOfNode } from "./__tests__/nodes/nodes.ts";
import { SkipReporter } from "./__tests__/support/skip-reporter.ts";

/** Tests that start the action, or what else takes a process of its own. */
const PROCESSES = [
  "__tests__/{e2e,engine,nodes}/**/*.test.ts",
  "__tests__/properties/shipped.test.ts",
];
/** End-to-end tests that show the same on each Node: how a fleet shares its requests. */
const SAME_ON_EACH_NODE = ["__tests__/e2e/{fleet,middlemen-limiter}.test.ts"];

/**
 * Tests that start processes mostly wait: more of them than cores can run at a time. They measure real time, so a busy
 * machine can fail one of them by chance: it then runs once more, and the report says so.
 */
const processes = {
  retry: 1,
  expect: { requireAssertions: true },
  maxWorkers: 6,
  maxConcurrency: 16,
  testTimeout: 120_000,
  sequence: { groupOrder: 1 },
};

/** The file that simulates for some ten seconds before its first test, so that vitest takes it for a quick one, comes first. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlowest = ({ moduleId }: TestSpecification): boolean =>
      moduleId.endsWith("/bench.test.ts");
    return [...sorted.filter(isSlowest), ...sorted.filter((file) => !isSlowest(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    // The second one is vitest's own choice too, if none is chosen for it.
    reporters: [
      "default",
      ...(process.env["GITHUB_ACTIONS"] === "true" ? ["github-actions"] : []),
      new SkipReporter(),
    ],
    // The units have the processors to themselves; then processes on all Nodes wait side by side.
    projects: [
      {
        plugins: githubPackages.plugins,
        test: {
          name: "units",
          include: ["__tests__/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...PROCESSES],
          server: githubPackages.server,
          expect: { requireAssertions: true },
          // Each file loads what it tests in a fraction of a second; a process for each file takes longer than that.
          isolate: false,
          // Scripts are started more than a hundred times: only the first time are they compiled.
          env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node") },
          maxWorkers: Math.min(3, availableParallelism() + 1), // one of them mostly waits
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...processes, name: "node24", include: PROCESSES } },
      ...(areNodesInstalled ? ([20, 22] as const) : []).map((major) => ({
        test: {
          ...processes,
          name: `node${major}`,
          include: ["__tests__/e2e/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...SAME_ON_EACH_NODE],
          env: { ACTION_NODE: pathOfNode(major) },
        },
      })),
    ],
  },
});
