import type { RequestOptions } from "../../model/request-options.ts";
import type { Body } from "../../util/read-body.ts";
import type { Fault } from "./connection-error.ts";

/** One HTTP request. Its timeout covers connecting, the headers and the body. */
export type Request = RequestOptions & {
  readonly url: string;
  /** Called with the monotonic moment of a `Retry-After` as soon as the headers are there, before the body. */
  readonly onRetryAfter?: ((retryAt: number) => void) | undefined;
} & (
    | { readonly method: "GET" }
    /** `json`: the body, as text. */
    | { readonly method: "POST"; readonly json: string }
  );

export type Answer = Answered | Unanswered;

export interface Answered {
  readonly kind: "answered";
  readonly status: number;
  /** The status in words: `429 Too Many Requests`. */
  readonly statusLine: string;
  /** Whether the answer has a valid `Retry-After`. */
  readonly hasRetryAfter: boolean;
  /** The server's wall clock (`Date` plus `Age`, else our own clock) when the answer is returned: epoch milliseconds. */
  readonly epochMs: number;
  /** Whether that is our own clock, because the answer has no `Date`. */
  readonly isOurClock?: boolean;
  /** How long caches have kept the answer (`Age`); 0 if it comes from none. */
  readonly cachedForMs: number;
  readonly location: string | undefined;
  readonly contentType?: string | undefined;
  readonly body: Body;
}

export type Unanswered = { readonly kind: "unanswered" } & Fault;

/** Performs one exchange. Never rejects: a network error is an `unanswered`. */
export type Transport = (request: Request) => Promise<Answer>;

/** Observes each exchange. */
export interface ExchangeObserver {
  /** Called when a request is sent. */
  onSend(): void;
  /** Called when the exchange has ended, answered or not. `line` describes it, without its headers. */
  onReply(line: string): void;
}
