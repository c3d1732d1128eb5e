import {
  hazard,
  type DurationDistribution,
  logNormal,
  logUniform,
  mixture,
} from "./distribution.ts";

/** Shortest and longest time between two polls: the inputs `min-poll-interval` and `max-poll-interval`. */
export interface Bounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/** The delay of a deployment that one poll is worth. Each poll uses up the rate limit that the whole account shares. */
export const POLL_COST_MS = 500;

/** WP Engine's published figure (2 to 10 minutes, large sites over 15), as a distribution over sites. */
const MEDIAN_MS = 270_000;
const SPREAD = 0.7;
const USUAL = logNormal(MEDIAN_MS, SPREAD);
/** The figure says nothing about small sites. */
const QUICK = logUniform(5_000, 120_000);
const QUICK_SHARE = 0.1;
/** The distribution for an install without known backups. */
export const PRIOR: DurationDistribution = mixture(USUAL, QUICK, QUICK_SHARE);

/**
 * How much the backups of one install differ (σ of the logarithm) before enough of them are known, and how many backups
 * that assumption weighs.
 */
const OWN_SPREAD = 0.17;
const OWN_SPREAD_WEIGHT = 3;
/** The share of the prior in every mixture: a site that has grown must not cause a storm of polls. */
const PRIOR_SHARE = 0.05;

/**
 * The distribution to expect of an install's next backup: the log-normal that its past ones predict, drawn toward the
 * published figure while they are few, with a share of the prior. A past backup far from the others (a busy server, a site
 * imported once) counts for little.
 * @param pastDurationsMs how long each took, above 0.
 */
export function expectedDistribution(pastDurationsMs: readonly number[]): DurationDistribution {
  if (pastDurationsMs.length === 0) return PRIOR;
  const logs = pastDurationsMs.map((ms) => Math.log(ms));
  const middle = median(logs);
  const weights = logs.map((log) => 1 / (1 + ((log - middle) / (2 * OWN_SPREAD)) ** 2));
  const weighted = (values: readonly number[]): number =>
    values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
  const weight = weighted(logs.map(() => 1));
  const mean = weighted(logs) / weight;

  const squares = weighted(logs.map((log) => (log - mean) ** 2));
  const variance =
    (OWN_SPREAD_WEIGHT * OWN_SPREAD ** 2 + squares) / (OWN_SPREAD_WEIGHT + weight - 1);
  const precision = 1 / SPREAD ** 2 + weight / variance;
  const center = (Math.log(MEDIAN_MS) / SPREAD ** 2 + (mean * weight) / variance) / precision;
  const own = logNormal(Math.exp(center), Math.sqrt(variance + 1 / precision));
  return mixture(own, PRIOR, PRIOR_SHARE);
}

/**
 * Milliseconds from one poll of a pending backup to the next. If a poll costs κ and the hazard is h, the best density of
 * polls is √(h/2κ): the next poll is due when the integral of that density from this age on reaches 1.
 * @see Barlow and Proschan, "Optimum checking procedures", J. SIAM 11 (1963)
 * @see Keller, "Optimum checking schedules for systems subject to random failure", Management Science 21 (1974)
 */
export function nextPollMs(
  distribution: DurationDistribution,
  ageMs: number,
  { minMs, maxMs }: Bounds,
): number {
  let waitMs = 0;
  let polls = 0;
  let density = pollsPerMs(distribution, ageMs);
  while (waitMs < maxMs) {
    const stepMs = Math.min(1_000, Math.max(100, (ageMs + waitMs) / 200));
    const next = pollsPerMs(distribution, ageMs + waitMs + stepMs);
    const gained = ((density + next) / 2) * stepMs;
    if (polls + gained >= 1) {
      waitMs += (stepMs * (1 - polls)) / gained;
      break;
    }
    polls += gained;
    waitMs += stepMs;
    density = next;
  }
  return Math.min(maxMs, Math.max(minMs, waitMs));
}

/**
 * Polls that have come due since one at this age: 1 when the next one is due by the rule above, and more the longer it has
 * to wait. Under a short budget the most overdue poll is worth most, which is the same rule with a higher κ. The returned
 * function integrates incrementally: call it with non-decreasing ages.
 */
export function pollsDue(
  distribution: DurationDistribution,
  sinceAgeMs: number,
): (ageMs: number) => number {
  const grid = { atMs: sinceAgeMs, polls: 0, density: pollsPerMs(distribution, sinceAgeMs) };
  return (ageMs) => {
    for (;;) {
      const stepMs = Math.max(100, grid.atMs / 200);
      if (grid.atMs + stepMs > ageMs) break;
      const next = pollsPerMs(distribution, grid.atMs + stepMs);
      grid.polls += ((grid.density + next) / 2) * stepMs;
      grid.atMs += stepMs;
      grid.density = next;
    }
    // This is called many times a second for many backups, so it computes nothing between two points of the grid.
    return grid.polls + grid.density * Math.max(0, ageMs - grid.atMs);
  };
}

function pollsPerMs(distribution: DurationDistribution, ageMs: number): number {
  return Math.sqrt(hazard(distribution, ageMs) / POLL_COST_MS / 2);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2;
}
