/**
 * Preloaded into the action (`node --import`). Measures memory and open resources every METER_MS and one second after the
 * end, and writes the samples to the file METER_FILE, one per line.
 */
import { appendFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface Sample {
  /** Real time since the process started, in seconds. */
  readonly atS: number;
  readonly rss: number;
  /** After a full garbage collection. */
  readonly heapUsed: number;
  readonly external: number;
  /** Resources that keep the process alive. */
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
  // What is in progress when the action exits gets a second to end. What is left after that is a leak.
  const exit = process.exit.bind(process);
  process.exit = ((code) => {
    setTimeout(() => {
      measure(true);
      exit(code);
    }, SETTLING_MS);
  }) as typeof exit;
}
