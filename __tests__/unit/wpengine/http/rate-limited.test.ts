import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../../simulator/clock.ts";
import { type NotSent, rateLimited } from "../../../../src/wpengine/http/rate-limited.ts";
import { RateLimiter } from "../../../../src/wpengine/http/rate-limiter.ts";
import type { Answer, Request, Transport } from "../../../../src/wpengine/http/transport.ts";
import { REQUEST_OPTIONS } from "../../../support/fixtures.ts";

const URL = "https://api.example.com/v1/installs";
const { signal: NEVER } = new AbortController();

const answered = (status: number): Answer => ({
  kind: "answered",
  status,
  statusLine: String(status),
  hasRetryAfter: false,
  epochMs: 0,
  cachedForMs: 0,
  location: undefined,
  body: { kind: "text", text: "" },
});
const UNANSWERED: Answer = {
  kind: "unanswered",
  fault: "no reply (reset)",

  unsent: false,
};

interface Sent {
  readonly atMs: number;
  readonly request: Request;
}

interface Exchange {
  readonly answer: Answer;
  /** When the headers are there. */
  readonly headersMs?: number;
  /** When the body has ended. */
  readonly tookMs?: number;
  readonly retryAt?: number;
}

/** A rate-limited transport to an API with scripted replies. The last one repeats. */
function limited(...exchanges: readonly Exchange[]) {
  const clock = new FakeClock();
  const limiter = new RateLimiter(clock);
  const sent: Sent[] = [];
  const transport: Transport = async (request) => {
    const exchange = exchanges[Math.min(sent.length, exchanges.length - 1)];
    const { answer, headersMs = 0, tookMs = 50, retryAt } = exchange ?? { answer: answered(200) };
    sent.push({ atMs: clock.now(), request });
    request.onSend?.();
    await clock.sleep(headersMs, NEVER);
    if (retryAt !== undefined) request.onRetryAfter?.(retryAt);
    await clock.sleep(tookMs - headersMs, NEVER);
    return answer;
  };
  const send = rateLimited(transport, limiter, clock);
  const get = (more: Partial<Request> = {}): Promise<Answer | NotSent> =>
    send({ ...REQUEST_OPTIONS, method: "GET", url: URL, ...more } as Request);
  return { clock, limiter, sent, get };
}

const momentsOf = (sent: readonly Sent[]): number[] => sent.map(({ atMs }) => atMs);

test("passes a request on as it is, and its answer back", async () => {
  const answer = answered(404);
  const { sent, get } = limited({ answer });
  const request: Request = {
    ...REQUEST_OPTIONS,
    method: "POST",
    url: URL,
    json: "{}",
    abortGraceMs: 1_000,
    onSend: () => undefined,
  };
  expect(await get(request)).toBe(answer);
  const onRetryAfter = expect.any(Function) as (retryAt: number) => void;
  expect(sent).toEqual([{ atMs: 0, request: { ...request, onRetryAfter } }]);
});

test("reports once when a request is sent", async () => {
  const { clock, get } = limited();
  const sentAt: number[] = [];
  const onSend = (): number => sentAt.push(clock.now());
  await Promise.all([get(), get({ onSend })]);
  expect(sentAt).toEqual([200]);
});

describe("the timeout of a request", () => {
  test("ends by its cutoff, as of the moment at which it is sent", async () => {
    const { sent, get } = limited();
    const cutoffs = [10_000, 10_000, 350, 30_200, 30_800, 30_801];
    await Promise.all(cutoffs.map((cutoffAt) => get({ timeoutMs: 30_000, cutoffAt })));
    const limits = sent.map(({ atMs, request: { cutoffAt, timeoutMs } }) => [
      atMs,
      cutoffAt,
      timeoutMs,
    ]);
    expect(limits).toEqual([
      [0, 10_000, 10_000],
      [200, 10_000, 9_800],
      [400, 350, 0],
      [600, 30_200, 29_600],
      [800, 30_800, 30_000],
      [1_000, 30_801, 29_801],
    ]);
  });

  test("is never more than was given", async () => {
    const { sent, get } = limited();
    await Promise.all([get({ timeoutMs: 700 }), get({ timeoutMs: 700 })]);
    expect(sent.map(({ request: { timeoutMs } }) => timeoutMs)).toEqual([700, 700]);
  });

  test("is not changed in the caller's own options", async () => {
    const { sent, get } = limited();
    const request = { timeoutMs: 30_000, cutoffAt: 10_000 };
    await Promise.all([get(), get(request)]);
    expect(request.timeoutMs).toBe(30_000);
    expect(sent[1]?.request.timeoutMs).toBe(9_800);
  });
});

