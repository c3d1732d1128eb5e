import type { BackupId } from "../src/ids.ts";
import type { Look } from "../src/judge.ts";
import type { Status } from "../src/wpengine/schema.ts";

export const BACKUP_ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";
export const INSTALL_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";

/** A look that has shown a backup of this status. */
export function backupLook(status: Status, retryAfterMs?: number): Look {
  const backup = {
    id: BACKUP_ID as BackupId,
    status,
    createdAt: undefined,
    completedAt: undefined,
    wordpressVersion: undefined,
  };
  return { kind: "backup", backup, retryAfterMs };
}
