import type { Backup } from "../model/backup.ts";
import type { RunAttempt } from "../model/target.ts";
import { attemptIn } from "./key.ts";
import type { Listing } from "./pages.ts";

/** A backup that an earlier attempt of this run requested. */
export interface EarlierBackup {
  readonly backup: Backup;
  readonly attempt: number;
}

/**
 * The first completed backup that earlier attempts of this run requested. A backup taken after it may contain what they
 * deployed. The rows may be in any order.
 * @param current the attempt that runs now.
 */
export function firstOfRun(
  rows: readonly Backup[],
  current: RunAttempt,
): EarlierBackup | undefined {
  const earlier = rows.flatMap((backup) => {
    if (backup.status !== "completed") return [];
    const shown = attemptIn(backup.description);
    const isEarlier = shown?.run === current.run && shown.attempt < current.attempt;
    return isEarlier ? [{ backup, attempt: shown.attempt }] : [];
  });
  const [first] = earlier.sort((a, b) => compare(endMs(a), endMs(b)) || a.attempt - b.attempt);
  return first;
}

/**
 * What a listing shows of the earlier attempts.
 * @returns undefined if it shows none and may lack one: what cannot be read is not absent.
 */
export function earlierIn(
  { rows, serverMs, flaw }: Listing<Backup>,
  current: RunAttempt,
): { readonly first: EarlierBackup | undefined; readonly seenMs: number } | undefined {
  const first = firstOfRun(rows, current);
  return first === undefined && flaw !== undefined ? undefined : { first, seenMs: serverMs };
}

/** When it was completed, or else created. One without either time comes last. */
function endMs({ backup: { completedAt, createdAt } }: EarlierBackup): number {
  return (completedAt ?? createdAt)?.epochMs ?? Infinity;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
