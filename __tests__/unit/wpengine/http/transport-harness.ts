import { readFile } from "node:fs/promises";
import { createServer as createHttp, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, beforeEach } from "vitest";
import type { Fault } from "../../../../simulator/wpengine/faults.ts";
import { type Simulator, startSimulator } from "../../../../simulator/wpengine/server.ts";
import { type Clock, systemClock } from "../../../../src/util/clock.ts";
import type { ProxyServer } from "../../../../src/util/proxy.ts";
import {
  type Answer,
  createTransport,
  type Transport,
} from "../../../../src/wpengine/http/transport.ts";
import { AUTHORITY_FILE } from "../../../e2e/certificates.ts";
import { REQUEST_OPTIONS } from "../../../support/fixtures.ts";

export const never = new AbortController().signal;

export let simulator: Simulator;
export let timesSent: number;
export let lines: string[];
/** What each `Retry-After` named. */
export let retryAts: number[];
export let transport: Transport;

/** Makes the exchanges of a test by this clock, and through this proxy. */
export function useTransport(clock: Clock, proxy?: ProxyServer): void {
  const observer = {
    onSend: () => (timesSent += 1),
    onReply: (line: string) => lines.push(line),
  };
  transport = createTransport("Basic c2VjcmV0", clock, observer, proxy);
}

const closes: (() => void)[] = [];

/** Starts a server that stops when its test ends, and returns its address. */
export async function open(server: Server, host = "127.0.0.1"): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => undefined)));
  closes.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${host}]` : host}:${port}/`;
}

/** A server that answers as the listener does. */
export function serve(listener: RequestListener, host?: string): Promise<string> {
  return open(createHttp(listener), host);
}

/** A server that writes something, HTTP or not, once a request has come. */
export function serveRaw(write: (socket: Socket) => void): Promise<string> {
  return open(createTcp((socket) => socket.once("data", () => write(socket))));
}

export async function exchange(
  fault?: Fault,
  { timeoutMs = 5_000, signal = never, url = `${simulator.apiUrl}/installs` } = {},
): Promise<Answer> {
  if (fault !== undefined) simulator.script(fault);
  const onRetryAfter = (retryAt: number): number => retryAts.push(retryAt);
  return transport({ ...REQUEST_OPTIONS, method: "GET", url, timeoutMs, signal, onRetryAfter });
}

export const answer = (fields: Partial<Extract<Fault, { kind: "answer" }>>): Fault => ({
  kind: "answer",
  ...fields,
});

/** Trusts only our own certificate authority while the tests of a group run. */
export function trustAuthority(): void {
  let authorities: string[];
  beforeEach(async () => {
    authorities = getCACertificates();
    setDefaultCACertificates([await readFile(AUTHORITY_FILE, "utf8")]);
  });
  afterEach(() => setDefaultCACertificates(authorities));
}

/** Each test of a file has a simulator and a transport of its own. Modules are shared by files, so each file calls it. */
export function setUp(): void {
  beforeEach(async () => {
    useTransport(systemClock);
    simulator = await startSimulator();
    timesSent = 0;
    lines = [];
    retryAts = [];
  });
  afterEach(async () => {
    for (const close of closes.splice(0)) close();
    await simulator.stop();
  });
}
