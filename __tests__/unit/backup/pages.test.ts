import { describe, expect, test } from "vitest";
import { isAtEnd, joinPages, listingOf, type Pages } from "../../../src/backup/pages.ts";
import type { ListingPage } from "../../../src/model/reply.ts";

interface Row {
  readonly id: string;
}

/** A page with the rows of a range. */
function page(
  from: number,
  to: number,
  total: number | undefined,
  hasNext: boolean,
  more: Partial<ListingPage<Row>> = {},
): ListingPage<Row> {
  const rows = Array.from({ length: to - from }, (_, index) => ({ id: String(from + index) }));
  return { kind: "page", rows, size: rows.length, total, hasNext, serverMs: from, ...more };
}

function join(pages: readonly ListingPage<Row>[]): Pages<Row> {
  let joined: Pages<Row> | undefined;
  for (const [index, one] of pages.entries()) joined = joinPages(joined, one, index);
  return joined as Pages<Row>;
}

const NEXT = "its count and its next page contradict each other";
const MORE = "it counts more than it shows";

test.each<[string, ListingPage<Row>[], boolean, string | undefined, boolean]>([
  ["one page", [page(0, 3, 3, false)], true, undefined, false],
  ["no row", [page(0, 0, 0, false)], true, undefined, false],
  [
    "a page that is not the last",
    [page(0, 3, 5, true)],
    false,
    "it was not read to its end",
    false,
  ],
  ["two pages", [page(0, 3, 5, true), page(3, 5, 5, false)], true, undefined, false],
  [
    "a full page that names no next one",
    [page(0, 100, 120, false)],
    false,
    "it was not read to its end",
    false,
  ],
  [
    "a full page that named no next one, and the rest",
    [page(0, 100, 120, false), page(100, 120, 120, false)],
    true,
    NEXT,
    false,
  ],
  ["all rows, and a next page beyond them", [page(0, 3, 3, true)], true, NEXT, false],
  ["fewer rows than its count", [page(0, 3, 5, false)], true, MORE, true],
  ["99 rows, and a count above", [page(0, 99, 120, false)], true, MORE, true],
  ["an empty page before its count", [page(0, 3, 5, true), page(3, 3, 5, true)], true, MORE, true],
  ["more rows than its count", [page(0, 5, 3, false)], true, "it shows more than it counts", true],
  [
    "a count that changes",
    [page(0, 3, 5, true), page(3, 5, 6, true)],
    true,
    "its count changes from page to page",
    true,
  ],
  [
    "a count that is there only once",
    [page(0, 3, 5, true), page(3, 5, undefined, false)],
    true,
    "its count changes from page to page",
    true,
  ],
  ["a row twice", [page(0, 3, 6, true), page(2, 5, 6, true)], true, "it shows a row twice", true],
  ["no count", [page(0, 99, undefined, false)], true, undefined, false],
  [
    "no count, and a full page",
    [page(0, 100, undefined, false)],
    false,
    "it was not read to its end",
    false,
  ],
  [
    "no count, and a next page",
    [page(0, 3, undefined, true)],
    false,
    "it was not read to its end",
    false,
  ],
  [
    "no count, and an empty next page",
    [page(0, 3, undefined, true), page(3, 3, undefined, false)],
    true,
    undefined,
    false,
  ],
  [
    "no count, and an empty page that names a next one",
    [page(0, 3, undefined, true), page(3, 3, undefined, true)],
    true,
    NEXT,
    false,
  ],
  [
    "100 pages",
    Array.from({ length: 100 }, (_, nth) => page(nth, nth + 1, undefined, true)),
    true,
    "it has more than 100 pages",
    false,
  ],
  [
    "99 pages",
    Array.from({ length: 99 }, (_, nth) => page(nth, nth + 1, undefined, true)),
    false,
    "it was not read to its end",
    false,
  ],
  [
    "100 pages that are all",
    Array.from({ length: 100 }, (_, nth) => page(nth, nth + 1, 100, nth < 99)),
    true,
    undefined,
    false,
  ],
  [
    "a row that cannot be read",
    [page(0, 3, 4, false, { size: 4 })],
    true,
    "it has rows that cannot be read",
    false,
  ],
  [
    "a row that cannot be read on the first page",
    [page(0, 3, 6, true, { size: 4 }), page(4, 6, 6, false)],
    true,
    "it has rows that cannot be read",
    false,
  ],
  [
    "a page from a cache",
    [page(0, 3, 3, false, { isCached: true })],
    true,
    "a cache sent it",
    false,
  ],
  [
    "a first page from a cache",
    [page(0, 3, 5, true, { isCached: true }), page(3, 5, 5, false)],
    true,
    "a cache sent it",
    false,
  ],
])("a listing of %s", (_, pages, atEnd, flaw, isContradictory) => {
  const joined = join(pages);
  expect(isAtEnd(joined)).toBe(atEnd);
  expect(listingOf(joined)).toMatchObject({ kind: "listing", flaw, isContradictory });
});

describe("what a listing takes from its pages", () => {
  test("all rows, in their order", () => {
    const { rows } = listingOf(join([page(0, 2, 3, true), page(2, 3, 3, false)]));
    expect(rows).toEqual([{ id: "0" }, { id: "1" }, { id: "2" }]);
  });

  test("the clock of the first page", () => {
    const pages = [page(7, 9, 3, true, { isOurClock: true }), page(9, 10, 3, false)];
    expect(listingOf(join(pages))).toMatchObject({ serverMs: 7, isOurClock: true, at: 0 });
  });

  test("whether each row could be read", () => {
    const odd = page(0, 3, 6, true, { size: 4 });
    expect(listingOf(join([odd, page(4, 6, 6, false)])).isReadable).toBe(false);
    expect(listingOf(join([page(0, 3, 3, false)])).isReadable).toBe(true);
  });

  test("how many rows came, those included that cannot be read", () => {
    expect(join([page(0, 3, 6, true, { size: 4 })]).size).toBe(4);
  });
});
