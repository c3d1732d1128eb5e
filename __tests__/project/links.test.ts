import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";
import { anchorsOf, committed } from "../support/pages.ts";

const files = new Set(committed);
const pages = committed.filter((path) => path.endsWith(".md"));

/** The text of a page without code, in which `[` and `#` mean something else. */
function proseOf(page: string): string {
  const text = readFileSync(join(ROOT, page), "utf8");
  return text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, "").replaceAll(/`[^`\n]*`/g, (code) =>
    // A link's text can be code, and so can a heading.
    code.slice(1, -1).replaceAll(/[[\]()#]/g, ""),
  );
}

/** The targets of a page's links and pictures. */
function targetsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

/** What is wrong with a link from a page. Empty if nothing is. */
function faultOf(page: string, target: string): string {
  if (/^(https:|mailto:)/.test(target)) return "";
  // Pages of the repository on GitHub that are no files: the badges.
  if (page === "README.md" && target.startsWith("../../actions/workflows/")) {
    const [, name = ""] = /^\.\.\/\.\.\/actions\/workflows\/([\w-]+\.yml)/.exec(target) ?? [];
    return files.has(`.github/workflows/${name}`) ? "" : "no such workflow";
  }
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : normalize(join(dirname(page), path));
  const isFolder = committed.some((one) => one.startsWith(`${file.replace(/\/$/, "")}/`));
  if (!files.has(file) && !isFolder) return "no such file";
  if (anchor === undefined) return "";
  return anchorsOf(proseOf(file)).has(anchor) ? "" : "no such heading";
}

describe("every link of a page leads somewhere", () => {
  test.each(pages)("%s", (page) => {
    const faults = targetsOf(page).map((target) => [target, faultOf(page, target)]);
    expect(faults.filter(([, fault]) => fault !== "")).toEqual([]);
  });

  test("and the check finds a link that does not", () => {
    expect(faultOf("README.md", "docs/missing.md")).toBe("no such file");
    expect(faultOf("docs/testing.md", "../README.md#missing")).toBe("no such heading");
    expect(faultOf("README.md", "../../actions/workflows/missing.yml")).toBe("no such workflow");
    expect(targetsOf("README.md").length).toBeGreaterThan(30);
  });
});

test("each page is reached from the README", () => {
  const reached = new Set<string>();
  const visit = (page: string): void => {
    if (reached.has(page) || !page.endsWith(".md")) return;
    reached.add(page);
    for (const target of targetsOf(page)) {
      const [path = ""] = target.split("#");
      if (path !== "" && !target.startsWith("https:")) visit(normalize(join(dirname(page), path)));
    }
  };
  visit("README.md");
  const lost = pages.filter((page) => !reached.has(page) && !page.startsWith("docs/adr/"));
  expect(lost).toEqual([]);
});
