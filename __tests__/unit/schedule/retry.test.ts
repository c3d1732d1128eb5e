import { describe, expect, test } from "vitest";
import { GateClosed } from "../../../src/model/errors.ts";
import type { FinalFailure, RetryableFailure, RetryEvent } from "../../../src/model/reply.ts";
import { Refusals } from "../../../src/schedule/refusals.ts";
import { askAgain, backOff, sleep, throwIfCancelled } from "../../../src/schedule/retry.ts";
import { apiOf, contextOf } from "../../support/context.ts";

const { signal } = new AbortController();
const failure: RetryableFailure = {
  kind: "retryable",
  message: "the API answered 503",
  reason: "no-answer",
};

interface BackedOff {
  readonly closed: unknown;
  readonly events: readonly RetryEvent[];
  readonly now: number;
}

/** Backs off at a moment of a step of one minute. */
async function backOffAt(
  atMs: number,
  { after = failure, failuresInARow = 1, random = 0, retryAt = 0 } = {},
): Promise<BackedOff> {
  const context = contextOf<RetryEvent>({ random: () => random, api: apiOf({ retryAt }) });
  await context.clock.sleep(atMs, signal);
  const closed = await backOff(after, failuresInARow, context).catch((error: unknown) => error);
  return { closed, events: context.events, now: context.clock.now() };
}

test("a failure is backed off from until the last poll is due at the latest", async () => {
  const event = (waitMs: number): RetryEvent => ({ kind: "request-failed", failure, waitMs });
  expect(await backOffAt(1_000)).toEqual({
    closed: undefined,
    events: [event(1_000)],
    now: 2_000,
  });
  expect(await backOffAt(59_899)).toEqual({ closed: undefined, events: [event(1)], now: 59_900 });
});

test("each consecutive failure doubles the wait, and its upper half is jitter", async () => {
  expect((await backOffAt(0, { failuresInARow: 4 })).now).toBe(8_000);
  expect((await backOffAt(0, { failuresInARow: 4, random: 0.5 })).now).toBe(6_000);
});

test.each([
  ["ends then, if that is sooner", 3_000, 3_000],
  ["ends by the backoff, if that is sooner", 30_000, 8_000],
  ["ends by the backoff, if that moment has passed", 1_000, 8_000],
])("a wait that is to end at some moment %s", async (_, wakeAt, now) => {
  const context = contextOf<RetryEvent>();
  await context.clock.sleep(1_000, signal);
  await backOff(failure, 4, context, wakeAt);
  expect(context.clock.now()).toBe(now === 3_000 ? 3_000 : 9_000);
});

describe("a refusal that a good reply contradicts", () => {
  const refusal: FinalFailure = { kind: "not-found", message: "404", isContradicted: true };
  const askAt = async (atMs: number, more: Partial<FinalFailure> = {}, failuresInARow = 1) => {
    const context = contextOf<RetryEvent>();
    const refusals = new Refusals();
    refusals.untilLastedMs(refusal, 0);
    await context.clock.sleep(atMs, signal);
    const asked = { ...refusal, ...more } as FinalFailure;
    const closed = await askAgain(asked, failuresInARow, refusals, context).catch(
      (error: unknown) => error,
    );
    return { closed, events: context.events, now: context.clock.now() };
  };

  test("is asked again after the backoff", async () => {
    expect(await askAt(5_000, { hasRetryAfter: true })).toEqual({
      closed: undefined,
      events: [
        {
          kind: "request-failed",
          failure: {
            kind: "retryable",
            message: "404, although earlier replies were good",
            reason: "no-answer",
            hasRetryAfter: true,
          },
          waitMs: 1_000,
        },
      ],
      now: 6_000,
    });
  });

  test("is asked again when the 20 s end, if that is sooner", async () => {
    const { now, events } = await askAt(15_000, {}, 6);
    expect(now).toBe(20_000);
    expect(events).toMatchObject([{ failure: { hasRetryAfter: false }, waitMs: 5_000 }]);
  });

  test.each([
    ["it has lasted", 20_000, {}],
    ["the time is up", 59_900, {}],
    ["nothing contradicts it", 0, { isContradicted: false }],
  ])("closes the gate if %s", async (_, atMs, more) => {
    const { closed, events } = await askAt(atMs, more);
    expect(closed).toMatchObject({ verdict: { result: "not-found" } });
    expect(closed).toBeInstanceOf(GateClosed);
    expect(events).toEqual([]);
  });
});

test("a Retry-After is waited out", async () => {
  expect((await backOffAt(1_000, { retryAt: 9_000 })).now).toBe(9_000);
});

test("a failure at the deadline closes the gate, and no other request is announced", async () => {
  const { closed, events } = await backOffAt(59_900);
  expect(closed).toBeInstanceOf(GateClosed);
  expect((closed as GateClosed).verdict).toEqual({
    result: "unavailable",
    message: "The time is up (timeout: 1m). The API answered 503.",
  });
  expect(events).toEqual([]);
});

test.each([
  ["no-answer", undefined],
  ["rate-limited", "rate-limit"],
] as const)(
  "a Retry-After that is too long closes the gate, by the cause of the failure: %s",
  async (reason, cause) => {
    const { closed, events, now } = await backOffAt(1_000, {
      after: { ...failure, reason },
      retryAt: 60_001,
    });
    expect(closed).toBeInstanceOf(GateClosed);
    expect(closed).toMatchObject({ verdict: { result: "timed-out", cause } });
    expect(events).toEqual([]);
    expect(now).toBe(1_000);
  },
);

test("a cancellation ends the wait, and closes the gate", async () => {
  const cancel = new AbortController();
  const context = contextOf<RetryEvent>({ signal: cancel.signal });
  void context.clock.sleep(300, signal).then(() => cancel.abort("SIGTERM"));
  const verdict = { result: "cancelled", message: "The step was canceled (SIGTERM)." };
  await expect(sleep(1_000, context)).rejects.toMatchObject({ verdict });
  expect(context.clock.now()).toBe(300);
  expect(() => throwIfCancelled(cancel.signal)).toThrow(GateClosed);
  expect(() => throwIfCancelled(signal)).not.toThrow();
});
