import type { ListingPage } from "../model/reply.ts";
import type { Shown } from "./ours.ts";

/** A listing that was read to its end, or as far as it can be read. */
export interface Listing<T> extends Shown {
  readonly kind: "listing";
  readonly rows: readonly T[];
  /** Why it may lack a row, as the rest of a sentence, in equal words for equal reasons; undefined if it lacks none. */
  readonly flaw: string | undefined;
  /** Whether that is because the listing contradicts itself, which another reading may not. */
  readonly isContradictory: boolean;
  /** Whether every row could be parsed. */
  readonly isReadable: boolean;
}

/** The pages of a listing that were read so far. */
export interface Pages<T> extends Shown {
  readonly rows: readonly T[];
  /** Rows received, unparsable ones included. */
  readonly size: number;
  readonly pages: number;
  readonly latest: ListingPage<T>;
  readonly isReadable: boolean;
  readonly isCached: boolean;
  /** Why it is not known where the listing ends, as the rest of a sentence. */
  readonly doubt: string | undefined;
  /** How the listing contradicts itself. */
  readonly contradiction: string | undefined;
}

/** The API's limit for a page. A page with fewer rows is the last one, unless the page says otherwise. */
const PAGE_ROWS = 100;
/** Most pages to read of a listing that does not end. */
const MAX_PAGES = 100;

/** @param at when the page came (monotonic ms). */
export function joinPages<T extends { readonly id: string }>(
  before: Pages<T> | undefined,
  page: ListingPage<T>,
  at: number,
): Pages<T> {
  const rows = [...(before?.rows ?? []), ...page.rows];
  const size = (before?.size ?? 0) + page.size;
  const isRepeated = new Set(rows.map(({ id }) => id)).size < rows.length;
  const isRecounted = before !== undefined && page.total !== before.latest.total;
  const first = before ?? { ...page, at };
  return {
    rows,
    size,
    pages: (before?.pages ?? 0) + 1,
    latest: page,
    isReadable: (before?.isReadable ?? true) && page.rows.length === page.size,
    isCached: (before?.isCached ?? false) || page.isCached === true,
    doubt: before?.doubt ?? doubtOf(page, size),
    contradiction: contradictionOf(page, size, isRepeated, isRecounted),
    serverMs: first.serverMs,
    isOurClock: first.isOurClock,
    at: first.at,
  };
}

export function isAtEnd(pages: Pages<unknown>): boolean {
  return pages.contradiction !== undefined || pages.pages >= MAX_PAGES || !isLonger(pages);
}

export function listingOf<T>(pages: Pages<T>): Listing<T> {
  const { rows, contradiction, isReadable, serverMs, isOurClock, at } = pages;
  return {
    kind: "listing",
    rows,
    flaw: contradiction ?? flawOf(pages),
    isContradictory: contradiction !== undefined,
    isReadable,
    serverMs,
    isOurClock,
    at,
  };
}

function contradictionOf(
  { total, size: pageSize, hasNext }: ListingPage<unknown>,
  size: number,
  isRepeated: boolean,
  isRecounted: boolean,
): string | undefined {
  if (isRecounted) return "its count changes from page to page";
  if (isRepeated) return "it has a row twice";
  if (total === undefined) return undefined;
  if (size > total) return "it has more rows than its count";
  const isLast = pageSize === 0 || (!hasNext && pageSize < PAGE_ROWS);
  return size < total && isLast ? "it has fewer rows than its count" : undefined;
}

/** Why pages that do not contradict each other may lack a row. */
function flawOf(pages: Pages<unknown>): string | undefined {
  if (!isAtEnd(pages)) return "it was not read to its end";
  if (isLonger(pages)) return `it has more than ${MAX_PAGES} pages`;
  if (pages.doubt !== undefined) return pages.doubt;
  if (!pages.isReadable) return "it has rows that can't be read";
  return pages.isCached ? "it came from a cache" : undefined;
}

function isLonger({ latest, size }: Pages<unknown>): boolean {
  if (latest.total !== undefined) return size < latest.total;
  return latest.size > 0 && (latest.hasNext || latest.size >= PAGE_ROWS);
}

function doubtOf(
  { total, hasNext, size: pageSize, isCountUnreadable = false }: ListingPage<unknown>,
  size: number,
): string | undefined {
  if (isCountUnreadable) return "its count can't be read";
  const isNextWrong = total === undefined ? hasNext && pageSize === 0 : hasNext !== size < total;
  return isNextWrong ? "its count and its next page contradict each other" : undefined;
}
