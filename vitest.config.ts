import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["__tests__/**/*.test.ts"],
    // End-to-end tests are processes that mostly wait. Few at a time, so that what is measured is the action's own
    // time and not the machine's queue.
    fileParallelism: false,
    maxConcurrency: 8,
    testTimeout: 60_000,
  },
});
