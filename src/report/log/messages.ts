import type { BackupEvent, Source } from "../../backup/events.ts";
import { type Backup, spokenStatus } from "../../model/backup.ts";
import type { RetryableFailure } from "../../model/reply.ts";
import type { Settings } from "../../model/settings.ts";
import { type BackupSpec, nameOf, type Target } from "../../model/target.ts";
import { formatDuration } from "../../util/duration.ts";
import { clockTime } from "../report.ts";

/** What the step is about to do, as a sentence. */
export function intention({ targets, maxAgeMs, dryRun }: Settings): string {
  const [first] = targets as [Target];
  if (dryRun) {
    const what =
      targets.length > 1 ? `${targets.length} installs` : `install ${nameOf(first.install)}`;
    return `Checking the credentials and ${what} (dry-run: true): this step creates nothing and gates no deployment.`;
  }
  if (targets.length > 1) return intentionForMany(targets.length, first.spec, maxAgeMs);
  const { install, spec } = first;
  const of = `of install ${nameOf(install)}`;
  const age = maxAgeMs === undefined ? "" : `, at most ${formatDuration(maxAgeMs)} old,`;
  if (spec.kind === "existing") {
    return `Holding the deploy until backup ${spec.backupId} ${of}${age} is completed.`;
  }
  const which = maxAgeMs === undefined ? `a new backup ${of}` : `a recent backup ${of}${age}`;
  return spec.wait
    ? `Holding the deploy until ${which} is completed.`
    : `Requesting ${which} and not waiting for it (wait: false): this step holds no deploy.`;
}

/** Whether the step waits for its backups, so that `wait: false` does not apply. */
export function isWaiting({ targets, dryRun }: Settings): boolean {
  return !dryRun && targets.every(({ spec }) => spec.kind === "existing" || spec.wait);
}

function intentionForMany(
  installs: number,
  spec: BackupSpec,
  maxAgeMs: number | undefined,
): string {
  const age = maxAgeMs === undefined ? "" : `, at most ${formatDuration(maxAgeMs)} old,`;
  if (spec.kind === "existing") {
    return `Holding the deploy until ${installs} backups${age} are completed, one of each of ${installs} installs.`;
  }
  const which = maxAgeMs === undefined ? "a new backup" : "a recent backup";
  return spec.wait
    ? `Holding the deploy until ${which} of each of ${installs} installs${age} is completed.`
    : `Requesting ${which} of each of ${installs} installs${age} and not waiting for them (wait: false): this step holds no deploy.`;
}

/** An event on the way to a backup, in words; empty if the event needs none. */
export function describeBackupEvent(event: BackupEvent): string {
  switch (event.kind) {
    case "create-sent":
    case "create-refused":
    case "install-found":
    case "earlier-attempts": // the warning at the end says it
      return "";
    case "request-failed":
      return `${event.failure.message}. Trying again ${delayInWords(event)}.`;
    case "reply-lost":
      return (
        `A backup was requested, and the answer was lost: ${event.message}. Looking for it by its key ` +
        `${event.key} in ${formatDuration(event.waitMs)}; another is requested only when none can come of this ` +
        "request any more."
      );
    case "not-listed-yet": {
      const why = event.isProof
        ? "The listing does not show it yet"
        : "The listing does not show its key, which proves nothing yet";
      return `${why}. Looking for it again in ${formatDuration(event.waitMs)}.`;
    }
    case "still-lost":
      return `Looking again for the backup with the key ${event.key}, which was requested before.`;
    case "none-created":
      return "No backup has come of it, and none can any more.";
    case "resending":
      return `Requesting one again (${event.send} of ${event.sends}).`;
    case "list-failed":
      return `${event.message}. Requesting a new one instead.`;
    case "none-reusable":
      return "There is no backup recent enough. Requesting one.";
    case "chosen": {
      const { id, status } = event.backup;
      return `${ORIGINS[event.source]}: backup ${id} is ${spokenStatus(status)}${creationInWords(event.backup)}.`;
    }
    case "replacing":
      return `${event.why} That was not a backup of this run: requesting one.`;
    case "recreating": {
      const left = event.left === 0 ? "none is left after this" : `${event.left} left after this`;
      return `${event.why} Requesting another one (abort-retries: ${left}).`;
    }
    default:
      return event satisfies never;
  }
}

const ORIGINS: Record<Source, string> = {
  requested: "The API has accepted the request",
  recovered: "The request had come through",
  foreign: "The API has accepted the request, but names a backup that somebody else requested",
  adopted: "A recent backup is under way, so none is requested",
  reused: "A recent backup is listed, so none is requested",
};

/** When the backup was created. Empty if that is not known. */
export function creationInWords({ createdAt }: Backup): string {
  return createdAt === undefined ? "" : `, created ${clockTime(createdAt)}`;
}

/** When the request is sent again, and whether a `Retry-After` or the rate limit decides that. */
export function delayInWords({ failure, waitMs }: Delayed): string {
  const reason = failure.hasRetryAfter === true ? ", as it asked (Retry-After)" : "";
  return `in ${formatDuration(waitMs)}${reason}`;
}

/** A failure that is waited out. */
interface Delayed {
  readonly failure: RetryableFailure;
  readonly waitMs: number;
}
