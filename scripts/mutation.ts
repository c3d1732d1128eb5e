/**
 * Runs mutation tests (`npm run mutation`) for one part of the source after the other. With all parts at once, each test
 * would take several times as long. To run only some parts, add their names as arguments.
 */
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";

const PARTS: Readonly<Record<string, readonly string[]>> = {
  http: ["src/wpengine/http/**/*.ts"],
  wpengine: ["src/wpengine/*.ts"],
  ...Object.fromEntries(
    ["report", "fleet", "gate", "backup", "inputs", "schedule", "model", "util"].map((folder) => [
      folder,
      [`src/${folder}/**/*.ts`],
    ]),
  ),
  process: ["src/exit.ts", "src/startup-failure.ts", "src/watchdog.ts"],
};
const LEAST_SHARE = 0.9;
const DETECTED = ["Killed", "Timeout"];
const LIVING = ["Survived", "NoCoverage"];

interface Report {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { readonly status: string }[] }>
  >;
}

/** The status of each mutant of a part. */
async function runPart(part: string, patterns: readonly string[]): Promise<string[]> {
  console.info(`\n${part}: ${patterns.join(", ")}`);
  const words = ["run", "--mutate", patterns.join(",")];
  const { status } = spawnSync("stryker", words, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`Stryker failed for the part ${part}`);
  const report = JSON.parse(await readFile("reports/mutation/mutation.json", "utf8")) as Report;
  return Object.values(report.files).flatMap(({ mutants }) => mutants.map((one) => one.status));
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => !(part in PARTS));
if (unknown.length > 0) {
  throw new Error(`Unknown part: ${unknown.join(", ")}. Use ${Object.keys(PARTS).join(", ")}.`);
}
const statuses: string[] = [];
for (const [part, patterns] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(part))
    statuses.push(...(await runPart(part, patterns)));
}
const countOf = (kinds: readonly string[]): number =>
  statuses.filter((status) => kinds.includes(status)).length;
const detected = countOf(DETECTED);
const living = countOf(LIVING);
const share = detected / (detected + living);
const timeouts = countOf(["Timeout"]);
console.info(
  `\n${detected + living} mutants: ${detected} detected (${(share * 100).toFixed(1)} %, ${timeouts} of them by a timeout), ${living} not detected`,
);
process.exitCode = share >= LEAST_SHARE ? 0 : 1;
