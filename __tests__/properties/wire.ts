import type { IncomingMessage, RequestOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { PeerCertificate } from "node:tls";
import { HttpClient, HttpClientResponse } from "@actions/http-client";
import { vi } from "vitest";
import { answerOf, operationOf } from "../../simulator/wpengine/api.ts";
import type { Operation } from "../../simulator/wpengine/faults.ts";
import type { BackupBody, Course, Host } from "../../simulator/wpengine/host.ts";
import type { WildClock } from "./wild-clock.ts";

/** A `Retry-After`: in seconds, as an HTTP-date so many seconds from now, or as text that is neither. */
export type Hint =
  { readonly seconds: number } | { readonly dateInS: number } | { readonly odd: string };

/** What happens to one request. Plain data, so a counterexample is readable. */
export interface Fate {
  readonly kind:
    | "answer"
    /** The connection is refused. */
    | "refused"
    /** Hangs in the TLS handshake. */
    | "stuck"
    /** The certificate is not trusted. */
    | "untrusted"
    /** Sent, then the connection breaks without a reply. */
    | "reset";
  /** Time until the headers arrive, or the failure in their place. Infinity: never. */
  readonly tookMs: number;
  /** Time from the headers to the end of the body. */
  readonly bodyMs: number;
  /** The status of the reply, if it is not the real one. */
  readonly status: number | undefined;
  readonly body: "true" | "cut" | "gzip" | "html" | "not-utf8" | "huge";
  /** Fields that replace those of the backup. null removes a field. */
  readonly edit: Readonly<Record<string, unknown>>;
  readonly hints: readonly Hint[];
  readonly isDated: boolean;
  /** For a create request without a valid reply: whether the API creates the backup anyway, */
  readonly isCarriedOut: boolean;
  /** and how long after the reply was lost. */
  readonly bornInMs: number;
}

export const WELL: Fate = {
  kind: "answer",
  tookMs: 50,
  bodyMs: 0,
  status: undefined,
  body: "true",
  edit: {},
  hints: [],
  isDated: true,
  isCarriedOut: false,
  bornInMs: 0,
};

/** One exchange as recorded on the wire. Times are monotonic; `…Tick` gives the order of events. */
export interface Exchange {
  readonly operation: Operation;
  /** Empty if the request is not about an install. */
  readonly installId: string;
  /** Empty if the request is not about a backup. */
  readonly backupId: string;
  /** First row of the requested page. */
  readonly offset: number;
  readonly fate: Fate;
  readonly startedAtMs: number;
  readonly startedTick: number;
  /** Whether any part of the request was sent. */
  isSent: boolean;
  headersAtMs?: number;
  headersTick?: number;
  status?: number;
  /** End of the `Retry-After`: no request may be sent before. */
  retryAtMs?: number;
  /** Wall time at the end of the body: by the reply's `Date`, or by the process's clock if it has none. */
  shownMs?: number;
  /** The body, if it was complete and readable, */
  text?: string;
  /** and when its last byte arrived. */
  endedAtMs?: number;
  /** When the connection failed, */
  brokenAtMs?: number;
  /** or when the process closed it. */
  hungUpAtMs?: number;
  /** The backup that a create request created. */
  created?: BackupBody;
}

export interface WireOptions {
  readonly host: Host;
  readonly clock: WildClock;
  readonly fateOf: (asked: Pick<Exchange, "operation" | "installId">) => Fate;
  /** The course of the nth backup requested for an install. */
  readonly courseOf: (installId: string, nth: number) => Course;
}

const AGENT = new SecureAgent();
const HANDSHAKE_MS = 20;
const HUGE = Buffer.alloc(1024 * 1024 + 1, " ");

/** A fake network below the action's own HTTP client and transport. It records every exchange. */
export class Wire {
  readonly exchanges: Exchange[] = [];
  readonly #options: WireOptions;
  readonly #requested = new Map<string, number>();
  #ticks = 0;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** Replaces the network for all requests from now on. */
  connect(): void {
    const wire = this.#exchange.bind(this);
    const get = vi.spyOn(HttpClient.prototype, "get");
    const post = vi.spyOn(HttpClient.prototype, "post");
    // Spies keep their calls and results. Over tens of thousands of cases, these would fill the memory.
    for (const spy of [get, post]) spy.mockClear();
    get.mockImplementation(function (this: HttpClient, url) {
      return wire(this, "GET", url, "");
    });
    post.mockImplementation(function (this: HttpClient, url, data) {
      return wire(this, "POST", url, data);
    });
  }

  async #exchange(
    client: HttpClient,
    method: string,
    address: string,
    body: string,
  ): Promise<HttpClientResponse> {
    const { clock, host, fateOf } = this.#options;
    const url = new URL(address);
    const operation = operationOf({ method, url, body });
    if (operation === undefined) throw new Error(`The API has no operation at ${address}.`);
    const [, , , installId = "", , backupId = ""] = url.pathname.split("/");
    const fate = fateOf({ operation, installId });
    const exchange: Exchange = {
      operation,
      installId,
      backupId,
      fate,
      offset: Number(url.searchParams.get("offset") ?? 0),
      startedAtMs: clock.now(),
      startedTick: (this.#ticks += 1),
      isSent: false,
    };
    this.exchanges.push(exchange);
    const options: RequestOptions & { checkServerIdentity?: Check } = { agent: AGENT };
    client.handlers[0]?.prepareRequest(options);
    const signal = options.signal as AbortSignal;
    /** @throws if the process aborts the request meanwhile. */
    const pass = async (ms: number): Promise<void> => {
      await clock.exactly(ms, signal);
      if (!signal.aborted) return;
      exchange.hungUpAtMs = clock.now();
      throw new Error("aborted");
    };

    const handshakeMs = Math.min(HANDSHAKE_MS, fate.tookMs);
    await pass(fate.kind === "stuck" ? Infinity : handshakeMs);
    if (fate.kind === "refused" || fate.kind === "untrusted") {
      await pass(fate.tookMs - handshakeMs);
      exchange.brokenAtMs = clock.now();
      throw fate.kind === "refused" ? failure("ECONNREFUSED") : failure("CERT_HAS_EXPIRED");
    }
    options.checkServerIdentity?.("x", { subjectaltname: "DNS:x" } as PeerCertificate);
    exchange.isSent = true;

    const isLost = fate.kind === "reset" || fate.status !== undefined || fate.tookMs === Infinity;
    const create = (bornInMs: number): void => {
      if (operation === "create") exchange.created = this.#create(installId, body, bornInMs);
    };
    if (!isLost) create(0);
    try {
      await pass(fate.tookMs - handshakeMs);
    } finally {
      if (isLost && fate.isCarriedOut) create(fate.bornInMs);
    }
    if (fate.kind === "reset") {
      exchange.brokenAtMs = clock.now();
      throw failure("ECONNRESET");
    }
    const truth =
      operation === "create"
        ? { status: 202, body: JSON.stringify(exchange.created ?? {}) }
        : answerOf(host, { method, url, body });
    const status = fate.status ?? truth.status;
    return new HttpClientResponse(this.#answer(exchange, fate, status, truth.body));
  }

  #create(installId: string, body: string, bornInMs: number): BackupBody {
    const { host, courseOf } = this.#options;
    const nth = this.#requested.get(installId) ?? 0;
    this.#requested.set(installId, nth + 1);
    const { description } = JSON.parse(body) as { description: string };
    const course = courseOf(installId, nth);
    return host.addBackup(installId, { description, course, ageMs: -bornInMs });
  }

  #answer(exchange: Exchange, fate: Fate, status: number, truth: string): IncomingMessage {
    const { clock, host } = this.#options;
    const serverMs = Math.floor(host.nowMs() / 1_000) * 1_000;
    const hints = fate.hints.map((hint) => readHint(hint, serverMs));
    const retryInMs = hints.map(({ untilMs, forMs = 0 }) => {
      const ourMs = fate.isDated ? serverMs : clock.epoch();
      return untilMs === undefined ? forMs : untilMs - ourMs;
    });
    const headersAtMs = clock.now();
    const ourMs = clock.epoch();
    Object.assign(exchange, {
      headersAtMs,
      headersTick: (this.#ticks += 1),
      status,
      ...(retryInMs.length > 0 ? { retryAtMs: headersAtMs + Math.max(...retryInMs) } : {}),
    });
    const destroyed = new AbortController();
    const isWhole = fate.body !== "cut";
    const message = {
      statusCode: status,
      headers: {
        ...(fate.isDated ? { date: new Date(serverMs).toUTCString() } : {}),
        ...(fate.body === "gzip" ? { "content-encoding": "gzip" } : {}),
      },
      headersDistinct: { "retry-after": hints.map(({ text }) => text) },
      complete: false,
      destroy: () => destroyed.abort(),
      async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
        const { text, bytes } = bodyOf(fate, truth);
        const half = Math.ceil(bytes.length / 2);
        yield bytes.subarray(0, half);
        await clock.exactly(fate.bodyMs, destroyed.signal);
        if (destroyed.signal.aborted) {
          exchange.hungUpAtMs = clock.now();
          throw failure("ECONNRESET");
        }
        if (isWhole) {
          message.complete = true;
          exchange.endedAtMs = clock.now();
          const shownMs = (fate.isDated ? serverMs : ourMs) + clock.now() - headersAtMs;
          Object.assign(exchange, { shownMs }, text === undefined ? {} : { text });
          yield bytes.subarray(half);
        }
      },
    };
    return message as unknown as IncomingMessage;
  }
}

