/**
 * Removes the docstrings from bundles (`node scripts/drop-docstrings.ts FILE...`), so they don't make dist/ larger (ADR 4).
 * Other comments stay.
 */
import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

for (const path of process.argv.slice(2)) {
  writeFileSync(path, withoutDocstrings(readFileSync(path, "utf8")));
}

function withoutDocstrings(text: string): string {
  const file = ts.createSourceFile("bundle.js", text, ts.ScriptTarget.Latest);
  const docstrings = new Map<number, number>(); // end by start: nodes that start at the same place share their comments
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
