import type { Backup } from "../model/backup.ts";
import { type Freshness, isFresh, staleness } from "../model/freshness.ts";
import { type BackupReply, type FinalFailure, verdictOf } from "../model/reply.ts";
import type { Result, Verdict } from "../model/verdict.ts";

export type Judgement =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  /** Not completed yet: poll again by the cadence. */
  | { readonly kind: "pending" }
  /** Nothing known: poll again after a backoff. */
  | { readonly kind: "retry" }
  /** A refusal that is final only if it lasts: poll again until then. */
  | { readonly kind: "refused"; readonly failure: FinalFailure; readonly untilBelievedMs: number };

/** The verdict on a backup that WP Engine aborted. */
export const ABORTED: Verdict = {
  result: "aborted",
  message: "WP Engine aborted the backup, so it can't be restored.",
};

/**
 * Judges one reply.
 * @param untilBelievedMs how much longer a refusal must last before it is final.
 * @param freshness how old a completed backup may be; undefined for any age.
 */
export function judge(
  reply: BackupReply,
  untilBelievedMs: (failure: FinalFailure) => number,
  freshness?: Freshness,
): Judgement {
  switch (reply.kind) {
    case "backup":
      return judgeBackup(reply.backup, freshness);
    case "retryable":
      return { kind: "retry" };
    case "not-found":
    case "fatal": {
      const leftMs = untilBelievedMs(reply);
      if (leftMs > 0) return { kind: "refused", failure: reply, untilBelievedMs: leftMs };
      const isGone =
        reply.kind === "not-found" && reply.isContradicted === true && reply.isGeneral !== true;
      return isGone ? gone(reply) : { kind: "verdict", verdict: verdictOf(reply) };
    }
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
      return { kind: "verdict", verdict: ABORTED };
    case "requested":
    case "in_progress":
    case "initiated":
      return { kind: "pending" };
    default:
      return status satisfies never;
  }
}

function gone(failure: FinalFailure): Judgement {
  const { message } = verdictOf(failure);
  const what = `The backup no longer exists: ${message}`;
  return { kind: "verdict", verdict: { result: "not-found", message: what, cause: "vanished" } };
}

function verdict(result: Result, message: string): Judgement {
  return { kind: "verdict", verdict: { result, message } };
}
