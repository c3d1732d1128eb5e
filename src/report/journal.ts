import type { GateWatcher, Outlook } from "../gate.ts";
import type { InstallRef, Wanted } from "../hold.ts";
import type { BackupId, InstallId } from "../ids.ts";
import type { FailedLook, Look } from "../judge.ts";
import type { Progress, ProgressWatcher } from "../progress.ts";
import type { Backup } from "../wpengine/schema.ts";

/** What is known so far. It outlives whatever goes wrong, so that every way out can report it. */
export class Journal implements Omit<GateWatcher, "backingOff">, ProgressWatcher {
  /** Exchanges begun with the API, failed ones too. */
  requests = 0;
  looks = 0;
  /** Looks that taught nothing, refusals (429) included. */
  failedLooks = 0;
  /** The latest look, or whatever else the API was asked in vain. */
  latestLook: Look | undefined;
  outlook: Outlook | undefined;
  installId: InstallId | undefined;
  installName: string | undefined;
  backupId: BackupId | undefined;
  /** The backup as it was last seen. */
  backup: Backup | undefined;
  /** Whether the backup is somebody else's, and recent enough. */
  reused = false;
  /** Key of a request for a backup of which nobody knows what has come. */
  unresolvedKey: string | undefined;

  /** What the inputs say already. */
  begun(install: InstallRef, wanted: Wanted): void {
    if ("id" in install) this.installId = install.id;
    else this.installName = install.name;
    if (wanted.kind === "given") this.backupId = wanted.backupId;
  }

  looked(look: Look): void {
    this.looks += 1;
    this.latestLook = look;
    if (look.kind === "failed") this.failedLooks += 1;
    if (look.kind === "backup") this.backup = look.backup;
  }

  foresaw(outlook: Outlook): void {
    this.outlook = outlook;
  }

  askingAgain(failure: FailedLook): void {
    this.latestLook = failure;
  }

  progressed(progress: Progress): void {
    if (progress.kind === "install-found") this.installId = progress.install.id;
    if (progress.kind === "refused") this.unresolvedKey = undefined;
    if (progress.kind === "requesting") {
      this.#forgetBackup();
      this.unresolvedKey = progress.key;
    }
    if (progress.kind === "taken") {
      this.unresolvedKey = undefined;
      this.backup = progress.backup;
      this.backupId = progress.backup.id;
      this.reused = progress.source === "adopted" || progress.source === "reused";
    }
  }

  /** Another one takes its place. */
  #forgetBackup(): void {
    this.backup = undefined;
    this.backupId = undefined;
    this.latestLook = undefined;
    this.outlook = undefined;
    this.reused = false;
  }
}
