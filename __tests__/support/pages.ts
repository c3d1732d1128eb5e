import { execFileSync } from "node:child_process";
import { ROOT } from "../../simulator/runner.ts";

const list = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" });

/** The paths of all committed files. */
export const committed: readonly string[] = list.split("\n").filter(Boolean);

/**
 * The anchors of a page by GitHub's rule: lower case, only letters, digits, marks, `_`, `-` and spaces are kept, and a space
 * becomes a hyphen. A slug that is there already gets a number.
 * @see https://github.com/gjtorikian/html-pipeline/blob/main/lib/html_pipeline/node_filter/table_of_contents_filter.rb
 */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of markdown.matchAll(/^#+ (.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let nth = 1; anchors.has(anchor); nth += 1) anchor = `${slug}-${nth}`;
    anchors.add(anchor);
  }
  return anchors;
}
