import type { Reporter, TestModule } from "vitest/node";

/** Prints what was skipped and why, at the end of the run. */
export class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const result = test.result();
        const note = result.state === "skipped" ? result.note : undefined;
        // Tests excluded on the command line have no note.
        if (note !== undefined) counts.set(note, (counts.get(note) ?? 0) + 1);
      }
    }
    for (const [note, count] of counts) console.warn(`Skipped ${count} tests: ${note}`);
  }
}
