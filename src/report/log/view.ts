import type { BackupRecord, FleetEvent } from "../../fleet/record.ts";

/** The words of the log, which differ between one gate and many. Untrusted text is sanitized before it comes here. */
export interface LogView {
  /** The line for an event; empty if the event needs none. */
  describe(record: BackupRecord, event: FleetEvent): string;
  /** How things stand, as parts of a sentence. Some may be empty. */
  standing(): string[];
  /** How much of the wait is over, from 0 to 1. */
  share(): number;
}
