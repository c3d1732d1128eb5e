import type { IncomingHttpHeaders, RequestOptions } from "node:http";
import type { Socket } from "node:net";
import { HttpClient } from "@actions/http-client";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../../../src/util/clock.ts";
import type { Answer } from "../../../../src/wpengine/http/transport.ts";
import { REQUEST_OPTIONS } from "../../../support/fixtures.ts";
import type { Fault } from "../../../../simulator/wpengine/faults.ts";
import {
  answer,
  exchange,
  lines,
  never,
  retryAts,
  setUp,
  serve,
  serveRaw,
  simulator,
  timesSent,
  transport,
  useTransport,
} from "./transport-harness.ts";

setUp();

describe("an exchange that is answered", () => {
  test("carries the authorization, asks for JSON as it is, and keeps the headers that matter", async () => {
    const date = "Thu, 15 Jan 2026 10:00:30 GMT";
    const headers = { "retry-after": "7", location: "/elsewhere", date };
    const result = await exchange(answer({ status: 429, headers, body: "slow" }));
    expect(result).toEqual({
      kind: "answered",
      status: 429,
      statusLine: "429 Too Many Requests",
      hasRetryAfter: true,
      epochMs: expect.any(Number) as number,
      isOurClock: false,
      cachedForMs: 0,
      location: "/elsewhere",
      body: { kind: "text", text: "slow" },
    });
    expect(simulator.seen[0]).toMatchObject({ method: "GET", authorization: "Basic c2VjcmV0" });
  });

  test("was asked for with our name, as JSON, and unencoded", async () => {
    let got: IncomingHttpHeaders = {};
    const url = await serve((request, response) => {
      got = request.headers;
      response.end("{}");
    });
    await exchange(undefined, { url });
    expect(got).toMatchObject({
      "user-agent": expect.stringMatching(/^backup-gate-for-wp-engine\b/) as string,
      accept: "application/json",
      "accept-encoding": "identity",
      "cache-control": "no-cache",
    });
  });

  test.each([
    [404, "404 Not Found"],
    [520, "520"],
  ])("with a status of %i has the status line %s", async (status, statusLine) => {
    expect(await exchange(answer({ status, body: "" }))).toMatchObject({ statusLine });
  });

  test("has the server's time at the moment at which the answer is returned", async () => {
    const headers = { date: "Thu, 15 Jan 2026 10:00:30 GMT" };
    const hangs: Fault = { kind: "hang-in-body", status: 429, headers };
    for (const [fault, passedMs] of [
      [answer({ status: 200, headers, body: "{}" }), 0],
      [hangs, 1_000],
    ] as const) {
      const { epochMs } = (await exchange(fault)) as Extract<Answer, { kind: "answered" }>;
      const lateMs = epochMs - Date.parse(headers.date) - passedMs;
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(900);
    }
  });

  test("without a Date is dated by our own clock", async () => {
    const result = await exchange(answer({ status: 200, headers: { date: "today" }, body: "{}" }));
    const { epochMs, isOurClock } = result as Extract<Answer, { kind: "answered" }>;
    expect(Math.abs(epochMs - Date.now())).toBeLessThan(60_000);
    expect(isOurClock).toBe(true);
  });

  test("from a cache is as much later than its Date as it was kept there", async () => {
    const headers = { date: "Thu, 15 Jan 2026 10:00:30 GMT", age: "90000" };
    const result = await exchange(answer({ status: 200, headers, body: "{}" }));
    const { epochMs, cachedForMs } = result as Extract<Answer, { kind: "answered" }>;
    expect(cachedForMs).toBe(90_000_000);
    const lateMs = epochMs - Date.parse(headers.date) - 90_000_000;
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(900);
    const undated = await exchange(answer({ headers: { date: "", age: "90000" }, body: "{}" }));
    expect(undated).toMatchObject({ cachedForMs: 90_000_000, isOurClock: true });
    expect(
      Math.abs((undated as Extract<Answer, { kind: "answered" }>).epochMs - Date.now()),
    ).toBeLessThan(60_000);
  });

  test("is observed once, in a line without its headers", async () => {
    await exchange(answer({ status: 200, body: "{}" }));
    expect(timesSent).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^GET \/v1\/installs: 200 OK \(\d+ ms\)$/) as string,
    ]);
  });

  test("a redirect is an answer like any other", async () => {
    const location = `${simulator.apiUrl}/installs`;
    const result = await exchange(answer({ status: 302, headers: { location }, body: "" }));
    expect(result).toMatchObject({ status: 302, location });
    expect(simulator.seen).toHaveLength(1);
  });

  test("the client does not repeat a request on its own", async () => {
    expect(await exchange(answer({ status: 503, body: "" }))).toMatchObject({ status: 503 });
    expect(simulator.seen).toHaveLength(1);
  });

  test("may have 64 KiB of headers", async () => {
    const url = await serveRaw((socket) => {
      const headers = `x: ${"y".repeat(60)}\r\n`.repeat(1_000);
      socket.end(`HTTP/1.1 200 OK\r\n${headers.slice(0, 60_000 - (60_000 % 65))}\r\n{}`);
    });
    expect(await exchange(undefined, { url })).toMatchObject({
      status: 200,
      body: { kind: "text", text: "{}" },
    });
  });

  test("is decompressed, if it has to be", async () => {
    expect(await exchange({ kind: "gzip" })).toMatchObject({
      body: { kind: "text", text: expect.stringMatching(/^\{/) as string },
    });
  });

  test("an identity that is spelt out is no encoding", async () => {
    const result = await exchange(
      answer({ headers: { "content-encoding": "Identity" }, body: "{}" }),
    );
    expect(result).toMatchObject({ body: { kind: "text", text: "{}" } });
  });

  test.each([
    [{ kind: "cut-body" }, "the body was cut off"],
    [{ kind: "cut-chunked" }, "the body was cut off"],
    [{ kind: "reset-in-body" }, "the body was cut off"],
    [{ kind: "endless" }, "the body is over 1 MiB"],
  ] as const)("a body that cannot be read ($kind) is still an answer", async (fault, words) => {
    const result = await exchange(fault);
    expect(result).toMatchObject({
      kind: "answered",
      body: { kind: "unreadable", fault: expect.stringContaining(words) as string },
    });
  });

  test("the body of a 200 has all the time of the exchange", async () => {
    const body = "{}".padEnd(14);
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": body.length });
      Array.from(body).forEach((byte, index) =>
        setTimeout(() => response.write(byte), index * 100),
      );
    });
    expect(await exchange(undefined, { url })).toMatchObject({
      body: { kind: "text", text: body },
    });
  });

  test.each([
    [299, [5_000]],
    [300, [5_000, 1_000]],
  ])("with a status of %i has its body waited for %j ms", async (status, waitsMs) => {
    const waitedMs: number[] = [];
    useTransport({
      ...systemClock,
      sleep(ms, signal) {
        waitedMs.push(ms);
        return systemClock.sleep(ms, signal);
      },
    });
    expect(await exchange(answer({ status, body: "" }))).toMatchObject({ status });
    expect(waitedMs).toEqual(waitsMs);
  });

  test("the body of an error is not waited for longer than a second", async () => {
    simulator.script({ kind: "hang-in-body" }); // the credentials are not the simulator's: a 401
    const startedAt = systemClock.now();
    const result = await exchange();
    expect(result).toMatchObject({
      status: 401,
      body: { kind: "unreadable", fault: "the body was not complete in time" },
    });
    expect(systemClock.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  });
});

