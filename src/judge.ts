import { type Freshness, isFresh, staleness } from "./age.ts";
import { capitalised, ended } from "./prose.ts";
import { type Cause, type Result, tooLate, type Verdict } from "./verdict.ts";
import { type Backup, isTerminal, spokenStatus } from "./wpengine/schema.ts";

/**
 * One observation of a backup. `quietUntil` is the server's wish on any answer (`Retry-After`), as the monotonic moment
 * before which it wants no request.
 */
export type Look = { readonly quietUntil?: number | undefined } &
  /** `serverMs`: the server's wall clock as the backup was answered, in epoch milliseconds. */
  (
    | { readonly kind: "backup"; readonly backup: Backup; readonly serverMs: number }
    | { readonly kind: "absent"; readonly message: string }
    | {
        readonly kind: "failed";
        readonly message: string;
        /** The API did answer, and only asked to come later (429, or a `Retry-After` that still binds). */
        readonly answered: boolean;
        /** Its turn had not come when it was too late for it: nothing has been asked. */
        readonly unbegun?: boolean | undefined;
      }
    | {
        readonly kind: "permanent";
        readonly result: "unauthorized" | "rejected" | "unavailable";
        readonly message: string;
        /** Where the answer will be the same, whatever is asked: what it says. */
        readonly forAll?: string | undefined;
      }
  );

/** What any request brings that brings nothing of what was asked for. */
export type Refusal = Exclude<Look, { readonly kind: "backup" }>;
export type FailedLook = Extract<Look, { readonly kind: "failed" }>;

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
  look: Look,
  seen: boolean,
  absentForMs: number,
  freshness?: Freshness,
): Judgement {
  switch (look.kind) {
    case "backup":
      return judgeBackup(look.backup, freshness);
    case "failed":
      return { kind: "retry" };
    case "absent":
      if (seen) return verdict("not-found", vanished(look.message), "vanished");
      if (absentForMs >= GRACE_MS) return { kind: "verdict", verdict: verdictOf(look) };
      return { kind: "not-yet-known", graceLeftMs: GRACE_MS - absentForMs };
    case "permanent":
      return { kind: "verdict", verdict: verdictOf(look) };
    default:
      return look satisfies never;
  }
}

/** The verdict on a refusal that asking again would not change. */
export function verdictOf(refusal: Exclude<Refusal, FailedLook>): Verdict {
  const message = sentence(refusal.message);
  if (refusal.kind === "absent") return { result: "not-found", message };
  const { result, forAll } = refusal;
  return { result, message, cause: causeOf(refusal), forAll: forAll && sentence(forAll) };
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

/**
 * The verdict once the time is up.
 * @param latest the latest look, if there was any.
 * @param budget the step's timeout, for people.
 */
export function timeIsUp(latest: Look | undefined, budget: string): Verdict {
  const upFront = `The time is up (timeout: ${budget})`;
  switch (latest?.kind) {
    case undefined:
      return tooLate(budget, false);
    case "backup":
      return {
        result: "timed-out",
        message: `${upFront}, and the backup is still ${spokenStatus(latest.backup.status)}.`,
      };
    case "absent":
      return {
        result: "not-found",
        message: `${upFront}, and the last look said: ${ended(latest.message)}`,
      };
    case "failed":
      return {
        result: latest.answered ? "timed-out" : "unavailable",
        message: `${upFront}, and the last look failed: ${ended(latest.message)}`,
        cause: causeOf(latest),
      };
    case "permanent":
      return verdictOf(latest);
    default:
      return latest satisfies never;
  }
}

/** What a look has learnt that makes every other one needless. */
export const EVERYTHING = 5;

/**
 * How much a look has learnt: a terminal status, a fault that stays, anything else of the backup, that the API answers, or
 * does not.
 */
export function learnt(look: Look): number {
  switch (look.kind) {
    case "backup":
      return isTerminal(look.backup.status) ? EVERYTHING : 3;
    case "permanent":
      return 4;
    case "absent":
      return 3;
    case "failed":
      if (look.unbegun === true) return 0;
      return look.answered ? 2 : 1;
    default:
      return look satisfies never;
  }
}

/** What is to be put right, where the result alone does not tell. */
export function causeOf(look: Look): Cause | undefined {
  if (look.kind === "failed" && look.answered) return look.unbegun ? "crowded" : "rate-limit";
  return look.kind === "permanent" && look.result === "unavailable" ? "certificate" : undefined;
}

function vanished(message: string): string {
  return `The backup was there, and now is not: ${ended(message)}`;
}

function verdict(result: Result, message: string, cause?: Cause): Judgement {
  return { kind: "verdict", verdict: { result, message, cause } };
}

function sentence(text: string): string {
  return ended(capitalised(text));
}
