import { readFile } from "node:fs/promises";
import { costMs, followOurs } from "./schedules.ts";
import { mean } from "./statistics.ts";
import { table } from "./table.ts";

/** The newest past backups that production reads. */
const HISTORY_ROWS = 20;

/** Longer than any backup, and short enough to follow look by look. */
const LONGEST_SECONDS = 30 * 86_400;

/** A backup to follow: all in seconds, the history with its oldest first. */
interface Trace {
  readonly history: readonly number[];
  readonly duration: number;
}

interface TraceFigures {
  readonly lagSeconds: number;
  /** Every request, that for the listing too. */
  readonly looks: number;
}

export interface TracesFigures extends TraceFigures {
  readonly costSeconds: number;
  readonly perTrace: readonly TraceFigures[];
}

/** @throws Error that names the file and its fault. */
export async function readTraces(path: string): Promise<readonly Trace[]> {
  const wants =
    'wants a JSON array of {"history": [seconds…], "duration": seconds}, at least one, seconds from 0 to 30 days';
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`--traces: cannot read ${path} (${String(cause)}); ${wants}`, { cause });
  }
  if (!Array.isArray(value) || value.length === 0) throw new Error(`--traces: ${path} ${wants}`);
  return value.map((trace: unknown, index) => {
    if (isTrace(trace)) return trace;
    throw new Error(`--traces: ${path}, element ${index}: got ${JSON.stringify(trace)}; ${wants}`);
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
