import { describe, expect, test } from "vitest";
import type { Priority } from "../../../../src/model/request-options.ts";
import { FULL_RATE, halved, rateAt } from "../../../../src/wpengine/http/rate.ts";
import type { Permit } from "../../../../src/wpengine/http/rate-limiter.ts";
import { Harness, momentsOf, namesOf, OK, RATE_LIMITED } from "./limiter-harness.ts";

describe("the rate", () => {
  test("permits one request at once, and the others 200 ms apart", async () => {
    const harness = new Harness();
    await harness.passAll("abcd");
    expect(harness.permitted).toEqual([
      ["a", 0],
      ["b", 200],
      ["c", 400],
      ["d", 600],
    ]);
    expect(harness.limiter.spacingMs).toBe(200);
  });

  test("accrues no burst credit while there are no requests", async () => {
    const harness = new Harness();
    await harness.pass("a");
    await harness.until(10_000);
    await harness.passAll("bcd");
    expect(harness.permitted.slice(1)).toEqual([
      ["b", 10_000],
      ["c", 10_200],
      ["d", 10_400],
    ]);
  });

  test("delays no request that comes 200 ms after the one before, or later", async () => {
    const harness = new Harness();
    await harness.pass("a");
    await harness.until(199);
    await harness.pass("b");
    await harness.until(400);
    await harness.pass("c");
    await harness.until(650);
    await harness.pass("d");
    expect(momentsOf(harness.permitted)).toEqual([0, 200, 400, 650]);
  });

  test("does not depend on how long the exchanges take", async () => {
    const harness = new Harness();
    await Promise.all(["a", "b", "c"].map((name) => harness.hold(name)));
    expect(momentsOf(harness.permitted)).toEqual([0, 200, 400]);
  });
});

describe("the next permit", () => {
  test("goes to the most urgent request, and to the first of equally urgent ones", async () => {
    const harness = new Harness();
    const priorities = { a: 0, b: 1, c: 3, d: 2, e: 3, f: 1 };
    await Promise.all(
      Object.entries(priorities).map(([name, priority]) =>
        harness.pass(name, { priority: () => priority }),
      ),
    );
    // The first request finds no other.
    expect(namesOf(harness.permitted)).toBe("acedbf");
  });

  test("gives a request without a priority that of zero", async () => {
    const harness = new Harness();
    await Promise.all([
      harness.pass("a"),
      harness.pass("below", { priority: () => -0.1 }),
      harness.pass("none"),
      harness.pass("zero", { priority: () => 0 }),
      harness.pass("above", { priority: () => 0.1 }),
    ]);
    const names = harness.permitted.map(([name]) => name);
    expect(names).toEqual(["a", "above", "none", "zero", "below"]);
  });

  test.each([
    [() => Infinity, "xbc"],
    [() => -Infinity, "bcx"],
  ])("accepts an infinite priority: %s", async (priority, order) => {
    const harness = new Harness();
    await Promise.all([harness.pass("a"), harness.pass("x", { priority }), harness.passAll("bc")]);
    expect(namesOf(harness.permitted)).toBe(`a${order}`);
  });

  test("goes to a repeated rate-limited request, because its priority has grown", async () => {
    const harness = new Harness();
    const since =
      (atMs: number): Priority =>
      (now) =>
        now - atMs;
    const { clock } = harness;
    const rateLimited = harness.pass("a", { priority: since(-1_000) }, RATE_LIMITED).then(() => {
      expect(clock.now()).toBe(0);
      return harness.pass("again", { priority: since(-1_000) });
    });
    const others = [1, 2, 3].map((n) => harness.pass(`b${n}`, { priority: since(-500) }));
    await Promise.all([rateLimited, ...others]);
    expect(harness.permitted.map(([name]) => name)).toEqual(["a", "again", "b1", "b2", "b3"]);
  });

  test("depends on the priorities at the moment at which it is given", async () => {
    const harness = new Harness();
    const calledAt = new Set<number>();
    const rising: Priority = (now) => {
      calledAt.add(now);
      return now < 400 ? 0 : 10;
    };
    const constant = (): number => 5;
    await Promise.all([
      harness.pass("first"),
      harness.pass("rising", { priority: rising }),
      harness.pass("b", { priority: constant }),
      harness.pass("c", { priority: constant }),
    ]);
    expect(harness.permitted).toEqual([
      ["first", 0],
      ["b", 200],
      ["rising", 400],
      ["c", 600],
    ]);
    expect([...calledAt]).toEqual([200, 400]);
  });
});

