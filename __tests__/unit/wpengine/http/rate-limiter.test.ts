import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import type { Priority } from "../../../../src/model/request-options.ts";
import { FULL_RATE, rateAt, halved } from "../../../../src/wpengine/http/rate.ts";
import {
  type Admission,
  type Outcome,
  type Permit,
  RateLimiter,
} from "../../../../src/wpengine/http/rate-limiter.ts";
import { FakeClock } from "../../../../simulator/clock.ts";

const WELL: Outcome = { isAnswered: true, isRefused: false, retryAt: undefined };
const REFUSED: Outcome = { isAnswered: true, isRefused: true, retryAt: undefined };
const quiet = (retryAt: number): Outcome => ({ isAnswered: true, isRefused: false, retryAt });
const { signal: NEVER } = new AbortController();

interface Wish {
  readonly sendBy?: number;
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

/** What has become of those who wanted to pass, in the order in which it was told to them. */
type Told = readonly [name: string, atMs: number];

/** A limiter, and a record of who has passed it when. */
class Street {
  readonly clock = new FakeClock();
  readonly limiter = new RateLimiter(this.clock);
  readonly passed: Told[] = [];
  readonly turnedAway: (readonly [...Told, retryAt: number | undefined])[] = [];

  /** @returns the turn, which whoever has it holds until it is left. */
  async hold(name: string, wish: Wish = {}): Promise<Permit> {
    const admission = await this.#enter(name, wish);
    if (admission.kind === "no-permit") throw new Error(`${name} was not admitted`);
    return admission;
  }

  /** Passes, if it comes to that, and leaves at once. */
  async pass(name: string, wish: Wish = {}, outcome: Outcome = WELL): Promise<void> {
    const admission = await this.#enter(name, wish);
    if (admission.kind === "permit") admission.release(outcome);
  }

  passAll(names: string, wish: Wish = {}): Promise<unknown> {
    return Promise.all(Array.from(names, (name) => this.pass(name, wish)));
  }

  /** Until a moment that is yet to come. */
  async until(atMs: number): Promise<void> {
    await this.clock.sleep(atMs - this.clock.now(), NEVER);
  }

  async #enter(name: string, wish: Wish): Promise<Admission> {
    const { sendBy = Infinity, priority = () => 0, signal = NEVER } = wish;
    const admission = await this.limiter.acquire({ sendBy, priority, signal });
    const now = this.clock.now();
    if (admission.kind === "permit") this.passed.push([name, now]);
    else this.turnedAway.push([name, now, admission.retryAt]);
    return admission;
  }
}

describe("the pace", () => {
  test("one may pass at once, and the others each 200 ms later", async () => {
    const street = new Street();
    await street.passAll("abcd");
    expect(street.passed).toEqual([
      ["a", 0],
      ["b", 200],
      ["c", 400],
      ["d", 600],
    ]);
    expect(street.limiter.spacingMs).toBe(200);
  });

  test("nothing is saved up while nobody comes", async () => {
    const street = new Street();
    await street.pass("a");
    await street.until(10_000);
    await street.passAll("bcd");
    expect(street.passed.slice(1)).toEqual([
      ["b", 10_000],
      ["c", 10_200],
      ["d", 10_400],
    ]);
  });

  test("who comes 200 ms after the one before, or later, need not wait", async () => {
    const street = new Street();
    await street.pass("a");
    await street.until(199);
    await street.pass("b");
    await street.until(400);
    await street.pass("c");
    await street.until(650);
    await street.pass("d");
    expect(street.passed.map(([, atMs]) => atMs)).toEqual([0, 200, 400, 650]);
  });

  test("an exchange that takes long holds nobody up", async () => {
    const street = new Street();
    await Promise.all(["a", "b", "c"].map((name) => street.hold(name)));
    expect(street.passed.map(([, atMs]) => atMs)).toEqual([0, 200, 400]);
  });
});