type Check = (host: string, certificate: PeerCertificate) => Error | undefined;

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function readHint(
  hint: Hint,
  serverMs: number,
): { readonly text: string; readonly forMs?: number; readonly untilMs?: number } {
  if ("odd" in hint) return { text: hint.odd };
  if ("seconds" in hint) return { text: String(hint.seconds), forMs: hint.seconds * 1_000 };
  const untilMs = serverMs + hint.dateInS * 1_000;
  return { text: new Date(untilMs).toUTCString(), untilMs };
}

/** @returns the bytes of the body, and its text if it is readable. */
function bodyOf({ body, edit }: Fate, truth: string): { text?: string; bytes: Buffer } {
  switch (body) {
    case "true":
    case "cut": {
      const text = edited(truth, edit);
      return { text, bytes: Buffer.from(text) };
    }
    case "gzip": // broken after its first byte
      return { bytes: Buffer.from(`\u001f${truth}`) };
    case "html":
      return { text: "<html>", bytes: Buffer.from("<html>") };
    case "not-utf8":
      return { bytes: Buffer.concat([Buffer.from(truth), Buffer.from([0xff, 0xfe])]) };
    case "huge":
      return { bytes: HUGE };
  }
}

/** Replaces fields of a backup, or of each row of a listing. */
function edited(truth: string, edit: Fate["edit"]): string {
  if (Object.keys(edit).length === 0) return truth;
  const change = (row: object): object =>
    Object.fromEntries(Object.entries({ ...row, ...edit }).filter(([, value]) => value !== null));
  const body = JSON.parse(truth) as { results?: object[] };
  return JSON.stringify(
    body.results ? { ...body, results: body.results.map(change) } : change(body),
  );
}
