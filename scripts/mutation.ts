/**
 * Puts mutants to the unit tests (`npm run mutation`), one part of the source after the other: a test takes several times
 * as long where all of it is ready to be mutated. Names of parts as arguments run those alone.
 */
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";

const PARTS: Readonly<Record<string, readonly string[]>> = {
  http: ["src/wpengine/http/**/*.ts"],
  wpengine: ["src/wpengine/*.ts"],
  ...Object.fromEntries(
    ["report", "fleet", "gate", "backup", "inputs", "schedule", "model", "util"].map((room) => [
      room,
      [`src/${room}/**/*.ts`],
    ]),
  ),
  doorway: ["src/exit.ts", "src/startup-failure.ts", "src/watchdog.ts"],
};
const LEAST_SHARE = 0.9;
const NOTICED = ["Killed", "Timeout"];
const LIVING = ["Survived", "NoCoverage"];

interface Report {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { readonly status: string }[] }>
  >;
}

/** How each mutant of a part has fared. */
async function runPart(part: string, patterns: readonly string[]): Promise<string[]> {
  console.info(`\n${part}: ${patterns.join(", ")}`);
  const words = ["run", "--mutate", patterns.join(",")];
  const { status } = spawnSync("stryker", words, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`Stryker has failed on the part ${part}`);
  const report = JSON.parse(await readFile("reports/mutation/mutation.json", "utf8")) as Report;
  return Object.values(report.files).flatMap(({ mutants }) => mutants.map((one) => one.status));
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => !(part in PARTS));
if (unknown.length > 0) {
  throw new Error(`there is no part ${unknown.join()}; there are ${Object.keys(PARTS).join(", ")}`);
}
const fates: string[] = [];
for (const [part, patterns] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(part)) fates.push(...(await runPart(part, patterns)));
}
const countOf = (statuses: readonly string[]): number =>
  fates.filter((status) => statuses.includes(status)).length;
const noticed = countOf(NOTICED);
const living = countOf(LIVING);
const share = noticed / (noticed + living);
const told = `${noticed} noticed (${(share * 100).toFixed(1)} %), ${countOf(["Timeout"])} of them by coming to no end`;
console.info(`\n${noticed + living} mutants: ${told}; ${living} live`);
process.exitCode = share >= LEAST_SHARE ? 0 : 1;
