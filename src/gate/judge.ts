import type { Backup } from "../model/backup.ts";
import { type Freshness, isFresh, staleness } from "../model/freshness.ts";
import { type BackupReply, verdictOf } from "../model/reply.ts";
import type { Cause, Result, Verdict } from "../model/verdict.ts";
import { endSentence } from "../util/sentence.ts";

export type Judgement =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  /** Not there yet: look again by the cadence. */
  | { readonly kind: "pending" }
  /** Nothing learnt: look again after a backoff. */
  | { readonly kind: "retry" }
  /** Unknown to the API, which may be a moment behind a request: look again while that is plausible. */
  | { readonly kind: "not-yet-known"; readonly graceLeftMs: number };

/** For how long a 404 may mean that a backup was requested just now. */
export const GRACE_MS = 20_000;

/**
 * What one look means.
 * @param seen whether the backup has been seen before.
 * @param absentForMs how long the API has answered that it knows no such backup.
 * @param freshness what is asked of a completed backup's age, if anything is.
 */
export function judge(
  look: BackupReply,
  seen: boolean,
  absentForMs: number,
  freshness?: Freshness,
): Judgement {
  switch (look.kind) {
    case "backup":
      return judgeBackup(look.backup, freshness);
    case "retryable":
      return { kind: "retry" };
    case "not-found":
      if (seen) return verdict("not-found", vanished(look.message), "vanished");
      if (absentForMs >= GRACE_MS) return { kind: "verdict", verdict: verdictOf(look) };
      return { kind: "not-yet-known", graceLeftMs: GRACE_MS - absentForMs };
    case "fatal":
      return { kind: "verdict", verdict: verdictOf(look) };
    default:
      return look satisfies never;
  }
}

function judgeBackup(backup: Backup, freshness: Freshness | undefined): Judgement {
  const { status } = backup;
  // An unlisted word may be waited on, but can never open the gate.
  if (typeof status === "object") return { kind: "pending" };
  switch (status) {
    case "completed":
      if (freshness !== undefined && !isFresh(backup, freshness)) {
        return verdict("stale", `The backup is completed, but ${staleness(backup, freshness)}.`);
      }
      return verdict("completed", "The backup is completed.");
    case "aborted":
      return verdict(
        "aborted",
        "The host aborted the backup, so there is nothing to restore from.",
      );
    case "requested":
    case "in_progress":
    case "initiated":
      return { kind: "pending" };
    default:
      return status satisfies never;
  }
}

function vanished(message: string): string {
  return `The backup was there, and now is not: ${endSentence(message)}`;
}

function verdict(result: Result, message: string, cause?: Cause): Judgement {
  return { kind: "verdict", verdict: { result, message, cause } };
}
