import { describe, expect, test } from "vitest";
import {
  expectedDistribution,
  POLL_COST_MS,
  pollsDue,
  nextPollMs,
  PRIOR,
} from "../../../src/schedule/cadence.ts";
import {
  hazard,
  type DurationDistribution,
  logNormal,
  medianLeftMs,
  mixture,
} from "../../../src/schedule/distribution.ts";

const BOUNDS = { minMs: 2_000, maxMs: 60_000 };
const UNBOUND = { minMs: 0, maxMs: 100_000_000 };

const lifetimes: [string, DurationDistribution][] = [
  ["the prior", PRIOR],
  ["a site known well", expectedDistribution([300, 301, 299, 300].map((s) => s * 1_000))],
  ["a site known little", expectedDistribution([90_000])],
  ["a slow site", expectedDistribution([2_700_000, 2_500_000])],
];

/** The integral of √(h/2κ) by the midpoint rule, over spans far shorter than the steps it is approximated in. */
function exactPolls(distribution: DurationDistribution, fromMs: number, toMs: number): number {
  const spans = 20_000;
  const spanMs = (toMs - fromMs) / spans;
  let polls = 0;
  for (let span = 0; span < spans; span += 1) {
    const rate = hazard(distribution, fromMs + (span + 0.5) * spanMs);
    polls += Math.sqrt(rate / (2 * POLL_COST_MS)) * spanMs;
  }
  return polls;
}

/** Within the step to 5 s the prior's hazard jumps, since its quickest backup takes as long. */
const toleranceFrom = (ageMs: number): number => (ageMs < 5_000 ? 0.005 : 0.001);

describe("the integral rule", () => {
  test("a constant hazard has polls at a constant distance", () => {
    const meanMs = 100_000;
    const survival = (ageMs: number): number => Math.exp(-ageMs / meanMs);
    const exponential = { survival, density: (ageMs: number) => survival(ageMs) / meanMs };
    const expected = Math.sqrt(2 * POLL_COST_MS * meanMs);
    for (const ageMs of [0, 1_234, 400_000]) {
      expect(nextPollMs(exponential, ageMs, UNBOUND)).toBeCloseTo(expected, 6);
    }
  });

  test("a rising hazard has polls where the integral has grown by one", () => {
    // Rayleigh: h(t) = t/s², so that the integral of √(h/2κ) is (2/3)·t^1.5/(s·√2κ).
    const scaleMs = 200_000;
    const survival = (ageMs: number): number => Math.exp(-((ageMs / scaleMs) ** 2) / 2);
    const density = (ageMs: number): number => (ageMs / scaleMs ** 2) * survival(ageMs);
    const growth = 1.5 * scaleMs * Math.sqrt(2 * POLL_COST_MS);
    for (const ageMs of [0, 30_000, 300_000]) {
      const expected = (ageMs ** 1.5 + growth) ** (2 / 3) - ageMs;
      const waitMs = nextPollMs({ survival, density }, ageMs, UNBOUND);
      expect(Math.abs(waitMs / expected - 1)).toBeLessThan(0.002);
    }
  });

  test.each(lifetimes)("has polls where the integral has grown by one: %s", (_, distribution) => {
    for (const ageMs of [0, 5_000, 20_000, 90_000, 280_000, 1_000_000]) {
      const waitMs = nextPollMs(distribution, ageMs, UNBOUND);
      const miss = Math.abs(exactPolls(distribution, ageMs, ageMs + waitMs) - 1);
      expect(miss).toBeLessThan(toleranceFrom(ageMs));
    }
  });

  test("a poll due just before the longest wait is not put off to it", () => {
    const rare: DurationDistribution = { survival: () => 1, density: () => 1e-5 };
    expect(nextPollMs(rare, 0, { minMs: 0, maxMs: 10_050 })).toBeCloseTo(10_000, 6);
  });

  test("a long wait is worked out in steps that grow with the age", () => {
    let steps = 0;
    const survival = (): number => {
      steps += 1;
      return 0;
    };
    nextPollMs({ survival, density: () => 0 }, 0, { minMs: 0, maxMs: 200_000 });
    expect(steps).toBeLessThan(1_000); // of 100 ms each it would be 2,000
  });

  test("stays within the bounds", () => {
    const sharp = expectedDistribution([100_000, 100_000, 100_000]);
    expect(nextPollMs(sharp, 0, BOUNDS)).toBe(60_000);
    expect(nextPollMs(sharp, 105_000, { minMs: 30_000, maxMs: 60_000 })).toBe(30_000);
    expect(nextPollMs(sharp, 0, { minMs: 100, maxMs: 100 })).toBe(100);
  });

  test("a backup older than any expected duration is polled at the longest interval", () => {
    const certain: DurationDistribution = { survival: () => 0, density: () => 0 };
    expect(nextPollMs(certain, 5_000, BOUNDS)).toBe(60_000);
  });
});

