import { formatDuration } from "../util/duration.ts";
import { capitalize, endSentence } from "../util/sentence.ts";
import { spokenStatus } from "./backup.ts";
import { GateClosed } from "./errors.ts";
import { causeOf, type RetryableFailure, type BackupReply, verdictOf } from "./reply.ts";
import type { Result, Verdict } from "./verdict.ts";

/**
 * The verdict where the time is up, whatever the API was asked last.
 * @param standing how things stand, as the rest of a sentence.
 */
export function timeIsUpWhile(
  standing: string,
  result: Result,
  { timeoutMs }: { readonly timeoutMs: number },
): Verdict {
  return {
    result,
    message: `The time is up (timeout: ${formatDuration(timeoutMs)}), and ${standing}`,
  };
}

/** The gate closed where the latest thing the API was asked has failed. */
export function timeIsUpAfter(
  failure: RetryableFailure,
  { timeoutMs }: { readonly timeoutMs: number },
): GateClosed {
  return new GateClosed({
    result: failure.answered ? "timed-out" : "unavailable",
    message: `The time is up (timeout: ${formatDuration(timeoutMs)}). ${capitalize(endSentence(failure.message))}`,
    cause: causeOf(failure),
  });
}

/**
 * The verdict once the time is up.
 * @param latest the latest look, if there was any.
 * @param budget the step's timeout, for people.
 */
export function timeIsUp(latest: BackupReply | undefined, budget: string): Verdict {
  const upFront = `The time is up (timeout: ${budget})`;
  switch (latest?.kind) {
    case undefined:
      return tooLate(budget, false);
    case "backup":
      return {
        result: "timed-out",
        message: `${upFront}, and the backup is still ${spokenStatus(latest.backup.status)}.`,
      };
    case "not-found":
      return {
        result: "not-found",
        message: `${upFront}, and the last look said: ${endSentence(latest.message)}`,
      };
    case "retryable":
      return {
        result: latest.answered ? "timed-out" : "unavailable",
        message: `${upFront}, and the last look failed: ${endSentence(latest.message)}`,
        cause: causeOf(latest),
      };
    case "fatal":
      return verdictOf(latest);
    default:
      return latest satisfies never;
  }
}

/**
 * The verdict where even the first look could not be begun in time.
 * @param hasAnswered whether the API has answered anything at all.
 */
export function tooLate(budget: string, hasAnswered = true): Verdict {
  if (!hasAnswered) {
    const message = `The time is up (timeout: ${budget}), and the API has not answered yet.`;
    return { result: "unavailable", message };
  }
  return {
    result: "timed-out",
    message: `The time (timeout: ${budget}) was up before a first look could be taken.`,
  };
}
