import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";
import type { Result } from "../../src/model/verdict.ts";
import { helpPage } from "../../src/report/help-page.ts";
import { REMEDIES } from "../../src/report/remedies.ts";
import { titleOf } from "../../src/report/report.ts";
import { textsOf, unsupportedNode } from "../../src/startup-failure.ts";
import { anchorsOf } from "../support/pages.ts";

const page = await readFile(join(ROOT, "docs/troubleshooting.md"), "utf8");
const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
const entries = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);

/** Titles of annotations that stand in the source as they are printed. */
async function titlesInSource(): Promise<string[]> {
  const titles: string[] = [];
  for await (const file of glob("src/**/*.ts", { cwd: ROOT })) {
    const text = await readFile(join(ROOT, file), "utf8");
    titles.push(...[...text.matchAll(/title: "([^"]+)"/g)].map(([, title = ""]) => title));
  }
  return titles;
}

const results = ["completed", ...Object.keys(REMEDIES)] as Result[];

describe("the troubleshooting page", () => {
  test("has an entry for each annotation, and no other", async () => {
    const titles = [...results.map(titleOf), ...(await titlesInSource())];
    expect(entries.toSorted()).toEqual([...new Set(titles)].sort());
  });

  test("has no title twice, so each anchor is that of its title", () => {
    expect(new Set(headings).size).toBe(headings.length);
  });

  test.each(results)("has the anchor that an annotation of %s links to", (result) => {
    const env = { GITHUB_ACTION_REPOSITORY: "owner/gate", GITHUB_ACTION_REF: "v1" };
    const [address, anchor] = helpPage(titleOf(result), env).split("#");
    expect(address).toBe("https://github.com/owner/gate/blob/v1/docs/troubleshooting.md");
    expect(anchorsOf(page)).toContain(anchor);
  });

  test("has the entry of what is printed on an old Node", () => {
    const [, title = ""] = /^## ⛔ (.+)$/m.exec(textsOf(unsupportedNode("16"), "").summary) ?? [];
    expect(entries).toContain(title);
  });

  test("links to what is there", async () => {
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
    const local = links.filter((link) => !link.startsWith("https:"));
    expect(local.length).toBeGreaterThan(3);
    for (const link of local) {
      const [path = "", anchor] = link.split("#");
      const file = path === "" ? "docs/troubleshooting.md" : join(dirname("docs/x"), path);
      const text = await readFile(join(ROOT, file), "utf8");
      if (anchor !== undefined) expect([...anchorsOf(text)]).toContain(anchor);
    }
  });
});