describe("who passes first", () => {
  test("is the most urgent, and the first to come of those that are as urgent", async () => {
    const street = new Street();
    const priorities = { a: 0, b: 1, c: 3, d: 2, e: 3, f: 1 };
    await Promise.all(
      Object.entries(priorities).map(([name, priority]) =>
        street.pass(name, { priority: () => priority }),
      ),
    );
    // The first to come finds nobody else.
    expect(street.passed.map(([name]) => name).join("")).toBe("acedbf");
  });

  test.each([
    [() => Infinity, "xbc"],
    [() => -Infinity, "bcx"],
  ])("may be wanted without bound: %s", async (priority, order) => {
    const street = new Street();
    await Promise.all([street.pass("a"), street.pass("x", { priority }), street.passAll("bc")]);
    expect(street.passed.map(([name]) => name).join("")).toBe(`a${order}`);
  });

  test("is a refused one that comes back as urgent as it was, for that has grown on", async () => {
    const street = new Street();
    const since =
      (atMs: number): Priority =>
      (now) =>
        now - atMs;
    const { clock } = street;
    const refused = street.pass("a", { priority: since(-1_000) }, REFUSED).then(() => {
      expect(clock.now()).toBe(0);
      return street.pass("again", { priority: since(-1_000) });
    });
    const others = [1, 2, 3].map((n) => street.pass(`b${n}`, { priority: since(-500) }));
    await Promise.all([refused, ...others]);
    expect(street.passed.map(([name]) => name)).toEqual(["a", "again", "b1", "b2", "b3"]);
  });

  test("is found out at the moment at which one may pass", async () => {
    const street = new Street();
    const askedAt = new Set<number>();
    const rising: Priority = (now) => {
      askedAt.add(now);
      return now < 400 ? 0 : 10;
    };
    const constant = (): number => 5;
    await Promise.all([
      street.pass("first"),
      street.pass("rising", { priority: rising }),
      street.pass("b", { priority: constant }),
      street.pass("c", { priority: constant }),
    ]);
    expect(street.passed).toEqual([
      ["first", 0],
      ["b", 200],
      ["rising", 400],
      ["c", 600],
    ]);
    expect([...askedAt]).toEqual([200, 400]);
  });
});

describe("a wish for quiet", () => {
  test("stands still for everyone, and then all goes on at the pace, without a burst", async () => {
    const street = new Street();
    const turn = await street.hold("a");
    const waiting = street.passAll("bcd");
    await street.until(100);
    turn.release(quiet(5_000));
    await street.until(3_000);
    await Promise.all([waiting, street.pass("late", { priority: () => 9 })]);
    expect(street.passed).toEqual([
      ["a", 0],
      ["late", 5_000],
      ["b", 5_200],
      ["c", 5_400],
      ["d", 5_600],
    ]);
    expect(street.limiter.spacingMs).toBe(200);
  });

  test("is the longest of several, whichever comes last", async () => {
    const street = new Street();
    const turns = await Promise.all(["a", "b", "c"].map((name) => street.hold(name)));
    for (const [index, untilMs] of [3_000, 8_000, 2_000].entries())
      turns[index]?.release(quiet(untilMs));
    await street.pass("d");
    expect(street.passed.at(-1)).toEqual(["d", 8_000]);
  });

  test("that has passed already changes nothing", async () => {
    const street = new Street();
    const turn = await street.hold("a");
    await street.until(150);
    turn.release(quiet(100));
    await street.pass("b");
    expect(street.passed.at(-1)).toEqual(["b", 200]);
  });

  test("of a refusal holds too, and slows down what follows", async () => {
    const street = new Street();
    await street.pass("a", {}, { isAnswered: true, isRefused: true, retryAt: 5_000 });
    await street.passAll("bc");
    const [, b, c] = street.passed.map(([, atMs]) => atMs);
    expect(b).toBe(5_000);
    expect(c).toBeCloseTo(5_000 + 1_000 / rateAt(halved(FULL_RATE, 0), 5_000), 6);
  });
});

