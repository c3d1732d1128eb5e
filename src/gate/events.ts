import type { BackupEvent } from "../backup/events.ts";
import type { BackupReply, FinalFailure, RetryableFailure } from "../model/reply.ts";
import type { Estimate } from "../schedule/forecast.ts";

/** What happens at one gate. */
export type GateEvent =
  | BackupEvent
  | { readonly kind: "polled"; readonly reply: BackupReply }
  | { readonly kind: "forecast"; readonly estimate: Estimate }
  /** A poll was refused. The refusal is final only if it lasts. */
  | { readonly kind: "not-believed-yet"; readonly failure: FinalFailure }
  /** A poll failed, or the history was refused. The next poll is due in `waitMs`. */
  | {
      readonly kind: "poll-failed";
      readonly failure: RetryableFailure;
      readonly waitMs: number;
    };
