import { capitalize, endSentence } from "../util/sentence.ts";
import type { Backup } from "./backup.ts";
import type { Cause, Verdict } from "./verdict.ts";

/**
 * One observation of a backup. `retryAt` is the server's wish on any answer (`Retry-After`), as the monotonic moment
 * before which it wants no request.
 */
export type BackupReply = { readonly retryAt?: number | undefined } &
  /** `serverMs`: the server's wall clock as the backup was answered, in epoch milliseconds. */
  (
    | { readonly kind: "backup"; readonly backup: Backup; readonly serverMs: number }
    | { readonly kind: "not-found"; readonly message: string }
    | {
        readonly kind: "retryable";
        readonly message: string;
        /** The API did answer, and only asked to come later (429, or a `Retry-After` that still binds). */
        readonly answered: boolean;
        /** Its turn had not come when it was too late for it: nothing has been asked. */
        readonly unbegun?: boolean | undefined;
      }
    | {
        readonly kind: "fatal";
        readonly result: "unauthorized" | "rejected" | "unavailable";
        readonly message: string;
        /** Where the answer will be the same, whatever is asked: what it says. */
        readonly stepWide?: string | undefined;
      }
  );

/** What any request brings that brings nothing of what was asked for. */
export type Failure = Exclude<BackupReply, { readonly kind: "backup" }>;

export type RetryableFailure = Extract<BackupReply, { readonly kind: "retryable" }>;

/** The verdict on a refusal that asking again would not change. */
export function verdictOf(refusal: Exclude<Failure, RetryableFailure>): Verdict {
  const message = sentence(refusal.message);
  if (refusal.kind === "not-found") return { result: "not-found", message };
  const { result, stepWide } = refusal;
  return { result, message, cause: causeOf(refusal), stepWide: stepWide && sentence(stepWide) };
}

/** What is to be put right, where the result alone does not tell. */
export function causeOf(look: BackupReply): Cause | undefined {
  if (look.kind === "retryable" && look.answered) return look.unbegun ? "crowded" : "rate-limit";
  return look.kind === "fatal" && look.result === "unavailable" ? "certificate" : undefined;
}

function sentence(text: string): string {
  return endSentence(capitalize(text));
}

export type ListingPage<T> = Page<T> & {
  readonly kind: "page";
  /** The server's wall clock as it answered, in epoch milliseconds. */
  readonly serverMs: number;
  /** Whether that is our clock's, for want of the server's. */
  readonly isOurClock?: boolean | undefined;
  readonly retryAt?: number | undefined;
};

/** What has come of a request for a backup. After a refusal nothing has; after a lost answer nobody knows. */
export type CreateReply =
  | {
      readonly kind: "accepted";
      readonly backup: Backup;
      /** The server's wall clock as it answered, in epoch milliseconds. */
      readonly serverMs: number;
      readonly retryAt?: number | undefined;
    }
  | { readonly kind: "reply-lost"; readonly message: string; readonly retryAt?: number | undefined }
  | Failure;

/** One page of a listing. */
export interface Page<T> {
  /** Its rows that could be read, */
  readonly rows: readonly T[];
  /** among so many. */
  readonly size: number;
  /** How many rows all pages have, where it says so. */
  readonly total: number | undefined;
  readonly hasNext: boolean;
}
