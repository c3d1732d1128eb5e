import { defineConfig } from "vitest/config";

const { PROPERTY_TIMES = "20" } = process.env;

/** What takes too long for every change: the properties on many more cases, and long runs. */
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    include: ["__tests__/properties/*.test.ts", "__tests__/soak/*.soak.ts"],
    fileParallelism: false,
    maxConcurrency: 8,
    env: { PROPERTY_TIMES },
  },
});
