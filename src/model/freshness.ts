import { formatDuration } from "../util/duration.ts";
import type { Backup } from "./backup.ts";

/** How far two clocks may differ for a creation in the future to be one just now. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * Milliseconds since a backup was created.
 * @param createdMs wall-clock moment of its creation, in epoch milliseconds.
 * @param serverMs the server's wall clock as it gave that moment.
 * @returns undefined where the creation is unknown, or too far in the future to be believed.
 */
export function ageMs(createdMs: number | undefined, serverMs: number): number | undefined {
  if (createdMs === undefined || createdMs > serverMs + CLOCKS_DIFFER_MS) return undefined;
  return Math.max(0, serverMs - createdMs);
}

/**
 * The moment at which ages are taken, by the server's wall clock: that of the step's first good answer, so that waiting,
 * for a turn too, makes no backup stale.
 * @param serverMs the server's wall clock now.
 */
export type AsOf = (serverMs: number) => number;

/** Ages as of the first moment that is asked for. */
export function asOfFirst(): AsOf {
  let asOfMs: number | undefined;
  return (serverMs) => (asOfMs ??= serverMs);
}

/** How old a backup may be. */
export interface Freshness {
  readonly maxAgeMs: number;
  /** As of which moment of the server's wall clock, in epoch milliseconds. */
  readonly asOfMs: number;
  /** The server's wall clock as it showed the backup, where that was later: nothing is in the future that was shown then. */
  readonly shownMs?: number;
}

/** Whether a backup is known to have been no older than it may be. */
export function isFresh(backup: Backup, freshness: Freshness): boolean {
  return (ageAsOf(backup, freshness) ?? Infinity) <= freshness.maxAgeMs;
}

function ageAsOf(
  { createdAt }: Backup,
  { asOfMs, shownMs = asOfMs }: Freshness,
): number | undefined {
  const age = ageMs(createdAt?.epochMs, shownMs);
  return age === undefined ? undefined : Math.max(0, age - (shownMs - asOfMs));
}

/** Why a backup is not known to be fresh, in words. */
export function staleness(backup: Backup, freshness: Freshness): string {
  const age = ageAsOf(backup, freshness);
  const fault =
    age === undefined
      ? "when it was created is not known"
      : `it was ${formatDuration(age)} old when this step first saw it`;
  return `${fault}, and max-age is ${formatDuration(freshness.maxAgeMs)}`;
}
