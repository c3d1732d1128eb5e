import { ACCESS_PAGE } from "../credentials.ts";
import type { Settings } from "../inputs.ts";
import type { Cause, Result, Verdict } from "../verdict.ts";
import type { Instant } from "../wpengine/schema.ts";
import type { Journal } from "./journal.ts";

/** All that the three surfaces (log, outputs, summary) tell about a step that has ended. */
export interface Report {
  readonly verdict: Verdict;
  /** Absent where the inputs were not valid. */
  readonly settings: Settings | undefined;
  readonly journal: Journal;
  readonly waitedMs: number;
}

/** What to do next, for each way the gate stays closed. */
export const REMEDIES: Record<Exclude<Result, "completed">, string> = {
  aborted:
    "Do not deploy on this backup. Request a new one, by running all jobs again where the workflow does that. An " +
    "abort is usually a passing fault or a very large site; if it happens again, ask the host's support.",
  "timed-out":
    "The backup may still complete, so do not request another: wait for this one again by its backup-id, with a " +
    "longer timeout if this site needs it. Backups usually take 2 to 10 minutes, those of large sites over 15.",
  unavailable:
    "Whether the backup has completed is not known. Check the host's status page, api-url, and the runner's network " +
    "and proxy, then wait for this backup again by its backup-id.",
  "not-found":
    "Check that backup-id is a backup of exactly this install-id, and that these API credentials can see the install.",
  unauthorized: `Check api-username and api-password: they are made on ${ACCESS_PAGE}, and reach only the installs of their user.`,
  rejected:
    "Trying again would change nothing. Check api-url, install-id and backup-id against what the API said.",
  "invalid-input":
    "No request was sent. Fix the step's inputs. One that got nothing is usually a variable, a secret or an output " +
    "that does not exist; runs from forks and of Dependabot get no secrets.",
  cancelled: "The backup itself goes on at the host: wait for it again by its backup-id.",
  error: "This is a bug in Backup Gate. Please report it, with this log, to the action's issues.",
};

const REMEDIES_BY_CAUSE: Record<Cause, string> = {
  "rate-limit":
    "The account's rate limit is used up. Raise min-poll-interval, let fewer jobs ask at a time, and wait for this " +
    "backup again by its backup-id.",
  certificate:
    "The credentials were not sent. If the certificate is that of a proxy of your own, name the file of its authority " +
    "in the environment variable NODE_EXTRA_CA_CERTS.",
  vanished: "It was deleted while the gate was waiting. Request a new one.",
  runner: "Look at the runner: its disk, and the file that GITHUB_OUTPUT names.",
};

export function remedyFor({ result, cause }: Verdict): string {
  if (result === "completed") return "";
  return cause === undefined ? REMEDIES[result] : REMEDIES_BY_CAUSE[cause];
}

/** Which backup of which install this is about, once that is known. */
export function subjectOf({ settings }: Report): string {
  return settings === undefined
    ? ""
    : `Backup ${settings.backupId} of install ${settings.installId}.`;
}

/** A moment as people read it: `2026-01-15 10:04:10 UTC`. */
export function clockTime({ epochMs }: Instant): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
