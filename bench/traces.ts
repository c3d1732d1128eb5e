import { readFile } from "node:fs/promises";
import { costMs, followOurs } from "./schedules.ts";
import { mean } from "./statistics.ts";
import { table } from "./table.ts";

/** How many of the newest past backups the action reads. */
const HISTORY_ROWS = 20;

/** Longer than any backup, and short enough to simulate each poll. */
const LONGEST_SECONDS = 30 * 86_400;

/** A backup to wait for. All values are in seconds, and the oldest past backup comes first. */
interface Trace {
  readonly history: readonly number[];
  readonly duration: number;
}

interface TraceFigures {
  readonly lagSeconds: number;
  /** All requests, including the one for the listing. */
  readonly looks: number;
}

export interface TracesFigures extends TraceFigures {
  readonly costSeconds: number;
  readonly perTrace: readonly TraceFigures[];
}

/** @throws Error that names the file and what is wrong. */
export async function readTraces(path: string): Promise<readonly Trace[]> {
  const format =
    'Use a JSON array of at least one {"history": [seconds…], "duration": seconds}, with seconds from 0 to 30 days.';
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`--traces: can't read ${path} (${String(cause)}). ${format}`, { cause });
  }
  if (!Array.isArray(value) || value.length === 0)
    throw new Error(`--traces: ${path} is empty or not a list. ${format}`);
  return value.map((trace: unknown, index) => {
    if (isTrace(trace)) return trace;
    throw new Error(`--traces: element ${index} of ${path} is ${JSON.stringify(trace)}. ${format}`);
  });
}

function isTrace(value: unknown): value is Trace {
  if (typeof value !== "object" || value === null) return false;
  const { history, duration } = value as Partial<Record<keyof Trace, unknown>>;
  const isSeconds = (number: unknown): boolean =>
    typeof number === "number" && number >= 0 && number <= LONGEST_SECONDS;
  return Array.isArray(history) && history.every(isSeconds) && isSeconds(duration);
}

export function benchTraces(traces: readonly Trace[]): TracesFigures {
  const perTrace = traces.map(({ history, duration }) => {
    const pastMs = history.filter((seconds) => seconds > 0).slice(-HISTORY_ROWS);
    const { lagMs, requests } = followOurs(
      pastMs.map((seconds) => seconds * 1_000),
      duration * 1_000,
    );
    return { lagSeconds: lagMs / 1_000, looks: requests };
  });
  const lagSeconds = mean(perTrace.map((trace) => trace.lagSeconds));
  const looks = mean(perTrace.map((trace) => trace.looks));
  return { lagSeconds, looks, costSeconds: costMs(lagSeconds * 1_000, looks) / 1_000, perTrace };
}

export function printTraces({ lagSeconds, looks, costSeconds, perTrace }: TracesFigures): string {
  return table(
    ["traces", "mean lag", "mean requests", "cost"],
    [
      [
        String(perTrace.length),
        `${lagSeconds.toFixed(1)} s`,
        looks.toFixed(1),
        `${costSeconds.toFixed(1)} s`,
      ],
    ],
  );
}
