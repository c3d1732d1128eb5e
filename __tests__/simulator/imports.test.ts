import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";

const CLOCK = /^import type \{ Clock \} from "(\.\.\/)+src\/util\/clock\.ts"$/;

test("simulator/ imports only the type of a clock from the action, and no test", async () => {
  const files = globSync("simulator/**/*.ts", { cwd: ROOT });
  expect(files.length).toBeGreaterThan(10);
  const strangers: string[] = [];
  for (const file of files) {
    const text = await readFile(join(ROOT, file), "utf8");
    for (const [statement, first, second] of text.matchAll(
      /^(?:import|export)\b[^;"=]*?(?:\bfrom )?"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm,
    )) {
      const target = join(ROOT, dirname(file), first ?? second ?? "");
      const isOwn = !relative(join(ROOT, "simulator"), target).startsWith("..");
      if (!isOwn && !CLOCK.test(statement)) strangers.push(`${file}: ${statement}`);
    }
  }
  expect(strangers).toEqual([]);
});
