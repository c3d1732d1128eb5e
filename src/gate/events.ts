import type { RetryableFailure, BackupReply } from "../model/reply.ts";
import type { Estimate } from "../schedule/forecast.ts";

export interface GateWatcher {
  looked(look: BackupReply): void;
  foresaw(estimate: Estimate): void;
  /** The API knows no such backup, and may be a moment behind. */
  missing(message: string): void;
  /** After a failed look, or a history that was refused, the next look is due in `waitMs`. */
  backingOff(failure: RetryableFailure, waitMs: number): void;
}
