import type { FleetEvent } from "../../fleet/record.ts";
import { causeOf, type Failure } from "../../model/reply.ts";
import type { Cause } from "../../model/verdict.ts";
import { formatDuration } from "../../util/duration.ts";
import { endSentence } from "../../util/sentence.ts";

/** The warning is due after this time without a good reply. */
const SILENT_MS = 120_000;
/** The warning comes at least `SILENT_MS - SPARED_MS` after the first failure, so a single failure after a long wait causes none. */
const SPARED_MS = 60_000;

const CHECK =
  "Check api-url for a typo, the runner's network and proxy, and WP Engine's status page.";
const RATE_LIMIT =
  "The account's rate limit is used up. Run fewer jobs at a time with these credentials, or raise min-poll-interval.";

interface LatestFailure {
  readonly message: string;
  readonly cause: Cause | undefined;
  /** When the first failure since the latest good reply came. */
  readonly firstAt: number;
}

/** Tracks how long a step has received only failures, and warns once. Moments are monotonic. */
export class Silence {
  /** The latest good reply, or the step's start. */
  #goodAt = 0;
  #latest: LatestFailure | undefined;
  #hasWarned = false;

  /** A good reply came, to any request of the step. */
  end(now: number): void {
    this.#goodAt = now;
    this.#latest = undefined;
  }

  /** Notes the failure in an event, if it has one. */
  note(event: FleetEvent, now: number): void {
    const failure = failureIn(event);
    if (failure !== undefined) {
      this.#latest = { ...failure, firstAt: this.#latest?.firstAt ?? now };
    }
  }

  /** The warning, once it is due. Empty before and after that. */
  warning(now: number): string {
    const latest = this.#latest;
    if (this.#hasWarned || latest === undefined) return "";
    const dueAt = Math.max(this.#goodAt, latest.firstAt - SPARED_MS) + SILENT_MS;
    if (now < dueAt) return "";
    this.#hasWarned = true;
    const silence = `No good reply from the API for ${formatDuration(now - this.#goodAt)}`;
    const remedy = latest.cause === "rate-limit" ? RATE_LIMIT : CHECK;
    return `${silence}. Latest failure: ${endSentence(latest.message)} The step keeps trying until the timeout. ${remedy}`;
  }
}

/** The failure in an event after which the step goes on. A request that was not sent is no failure of the API. */
function failureIn(event: FleetEvent): Omit<LatestFailure, "firstAt"> | undefined {
  if ("failure" in event) return described(event.failure);
  const isMessage = event.kind === "reply-lost" || event.kind === "list-failed";
  return isMessage ? { message: event.message, cause: undefined } : undefined;
}

function described(failure: Failure): Omit<LatestFailure, "firstAt"> | undefined {
  const isSent = failure.kind !== "retryable" || failure.reason !== "not-sent";
  return isSent ? { message: failure.message, cause: causeOf(failure) } : undefined;
}
