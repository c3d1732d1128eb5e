import type { BackupEvent } from "../backup/events.ts";
import type { BackupReply, RetryableFailure } from "../model/reply.ts";
import type { Estimate } from "../schedule/forecast.ts";

/** What happens at one gate. */
export type GateEvent =
  | BackupEvent
  | { readonly kind: "polled"; readonly reply: BackupReply }
  | { readonly kind: "forecast"; readonly estimate: Estimate }
  /** The API knows no such backup, and may be a moment behind. */
  | { readonly kind: "not-found-yet"; readonly message: string }
  /** A poll failed, or the history was refused. The next poll is due in `waitMs`. */
  | {
      readonly kind: "poll-failed";
      readonly failure: RetryableFailure;
      readonly waitMs: number;
    };
