import { formatDuration } from "../../util/duration.ts";
import { nameOf, type Target, type BackupSpec } from "../../model/target.ts";
import type { Settings } from "../../model/settings.ts";
import type { Progress, Source } from "../../backup/events.ts";
import { spokenStatus } from "../../model/backup.ts";
import { clockTime } from "../report.ts";

/** What a step sets out to do, as a sentence. */
export function intention({ targets, maxAgeMs }: Settings): string {
  const [first] = targets as [Target];
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

/** Whether a step waits for anything. */
export function isWaiting({ targets }: Settings): boolean {
  return targets.every(({ spec }) => spec.kind === "existing" || spec.wait);
}

function intentionForMany(
  installs: number,
  wanted: BackupSpec,
  maxAgeMs: number | undefined,
): string {
  const age = maxAgeMs === undefined ? "" : `, at most ${formatDuration(maxAgeMs)} old,`;
  if (wanted.kind === "existing") {
    return `Holding the deploy until ${installs} backups${age} are completed, one of each of ${installs} installs.`;
  }
  const which = maxAgeMs === undefined ? "a new backup" : "a recent backup";
  return wanted.wait
    ? `Holding the deploy until ${which} of each of ${installs} installs${age} is completed.`
    : `Requesting ${which} of each of ${installs} installs${age} and not waiting for them (wait: false): this step holds no deploy.`;
}

/** What happens on the way to a backup, in words; an empty text where that goes without saying. */
export function describe(progress: Progress): string {
  switch (progress.kind) {
    case "create-sent":
    case "create-refused":
    case "install-found":
      return "";
    case "reply-lost":
      return (
        `A backup was requested, and the answer was lost: ${progress.message}. Looking for it by its key ` +
        `${progress.key} in ${formatDuration(progress.waitMs)}; another is requested only when none can come of this ` +
        "request any more."
      );
    case "not-listed-yet": {
      const why = progress.isProof
        ? "The listing does not show it yet"
        : "The listing has rows that cannot be read or are not described, so that it may be among them";
      return `${why}. Looking for it again in ${formatDuration(progress.waitMs)}.`;
    }
    case "none-created":
      return "No backup has come of it, and none can any more.";
    case "resending":
      return `Requesting one again (${progress.send} of ${progress.sends}).`;
    case "list-failed":
      return `${progress.message}. Requesting a new one instead.`;
    case "none-reusable":
      return "There is no backup recent enough. Requesting one.";
    case "chosen": {
      const { id, status, createdAt } = progress.backup;
      const created = createdAt ? `, created ${clockTime(createdAt)}` : "";
      return `${FROM[progress.source]}: backup ${id} is ${spokenStatus(status)}${created}.`;
    }
    case "replacing":
      return `${progress.why} That was not a backup of this run: requesting one.`;
    case "retrying": {
      const left =
        progress.left === 0 ? "none is left after this" : `${progress.left} left after this`;
      return `${progress.why} Requesting another one (abort-retries: ${left}).`;
    }
    default:
      return progress satisfies never;
  }
}

const FROM: Record<Source, string> = {
  requested: "The API has accepted the request",
  recovered: "The request had come through",
  adopted: "A recent backup is under way, so none is requested",
  reused: "A recent backup is listed, so none is requested",
};
