import { defineConfig } from "vitest/config";

/** Only the unit tests. `npm run mutation` runs them once for each mutant. */
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    include: ["__tests__/unit/**/*.test.ts"],
    fileParallelism: false,
    isolate: false,
    testTimeout: 10_000,
  },
});
