import { describe, expect, test } from "vitest";
import { readListing, tryListing } from "../../../src/backup/list.ts";
import type { Listing } from "../../../src/backup/pages.ts";
import { GateClosed } from "../../../src/model/errors.ts";
import type {
  Failure,
  ListingPage,
  RetryableFailure,
  RetryEvent,
} from "../../../src/model/reply.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import { requestOptions } from "../../../src/schedule/deadline.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import { apiOf, budgetOf, contextOf } from "../../support/context.ts";

interface Row {
  readonly id: string;
}
type Reply = ListingPage<Row> | Failure;

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, index) => ({ id: String(from + index) }));
/** A page with the rows of a range, of a listing of so many. */
const page = (
  from: number,
  to: number,
  total: number | undefined,
  more: Partial<ListingPage<Row>> = {},
): ListingPage<Row> => ({
  kind: "page",
  rows: rows(from, to),
  size: to - from,
  total,
  hasNext: total !== undefined && to < total,
  serverMs: 1_000 + from,
  ...more,
});
const failed: RetryableFailure = {
  kind: "retryable",
  message: "The API answered 503",
  reason: "no-answer",
};

interface Read {
  readonly listing: Listing<Row> | RetryableFailure;
  readonly offsets: number[];
  readonly options: RequestOptions[];
  readonly clock: FakeClock;
  readonly events: readonly RetryEvent[];
  readonly waits: readonly number[];
}

interface ReadOptions {
  readonly tries?: number;
  readonly isEnough?: (rows: readonly Row[]) => boolean;
  /** What each page takes. */
  readonly tookMs?: number;
  /** The `Retry-After` of the first page, as a moment. */
  readonly retryAt?: number;
  readonly signal?: AbortSignal;
  readonly wakeAt?: number;
  readonly canFail?: () => boolean;
}

/** Reads a listing in a step of 10 minutes, whose pages are these, in this order. */
async function read(
  replies: readonly Reply[],
  {
    tries,
    isEnough,
    tookMs = 0,
    retryAt = 0,
    signal = new AbortController().signal,
    ...more
  }: ReadOptions = {},
): Promise<Read> {
  const api = { ...apiOf(), retryAt: 0 };
  const budget = budgetOf({ timeoutMs: 600_000 });
  const context = contextOf<RetryEvent>({ api, budget, signal });
  const { clock, events } = context;
  const offsets: number[] = [];
  const options: RequestOptions[] = [];
  const readPage = async (offset: number, given: RequestOptions): Promise<Reply> => {
    const reply = replies[offsets.length];
    offsets.push(offset);
    options.push(given);
    if (reply === undefined) throw new Error("one page too many");
    await clock.sleep(tookMs, signal);
    api.retryAt = retryAt;
    return reply;
  };
  const query = { readPage, purpose: "looking", ...(isEnough && { isEnough }), ...more };
  const listing = await (tries === undefined
    ? readListing(query, context)
    : tryListing(query, tries, context));
  return { listing, offsets, options, clock, events, waits: events.map(({ waitMs }) => waitMs) };
}

test("one page", async () => {
  const { listing, offsets } = await read([page(0, 3, 3)]);
  expect(listing).toMatchObject({ rows: rows(0, 3), flaw: undefined, serverMs: 1_000 });
  expect(offsets).toEqual([0]);
});

test("no row at all", async () => {
  const { listing } = await read([page(0, 0, 0)]);
  expect(listing).toMatchObject({ rows: [], flaw: undefined });
});

test("page after page, by the rows that came and not by those that were asked for", async () => {
  const { listing, offsets } = await read([
    page(0, 50, 120),
    page(50, 100, 120),
    page(100, 120, 120),
  ]);
  expect(offsets).toEqual([0, 50, 100]);
  expect(listing).toMatchObject({ rows: rows(0, 120), flaw: undefined, serverMs: 1_000 });
});

