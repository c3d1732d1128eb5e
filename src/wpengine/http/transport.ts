import {
  type IncomingMessage,
  type RequestOptions as NodeRequestOptions,
  STATUS_CODES,
} from "node:http";
import { Agent as SecureAgent } from "node:https";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { HttpClient } from "@actions/http-client";
import { httpDateMs, retryAfterMs, serverClockMs } from "./date.ts";
import type { RequestOptions } from "../../model/request-options.ts";
import type { Clock } from "../../util/clock.ts";
import { childSignal } from "../../util/abort.ts";
import { formatDuration } from "../../util/duration.ts";
import { type Body, readBody, unreadable } from "../../util/read-body.ts";
import { type Fault, faultOf } from "./connection-error.ts";

/** Its patience covers connecting, the headers and the body. */
export type Request = RequestOptions & { readonly url: string } & (
    | { readonly method: "GET" }
    /** `json`: the body, as text. */
    | { readonly method: "POST"; readonly json: string }
  );

export type Answer =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** The status in words: `429 Too Many Requests`. */
      readonly statusLine: string;
      readonly retryAt: number | undefined;
      /** The server's wall clock (by `Date`, else ours) as the answer is passed on: epoch milliseconds. */
      readonly epochMs: number;
      /** Whether that is our clock's, for want of a `Date`. */
      readonly isOurClock?: boolean;
      readonly location: string | undefined;
      readonly body: Body;
    }
  | ({
      readonly kind: "unanswered";
      readonly retryAt?: number | undefined;
      /** The API wants no request yet: it has not been begun, and may be when that has passed. */
      readonly isEarly?: boolean;
      /** Its turn had not come when it was too late for it. */
      readonly unbegun?: boolean;
      /** Then: whether the API has answered anything else. */
      readonly hasAnswered?: boolean;
    } & Fault);

/** Performs one exchange. Never rejects: whatever goes wrong on the wire is an `unanswered`. */
export type Transport = (request: Request) => Promise<Answer>;

export interface ExchangeWatcher {
  exchangeBegan(): void;
  /** The answer is passed on when this has settled. */
  exchangeEnded(line: string): Promise<void>;
}

const USER_AGENT = "backup-gate-for-wp-engine";
/** The body of a refusal only explains what its status has decided already; it is not waited for longer. */
const EXPLANATION_MS = 1_000;
const NOT_ASKED: Fault = {
  fault: "not asked, for the API wants no request yet (Retry-After)",
  hopeless: false,
  unsent: true,
};

/**
 * The only speaker of HTTP. What the API asks for in `Retry-After` is kept here for every request: none is begun before
 * that has passed, whoever asks.
 */
export function createTransport(
  authorization: string,
  clock: Clock,
  watcher: ExchangeWatcher,
): Transport {
  const headers = { authorization, accept: "application/json", "accept-encoding": "identity" };
  let retryAt = 0;

  return async (request) => {
    const { method, url, timeoutMs, signal, abortGraceMs = 0 } = request;
    const begunAt = clock.now();
    if (begunAt < retryAt) return { ...unanswered(NOT_ASKED), isEarly: true, retryAt };
    watcher.exchangeBegan();
    request.onSend?.();
    const exchange = childSignal(signal, { ms: abortGraceMs, clock });
    const timeIsUp = clock.sleep(timeoutMs, exchange.signal);
    const connection: Connection = { isUnproven: false };
    const client = createHttpClient(exchange.signal, timeoutMs, connection);
    const settle = async (): Promise<Answer> => {
      const sent =
        request.method === "GET"
          ? client.get(url, headers)
          : client.post(url, request.json, { ...headers, "content-type": "application/json" });
      const response = await Promise.race([sent, timeIsUp]);
      if (response === undefined) {
        const fault = `no complete answer within ${formatDuration(timeoutMs)}`;
        return unanswered({ fault, hopeless: false, unsent: connection.isUnproven });
      }
      const { message } = response;
      const status = message.statusCode ?? 0;
      const serverAheadMs = serverClockMs(message.headers.date, clock.epoch()) - clock.now();
      const hintMs = longestHintMs(message, clock.epoch());
      const hintUntil = hintMs === undefined ? undefined : clock.now() + hintMs;
      retryAt = Math.max(retryAt, hintUntil ?? 0);
      // The status and the hint stand from here on, whatever becomes of the body.
      const patience = status < 300 ? timeIsUp : clock.sleep(EXPLANATION_MS, exchange.signal);
      const body = await Promise.race([readBody(message), patience, timeIsUp]);
      message.destroy();
      return {
        kind: "answered",
        status,
        statusLine: `${status} ${STATUS_CODES[status] ?? ""}`.trim(),
        retryAt: hintUntil,
        epochMs: serverAheadMs + clock.now(),
        isOurClock: httpDateMs(message.headers.date) === undefined,
        location: message.headers.location,
        body: body ?? unreadable("the body did not end in time"),
      };
    };

    const answer = await settle().catch((error: unknown) =>
      unanswered(faultOf(error, connection.isUnproven)),
    );
    exchange.end();
    client.dispose();
    const outcome = answer.kind === "answered" ? answer.statusLine : answer.fault;
    const tookMs = Math.round(clock.now() - begunAt);
    await watcher.exchangeEnded(`${method} ${new URL(url).pathname}: ${outcome} (${tookMs} ms)`);
    return answer;
  };
}

type ServerCheck = (host: string, certificate: PeerCertificate) => Error | undefined;

/** `isUnproven`: of TLS, and the server has not proven yet who it is: nothing of a request has been sent before that. */
interface Connection {
  isUnproven: boolean;
}

/**
 * A client for one exchange, without keep-alive: no look is taken over a socket that died meanwhile. Redirects and
 * retries are off, for both would send the credentials on their own account.
 */
function createHttpClient(
  signal: AbortSignal,
  withinMs: number,
  connection: Connection,
): HttpClient {
  const intoOptions = {
    prepareRequest(options: NodeRequestOptions & { checkServerIdentity?: ServerCheck }): void {
      // The client passes an IPv6 host on in its URL brackets, in which no lookup finds it.
      options.host = options.host?.replace(/^\[(.*)\]$/, "$1") ?? null;
      options.signal = signal;
      if (!(options.agent instanceof SecureAgent)) return; // of http, or through a proxy
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
    socketTimeout: Math.ceil(withinMs) + 1_000, // else its own three minutes would cut a longer request-timeout
  });
}

/** Milliseconds of quiet that an answer asks for; the longest, where it asks twice. */
function longestHintMs(message: IncomingMessage, epochMs: number): number | undefined {
  const hints = (message.headersDistinct["retry-after"] ?? [])
    .map((header) => retryAfterMs(header, message.headers.date, epochMs))
    .filter((hint) => hint !== undefined);
  return hints.length === 0 ? undefined : Math.max(...hints);
}

function unanswered(fault: Fault): Answer {
  return { kind: "unanswered", ...fault };
}
