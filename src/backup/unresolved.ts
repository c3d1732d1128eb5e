import { type Backup, creationInWords, spokenStatus } from "../model/backup.ts";
import type { Verdict } from "../model/verdict.ts";

/** Most backups that may be ours to name in a message. */
const MAX_NAMED = 3;

/**
 * The verdict if more listings would not show what a lost create request created. A message with its key goes before it.
 * @param candidates backups without the key that it may have created.
 * @param flaw why the listing proves nothing, if there are none.
 */
export function unresolvedBy(candidates: readonly Backup[], flaw: string): Verdict {
  const where = "The list of backups";
  const message =
    candidates.length === 0
      ? `${where} does not show that key, but may be incomplete: ${flaw}.`
      : `${where} shows ${describe(candidates)}`;
  return { result: "unavailable", message };
}

function describeOne(backup: Backup): string {
  return `${backup.id} (${spokenStatus(backup.status)}${creationInWords(backup)})`;
}

/** Names the newest backups that can still be waited for, then those that were aborted. */
function describe(candidates: readonly Backup[]): string {
  const createdMs = ({ createdAt }: Backup): number => createdAt?.epochMs ?? Infinity;
  const isAborted = ({ status }: Backup): boolean => status === "aborted";
  const named = candidates
    .toSorted((a, b) => createdMs(b) - createdMs(a))
    .sort((a, b) => Number(isAborted(a)) - Number(isAborted(b)))
    .slice(0, MAX_NAMED);
  const [first] = named;
  const isOne = named.length === 1;
  const which = `${isOne ? "backup" : "backups"} ${named.map(describeOne).join(", ")} without that key.`;
  const why = `${isOne ? "It" : "One of them"} may be the requested one, because WP Engine can change descriptions. More checks would not show it.`;
  return first === undefined || isAborted(first)
    ? `${which} ${why}`
    : `${which} ${why} To wait for ${isOne ? "it" : "the first one"}, set backup-id: ${first.id}.`;
}
