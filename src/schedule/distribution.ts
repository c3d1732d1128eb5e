/**
 * How long a backup takes from its creation, as a probability distribution. Ages and durations are in milliseconds,
 * densities and hazards per millisecond.
 */
export interface DurationDistribution {
  /** Probability that a backup is still pending at this age. */
  survival(ageMs: number): number;
  density(ageMs: number): number;
}

/** The rate of completion at an age, given that the backup is not complete yet. */
export function hazard(distribution: DurationDistribution, ageMs: number): number {
  const survival = distribution.survival(ageMs);
  return survival > 0 ? distribution.density(ageMs) / survival : 0;
}

/** @param sigma standard deviation of the duration's natural logarithm. */
export function logNormal(medianMs: number, sigma: number): DurationDistribution {
  const z = (ageMs: number): number => Math.log(ageMs / medianMs) / sigma;
  const atOne = 1 / (sigma * Math.sqrt(2 * Math.PI));
  return {
    survival: (ageMs) => erfc(z(ageMs) / Math.SQRT2) / 2,
    density: (ageMs) => (ageMs === 0 ? 0 : (atOne * Math.exp(-(z(ageMs) ** 2) / 2)) / ageMs),
  };
}

/** Every ratio within the bounds is equally likely: 5 s to 10 s as likely as 1 min to 2 min. */
export function logUniform(leastMs: number, mostMs: number): DurationDistribution {
  const width = Math.log(mostMs / leastMs);
  return {
    survival: (ageMs) => Math.min(1, Math.max(0, Math.log(mostMs / ageMs) / width)),
    density: (ageMs) => (ageMs < leastMs || ageMs > mostMs ? 0 : 1 / (ageMs * width)),
  };
}

/** A distribution mixed with a share of another one. */
export function mixture(
  usual: DurationDistribution,
  other: DurationDistribution,
  share: number,
): DurationDistribution {
  const mix = (ofUsual: number, ofOther: number): number => (1 - share) * ofUsual + share * ofOther;
  return {
    survival: (ageMs) => mix(usual.survival(ageMs), other.survival(ageMs)),
    density: (ageMs) => mix(usual.density(ageMs), other.density(ageMs)),
  };
}

/** A pending backup. */
export interface Pending {
  readonly distribution: DurationDistribution;
  readonly ageMs: number;
}

/**
 * Milliseconds from this age until half of the backups that reach it are completed.
 * @returns Infinity at an age that no backup reaches by this distribution.
 */
export function medianLeftMs(distribution: DurationDistribution, ageMs: number): number {
  return medianLeftOfAllMs([{ distribution, ageMs }]);
}

/** Milliseconds until it is as likely as not that all of these are completed: later than each of their medians. */
export function medianLeftOfAllMs(all: readonly Pending[]): number {
  if (all.some(({ distribution, ageMs }) => distribution.survival(ageMs) / 2 === 0))
    return Infinity;
  const areLikelyComplete = (afterMs: number): boolean =>
    all.reduce((share, { distribution, ageMs }) => {
      return share * (1 - distribution.survival(ageMs + afterMs) / distribution.survival(ageMs));
    }, 1) >= 0.5;
  let soonMs = 0;
  let lateMs = 1_000;
  while (!areLikelyComplete(lateMs)) lateMs *= 2;
  while (lateMs - soonMs > 100) {
    const middleMs = (soonMs + lateMs) / 2;
    if (areLikelyComplete(middleMs)) lateMs = middleMs;
    else soonMs = middleMs;
  }
  return lateMs;
}

/**
 * The complementary error function, with a relative error below 1.2e-7 also far out in the tail, which hazards need.
 * @see Press et al., Numerical Recipes in C, 2nd ed. 1992, §6.2
 */
function erfc(x: number): number {
  const t = 1 / (1 + Math.abs(x) / 2);
  let exponent = 0;
  for (let power = CHEBYSHEV.length - 1; power >= 0; power -= 1) {
    exponent = exponent * t + (CHEBYSHEV[power] ?? 0);
  }
  const tail = t * Math.exp(exponent - x * x);
  return x >= 0 ? tail : 2 - tail;
}

const CHEBYSHEV = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];
