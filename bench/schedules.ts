import {
  type Bounds,
  expectedDistribution,
  POLL_COST_MS,
  nextPollMs,
} from "../src/schedule/cadence.ts";
import { formatDuration, parseDurationMs } from "../src/util/duration.ts";
import { INPUT_DEFAULTS } from "../src/inputs/defaults.ts";
import type { Random } from "./random.ts";

/** The defaults of the two interval inputs in action.yml. */
export const BOUNDS: Bounds = {
  minMs: parseDurationMs(INPUT_DEFAULTS["min-poll-interval"]) ?? NaN,
  maxMs: parseDurationMs(INPUT_DEFAULTS["max-poll-interval"]) ?? NaN,
};

/** Milliseconds from the poll at this age to the next one. `polls` counts the polls that found the backup pending. */
export type Schedule = (ageMs: number, polls: number) => number;

/** What a schedule achieves for one backup. */
export interface Outcome {
  readonly lagMs: number;
  readonly requests: number;
}

/** Polls a backup from its creation until a poll finds it completed. A poll takes no time. */
export function follow(schedule: Schedule, durationMs: number): Outcome {
  let ageMs = 0;
  let requests = 1;
  for (; ageMs < durationMs; requests += 1) ageMs += schedule(ageMs, requests);
  return { lagMs: ageMs - durationMs, requests };
}

/** The cadence of the action, with the request for the listing that follows the first poll of a pending backup. */
export function followOurs(pastMs: readonly number[], durationMs: number): Outcome {
  const distribution = expectedDistribution(pastMs);
  const outcome = follow((ageMs) => nextPollMs(distribution, ageMs, BOUNDS), durationMs);
  return durationMs === 0 ? outcome : { ...outcome, requests: outcome.requests + 1 };
}

/** Schedules that are in common use. */
export function competitors(random: Random): Readonly<Record<string, Schedule>> {
  const every = (intervalMs: number): [string, Schedule] => [
    `every ${formatDuration(intervalMs)}`,
    () => intervalMs,
  ];
  return {
    ...Object.fromEntries([every(30_000), every(10_000), every(5_000)]),
    "AWS SDK waiter, 2..120s": (_, polls) => awsWaiterMs(polls, random),
    "5s·1.5ⁿ, at most 30s": (_, polls) => Math.min(30_000, 5_000 * 1.5 ** (polls - 1)),
  };
}

/**
 * Full jitter over [min, min·2ⁿ⁻¹] while that is below the maximum, then the maximum without jitter.
 * @see exponentialBackoffWithJitter in util-waiter/poller of `@smithy/core` 3.33, the AWS SDK for JavaScript's waiter
 */
function awsWaiterMs(attempt: number, random: Random): number {
  const [minMs, maxMs] = [2_000, 120_000];
  if (attempt > Math.log2(maxMs / minMs) + 1) return maxMs;
  return minMs + random.uniform() * (minMs * 2 ** (attempt - 1) - minMs);
}

/** Lag and requests as one figure: the time that the deployment waits, and the use of the account's rate limit. */
export function costMs(lagMs: number, requests: number): number {
  return lagMs + POLL_COST_MS * requests;
}
