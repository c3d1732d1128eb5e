import {
  type Agent,
  type IncomingMessage,
  type RequestOptions as NodeRequestOptions,
  STATUS_CODES,
} from "node:http";
import { Agent as SecureAgent } from "node:https";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { HttpClient } from "@actions/http-client";
import { childSignal } from "../../util/abort.ts";
import type { Clock } from "../../util/clock.ts";
import { formatDuration } from "../../util/duration.ts";
import { type ProxyServer, withoutBrackets } from "../../util/proxy.ts";
import { readBody, unreadable } from "../../util/read-body.ts";
import { agentFor, TunnelError } from "../../util/tunnel.ts";
import { type Fault, faultOf } from "./connection-error.ts";
import type { Answer, ExchangeObserver, Request, Transport, Unanswered } from "./exchange.ts";
import { cachedForMs, httpDateMs } from "./http-date.ts";
import { retryAfterMs } from "./retry-after.ts";

export type { Answer, Answered, ExchangeObserver, Request, Transport } from "./exchange.ts";

const USER_AGENT = "backup-gate-for-wp-engine";
/** Longest to wait for the body of an error: it only explains what the status has decided. */
const ERROR_BODY_MS = 1_000;

/** The only code that speaks HTTP with WP Engine. */
export function createTransport(
  authorization: string,
  clock: Clock,
  observer: ExchangeObserver,
  proxy?: ProxyServer,
): Transport {
  const headers = {
    authorization,
    accept: "application/json",
    "accept-encoding": "identity",
    "cache-control": "no-cache",
  };

  return async (request) => {
    const { method, url, timeoutMs, signal, abortGraceMs = 0 } = request;
    const sentAt = clock.now();
    observer.onSend();
    request.onSend?.();
    const exchange = childSignal(signal, { ms: abortGraceMs, clock });
    const timeIsUp = clock.sleep(timeoutMs, exchange.signal);
    const connection: Connection = { isUnproven: false };
    const agent = agentFor(url.startsWith("https:"), proxy, exchange.signal);
    const client = createHttpClient(agent, exchange.signal, timeoutMs, connection);
    const perform = async (): Promise<Answer> => {
      const sent =
        request.method === "GET"
          ? client.get(url, headers)
          : client.post(url, request.json, { ...headers, "content-type": "application/json" });
      const response = await Promise.race([sent, timeIsUp]);
      if (response !== undefined) {
        const limits = { clock, timeIsUp, signal: exchange.signal };
        return readAnswer(response.message, request, limits);
      }
      const fault = `no complete reply within ${formatDuration(timeoutMs)}`;
      return unanswered({ fault, unsent: connection.isUnproven });
    };

    const answer = await perform().catch((error: unknown) => {
      if (error instanceof TunnelError && error.refusal)
        noteRetryAfter(error.refusal, request, clock);
      return unanswered(faultOf(error, connection.isUnproven));
    });
    exchange.end();
    agent.destroy();
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
  message: IncomingMessage,
  request: Request,
  { clock, timeIsUp, signal }: Limits,
): Promise<Answer> {
  const status = message.statusCode ?? 0;
  const dateMs = httpDateMs(message.headers.date);
  const cachedMs = cachedForMs(message.headersDistinct["age"] ?? []);
  const serverAheadMs = (dateMs === undefined ? clock.epoch() : dateMs + cachedMs) - clock.now();
  const hasRetryAfter = noteRetryAfter(message, request, clock);
  // From here on the status and the Retry-After count, even if the body never ends.
  const bodyIsLate = status < 300 ? timeIsUp : clock.sleep(ERROR_BODY_MS, signal);
  const body = await Promise.race([readBody(message), bodyIsLate, timeIsUp]);
  message.destroy();
  return {
    kind: "answered",
    status,
    statusLine: `${status} ${STATUS_CODES[status] ?? ""}`.trim(),
    hasRetryAfter,
    epochMs: serverAheadMs + clock.now(),
    isOurClock: dateMs === undefined,
    cachedForMs: cachedMs,
    location: message.headers.location,
    contentType: message.headers["content-type"],
    body: body ?? unreadable("the body was not complete in time"),
  };
}

/** Passes on the `Retry-After` of the API, or of a proxy that refuses. Returns whether there is a valid one. */
function noteRetryAfter(
  { headers, headersDistinct }: IncomingMessage,
  { onRetryAfter }: Request,
  clock: Clock,
): boolean {
  const ms = retryAfterMs(headersDistinct["retry-after"] ?? [], headers.date, clock.epoch());
  if (ms !== undefined) onRetryAfter?.(clock.now() + ms);
  return ms !== undefined;
}

/** Options of a request that Node passes on to its socket. */
interface SocketOptions {
  checkServerIdentity?(host: string, certificate: PeerCertificate): Error | undefined;
  autoSelectFamilyAttemptTimeout?: number;
}

interface Connection {
  /** Whether it is a TLS connection whose server has not proven its identity yet: until then nothing is sent over it. */
  isUnproven: boolean;
}

/** Node's default is 16 KiB. */
const MAX_HEADER_BYTES = 65_536;
/**
 * Longest to try one address of a host that has several. Node's default of 250 ms is too short for a server that is far
 * away; a lost packet is sent again after 1 s. Of a short timeout it is a quarter: if IPv6 is dead, that leaves time for the
 * other address.
 */
const ADDRESS_MS = 2_000;

/**
 * A client for one exchange, without keep-alive: a kept socket may have died meanwhile. Redirects and retries are off,
 * because the client would send the credentials again without asking us.
 */
function createHttpClient(
  agent: Agent,
  signal: AbortSignal,
  timeoutMs: number,
  connection: Connection,
): HttpClient {
  const intoOptions = {
    prepareRequest(options: NodeRequestOptions & SocketOptions): void {
      // The client keeps the brackets of an IPv6 URL, with which no address can be found.
      options.host = options.host ? withoutBrackets(options.host) : null;
      options.signal = signal;
      options.maxHeaderSize = MAX_HEADER_BYTES;
      const addressMs = Math.min(ADDRESS_MS, timeoutMs / 4);
      options.autoSelectFamilyAttemptTimeout = Math.max(1, Math.ceil(addressMs)); // Node throws at 0
      if (!(agent instanceof SecureAgent)) return;
      connection.isUnproven = true;
      options.checkServerIdentity = (host, certificate) => {
        connection.isUnproven = false;
        return checkServerIdentity(host, certificate);
      };
    },
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error("never asked to")),
  };
  const client = new HttpClient(USER_AGENT, [intoOptions], {
    allowRedirects: false,
    allowRetries: false,
    socketTimeout: Math.ceil(timeoutMs) + 1_000, // above ours: the default of three minutes would cut a longer timeout
  });
  client["_getAgent"] = () => agent; // its own ignores a proxy that it can't read
  return client;
}

function unanswered(fault: Fault): Unanswered {
  return { kind: "unanswered", ...fault };
}
