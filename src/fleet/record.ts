import type { Estimate } from "../schedule/forecast.ts";
import type { Ended } from "./verdict.ts";
import type { Target } from "../model/target.ts";
import type { GateWatcher } from "../gate/events.ts";
import type { BackupId, InstallId } from "../model/ids.ts";
import type { RetryableFailure, BackupReply } from "../model/reply.ts";
import type { Progress, ProgressWatcher } from "../backup/events.ts";
import { unresolved, type Verdict } from "../model/verdict.ts";
import type { Backup } from "../model/backup.ts";

/** The backup that a gate is about. */
export interface RecordedBackup {
  readonly id: BackupId | undefined;
  /** As it was last seen. */
  readonly backup: Backup | undefined;
  /** The server's wall clock as the latest look saw it, in epoch milliseconds. */
  readonly seenMs: number | undefined;
  /** Whether it is somebody else's, and recent enough. */
  readonly reused: boolean;
}

const NO_BACKUP: RecordedBackup = {
  id: undefined,
  backup: undefined,
  seenMs: undefined,
  reused: false,
};

/** What one gate knows so far. It outlives whatever goes wrong, so that every way out can report it. */
export class BackupRecord implements Omit<GateWatcher, "missing">, ProgressWatcher {
  polls = 0;
  /** Looks that have shown a backup. */
  timesSeen = 0;
  /** Requests that the API only asked to come later with, looks and others. */
  refused = 0;
  /** Other requests that brought nothing. */
  failed = 0;
  /** The latest look, or whatever else the API was asked in vain. */
  latestReply: BackupReply | undefined;
  estimate: Estimate | undefined;
  installId: InstallId | undefined;
  installName: string | undefined;
  /** Key of a request for a backup of which nobody knows what has come. */
  unresolvedKey: string | undefined;
  ended: Ended | undefined;
  #subject: RecordedBackup = NO_BACKUP;

  /** @param target what the inputs say already. */
  constructor({ install, spec }: Target) {
    if ("id" in install) this.installId = install.id;
    else this.installName = install.name;
    if (spec.kind === "existing") this.#subject = { ...NO_BACKUP, id: spec.backupId };
  }

  /** The backup that this is about: none, while nobody knows whether there is another one. */
  get subject(): RecordedBackup {
    return this.unresolvedKey === undefined ? this.#subject : NO_BACKUP;
  }

  /** What the install is called in the inputs. */
  get install(): string {
    return this.installName ?? this.installId ?? "";
  }

  looked(look: BackupReply): void {
    this.polls += 1;
    this.latestReply = look;
    if (look.kind === "retryable") this.#asked(look);
    if (look.kind === "backup") {
      this.timesSeen += 1;
      this.#subject = { ...this.#subject, backup: look.backup, seenMs: look.serverMs };
    }
  }

  foresaw(estimate: Estimate): void {
    this.estimate = estimate;
  }

  /** @param failure the latest look, or a history that was refused. */
  backingOff(failure: RetryableFailure): void {
    if (failure !== this.latestReply) this.#asked(failure);
  }

  askingAgain(failure: RetryableFailure): void {
    this.latestReply = failure;
    this.#asked(failure);
  }

  progressed(progress: Progress): void {
    switch (progress.kind) {
      case "install-found":
        this.installId = progress.install.id;
        return;
      case "create-sent":
        this.unresolvedKey = progress.key;
        this.latestReply = undefined;
        this.estimate = undefined;
        return;
      case "create-refused":
      case "none-created":
        this.unresolvedKey = undefined;
        return;
      case "chosen": {
        const { backup, source } = progress;
        const reused = source === "adopted" || source === "reused";
        this.unresolvedKey = undefined;
        this.#subject = { id: backup.id, backup, seenMs: undefined, reused };
        return;
      }
      case "reply-lost":
        this.failed += 1;
        return;
      case "not-listed-yet":
      case "resending":
      case "list-failed":
      case "none-reusable":
      case "replacing":
      case "retrying":
        return;
      default:
        progress satisfies never;
    }
  }

  /**
   * The gate has come to its verdict.
   * @returns it, with what is not known about a request for a backup.
   */
  end(plain: Verdict, endedAt: number): Verdict {
    if (this.ended !== undefined) return this.ended.verdict;
    const key = this.unresolvedKey;
    const verdict = key === undefined ? plain : unresolved(plain, key);
    this.ended = { verdict, endedAt };
    return verdict;
  }

  /** What was not begun has not failed either. */
  #asked({ unbegun, answered }: RetryableFailure): void {
    if (unbegun === true) return;
    if (answered) this.refused += 1;
    else this.failed += 1;
  }
}
