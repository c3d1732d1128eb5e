import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { Harness, namesOf, OK, RATE_LIMITED } from "./limiter-harness.ts";

describe("a request gets no permit", () => {
  test("after its latest moment, but still gets one at it", async () => {
    const harness = new Harness();
    await Promise.all([harness.pass("a"), harness.pass("b", { sendBy: 200 })]);
    expect(harness.permitted.at(-1)).toEqual(["b", 200]);
  });

  test("as soon as its latest moment has passed, and not before", async () => {
    const harness = new Harness();
    const urgent = { priority: () => 9 };
    await Promise.all([
      harness.pass("a"),
      harness.pass("b", urgent),
      harness.pass("c", urgent),
      harness.pass("d", { sendBy: 250 }),
    ]);
    expect(harness.dismissed).toEqual([["d", 251]]);
    expect(namesOf(harness.permitted)).toBe("abc");
  });

  test("as soon as that while eight are in flight, too", async () => {
    const harness = new Harness();
    await Promise.all(Array.from("abcdefgh", (name) => harness.hold(name)));
    await harness.pass("i", { sendBy: 3_000 });
    expect(harness.dismissed).toEqual([["i", 3_001]]);
  });

  test("at once if it comes too late, though the rate permits one", async () => {
    const harness = new Harness();
    await harness.until(1_000);
    await harness.pass("a", { sendBy: 999 });
    expect(harness.dismissed).toEqual([["a", 1_000]]);
  });

  test("at once if a Retry-After lasts beyond its time to send", async () => {
    const harness = new Harness();
    const permit = await harness.hold("a");
    const waiting = [
      harness.pass("soon", { sendBy: 30_000 }),
      harness.pass("just", { sendBy: 59_999 }),
      harness.pass("late", { sendBy: 60_000 }),
    ];
    await harness.until(100);
    harness.limiter.holdUntil(60_000);
    permit.release(OK);
    await harness.until(7_000);
    await harness.pass("new", { sendBy: 30_000 });
    await Promise.all(waiting);
    expect(harness.dismissed).toEqual([
      ["soon", 100],
      ["just", 100],
      ["new", 7_000],
    ]);
    expect(harness.permitted.at(-1)).toEqual(["late", 60_000]);
  });

  test("if a Retry-After lasts beyond its time to send, even while another exchange is in progress", async () => {
    const harness = new Harness();
    await harness.hold("a");
    const waiting = harness.pass("b", { sendBy: 30_000 });
    await harness.until(100);
    harness.limiter.holdUntil(60_000);
    await waiting;
    expect(harness.dismissed).toEqual([["b", 200]]);
  });

  test("at once if an exchange that has hung ends with a Retry-After beyond it", async () => {
    const harness = new Harness();
    const hung = await harness.hold("a");
    await harness.until(11_000);
    const others = await Promise.all(Array.from("bcdefghi", (name) => harness.hold(name)));
    const waiting = harness.pass("j", { sendBy: 30_000 });
    await harness.until(13_000);
    harness.limiter.holdUntil(60_000);
    hung.release(OK);
    await harness.until(14_000);
    others[0]?.release(OK);
    await waiting;
    expect(harness.dismissed).toEqual([["j", 13_000]]);
  });

  test("if a later answer names an earlier moment, or none", async () => {
    const harness = new Harness();
    const permits = await Promise.all(["a", "b", "c"].map((name) => harness.hold(name)));
    for (const [index, retryAt] of [60_000, 1_000, 0].entries()) {
      harness.limiter.holdUntil(retryAt);
      permits[index]?.release(OK);
    }
    await harness.pass("d", { sendBy: 30_000 });
    expect(harness.dismissed).toEqual([["d", 400]]);
  });

  test("after its latest moment, though a Retry-After has passed since", async () => {
    const harness = new Harness();
    await harness.passHolding("a", 5_000);
    await harness.until(6_000);
    await harness.pass("b", { sendBy: 4_500 });
    await harness.pass("c", { sendBy: 6_000 });
    expect(harness.dismissed).toEqual([["b", 6_000]]);
    expect(harness.permitted.at(-1)).toEqual(["c", 6_000]);
  });
});

describe("a request that is aborted", () => {
  test("learns it at once, and the others pass as if it had never come", async () => {
    const harness = new Harness();
    const cancel = new AbortController();
    const { signal } = cancel;
    const waiting = [
      harness.pass("a"),
      harness.pass("b", { signal, priority: () => 9 }),
      harness.passAll("cd"),
    ];
    await harness.until(50);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    cancel.abort();
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await Promise.all(waiting);
    expect(harness.dismissed).toEqual([["b", 50]]);
    expect(harness.permitted.slice(1)).toEqual([
      ["c", 200],
      ["d", 400],
    ]);
  });

  test("before it came never passes, though the rate permits one", async () => {
    const harness = new Harness();
    await harness.pass("a", { signal: AbortSignal.abort() });
    await harness.pass("b");
    expect(harness.dismissed).toEqual([["a", 0]]);
    expect(harness.permitted).toEqual([["b", 0]]);
  });

  test("during a Retry-After that it could wait for learns it at once", async () => {
    const harness = new Harness();
    const cancel = new AbortController();
    await harness.passHolding("a", 60_000);
    const waiting = harness.pass("b", { signal: cancel.signal });
    await harness.until(1_000);
    cancel.abort();
    await waiting;
    expect(harness.dismissed).toEqual([["b", 1_000]]);
  });

  test("as the last one leaves no alarm", async () => {
    const harness = new Harness();
    const cancel = new AbortController();
    await harness.passHolding("a", 60_000);
    const waiting = harness.pass("b", { signal: cancel.signal, sendBy: 90_000 });
    await harness.until(1_000);
    cancel.abort();
    await waiting;
    await harness.until(1_001);
    expect(harness.clock.sleeping).toBe(0);
  });

  test("once it has a permit keeps it until it is released", async () => {
    const harness = new Harness();
    const cancel = new AbortController();
    const permit = await harness.hold("a", { signal: cancel.signal });
    expect(getEventListeners(cancel.signal, "abort")).toEqual([]);
    cancel.abort();
    permit.release(RATE_LIMITED);
    expect(harness.limiter.spacingMs).toBe(400);
  });
});

test("thousands of requests leave no alarm and no listener", async () => {
  const harness = new Harness();
  const cancel = new AbortController();
  const { signal } = cancel;
  const total = 3_000;
  const all = Array.from({ length: total }, (_, index) => {
    if (index === 100) return harness.passHolding(String(index), 30_000);
    const sendBy = index % 3 === 0 ? 20_000 + index : Infinity;
    return harness.pass(String(index), { signal, sendBy }, index % 50 === 0 ? RATE_LIMITED : OK);
  });
  await harness.until(100_000);
  expect(getEventListeners(signal, "abort").length).toBeGreaterThan(1_000);
  cancel.abort();
  await Promise.all(all);
  expect(harness.permitted.length).toBeGreaterThan(100);
  expect(harness.dismissed.length).toBeGreaterThan(2_000);
  expect(harness.permitted.length + harness.dismissed.length).toBe(total);
  await harness.until(200_000);
  expect(harness.clock.sleeping).toBe(0);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
