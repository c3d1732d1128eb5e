import type { EarlierAttempts } from "../backup/events.ts";
import type { BackupRecord } from "../fleet/record.ts";
import { formatDuration } from "../util/duration.ts";
import { capitalize } from "../util/sentence.ts";
import { clockTime } from "../model/backup.ts";

/**
 * What a person needs to know of earlier attempts' backups to undo a re-run; empty if no listing could be read.
 * @param maxNamed most backups, and most installs, to name.
 */
export function rerunInWords(records: readonly BackupRecord[], maxNamed: number): string {
  const read = records.filter(({ earlier }) => earlier !== undefined);
  const [any] = read;
  if (any === undefined) return "";
  const before = read.filter(({ earlier }) => earlier?.first?.attempt === 1);
  const later = read.filter(({ earlier }) => (earlier?.first?.attempt ?? 0) > 1);
  const none = read.filter(({ earlier }) => earlier?.first === undefined);
  const parts = [leadOf(read, any)];
  if (before.length > 0) {
    const [contain, them] = before.length === 1 ? ["contains", "it"] : ["contain", "them"];
    parts.push(
      `${backupsOf(before, maxNamed)} ${contain} the state before this run deployed anything.`,
      `To undo this run, restore ${them} in the User Portal.`,
    );
  }
  if (later.length > 0) {
    const one = "is the first completed backup of this run, but attempt 1 did not request it.";
    const many = "are the first completed backups of this run, but attempt 1 did not request them.";
    parts.push(`${backupsOf(later, maxNamed)} ${later.length === 1 ? one : many}`);
  }
  if (none.length > 0) {
    const names = listed(none, maxNamed, ({ install }) => install);
    parts.push(`No earlier attempt has a completed backup of install ${names}.`);
  }
  if (later.length + none.length > 0) {
    const which = before.length === 0 ? "An" : "For these installs, an";
    parts.push(
      `${which} earlier attempt may have reused a recent backup and deployed.`,
      "If the gate stayed closed in every earlier attempt, nothing was deployed, and you can restore the backup of this " +
        'attempt. Otherwise, search the logs of the earlier attempts for "Backup gate open". The first of these logs shows ' +
        "the ID of the backup to restore.",
    );
  }
  return parts.join(" ");
}

function leadOf(read: readonly BackupRecord[], { target: { spec } }: BackupRecord): string {
  const attempt = spec.kind === "new" ? spec.rerun?.attempt : undefined;
  const isFirstUsed = read.every(
    ({ earlier, subject }) =>
      earlier?.first !== undefined && earlier.first.backup.id === subject.id,
  );
  const what = isFirstUsed
    ? "The step reuses the first completed backup of the run."
    : "A backup created in this attempt contains everything that earlier attempts deployed.";
  return `This is attempt ${attempt} of the run. ${what}`;
}

function backupsOf(records: readonly BackupRecord[], maxNamed: number): string {
  return capitalize(listed(records, maxNamed, backupOf));
}

function backupOf({ earlier, install }: BackupRecord): string {
  const { first, seenMs } = earlier as EarlierAttempts;
  const { id, completedAt, createdAt } = first?.backup ?? {};
  const at = completedAt ?? createdAt;
  const verb = completedAt === undefined ? "created" : "completed";
  const when = at
    ? ` (${verb} ${clockTime(at)}, ${formatDuration(Math.max(0, seenMs - at.epochMs))} ago)`
    : "";
  return `backup ${id} of install ${install}${when}`;
}

function listed(
  records: readonly BackupRecord[],
  maxNamed: number,
  name: (record: BackupRecord) => string,
): string {
  const left = records.length - maxNamed;
  const names = records.slice(0, maxNamed).map(name);
  return `${names.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
