import { describe, expect, test } from "vitest";
import { followOurs } from "../bench/schedules.ts";
import { expectedLifetime, LOOK_COST_MS, looksDue, nextLookMs, PRIOR } from "../src/cadence.ts";
import { type Lifetime, medianLeftMs } from "../src/lifetime.ts";

const BOUNDS = { minMs: 2_000, maxMs: 60_000 };
const UNBOUND = { minMs: 0, maxMs: 100_000_000 };

describe("the integral rule", () => {
  test("a constant hazard has looks at a constant distance", () => {
    const meanMs = 100_000;
    const survival = (ageMs: number): number => Math.exp(-ageMs / meanMs);
    const exponential = { survival, density: (ageMs: number) => survival(ageMs) / meanMs };
    const expected = Math.sqrt(2 * LOOK_COST_MS * meanMs);
    for (const ageMs of [0, 1_234, 400_000]) {
      expect(nextLookMs(exponential, ageMs, UNBOUND)).toBeCloseTo(expected, 6);
    }
  });

  test("a rising hazard has looks where the integral has grown by one", () => {
    // Rayleigh: h(t) = t/s², so that the integral of √(h/2κ) is (2/3)·t^1.5/(s·√2κ).
    const scaleMs = 200_000;
    const survival = (ageMs: number): number => Math.exp(-((ageMs / scaleMs) ** 2) / 2);
    const density = (ageMs: number): number => (ageMs / scaleMs ** 2) * survival(ageMs);
    const growth = 1.5 * scaleMs * Math.sqrt(2 * LOOK_COST_MS);
    for (const ageMs of [0, 30_000, 300_000]) {
      const expected = (ageMs ** 1.5 + growth) ** (2 / 3) - ageMs;
      const waitMs = nextLookMs({ survival, density }, ageMs, UNBOUND);
      expect(Math.abs(waitMs / expected - 1)).toBeLessThan(0.002);
    }
  });

  test("stays within the bounds", () => {
    const sharp = expectedLifetime([100_000, 100_000, 100_000]);
    expect(nextLookMs(sharp, 0, BOUNDS)).toBe(60_000);
    expect(nextLookMs(sharp, 105_000, { minMs: 30_000, maxMs: 60_000 })).toBe(30_000);
    expect(nextLookMs(sharp, 0, { minMs: 100, maxMs: 100 })).toBe(100);
  });

  test("a backup that nobody can expect any more is looked at as rarely as may be", () => {
    const certain: Lifetime = { survival: () => 0, density: () => 0 };
    expect(nextLookMs(certain, 5_000, BOUNDS)).toBe(60_000);
  });
});

