import { describe, expect, test } from "vitest";
import {
  hazard,
  type DurationDistribution,
  logNormal,
  logUniform,
  medianLeftMs,
  medianLeftOfAllMs,
  mixture,
} from "../../../src/schedule/distribution.ts";

const usual = logNormal(270_000, 0.7);
const quick = logUniform(5_000, 120_000);
const mixed = mixture(usual, quick, 0.1);

describe("the log-normal", () => {
  // Tables of the standard normal distribution: the probability of more than z standard deviations.
  test.each([
    [0, 0.5],
    [1, 0.158655254],
    [2, 0.022750132],
    [-1, 0.841344746],
    [5, 2.86651572e-7],
    [8, 6.22096057e-16],
    [20, 2.75362412e-89],
  ])("survives %d standard deviations of the logarithm as the normal distribution does", (z, p) => {
    const ratio = usual.survival(270_000 * Math.exp(0.7 * z)) / p;
    expect(Math.abs(ratio - 1)).toBeLessThan(5e-7);
  });

  test("starts with a backup that is certainly in progress", () => {
    expect(usual.survival(0)).toBe(1);
    expect(usual.density(0)).toBe(0);
  });

  test("keeps its hazard where next to nothing survives", () => {
    // Far out a log-normal's hazard nears z/(σt).
    const ageMs = 270_000 * Math.exp(0.7 * 20);
    expect(hazard(usual, ageMs) / (20 / (0.7 * ageMs))).toBeCloseTo(1, 2);
  });
});

describe("the log-uniform", () => {
  test("halves between its ends at their geometric mean", () => {
    expect(quick.survival(Math.sqrt(5_000 * 120_000))).toBeCloseTo(0.5, 12);
  });

  test.each([
    [0, 1, 0],
    [4_999, 1, 0],
    [120_001, 0, 0],
  ])("is certain outside of them: at %d ms", (ageMs, survival, density) => {
    expect([quick.survival(ageMs), quick.density(ageMs)]).toEqual([survival, density]);
  });

  test.each([5_000, 120_000])("has its end within: %d ms", (ageMs) => {
    expect(quick.density(ageMs)).toBeGreaterThan(0);
  });
});

test.each<[string, DurationDistribution]>([
  ["log-normal", usual],
  ["log-uniform", quick],
  ["mixture", mixed],
])("the density of the %s is what its survival loses", (_, distribution) => {
  for (const fromMs of [6_000, 60_000, 118_000, 400_000]) {
    const lost = distribution.survival(fromMs) - distribution.survival(fromMs + 10);
    expect(distribution.density(fromMs + 5) * 10).toBeCloseTo(lost, 9);
  }
});

test("a mixture has its share of either", () => {
  expect(mixed.survival(60_000)).toBeCloseTo(
    0.9 * usual.survival(60_000) + 0.1 * quick.survival(60_000),
    12,
  );
});

test("nothing is left to hazard where nothing survives", () => {
  expect(hazard(quick, 200_000)).toBe(0);
});

describe("the median of what is left", () => {
  test("is the median, from the start", () => {
    expect(Math.abs(medianLeftMs(usual, 0) - 270_000)).toBeLessThan(101);
  });

  test("halves the survivors of an age", () => {
    const leftMs = medianLeftMs(mixed, 300_000);
    expect(mixed.survival(300_000 + leftMs) / mixed.survival(300_000)).toBeCloseTo(0.5, 3);
  });

  test("is without end at an age that nothing survives", () => {
    expect(medianLeftMs(quick, 200_000)).toBe(Infinity);
  });

  test("is reached when exactly half is complete", () => {
    const survival = (ageMs: number): number => (ageMs < 1_000 ? 1 : ageMs < 8_000 ? 0.5 : 0);
    expect(medianLeftMs({ survival, density: () => 0 }, 0)).toBe(1_000);
  });

  test("is without end for all where half of one's survivors is too small a number", () => {
    const survival = (ageMs: number): number => (ageMs < 1_000 ? Number.MIN_VALUE : 0);
    const faint = { survival, density: () => 0 };
    const all = [usual, faint].map((distribution) => ({ distribution, ageMs: 0 }));
    expect(medianLeftOfAllMs(all)).toBe(Infinity);
  });
});
