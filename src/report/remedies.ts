import type { BackupRecord } from "../fleet/record.ts";
import { ACCESS_PAGE } from "../model/portal.ts";
import type { Cause, Result, Verdict } from "../model/verdict.ts";

const CHECK = "Check WP Engine's status page, api-url, and the runner's network and proxy.";
const WAIT =
  "To wait for this backup, start a new run with its backup-id instead of create-backup: true. A re-run of this run requests " +
  "a new backup, unless max-age is set.";
const WAIT_AGAIN = "Re-run the job to wait for it again.";
const NEW = "Don't deploy. Re-run all jobs to request a new backup";
const OFTEN =
  "The cause is usually temporary, or the site is very large. If it happens again, contact WP Engine support.";
const LONGER =
  "Raise timeout if needed. Backups usually take 2 to 10 minutes, and over 15 minutes for large sites.";
const SLOWER =
  "The account's rate limit is used up. Raise min-poll-interval or run fewer jobs at a time.";
const CERTIFICATE =
  "The credentials were not sent. If the certificate is your own proxy's, set NODE_EXTRA_CA_CERTS to a file with the " +
  "certificate of its authority.";

/** What to do next, by result. */
export const REMEDIES: Record<Exclude<Result, "completed">, string> = {
  requested:
    "Before you deploy, wait for this backup in a later step: set backup-id and max-age there. A re-run of only the failed " +
    "jobs uses the old backup-id again, and max-age rejects it if it is too old.",
  checked:
    "Remove dry-run to block the deployment until its backup has completed. A dry run can't check whether the API user may " +
    "create backups.",
  aborted: `${NEW}, or set abort-retries. ${OFTEN}`,
  "timed-out": `The backup may still complete. ${WAIT} ${LONGER}`,
  unavailable: `It is not known whether the backup has completed. ${CHECK} ${WAIT}`,
  stale: `${NEW}.`,
  "not-found":
    "Check install-id, that backup-id is a backup of this install, and that the API user has access to the install.",
  unauthorized: `Check api-username and api-password. They are created on ${ACCESS_PAGE} and have access only to the installs of their user.`,
  rejected: "Check api-url, the IDs and the other inputs against the API's message.",
  "invalid-input": "No request was sent. Fix the inputs of the step.",
  cancelled: `The backup continues at WP Engine. ${WAIT}`,
  error:
    "This is a bug in Backup Gate. Please report it in the action's issues, and include this log.",
};

/** What to do next, by cause. A cause is more exact than a result. */
const REMEDIES_BY_CAUSE: Record<Cause, string> = {
  "rate-limit": `${SLOWER} ${WAIT}`,
  crowded:
    "The timeout is too short for so many backups: a step sends at most five requests per second. Raise timeout. If the " +
    "account's rate limit is higher, you can also split the installs among several jobs.",
  forbidden:
    "Check that the API user has access to this install, and a role that may see and create its backups. Or use the " +
    `credentials of another user, created on ${ACCESS_PAGE}.`,
  certificate: CERTIFICATE,
  "certificate-name": `Check api-url, the DNS and the proxy: the certificate is for another name. ${CERTIFICATE}`,
  "certificate-date": `Check the runner's clock. According to it, the certificate has expired or is not valid yet. ${CERTIFICATE}`,
  "unknown-path": "Check api-url: the API has no such path.",
  "web-page": `A firewall may block the runner's address, or the API may be under maintenance. ${CHECK}`,
  busy: "Another backup of this install is in progress. Set max-age to reuse a recent backup, or re-run the job later.",
  vanished: "The backup was deleted while the step waited. Request a new one.",
  unresolved:
    "Don't deploy or re-run yet: a re-run requests another backup. If the User Portal shows a backup with that key in its " +
    "description, or one created at the time of this run, start a new run with its ID as backup-id instead of " +
    "create-backup: true. If it shows none after a few minutes, re-run all jobs.",
  "no-such-name":
    "Check the spelling of install-name, and that the API user has access to the install.",
  "ambiguous-name": "Set install-id instead of install-name.",
  "no-address":
    "Set notification-emails to the address that WP Engine emails when the backup has completed. No backup was requested.",
  runner: "Check the runner's disk, and the file that GITHUB_OUTPUT names.",
  "fail-fast":
    "The backup continues at WP Engine. With fail-fast: false, the step waits for every backup.",
};

/** What to do next if the step waited for existing backups (`backup-id`). */
export const REMEDIES_FOR_EXISTING: Partial<Record<Result | Cause, string>> = {
  aborted: `Don't deploy. If another job requests the backup, re-run all jobs. Otherwise, start a new run with create-backup: true instead of backup-id. ${OFTEN}`,
  "timed-out": `The backup may still complete. ${WAIT_AGAIN} ${LONGER}`,
  unavailable: `It is not known whether the backup has completed. ${CHECK} ${WAIT_AGAIN}`,
  stale:
    "Don't deploy. If another job requests the backup, re-run all jobs: a re-run of only the failed jobs uses the old " +
    "backup-id again. Otherwise, start a new run with create-backup: true instead of backup-id, or with a longer max-age if " +
    "this backup is recent enough for you.",
  cancelled: `The backup continues at WP Engine. ${WAIT_AGAIN}`,
  "rate-limit": `${SLOWER} ${WAIT_AGAIN}`,
};

/** What to do next if there is no backup to wait for. */
const REMEDIES_WITHOUT_BACKUP: Partial<Record<Result, string>> = {
  "timed-out":
    "There is no backup to wait for. Re-run the job with a longer timeout, or when fewer jobs use these credentials.",
  unavailable: `There is no backup to wait for. ${CHECK} Then re-run the job.`,
  cancelled: "There is no backup to wait for. Re-run all jobs to request one.",
};

/**
 * What to do next after a verdict. Empty after `completed`.
 * @param records of the gates that the verdict is about. A remedy mentions a backup only if one of them has one.
 */
export function remedyFor({ result, cause }: Verdict, records: readonly BackupRecord[]): string {
  if (result === "completed") return "";
  const hasBackup = records.some(
    ({ subject, ended }) =>
      subject.id !== undefined && (ended?.verdict.result ?? result) === result,
  );
  const withoutBackup = hasBackup ? undefined : REMEDIES_WITHOUT_BACKUP[result];
  const isExisting =
    records.length > 0 && records.every(({ target }) => target.spec.kind === "existing");
  const forExisting = isExisting ? REMEDIES_FOR_EXISTING[cause ?? result] : undefined;
  const pointsToBackup = cause === undefined || cause === "rate-limit" || cause === "fail-fast";
  const inGeneral = cause === undefined ? REMEDIES[result] : REMEDIES_BY_CAUSE[cause];
  return (pointsToBackup ? withoutBackup : undefined) ?? forExisting ?? inGeneral;
}