describe("the looks that have come due", () => {
  const lifetimes: [string, Lifetime][] = [
    ["the prior", PRIOR],
    ["a site known well", expectedLifetime([300, 301, 299, 300].map((s) => s * 1_000))],
    ["a site known little", expectedLifetime([90_000])],
    ["a slow site", expectedLifetime([2_700_000, 2_500_000])],
  ];
  const ages = [5_000, 20_000, 90_000, 280_000, 310_000, 1_000_000, 5_000_000];
  const looksAtTheNext = (lifetime: Lifetime, ageMs: number): number =>
    looksDue(lifetime, ageMs)(ageMs + nextLookMs(lifetime, ageMs, UNBOUND));

  test.each(lifetimes)("come to one where the next look is: %s", (_, lifetime) => {
    for (const ageMs of ages) {
      expect(Math.abs(looksAtTheNext(lifetime, ageMs) - 1)).toBeLessThan(0.01);
    }
  });

  test("come to one where the next look is, younger than the quickest too", () => {
    for (const ageMs of [0, 1_000, 4_000, 4_999]) {
      expect(Math.abs(looksAtTheNext(PRIOR, ageMs) - 1)).toBeLessThan(0.01);
    }
  });

  test.each(lifetimes)(
    "are the same however often they are asked for on the way: %s",
    (_, lifetime) => {
      const often = looksDue(lifetime, 10_000);
      for (let ageMs = 10_000; ageMs < 400_000; ageMs += 137) often(ageMs);
      const seldom = looksDue(lifetime, 10_000)(400_000);
      expect(Math.abs(often(400_000) / seldom - 1)).toBeLessThan(0.01);
    },
  );

  test("are none at the age of the look itself", () => {
    for (const ageMs of ages) expect(looksDue(PRIOR, ageMs)(ageMs)).toBe(0);
  });

  test("are the same at the same age", () => {
    const looks = looksDue(PRIOR, 30_000);
    const once = looks(200_000);
    expect(once).toBeGreaterThan(1);
    expect(looks(200_000)).toBe(once);
    expect(looks(300_000)).toBeGreaterThan(once);
  });

  test.each(lifetimes)("grow without bound for who is never looked at: %s", (_, lifetime) => {
    const looks = looksDue(lifetime, 300_000);
    const grown = [1, 10, 100, 1_000, 10_000].map((times) => looks(times * 3_600_000));
    for (const [index, count] of grown.entries()) {
      if (index === 0) continue;
      // A log-normal's hazard falls about as 1/t, so that the looks grow about as its root: by 3 for each 10.
      expect(count).toBeGreaterThan(2 * (grown[index - 1] ?? NaN));
    }
    expect(looks(4e10)).toBeGreaterThan(1_000);
  });

  test("are none of a backup that nobody can expect any more", () => {
    const certain: Lifetime = { survival: () => 0, density: () => 0 };
    expect(looksDue(certain, 5_000)(10_000_000)).toBe(0);
  });
});

describe("what is expected", () => {
  const usuallyMs = (pastMs: readonly number[]): number =>
    medianLeftMs(expectedLifetime(pastMs), 0);

  test("without a history is the host's figure", () => {
    expect(expectedLifetime([])).toBe(PRIOR);
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

  test("is narrower for a site that keeps its time", () => {
    const steady = expectedLifetime([300, 301, 299, 300, 302, 298].map((s) => s * 1_000));
    const erratic = expectedLifetime([300, 200, 450, 300, 220, 400].map((s) => s * 1_000));
    expect(steady.survival(330_000)).toBeLessThan(erratic.survival(330_000) / 1.5);
  });

  test("is not led astray by one backup that took hours", () => {
    const pastMs = [100, 104, 97, 101, 99].map((s) => s * 1_000);
    const withOutlier = [...pastMs, 10_800_000];
    expect(Math.abs(usuallyMs(withOutlier) / usuallyMs(pastMs) - 1)).toBeLessThan(0.02);
    expect(followOurs(withOutlier, 102_000).lagMs).toBeLessThan(10_000);
  });
});

describe("what the cadence promises", () => {
  test.each([5_000, 30_000])(
    "a backup of %d ms, never seen before: known within 25 s",
    (tookMs) => {
      expect(followOurs([], tookMs).lagMs).toBeLessThanOrEqual(25_000);
    },
  );

  test("a backup of three hours: at most 420 requests", () => {
    expect(followOurs([], 10_800_000).requests).toBeLessThanOrEqual(420);
  });

  test("a site that takes three times what it did: few more looks than without a history", () => {
    const total = { looks: 0, lagMs: 0, priorLooks: 0, priorLagMs: 0 };
    for (const medianMs of [60_000, 130_000, 270_000, 540_000, 1_100_000]) {
      const pastMs = [0.9, 1, 1.1, 0.95].map((share) => share * medianMs);
      for (let share = 2.7; share < 3.3; share += 0.01) {
        const informed = followOurs(pastMs, share * medianMs);
        const uninformed = followOurs([], share * medianMs);
        total.looks += informed.requests;
        total.lagMs += informed.lagMs;
        total.priorLooks += uninformed.requests;
        total.priorLagMs += uninformed.lagMs;
      }
    }
    expect(total.looks / total.priorLooks).toBeLessThanOrEqual(1.4);
    expect(total.lagMs / total.priorLagMs).toBeLessThanOrEqual(1.5);
  });
});
