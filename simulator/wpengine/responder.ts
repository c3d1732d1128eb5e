import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as after } from "node:timers/promises";
import { answerOf, type Call, operationOf, pathOf } from "./api.ts";
import { json } from "./bodies.ts";
import { AUTHORIZATION } from "./credentials.ts";
import {
  type Fault,
  type Operation,
  parseFaults,
  play,
  type Reply,
  Script,
  send,
} from "./faults.ts";
import { Gateway } from "./gateway.ts";
import type { Host } from "./host.ts";
import { createLatency, type Latency } from "./latency.ts";
import { Limiter, type RateLimit, refusalOf } from "./limiter.ts";
import { readSwagger } from "./swagger.ts";

export interface ResponderOptions {
  readonly rateLimit?: RateLimit;
  /** Whether the gateway replaces a status of a fault that the operation does not list with 500. By default, it does not. */
  readonly gateway?: boolean;
  /** Seed for a latency of 0.6 to 1.4 s of real time. By default, replies have no latency. */
  readonly latencySeed?: number;
  /** The API description to publish. By default, it is the one in swagger.yaml. */
  readonly swagger?: unknown;
}

/** A request that was received. */
export interface Seen {
  readonly atMs: number;
  /** When the reply was completely sent. */
  answeredAtMs?: number;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
  /** Status of the reply before a fault changed it. */
  status: number;
  /** Body of the reply before a fault changed it. */
  reply?: string;
  fault?: Fault;
}

/** Replies to requests, and plays the faults of its script. */
export class Responder {
  readonly script = new Script();
  readonly seen: Seen[] = [];
  readonly #host: Host;
  readonly #limiter: Limiter | undefined;
  readonly #gateway: Gateway | undefined;
  readonly #latency: Latency | undefined;
  readonly #swagger: unknown;
  readonly #refuse: (forMs: number, meanwhile: () => void) => Promise<void>;

  /** @param refuse refuses connections for a while. */
  constructor(
    host: Host,
    { rateLimit, gateway = false, latencySeed, swagger }: ResponderOptions,
    refuse: (forMs: number, meanwhile: () => void) => Promise<void>,
  ) {
    this.#host = host;
    this.#limiter = rateLimit && new Limiter(rateLimit);
    this.#gateway = gateway ? new Gateway() : undefined;
    this.#latency = latencySeed === undefined ? undefined : createLatency(latencySeed);
    this.#swagger = swagger;
    this.#refuse = refuse;
  }

  /** @param apiUrl the address of the API, for the links in its pages. */
  async respond(request: IncomingMessage, response: ServerResponse, apiUrl: string): Promise<void> {
    const body = (await buffer(request)).toString();
    const url = new URL(request.url ?? "/", apiUrl);
    if (url.pathname === "/_simulator/faults") {
      send(response, this.#control(request.method, body));
      return;
    }
    if (request.method === "GET" && pathOf({ url }) === "/swagger") {
      await this.#takeTime(response);
      send(response, json(200, this.#swagger ?? readSwagger()));
      return;
    }
    await this.#answer({ method: request.method ?? "", url, body }, request, response);
  }

  async #answer(call: Call, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization } = request.headers;
    const operation = operationOf(call);
    const { method, body } = call;
    const path = request.url ?? "";
    const atMs = performance.now();
    const record: Seen = { atMs, method, path, operation, authorization, body, status: 0 };
    this.seen.push(record);
    response.on("finish", () => (record.answeredAtMs = performance.now()));
    const fault = operation && this.#faultFor(operation, call.url.pathname);
    await this.#takeTime(response);
    const answerTruly = (): Reply => {
      const reply = this.#answerTo(call, authorization, fault);
      record.status = reply.status;
      record.reply = reply.body;
      return reply;
    };
    if (fault === undefined) {
      send(response, answerTruly());
      return;
    }
    record.fault = fault;
    const isInstead = ["refuse", "reset", "hang", "answer"].includes(fault.kind);
    const nothingDone = { status: 200, headers: {}, body: "" };
    const reply = isInstead && fault.carriedOut !== true ? nothingDone : answerTruly();
    if (fault.kind === "answer") record.status = fault.status ?? reply.status;
    if (fault.kind === "refuse") {
      await this.#refuse(fault.forMs, () => request.socket.resetAndDestroy());
      return;
    }
    await play(fault, reply, response);
  }

  /** Waits for the latency, and sets the `Date` header from the simulated clock. */
  async #takeTime(response: ServerResponse): Promise<void> {
    if (this.#latency !== undefined) await after(this.#latency());
    response.sendDate = false;
    response.setHeader("date", new Date(this.#host.nowMs()).toUTCString());
  }

  #faultFor(operation: Operation, path: string): Fault | undefined {
    const fault = this.script.next(operation, path);
    return fault && (this.#gateway?.pass(fault, operation) ?? fault);
  }

  #answerTo(call: Call, authorization: string | undefined, fault?: Fault): Reply {
    const operation = operationOf(call);
    if (operation === undefined) return answerOf(this.#host, call);
    const limiter = this.#limiter;
    const waitMs = limiter?.take() ?? 0;
    if (limiter && waitMs > 0) return refusalOf(limiter.limit, waitMs, this.#host.nowMs());
    const isKnown = operation === "status" || authorization === AUTHORIZATION;
    if (!isKnown) return json(401, { message: "Bad Credentials" });
    const { bornInMs, whim, hiddenMs } = fault ?? {};
    return answerOf(this.#host, call, bornInMs, {
      ...(whim !== undefined && { whim }),
      ...(hiddenMs !== undefined && { hiddenMs }),
    });
  }

  /** Controls the faults: POST adds faults, DELETE removes all of them. */
  #control(method: string | undefined, body: string): Reply {
    try {
      if (method === "DELETE") this.script.clear();
      else this.script.push(...parseFaults(body));
      return { status: 204, headers: {}, body: "" };
    } catch (error) {
      return json(400, { message: String(error) });
    }
  }
}