describe("a Retry-After", () => {
  test("holds every request, and the rate goes on after it without a burst", async () => {
    const harness = new Harness();
    const permit = await harness.hold("a");
    const waiting = harness.passAll("bcd");
    await harness.until(100);
    harness.limiter.holdUntil(5_000);
    permit.release(OK);
    await harness.until(3_000);
    await Promise.all([waiting, harness.pass("late", { priority: () => 9 })]);
    expect(harness.permitted).toEqual([
      ["a", 0],
      ["late", 5_000],
      ["b", 5_200],
      ["c", 5_400],
      ["d", 5_600],
    ]);
    expect(harness.limiter.spacingMs).toBe(200);
  });

  test("holds while the exchange that named it goes on", async () => {
    const harness = new Harness();
    const permit = await harness.hold("a");
    const waiting = harness.passAll("bc");
    await harness.until(100);
    harness.limiter.holdUntil(3_000);
    await harness.until(4_000);
    permit.release(OK);
    await waiting;
    expect(harness.permitted.slice(1)).toEqual([
      ["b", 3_000],
      ["c", 3_200],
    ]);
  });

  test("if there are several, the latest one counts, in any order", async () => {
    const harness = new Harness();
    expect(harness.limiter.retryAt).toBe(0);
    for (const [retryAt, latest] of [
      [3_000, 3_000],
      [8_000, 8_000],
      [2_000, 8_000],
    ] as const) {
      harness.limiter.holdUntil(retryAt);
      expect(harness.limiter.retryAt).toBe(latest);
    }
    await harness.pass("a");
    expect(harness.permitted).toEqual([["a", 8_000]]);
  });

  test("in the past changes nothing", async () => {
    const harness = new Harness();
    const permit = await harness.hold("a");
    await harness.until(150);
    harness.limiter.holdUntil(100);
    permit.release(OK);
    await harness.pass("b");
    expect(harness.permitted.at(-1)).toEqual(["b", 200]);
  });

  test("of a 429 holds too, and the rate is halved", async () => {
    const harness = new Harness();
    await harness.passHolding("a", 5_000, RATE_LIMITED);
    await harness.passAll("bc");
    const [, b, c] = momentsOf(harness.permitted);
    expect(b).toBe(5_000);
    expect(c).toBeCloseTo(5_000 + 1_000 / rateAt(halved(FULL_RATE, 0), 5_000), 6);
  });
});

describe("a 429", () => {
  test("halves the rate, from that moment on", async () => {
    const harness = new Harness();
    const permit = await harness.hold("a");
    await harness.until(150);
    permit.release(RATE_LIMITED);
    expect(harness.limiter.spacingMs).toBe(400);
    await harness.pass("b");
    expect(harness.permitted.at(-1)).toEqual(["b", 550]);
  });

  test("of a request sent before the rate was last halved changes nothing", async () => {
    const harness = new Harness();
    const permits = await Promise.all(["a", "b", "c"].map((name) => harness.hold(name)));
    await harness.until(500);
    permits[1]?.release(RATE_LIMITED);
    const once = halved(FULL_RATE, 500);
    expect(harness.limiter.spacingMs).toBe(1_000 / once.perSecond);
    permits[2]?.release(RATE_LIMITED);
    await harness.until(700);
    permits[0]?.release(RATE_LIMITED);
    expect(harness.limiter.spacingMs).toBe(1_000 / rateAt(once, 700));
    await harness.pass("d");
    expect(harness.permitted.at(-1)).toEqual(["d", 900]);
  });

  test("of a request sent after that is another congestion", async () => {
    const harness = new Harness();
    const [a, b] = await Promise.all(["a", "b"].map((name) => harness.hold(name)));
    await harness.until(500);
    a?.release(RATE_LIMITED);
    const later = await harness.hold("c");
    expect(harness.permitted.at(-1)).toEqual(["c", 900]);
    await harness.until(1_000);
    later.release(RATE_LIMITED);
    const twice = halved(halved(FULL_RATE, 500), 1_000);
    expect(harness.limiter.spacingMs).toBe(1_000 / twice.perSecond);
    b?.release(RATE_LIMITED);
    expect(harness.limiter.spacingMs).toBe(1_000 / twice.perSecond);
    await harness.pass("d");
    expect(harness.permitted.at(-1)).toEqual(["d", 1_000 + 1_000 / twice.perSecond]);
  });

  test("of a request sent at the moment at which the rate was halved is another congestion", async () => {
    const harness = new Harness();
    const first = await harness.hold("a");
    const second = await harness.hold("b");
    first.release(RATE_LIMITED); // at 200 ms, when b was sent
    second.release(RATE_LIMITED);
    expect(harness.limiter.spacingMs).toBe(800);
  });

  test("is forgotten by one request per second each minute", async () => {
    const harness = new Harness();
    await harness.pass("a", {}, RATE_LIMITED);
    await harness.until(60_000);
    expect(harness.limiter.spacingMs).toBeCloseTo(1_000 / 3.5, 9);
    await harness.until(180_000);
    expect(harness.limiter.spacingMs).toBe(200);
  });

  test("after 429 leaves one request in five seconds", async () => {
    const harness = new Harness();
    for (let n = 0; n < 9; n += 1) await harness.pass(String(n), {}, RATE_LIMITED);
    const moments = momentsOf(harness.permitted);
    const gaps = moments.slice(1).map((atMs, index) => atMs - (moments[index] ?? NaN));
    expect(gaps[0]).toBe(400);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000);
    expect(gaps.at(-1)).toBeCloseTo(5_000, 6);
  });
});