test.each<[string, ListingPage<Row>[], number[]]>([
  [
    "no total: up to a page that is not full",
    [page(0, 100, undefined), page(100, 130, undefined)],
    [0, 100],
  ],
  [
    "no total, and a last page that is full",
    [page(0, 100, undefined), page(100, 100, undefined)],
    [0, 100],
  ],
  [
    "no total, but a next page",
    [page(0, 10, undefined, { hasNext: true }), page(10, 12, undefined)],
    [0, 10],
  ],
])("%s", async (_, pages, expected) => {
  const { listing, offsets } = await read(pages);
  expect(offsets).toEqual(expected);
  expect(listing).toMatchObject({ flaw: undefined });
});

test.each<[string, ListingPage<Row>[]]>([
  ["its total changes", [page(0, 100, 120), page(100, 121, 121)]],
  ["it repeats itself", [page(0, 100, 200), page(0, 100, 200)]],
  ["one row moves from page to page", [page(0, 100, 120), page(99, 119, 120)]],
  ["it ends before its total", [page(0, 100, 120), page(100, 100, 120)]],
  ["it shows more than its total", [page(0, 100, 120), page(100, 121, 120)]],
])("is read again from the start if %s", async (_, odd) => {
  const { listing, offsets, waits } = await read([...odd, page(0, 3, 3)]);
  expect(listing).toMatchObject({ rows: rows(0, 3), flaw: undefined });
  expect(offsets).toEqual([0, 100, 0]);
  expect(waits).toEqual([1_000]);
});

test.each<[string, ListingPage<Row>[]]>([
  ["has fewer rows than its count", [page(0, 3, 5, { hasNext: false })]],
  ["has more rows than its count", [page(0, 5, 3)]],
  ["has a row twice", [page(0, 100, 200), page(0, 100, 200)]],
])("is as far as it can be read if three readings are alike: it %s", async (flaw, odd) => {
  const { listing, waits } = await read([...odd, ...odd, ...odd]);
  expect(listing).toMatchObject({ flaw: `it ${flaw}`, isContradictory: true });
  expect(waits).toEqual([1_000, 2_000]);
});

test("goes on if three readings differ, with ever longer backoffs", async () => {
  const short = page(0, 3, 5, { hasNext: false });
  const long = page(0, 5, 3);
  const { listing, waits, events } = await read([short, long, short, long, page(0, 3, 3)]);
  expect(listing).toMatchObject({ rows: rows(0, 3), flaw: undefined });
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(events[0]).toMatchObject({
    kind: "request-failed",
    failure: {
      kind: "retryable",
      message: "looking: the list contradicts itself: it has fewer rows than its count",
      reason: "no-answer",
    },
  });
});

describe("a refusal that a good reply contradicts", () => {
  const refused: Failure = { kind: "not-found", message: "404", isContradicted: true };

  test("is asked again, and the listing is read", async () => {
    const { listing, waits } = await read([page(0, 100, 120), refused, page(100, 120, 120)]);
    expect(listing).toMatchObject({ rows: rows(0, 120), flaw: undefined });
    expect(waits).toEqual([1_000]);
  });

  test("closes the gate once it has lasted 20 s, however few tries there are", async () => {
    const replies = Array<Reply>(6).fill(refused);
    await expect(read(replies, { tries: 1 })).rejects.toMatchObject({
      verdict: {
        result: "not-found",
        message: "Looking: 404. The API's earlier replies in this step were good.",
      },
    });
    // After 1, 2, 4 and 8 s, and when the 20 s end.
    const good = [...replies.slice(0, 5), page(0, 3, 3)];
    expect((await read(good)).waits).toEqual([1_000, 2_000, 4_000, 8_000, 5_000]);
  });

  test("has 20 s again after a good page", async () => {
    const some = Array<Reply>(4).fill(refused);
    const replies = [...some, page(0, 100, 120), ...some, page(100, 120, 120)];
    expect((await read(replies)).waits).toEqual([
      1_000, 2_000, 4_000, 8_000, 1_000, 2_000, 4_000, 8_000,
    ]);
  });

  test("has its 20 s although other failures come between", async () => {
    const replies = [refused, failed, refused, failed, refused, page(0, 3, 3)];
    expect((await read(replies)).waits).toEqual([1_000, 2_000, 4_000, 8_000, 5_000]);
  });

  test("backs off by all failures in a row", async () => {
    const replies = [failed, refused, page(0, 100, 120), refused, page(100, 120, 120)];
    expect((await read(replies)).waits).toEqual([1_000, 2_000, 1_000]);
  });
});

