import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type Run, runAction, type RunOptions } from "../../simulator/runner.ts";
import type { Sample } from "./meter.ts";

const METER = new URL("meter.ts", import.meta.url).href;
const TIME_LAPSE = new URL("../../simulator/demo/time-lapse.ts", import.meta.url).href;
/** Fraction of a run during which memory may still grow. */
const WARM_UP = 0.2;
const MEBIBYTE = 1024 * 1024;

export interface LongRun {
  readonly run: Run;
  readonly samples: readonly Sample[];
}

export interface LongRunOptions extends RunOptions {
  readonly name: string;
  readonly meterMs: number;
  /** How many times faster than real time the clock of the action runs. */
  readonly speed?: number;
}

/** Runs the shipped action with the meter preloaded. */
export async function runMetered(options: LongRunOptions): Promise<LongRun> {
  const { name, meterMs, speed = 1 } = options;
  const folder = await mkdtemp(join(tmpdir(), "backup-gate-"));
  const file = join(folder, "meter");
  const lapse = speed === 1 ? "" : ` --import=${TIME_LAPSE}`;
  const run = await runAction({
    ...options,
    env: {
      ...options.env,
      NODE_OPTIONS: `--import=${METER}${lapse}`,
      TIME_LAPSE: String(speed),
      METER_FILE: file,
      METER_MS: String(meterMs),
    },
  });
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  await rm(folder, { recursive: true });
  const samples = lines.map((line) => JSON.parse(line) as Sample);
  console.info(`${name}: ${run.outputs["requests"]} requests, ${describe(samples)}`);
  return { run, samples };
}

/** Expects that memory and open resources do not grow after the warm-up, that none are left at the end, and no Node warning. */
export function expectSteady({ samples }: LongRun): void {
  expect(samples.length).toBeGreaterThan(10);
  for (const figure of ["heapUsed", "rss"] as const) {
    const { early, late } = earlyAndLate(samples, (sample) => sample[figure]);
    expect(late / early, figure).toBeLessThan(1.1);
  }
  const { early, late } = earlyAndLate(samples, ({ resources }) => resources.length);
  expect(late, "open resources").toBeLessThanOrEqual(early + 1);

  const last = samples.at(-1);
  expect(last?.isLast).toBe(true);
  expect(last?.warnings).toEqual([]);
  // The pipes are its output. One timer belongs to the watchdog and one to the meter.
  const left = last?.resources.filter((name) => name !== "PipeWrap");
  expect(left?.filter((name) => name !== "Timeout")).toEqual([]);
  expect(left?.length).toBeLessThanOrEqual(2);
}

function earlyAndLate(
  samples: readonly Sample[],
  figureOf: (sample: Sample) => number,
): { readonly early: number; readonly late: number } {
  const warm = samples
    .filter(({ isLast }) => !isLast)
    .slice(Math.ceil(samples.length * WARM_UP))
    .map(figureOf);
  const third = Math.ceil(warm.length / 3);
  return { early: median(warm.slice(0, third)), late: median(warm.slice(-third)) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

function describe(samples: readonly Sample[]): string {
  const figures = (["heapUsed", "rss"] as const).map((figure) => {
    const { early, late } = earlyAndLate(samples, (sample) => sample[figure]);
    const growth = ((late / early - 1) * 100).toFixed(1);
    return `${figure} ${(early / MEBIBYTE).toFixed(1)} → ${(late / MEBIBYTE).toFixed(1)} MiB (${growth} %)`;
  });
  const last = samples.at(-1);
  const open = earlyAndLate(samples, ({ resources }) => resources.length);
  figures.push(`open ${open.early} → ${open.late}`);
  const left = last?.resources.join(", ");
  return `${samples.length} samples in ${Math.round(last?.atS ?? 0)} s, ${figures.join(", ")}, at the end ${left}`;
}
