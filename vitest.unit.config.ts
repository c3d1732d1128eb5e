import { defineConfig } from "vitest/config";

/** The suites of the modules, alone: what `npm run mutation` asks, once for each mutant. */
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    include: ["__tests__/*.test.ts"],
    // What reads the repository's files has nothing to say of a mutant; the rest of these takes too long to be asked.
    exclude: [
      "architecture",
      "changelog",
      "check-api",
      "contract",
      "examples",
      "reading-dist",
      "workflows",
      "bench",
      "fleet-of-800",
      "cadence-promises",
      "trust",
    ].map((name) => `__tests__/${name}.test.ts`),
    fileParallelism: false,
    isolate: false,
    testTimeout: 10_000,
  },
});
