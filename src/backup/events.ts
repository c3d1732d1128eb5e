import type { RetryableFailure } from "../model/reply.ts";
import type { Backup, Install } from "../model/backup.ts";

/** What happens on the way to a backup that can be looked at. */
export type Progress =
  | { readonly kind: "install-found"; readonly install: Install }
  /** A request for a backup is sent. From here on one may exist whose id nobody knows. */
  | { readonly kind: "create-sent"; readonly key: string }
  /** It has surely not been carried out. */
  | { readonly kind: "create-refused" }
  /** Its answer is lost. It is looked for in `waitMs`. */
  | {
      readonly kind: "reply-lost";
      readonly key: string;
      readonly message: string;
      readonly waitMs: number;
    }
  /** The listing does not show it, or not for sure. It is looked for again in `waitMs`. */
  | { readonly kind: "not-listed-yet"; readonly isProof: boolean; readonly waitMs: number }
  /** It would have shown by now. */
  | { readonly kind: "none-created" }
  | { readonly kind: "resending"; readonly send: number; readonly sends: number }
  /** Nothing recent can be found, because the listing cannot be read. */
  | { readonly kind: "list-failed"; readonly message: string }
  | { readonly kind: "none-reusable" }
  /** There is a backup to look at. */
  | { readonly kind: "chosen"; readonly backup: Backup; readonly source: Source }
  /** Somebody else's has come to nothing: one of our own is requested. */
  | { readonly kind: "replacing"; readonly why: string }
  /** Ours has been aborted: another one is requested. */
  | { readonly kind: "retrying"; readonly why: string; readonly left: number };

/**
 * Where a backup comes from: our request, answered or found again after its answer was lost; or somebody else's, under
 * way or completed.
 */
export type Source = "requested" | "recovered" | "adopted" | "reused";

export interface ProgressWatcher {
  progressed(progress: Progress): void;
  askingAgain(failure: RetryableFailure, waitMs: number): void;
}
