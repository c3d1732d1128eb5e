import { formatDuration } from "../util/duration.ts";
import type { Backup } from "./backup.ts";

/** A backup created at most this far in the future was created now: the clocks differ. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * Milliseconds since a backup was created.
 * @param createdMs when it was created, in epoch milliseconds.
 * @param serverMs the server's wall clock in the same reply, in epoch milliseconds.
 * @returns undefined if that is unknown, or too far in the future to be believed.
 */
export function ageMs(createdMs: number | undefined, serverMs: number): number | undefined {
  if (createdMs === undefined || createdMs > serverMs + CLOCKS_DIFFER_MS) return undefined;
  return Math.max(0, serverMs - createdMs);
}

/** How old a backup may be when the step first sees it. */
export interface AgeLimit {
  readonly maxAgeMs: number;
  /**
   * The server's wall clock in the first reply that showed the backup, in epoch milliseconds; undefined before that. Ages are
   * taken then, so waiting makes no backup stale.
   */
  readonly asOfMs?: number | undefined;
}

/** How old a backup may be at a moment. */
export interface Freshness {
  readonly maxAgeMs: number;
  /** The moment of the server's wall clock at which the age is taken, in epoch milliseconds. */
  readonly asOfMs: number;
  /** The server's wall clock when it showed the backup, if later: a backup that was shown was not created after that. */
  readonly shownMs?: number;
  /** Whether these are our own clock, because the reply had no `Date`. */
  readonly isOurClock?: boolean | undefined;
}

/** Whether a backup is known to have been young enough. */
export function isFresh(backup: Backup, freshness: Freshness): boolean {
  return (ageAsOf(backup, freshness) ?? Infinity) <= freshness.maxAgeMs;
}

/** Why a backup is not known to be fresh, as the rest of a sentence. */
export function staleness(backup: Backup, freshness: Freshness): string {
  const age = ageAsOf(backup, freshness);
  const fault =
    age === undefined
      ? unknownAge(backup, freshness)
      : `it was ${formatDuration(age)} old when this step first saw it`;
  return `${fault}, and max-age is ${formatDuration(freshness.maxAgeMs)}`;
}

function unknownAge({ createdAt }: Backup, { isOurClock }: Freshness): string {
  if (createdAt === undefined) return "its create_time is missing or can't be read";
  return isOurClock === true
    ? "its age is unknown, because the API's reply has no date and the runner's clock is behind"
    : "its age is unknown, because its create_time is in the future";
}

function ageAsOf(
  { createdAt }: Backup,
  { asOfMs, shownMs = asOfMs }: Freshness,
): number | undefined {
  const age = ageMs(createdAt?.epochMs, shownMs);
  return age === undefined ? undefined : Math.max(0, age - (shownMs - asOfMs));
}