describe("the polls that have come due", () => {
  const ages = [5_000, 20_000, 90_000, 280_000, 310_000, 1_000_000, 5_000_000];
  const looksAtTheNext = (distribution: DurationDistribution, ageMs: number): number =>
    pollsDue(distribution, ageMs)(ageMs + nextPollMs(distribution, ageMs, UNBOUND));

  test.each(lifetimes)("come to one where the next poll is: %s", (_, distribution) => {
    for (const ageMs of ages) {
      expect(Math.abs(looksAtTheNext(distribution, ageMs) - 1)).toBeLessThan(0.01);
    }
  });

  test("come to one where the next poll is, younger than the quickest too", () => {
    for (const ageMs of [0, 1_000, 4_000, 4_999]) {
      expect(Math.abs(looksAtTheNext(PRIOR, ageMs) - 1)).toBeLessThan(0.01);
    }
  });

  test.each(lifetimes)("are the integral from the one to the other age: %s", (_, distribution) => {
    for (const [fromMs, toMs] of [
      [0, 30_000],
      [30_000, 90_000],
      [200_000, 290_000],
      [290_000, 2_000_000],
    ] as const) {
      const polls = pollsDue(distribution, fromMs)(toMs);
      const miss = Math.abs(polls / exactPolls(distribution, fromMs, toMs) - 1);
      expect(miss).toBeLessThan(toleranceFrom(fromMs));
    }
  });

  test.each(lifetimes)(
    "are the same however often they are asked for on the way: %s",
    (_, distribution) => {
      const often = pollsDue(distribution, 10_000);
      for (let ageMs = 10_000; ageMs < 400_000; ageMs += 137) often(ageMs);
      const seldom = pollsDue(distribution, 10_000)(400_000);
      expect(Math.abs(often(400_000) / seldom - 1)).toBeLessThan(0.01);
    },
  );

  test("are none at the age of the poll itself", () => {
    for (const ageMs of ages) expect(pollsDue(PRIOR, ageMs)(ageMs)).toBe(0);
  });

  test("are the same at the same age", () => {
    const polls = pollsDue(PRIOR, 30_000);
    const once = polls(200_000);
    expect(once).toBeGreaterThan(1);
    expect(polls(200_000)).toBe(once);
    expect(polls(300_000)).toBeGreaterThan(once);
  });

  test.each(lifetimes)(
    "grow without bound for a backup that is never polled: %s",
    (_, distribution) => {
      const polls = pollsDue(distribution, 300_000);
      const grown = [1, 10, 100, 1_000, 10_000].map((times) => polls(times * 3_600_000));
      for (const [index, count] of grown.entries()) {
        if (index === 0) continue;
        // A log-normal's hazard falls about as 1/t, so that the polls grow about as its root: by 3 for each 10.
        expect(count).toBeGreaterThan(2 * (grown[index - 1] ?? NaN));
      }
      expect(polls(4e10)).toBeGreaterThan(1_000);
    },
  );

  test("are zero for a backup older than any expected duration", () => {
    const certain: DurationDistribution = { survival: () => 0, density: () => 0 };
    expect(pollsDue(certain, 5_000)(10_000_000)).toBe(0);
  });
});

describe("what is expected", () => {
  const usuallyMs = (pastDurationsMs: readonly number[]): number =>
    medianLeftMs(expectedDistribution(pastDurationsMs), 0);

  test("without a history is WP Engine's figure", () => {
    expect(expectedDistribution([])).toBe(PRIOR);
    expect(usuallyMs([])).toBeGreaterThan(200_000);
    expect(usuallyMs([])).toBeLessThan(270_000);
  });

  test("is what the install's own backups took, the more of them the closer", () => {
    const misses = [1, 3, 8].map((n) =>
      Math.abs(usuallyMs(Array.from({ length: n }, () => 900_000)) - 900_000),
    );
    expect(misses).toEqual(misses.toSorted((a, b) => b - a));
    expect(misses[2]).toBeLessThan(10_000);
  });

  // Worked out apart from the code, step by step: the weights against the median, their mean, the variance with the
  // three backups' worth of belief, and the two normal distributions of the logarithm multiplied.
  test.each([
    [[90], 95_678.8, 0.237_045],
    [[100, 400, 120, 110], 116_582.2, 0.241_727],
    [[100, 140, 3_600, 90, 120], 117_987, 0.268_601],
  ])("after backups of %j s is a log-normal around %d ms with σ = %d", (pastS, centerMs, sigma) => {
    const distribution = expectedDistribution(pastS.map((s) => s * 1_000));
    const expected = mixture(logNormal(centerMs, sigma), PRIOR, 0.05);
    for (const ageMs of [60_000, 90_000, 120_000, 180_000]) {
      expect(distribution.survival(ageMs)).toBeCloseTo(expected.survival(ageMs), 5);
    }
  });

  test("is narrower for a site that keeps its time", () => {
    const steady = expectedDistribution([300, 301, 299, 300, 302, 298].map((s) => s * 1_000));
    const erratic = expectedDistribution([300, 200, 450, 300, 220, 400].map((s) => s * 1_000));
    expect(steady.survival(330_000)).toBeLessThan(erratic.survival(330_000) / 1.5);
  });

  test("is not led astray by one backup that took hours", () => {
    const pastDurationsMs = [100, 104, 97, 101, 99].map((s) => s * 1_000);
    const withOutlier = [...pastDurationsMs, 10_800_000];
    expect(Math.abs(usuallyMs(withOutlier) / usuallyMs(pastDurationsMs) - 1)).toBeLessThan(0.02);
  });
});
