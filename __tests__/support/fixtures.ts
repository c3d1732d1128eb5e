import type { RequestOptions } from "../../src/model/request-options.ts";
import type { Target } from "../../src/model/target.ts";
import type { BackupId, InstallId } from "../../src/model/ids.ts";
import type { Settings } from "../../src/model/settings.ts";
import type { BackupReply } from "../../src/model/reply.ts";
import type { Verdict } from "../../src/model/verdict.ts";
import type { Backup, Status } from "../../src/model/backup.ts";

export const BACKUP_ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";
export const INSTALL_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";

export const TARGET: Target = {
  install: { id: INSTALL_ID as InstallId },
  spec: { kind: "existing", backupId: BACKUP_ID as BackupId },
};

/** Request options for tests that do not depend on them. */
export const REQUEST_OPTIONS: RequestOptions = {
  timeoutMs: 30_000,
  cutoffAt: Infinity,
  sendBy: Infinity,
  priority: () => 0,
  signal: new AbortController().signal,
};

/** Settings of a step with only the required inputs. */
export const SETTINGS: Settings = {
  targets: [TARGET],
  maxAgeMs: undefined,
  authorization: "Basic c2VjcmV0",
  apiUrl: "https://api.example.com/v1",
  timeoutMs: 1_800_000,
  requestTimeoutMs: 30_000,
  minPollIntervalMs: 2_000,
  maxPollIntervalMs: 60_000,
  failFast: true,
  dryRun: false,
  proxy: undefined,
  notices: [],
};

/** The server's wall clock at every poll of a fixture. */
export const SERVER_MS = Date.parse("2026-01-15T10:00:30Z");

/** A backup with only a status and, if given, an age. */
export function backupOf(status: Status, ageMs?: number): Backup {
  const epochMs = SERVER_MS - (ageMs ?? 0);
  return {
    id: BACKUP_ID as BackupId,
    status,
    description: undefined,
    createdAt: ageMs === undefined ? undefined : { iso: new Date(epochMs).toISOString(), epochMs },
    completedAt: undefined,
    wordpressVersion: undefined,
  };
}

/** A poll's reply with a backup of this status and, if given, this age. */
export function backupReply(
  status: Status,
  ageMs?: number,
): Extract<BackupReply, { kind: "backup" }> {
  return { kind: "backup", backup: backupOf(status, ageMs), serverMs: SERVER_MS };
}

/** Verdicts of gates. */
export const completed: Verdict = { result: "completed", message: "The backup is completed." };
export const aborted: Verdict = { result: "aborted", message: "WP Engine aborted the backup." };
export const cutShort: Verdict = {
  result: "cancelled",
  message: "The gate closed before this backup came to its end.",
  cause: "fail-fast",
};
