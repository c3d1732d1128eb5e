import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll } from "vitest";

export interface Proxy {
  /** Ready to be an `https_proxy`. */
  readonly url: string;
  /** The first lines of the requests it got. */
  readonly requests: readonly string[];
  /** All that clients have sent after their tunnel stood. */
  tunnelled(): Buffer;
}

const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
});

/**
 * A CONNECT proxy that takes every name for this machine: the HTTP client never sends a loopback host through one.
 * @param behaviour `hang` never answers a CONNECT, `refuse` answers 407.
 */
export async function startProxy(behaviour: "work" | "hang" | "refuse" = "work"): Promise<Proxy> {
  const requests: string[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => client.destroy());
    client.once("data", (head) => {
      const [line = ""] = head.toString("latin1").split("\r\n");
      requests.push(line);
      if (behaviour === "hang") return;
      if (behaviour === "refuse") {
        client.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
        return;
      }
      const port = Number(/:(\d+) HTTP/.exec(line)?.[1]);
      const upstream = connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        client.on("data", (chunk) => chunks.push(chunk));
        client.pipe(upstream).pipe(client);
      });
      sockets.add(upstream);
      upstream.on("error", () => client.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, tunnelled: () => Buffer.concat(chunks) };
}
