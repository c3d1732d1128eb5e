import type { ServerResponse } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { keptOf } from "./whims.ts";

export type Operation = "show" | "list" | "create" | "restore" | "installs" | "user" | "status";

/** A reply of the API, or a reply that a fault puts in its place. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Something that goes wrong with the next request of an operation. It is plain data, so it can be sent as JSON. */
export type Fault = {
  /** By default, any operation. */
  readonly on?: Operation;
  /** Affects only requests whose path contains this text. */
  readonly of?: string;
  /** How many requests it affects. By default, one. */
  readonly times?: number | "always";
  /** Whether the gateway passes on its status even if the operation does not list the status. */
  readonly raw?: boolean;
  /** Whether the API carries out the request before the fault happens. */
  readonly carriedOut?: boolean;
  /** How long it takes until the requested backup exists, like a backend that is slower than its gateway. */
  readonly bornInMs?: number;
  /** How the API changes the description that was sent, for example `null` or `cut:97...`. See whims.ts. */
  readonly whim?: string;
  /** How long the listing does not show the requested backup. */
  readonly hiddenMs?: number;
} & (
  | { readonly kind: "none" }
  /** Closes the listening socket for a while, after resetting this connection. */
  | { readonly kind: "refuse"; readonly forMs: number }
  | { readonly kind: "reset" | "reset-in-body" | "cut-body" | "cut-chunked" }
  | { readonly kind: "hang" | "endless" | "gzip" }
  /** Can also have another status and other headers. */
  | ({ readonly kind: "hang-in-body" } & Partial<Omit<Reply, "body">>)
  | { readonly kind: "drip"; readonly everyMs: number }
  | { readonly kind: "delay"; readonly ms: number }
  /** A different reply. */
  | ({ readonly kind: "answer" } & Partial<Reply>)
  /** The normal reply with some fields of its body changed or removed. */
  | {
      readonly kind: "edit";
      readonly set?: Readonly<Record<string, unknown>>;
      readonly drop?: readonly string[];
    }
);

const KINDS: readonly Fault["kind"][] = [
  "none",
  "refuse",
  "reset",
  "reset-in-body",
  "cut-body",
  "cut-chunked",
  "hang",
  "hang-in-body",
  "endless",
  "gzip",
  "drip",
  "delay",
  "answer",
  "edit",
];

/**
 * Reads a JSON list of faults.
 * @throws Error that names what is wrong.
 */
export function parseFaults(text: string): Fault[] {
  const faults = JSON.parse(text) as Fault[];
  if (!Array.isArray(faults)) throw new Error("Send a JSON list of faults.");
  if (!faults.every(({ kind }) => KINDS.includes(kind))) {
    throw new Error(`A fault has an unknown kind. Use ${KINDS.join(", ")}.`);
  }
  for (const { whim = "kept" } of faults) keptOf(whim, "");
  return faults;
}

/** Faults in the order in which they happen. */
export class Script {
  #faults: Fault[] = [];

  push(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  clear(): void {
    this.#faults = [];
  }

  /** Removes and returns the next fault for a request of this operation. */
  next(operation: Operation, path: string): Fault | undefined {
    const index = this.#faults.findIndex(
      ({ on, of = "" }) => (on === undefined || on === operation) && path.includes(of),
    );
    const fault = this.#faults[index];
    if (fault === undefined || fault.times === "always") return fault;
    const timesLeft = (fault.times ?? 1) - 1;
    this.#faults.splice(index, 1, ...(timesLeft > 0 ? [{ ...fault, times: timesLeft }] : []));
    return fault;
  }
}

/** Sends the reply that the fault causes. The server itself plays `refuse`. */
export async function play(
  fault: Exclude<Fault, { kind: "refuse" }>,
  reply: Reply,
  response: ServerResponse,
): Promise<void> {
  const half = reply.body.slice(0, Math.ceil(reply.body.length / 2));
  switch (fault.kind) {
    case "none":
      send(response, reply);
      return;
    case "answer":
      send(response, { ...reply, ...fault, headers: fault.headers ?? {} });
      return;
    case "edit":
      send(response, { ...reply, body: edited(reply.body, fault) });
      return;
    case "delay":
      await after(fault.ms);
      send(response, reply);
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "hang":
      return;
    case "gzip":
      response.writeHead(reply.status, { ...reply.headers, "content-encoding": "gzip" });
      response.end(gzipSync(reply.body));
      return;
    case "hang-in-body":
      begin(response, { ...reply, ...fault });
      response.write(half);
      return;
    case "reset-in-body":
    case "cut-body":
      begin(response, reply);
      response.write(half);
      await after(20);
      if (fault.kind === "cut-body") response.socket?.destroySoon();
      else response.socket?.resetAndDestroy();
      return;
    case "cut-chunked":
      response.writeHead(reply.status, reply.headers);
      response.write(half);
      await after(20);
      response.socket?.destroySoon();
      return;
    case "drip":
      await drip(response, reply, fault.everyMs);
      return;
    case "endless":
      response.writeHead(reply.status, reply.headers);
      await flood(response);
      return;
    default:
      fault satisfies never;
  }
}

async function drip(response: ServerResponse, reply: Reply, everyMs: number): Promise<void> {
  begin(response, reply);
  for (const byte of reply.body) {
    if (response.destroyed) return;
    response.write(byte);
    await after(everyMs);
  }
  response.end();
}

async function flood(response: ServerResponse): Promise<void> {
  while (!response.destroyed) {
    response.write(" ".repeat(64 * 1024));
    await after(1);
  }
}

export function send(response: ServerResponse, reply: Reply): void {
  begin(response, reply);
  response.end(reply.body);
}

function begin(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
}

function edited(body: string, { set, drop }: Extract<Fault, { kind: "edit" }>): string {
  const fields = { ...(JSON.parse(body) as Record<string, unknown>), ...set };
  return JSON.stringify(
    Object.fromEntries(Object.entries(fields).filter(([key]) => drop?.includes(key) !== true)),
  );
}
