import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";

const readme = await readFile(join(ROOT, "README.md"), "utf8");

test("the README is short enough to be read", () => {
  expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(250);
  expect(readme.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(2_200);
});

test("the README has the two commands for a clone", () => {
  expect(readme).toContain("`npm ci && npm run demo`");
  expect(readme).toContain("`npm ci && npm test`");
});
