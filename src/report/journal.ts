import type { GateWatcher, Outlook } from "../gate.ts";
import type { Look } from "../judge.ts";
import type { Backup } from "../wpengine/schema.ts";

/** What is known so far. It outlives whatever goes wrong, so that every way out can report it. */
export class Journal implements Pick<GateWatcher, "looked"> {
  /** Exchanges begun with the API, failed ones too. */
  requests = 0;
  looks = 0;
  /** Looks that taught nothing, refusals (429) included. */
  failedLooks = 0;
  latestLook: Look | undefined;
  outlook: Outlook | undefined;
  /** The backup as it was last seen. */
  backup: Backup | undefined;

  looked(look: Look): void {
    this.looks += 1;
    this.latestLook = look;
    if (look.kind === "failed") this.failedLooks += 1;
    if (look.kind === "backup") this.backup = look.backup;
  }
}
