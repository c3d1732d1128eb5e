import type { BackupId, InstallId } from "../src/ids.ts";
import type { Settings } from "../src/inputs.ts";
import type { Look } from "../src/judge.ts";
import type { Status } from "../src/wpengine/schema.ts";

export const BACKUP_ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";
export const INSTALL_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";

/** What the inputs of a step come to that gives nothing but what it must. */
export const SETTINGS: Settings = {
  installId: INSTALL_ID as InstallId,
  backupId: BACKUP_ID as BackupId,
  authorization: "Basic c2VjcmV0",
  apiUrl: "https://api.example.com/v1",
  timeoutMs: 1_800_000,
  requestTimeoutMs: 30_000,
  minPollIntervalMs: 2_000,
  maxPollIntervalMs: 60_000,
};

/** A look that has shown a backup of this status, and of this age where that is known. */
export function backupLook(status: Status, ageMs?: number): Look {
  const backup = {
    id: BACKUP_ID as BackupId,
    status,
    createdAt: undefined,
    completedAt: undefined,
    wordpressVersion: undefined,
  };
  return { kind: "backup", backup, ageMs };
}
