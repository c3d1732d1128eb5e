/**
 * Preloaded into the action (`node --import`) it measures what the process uses and holds, once in METER_MS and a
 * second after its end, into the file that METER_FILE names: a sample a line.
 */
import { appendFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface Sample {
  /** Seconds since the process started, of real time. */
  readonly atS: number;
  readonly rss: number;
  /** After a full collection of garbage. */
  readonly heapUsed: number;
  readonly external: number;
  /** What keeps the process from ending by itself. */
  readonly resources: readonly string[];
  /** Names of the warnings so far. */
  readonly warnings: readonly string[];
  readonly isLast: boolean;
}

const SETTLING_MS = 1_000;
const { METER_FILE, METER_MS } = process.env;
if (METER_FILE !== undefined) {
  const warnings: string[] = [];
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const measure = (isLast: boolean): void => {
    collect();
    const { rss, heapUsed, external } = process.memoryUsage();
    const resources = process.getActiveResourcesInfo();
    const atS = process.uptime();
    const sample: Sample = { atS, rss, heapUsed, external, resources, warnings, isLast };
    appendFileSync(METER_FILE, `${JSON.stringify(sample)}\n`);
  };
  setInterval(measure, Number(METER_MS), false).unref();
  process.on("warning", ({ name }) => warnings.push(name));
  // What is under way when the action leaves has a second to come to its end: what is there then would be for good.
  const exit = process.exit.bind(process);
  process.exit = ((code) => {
    setTimeout(() => {
      measure(true);
      exit(code);
    }, SETTLING_MS);
  }) as typeof exit;
}