describe("a wait after a failure", () => {
  test("ends at the moment that the query names", async () => {
    const replies = [failed, failed, failed, failed, page(0, 3, 3)];
    const { waits } = await read(replies, { wakeAt: 5_000 });
    // After 1, 2 and 4 s it would be 7,000 ms; later the moment has passed.
    expect(waits).toEqual([1_000, 2_000, 2_000, 8_000]);
  });

  test("is not cut by a moment that has come", async () => {
    const { waits } = await read([failed, failed, page(0, 3, 3)], { wakeAt: 1_000 });
    expect(waits).toEqual([1_000, 2_000]);
  });
});

describe("a query that can fail", () => {
  test("returns a final failure at once, without further tries", async () => {
    const { listing } = await read([failed], { tries: Infinity, canFail: () => true });
    expect(listing).toEqual({ ...failed, message: "looking: The API answered 503" });
  });

  test("is asked at each failure", async () => {
    let failures = 0;
    const canFail = (): boolean => (failures += 1) === 3;
    const { listing, waits } = await read([failed, failed, failed], { tries: Infinity, canFail });
    expect(listing).toMatchObject({ kind: "retryable" });
    expect(waits).toEqual([1_000, 2_000]);
  });

  test("closes the gate if the time is up", async () => {
    const reading = read([failed], { tries: Infinity, canFail: () => true, tookMs: 599_900 });
    await expect(reading).rejects.toMatchObject({ verdict: { result: "unavailable" } });
  });

  test("is a bug of ours if the listing must be read", async () => {
    const reading = read([failed], { canFail: () => true });
    await expect(reading).rejects.toThrow("reading with endless tries has failed");
  });
});

test("a page that fails is requested again, with a backoff that a good one ends", async () => {
  const { listing, offsets, waits, events } = await read([
    failed,
    failed,
    page(0, 100, 120),
    failed,
    page(100, 120, 120),
  ]);
  expect(listing).toMatchObject({ flaw: undefined });
  expect(offsets).toEqual([0, 0, 0, 100, 100]);
  const failure = { ...failed, message: "looking: The API answered 503" };
  expect(events[0]).toEqual({ kind: "request-failed", failure, waitMs: 1_000 });
  expect(waits).toEqual([1_000, 2_000, 1_000]);
});

test("a page that failed is not one that was never sent", async () => {
  const { listing } = await read([{ ...failed, hasApiReplied: true }], { tries: 1 });
  expect(listing).toMatchObject({ kind: "retryable", reason: "no-answer" });
});

test("tries are counted over all pages", async () => {
  const { listing, offsets } = await read([failed, page(0, 100, 120), failed, failed], {
    tries: 3,
  });
  expect(listing).toMatchObject({ kind: "retryable", message: "looking: The API answered 503" });
  expect(offsets).toHaveLength(4);
});

test.each<[Failure, object]>([
  [
    { kind: "fatal", result: "unauthorized", message: "no" },
    { result: "unauthorized", message: "Looking: no." },
  ],
  [
    { kind: "not-found", message: "there is none" },
    { result: "not-found", message: "Looking: there is none." },
  ],
])("a final failure closes the gate, however many tries are left: %j", async (failure, verdict) => {
  for (const tries of [undefined, 3]) {
    const reading = read([failure], tries === undefined ? {} : { tries });
    await expect(reading).rejects.toThrow(GateClosed);
    await expect(reading).rejects.toMatchObject({ verdict });
  }
});

test("is flawed if a row could not be read", async () => {
  const { listing } = await read([page(0, 3, 4, { size: 4, hasNext: false })]);
  expect(listing).toMatchObject({
    rows: rows(0, 3),
    flaw: "it has rows that can't be read",
    isReadable: false,
    isContradictory: false,
  });
});

test("ends as soon as it has shown enough, even if it contradicts itself", async () => {
  const isEnough = (found: readonly Row[]): boolean => found.some(({ id }) => id === "101");
  const { listing, offsets } = await read([page(0, 100, 300), page(100, 200, 301)], { isEnough });
  expect(listing).toMatchObject({ kind: "listing", isContradictory: true });
  expect(offsets).toEqual([0, 100]);
});

