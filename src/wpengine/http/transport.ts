import { type RequestOptions as NodeRequestOptions, STATUS_CODES } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { HttpClient, type HttpClientResponse } from "@actions/http-client";
import type { RequestOptions } from "../../model/request-options.ts";
import { childSignal } from "../../util/abort.ts";
import type { Clock } from "../../util/clock.ts";
import { formatDuration } from "../../util/duration.ts";
import { type Body, readBody, unreadable } from "../../util/read-body.ts";
import { type Fault, faultOf } from "./connection-error.ts";
import { httpDateMs, longestRetryAfterMs, serverClockMs } from "./date.ts";

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
  /** The server's wall clock (its `Date`, else our own clock) when the answer is returned: epoch milliseconds. */
  readonly epochMs: number;
  /** Whether that is our own clock, because the answer has no `Date`. */
  readonly isOurClock?: boolean;
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

const USER_AGENT = "backup-gate-for-wp-engine";
/** Longest to wait for the body of an error: it only explains what the status has decided. */
const ERROR_BODY_MS = 1_000;

/** The only speaker of HTTP. */
export function createTransport(
  authorization: string,
  clock: Clock,
  observer: ExchangeObserver,
): Transport {
  const headers = { authorization, accept: "application/json", "accept-encoding": "identity" };

  return async (request) => {
    const { method, url, timeoutMs, signal, abortGraceMs = 0 } = request;
    const sentAt = clock.now();
    observer.onSend();
    request.onSend?.();
    const exchange = childSignal(signal, { ms: abortGraceMs, clock });
    const timeIsUp = clock.sleep(timeoutMs, exchange.signal);
    const connection: Connection = { isUnproven: false };
    const client = createHttpClient(exchange.signal, timeoutMs, connection);
    const perform = async (): Promise<Answer> => {
      const sent =
        request.method === "GET"
          ? client.get(url, headers)
          : client.post(url, request.json, { ...headers, "content-type": "application/json" });
      const response = await Promise.race([sent, timeIsUp]);
      if (response !== undefined) {
        return readAnswer(response, request, { clock, timeIsUp, signal: exchange.signal });
      }
      const fault = `no complete answer within ${formatDuration(timeoutMs)}`;
      return unanswered({ fault, hopeless: false, unsent: connection.isUnproven });
    };

    const answer = await perform().catch((error: unknown) =>
      unanswered(faultOf(error, connection.isUnproven)),
    );
    exchange.end();
    client.dispose();
    const outcome = answer.kind === "answered" ? answer.statusLine : answer.fault;
    const tookMs = Math.round(clock.now() - sentAt);
    observer.onReply(`${method} ${new URL(url).pathname}: ${outcome} (${tookMs} ms)`);
    return answer;
  };
}

interface Limits {
  readonly clock: Clock;
  /** Resolves when the exchange has taken too long. */
  readonly timeIsUp: Promise<void>;
  readonly signal: AbortSignal;
}

async function readAnswer(
  { message }: HttpClientResponse,
  { onRetryAfter }: Request,
  { clock, timeIsUp, signal }: Limits,
): Promise<Answer> {
  const status = message.statusCode ?? 0;
  const { date, location, "content-type": contentType } = message.headers;
  const serverAheadMs = serverClockMs(date, clock.epoch()) - clock.now();
  const retryAfters = message.headersDistinct["retry-after"] ?? [];
  const retryAfterMs = longestRetryAfterMs(retryAfters, date, clock.epoch());
  if (retryAfterMs !== undefined) onRetryAfter?.(clock.now() + retryAfterMs);
  // From here on the status and the Retry-After count, even if the body never ends.
  const bodyIsLate = status < 300 ? timeIsUp : clock.sleep(ERROR_BODY_MS, signal);
  const body = await Promise.race([readBody(message), bodyIsLate, timeIsUp]);
  message.destroy();
  return {
    kind: "answered",
    status,
    statusLine: `${status} ${STATUS_CODES[status] ?? ""}`.trim(),
    hasRetryAfter: retryAfterMs !== undefined,
    epochMs: serverAheadMs + clock.now(),
    isOurClock: httpDateMs(date) === undefined,
    location,
    contentType,
    body: body ?? unreadable("the body did not end in time"),
  };
}

type ServerCheck = (host: string, certificate: PeerCertificate) => Error | undefined;

interface Connection {
  /** Whether it is a TLS connection whose server has not proven its identity yet: until then nothing is sent over it. */
  isUnproven: boolean;
}

/**
 * A client for one exchange, without keep-alive: a kept socket may have died meanwhile. Redirects and retries are off,
 * because the client would send the credentials again without asking us.
 */
function createHttpClient(
  signal: AbortSignal,
  timeoutMs: number,
  connection: Connection,
): HttpClient {
  const intoOptions = {
    prepareRequest(options: NodeRequestOptions & { checkServerIdentity?: ServerCheck }): void {
      // The client keeps the brackets of an IPv6 URL, with which no address can be found.
      options.host = options.host?.replace(/^\[(.*)\]$/, "$1") ?? null;
      options.signal = signal;
      if (!(options.agent instanceof SecureAgent)) return; // plain HTTP, or through a proxy
      connection.isUnproven = true;
      options.checkServerIdentity = (host, certificate) => {
        connection.isUnproven = false;
        return checkServerIdentity(host, certificate);
      };
    },
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error("never asked to")),
  };
  return new HttpClient(USER_AGENT, [intoOptions], {
    allowRedirects: false,
    allowRetries: false,
    socketTimeout: Math.ceil(timeoutMs) + 1_000, // above ours: the default of three minutes would cut a longer timeout
  });
}

function unanswered(fault: Fault): Unanswered {
  return { kind: "unanswered", ...fault };
}
