import { defineConfig } from "vitest/config";

const { PROPERTY_TIMES = "20" } = process.env;

/** Tests that take too long for every change: the properties with many more cases, and long runs. */
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    include: ["__tests__/properties/*.test.ts", "__tests__/soak/*.soak.ts"],
    fileParallelism: false,
    maxConcurrency: 8,
    env: { PROPERTY_TIMES },
  },
});
