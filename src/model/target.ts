import type { BackupId, InstallId } from "./ids.ts";

/** One backup that the deploy is held for. */
export interface Target {
  readonly install: InstallRef;
  readonly spec: BackupSpec;
}

/** Which backup of an install is to be completed. */
export type BackupSpec =
  | { readonly kind: "existing"; readonly backupId: BackupId }
  | {
      readonly kind: "new";
      readonly emails: readonly string[];
      /** The description, but for the key. */
      readonly describe: (key: string) => string;
      /** How often to request again after `aborted`. */
      readonly abortRetries: number;
      /** Otherwise the step is over as soon as it is requested. */
      readonly wait: boolean;
    };

/** Which install is meant. */
export type InstallRef = { readonly id: InstallId } | { readonly name: string };

/** What an install is called by whoever gave it. */
export function nameOf(install: InstallRef): string {
  return "id" in install ? install.id : install.name;
}
