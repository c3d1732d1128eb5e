import { delimiter } from "node:path";
import { spawnSync } from "node:child_process";
import { beforeEach } from "vitest";

/** If set, a missing program fails the tests instead of skipping them. */
const SKIP_NOTHING = process.env["BACKUP_GATE_SKIP_NOTHING"] === "1";

/** Programs that tests need, with their Debian packages. */
const PACKAGES = {
  nginx: "nginx-light",
  squid: "squid",
  setpriv: "util-linux",
  git: "git",
  jq: "jq",
  curl: "curl",
} as const;
export type Program = keyof typeof PACKAGES;

/** `PATH` with the folders of servers, which only root has by default. */
export const PATH = [process.env["PATH"], "/usr/sbin", "/usr/local/sbin"].join(delimiter);

/** Call within a describe: if a program is not installed, its tests are skipped with a note, or fail (SKIP_NOTHING). */
export function needs(...programs: readonly Program[]): void {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => PACKAGES[program]).join(" ");
  failOrSkip(`${missing.join(" and ")} not installed: apt-get install ${packages}`);
}

/** Call within a describe: skips its tests and reports why at the end of the run. With SKIP_NOTHING, they fail instead. */
export function failOrSkip(why: string): void {
  if (!SKIP_NOTHING) skipAloud(why);
  else {
    beforeEach(() => {
      throw new Error(why);
    });
  }
}

/** Call within a describe: skips its tests and reports why at the end of the run. */
export function skipAloud(why: string): void {
  beforeEach(({ skip }) => skip(why));
}

function isInstalled(program: Program): boolean {
  return spawnSync(program, ["--version"], { env: { PATH } }).error === undefined;
}
