import { delimiter } from "node:path";
import { spawnSync } from "node:child_process";
import { beforeEach } from "vitest";

/** Set where nothing that these tests need may be missing: what is missing then fails them. */
const SKIP_NOTHING = process.env["BACKUP_GATE_SKIP_NOTHING"] === "1";

/** Programs that tests need, with what installs them on Debian and its kin. */
const PACKAGES = {
  nginx: "nginx-light",
  squid: "squid",
  setpriv: "util-linux",
  git: "git",
  jq: "jq",
  curl: "curl",
} as const;
export type Program = keyof typeof PACKAGES;

/** Servers are not on the path of those who are not root. */
export const PATH = [process.env["PATH"], "/usr/sbin", "/usr/local/sbin"].join(delimiter);

/** Within a describe: where a program is not installed its tests are skipped, aloud, or fail where nothing may be missing. */
export function needs(...programs: readonly Program[]): void {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => PACKAGES[program]).join(" ");
  failOrSkip(`${missing.join(" and ")} not installed: apt-get install ${packages}`);
}

/** Within a describe: its tests are skipped, and the run reports why. Where nothing may be missing they fail instead. */
export function failOrSkip(why: string): void {
  if (!SKIP_NOTHING) skipAloud(why);
  else {
    beforeEach(() => {
      throw new Error(why);
    });
  }
}

/** Within a describe: its tests are skipped, and at the end of the run it is told why. */
export function skipAloud(why: string): void {
  beforeEach(({ skip }) => skip(why));
}

function isInstalled(program: Program): boolean {
  return spawnSync(program, ["--version"], { env: { PATH } }).error === undefined;
}
