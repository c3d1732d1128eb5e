import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll } from "vitest";

/** A chat server that records messages. */
export interface Webhook {
  readonly url: string;
  readonly messages: readonly string[];
}

const stops: (() => void)[] = [];
afterAll(() => stops.forEach((stop) => stop()));

export async function startWebhook(): Promise<Webhook> {
  const messages: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      messages.push((JSON.parse(body) as { text: string }).text);
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hooks/T0KEN`, messages };
}
