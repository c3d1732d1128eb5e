import { capitalize, endSentence } from "../util/sentence.ts";
import type { Sighting } from "./backup.ts";
import type { Cause, Verdict } from "./verdict.ts";

/** What one poll of a backup returned. */
export type BackupReply = ({ readonly kind: "backup" } & Sighting) | Failure;

/** A reply to any request, without what was requested. */
export type Failure = RetryableFailure | FinalFailure;

/** A failure that may pass. */
export interface RetryableFailure {
  readonly kind: "retryable";
  readonly message: string;
  /**
   * `rate-limited`: the API replied 429. `busy`: a create request got 409 or 423, so it created nothing. `not-sent`: the rate
   * limiter gave no permit in time. `no-answer`: anything else.
   */
  readonly reason: "rate-limited" | "busy" | "no-answer" | "not-sent";
  /** With `not-sent`: whether the API has replied to any request of this step. */
  readonly hasApiReplied?: boolean;
  /** Whether the reply had a `Retry-After`; with `not-sent`, whether one is why. */
  readonly hasRetryAfter?: boolean;
}

/** A request failed, and is sent again in `waitMs`. */
export interface RetryEvent {
  readonly kind: "request-failed";
  readonly failure: RetryableFailure;
  readonly waitMs: number;
}

/**
 * How long a refusal must last before it is believed, if a good reply contradicts it: replicas, gateways and maintenance pages
 * may be wrong for a moment. See docs/adr/0008-a-contradiction-must-last.md.
 */
export const BELIEVED_AFTER_MS = 20_000;

/** A failure that another request would not change, unless a good reply contradicts it. */
export type FinalFailure = {
  readonly message: string;
  /** Whether the reply had a `Retry-After`. */
  readonly hasRetryAfter?: boolean;
  /** What to fix, if the result does not say it. */
  readonly cause?: Cause | undefined;
  /**
   * Whether it says nothing about what was asked for: a 401, a redirect or a web page. Then a good reply to any request of
   * the step contradicts it.
   */
  readonly isGeneral?: boolean | undefined;
  /** Whether a good reply contradicts it: then it is believed only once it has lasted. */
  readonly isContradicted?: boolean | undefined;
} & (
  | { readonly kind: "not-found" }
  | {
      readonly kind: "fatal";
      /** `invalid-input`: the API user has no address that could serve as `notification-emails`. */
      readonly result: "unauthorized" | "rejected" | "unavailable" | "invalid-input";
      /** The message for every other backup of the step, if the failure concerns them all. */
      readonly messageForAll?: string | undefined;
    }
);

/** The body of one page of a listing. */
export interface PageBody<T> {
  /** Rows that we could parse. */
  readonly rows: readonly T[];
  /** Rows that the page has, unparsable ones included. */
  readonly size: number;
  /** Rows on all pages; undefined if the page does not say. */
  readonly total: number | undefined;
  /** Whether the page has a count that is not a number. */
  readonly isCountUnreadable?: boolean | undefined;
  readonly hasNext: boolean;
}

/** One page of a listing. */
export interface ListingPage<T> extends PageBody<T> {
  readonly kind: "page";
  /** The server's wall clock when it replied, in epoch milliseconds. */
  readonly serverMs: number;
  /** Whether that is our own clock, because the reply had no `Date`. */
  readonly isOurClock?: boolean | undefined;
  /** Whether a cache sent it (`Age` above 0), so it may lack what is new. */
  readonly isCached?: boolean | undefined;
}

/** What a create request returned. A failure created nothing; a lost reply may have. */
export type CreateReply =
  | ({ readonly kind: "accepted" } & Sighting)
  | { readonly kind: "reply-lost"; readonly message: string }
  | Failure;

/** The address of the API user. The log has masked it. */
export type UserReply = { readonly kind: "user"; readonly email: string } | Failure;

/** The verdict on a failure that another request would not change. */
export function verdictOf(failure: FinalFailure): Verdict {
  const message = `${endSentence(capitalize(failure.message))}${contradictionOf(failure)}`;
  if (failure.kind === "not-found") return { result: "not-found", message, cause: failure.cause };
  const { result, messageForAll } = failure;
  return {
    result,
    message,
    cause: failure.cause,
    messageForAll:
      messageForAll && `${endSentence(capitalize(messageForAll))}${contradictionOf(failure)}`,
  };
}

/** What the verdict on a refusal says of the good replies before it; empty if there were none. */
export function contradictionOf(failure: FinalFailure): string {
  if (failure.isContradicted !== true) return "";
  const isAboutCredentials = failure.kind === "fatal" && failure.result === "unauthorized";
  return isAboutCredentials && failure.cause !== "web-page"
    ? " The credentials worked earlier in this step."
    : " The API's earlier replies in this step were good.";
}

/** What to fix, if the result does not say it. */
export function causeOf(reply: BackupReply): Cause | undefined {
  switch (reply.kind) {
    case "retryable":
      if (reply.reason === "rate-limited") return "rate-limit";
      if (reply.reason === "busy") return "busy";
      if (reply.reason === "no-answer") return undefined;
      if (reply.hasRetryAfter === true) return "rate-limit";
      return reply.hasApiReplied === true ? "crowded" : undefined;
    case "fatal":
    case "not-found":
      return reply.cause;
    case "backup":
      return undefined;
    default:
      return reply satisfies never;
  }
}
