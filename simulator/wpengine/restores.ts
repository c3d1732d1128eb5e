import { areEmails, badRequest, json, parseFields } from "./bodies.ts";
import type { Reply } from "./faults.ts";
import type { ShownBackup } from "./host.ts";

/** An accepted restore. */
export interface Restore {
  readonly installId: string;
  readonly backupId: string;
  readonly notificationEmails: readonly string[];
  readonly restoresDatabase: boolean;
  readonly createsCheckpoint: boolean;
}

/** The part of the simulated WP Engine that a restore uses. */
export interface Restorable {
  /** The accepted restores, in their order. */
  readonly restores: Restore[];
  backup(installId: string, backupId: string): ShownBackup | undefined;
}

/** The API replies to a restore with 202 and no body. No operation shows the progress of a restore. */
const ACCEPTED: Reply = { status: 202, headers: {}, body: "" };

/** Accepts a restore of a completed backup. */
export function restore(
  host: Restorable,
  installId: string,
  backupId: string,
  body: string,
): Reply {
  const backup = host.backup(installId, backupId);
  if (backup === undefined) return json(404, { message: "No such backup of this install" });
  const {
    notification_emails: emails,
    restore_database: restoresDatabase = true,
    create_checkpoint: createsCheckpoint = true,
  } = parseFields(body);
  if (!areEmails(emails)) return badRequest("notification_emails");
  if (typeof restoresDatabase !== "boolean") return badRequest("restore_database");
  if (typeof createsCheckpoint !== "boolean") return badRequest("create_checkpoint");
  // WP Engine does not document the code for this. Of the codes that it lists for a restore, only 400 fits.
  if (backup.status !== "completed") {
    return json(400, { message: `The backup can't be restored: it is ${backup.status}` });
  }
  const notificationEmails = emails;
  host.restores.push({
    installId,
    backupId,
    notificationEmails,
    restoresDatabase,
    createsCheckpoint,
  });
  return ACCEPTED;
}
