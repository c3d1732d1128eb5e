import type { Settings } from "../inputs.ts";
import type { Result, Verdict } from "../judge.ts";
import type { Journal } from "./journal.ts";

/** All that the three surfaces (log, outputs, summary) tell about a step that has ended. */
export interface Report {
  readonly verdict: Verdict;
  /** Absent where the inputs were not valid. */
  readonly settings: Settings | undefined;
  readonly journal: Journal;
  readonly waitedMs: number;
}

const ACCESS_PAGE = "https://my.wpengine.com/api_access";

/** What to do next, for each way the gate stays closed. */
export const REMEDIES: Record<Exclude<Result, "completed">, string> = {
  aborted:
    "Do not deploy on this backup: request a new one and wait for that. An abort is mostly a passing fault or a " +
    "very large site; if it comes again, ask the host's support.",
  "timed-out":
    "The backup may still complete, so do not request another: run this job again, and raise timeout if this " +
    "site's backups take longer. They usually take 2 to 10 minutes, those of large sites over 15.",
  unavailable:
    "Nothing is known of the backup. Check api-url, the runner's network and proxy, and the host's status page, " +
    "then run this job again. For a certificate authority of your own, name its file in NODE_EXTRA_CA_CERTS.",
  "not-found":
    "Check that backup-id is a backup of exactly this install-id, and that these API credentials can see the install.",
  unauthorized: `Check api-username and api-password: they are made on ${ACCESS_PAGE}, and reach only the installs of their user.`,
  rejected:
    "Trying again would change nothing. Check api-url, install-id and backup-id against what the API said.",
  "invalid-input": "Mend the step's inputs in the workflow. No request was sent.",
  cancelled: "The backup itself goes on at the host. Run this job again when the deploy is wanted.",
  error: "This is a bug in Backup Gate. Please report it, with this log, to the action's issues.",
};

export function remedyFor(result: Result): string {
  return result === "completed" ? "" : REMEDIES[result];
}

/** Which backup of which install this is about, once that is known. */
export function subjectOf({ settings }: Report): string {
  return settings === undefined
    ? ""
    : `Backup ${settings.backupId} of install ${settings.installId}.`;
}

/** A number of things in words: `1 look`, `2 looks`. */
export function count(things: number, noun: string): string {
  return `${things} ${noun}${things === 1 ? "" : "s"}`;
}
