import { expect, test } from "vitest";
import { backOff } from "../../../src/schedule/retry.ts";
import { GateClosed } from "../../../src/model/errors.ts";
import type { RetryableFailure } from "../../../src/model/reply.ts";
import { FakeClock } from "../../../simulator/clock.ts";

const { signal } = new AbortController();
const failure: RetryableFailure = {
  kind: "retryable",
  message: "the API answered 503",
  answered: false,
};

/** Backs off from a first failure at a moment of a step of one minute. */
async function backOffAt(atMs: number) {
  const clock = new FakeClock();
  await clock.sleep(atMs, signal);
  const told: number[] = [];
  const closed = await backOff(failure, 1, {
    clock,
    requestTimeoutMs: 30_000,
    timeoutMs: 60_000,
    deadline: 60_000,
    signal,
    random: () => 0,
    watcher: { askingAgain: (_, waitMs) => told.push(waitMs) },
  }).catch((error: unknown) => error);
  return { closed, told, now: clock.now() };
}

test("a failure is backed off from for no longer than the step has left", async () => {
  expect(await backOffAt(1_000)).toEqual({ closed: undefined, told: [1_000], now: 2_000 });
  expect(await backOffAt(59_999)).toEqual({ closed: undefined, told: [1], now: 60_000 });
});

test("a failure at the deadline closes the gate, and nobody is told of another request", async () => {
  const { closed, told } = await backOffAt(60_000);
  expect(closed).toBeInstanceOf(GateClosed);
  expect((closed as GateClosed).verdict).toEqual({
    result: "unavailable",
    message: "The time is up (timeout: 1m). The API answered 503.",
  });
  expect(told).toEqual([]);
});
