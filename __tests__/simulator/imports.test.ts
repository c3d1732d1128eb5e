import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What stands for the runner, and starts the action in the demo and the pictures. */
const RUNNER = /^\.\.?\/runner\.ts$/;
const FOR_RUNNER = ["demo.ts", "pictures.ts", "scenes.ts"];
const CLOCK = /^import type \{ Clock \} from "(\.\.\/)+src\/clock\.ts"$/;

test("the simulator imports nothing of the action but the type of a clock, and nothing of other tests", async () => {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".ts"));
  expect(files).toContain("server.ts");
  const strangers: string[] = [];
  for (const file of files) {
    const text = await readFile(join(import.meta.dirname, file), "utf8");
    for (const [statement, first, second] of text.matchAll(
      /^(?:import|export)\b[^;"]*?(?:\bfrom )?"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm,
    )) {
      const target = first ?? second ?? "";
      const isOwn = /^\.\/[a-z-]+\.ts$/.test(target) || CLOCK.test(statement);
      const isRunner = FOR_RUNNER.includes(file) && RUNNER.test(target);
      if (!isOwn && !isRunner) strangers.push(`${file}: ${statement}`);
    }
  }
  expect(strangers).toEqual([]);
});
