import { describe, expect, test } from "vitest";
import { RateLimiter } from "../../../../src/wpengine/http/rate-limiter.ts";
import { rateLimited } from "../../../../src/wpengine/http/rate-limited.ts";
import type { Answer, Request, Transport } from "../../../../src/wpengine/http/transport.ts";
import { FakeClock } from "../../../../simulator/clock.ts";
import { REQUEST_OPTIONS } from "../../../support/fixtures.ts";

const URL = "https://api.example.com/v1/installs";
const { signal: NEVER } = new AbortController();

const answered = (status: number, retryAt?: number): Answer => ({
  kind: "answered",
  status,
  statusLine: String(status),
  retryAt,
  epochMs: 0,
  location: undefined,
  body: { kind: "text", text: "" },
});
const unanswered = (retryAt?: number): Extract<Answer, { kind: "unanswered" }> => ({
  kind: "unanswered",
  fault: "no answer (reset)",
  hopeless: false,
  unsent: false,
  retryAt,
});

interface Passed {
  readonly atMs: number;
  readonly request: Request;
}

/** A paced way to an API that answers after `tookMs`, in order; the last answer goes on for ever. */
function way(answers: readonly Answer[] = [answered(200)], tookMs = 50) {
  const clock = new FakeClock();
  const passed: Passed[] = [];
  const transport: Transport = async (request) => {
    const answer = answers[Math.min(passed.length, answers.length - 1)] as Answer;
    passed.push({ atMs: clock.now(), request });
    await clock.sleep(tookMs, NEVER);
    return answer;
  };
  const ask = rateLimited(transport, new RateLimiter(clock), clock);
  const get = (more: Partial<Request> = {}): Promise<Answer> =>
    ask({ ...REQUEST_OPTIONS, method: "GET", url: URL, ...more } as Request);
  return { clock, passed, get };
}

test("passes a request on as it is, and its answer back", async () => {
  const answer = answered(404);
  const { passed, get } = way([answer]);
  const request: Request = {
    ...REQUEST_OPTIONS,
    method: "POST",
    url: URL,
    json: "{}",
    abortGraceMs: 1_000,
    onSend: () => undefined,
  };
  expect(await get(request)).toBe(answer);
  expect(passed).toEqual([{ atMs: 0, request }]);
});

describe("the time that a request has", () => {
  test("is what is left of it when its turn comes", async () => {
    const { passed, get } = way();
    const timeLeft = [10_000, 10_000, 350, 30_200, 30_800, 30_801];
    await Promise.all(timeLeft.map((cutoffAt) => get({ timeoutMs: 30_000, cutoffAt })));
    const limits = passed.map(({ atMs, request: { cutoffAt, timeoutMs } }) => [
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
    const { passed, get } = way();
    await Promise.all([get({ timeoutMs: 700 }), get({ timeoutMs: 700 })]);
    expect(passed.map(({ request: { timeoutMs } }) => timeoutMs)).toEqual([700, 700]);
  });

  test("is cut for nobody else", async () => {
    const { passed, get } = way();
    const request = { timeoutMs: 30_000, cutoffAt: 10_000 };
    await Promise.all([get(), get(request)]);
    expect(request.timeoutMs).toBe(30_000);
    expect(passed[1]?.request.timeoutMs).toBe(9_800);
  });
});

describe("a request whose turn does not come in time", () => {
  const unbegun = (hasAnswered: boolean, retryAt?: number): Answer => ({
    kind: "unanswered",
    fault: "not asked, for its turn had not come in time",
    hopeless: false,
    unsent: true,
    unbegun: true,
    hasAnswered,
    retryAt,
  });

  test("is not sent, and said not to have been begun", async () => {
    const { clock, passed, get } = way();
    let begun = 0;
    const first = get();
    const second = get({ sendBy: 150, onSend: () => (begun += 1) });
    await first;
    expect(await second).toEqual(unbegun(true));
    expect(clock.now()).toBe(151);
    expect(passed).toHaveLength(1);
    expect(begun).toBe(0); // it is the transport that tells
  });

  test("is told where the API has answered nobody else either", async () => {
    const { get } = way([unanswered()]);
    const [, second] = await Promise.all([get(), get({ sendBy: 150 })]);
    expect(second).toEqual(unbegun(false));
  });

  test("for the API wants quiet: until when", async () => {
    const { clock, passed, get } = way([answered(200, 60_000)]);
    const [, second] = await Promise.all([get(), get({ sendBy: 30_000 })]);
    expect(second).toEqual(unbegun(true, 60_000));
    expect(clock.now()).toBe(50);
    expect(passed).toHaveLength(1);
  });

  test("for it is given up: at once", async () => {
    const { clock, passed, get } = way();
    const cancel = new AbortController();
    const waiting = [get(), get({ signal: cancel.signal })];
    await clock.sleep(20, NEVER);
    cancel.abort();
    expect(await waiting[1]).toEqual(unbegun(false));
    expect(clock.now()).toBe(20);
    await waiting[0];
    expect(passed).toHaveLength(1);
  });
});

test("a request that comes too early for the API is asked again when it may be", async () => {
  const answer = answered(200);
  const { passed, get } = way([{ ...unanswered(7_000), isEarly: true }, answer]);
  expect(await get()).toBe(answer);
  expect(passed.map(({ atMs }) => atMs)).toEqual([0, 7_000]);
});

describe("what an answer tells of the limit", () => {
  test.each([
    ["200", answered(200), 200],
    ["a 429", answered(429), 450],
    ["a 503", answered(503), 200],
    ["no answer", unanswered(), 200],
    ["a 200 that asks for quiet", answered(200, 7_000), 7_000],
    ["a 202 that asks for quiet", answered(202, 7_000), 7_000],
    ["a 429 that asks for quiet", answered(429, 7_000), 7_000],
    ["a 503 that asks for quiet", answered(503, 7_000), 7_000],
    ["a transport that knows of a quiet", unanswered(7_000), 7_000],
  ])("%s: the next one passes at its time", async (_, answer, nextAt) => {
    const { passed, get } = way([answer]);
    await Promise.all([get(), get()]);
    expect(passed.map(({ atMs }) => atMs)).toEqual([0, nextAt]);
  });

  test("frees a place when it has come, and not before", async () => {
    const { passed, get } = way([answered(200)], 4_000);
    await Promise.all(Array.from({ length: 10 }, () => get()));
    const moments = passed.map(({ atMs }) => atMs);
    expect(moments).toEqual([0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 4_000, 4_200]);
  });
});

test("the more urgent request passes first", async () => {
  const { passed, get } = way();
  const priorities = [0, 1, 3, 2];
  await Promise.all(
    priorities.map((priority) => get({ url: `${URL}/${priority}`, priority: () => priority })),
  );
  expect(passed.map(({ request }) => request.url.at(-1))).toEqual(["0", "3", "2", "1"]);
});
