import { STATUS_CODES, type IncomingMessage } from "node:http";
import { HttpClient } from "@actions/http-client";
import { type Clock, scope } from "../clock.ts";
import { formatDuration } from "../duration.ts";

export interface Request {
  readonly method: "GET";
  readonly url: string;
  /** One limit for the whole exchange: connecting, the headers, the body. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

export type Answer =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** The status in words: `429 Too Many Requests`. */
      readonly statusLine: string;
      readonly retryAfter: string | undefined;
      readonly date: string | undefined;
      readonly location: string | undefined;
      readonly body: Body;
    }
  /** `hopeless`: asking again cannot help, whatever the network does. */
  | { readonly kind: "unanswered"; readonly fault: string; readonly hopeless: boolean };

export type Body =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unreadable"; readonly fault: string };

/** Performs one exchange. Never rejects: whatever goes wrong on the wire is an `unanswered`. */
export type Transport = (request: Request) => Promise<Answer>;

export interface ExchangeWatcher {
  exchangeBegan(): void;
  exchangeEnded(line: string): void;
}

const USER_AGENT = "backup-gate-for-wp-engine";
const MAX_BODY_BYTES = 1024 * 1024;
/** The body of a refusal only explains what its status has decided already; it is not waited for longer. */
const EXPLANATION_MS = 1_000;

/** The only speaker of HTTP. Redirects and retries are off: both would send credentials on their own account. */
export function createTransport(
  authorization: string,
  clock: Clock,
  watcher: ExchangeWatcher,
): Transport {
  return async ({ method, url, withinMs, signal }) => {
    const begunAt = clock.now();
    const exchange = scope(signal);
    let message: IncomingMessage | undefined;
    // A client for each exchange, without keep-alive: no look is ever taken over a socket that died meanwhile.
    const client = new HttpClient(
      USER_AGENT,
      [
        {
          prepareRequest(options) {
            // The client passes an IPv6 host on in its URL brackets, in which no lookup finds it.
            options.host = options.host?.replace(/^\[(.*)\]$/, "$1");
            options.signal = exchange.signal;
          },
          canHandleAuthentication: () => false,
          handleAuthentication: () => Promise.reject(new Error("not handled here")),
        },
      ],
      { allowRedirects: false, allowRetries: false },
    );

    const converse = async (): Promise<Answer> => {
      try {
        const headers = {
          authorization,
          accept: "application/json",
          "accept-encoding": "identity",
        };
        ({ message } = await client.get(url, headers));
        const status = message.statusCode ?? 0;
        const body = readBody(message);
        return {
          kind: "answered",
          status,
          statusLine: `${status} ${STATUS_CODES[status] ?? ""}`.trim(),
          retryAfter: message.headers["retry-after"],
          date: message.headers.date,
          location: message.headers.location,
          body: status === 200 ? await body : await Promise.race([body, unexplained()]),
        };
      } catch (error) {
        return unanswered(error);
      }
    };
    const unexplained = async (): Promise<Body> => {
      await clock.sleep(EXPLANATION_MS, exchange.signal);
      return { kind: "unreadable", fault: "no body in time" };
    };
    const expire = async (): Promise<Answer> => {
      await clock.sleep(withinMs, exchange.signal);
      const fault = `no complete answer within ${formatDuration(withinMs)}`;
      return { kind: "unanswered", fault, hopeless: false };
    };

    watcher.exchangeBegan();
    const answer = await Promise.race([converse(), expire()]);
    exchange.end();
    message?.destroy();
    client.dispose();
    const outcome = answer.kind === "answered" ? answer.statusLine : answer.fault;
    const tookMs = Math.round(clock.now() - begunAt);
    watcher.exchangeEnded(`${method} ${new URL(url).pathname}: ${outcome} (${tookMs} ms)`);
    return answer;
  };
}

/** Reads to the end by itself: the client's own `readBody` never settles on a body that is cut off. */
async function readBody(message: IncomingMessage): Promise<Body> {
  const encoding = message.headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    return { kind: "unreadable", fault: "the body is encoded, though identity was asked for" };
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return { kind: "unreadable", fault: "the body is over 1 MiB" };
      chunks.push(chunk);
    }
    if (!message.complete) return { kind: "unreadable", fault: "the body was cut off" };
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
    return { kind: "text", text };
  } catch (error) {
    const fault = message.complete
      ? "the body is not UTF-8"
      : `the body was cut off (${messageOf(error)})`;
    return { kind: "unreadable", fault };
  }
}

/**
 * Codes of a certificate that fails its check.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const UNTRUSTED =
  /^(CERT_|CRL_|ERR_TLS_CERT_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$)/;

function unanswered(error: unknown): Answer {
  const code = codeOf(error);
  if (UNTRUSTED.test(code)) {
    const fault = `the server's certificate is not trusted (${code}: ${messageOf(error)})`;
    return { kind: "unanswered", fault, hopeless: true };
  }
  return { kind: "unanswered", fault: `no answer (${messageOf(error)})`, hopeless: false };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Node leaves the message of an AggregateError (several addresses, all refused) empty; its code still tells. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
}
