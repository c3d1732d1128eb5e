import type { Backup } from "../model/backup.ts";
import type { RunAttempt } from "../model/target.ts";

/** Whether a backup shows this key. */
export function showsKey(key: string): (backup: Pick<Backup, "description">) => boolean {
  return ({ description }) => keyIn(description) === key;
}

/**
 * The key in the description of a backup that Backup Gate requested, in lower case. It counts only in the bracket at the very
 * beginning, `[gate K, run R, attempt N]`, so a text that imitates one proves nothing. WP Engine may have cut the rest off.
 * @returns undefined if the description shows none.
 */
export function keyIn(description: string | undefined): string | undefined {
  return /^\[gate ([0-9a-f]{6})(?![0-9a-z])/i.exec(description ?? "")?.[1]?.toLowerCase();
}

/**
 * The run and the attempt in the description of a backup that Backup Gate requested. They count only in a whole bracket at
 * the very beginning: what is cut off may have ended in other digits.
 * @returns undefined if the description shows none.
 */
export function attemptIn(description: string | undefined): RunAttempt | undefined {
  const bracket = /^\[gate [0-9a-f]{6}, run ([\w.-]+), attempt ([1-9]\d*)\]/i;
  const [, run, attempt] = bracket.exec(description ?? "") ?? [];
  return run === undefined ? undefined : { run: run.toLowerCase(), attempt: Number(attempt) };
}
