import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as after } from "node:timers/promises";
import type { Fault } from "./faults.ts";
import { Host } from "./host.ts";
import { Responder, type ResponderOptions, type Seen } from "./responder.ts";

export { AUTHORIZATION, PASSWORD, USERNAME } from "./credentials.ts";
export type { Seen } from "./responder.ts";

export interface SimulatorOptions extends ResponderOptions {
  readonly port?: number;
  /** How many times faster the simulated clock runs than the clock of this machine. */
  readonly speed?: number;
  /** How far the simulated wall clock is ahead of the clock of this machine. */
  readonly skewMs?: number;
  /** How many nightly backups each install starts with. By default, none. */
  readonly nights?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** The simulated API on a port of 127.0.0.1. */
export interface Simulator {
  readonly host: Host;
  readonly port: number;
  /** A value for the input `api-url`. */
  readonly apiUrl: string;
  readonly seen: readonly Seen[];
  script(...faults: readonly Fault[]): void;
  /** Refuses connections for a while. */
  refuse(forMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = new Host(options);
  const responder = new Responder(host, options, refuse);
  let isStopped = false;

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    response.on("error", () => undefined); // the client has closed the connection
    responder
      .respond(request, response, apiUrl)
      .catch((error: unknown) => response.destroy(error as Error));
  };
  const server = options.tls ? createHttps(options.tls, handle) : createHttp(handle);
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const apiUrl = `${options.tls ? "https" : "http"}://127.0.0.1:${port}/v1`;

  async function refuse(forMs: number, meanwhile: () => void = () => undefined): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    meanwhile();
    server.closeAllConnections();
    await closed;
    await after(forMs);
    if (!isStopped) await listen(port);
  }

  return {
    host,
    port,
    apiUrl,
    seen: responder.seen,
    script: (...faults) => responder.script.push(...faults),
    refuse: (forMs) => refuse(forMs),
    stop: () =>
      new Promise((resolve) => {
        isStopped = true;
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
