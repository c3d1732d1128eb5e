/**
 * Fails unless dist/ has exactly the files that the source builds, with the same bytes, and git knows each of them. A
 * workflow would not have a file that is not committed.
 */
import { execFileSync, execSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

const REBUILT = "node_modules/.cache/dist";
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly scripts: { readonly build: string };
};

// The commands of the build, with another output folder. ncc does not delete files that are already there.
rmSync(REBUILT, { recursive: true, force: true });
execSync(scripts.build.replaceAll(/(?<= )dist\b/g, REBUILT), { stdio: "inherit" });
const { status } = spawnSync(
  "git",
  ["diff", "--no-index", "--exit-code", "--stat", "dist", REBUILT],
  { stdio: "inherit" },
);

const others = ["ls-files", "--others", "--", "dist"]; // includes files that .gitignore names
const unknown = execFileSync("git", others, { encoding: "utf8" }).trim();

if (status !== 0)
  fail(
    "dist/ differs from a new build. Run `npm run build`, and remove all files in dist/ that it does not write.",
  );
if (unknown !== "") fail(`These files in dist/ are not in git. Add or remove them:\n${unknown}`);

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
