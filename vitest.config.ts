import { availableParallelism } from "node:os";
import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { githubPackages } from "./__tests__/github/vite.ts";
import { areNodesInstalled, pathOfNode } from "./__tests__/nodes/nodes.ts";
import { SkipReporter } from "./__tests__/support/skip-reporter.ts";

/** Tests that start the action or another process. */
const PROCESSES = [
  "__tests__/{e2e,engine,nodes}/**/*.test.ts",
  "__tests__/properties/shipped.test.ts",
];
/** End-to-end tests that do not depend on the version of Node: the request rate of a fleet. */
const SAME_ON_EACH_NODE = ["__tests__/e2e/{fleet,middlemen-limiter}.test.ts"];

/**
 * Tests that start processes mostly wait, so more of them than cores can run at a time. They measure real time, so a busy
 * machine can fail one of them by chance. A failed test runs once more, and the report says so.
 */
const processes = {
  retry: 1,
  expect: { requireAssertions: true },
  maxWorkers: 6,
  maxConcurrency: 16,
  testTimeout: 120_000,
  sequence: { groupOrder: 1 },
};

/** Runs the slowest file first. It computes for about ten seconds before its first test, so vitest considers it quick. */
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
    // vitest adds "github-actions" by itself only if `reporters` is not set.
    reporters: [
      "default",
      ...(process.env["GITHUB_ACTIONS"] === "true" ? ["github-actions"] : []),
      new SkipReporter(),
    ],
    // First only the units run. Then the tests with processes run side by side on all versions of Node.
    projects: [
      {
        plugins: githubPackages.plugins,
        test: {
          name: "units",
          include: ["__tests__/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...PROCESSES],
          server: githubPackages.server,
          expect: { requireAssertions: true },
          // Each file loads its imports in a fraction of a second. A process per file would take longer.
          isolate: false,
          // The tests start scripts more than a hundred times. With this cache, Node compiles them only once.
          env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node") },
          maxWorkers: Math.min(3, availableParallelism() + 1), // one worker mostly waits
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
