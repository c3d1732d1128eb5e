const FIRST_MS = 1_000;

const LONGEST_MS = 60_000;

/**
 * Milliseconds to wait after failures: doubling from 1 s to 60 s. The upper half is jitter, because gates that were
 * rate-limited together must not return together.
 * @param failuresInARow 1 after the first failure.
 * @param random uniform in [0, 1).
 */
export function backoffMs(failuresInARow: number, random: () => number): number {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failuresInARow - 1));
  return ceilingMs * (1 - random() / 2);
}
