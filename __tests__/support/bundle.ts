import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../simulator/runner.ts";

/** Whose the lines of a bundle are: a package's, `src`, or `webpack`'s, which holds the modules together. */
export type Shares = ReadonlyMap<string, number>;

export const SOURCE = "src";
export const GLUE = "webpack";

interface Corpus {
  readonly name: string;
  readonly lines: ReadonlySet<string>;
  /** The part of a module's lines that must stand there as they are. */
  readonly least: number;
}

/** The packages whose licences stand beside a bundle: ncc puts there each that it has bundled. */
export async function licensed(folder: string): Promise<string[]> {
  const text = await readFile(join(ROOT, folder, "licenses.txt"), "utf8");
  // A package's part begins with its name and the short name of its licence, a line each.
  return [...text.matchAll(/^(@?[a-z][\w./-]*)\n(?:MIT|ISC|Apache-2\.0|BSD-\d-Clause)$/gm)].map(
    ([, name = ""]) => name,
  );
}

/** Counts the lines of a bundle by whose they are. */
export async function sharesOf(folder: string): Promise<Shares> {
  const bundle = await readFile(join(ROOT, folder, "index.js"), "utf8");
  const lines = bundle.trimEnd().split("\n");
  const named = lines.map(ownerByMarker);
  const nameless = (await licensed(folder)).filter((name) => !named.includes(name));
  const corpora = await Promise.all([
    ...nameless.map(async (name) => {
      return { name, lines: await linesOf(`node_modules/${name}/**/*.js`), least: 0.8 };
    }),
    // Where the types have gone, a line is no longer what it was.
    linesOf("src/**/*.ts").then((lines) => ({ name: SOURCE, lines, least: 0.3 })),
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

/** webpack says where a module comes from only where it has joined several into one. */
function ownerByMarker(line: string): string | undefined {
  const [, path] = /^;\/\/ CONCATENATED MODULE: (.*)$/.exec(line) ?? [];
  if (path === undefined) return undefined;
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  return name ?? (path.startsWith("./src/") ? SOURCE : GLUE);
}

/** Of a module without such a word, the code tells: its lines stand in one of these places. */
function ownerByText(module: readonly string[], corpora: readonly Corpus[]): string {
  if (module.some((line) => ownerByMarker(line) !== undefined)) return GLUE; // before the first
  if (/module\.exports = __WEBPACK_EXTERNAL_createRequire/.test(module.join("\n"))) return GLUE;
  const telling = module
    .map((line) => line.trim())
    .filter((line) => line.length > 10 && !/harmony|__nccwpck_require__/.test(line));
  const corpus = corpora.find(
    ({ lines, least }) => telling.filter((line) => lines.has(line)).length > least * telling.length,
  );
  if (corpus !== undefined) return corpus.name;
  throw new Error(`a module from nowhere:\n${module.join("\n")}`);
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
