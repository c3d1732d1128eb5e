const LEAST_MS = 600;
const MEDIAN_MS = 735;
const MOST_MS = 1_400;
/** Standard deviation of the logarithm. About one reply in 30 takes the maximum. */
const SPREAD = 0.95;

/** Milliseconds that the next reply takes. Most values are near the median, and some are much longer. */
export type Latency = () => number;

/** @param seed the same seed produces the same latencies. */
export function createLatency(seed: number): Latency {
  const random = createRandom(seed);
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(MOST_MS, LEAST_MS + (MEDIAN_MS - LEAST_MS) * Math.exp(SPREAD * normal));
  };
}

/**
 * Uniform numbers from 0 to below 1.
 * @see mulberry32 by Tommy Ettinger, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
