import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { failOrSkip, needs, skipAloud } from "../support/skips.ts";

const NOT_INSTALLED = "act not installed: go install github.com/nektos/act@v0.2.89";

const goFolders = foldersOfGo();
const act = ["act", ...(goFolders ?? []).map((folder) => join(folder, "act"))].find(isAct);

/** The command that starts act. */
export const ACT = act ?? "act";

/** A `PATH` that starts with the Node that runs the tests: act runs actions with the first `node` that it finds. */
export const ENGINE_PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);

/** Call within a describe: without act, its tests are skipped. With SKIP_NOTHING, they fail if Go could install act. */
export function needsAct(): void {
  // The examples use jq and curl.
  needs("setpriv", "git", "jq", "curl");
  if (act !== undefined) return;
  if (goFolders === undefined) skipAloud(NOT_INSTALLED);
  else failOrSkip(NOT_INSTALLED);
}

function isAct(program: string): boolean {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  // Undefined if there is no such program, although the types exclude that.
  return ((stdout as string | null) ?? "").startsWith("act version");
}

/** Folders where `go install` puts programs. Undefined without Go. */
function foldersOfGo(): string[] | undefined {
  const { error, stdout } = spawnSync("go", ["env", "GOBIN", "GOPATH"], { encoding: "utf8" });
  if (error !== undefined) return undefined;
  const [bin = "", path = ""] = stdout.split("\n");
  const paths = path.split(delimiter).filter((folder) => folder !== "");
  return [bin, ...paths.map((folder) => join(folder, "bin"))].filter((folder) => folder !== "");
}
