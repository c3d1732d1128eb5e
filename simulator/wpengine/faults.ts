import type { ServerResponse } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { keptOf } from "./whims.ts";

export type Operation = "show" | "list" | "create" | "restore" | "installs" | "user" | "status";

/** What the API would answer if all were well, or what stands in its place. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One thing that goes wrong, once, with the next request of its operation. Plain data, so that it can be posted. */
export type Fault = {
  /** Any operation unless given. */
  readonly on?: Operation;
  /** Only requests whose path has this in it. */
  readonly of?: string;
  /** How many requests it strikes; one unless given. */
  readonly times?: number | "always";
  /** Whether its status passes the gateway even where the operation does not list it. */
  readonly raw?: boolean;
  /** Whether the host does what was asked before the fault strikes. */
  readonly carriedOut?: boolean;
  /** For how long what was asked for does not exist yet, as a backend works on behind its gateway. */
  readonly bornInMs?: number;
  /** What the host keeps of the description that was sent, such as `null` or `cut:97...`: see whims.ts. */
  readonly whim?: string;
  /** For how long the listing does not show what is requested. */
  readonly hiddenMs?: number;
} & (
  | { readonly kind: "none" }
  /** Closes the listening socket for a while, after resetting this connection. */
  | { readonly kind: "refuse"; readonly forMs: number }
  | { readonly kind: "reset" | "reset-in-body" | "cut-body" | "cut-chunked" }
  | { readonly kind: "hang" | "endless" | "gzip" }
  /** Also with another status and headers than the true answer's. */
  | ({ readonly kind: "hang-in-body" } & Partial<Omit<Reply, "body">>)
  | { readonly kind: "drip"; readonly everyMs: number }
  | { readonly kind: "delay"; readonly ms: number }
  /** Another answer altogether. */
  | ({ readonly kind: "answer" } & Partial<Reply>)
  /** The true answer with fields of its body set to other values, or dropped from it. */
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
 * Faults from a posted list of them.
 * @throws Error that names what is wrong
 */
export function parseFaults(text: string): Fault[] {
  const faults = JSON.parse(text) as Fault[];
  if (!Array.isArray(faults)) throw new Error("faults come as a list");
  if (!faults.every(({ kind }) => KINDS.includes(kind))) {
    throw new Error(`no such fault; there are ${KINDS.join(", ")}`);
  }
  for (const { whim = "kept" } of faults) keptOf(whim, "");
  return faults;
}

/** Faults in the order in which they will strike. */
export class Script {
  #faults: Fault[] = [];

  push(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  clear(): void {
    this.#faults = [];
  }

  /** Takes the fault for a request of this operation. */
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

/** Answers as the fault will have it. `refuse` is the server's to play. */
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