describe("a refusal", () => {
  test("halves the pace, from that moment on", async () => {
    const street = new Street();
    const turn = await street.hold("a");
    await street.until(150);
    turn.release(REFUSED);
    expect(street.limiter.spacingMs).toBe(400);
    await street.pass("b");
    expect(street.passed.at(-1)).toEqual(["b", 550]);
  });

  test("of a request begun before the last decrease tells nothing new", async () => {
    const street = new Street();
    const turns = await Promise.all(["a", "b", "c"].map((name) => street.hold(name)));
    await street.until(500);
    turns[1]?.release(REFUSED);
    const once = halved(FULL_RATE, 500);
    expect(street.limiter.spacingMs).toBe(1_000 / once.perSecond);
    turns[2]?.release(REFUSED);
    await street.until(700);
    turns[0]?.release(REFUSED);
    expect(street.limiter.spacingMs).toBe(1_000 / rateAt(once, 700));
    await street.pass("d");
    expect(street.passed.at(-1)).toEqual(["d", 900]);
  });

  test("of one begun after it tells of another congestion", async () => {
    const street = new Street();
    const [a, b] = await Promise.all(["a", "b"].map((name) => street.hold(name)));
    await street.until(500);
    a?.release(REFUSED);
    const later = await street.hold("c");
    expect(street.passed.at(-1)).toEqual(["c", 900]);
    await street.until(1_000);
    later.release(REFUSED);
    const twice = halved(halved(FULL_RATE, 500), 1_000);
    expect(street.limiter.spacingMs).toBe(1_000 / twice.perSecond);
    b?.release(REFUSED);
    expect(street.limiter.spacingMs).toBe(1_000 / twice.perSecond);
    await street.pass("d");
    expect(street.passed.at(-1)).toEqual(["d", 1_000 + 1_000 / twice.perSecond]);
  });

  test("is forgotten at one a second more each minute", async () => {
    const street = new Street();
    await street.pass("a", {}, REFUSED);
    await street.until(60_000);
    expect(street.limiter.spacingMs).toBeCloseTo(1_000 / 3.5, 9);
    await street.until(180_000);
    expect(street.limiter.spacingMs).toBe(200);
  });

  test("after refusal leaves one request in five seconds", async () => {
    const street = new Street();
    for (let n = 0; n < 9; n += 1) await street.pass(String(n), {}, REFUSED);
    const moments = street.passed.map(([, atMs]) => atMs);
    const gaps = moments.slice(1).map((atMs, index) => atMs - (moments[index] ?? NaN));
    expect(gaps[0]).toBe(400);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000);
    expect(gaps.at(-1)).toBeCloseTo(5_000, 6);
  });
});

