import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as after } from "node:timers/promises";
import {
  type Fault,
  type Operation,
  parseFaults,
  play,
  type Reply,
  Script,
  send,
} from "./faults.ts";
import { answerOf, json, operationOf } from "./api.ts";
import { Host } from "./host.ts";
import { Limiter, type RateLimit } from "./limiter.ts";
import { readSwagger } from "./swagger.ts";

export const USERNAME = "simulated-user";
export const PASSWORD = "s3cret-Passw0rd";
/** What a client with these credentials sends as its `Authorization`. */
export const AUTHORIZATION = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString("base64")}`;

export interface SimulatorOptions {
  readonly port?: number;
  /** Milliseconds of the host's clock for each of ours. */
  readonly speed?: number;
  /** How far the host's wall clock is ahead of ours. */
  readonly skewMs?: number;
  readonly rateLimit?: RateLimit;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The API's description to publish, instead of that in swagger.yaml. */
  readonly swagger?: unknown;
}

/** A request as it came in. */
export interface Seen {
  readonly atMs: number;
  /** When its answer was written to the end. */
  answeredAtMs?: number;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
  /** Status of the intended answer, whatever a fault made of it, */
  status: number;
  /** its body, */
  reply?: string;
  /** and the fault. */
  fault?: Fault;
}

/** The host's API on a loopback port. */
export interface Simulator {
  readonly host: Host;
  readonly port: number;
  /** Ready to be an `api-url`. */
  readonly apiUrl: string;
  readonly seen: readonly Seen[];
  script(...faults: readonly Fault[]): void;
  /** Lets no connection in for a while. */
  refuse(forMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = new Host(options);
  const script = new Script();
  const limiter = options.rateLimit && new Limiter(options.rateLimit);
  const seen: Seen[] = [];
  let isStopped = false;

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    response.on("error", () => undefined); // a client that has gone is no news here
    respond(request, response).catch((error: unknown) => response.destroy(error as Error));
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

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.sendDate = false;
    response.setHeader("date", new Date(host.nowMs()).toUTCString());
    const body = (await buffer(request)).toString();
    const url = new URL(request.url ?? "/", apiUrl);
    if (url.pathname === "/_simulator/faults") {
      send(response, control(request.method, body));
      return;
    }
    if (request.method === "GET" && url.pathname === "/v1/swagger") {
      send(response, json(200, options.swagger ?? readSwagger()));
      return;
    }
    const call = { method: request.method ?? "", url, body };
    const operation = operationOf(call);
    const record: Seen = {
      atMs: performance.now(),
      method: call.method,
      path: request.url ?? "",
      operation,
      authorization: request.headers.authorization,
      body,
      status: 0,
    };
    seen.push(record);
    response.on("finish", () => (record.answeredAtMs = performance.now()));
    const fault = operation && script.next(operation, url.pathname);
    if (fault !== undefined) record.fault = fault;
    const answerTruly = (): Reply => {
      const reply = limited() ?? stranger(request) ?? answerOf(host, call, fault?.bornInMs);
      record.status = reply.status;
      record.reply = reply.body;
      return reply;
    };
    if (fault === undefined) {
      send(response, answerTruly());
      return;
    }
    const isInstead = ["refuse", "reset", "hang", "answer"].includes(fault.kind);
    const nothingDone = { status: 200, headers: {}, body: "" };
    const reply = isInstead && fault.carriedOut !== true ? nothingDone : answerTruly();
    if (fault.kind === "answer") record.status = fault.status ?? reply.status;
    if (fault.kind === "refuse") {
      await refuse(fault.forMs, () => request.socket.resetAndDestroy());
      return;
    }
    await play(fault, reply, response);
  }

  /** Faults by hand: POST adds some, DELETE takes them all back. */
  function control(method: string | undefined, body: string): Reply {
    try {
      if (method === "DELETE") script.clear();
      else script.push(...parseFaults(body));
      return { status: 204, headers: {}, body: "" };
    } catch (error) {
      return json(400, { message: String(error) });
    }
  }

  function limited(): Reply | undefined {
    const waitMs = limiter?.take() ?? 0;
    if (limiter === undefined || waitMs === 0) return undefined;
    const { page, retryAfter } = limiter.limit;
    const seconds = Math.ceil(waitMs / 1_000);
    const hint = {
      none: undefined,
      seconds: String(seconds),
      date: new Date(host.nowMs() + seconds * 1_000).toUTCString(),
    }[retryAfter];
    const headers = hint === undefined ? {} : { "retry-after": hint };
    return page === "json"
      ? withHeaders(json(429, { message: "Too many requests" }), headers)
      : { status: 429, headers: { "content-type": "text/html", ...headers }, body: HTML_429 };
  }

  function stranger({ headers }: IncomingMessage): Reply | undefined {
    if (headers.authorization === AUTHORIZATION) return undefined;
    return json(401, { message: "These credentials are not known" });
  }

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
    seen,
    script: (...faults) => script.push(...faults),
    refuse: (forMs) => refuse(forMs),
    stop: () =>
      new Promise((resolve) => {
        isStopped = true;
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const HTML_429 =
  "<html><head><title>429</title></head><body><h1>Too many requests</h1></body></html>\n";

function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
