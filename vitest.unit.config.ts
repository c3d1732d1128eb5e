import { defineConfig } from "vitest/config";

/** The unit tests alone: what `npm run mutation` runs, once for each mutant. */
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    include: ["__tests__/unit/**/*.test.ts"],
    fileParallelism: false,
    isolate: false,
    testTimeout: 10_000,
  },
});
