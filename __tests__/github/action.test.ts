import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isScalar, parseDocument, visit } from "yaml";
import { ROOT } from "../../simulator/runner.ts";
import { actionErrors } from "./parser.ts";

const text = await readFile(join(ROOT, "action.yml"), "utf8");

type Path = readonly string[];

/** The paths of all values of an action.yml, for example ["inputs", "timeout", "default"]. */
function valuesOf(yaml: string): { readonly path: Path; readonly value: string }[] {
  const values: { path: Path; value: string }[] = [];
  visit(parseDocument(yaml), {
    Pair(_, { key, value }, ancestors) {
      if (!isScalar(key) || !isScalar(value)) return;
      const keys = ancestors.flatMap((node) =>
        "key" in node && isScalar(node.key) ? [String(node.key.value)] : [],
      );
      values.push({ path: [...keys, String(key.value)], value: String(value.value) });
    },
  });
  return values;
}

/** action.yml with an expression in one of its values. The description of `github-token` once had one. */
function withExpressionIn(path: Path): string {
  const document = parseDocument(text);
  document.setIn(path, "such as ${{ github.token }}");
  return document.toString();
}

const isInputDefault = ([first, , last]: Path): boolean => first === "inputs" && last === "default";

/** A check of the text that does not depend on GitHub's parser. */
const misplacedExpressions = (yaml: string): string[] =>
  valuesOf(yaml)
    .filter(({ path, value }) => value.includes("${{") && !isInputDefault(path))
    .map(({ path }) => path.join("."));

const paths = valuesOf(text).map(({ path }) => path);
// GitHub accepts only certain values here: the parser has its own error for other ones.
const closed = ["runs.using", "branding.icon", "branding.color"];
const open = paths.filter((path) => !isInputDefault(path) && !closed.includes(path.join(".")));

test("GitHub's parser accepts action.yml", () => {
  expect(actionErrors(text)).toEqual([]);
});

test("action.yml has no expression outside the default of an input", () => {
  expect(misplacedExpressions(text)).toEqual([]);
});

describe("an expression in action.yml", () => {
  test("is tried in each value of action.yml", () => {
    const names = open.map((path) => path.join("."));
    expect(names).toEqual(
      expect.arrayContaining([
        "name",
        "description",
        "author",
        "inputs.github-token.description",
        "outputs.result.description",
        "runs.main",
      ]),
    );
  });

  test.each(open.map((path) => ({ name: path.join("."), path })))(
    "is refused in $name",
    ({ name, path }) => {
      const broken = withExpressionIn(path);
      expect(actionErrors(broken).join("\n")).toContain("Unrecognized named-value: 'github'");
      expect(misplacedExpressions(broken)).toEqual([name]);
    },
  );

  test.each(closed)("is refused in %s, which accepts only certain values", (name) => {
    const broken = withExpressionIn(name.split("."));
    expect(actionErrors(broken)).not.toEqual([]);
    expect(misplacedExpressions(broken)).toEqual([name]);
  });

  test("is allowed in the default of an input", () => {
    const path = ["inputs", "github-token", "default"];
    expect(actionErrors(withExpressionIn(path))).toEqual([]);
    expect(misplacedExpressions(withExpressionIn(path))).toEqual([]);
  });
});
