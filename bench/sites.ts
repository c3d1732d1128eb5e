import type { Random } from "./random.ts";

/** The model: the medians of the sites spread around WP Engine's figure, and the backups of a site around its median. */
export const MEDIAN_MS = 270_000;
export const SITES_SPREAD = 0.7;
export const OWN_SPREAD = 0.15;

/** A backup to wait for, and the backups before it. */
export interface Trace {
  /** The newest first. */
  readonly pastMs: readonly number[];
  readonly durationMs: number;
}

export interface Site {
  readonly medianMs: number;
  readonly traces: readonly Trace[];
}

/** @param tracesEach how many backups of each site to wait for. */
export function drawSites(
  count: number,
  tracesEach: number,
  pastBackups: number,
  random: Random,
): Site[] {
  return Array.from({ length: count }, (): Site => {
    const medianMs = MEDIAN_MS * Math.exp(SITES_SPREAD * random.gauss());
    const draw = (): number => medianMs * Math.exp(OWN_SPREAD * random.gauss());
    const traces = Array.from({ length: tracesEach }, () => ({
      pastMs: Array.from({ length: pastBackups }, draw),
      durationMs: draw(),
    }));
    return { medianMs, traces };
  });
}
