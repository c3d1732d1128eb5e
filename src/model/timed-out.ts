import { formatDuration } from "../util/duration.ts";
import { capitalize, endSentence } from "../util/sentence.ts";
import { spokenStatus } from "./backup.ts";
import {
  type BackupReply,
  causeOf,
  contradictionOf,
  type RetryableFailure,
  verdictOf,
} from "./reply.ts";
import type { Result, Verdict } from "./verdict.ts";

const LAST_FAILED = "the last status check failed: ";

/** The part of a step's budget that these verdicts name. */
interface Timeout {
  /** The input `timeout`. */
  readonly timeoutMs: number;
}

/** The verdict when the time is up after this latest poll. */
export function timedOut(latest: BackupReply, budget: Timeout): Verdict {
  const timeIsUp = sayTimeIsUp(budget);
  switch (latest.kind) {
    case "backup": {
      const message = `${timeIsUp}, and the backup is still ${spokenStatus(latest.backup.status)}.`;
      return { result: "timed-out", message };
    }
    case "not-found": {
      const message = `${timeIsUp}, and ${LAST_FAILED}${endSentence(latest.message)}${contradictionOf(latest)}`;
      return { result: "not-found", message, cause: latest.cause };
    }
    case "retryable":
      return {
        result: resultOf(latest),
        message: `${timeIsUp}, and ${LAST_FAILED}${endSentence(latest.message)}`,
        cause: causeOf(latest),
      };
    case "fatal":
      return verdictOf(latest);
    default:
      return latest satisfies never;
  }
}

/**
 * The verdict when the time is up before a first poll was sent.
 * @param hasReplied whether the API has replied to any request.
 */
export function timedOutBeforePoll(budget: Timeout, hasReplied = true): Verdict {
  if (!hasReplied) {
    const message = `${sayTimeIsUp(budget)}, and the API has not replied yet.`;
    return { result: "unavailable", message };
  }
  const timeout = formatDuration(budget.timeoutMs);
  const message = `The time was up (timeout: ${timeout}) before the first status check.`;
  return { result: "timed-out", message };
}

/**
 * The verdict when the time is up during a task.
 * @param state of the task, as the rest of a sentence.
 */
export function timedOutWhile(state: string, result: Result, budget: Timeout): Verdict {
  return { result, message: `${sayTimeIsUp(budget)}, and ${state}` };
}

/** The verdict when the time is up after this latest failure of a request that is no poll. */
export function timedOutAfter(failure: RetryableFailure, budget: Timeout): Verdict {
  return {
    result: resultOf(failure),
    message: `${sayTimeIsUp(budget)}. ${capitalize(endSentence(failure.message))}`,
    cause: causeOf(failure),
  };
}

/** The verdict when a request that failed could be sent again only after the deadline. */
export function notSentInTime(failure: RetryableFailure, { timeoutMs }: Timeout): Verdict {
  const fault = `${capitalize(endSentence(failure.message))} The next attempt would come after the timeout (${formatDuration(timeoutMs)}).`;
  return { result: resultOf(failure), message: fault, cause: causeOf(failure) };
}

/** `timed-out` if the API only asked for patience, `unavailable` if it sent no usable reply. */
function resultOf({ reason, hasApiReplied = false }: RetryableFailure): Result {
  const hasReplied = reason === "rate-limited" || (reason === "not-sent" && hasApiReplied);
  return hasReplied ? "timed-out" : "unavailable";
}

function sayTimeIsUp({ timeoutMs }: Timeout): string {
  return `The time is up (timeout: ${formatDuration(timeoutMs)})`;
}
