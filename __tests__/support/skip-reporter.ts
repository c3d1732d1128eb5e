import type { Reporter, TestModule } from "vitest/node";

/** Tells what was not tested, and why, after all else. */
export class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const result = test.result();
        const note = result.state === "skipped" ? result.note : undefined;
        // Those that the command line has left out have none.
        if (note !== undefined) counts.set(note, (counts.get(note) ?? 0) + 1);
      }
    }
    for (const [note, count] of counts) console.warn(`Skipped ${count} tests: ${note}`);
  }
}
