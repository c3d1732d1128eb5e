import { describe, expect, test } from "vitest";
import {
  isAtEnd,
  joinPages,
  type Listing,
  listingOf,
  type Pages,
} from "../../../src/backup/pages.ts";
import type { ListingPage } from "../../../src/model/reply.ts";

interface Row {
  readonly id: string;
}
type Page = ListingPage<Row>;

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, index) => ({ id: String(from + index) }));
/** A page with the rows of a range, of a listing of so many. */
const page = (
  from: number,
  to: number,
  total: number | undefined,
  more: Partial<Page> = {},
): Page => ({
  kind: "page",
  rows: rows(from, to),
  size: to - from,
  total,
  hasNext: total !== undefined && to < total,
  serverMs: 1_000 + from,
  ...more,
});
/** Page by page: the first one comes at 500 ms, each further one 100 ms later. */
const join = (...all: readonly Page[]): Pages<Row> =>
  all.reduce<Pages<Row> | undefined>(
    (before, one, index) => joinPages(before, one, 500 + 100 * index),
    undefined,
  ) as Pages<Row>;
const flawOf = (pages: Pages<Row>): [string | undefined, boolean, boolean] => {
  const { flaw, isContradictory, isReadable } = listingOf(pages);
  return [flaw, isContradictory, isReadable];
};

const NEXT = { hasNext: true };
const NO_NEXT = { hasNext: false };
const CHANGES = "its count changes from page to page";
const TWICE = "it has a row twice";
const MORE = "it has more rows than its count";
const FEWER = "it has fewer rows than its count";
const NEXT_WRONG = "its count and its next page contradict each other";
const NOT_READ = "it was not read to its end";

describe("a whole listing without a flaw:", () => {
  test.each<[string, Page[]]>([
    ["one page", [page(0, 3, 3)]],
    ["no row", [page(0, 0, 0)]],
    ["one page that is full", [page(0, 100, 100)]],
    ["several pages", [page(0, 100, 230), page(100, 200, 230), page(200, 230, 230)]],
    ["short pages", [page(0, 50, 120), page(50, 100, 120), page(100, 120, 120)]],
    ["no count", [page(0, 3, undefined)]],
    ["no count, and no row", [page(0, 0, undefined)]],
    [
      "no count, and a last page that is not full",
      [page(0, 100, undefined), page(100, 199, undefined)],
    ],
    [
      "no count, and a last page that is empty",
      [page(0, 100, undefined), page(100, 100, undefined)],
    ],
    ["no count, but a next page", [page(0, 10, undefined, NEXT), page(10, 12, undefined)]],
  ])("%s", (_, all) => {
    const size = all.reduce((sum, one) => sum + one.size, 0);
    for (const end of all.keys()) {
      const read = all.slice(0, end + 1);
      expect(isAtEnd(join(...read))).toBe(read.length === all.length);
    }
    expect(listingOf(join(...all))).toEqual({
      kind: "listing",
      rows: rows(0, size),
      flaw: undefined,
      isContradictory: false,
      isReadable: true,
      serverMs: 1_000,
      isOurClock: undefined,
      at: 500,
    });
  });
});

describe("a listing that contradicts itself ends, with a reason:", () => {
  test.each<[string, Page[], string]>([
    ["its count changes", [page(0, 100, 120), page(100, 120, 121)], CHANGES],
    ["its count comes late", [page(0, 100, undefined), page(100, 120, 120)], CHANGES],
    ["its count goes", [page(0, 100, 120), page(100, 110, undefined)], CHANGES],
    ["it repeats itself", [page(0, 100, 200), page(0, 100, 200)], TWICE],
    ["one row moves from page to page", [page(0, 100, 120), page(99, 119, 120)], TWICE],
    [
      "a row twice on a page",
      [page(0, 0, 2, { rows: [...rows(0, 1), ...rows(0, 1)], size: 2 })],
      TWICE,
    ],
    ["more rows than it counts", [page(0, 6, 5)], MORE],
    ["more rows than it counts, and a next page", [page(0, 6, 5, NEXT)], MORE],
    ["rows, and it counts none", [page(0, 3, 0)], MORE],
    ["more rows than it counts, on later pages", [page(0, 100, 120), page(100, 121, 120)], MORE],
    ["fewer rows than it counts", [page(0, 3, 5, NO_NEXT)], FEWER],
    ["no row, and it counts some", [page(0, 0, 5, NO_NEXT)], FEWER],
    ["no row, it counts some, and a next page", [page(0, 0, 5)], FEWER],
    ["an empty page before its count", [page(0, 100, 120), page(100, 100, 120)], FEWER],
    ["one row too few, on a page that is not full", [page(0, 99, 100, NO_NEXT)], FEWER],
  ])("%s", (_, all, reason) => {
    const pages = join(...all);
    expect(isAtEnd(pages)).toBe(true);
    expect(flawOf(pages)).toEqual([reason, true, true]);
    expect(listingOf(pages).rows).toEqual(pages.rows);
  });

  test("a changed count comes before a row that is shown twice", () => {
    expect(flawOf(join(page(0, 100, 120), page(0, 100, 121)))[0]).toBe(CHANGES);
  });

  test("unreadable rows count as rows", () => {
    const odd = page(0, 3, 4, { size: 4, ...NO_NEXT });
    expect(flawOf(join(odd))).toEqual(["it has rows that can't be read", false, false]);
    expect(flawOf(join({ ...odd, total: 3 }))).toEqual([MORE, true, false]);
    expect(flawOf(join({ ...odd, total: 5 }))).toEqual([FEWER, true, false]);
  });
});

