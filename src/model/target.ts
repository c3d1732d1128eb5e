import type { BackupId, InstallId } from "./ids.ts";

/** One install, and the backup of it that must be completed. */
export interface Target {
  readonly install: InstallRef;
  readonly spec: BackupSpec;
}

/** Which backup of an install must be completed. */
export type BackupSpec = ExistingBackupSpec | NewBackupSpec;

export interface ExistingBackupSpec {
  readonly kind: "existing";
  readonly backupId: BackupId;
}

export interface NewBackupSpec {
  readonly kind: "new";
  /** Whom WP Engine emails when the backup is done; if empty, the API user. */
  readonly emails: readonly string[];
  /** The description of a backup with this key. */
  readonly describe: (key: string) => string;
  /** This run and its attempt, if earlier attempts may have deployed. */
  readonly rerun?: RunAttempt | undefined;
  /** How often to request another backup after `aborted`. */
  readonly abortRetries: number;
  /** Whether the step waits for the backup; otherwise it ends once the backup is requested. */
  readonly wait: boolean;
}

/** One attempt of a workflow run. */
export interface RunAttempt {
  /** Its ID, in lower case. */
  readonly run: string;
  /** From 1 on. */
  readonly attempt: number;
}

/** An install as the inputs name it. */
export type InstallRef = { readonly id: InstallId } | { readonly name: string };

/** What the inputs call an install. */
export function nameOf(install: InstallRef): string {
  return "id" in install ? install.id : install.name;
}
