import type { GateWatcher } from "../gate/events.ts";
import type { BackupReply } from "../model/reply.ts";

/** First looks that must have been taken for them to tell anything. */
const TELLING_POLLS = 8;

/** What the first looks at a fleet tell of its backups that have not been seen yet. */
export class FirstPolls {
  #taken = 0;
  #completed = 0;

  get areMostlyPending(): boolean {
    return this.#taken >= TELLING_POLLS && this.#completed < this.#taken / 2;
  }

  /** The watcher of one backup, whose first look is counted. */
  watching<Watcher extends GateWatcher>(watcher: Watcher): Watcher {
    let isFirst = true;
    return {
      ...watcher,
      looked: (look) => {
        if (isFirst) this.#count(look);
        isFirst = false;
        watcher.looked(look);
      },
    };
  }

  #count(look: BackupReply): void {
    this.#taken += 1;
    if (look.kind === "backup" && look.backup.status === "completed") this.#completed += 1;
  }
}
