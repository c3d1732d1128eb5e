import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../simulator/runner.ts";

/** Number of lines of a bundle by owner: a package, `src`, or `webpack` for the code that connects the modules. */
export type Shares = ReadonlyMap<string, number>;

export const SOURCE = "src";
export const GLUE = "webpack";

interface Corpus {
  readonly name: string;
  readonly lines: ReadonlySet<string>;
  /** Smallest fraction of a module's lines that must occur here unchanged. */
  readonly minShare: number;
}

/** The packages in licenses.txt beside a bundle. ncc lists there each package that it has bundled. */
export async function licensed(folder: string): Promise<string[]> {
  const text = await readFile(join(ROOT, folder, "licenses.txt"), "utf8");
  // Each entry starts with two lines: the name of the package and the short name of its license.
  return [...text.matchAll(/^(@?[a-z][\w./-]*)\n(?:MIT|ISC|Apache-2\.0|BSD-\d-Clause)$/gm)].map(
    ([, name = ""]) => name,
  );
}

/** Counts the lines of a bundle by owner. */
export async function sharesOf(folder: string): Promise<Shares> {
  const bundle = await readFile(join(ROOT, folder, "index.js"), "utf8");
  const lines = bundle.trimEnd().split("\n");
  const named = lines.map(ownerByMarker);
  const unmarked = (await licensed(folder)).filter((name) => !named.includes(name));
  const corpora = await Promise.all([
    ...unmarked.map(async (name) => {
      return { name, lines: await linesOf(`node_modules/${name}/**/*.js`), minShare: 0.8 };
    }),
    // Lines with types change when the types are removed.
    linesOf("src/**/*.ts").then((lines) => ({ name: SOURCE, lines, minShare: 0.3 })),
  ]);

  const shares = new Map<string, number>();
  let owner = GLUE;
  for (const [index, line] of lines.entries()) {
    if (/^\/\*{3}\/ \d+:$/.test(line)) owner = ownerByText(moduleAt(lines, index), corpora);
    else if (/^\/\*{3}\/ \}\),?$|^\/\*{6}\/|^var __webpack_exports__ =/.test(line)) owner = GLUE;
    owner = named[index] ?? owner;
    shares.set(owner, (shares.get(owner) ?? 0) + 1);
  }
  return shares;
}

/** The owner from webpack's comment, which exists only where webpack has joined several modules into one. */
function ownerByMarker(line: string): string | undefined {
  const [, path] = /^;\/\/ CONCATENATED MODULE: (.*)$/.exec(line) ?? [];
  if (path === undefined) return undefined;
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  return name ?? (path.startsWith("./src/") ? SOURCE : GLUE);
}

/** The owner of a module without such a comment: most of its lines occur in one of these corpora. */
function ownerByText(module: readonly string[], corpora: readonly Corpus[]): string {
  if (module.some((line) => ownerByMarker(line) !== undefined)) return GLUE; // before the first comment
  if (/module\.exports = __WEBPACK_EXTERNAL_createRequire/.test(module.join("\n"))) return GLUE;
  const distinctive = module
    .map((line) => line.trim())
    .filter((line) => line.length > 10 && !/harmony|__nccwpck_require__/.test(line));
  const corpus = corpora.find(
    ({ lines, minShare }) =>
      distinctive.filter((line) => lines.has(line)).length > minShare * distinctive.length,
  );
  if (corpus !== undefined) return corpus.name;
  throw new Error(`No package contains this module:\n${module.join("\n")}`);
}

function moduleAt(lines: readonly string[], start: number): readonly string[] {
  const length = lines.slice(start).findIndex((line) => /^\/\*{3}\/ \}\),?$/.test(line));
  return lines.slice(start + 2, start + length);
}

async function linesOf(pattern: string): Promise<ReadonlySet<string>> {
  const files = await Promise.all(
    globSync(pattern, { cwd: ROOT }).map((path) => readFile(join(ROOT, path), "utf8")),
  );
  return new Set(files.flatMap((text) => text.split("\n").map((line) => line.trim())));
}
