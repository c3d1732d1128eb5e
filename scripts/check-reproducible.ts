/**
 * Clones this commit into two folders, builds dist/ in each of them, and fails unless both builds have the same bytes as the
 * committed files. It downloads packages from the registry, so `npm run check` does not include it.
 */
import { execFileSync, execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Sums = Readonly<Record<string, string>>;

const git = (...words: string[]): Buffer => execFileSync("git", words);
const sum = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

const source = git("rev-parse", "--show-toplevel").toString().trim();
const commit = git("rev-parse", "HEAD").toString().trim();
const committed = sumsOf(
  git("ls-tree", "-r", "--name-only", commit, "dist").toString().trim().split("\n"),
  (path) => git("cat-file", "blob", `${commit}:${path}`),
);
const workshop = mkdtempSync(join(tmpdir(), "reproducible-"));
try {
  for (const name of ["one", "another"]) {
    const built = build(join(workshop, name));
    for (const path of new Set([...Object.keys(committed), ...Object.keys(built)])) {
      const same = built[path] === committed[path];
      if (!same) process.exitCode = 1;
      console.log(`${built[path] ?? "missing"}  ${path}  ${same ? "as committed" : "DIFFERS"}`);
    }
  }
} finally {
  rmSync(workshop, { recursive: true, force: true });
}

function build(folder: string): Sums {
  // ncc keeps a cache in the temporary folder, so each build gets its own temporary folder.
  const temporary = `${folder}-tmp`;
  mkdirSync(temporary);
  const env = { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary };
  git("clone", "--quiet", "--no-checkout", source, folder);
  git("-C", folder, "checkout", "--quiet", "--detach", commit);
  rmSync(join(folder, "dist"), { recursive: true });
  execSync("npm ci && npm run build", {
    cwd: folder,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const paths = globSync("dist/**", { cwd: folder });
  return sumsOf(
    paths.filter((path) => statSync(join(folder, path)).isFile()),
    (path) => readFileSync(join(folder, path)),
  );
}

function sumsOf(paths: readonly string[], read: (path: string) => Buffer): Sums {
  return Object.fromEntries(
    [...paths].sort().map((path) => [path.replaceAll("\\", "/"), sum(read(path))]),
  );
}
