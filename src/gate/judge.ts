import type { Backup } from "../model/backup.ts";
import { type Freshness, isFresh, staleness } from "../model/freshness.ts";
import { type BackupReply, verdictOf } from "../model/reply.ts";
import type { Cause, Result, Verdict } from "../model/verdict.ts";
import { endSentence } from "../util/sentence.ts";

export type Judgement =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  /** Not completed yet: poll again by the cadence. */
  | { readonly kind: "pending" }
  /** Nothing known: poll again after a backoff. */
  | { readonly kind: "retry" }
  /** The API does not know the backup, which may have been requested just now: poll again for a while. */
  | { readonly kind: "not-yet-known"; readonly graceLeftMs: number };

/** How long a 404 may mean that the backup was requested just now. */
export const GRACE_MS = 20_000;

/**
 * What one reply means.
 * @param isKnown whether a poll or a listing has shown the backup before.
 * @param notFoundForMs how long the API has replied that it knows no such backup.
 * @param freshness how old a completed backup may be; undefined for any age.
 */
export function judge(
  reply: BackupReply,
  isKnown: boolean,
  notFoundForMs: number,
  freshness?: Freshness,
): Judgement {
  switch (reply.kind) {
    case "backup":
      return judgeBackup(reply.backup, freshness);
    case "retryable":
      return { kind: "retry" };
    case "not-found":
      if (isKnown) return verdict("not-found", vanished(reply.message), "vanished");
      if (notFoundForMs >= GRACE_MS) return { kind: "verdict", verdict: verdictOf(reply) };
      return { kind: "not-yet-known", graceLeftMs: GRACE_MS - notFoundForMs };
    case "fatal":
      return { kind: "verdict", verdict: verdictOf(reply) };
    default:
      return reply satisfies never;
  }
}

function judgeBackup(backup: Backup, freshness: Freshness | undefined): Judgement {
  const { status } = backup;
  // An unknown status may keep the gate waiting, but can never open it.
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
