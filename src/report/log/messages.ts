import type { BackupEvent, Source } from "../../backup/events.ts";
import { creationInWords, spokenStatus } from "../../model/backup.ts";
import type { RetryableFailure } from "../../model/reply.ts";
import type { Settings } from "../../model/settings.ts";
import { type BackupSpec, nameOf, type Target } from "../../model/target.ts";
import { formatDuration } from "../../util/duration.ts";
import { endSentence } from "../../util/sentence.ts";

/** What the step is about to do, as a sentence. */
export function intention({ targets, maxAgeMs, dryRun }: Settings): string {
  const [first] = targets as [Target];
  if (dryRun) {
    const what =
      targets.length > 1 ? `${targets.length} installs` : `install ${nameOf(first.install)}`;
    return `Dry run: checking the credentials and ${what}. This step creates no backup and does not wait for one.`;
  }
  if (targets.length > 1) return intentionForMany(targets.length, first.spec, maxAgeMs);
  const { install, spec } = first;
  const of = `of install ${nameOf(install)}`;
  const limit = maxAgeMs === undefined ? undefined : `max-age: ${formatDuration(maxAgeMs)}`;
  if (spec.kind === "existing") {
    return `Waiting for backup ${spec.backupId} ${of}${limit ? ` (${limit})` : ""}.`;
  }
  if (spec.wait) {
    const which =
      limit === undefined
        ? `new backup ${of}`
        : `backup ${of}: a recent one (${limit}) or a new one`;
    return `Waiting for a ${which}.`;
  }
  const what =
    limit === undefined
      ? `Requesting a new backup ${of}`
      : `Reusing a recent backup ${of} (${limit}) or requesting a new one,`;
  return `${what} without waiting for it (wait: false).`;
}

/** Whether the step waits for its backups. */
export function isWaiting({ targets, dryRun }: Settings): boolean {
  return !dryRun && targets.every(({ spec }) => spec.kind === "existing" || spec.wait);
}

function intentionForMany(
  installs: number,
  spec: BackupSpec,
  maxAgeMs: number | undefined,
): string {
  const limit = maxAgeMs === undefined ? undefined : `max-age: ${formatDuration(maxAgeMs)}`;
  if (spec.kind === "existing") {
    return `Waiting for ${installs} backups, one per install${limit ? ` (${limit})` : ""}.`;
  }
  if (spec.wait) {
    return limit === undefined
      ? `Waiting for ${installs} new backups, one per install.`
      : `Waiting for ${installs} backups, one per install: recent ones (${limit}) or new ones.`;
  }
  const what =
    limit === undefined
      ? `Requesting ${installs} new backups, one per install,`
      : `Reusing recent backups (${limit}) or requesting new ones for ${installs} installs,`;
  return `${what} without waiting for them (wait: false).`;
}

/** An event on the way to a backup, in words; empty if the event needs none. */
export function describeBackupEvent(event: BackupEvent): string {
  switch (event.kind) {
    case "create-sent":
    case "create-refused":
    case "install-found":
    case "earlier-attempts": // printed as a warning at the end
      return "";
    case "request-failed":
      return `${endSentence(event.failure.message)} Trying again ${delayInWords(event)}.`;
    case "reply-lost":
      return (
        `The create request may have failed: ${endSentence(event.message)} Checking the list of backups for the key ` +
        `${event.key} in ${formatDuration(event.waitMs)}. Another backup is requested only if this request can't succeed.`
      );
    case "not-listed-yet": {
      const why = event.isProof
        ? "The list of backups doesn't show the key yet"
        : "The list of backups doesn't show the key, but the backup may exist";
      return `${why}. Checking again in ${formatDuration(event.waitMs)}.`;
    }
    case "still-lost":
      return `Checking again for the backup that was requested earlier with the key ${event.key}.`;
    case "none-created":
      return "The list of backups still doesn't show it. The request counts as failed.";
    case "resending":
      return `Requesting the backup again (request ${event.send} of ${event.sends}).`;
    case "list-failed":
      return `${endSentence(event.message)} Requesting a new backup instead.`;
    case "none-reusable":
      return "No backup is recent enough. Requesting a new one.";
    case "chosen": {
      const { id, status } = event.backup;
      return `${ORIGINS[event.source]}: backup ${id}, status ${spokenStatus(status)}${creationInWords(event.backup)}.`;
    }
    case "replacing":
      return `${event.why} This step did not request that backup. Requesting a new one.`;
    case "recreating": {
      const left = event.left === 0 ? "none" : event.left;
      return `${event.why} Requesting another backup (abort-retries remaining: ${left}).`;
    }
    default:
      return event satisfies never;
  }
}

const ORIGINS: Record<Source, string> = {
  requested: "The API accepted the create request",
  recovered: "The create request succeeded",
  foreign:
    "The API accepted the create request, but returned a backup that this step did not request",
  adopted: "Reusing a recent backup that has not completed yet",
  reused: "Reusing a recent backup",
};

/** When the request is sent again, and whether a `Retry-After` decides that. */
export function delayInWords({ failure, waitMs }: Delayed): string {
  const reason = failure.hasRetryAfter === true ? ", as requested by Retry-After" : "";
  return `in ${formatDuration(waitMs)}${reason}`;
}

/** A failure and the wait before the next try. */
interface Delayed {
  readonly failure: RetryableFailure;
  readonly waitMs: number;
}
