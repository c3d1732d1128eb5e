/**
 * Removes the docstrings from bundles (`node scripts/drop-docstrings.ts FILE...`), so that the source can say as much as
 * it needs without a word more to ship (ADR 4). Comments that say why, and the bundler's own marks, stay.
 */
import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

for (const path of process.argv.slice(2)) {
  writeFileSync(path, withoutDocstrings(readFileSync(path, "utf8")));
}

function withoutDocstrings(text: string): string {
  const file = ts.createSourceFile("bundle.js", text, ts.ScriptTarget.Latest);
  const docstrings = new Map<number, number>(); // ends by starts: nodes that begin together share their comments
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.pos) ?? []) {
      if (/^\/\*\*\s/.test(text.slice(pos, end))) docstrings.set(pos, end);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);

  let kept = "";
  let from = 0;
  for (const [start, end] of [...docstrings].sort(([a], [b]) => a - b)) {
    const lineStart = text.lastIndexOf("\n", start) + 1;
    const isAlone = text.slice(lineStart, start).trim() === "" && text[end] === "\n";
    kept += text.slice(from, isAlone ? lineStart : start);
    from = isAlone ? end + 1 : end;
  }
  return kept + text.slice(from);
}