describe("the places", () => {
  /** Eight that are under way, from `atMs` on. */
  const eight = (street: Street): Promise<Permit[]> =>
    Promise.all(Array.from("abcdefgh", (name) => street.hold(name)));

  test("are eight: a ninth enters at the moment at which one leaves", async () => {
    const street = new Street();
    const turns = await eight(street);
    expect(street.passed.at(-1)).toEqual(["h", 1_400]);
    const more = [street.hold("i"), street.hold("j")];
    await street.until(3_000);
    turns[5]?.release(WELL);
    await street.until(4_500);
    turns[5]?.release(WELL); // a second time, which frees nothing
    await street.until(4_600);
    turns[0]?.release(WELL);
    await Promise.all(more);
    expect(street.passed.slice(8)).toEqual([
      ["i", 3_000],
      ["j", 4_600],
    ]);
  });

  test("that are freed together are taken at the pace", async () => {
    const street = new Street();
    const turns = await eight(street);
    const more = street.passAll("ij");
    await street.until(3_000);
    for (const turn of turns) turn.release(WELL);
    await more;
    expect(street.passed.slice(8)).toEqual([
      ["i", 3_000],
      ["j", 3_200],
    ]);
  });

  test("are free again where an exchange has hung for 5 s; its late end frees no second one", async () => {
    const street = new Street();
    const hung = await street.hold("a");
    await street.until(3_000);
    await Promise.all(Array.from("bcdefgh", (name) => street.hold(name)));
    const more = [street.hold("i"), street.hold("j")];
    await street.until(6_000);
    hung.release(WELL);
    await Promise.all(more);
    expect(street.passed.slice(8)).toEqual([
      ["i", 5_000],
      ["j", 8_000], // as the second one hangs for 5 s
    ]);
  });

  test("an exchange that has hung is heeded all the same when it ends", async () => {
    const street = new Street();
    const hung = await street.hold("a");
    await street.until(12_000);
    hung.release({ isAnswered: true, isRefused: true, retryAt: 20_000 });
    expect(street.limiter.spacingMs).toBe(400);
    await street.pass("b");
    expect(street.passed.at(-1)).toEqual(["b", 20_000]);
  });

  test("who is most urgent when one is freed gets it", async () => {
    const street = new Street();
    const [first] = await eight(street);
    const waiting = street.pass("i");
    await street.until(3_000);
    const later = street.pass("j", { priority: () => 1 });
    first?.release(WELL);
    await Promise.all([waiting, later]);
    expect(street.passed.slice(8).map(([name]) => name)).toEqual(["j", "i"]);
  });
});

describe("too late", () => {
  test("at the very moment it is not yet", async () => {
    const street = new Street();
    await Promise.all([street.pass("a"), street.pass("b", { sendBy: 200 })]);
    expect(street.passed.at(-1)).toEqual(["b", 200]);
  });

  test("is known as soon as the moment has passed, and not before", async () => {
    const street = new Street();
    const urgent = { priority: () => 9 };
    await Promise.all([
      street.pass("a"),
      street.pass("b", urgent),
      street.pass("c", urgent),
      street.pass("d", { sendBy: 250 }),
    ]);
    expect(street.turnedAway).toEqual([["d", 251, undefined]]);
    expect(street.passed.map(([name]) => name).join("")).toBe("abc");
  });

  test("is known where all places are taken, too", async () => {
    const street = new Street();
    await Promise.all(Array.from("abcdefgh", (name) => street.hold(name)));
    await street.pass("i", { sendBy: 3_000 });
    expect(street.turnedAway).toEqual([["i", 3_001, undefined]]);
  });

  test("is known at once by who comes too late, though one may pass", async () => {
    const street = new Street();
    await street.until(1_000);
    await street.pass("a", { sendBy: 999 });
    expect(street.turnedAway).toEqual([["a", 1_000, undefined]]);
  });

  test("is known at once where the API wants quiet beyond it, and for how long", async () => {
    const street = new Street();
    const turn = await street.hold("a");
    const waiting = [
      street.pass("soon", { sendBy: 30_000 }),
      street.pass("just", { sendBy: 59_999 }),
      street.pass("late", { sendBy: 60_000 }),
    ];
    await street.until(100);
    turn.release(quiet(60_000));
    await street.until(7_000);
    await street.pass("new", { sendBy: 30_000 });
    await Promise.all(waiting);
    expect(street.turnedAway).toEqual([
      ["soon", 100, 60_000],
      ["just", 100, 60_000],
      ["new", 7_000, 60_000],
    ]);
    expect(street.passed.at(-1)).toEqual(["late", 60_000]);
  });

  test("is known at once where an exchange that has hung ends with such a wish", async () => {
    const street = new Street();
    const hung = await street.hold("a");
    await street.until(11_000);
    const others = await Promise.all(Array.from("bcdefghi", (name) => street.hold(name)));
    const waiting = street.pass("j", { sendBy: 30_000 });
    await street.until(13_000);
    hung.release(quiet(60_000));
    await street.until(14_000);
    others[0]?.release(WELL);
    await waiting;
    expect(street.turnedAway).toEqual([["j", 13_000, 60_000]]);
  });

  test("is not taken back by another answer, which wishes for less or nothing", async () => {
    const street = new Street();
    const turns = await Promise.all(["a", "b", "c"].map((name) => street.hold(name)));
    for (const [index, outcome] of [quiet(60_000), quiet(1_000), WELL].entries()) {
      turns[index]?.release(outcome);
    }
    await street.pass("d", { sendBy: 30_000 });
    expect(street.turnedAway).toEqual([["d", 400, 60_000]]);
  });

  test("has not to do with a quiet that has passed", async () => {
    const street = new Street();
    await street.pass("a", {}, quiet(5_000));
    await street.until(6_000);
    await street.pass("b", { sendBy: 4_500 });
    expect(street.turnedAway).toEqual([["b", 6_000, undefined]]);
  });
});

