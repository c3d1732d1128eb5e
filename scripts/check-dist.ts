/**
 * Fails unless dist/ is what the source builds, file for file and byte for byte, and git knows each of its files: one
 * that is not committed is missing from whatever a workflow runs, and one too many nobody has built.
 */
import { execFileSync, execSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

const REBUILT = "node_modules/.cache/dist";
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly scripts: { readonly build: string };
};

// The build's own commands, but for where they write. ncc leaves in place what it finds there.
rmSync(REBUILT, { recursive: true, force: true });
execSync(scripts.build.replaceAll(/(?<= )dist\b/g, REBUILT), { stdio: "inherit" });
const { status } = spawnSync(
  "git",
  ["diff", "--no-index", "--exit-code", "--stat", "dist", REBUILT],
  { stdio: "inherit" },
);

const others = ["ls-files", "--others", "--", "dist"]; // those that .gitignore names are among them
const unknown = execFileSync("git", others, { encoding: "utf8" }).trim();

if (status !== 0)
  fail(
    "dist/ is not what the source builds. Run `npm run build`, and remove what that does not write.",
  );
if (unknown !== "") fail(`git does not know these files. Add them, or remove them:\n${unknown}`);

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