test("a listing that has shown enough is not read again, though it contradicts itself", async () => {
  const odd = page(0, 3, 5, { hasNext: false });
  const { offsets } = await read([odd], { isEnough: (found) => found.length === 3 });
  expect(offsets).toEqual([0]);
  const again = await read([odd, page(0, 5, 5)], { isEnough: (found) => found.length === 5 });
  expect(again.offsets).toEqual([0, 0]);
});

test("failures of a page are counted anew in each reading", async () => {
  const odd = page(0, 3, 5, { hasNext: false });
  const { listing } = await read([failed, odd, failed, page(0, 3, 3)], { tries: 2 });
  expect(listing).toMatchObject({ kind: "listing", flaw: undefined });
});

test.each([
  ["the server's", undefined, undefined],
  ["ours", true, true],
])("says which clock dated the listing: %s", async (_, isOurClock, expected) => {
  const pages = [page(0, 3, 3, { isOurClock })];
  const whole = await read(pages);
  expect(whole.listing).toMatchObject({ rows: rows(0, 3), isOurClock: expected });
  const enough = await read(pages, { isEnough: (found) => found.length === 3 });
  expect(enough.listing).toMatchObject({ rows: rows(0, 3), isOurClock: expected });
});

test("waits between two pages if a page has a Retry-After", async () => {
  const { clock } = await read([page(0, 100, 120), page(100, 120, 120)], { retryAt: 7_000 });
  expect(clock.now()).toBe(7_000);
});

test("closes the gate if a page has a Retry-After of more than is left", async () => {
  const reading = read([page(0, 100, 120)], { retryAt: 700_000 });
  await expect(reading).rejects.toMatchObject({ verdict: { result: "timed-out" } });
});

test("closes the gate if a page that is not the last one comes too late for the next", async () => {
  const verdict = {
    result: "timed-out",
    message: "The time is up (timeout: 10m), and looking has not finished.",
  };
  const reading = read([page(0, 100, 120)], { tookMs: 600_001 });
  await expect(reading).rejects.toMatchObject({ verdict });
});

test("a last try that fails as the time is up closes the gate", async () => {
  const reading = read([failed], { tries: 1, tookMs: 600_000 });
  await expect(reading).rejects.toMatchObject({ verdict: { result: "unavailable" } });
});

test("each page is requested within the limits of the step", async () => {
  const { options } = await read([page(0, 100, 120), page(100, 120, 120)], { tookMs: 575_000 });
  const context = contextOf<never>({ budget: budgetOf({ timeoutMs: 600_000 }) });
  const { sendBy, cutoffAt } = requestOptions(context);
  expect(options).toMatchObject([
    { timeoutMs: 30_000, sendBy, cutoffAt },
    { timeoutMs: 26_400, sendBy, cutoffAt },
  ]);
});

test("a cancellation closes the gate even if the page is good", async () => {
  const signal = AbortSignal.abort("SIGTERM");
  const reading = read([page(0, 3, 3)], { signal });
  await expect(reading).rejects.toMatchObject({ verdict: { result: "cancelled" } });
});

describe("a page that the rate limiter could not permit in time", () => {
  const notSent: RetryableFailure = {
    kind: "retryable",
    message: "not asked",
    reason: "not-sent",
    hasApiReplied: true,
  };

  test("closes the gate: the listing is not done", async () => {
    await expect(read([page(0, 100, 120), notSent])).rejects.toHaveProperty("verdict", {
      result: "timed-out",
      message: "The time is up (timeout: 10m), and looking has not finished.",
    });
  });

  test.each([
    ["if the API has replied to nothing", { hasApiReplied: false }],
    ["if a Retry-After is why", { hasRetryAfter: true }],
  ])("is a failure like another %s", async (_, more) => {
    const { listing } = await read([{ ...notSent, ...more }], { tries: 1 });
    expect(listing).toMatchObject({ kind: "retryable", message: "looking: not asked" });
  });

  test("does not hide the failure before it", async () => {
    await expect(read([failed, notSent])).rejects.toHaveProperty("verdict", {
      result: "unavailable",
      message: "The time is up (timeout: 10m). Looking: The API answered 503.",
      cause: undefined,
    });
  });
});
