import { areEmails, badRequest, json, parseFields } from "./bodies.ts";
import type { Reply } from "./faults.ts";
import type { ShownBackup } from "./host.ts";

/** A restore that was accepted. */
export interface Restore {
  readonly installId: string;
  readonly backupId: string;
  readonly notificationEmails: readonly string[];
  readonly restoresDatabase: boolean;
  readonly createsCheckpoint: boolean;
}

/** What a restore needs of WP Engine. */
export interface Restorable {
  /** The restores that were accepted, in their order. */
  readonly restores: Restore[];
  backup(installId: string, backupId: string): ShownBackup | undefined;
}

/** 202 without a body is all that the API ever says of a restore: no operation shows how far it is. */
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
  // Which code the API has for this is not documented. Of those that it lists for a restore, only 400 fits.
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