describe("a reply whose body does not end in time", () => {
  test.each(["hang-in-body", "drip"] as const)(
    "%s: its status counts all the same",
    async (kind) => {
      simulator.script({ kind, everyMs: 100 }); // the credentials are not the simulator's: a 401
      const startedAt = systemClock.now();
      const result = await exchange(undefined, { timeoutMs: 300 });
      expect(result).toMatchObject({
        kind: "answered",
        status: 401,
        body: { kind: "unreadable", fault: "the body was not complete in time" },
      });
      expect(systemClock.now() - startedAt).toBeGreaterThanOrEqual(300);
    },
  );
});

test.each([
  [600_000, 2_000],
  [8_000, 2_000],
  [5_001, 1_251],
  [1, 1],
  [0, 1],
])("within %i ms, one of several addresses is tried for %i ms", async (timeoutMs, addressMs) => {
  const tried: unknown[] = [];
  vi.spyOn(HttpClient.prototype, "get").mockImplementation(function (this: HttpClient) {
    const options: RequestOptions & { autoSelectFamilyAttemptTimeout?: number } = {};
    this.handlers[0]?.prepareRequest(options);
    tried.push(options.autoSelectFamilyAttemptTimeout);
    return Promise.reject(new Error("seen"));
  });
  onTestFinished(() => void vi.restoreAllMocks());
  await exchange(undefined, { timeoutMs });
  expect(tried).toEqual([addressMs]);
});

