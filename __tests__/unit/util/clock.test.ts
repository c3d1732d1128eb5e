import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { childSignal } from "../../../src/util/abort.ts";
import { systemClock } from "../../../src/util/clock.ts";
import { FakeClock } from "../../../simulator/clock.ts";

const never = new AbortController().signal;

test("sleeps no shorter than asked, though timers fire early", async () => {
  for (let round = 0; round < 40; round += 1) {
    const before = systemClock.now();
    await systemClock.sleep(3.7, never);
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(3.7);
  }
});

test("wakes as soon as the signal aborts, and lets go of it", async () => {
  const inner = childSignal(never);
  const { signal } = inner;
  const asleep = systemClock.sleep(3_600_000, signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  inner.end();
  await asleep;
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("does not sleep at all once the signal has aborted", async () => {
  await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).resolves.toBeUndefined();
});

test("does not sleep for no time or less", async () => {
  await expect(systemClock.sleep(0, never)).resolves.toBeUndefined();
  await expect(systemClock.sleep(-5, never)).resolves.toBeUndefined();
});

test("keeps two clocks", () => {
  expect(systemClock.now()).toBeLessThan(3_600_000);
  expect(Math.abs(systemClock.epoch() - Date.now())).toBeLessThan(1_000);
});

test("a scope aborts with its outer signal", () => {
  const outer = new AbortController();
  const inner = childSignal(outer.signal);
  expect(inner.signal.aborted).toBe(false);
  outer.abort();
  expect(inner.signal.aborted).toBe(true);
  expect(childSignal(outer.signal).signal.aborted).toBe(true);
});

test("a scope that has ended lets go of its outer signal", () => {
  const outer = new AbortController();
  const inner = childSignal(outer.signal);
  inner.end();
  expect(inner.signal.aborted).toBe(true);
  expect(outer.signal.aborted).toBe(false);
  expect(getEventListeners(outer.signal, "abort")).toHaveLength(0);
});

test("a lingering scope aborts a while after its outer signal", async () => {
  const clock = new FakeClock();
  const outer = new AbortController();
  const trail = childSignal(outer.signal, { ms: 1_000, clock });
  await clock.sleep(5_000, never);
  expect(trail.signal.aborted).toBe(false);
  outer.abort();
  await clock.sleep(999, never);
  expect(trail.signal.aborted).toBe(false);
  await clock.sleep(2, never);
  expect(trail.signal.aborted).toBe(true);
});

test("a child signal without a grace period aborts with its parent", () => {
  const outer = new AbortController();
  const { signal } = childSignal(outer.signal, { ms: 0, clock: new FakeClock() });
  outer.abort();
  expect(signal.aborted).toBe(true);
});

test("an ended child signal with a grace period releases its parent and its timer", () => {
  const clock = new FakeClock();
  const outer = new AbortController();
  const idle = childSignal(outer.signal, { ms: 1_000, clock });
  idle.end();
  expect(getEventListeners(outer.signal, "abort")).toHaveLength(0);
  const trail = childSignal(outer.signal, { ms: 1_000, clock });
  outer.abort();
  expect(clock.sleeping).toBe(1);
  trail.end();
  expect(clock.sleeping).toBe(0);
  expect([idle.signal.aborted, trail.signal.aborted]).toEqual([true, true]);
});

test("a lingering scope of a signal that has aborted already still has its while", async () => {
  const clock = new FakeClock();
  const trail = childSignal(AbortSignal.abort(), { ms: 1_000, clock });
  await clock.sleep(500, never);
  expect(trail.signal.aborted).toBe(false);
  await clock.sleep(600, never);
  expect(trail.signal.aborted).toBe(true);
});