test("whether the API has replied is known once any exchange was answered", async () => {
  const harness = new Harness();
  expect(harness.limiter.hasReplied).toBe(false);
  await harness.pass("a", {}, { isAnswered: false, isRateLimited: false });
  expect(harness.limiter.hasReplied).toBe(false);
  await harness.pass("b", {}, OK);
  expect(harness.limiter.hasReplied).toBe(true);
  await harness.pass("c", {}, { isAnswered: false, isRateLimited: false });
  expect(harness.limiter.hasReplied).toBe(true);
});

test("whether the API has replied is known from a Retry-After on, before that exchange ends", () => {
  const { limiter } = new Harness();
  limiter.holdUntil(1_000);
  expect(limiter.hasReplied).toBe(true);
});

describe("the requests in flight", () => {
  /** Eight permits that are held. */
  const eight = (harness: Harness): Promise<Permit[]> =>
    Promise.all(Array.from("abcdefgh", (name) => harness.hold(name)));

  test("are eight at most: a ninth is permitted at the moment at which one is released", async () => {
    const harness = new Harness();
    const permits = await eight(harness);
    expect(harness.permitted.at(-1)).toEqual(["h", 1_400]);
    const more = [harness.hold("i"), harness.hold("j")];
    await harness.until(3_000);
    permits[5]?.release(OK);
    await harness.until(4_500);
    permits[5]?.release(OK); // a second time, which frees nothing
    await harness.until(4_600);
    permits[0]?.release(OK);
    await Promise.all(more);
    expect(harness.permitted.slice(8)).toEqual([
      ["i", 3_000],
      ["j", 4_600],
    ]);
  });

  test("that are released together are replaced at the rate", async () => {
    const harness = new Harness();
    const permits = await eight(harness);
    const more = harness.passAll("ij");
    await harness.until(3_000);
    for (const permit of permits) permit.release(OK);
    await more;
    expect(harness.permitted.slice(8)).toEqual([
      ["i", 3_000],
      ["j", 3_200],
    ]);
  });

  test("do not include one that hangs for 5 s, and its late release frees no second place", async () => {
    const harness = new Harness();
    const hung = await harness.hold("a");
    await harness.until(3_000);
    await Promise.all(Array.from("bcdefgh", (name) => harness.hold(name)));
    const more = [harness.hold("i"), harness.hold("j")];
    await harness.until(6_000);
    hung.release(OK);
    await Promise.all(more);
    expect(harness.permitted.slice(8)).toEqual([
      ["i", 5_000],
      ["j", 8_000], // when the second one has hung for 5 s
    ]);
  });

  test("adapt the rate when they are released, even one that has hung", async () => {
    const harness = new Harness();
    const hung = await harness.hold("a");
    await harness.until(12_000);
    harness.limiter.holdUntil(20_000);
    hung.release(RATE_LIMITED);
    expect(harness.limiter.spacingMs).toBe(400);
    await harness.pass("b");
    expect(harness.permitted.at(-1)).toEqual(["b", 20_000]);
  });

  test("leave their place to the most urgent request at that moment", async () => {
    const harness = new Harness();
    const [first] = await eight(harness);
    const waiting = harness.pass("i");
    await harness.until(3_000);
    const later = harness.pass("j", { priority: () => 1 });
    first?.release(OK);
    await Promise.all([waiting, later]);
    expect(namesOf(harness.permitted.slice(8))).toBe("ji");
  });

  test("leave their place once the answer has been dealt with", async () => {
    const harness = new Harness();
    const [first] = await eight(harness);
    const cancel = new AbortController();
    const waiting = harness.pass("i", { signal: cancel.signal });
    await harness.until(3_000);
    first?.release(OK);
    for (let hops = 0; hops < 20; hops += 1) await Promise.resolve();
    cancel.abort();
    await waiting;
    expect(harness.dismissed).toEqual([["i", 3_000]]);
  });
});
