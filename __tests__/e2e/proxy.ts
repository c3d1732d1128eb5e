import { once } from "node:events";
import { connect, createServer, type AddressInfo, isIPv6, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterAll } from "vitest";
import type { Certificate } from "./certificates.ts";

export interface Proxy {
  /** Ready to be an `https_proxy`. */
  readonly url: string;
  readonly port: number;
  /** The requests it got, headers and all. */
  readonly requests: readonly string[];
  /** All that clients have sent after their tunnel stood. */
  tunnelled(): Buffer;
  /** How many connections with clients are open, and how many were at most. */
  readonly connections: { readonly now: number; readonly most: number };
}

export interface ProxyOptions {
  /** Speaks TLS with its clients. */
  readonly tls?: Certificate;
  /** The address that it listens on. */
  readonly host?: string;
}

const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
});

/**
 * A CONNECT proxy that takes every name for this machine: nobody sends a loopback host through one.
 * @param behaviour `hang` never answers a CONNECT, `close` ends the connection. Any other text is the answer to each, and
 *   an answer of 2xx opens the tunnel.
 */
export async function startProxy(
  behaviour = "HTTP/1.1 200 Connection established\r\n\r\n",
  { tls, host = "127.0.0.1" }: ProxyOptions = {},
): Promise<Proxy> {
  const requests: string[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const connections = { now: 0, most: 0 };
  const serve = (client: Socket): void => {
    sockets.add(client);
    connections.most = Math.max(connections.most, ++connections.now);
    client.on("close", () => (connections.now -= 1));
    client.on("error", () => client.destroy());
    client.once("data", (head) => {
      const request = head.toString("latin1");
      requests.push(request);
      if (behaviour === "hang") return;
      if (behaviour === "close") {
        client.end();
        return;
      }
      if (!/^HTTP\/1\.. 2/.test(behaviour)) {
        client.end(behaviour);
        return;
      }
      const port = Number(/:(\d+) HTTP/.exec(request)?.[1]);
      const upstream = connect(port, "127.0.0.1", () => {
        client.write(behaviour);
        client.on("data", (chunk) => chunks.push(chunk));
        client.pipe(upstream).pipe(client);
      });
      sockets.add(upstream);
      upstream.on("error", () => client.destroy());
    });
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on("tlsClientError", () => undefined);
  await once(server.listen(0, host), "listening");
  stops.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  const scheme = tls === undefined ? "http" : "https";
  const url = `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return { url, port, requests, tunnelled: () => Buffer.concat(chunks), connections };
}
