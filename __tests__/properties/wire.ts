import type { IncomingMessage, RequestOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { PeerCertificate } from "node:tls";
import { HttpClient, HttpClientResponse } from "@actions/http-client";
import { vi } from "vitest";
import { answerOf, operationOf } from "../../simulator/wpengine/api.ts";
import type { Operation } from "../../simulator/wpengine/faults.ts";
import type { BackupBody, Course, Host } from "../../simulator/wpengine/host.ts";
import type { WildClock } from "./wild-clock.ts";

/** A `Retry-After`: of so many seconds, as an HTTP-date that is so many seconds away, or something that is neither. */
export type Hint =
  { readonly seconds: number } | { readonly dateInS: number } | { readonly odd: string };

/** What becomes of one request on its way. Plain data, so that a case can be read. */
export interface Fate {
  readonly kind:
    | "answer"
    /** Nobody listens. */
    | "refused"
    /** Hangs before the server has proven who it is. */
    | "stuck"
    | "untrusted"
    /** Sent, and cut without an answer. */
    | "reset";
  /** Until the headers are there, or whatever comes in their place; Infinity is never. */
  readonly tookMs: number;
  /** From the headers to the body's end. */
  readonly bodyMs: number;
  /** Answered with it in the place of what would be. */
  readonly status: number | undefined;
  readonly body: "true" | "cut" | "gzip" | "html" | "not-utf8" | "huge";
  /** Fields of a backup that stand in the place of its own; null drops one. */
  readonly edit: Readonly<Record<string, unknown>>;
  readonly hints: readonly Hint[];
  readonly isDated: boolean;
  /** Where a request for a backup gets no sound answer: whether the host carries it out all the same, */
  readonly isCarriedOut: boolean;
  /** so long after the caller has been sent away. */
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

/** All that is known of one exchange by somebody on the wire. Moments are monotonic; `…Tick` tells what came before what. */
export interface Exchange {
  readonly operation: Operation;
  /** Empty where it is of no install. */
  readonly installId: string;
  /** Empty where it is of no backup. */
  readonly backupId: string;
  /** The page that is asked for begins here. */
  readonly offset: number;
  readonly fate: Fate;
  readonly begunAtMs: number;
  readonly begunTick: number;
  /** Whether anything of the request has been sent. */
  isSent: boolean;
  headersAtMs?: number;
  headersTick?: number;
  status?: number;
  /** The moment before which the answer wants no request. */
  quietUntilMs?: number;
  /** The wall clock as the body ended, by the answer's `Date`, else by the process's own. */
  shownMs?: number;
  /** The whole body, where it was sound enough to be read, */
  text?: string;
  /** and when its last byte came. */
  endedAtMs?: number;
  /** When the wire broke, */
  brokenAtMs?: number;
  /** or the process hung up. */
  leftAtMs?: number;
  /** What a request for a backup has brought about. */
  created?: BackupBody;
}

export interface WireOptions {
  readonly host: Host;
  readonly clock: WildClock;
  readonly fateOf: (asked: Pick<Exchange, "operation" | "installId">) => Fate;
  /** How the backup goes that is the nth to be requested of an install. */
  readonly courseOf: (installId: string, nth: number) => Course;
}

const AGENT = new SecureAgent();
const HANDSHAKE_MS = 20;
const HUGE = Buffer.alloc(1024 * 1024 + 1, " ");

/** Everything that goes over the wire while the process thinks it speaks HTTP, by its own client and its own transport. */
export class Wire {
  readonly exchanges: Exchange[] = [];
  readonly #options: WireOptions;
  readonly #requested = new Map<string, number>();
  #ticks = 0;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** Takes the place of the network, for whoever asks from now on. */
  connect(): void {
    const wire = this.#exchange.bind(this);
    const get = vi.spyOn(HttpClient.prototype, "get");
    const post = vi.spyOn(HttpClient.prototype, "post");
    // They remember their calls, and what came of them: of tens of thousands of courses, more than there is room for.
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
    if (operation === undefined) throw new Error(`nothing is at ${address}`);
    const [, , , installId = "", , backupId = ""] = url.pathname.split("/");
    const fate = fateOf({ operation, installId });
    const exchange: Exchange = {
      operation,
      installId,
      backupId,
      fate,
      offset: Number(url.searchParams.get("offset") ?? 0),
      begunAtMs: clock.now(),
      begunTick: (this.#ticks += 1),
      isSent: false,
    };
    this.exchanges.push(exchange);
    const options: RequestOptions & { checkServerIdentity?: Check } = { agent: AGENT };
    client.handlers[0]?.prepareRequest(options);
    const signal = options.signal as AbortSignal;
    /** @throws where the process gives up meanwhile. */
    const pass = async (ms: number): Promise<void> => {
      await clock.exactly(ms, signal);
      if (!signal.aborted) return;
      exchange.leftAtMs = clock.now();
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
    const quietMs = hints.map(({ untilMs, forMs = 0 }) => {
      const ourMs = fate.isDated ? serverMs : clock.epoch();
      return untilMs === undefined ? forMs : untilMs - ourMs;
    });
    const headersAtMs = clock.now();
    const ourMs = clock.epoch();
    Object.assign(exchange, {
      headersAtMs,
      headersTick: (this.#ticks += 1),
      status,
      ...(quietMs.length > 0 ? { quietUntilMs: headersAtMs + Math.max(...quietMs) } : {}),
    });
    const gone = new AbortController();
    const isWhole = fate.body !== "cut";
    const message = {
      statusCode: status,
      headers: {
        ...(fate.isDated ? { date: new Date(serverMs).toUTCString() } : {}),
        ...(fate.body === "gzip" ? { "content-encoding": "gzip" } : {}),
      },
      headersDistinct: { "retry-after": hints.map(({ text }) => text) },
      complete: false,
      destroy: () => gone.abort(),
      async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
        const { text, bytes } = bodyOf(fate, truth);
        const half = Math.ceil(bytes.length / 2);
        yield bytes.subarray(0, half);
        await clock.exactly(fate.bodyMs, gone.signal);
        if (gone.signal.aborted) {
          exchange.leftAtMs = clock.now();
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

/** @returns the text beside the bytes, where there is one to be read. */
function bodyOf({ body, edit }: Fate, truth: string): { text?: string; bytes: Buffer } {
  switch (body) {
    case "true":
    case "cut": {
      const text = edited(truth, edit);
      return { text, bytes: Buffer.from(text) };
    }
    case "gzip": // broken behind its first bytes
      return { bytes: Buffer.from(`\u001f${truth}`) };
    case "html":
      return { text: "<html>", bytes: Buffer.from("<html>") };
    case "not-utf8":
      return { bytes: Buffer.concat([Buffer.from(truth), Buffer.from([0xff, 0xfe])]) };
    case "huge":
      return { bytes: HUGE };
  }
}

/** The body of a backup, or the rows of a listing, with other fields. */
function edited(truth: string, edit: Fate["edit"]): string {
  if (Object.keys(edit).length === 0) return truth;
  const change = (row: object): object =>
    Object.fromEntries(Object.entries({ ...row, ...edit }).filter(([, value]) => value !== null));
  const body = JSON.parse(truth) as { results?: object[] };
  return JSON.stringify(
    body.results ? { ...body, results: body.results.map(change) } : change(body),
  );
}
