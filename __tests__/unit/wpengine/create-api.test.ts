import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { BackupApi } from "../../../src/model/api.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import { systemClock } from "../../../src/util/clock.ts";
import { createApi } from "../../../src/wpengine/create-api.ts";
import { REQUEST_OPTIONS, SETTINGS } from "../../support/fixtures.ts";
import { answered, backup, ID, redact, RESET, scriptedApi, SHOW } from "./scripted-api.ts";

const NOT_SENT = {
  kind: "retryable",
  message: "no request was sent, because the rate limit did not permit one in time",
  reason: "not-sent",
};
const BODY = { description: "Before a deploy", emails: [] };

describe("the API over any transport", () => {
  test("sends the requests of a single gate at the rate, too", async () => {
    const { api, sentAt } = scriptedApi(
      ...Array.from({ length: 3 }, () => answered(200, backup())),
    );
    expect(api.spacingMs).toBe(200);
    await Promise.all([1, 2, 3].map(() => api.showBackup(ID, REQUEST_OPTIONS)));
    expect(sentAt).toEqual([0, 200, 400]);
  });

  test("halves the rate after a 429", async () => {
    const { api } = scriptedApi(answered(429));
    expect(api.hasReplied).toBe(false);
    await api.showBackup(ID, REQUEST_OPTIONS);
    expect(api.spacingMs).toBe(400);
    expect(api.hasReplied).toBe(true);
  });

  test("gives a request no permit after its latest moment, and says whether the API has replied", async () => {
    const { api } = scriptedApi(answered(200, backup()));
    const late = { ...REQUEST_OPTIONS, sendBy: 100 };
    const [, early] = await Promise.all([
      api.showBackup(ID, REQUEST_OPTIONS),
      api.showBackup(ID, late),
    ]);
    expect(early).toEqual({ ...NOT_SENT, hasApiReplied: false, hasRetryAfter: false });
    const created = await api.createBackup(ID.installId, BODY, late);
    expect(created).toEqual({ ...NOT_SENT, hasApiReplied: true, hasRetryAfter: false });
  });
});

test("only good replies are reported, when they arrive", async () => {
  const page = JSON.stringify({ results: [], count: 0, next: null });
  const { api, goodAt } = scriptedApi(
    answered(200, backup()),
    answered(503),
    answered(429),
    answered(200, page),
    answered(200, "{}"),
    answered(200, page),
    answered(202, backup({ status: "requested" })),
    answered(404),
    RESET,
  );
  const show = (): Promise<unknown> => api.showBackup(ID, REQUEST_OPTIONS);
  const list = (): Promise<unknown> => api.listBackups(ID.installId, 0, REQUEST_OPTIONS);
  const find = (): Promise<unknown> => api.listInstalls(0, REQUEST_OPTIONS);
  const create = (): Promise<unknown> => api.createBackup(ID.installId, BODY, REQUEST_OPTIONS);
  const timesGood: number[] = [];
  for (const request of [show, show, show, list, find, find, create, show, show]) {
    await request();
    timesGood.push(new Set(goodAt).size);
  }
  expect(timesGood).toEqual([1, 1, 1, 2, 2, 3, 4, 4, 4]);
  expect(goodAt[0]).toBe(1_000);
});

describe("the API over the network", () => {
  const closes: (() => void)[] = [];
  afterEach(() => {
    for (const close of closes.splice(0)) close();
  });

  const lines: string[] = [];
  let timesSent = 0;

  /** The API whose server answers as the listener does. */
  async function connect(listener: RequestListener): Promise<BackupApi> {
    const server = createServer(listener);
    closes.push(() => {
      server.close();
      server.closeAllConnections();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    lines.length = 0;
    timesSent = 0;
    return createApi({
      gates: 1,
      apiUrl: `http://127.0.0.1:${port}/v1`,
      authorization: SETTINGS.authorization,
      proxy: undefined,
      clock: systemClock,
      redact,
      addSecret: () => undefined,
      observer: { onSend: () => (timesSent += 1), onReply: (line) => lines.push(line) },
    });
  }

  const within = (ms: number): RequestOptions => ({
    ...REQUEST_OPTIONS,
    sendBy: systemClock.now() + ms,
  });

  test("carries the authorization, and its exchanges are observed", async () => {
    let got: IncomingMessage | undefined;
    const api = await connect((request, response) => {
      got = request;
      response.end(backup());
    });
    expect(await api.showBackup(ID, within(5_000))).toMatchObject({ kind: "backup" });
    expect(got?.headers.authorization).toBe(SETTINGS.authorization);
    expect(got?.url).toBe(`/v1${SHOW}`);
    expect(timesSent).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/: 200 OK \(\d+ ms\)$/)]);
  });

  test("sends no later request before a Retry-After, and after it again", async () => {
    const api = await connect((_, response) => {
      response.setHeader("retry-after", "1").end(backup());
    });
    expect(api.retryAt).toBe(0);
    await api.showBackup(ID, within(5_000));
    const { retryAt } = api;
    expect(retryAt).toBeCloseTo(systemClock.now() + 1_000, -3);
    const late = { ...NOT_SENT, hasApiReplied: true, hasRetryAfter: true };
    expect(await api.showBackup(ID, within(300))).toEqual(late);
    expect(await api.listInstalls(0, within(300))).toEqual(late);
    expect(await api.createBackup(ID.installId, BODY, within(300))).toEqual(late);
    expect(timesSent).toBe(1);
    await api.showBackup(ID, within(5_000));
    expect(timesSent).toBe(2);
    expect(systemClock.now()).toBeGreaterThanOrEqual(retryAt);
  });

  test("sends none while the body of the reply with the Retry-After still arrives", async () => {
    let pending: ServerResponse | undefined;
    const api = await connect((_, response) => {
      pending = response.writeHead(200, { "retry-after": "60" });
      pending.write("{");
    });
    const first = api.showBackup(ID, within(5_000));
    await expect.poll(() => api.retryAt).toBeGreaterThan(0);
    expect(lines).toEqual([]);
    expect(await api.showBackup(ID, within(1_000))).toEqual({
      ...NOT_SENT,
      hasApiReplied: true,
      hasRetryAfter: true,
    });
    expect(timesSent).toBe(1);
    pending?.end("}");
    expect(await first).toMatchObject({ reason: "no-answer", hasRetryAfter: true });
  });

  test("keeps a Retry-After though a later answer has none", async () => {
    const pending: ServerResponse[] = [];
    const api = await connect((_, response) => {
      pending.push(response);
      if (pending.length === 2) response.writeHead(429, { "retry-after": "60" }).end();
    });
    const first = api.showBackup(ID, within(5_000));
    await expect.poll(() => pending).toHaveLength(1);
    expect(await api.showBackup(ID, within(5_000))).toMatchObject({
      reason: "rate-limited",
      hasRetryAfter: true,
    });
    const { retryAt } = api;
    pending[0]?.end(backup());
    expect(await first).toMatchObject({ kind: "backup" });
    expect(api.retryAt).toBe(retryAt);
    expect(await api.showBackup(ID, within(5_000))).toEqual({
      ...NOT_SENT,
      hasApiReplied: true,
      hasRetryAfter: true,
    });
  });
});
