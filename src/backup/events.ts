import type { Backup, Install } from "../model/backup.ts";
import type { RetryEvent } from "../model/reply.ts";
import type { EarlierBackup } from "./earlier-attempts.ts";

/** What happens on the way to a backup that can be polled. */
export type BackupEvent =
  | RetryEvent
  | { readonly kind: "install-found"; readonly install: Install }
  /** A create request is sent. From here on a backup may exist whose ID is unknown. */
  | { readonly kind: "create-sent"; readonly key: string }
  /** That request created nothing. */
  | { readonly kind: "create-refused" }
  /** The reply to it is lost. The listing is read for its key in `waitMs`. */
  | {
      readonly kind: "reply-lost";
      readonly key: string;
      readonly message: string;
      readonly waitMs: number;
    }
  /** The listing does not show the key, or does not prove that it is missing. It is read again in `waitMs`. */
  | { readonly kind: "not-listed-yet"; readonly isProof: boolean; readonly waitMs: number }
  /** A recent backup could not be used, and that request may still have created one: the search goes on. */
  | { readonly kind: "still-lost"; readonly key: string }
  /** The listing would show the backup by now. */
  | { readonly kind: "none-created" }
  | { readonly kind: "resending"; readonly send: number; readonly sends: number }
  /** No recent backup can be found, because the listing cannot be read. */
  | { readonly kind: "list-failed"; readonly message: string }
  | { readonly kind: "none-reusable" }
  /** This is a re-run, and a listing shows what earlier attempts of the run requested. */
  | ({ readonly kind: "earlier-attempts" } & EarlierAttempts)
  /** There is a backup to poll. */
  | { readonly kind: "chosen"; readonly backup: Backup; readonly source: Source }
  /** A backup that is not this run's could not be used, so the step creates its own. */
  | { readonly kind: "replacing"; readonly why: string }
  /** This run's backup was aborted, so the step creates another one. */
  | { readonly kind: "recreating"; readonly why: string; readonly left: number };

/** What a listing shows of the earlier attempts of this run. */
export interface EarlierAttempts {
  /** Their first completed backup. */
  readonly first: EarlierBackup | undefined;
  /** The server's wall clock when it showed that, in epoch milliseconds. */
  readonly seenMs: number;
}

/**
 * Where a backup comes from: this run's create request (accepted, or recovered after its reply was lost), or another source
 * (adopted while pending, or reused when completed; `foreign` if the API named it in reply to our request).
 */
export type Source = "requested" | "recovered" | "foreign" | "adopted" | "reused";