test("the one who asks learns that the request is sent before its answer comes, once", async () => {
  const events: string[] = [];
  const url = await serve((_, response) => {
    events.push("received");
    response.end("{}");
  });
  const onSend = (): number => events.push(`sent ${timesSent}`);
  await transport({ ...REQUEST_OPTIONS, method: "GET", url, onSend });
  expect(events).toEqual(["sent 1", "received"]);
});

describe("Retry-After", () => {
  const hint = (retryAfter: string): Fault =>
    answer({ status: 200, headers: { "retry-after": retryAfter }, body: "{}" });

  test("is passed on as a monotonic moment", async () => {
    useTransport({ ...systemClock, now: () => 500 });
    expect(await exchange(hint("3"))).toHaveProperty("hasRetryAfter", true);
    expect(retryAts).toEqual([3_500]);
  });

  test.each(["429", "503", "404"])("is passed on with a %s, too", async (status) => {
    useTransport({ ...systemClock, now: () => 500 });
    await exchange(answer({ status: Number(status), headers: { "retry-after": "3" }, body: "" }));
    expect(retryAts).toEqual([3_500]);
  });

  test("of zero is one, too", async () => {
    useTransport({ ...systemClock, now: () => 500 });
    expect(await exchange(hint("0"))).toHaveProperty("hasRetryAfter", true);
    expect(retryAts).toEqual([500]);
  });

  test("that is absent or no valid hint is none", async () => {
    expect(await exchange(hint("soon"))).toHaveProperty("hasRetryAfter", false);
    expect(await exchange(answer({ status: 200, body: "{}" }))).toHaveProperty(
      "hasRetryAfter",
      false,
    );
    expect(retryAts).toEqual([]);
  });

  test("is passed on when it arrives, while the body still hangs", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "retry-after": "60", "content-length": 2 });
      response.write("{");
    });
    const hanging = exchange(undefined, { url, timeoutMs: 600 });
    await expect.poll(() => retryAts).toEqual([expect.closeTo(systemClock.now() + 60_000, -3)]);
    expect(lines).toEqual([]);
    expect(await hanging).toMatchObject({
      status: 200,
      hasRetryAfter: true,
      body: { kind: "unreadable" },
    });
    expect(retryAts).toHaveLength(1);
  });

  test("given twice, the longer one counts", async () => {
    const url = await serve((_, response) => {
      response.writeHead(
        200,
        [
          ["retry-after", "0"],
          ["retry-after", "7"],
          ["retry-after", "soon"],
        ].flat(),
      );
      response.end("{}");
    });
    await exchange(undefined, { url });
    expect(retryAts).toEqual([expect.closeTo(systemClock.now() + 7_000, -3)]);
  });

  test("may be ignored by the one who asks", async () => {
    simulator.script(hint("3"));
    const url = `${simulator.apiUrl}/installs`;
    const reply = await transport({ ...REQUEST_OPTIONS, method: "GET", url });
    expect(reply).toMatchObject({ status: 200, hasRetryAfter: true });
  });
});

