import {
  type Bounds,
  expectedDistribution,
  POLL_COST_MS,
  nextPollMs,
} from "../src/schedule/cadence.ts";
import { formatDuration, parseDurationMs } from "../src/util/duration.ts";
import { INPUT_DEFAULTS } from "../src/inputs/defaults.ts";
import type { Random } from "./random.ts";

/** action.yml's defaults of the two interval inputs. */
export const BOUNDS: Bounds = {
  minMs: parseDurationMs(INPUT_DEFAULTS["min-poll-interval"]) ?? NaN,
  maxMs: parseDurationMs(INPUT_DEFAULTS["max-poll-interval"]) ?? NaN,
};

/** Milliseconds from the look at this age, the so many-th one that found the backup pending, to the next. */
export type Schedule = (ageMs: number, looks: number) => number;

/** What one backup came to under a schedule. */
export interface Outcome {
  readonly lagMs: number;
  readonly requests: number;
}

/** Looks at a backup from its creation until it is seen completed; a look takes no time. */
export function follow(schedule: Schedule, durationMs: number): Outcome {
  let ageMs = 0;
  let requests = 1;
  for (; ageMs < durationMs; requests += 1) ageMs += schedule(ageMs, requests);
  return { lagMs: ageMs - durationMs, requests };
}

/** The production cadence, and the request for the listing that follows a first look at a pending backup. */
export function followOurs(pastMs: readonly number[], durationMs: number): Outcome {
  const distribution = expectedDistribution(pastMs);
  const outcome = follow((ageMs) => nextPollMs(distribution, ageMs, BOUNDS), durationMs);
  return durationMs === 0 ? outcome : { ...outcome, requests: outcome.requests + 1 };
}

/** What people use today. */
export function competitors(random: Random): Readonly<Record<string, Schedule>> {
  const every = (intervalMs: number): [string, Schedule] => [
    `every ${formatDuration(intervalMs)}`,
    () => intervalMs,
  ];
  return {
    ...Object.fromEntries([every(30_000), every(10_000), every(5_000)]),
    "AWS SDK waiter, 2..120s": (_, looks) => awsWaiterMs(looks, random),
    "5s·1.5ⁿ, at most 30s": (_, looks) => Math.min(30_000, 5_000 * 1.5 ** (looks - 1)),
  };
}

/**
 * Full jitter over [min, min·2ⁿ⁻¹] while that is within the maximum, then the maximum without any.
 * @see exponentialBackoffWithJitter in util-waiter/poller of `@smithy/core` 3.33, the AWS SDK for JavaScript's waiter
 */
function awsWaiterMs(attempt: number, random: Random): number {
  const [minMs, maxMs] = [2_000, 120_000];
  if (attempt > Math.log2(maxMs / minMs) + 1) return maxMs;
  return minMs + random.uniform() * (minMs * 2 ** (attempt - 1) - minMs);
}

/** Lag and requests as one figure: what the deploy waits, and what the account's rate limit pays. */
export function costMs(lagMs: number, requests: number): number {
  return lagMs + POLL_COST_MS * requests;
}