describe("given up", () => {
  test("is known at once, and the others pass as if it had never come", async () => {
    const street = new Street();
    const cancel = new AbortController();
    const { signal } = cancel;
    const waiting = [
      street.pass("a"),
      street.pass("b", { signal, priority: () => 9 }),
      street.passAll("cd"),
    ];
    await street.until(50);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    cancel.abort();
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await Promise.all(waiting);
    expect(street.turnedAway).toEqual([["b", 50, undefined]]);
    expect(street.passed.slice(1)).toEqual([
      ["c", 200],
      ["d", 400],
    ]);
  });

  test("before it came: it never passes, though one may", async () => {
    const street = new Street();
    await street.pass("a", { signal: AbortSignal.abort() });
    await street.pass("b");
    expect(street.turnedAway).toEqual([["a", 0, undefined]]);
    expect(street.passed).toEqual([["b", 0]]);
  });

  test("during a quiet that is not too long: at once", async () => {
    const street = new Street();
    const cancel = new AbortController();
    await street.pass("a", {}, quiet(60_000));
    const waiting = street.pass("b", { signal: cancel.signal });
    await street.until(1_000);
    cancel.abort();
    await waiting;
    expect(street.turnedAway).toEqual([["b", 1_000, undefined]]);
  });

  test("by the last who waits: no alarm is left that would ring for nobody", async () => {
    const street = new Street();
    const cancel = new AbortController();
    await street.pass("a", {}, quiet(60_000));
    const waiting = street.pass("b", { signal: cancel.signal, sendBy: 90_000 });
    await street.until(1_000);
    cancel.abort();
    await waiting;
    await street.until(1_001);
    expect(street.clock.sleeping).toBe(0);
  });

  test("once one has passed: its turn stays, until it is left", async () => {
    const street = new Street();
    const cancel = new AbortController();
    const turn = await street.hold("a", { signal: cancel.signal });
    expect(getEventListeners(cancel.signal, "abort")).toEqual([]);
    cancel.abort();
    turn.release(REFUSED);
    expect(street.limiter.spacingMs).toBe(400);
  });
});

test("thousands leave no alarm and no listener", async () => {
  const street = new Street();
  const cancel = new AbortController();
  const { signal } = cancel;
  const count = 3_000;
  const all = Array.from({ length: count }, (_, index) => {
    const wish = { signal, beginBy: index % 3 === 0 ? 20_000 + index : Infinity };
    const outcome = index % 50 === 0 ? REFUSED : WELL;
    return street.pass(String(index), wish, index === 100 ? quiet(30_000) : outcome);
  });
  await street.until(100_000);
  expect(getEventListeners(signal, "abort").length).toBeGreaterThan(1_000);
  cancel.abort();
  await Promise.all(all);
  expect(street.passed.length).toBeGreaterThan(100);
  expect(street.turnedAway.length).toBeGreaterThan(2_000);
  expect(street.passed.length + street.turnedAway.length).toBe(count);
  await street.until(200_000);
  expect(street.clock.sleeping).toBe(0);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
