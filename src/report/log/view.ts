import type { BackupRecord, FleetEvent } from "../../fleet/record.ts";

/** The texts of the log. They differ between one gate and several. Untrusted text must be sanitized already. */
export interface LogView {
  /** The line for an event; empty if the event needs none. */
  describe(record: BackupRecord, event: FleetEvent): string;
  /** The current state, as parts of a sentence. Some may be empty. */
  progress(): string[];
  /** How much of the wait is over, from 0 to 1. */
  share(): number;
}
