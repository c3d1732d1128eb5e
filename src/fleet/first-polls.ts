import type { BackupReply } from "../model/reply.ts";

/** Fewer first polls than this are no basis for a guess about the rest. */
const MIN_POLLS = 8;

/** Guesses from the first polls of a fleet whether its other backups are pending. */
export class FirstPolls {
  #polls = 0;
  #completed = 0;

  get areMostlyPending(): boolean {
    return this.#polls >= MIN_POLLS && this.#completed < this.#polls / 2;
  }

  /** Counts the reply to the first poll of one backup. */
  count(reply: BackupReply): void {
    this.#polls += 1;
    if (reply.kind === "backup" && reply.backup.status === "completed") this.#completed += 1;
  }
}
