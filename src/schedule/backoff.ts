const FIRST_MS = 1_000;

const LONGEST_MS = 60_000;

/**
 * Milliseconds to stay away after failed looks: doubling from 1 s to 60 s, of which the upper half is jitter, so
 * that gates refused together do not return together.
 * @param failuresInARow 1 after the first failure.
 * @param random uniform in [0, 1).
 */
export function backoffMs(failuresInARow: number, random: () => number): number {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failuresInARow - 1));
  return ceilingMs * (1 - random() / 2);
}
