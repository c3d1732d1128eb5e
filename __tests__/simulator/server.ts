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
import { type BackupBody, Host, type Install, type Page } from "./host.ts";
import { Limiter, type RateLimit } from "./limiter.ts";

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
  /** Status of the intended answer, whatever a fault made of it. */
  status: number;
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

const MAX_LIMIT = 100;
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const BACKUPS = new RegExp(`^/installs/(${UUID})/backups(?:/(${UUID}))?$`);

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
    const call = { method: request.method ?? "", url, body };
    const operation = operationOf(call);
    const record: Seen = {
      atMs: performance.now(),
      method: call.method,
      path: request.url ?? "",
      operation,
      authorization: request.headers.authorization,
      status: 0,
    };
    seen.push(record);
    response.on("finish", () => (record.answeredAtMs = performance.now()));
    const answerTruly = (): Reply => {
      const reply = limited() ?? answer(call, request.headers.authorization);
      record.status = reply.status;
      return reply;
    };
    const fault = operation && script.next(operation);
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

  function answer(call: Call, authorization: string | undefined): Reply {
    if (authorization !== AUTHORIZATION)
      return json(401, { message: "These credentials are not known" });
    const operation = operationOf(call);
    const [, installId = "", backupId = ""] = BACKUPS.exec(pathOf(call)) ?? [];
    const isKnown = operation === "installs" || host.hasInstall(installId);
    if (operation === undefined || !isKnown) return json(404, { message: "Nothing is found here" });
    switch (operation) {
      case "installs":
        return paged(call.url, (limit, offset) => {
          const { total, rows } = host.installs(limit, offset);
          return { total, rows: rows.map(installBody) };
        });
      case "list":
        return paged(call.url, (limit, offset) => host.backups(installId, limit, offset));
      case "show": {
        const backup = host.backup(installId, backupId);
        return backup === undefined
          ? json(404, { message: "No such backup of this install" })
          : json(200, backup);
      }
      case "create":
        return create(installId, call.body);
    }
  }

  function create(installId: string, body: string): Reply {
    const fields = parseFields(body);
    const { description, notification_emails: emails } = fields;
    const errors = [];
    if (typeof description !== "string" || description === "")
      errors.push(fieldError("description"));
    const areEmails = Array.isArray(emails) && emails.length > 0 && emails.every(isEmail);
    if (!areEmails) errors.push(fieldError("notification_emails"));
    if (errors.length > 0) return json(400, { message: "The request is not valid", errors });
    const backup: BackupBody = host.addBackup(installId, { description: String(description) });
    return json(202, backup);
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

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

const HTML_429 =
  "<html><head><title>429</title></head><body><h1>Too many requests</h1></body></html>\n";

function pathOf({ url }: Call): string {
  return url.pathname.replace(/^\/v1/, "");
}

function operationOf(call: Call): Operation | undefined {
  const path = pathOf(call);
  if (call.method === "GET" && path === "/installs") return "installs";
  const [, installId, backupId] = BACKUPS.exec(path) ?? [];
  if (installId === undefined) return undefined;
  if (call.method === "POST") return backupId === undefined ? "create" : undefined;
  if (call.method !== "GET") return undefined;
  return backupId === undefined ? "list" : "show";
}

function paged(url: URL, read: (limit: number, offset: number) => Page<unknown>): Reply {
  const limit = Number(url.searchParams.get("limit") ?? MAX_LIMIT);
  const offset = Number(url.searchParams.get("offset") ?? 0);
  const isSound = [limit, offset].every((value) => Number.isInteger(value) && value >= 0);
  if (!isSound || limit > MAX_LIMIT) {
    return json(400, { message: "The request is not valid", errors: [fieldError("limit")] });
  }
  const { total, rows } = read(limit, offset);
  const at = (start: number): string =>
    `${url.origin}${url.pathname}?limit=${limit}&offset=${start}`;
  return json(200, {
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    next: offset + limit < total ? at(offset + limit) : null,
    count: total,
    results: rows,
  });
}

function installBody({ id, name }: Install): Record<string, unknown> {
  return {
    id,
    name,
    account: { id: "eeda3227-9a39-46ae-9e14-20958bb4e6c9" },
    php_version: "8.3",
    status: "active",
    cname: `${name}.wpengine.com`,
    primary_domain: `${name}.wpengine.com`,
    environment: "production",
    is_multisite: false,
  };
}

function parseFields(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function isEmail(value: unknown): boolean {
  return typeof value === "string" && /^[^@\s]+@[^@\s]+$/.test(value);
}

function fieldError(field: string): Record<string, string> {
  return {
    resource: "Backup",
    field,
    type: "invalid_value",
    code: "invalid",
    message: `${field} is missing or not valid`,
  };
}

function json(status: number, body: unknown): Reply {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
