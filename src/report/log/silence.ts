import type { FleetEvent } from "../../fleet/record.ts";
import { causeOf, type Failure } from "../../model/reply.ts";
import type { Cause } from "../../model/verdict.ts";
import { formatDuration } from "../../util/duration.ts";
import { endSentence } from "../../util/sentence.ts";

/** How long nothing but failures must have come back. */
const SILENT_MS = 120_000;
/** The first failure may be this much younger than that, so that one failure after a long wait between two polls is no silence. */
const SPARED_MS = 60_000;

const CHECK =
  "Check api-url for a typo, the runner's network and proxy, and WP Engine's status page.";
const RATE_LIMIT =
  "The account's rate limit is used up: run fewer jobs at a time with these credentials, or raise min-poll-interval.";

interface LatestFailure {
  readonly message: string;
  readonly cause: Cause | undefined;
  /** When the first failure since the latest good reply came. */
  readonly firstAt: number;
}

/** How long a step has got nothing but failures. It is told once. Moments are monotonic. */
export class Silence {
  /** The latest good reply, or the step's start. */
  #goodAt = 0;
  #latest: LatestFailure | undefined;
  #isTold = false;

  /** A good reply came, to any request of the step. */
  end(now: number): void {
    this.#goodAt = now;
    this.#latest = undefined;
  }

  /** Notes the failure that an event is about, if it is about one. */
  note(event: FleetEvent, now: number): void {
    const failure = failureIn(event);
    if (failure !== undefined) {
      this.#latest = { ...failure, firstAt: this.#latest?.firstAt ?? now };
    }
  }

  /** The warning, once it is due. Empty before and after that. */
  warning(now: number): string {
    const latest = this.#latest;
    if (this.#isTold || latest === undefined) return "";
    const dueAt = Math.max(this.#goodAt, latest.firstAt - SPARED_MS) + SILENT_MS;
    if (now < dueAt) return "";
    this.#isTold = true;
    const silence = `There has been no good reply from the API for ${formatDuration(now - this.#goodAt)}`;
    const remedy = latest.cause === "rate-limit" ? RATE_LIMIT : CHECK;
    return `${silence}. The latest failure: ${endSentence(latest.message)} The step keeps trying until its timeout. ${remedy}`;
  }
}

/**
 * What came back instead of a good reply, if the step goes on after it. A request that was not sent says nothing about the API.
 */
function failureIn(event: FleetEvent): Omit<LatestFailure, "firstAt"> | undefined {
  if ("failure" in event) return described(event.failure);
  const isMessage = event.kind === "reply-lost" || event.kind === "list-failed";
  return isMessage ? { message: event.message, cause: undefined } : undefined;
}

function described(failure: Failure): Omit<LatestFailure, "firstAt"> | undefined {
  const isSent = failure.kind !== "retryable" || failure.reason !== "not-sent";
  return isSent ? { message: failure.message, cause: causeOf(failure) } : undefined;
}
