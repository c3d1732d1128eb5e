/** The two interval inputs. */
export interface Bounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/** A look is worth taking when the wait has grown by this share: the longer it took, the longer it may still take. */
const SHARE = 1 / 8;

/**
 * Milliseconds to the next look at a pending backup.
 * @param waitedMs time since the first look.
 */
export function nextLookMs(waitedMs: number, { minMs, maxMs }: Bounds): number {
  return Math.min(maxMs, Math.max(minMs, waitedMs * SHARE));
}