describe("a request that gets no permit in time", () => {
  const notSent = (hasApiReplied: boolean, hasRetryAfter = false): NotSent => ({
    kind: "not-sent",
    hasApiReplied,
    hasRetryAfter,
  });

  test("is not sent", async () => {
    const { clock, sent, get } = limited();
    let timesSent = 0;
    const first = get();
    const second = get({ sendBy: 150, onSend: () => (timesSent += 1) });
    await first;
    expect(await second).toEqual(notSent(true));
    expect(clock.now()).toBe(151);
    expect(sent).toHaveLength(1);
    expect(timesSent).toBe(0);
  });

  test("learns if the API has replied to no other request either", async () => {
    const { get } = limited({ answer: UNANSWERED });
    const [, second] = await Promise.all([get(), get({ sendBy: 150 })]);
    expect(second).toEqual(notSent(false));
  });

  test("because of a Retry-After is answered when that exchange has ended", async () => {
    const { clock, limiter, sent, get } = limited({ answer: answered(200), retryAt: 60_000 });
    const [, second] = await Promise.all([get(), get({ sendBy: 30_000 })]);
    expect(second).toEqual(notSent(true, true));
    expect(limiter.retryAt).toBe(60_000);
    expect(clock.now()).toBe(50);
    expect(sent).toHaveLength(1);
  });

  test("because it is aborted is answered at once", async () => {
    const { clock, sent, get } = limited();
    const cancel = new AbortController();
    const waiting = [get(), get({ signal: cancel.signal })];
    await clock.sleep(20, NEVER);
    cancel.abort();
    expect(await waiting[1]).toEqual(notSent(false));
    expect(clock.now()).toBe(20);
    await waiting[0];
    expect(sent).toHaveLength(1);
  });
});

describe("the request after an answer is sent", () => {
  test.each<[string, Exchange, number]>([
    ["200 ms after a 200", { answer: answered(200) }, 200],
    ["later after a 429", { answer: answered(429) }, 450],
    ["200 ms after a 503", { answer: answered(503) }, 200],
    ["200 ms after no answer", { answer: UNANSWERED }, 200],
    ["after the Retry-After of a 200", { answer: answered(200), retryAt: 7_000 }, 7_000],
    ["after the Retry-After of a 202", { answer: answered(202), retryAt: 7_000 }, 7_000],
    ["after the Retry-After of a 429", { answer: answered(429), retryAt: 7_000 }, 7_000],
    ["after the Retry-After of a 503", { answer: answered(503), retryAt: 7_000 }, 7_000],
  ])("%s", async (_, exchange, nextAt) => {
    const { sent, get } = limited(exchange, { answer: answered(200) });
    await Promise.all([get(), get()]);
    expect(momentsOf(sent)).toEqual([0, nextAt]);
  });

  test("after its Retry-After, though the body still arrives", async () => {
    const arriving = { answer: answered(200), headersMs: 100, tookMs: 9_000, retryAt: 3_000 };
    const { clock, limiter, sent, get } = limited(arriving, { answer: answered(200) });
    const first = get();
    await clock.sleep(150, NEVER);
    expect(limiter.retryAt).toBe(3_000);
    expect(limiter.hasReplied).toBe(true);
    await get();
    expect(momentsOf(sent)).toEqual([0, 3_000]);
    expect(clock.now()).toBe(3_050);
    await first;
    expect(clock.now()).toBe(9_000);
  });

  test("in the place of another once that is answered, and not before", async () => {
    const { sent, get } = limited({ answer: answered(200), tookMs: 4_000 });
    await Promise.all(Array.from({ length: 10 }, () => get()));
    expect(momentsOf(sent)).toEqual([0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 4_000, 4_200]);
  });
});

test("whether the API has replied is known once any request is answered", async () => {
  const { limiter, get } = limited({ answer: UNANSWERED }, { answer: answered(500) });
  await get();
  expect(limiter.hasReplied).toBe(false);
  await get();
  expect(limiter.hasReplied).toBe(true);
});

test("the more urgent request is sent first", async () => {
  const { sent, get } = limited();
  const priorities = [0, 1, 3, 2];
  await Promise.all(
    priorities.map((priority) => get({ url: `${URL}/${priority}`, priority: () => priority })),
  );
  expect(sent.map(({ request }) => request.url.at(-1))).toEqual(["0", "3", "2", "1"]);
});
