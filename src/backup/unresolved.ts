import type { Backup } from "../model/backup.ts";
import type { Verdict } from "../model/verdict.ts";

/** Most backups that may be ours to name in a message. */
const MAX_NAMED = 3;

/**
 * The verdict if more listings would not tell what a lost create request created.
 * @param candidates backups without the key that it may have created.
 * @param flaw why the listing proves nothing, if there are none.
 */
export function unresolvedBy(candidates: readonly Backup[], key: string, flaw: string): Verdict {
  const where = "The listing of this install's backups";
  const message =
    candidates.length === 0
      ? `${where} does not show the key ${key}, and proves nothing: ${flaw}.`
      : `${where} shows ${describe(candidates, key)}`;
  return { result: "unavailable", message };
}

/** Names the newest backups that can still be waited for, then those that were aborted. */
function describe(candidates: readonly Backup[], key: string): string {
  const createdMs = ({ createdAt }: Backup): number => createdAt?.epochMs ?? Infinity;
  const isAborted = ({ status }: Backup): boolean => status === "aborted";
  const named = candidates
    .toSorted((a, b) => createdMs(b) - createdMs(a))
    .sort((a, b) => Number(isAborted(a)) - Number(isAborted(b)))
    .slice(0, MAX_NAMED);
  const [first] = named;
  const ids = named.map(({ id }) => id).join(", ");
  const isOne = named.length === 1;
  const which = `${isOne ? "backup" : "the backups"} ${ids} without the key ${key}, which that request may have created.`;
  return first === undefined || isAborted(first)
    ? `${which} ${isOne ? "It is" : "They are"} aborted.`
    : `${which} To wait for ${isOne ? "it" : "the first of them"}, set backup-id: ${first.id}.`;
}
