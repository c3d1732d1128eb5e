import type { BackupRecord } from "../fleet/record.ts";
import { ACCESS_PAGE } from "../model/portal.ts";
import type { Cause, Result, Verdict } from "../model/verdict.ts";

/** What to do next, by result. */
export const REMEDIES: Record<Exclude<Result, "completed">, string> = {
  requested:
    "Wait for the backup before you deploy: give a later step its backup-id, and a max-age, since a re-run of failed " +
    "jobs keeps the outputs of the jobs before it.",
  aborted:
    "Do not deploy on this backup. Request a new one, by running all jobs again; abort-retries lets the step itself do " +
    "so. An abort is usually a passing fault or a very large site; if it happens again, ask the host's support.",
  "timed-out":
    "The backup may still complete, so do not request another: wait for this one by its backup-id, or run again with " +
    "max-age, which takes it; with create-backup alone a re-run would request a new one. Raise timeout if the site needs " +
    "it: backups usually take 2 to 10 minutes, those of large sites over 15.",
  unavailable:
    "Whether the backup has completed is not known. Check the host's status page, api-url, and the runner's network " +
    "and proxy, then wait for this backup again by its backup-id.",
  stale:
    "Do not deploy on this backup. Request a new one, by running all jobs again: a re-run of failed jobs keeps the " +
    "outputs of the jobs before it, and so an earlier run's backup. Raise max-age if this one is recent enough for you.",
  "not-found":
    "Check install-id, that backup-id is one of exactly this install, and that these API credentials can see the install.",
  unauthorized: `Check api-username and api-password: they are made on ${ACCESS_PAGE}, and reach only the installs of their user.`,
  rejected:
    "Trying again would change nothing. Check api-url, the ids and the other inputs against what the API said.",
  "invalid-input":
    "No request was sent. Fix the step's inputs. One that got nothing is usually a variable, a secret or an output " +
    "that does not exist; runs from forks and of Dependabot get no secrets.",
  cancelled:
    "The backup itself goes on at the host: wait for it by its backup-id, or run again with max-age, which takes it; with " +
    "create-backup alone a re-run would request a new one.",
  error: "This is a bug in Backup Gate. Please report it, with this log, to the action's issues.",
};

/** What to do next, by cause: more exact than the result alone. */
const REMEDIES_BY_CAUSE: Record<Cause, string> = {
  "rate-limit":
    "The account's rate limit is used up. Raise min-poll-interval, let fewer jobs ask at a time, and wait for this " +
    "backup again by its backup-id.",
  crowded:
    "The time was too short to ask for so many backups, at five requests a second at the most: raise timeout, or share the " +
    "installs among several jobs.",
  certificate:
    "The credentials were not sent. If the certificate is that of a proxy of your own, name the file of its authority " +
    "in the environment variable NODE_EXTRA_CA_CERTS.",
  "unknown-path":
    "Check api-url: the path it names is not one of the API's. The credentials were not judged.",
  "web-page":
    "The API did not send that page. A firewall may block the runner's address, or the site in front of the API is under " +
    "maintenance: check the status page of WP Engine, api-url, and the runner's network and proxy.",
  busy:
    "Another backup of this install was in progress, so no new one was requested. Set max-age to use a recent backup, or run " +
    "the job again later.",
  vanished: "It was deleted while the gate was waiting. Request a new one.",
  unresolved:
    "Before you request another backup, look for that key in the descriptions of this install's backups, in the portal or " +
    "the API's listing. If it is there, wait for that backup by its backup-id.",
  "no-such-name":
    "Check install-name, letter by letter, and that the API user whose credentials these are can see the install.",
  runner: "Look at the runner: its disk, and the file that GITHUB_OUTPUT names.",
  "fail-fast":
    "The backup itself goes on at the host. With fail-fast: false every backup is seen to its end.",
};

/** What to do next if there is no backup to wait for. */
const REMEDIES_WITHOUT_BACKUP: Partial<Record<Result, string>> = {
  "timed-out":
    "There is no backup to wait for: run the job again, with a longer timeout, or when fewer jobs use these credentials.",
  unavailable:
    "There is no backup to wait for. Check the host's status page, api-url, and the runner's network and proxy, then run " +
    "the job again.",
  cancelled: "There is no backup to wait for: run all jobs again when you want one.",
};

/**
 * What to do next after a verdict.
 * @param record of the gate that the verdict comes from, if any.
 */
export function remedyFor({ result, cause }: Verdict, record: BackupRecord | undefined): string {
  if (result === "completed") return "";
  const hasBackup = record?.subject.id !== undefined;
  const withoutBackup = hasBackup ? undefined : REMEDIES_WITHOUT_BACKUP[result];
  if (cause === undefined) return withoutBackup ?? REMEDIES[result];
  return (cause === "rate-limit" ? withoutBackup : undefined) ?? REMEDIES_BY_CAUSE[cause];
}