describe("a listing that does not contradict itself may lack a row:", () => {
  test.each<[string, Page[], string, boolean]>([
    ["a next page beyond its count", [page(0, 10, 10, NEXT)], NEXT_WRONG, true],
    ["a next page of an empty listing", [page(0, 0, 0, NEXT)], NEXT_WRONG, true],
    [
      "a full page that is not the last, without a next one",
      [page(0, 100, 120, NO_NEXT), page(100, 120, 120)],
      NEXT_WRONG,
      true,
    ],
    [
      "an empty page with a next one, without a count",
      [page(0, 0, undefined, NEXT)],
      NEXT_WRONG,
      true,
    ],
    [
      "a row that cannot be read",
      [page(0, 3, 4, { size: 4, ...NO_NEXT })],
      "it has rows that can't be read",
      false,
    ],
    [
      "a row that cannot be read, on an earlier page",
      [page(0, 99, 120, { size: 100, hasNext: true }), page(100, 120, 120)],
      "it has rows that can't be read",
      false,
    ],
    [
      "a count that cannot be read",
      [page(0, 3, undefined, { isCountUnreadable: true })],
      "its count can't be read",
      true,
    ],
    [
      "a count that cannot be read, earlier",
      [page(0, 100, undefined, { isCountUnreadable: true }), page(100, 120, undefined)],
      "its count can't be read",
      true,
    ],
    ["a cache's page", [page(0, 3, 3, { isCached: true })], "it came from a cache", true],
    [
      "a cache's page, earlier",
      [page(0, 100, 120, { isCached: true }), page(100, 120, 120, { isCached: false })],
      "it came from a cache",
      true,
    ],
    [
      "a cache's page, later",
      [page(0, 100, 120, { isCached: false }), page(100, 120, 120, { isCached: true })],
      "it came from a cache",
      true,
    ],
  ])("%s", (_, all, reason, isReadable) => {
    const pages = join(...all);
    expect(isAtEnd(pages)).toBe(true);
    expect(flawOf(pages)).toEqual([reason, false, isReadable]);
  });

  test("no page is read beyond its count, even if it has a next page", () => {
    expect(isAtEnd(join(page(0, 100, 100, NEXT)))).toBe(true);
    expect(isAtEnd(join(page(0, 100, 101, NO_NEXT)))).toBe(false);
  });

  test.each<[string, Page[]]>([
    ["by its count", [page(0, 100, 120)]],
    ["by its next page", [page(0, 10, undefined, NEXT)]],
    ["by a full page", [page(0, 100, undefined)]],
  ])("it was not read to its end, %s", (_, all) => {
    expect(isAtEnd(join(...all))).toBe(false);
    expect(flawOf(join(...all))).toEqual([NOT_READ, false, true]);
  });

  test.each<[string, Partial<Page>]>([
    ["by its count", { total: 20_000, ...NEXT }],
    ["by its next page", NEXT],
    ["by full pages", { size: 100 }],
  ])("it has more than 100 pages, %s", (_, more) => {
    const all = Array.from({ length: 100 }, (_page, index) =>
      page(index, index + 1, undefined, more),
    );
    expect(isAtEnd(join(...all.slice(0, 99)))).toBe(false);
    expect(isAtEnd(join(...all))).toBe(true);
    expect(flawOf(join(...all)).slice(0, 2)).toEqual(["it has more than 100 pages", false]);
  });

  test("it ends with its hundredth page", () => {
    const all = Array.from({ length: 100 }, (_page, index) => page(index, index + 1, 100));
    expect(flawOf(join(...all))).toEqual([undefined, false, true]);
  });

  test("the worse flaw comes first", () => {
    const odd = page(0, 3, 4, { size: 4, isCached: true, ...NO_NEXT });
    expect(flawOf(join({ ...odd, ...NEXT }))[0]).toBe(NEXT_WRONG);
    expect(flawOf(join(odd))[0]).toBe("it has rows that can't be read");
  });
});

test("all rows that came are kept, in their order", () => {
  const twice = join(page(0, 2, 4), page(1, 3, 4));
  expect(twice.rows).toEqual([...rows(0, 2), ...rows(1, 3)]);
  expect(listingOf(twice).rows).toEqual(twice.rows);
});

test.each([undefined, true, false])("the clock is that of the first page: %j", (isOurClock) => {
  const first = page(0, 100, 120, { isOurClock });
  const listing: Listing<Row> = listingOf(
    join(first, page(100, 120, 120, { isOurClock: isOurClock !== true })),
  );
  expect(listing).toMatchObject({ isOurClock, serverMs: 1_000, at: 500 });
});
