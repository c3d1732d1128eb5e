import {
  Agent,
  type ClientRequestArgs,
  type IncomingMessage,
  request as requestPlainly,
  STATUS_CODES,
} from "node:http";
import { Agent as SecureAgent, request as requestSecurely } from "node:https";
import { isIP, isIPv6, type Socket, type TcpNetConnectOpts } from "node:net";
import { messageOf } from "./error-text.ts";
import type { ProxyServer } from "./proxy.ts";

/** A proxy opened no connection to the server. Its cause is the error of the connection to the proxy, if that failed. */
export class TunnelError extends Error {
  /** How the proxy refused, if it did. */
  readonly refusal: IncomingMessage | undefined;

  constructor(words: string, { cause, refusal }: { cause?: Error; refusal?: IncomingMessage }) {
    super(words, { cause });
    this.refusal = refusal;
  }
}

type Connected = (error: Error | null, socket?: Socket) => void;

/**
 * An agent for one request, which connects directly or through a proxy.
 * @param signal the request's own, which an agent does not learn.
 */
export function agentFor(
  isSecure: boolean,
  proxy: ProxyServer | undefined,
  signal: AbortSignal,
): Agent {
  const agent = isSecure ? new SecureAgent() : new Agent();
  if (proxy === undefined) return agent;
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const connected = callback as Connected;
    openTunnel(proxy, { ...options, signal }, (error, socket) => {
      // TLS with the server begins in the tunnel, by the options that it would have without one.
      if (!isSecure || error !== null) connected(error, socket);
      else connected(null, connect({ ...options, socket } as ClientRequestArgs) as Socket);
    });
    return undefined;
  };
  return agent;
}

/**
 * Opens a connection through a proxy. It ends with the request, even while the proxy hangs: the package tunnel, which the
 * HTTP client uses, would leave it open.
 * @see RFC 9110 §9.3.6
 */
function openTunnel(proxy: ProxyServer, options: ClientRequestArgs, connected: Connected): void {
  const { host: target, port, signal, maxHeaderSize } = options;
  const { autoSelectFamilyAttemptTimeout } = options as TcpNetConnectOpts;
  const { host, credentials } = proxy;
  const path = `${isIPv6(target ?? "") ? `[${target}]` : target}:${port}`;
  const connecting = (proxy.isSecure ? requestSecurely : requestPlainly)({
    ...{ host, port: proxy.port, method: "CONNECT", path, agent: false },
    ...{ signal, maxHeaderSize, autoSelectFamilyAttemptTimeout },
    servername: isIP(host) === 0 ? host : "", // Node would take it from the Host header
    headers: { host: path },
  } as ClientRequestArgs);
  if (credentials !== undefined) {
    const basic = Buffer.from(credentials).toString("base64");
    connecting.setHeader("proxy-authorization", `Basic ${basic}`); // NODE_DEBUG=net prints the options
  }
  connecting.once("error", (cause) =>
    connected(new TunnelError(`the proxy did not answer: ${messageOf(cause)}`, { cause })),
  );
  connecting.once("connect", (refusal, socket: Socket, head) => {
    const status = refusal.statusCode ?? 0;
    if (status >= 200 && status < 300) {
      socket.unshift(head);
      connected(null, socket);
      return;
    }
    socket.destroy();
    const words = `the proxy refused the connection: ${status} ${STATUS_CODES[status] ?? ""}`;
    connected(new TunnelError(words.trim(), { refusal }));
  });
  connecting.end();
}
