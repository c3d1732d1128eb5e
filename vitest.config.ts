import { defineConfig } from "vitest/config";
import { githubPackages } from "./__tests__/github/vite.ts";
import { SkipReporter } from "./__tests__/skip-reporter.ts";

export default defineConfig({
  plugins: githubPackages.plugins,
  test: {
    server: githubPackages.server,
    expect: { requireAssertions: true },
    // The second one is vitest's own choice too, where nothing is chosen for it.
    reporters: [
      "default",
      ...(process.env["GITHUB_ACTIONS"] === "true" ? ["github-actions"] : []),
      new SkipReporter(),
    ],
    include: ["__tests__/**/*.test.ts"],
    // End-to-end tests are processes that mostly wait. Few at a time, so that what is measured is the action's own
    // time and not the machine's queue.
    fileParallelism: false,
    maxConcurrency: 8,
    testTimeout: 60_000,
  },
});