describe("an exchange that is not answered", () => {
  test("because it hangs ends in time", async () => {
    const startedAt = systemClock.now();
    const result = await exchange({ kind: "hang" }, { timeoutMs: 300 });
    expect(result).toEqual({
      kind: "unanswered",
      fault: "no complete reply within 0.3s",

      unsent: false,
    });
    expect(systemClock.now() - startedAt).toBeGreaterThanOrEqual(300);
  });

  test("because it is reset", async () => {
    const result = await exchange({ kind: "reset" });
    expect(lines).toEqual([
      expect.stringMatching(/^GET \/v1\/installs: no reply \(.*\) \(\d{1,3} ms\)$/),
    ]);
    expect(result).toMatchObject({ kind: "unanswered" });
    expect(result).toHaveProperty(
      "fault",
      expect.stringMatching(/^no reply \(.*(ECONNRESET|hang up)/),
    );
  });

  test("because it is refused", async () => {
    await simulator.stop();
    expect(await exchange()).toHaveProperty("fault", expect.stringContaining("ECONNREFUSED"));
  });

  test("ends as soon as it is cancelled", async () => {
    const cancel = new AbortController();
    const pending = exchange({ kind: "hang" }, { signal: cancel.signal });
    await systemClock.sleep(50, never);
    cancel.abort();
    expect(await pending).toMatchObject({ kind: "unanswered" });
  });
});

describe("a request that changes something", () => {
  const post = (url: string): Promise<Answer> =>
    transport({ ...REQUEST_OPTIONS, method: "POST", url, json: '{"a":"ü"}', timeoutMs: 2_000 });

  test("carries its body as JSON", async () => {
    const got: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      got.push(request.method, request.headers["content-type"], request.headers.authorization);
      request.setEncoding("utf8").on("data", (text: string) => got.push(text));
      request.on("end", () => response.writeHead(202).end("{}"));
    });
    expect(await post(url)).toMatchObject({ status: 202, body: { kind: "text", text: "{}" } });
    expect(got).toEqual(["POST", "application/json", "Basic c2VjcmV0", '{"a":"ü"}']);
  });

  test("is waited for to the end of its body, as a GET is", async () => {
    const url = await serve((_, response) => {
      response.writeHead(202, { "content-length": 2 }).write("{");
      setTimeout(() => response.end("}"), 1_200);
    });
    expect(await post(url)).toMatchObject({ body: { kind: "text", text: "{}" } });
  });

  test("was certainly not sent if the connection is refused", async () => {
    const url = simulator.apiUrl;
    await simulator.stop();
    expect(await post(url)).toMatchObject({ kind: "unanswered", unsent: true });
  });

  test("was surely not sent where the name leads nowhere", async () => {
    expect(await post("http://nowhere.invalid/")).toMatchObject({
      fault: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string,
      unsent: true,
    });
  });

  test.each<[string, (socket: Socket) => void]>([
    ["is reset", (socket) => socket.resetAndDestroy()],
    ["ends", (socket) => socket.end()],
    ["speaks no TLS", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["is broken off with an alert", (socket) => socket.end(Buffer.from("15030300020228", "hex"))],
  ])("was surely not sent where the TLS handshake %s", async (_, answerHello) => {
    const url = (await serveRaw(answerHello)).replace("http:", "https:");
    expect(await post(url)).toMatchObject({
      kind: "unanswered",
      unsent: true,
    });
  });

  test.each<[string, (socket: Socket) => void]>([
    ["reset", (socket) => socket.resetAndDestroy()],
    ["ended", (socket) => socket.end()],
    ["answered with no HTTP", (socket) => socket.end("220 ready\r\n")],
    ["never answered", () => undefined],
  ])("may have been carried out where it is %s", async (_, answerRequest) => {
    expect(await post(await serveRaw(answerRequest))).toMatchObject({
      kind: "unanswered",
      unsent: false,
    });
  });

  test("was surely not sent where the TLS handshake hangs", async () => {
    const url = (await serveRaw(() => undefined)).replace("http:", "https:");
    expect(await post(url)).toMatchObject({
      fault: expect.stringContaining("no complete reply within") as string,
      unsent: true,
    });
  });
});

describe("odd servers", () => {
  test.each([
    ["no HTTP at all", "220 ready\r\n"],
    ["a header with a control character", "HTTP/1.1 200 OK\r\nx: \u0001\r\n\r\n"],
    ["headers without end", `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(50_000)}`],
    [
      "a switch of protocols",
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    ],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"],
  ])("%s", async (_, text) => {
    const url = await serveRaw((socket) => {
      socket.write(text);
    });
    expect(await exchange(undefined, { url, timeoutMs: 500 })).toMatchObject({
      kind: "unanswered",
    });
  });

  test("an answer that ends with its connection, without a length, is whole", async () => {
    const url = await serveRaw((socket) => {
      socket.end("HTTP/1.0 200 OK\r\n\r\n{}");
    });
    expect(await exchange(undefined, { url })).toMatchObject({
      body: { kind: "text", text: "{}" },
    });
  });

  test("a byte that is not UTF-8 is replaced", async () => {
    const url = await serveRaw((socket) => {
      socket.end(Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n\xff", "latin1"));
    });
    expect(await exchange(undefined, { url })).toMatchObject({
      body: { kind: "text", text: "\ufffd" },
    });
  });

  test("an IPv6 address in brackets is reached", async () => {
    const url = await serve((_, response) => response.end("{}"), "::1");
    expect(await exchange(undefined, { url })).toMatchObject({ status: 200 });
  });
});
