import { expect, test } from "vitest";
import { GateClosed } from "../../../src/model/errors.ts";
import type { Context } from "../../../src/schedule/context.ts";
import {
  createBudget,
  isTimeUp,
  isTooLate,
  requestOptions,
} from "../../../src/schedule/deadline.ts";
import { delayWithin, retryAfterTooLong } from "../../../src/schedule/retry.ts";
import { apiOf, contextOf } from "../../support/context.ts";
import { backupOf } from "../../support/fixtures.ts";

const { signal } = new AbortController();

/** A context of a one-minute step at a given time, with an API whose `Retry-After` ends at another. */
async function contextAt(atMs: number, retryAt = 0): Promise<Context<never>> {
  const context = contextOf<never>({ api: apiOf({ retryAt }) });
  await context.clock.sleep(atMs, signal);
  return context;
}

test.each([
  [false, 59_900, 61_400],
  [true, 59_200, 60_700],
])(
  "the last poll is due shortly before the deadline, and has 1.5 s: with a commit status %j",
  (hasStatus, lastPollAt, cutoffAt) => {
    const times = { timeoutMs: 60_000, requestTimeoutMs: 30_000 };
    const budget = { ...times, deadline: 60_000, lastPollAt, cutoffAt };
    expect(createBudget(times, hasStatus)).toEqual(budget);
  },
);

test("an exchange ends at the cutoff at the latest", async () => {
  const context = contextOf<never>();
  const cutoffAt = 61_400;
  expect(requestOptions(context)).toMatchObject({ timeoutMs: 30_000, cutoffAt, sendBy: 60_000 });
  await context.clock.sleep(60_000, signal);
  expect(requestOptions(context)).toMatchObject({ timeoutMs: 1_400, cutoffAt, sendBy: 60_000 });
  await context.clock.sleep(5_000, signal);
  expect(requestOptions(context).timeoutMs).toBe(0);
});

test("a request has the priority, the signal and the listener of its context", () => {
  const priority = (now: number): number => now / 1_000;
  const onSend = (): void => undefined;
  const context = contextOf<never>({ priority, onSend });
  const options = requestOptions(context);
  expect(options.priority?.(30_000)).toBe(30);
  expect(options).toMatchObject({ priority, onSend });
  expect(options.signal).toBe(context.signal);
});

test("a request has no priority of its own, and no listener, unless its context has", () => {
  const { priority, onSend } = requestOptions(contextOf());
  expect([priority, onSend]).toEqual([undefined, undefined]);
});

test.each([
  [0, false, false],
  [59_899, false, false],
  [59_900, true, false],
  [60_000, true, false],
  [60_001, true, true],
])("at %i ms the time is up: %j, and too late for any request: %j", async (atMs, isUp, isLate) => {
  const context = await contextAt(atMs);
  expect([isTimeUp(context), isTooLate(context)]).toEqual([isUp, isLate]);
});

test.each([
  ["when it is due", 50_000, 0, 2_000, 2_000],
  ["at once if it has been due", 50_000, 0, -2_000, 0],
  ["not before the Retry-After has passed", 50_000, 55_000, 2_000, 5_000],
  ["when it is due, if the Retry-After has passed by then", 50_000, 51_000, 2_000, 2_000],
  ["when it is due, if the Retry-After has passed already", 50_000, 49_000, 2_000, 2_000],
  ["with the last poll, if it is due after it", 50_000, 0, 20_000, 9_900],
  ["with the last poll, if the Retry-After ends before it", 50_000, 59_000, 20_000, 9_900],
  ["after that, if the Retry-After ends with the deadline", 50_000, 60_000, 2_000, 10_000],
  ["at once after the deadline", 61_000, 0, 2_000, 0],
])("a request is sent %s", async (_, atMs, retryAt, dueMs, expected) => {
  const context = await contextAt(atMs, retryAt);
  expect(delayWithin(context, dueMs)).toBe(expected);
  expect(retryAfterTooLong(context)).toBeUndefined();
});

test("a Retry-After of more than the step has left closes the gate, and says so of all", async () => {
  const context = await contextAt(50_000, 61_000);
  const asked = "Retry-After asks for a wait of 11s, but only 10s of the timeout (1m) remain.";
  const message = `It is too much. ${asked}`;
  const limited = { kind: "retryable", reason: "rate-limited", message: "it is too much" } as const;
  const verdict = {
    result: "timed-out",
    message,
    cause: "rate-limit",
    messageForAll: message,
  } as const;
  expect(retryAfterTooLong(context, limited)).toEqual(verdict);
  expect(() => delayWithin(context, 2_000, limited)).toThrow(new GateClosed(verdict));
  const bare = { result: "timed-out", message: asked, messageForAll: asked } as const;
  expect(retryAfterTooLong(context)).toEqual(bare);
  const seen = { kind: "backup", backup: backupOf("in_progress", 0), serverMs: 0 } as const;
  expect(retryAfterTooLong(context, seen)).toEqual(bare);
  const notSent = {
    kind: "retryable",
    reason: "not-sent",
    message: "late",
    hasRetryAfter: true,
  } as const;
  expect(retryAfterTooLong(context, notSent)).toEqual({ ...bare, cause: "rate-limit" });
  const gone = { kind: "not-found", message: "it is gone" } as const;
  expect(retryAfterTooLong(context, gone)?.message).toBe(`It is gone. ${asked}`);
});

test("after the deadline any Retry-After is too long, and nothing of the timeout is left", async () => {
  const { message } = retryAfterTooLong(await contextAt(61_000, 62_000)) ?? {};
  expect(message).toBe(
    "Retry-After asks for a wait of 1s, but only 0s of the timeout (1m) remain.",
  );
});
