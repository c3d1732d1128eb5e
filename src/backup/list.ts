import { GateClosed } from "../model/errors.ts";
import {
  type Failure,
  type ListingPage,
  type RetryableFailure,
  type RetryEvent,
  verdictOf,
} from "../model/reply.ts";
import type { RequestOptions } from "../model/request-options.ts";
import { timedOutAfter, timedOutWhile } from "../model/timed-out.ts";
import type { Context } from "../schedule/context.ts";
import { isTooLate, requestOptions } from "../schedule/deadline.ts";
import { backOff, delayWithin, sleep, throwIfCancelled } from "../schedule/retry.ts";

/** A listing that was read to its end, or far enough. */
export interface Listing<T> {
  readonly kind: "listing";
  readonly rows: readonly T[];
  /** Whether a row that is missing here does not exist: every page was read and every row parsed. */
  readonly isWhole: boolean;
  /** The server's wall clock when it gave the first page, in epoch milliseconds. */
  readonly serverMs: number;
  /** Whether that is our own clock, because the reply had no `Date`. */
  readonly isOurClock: boolean;
}

/** What to read, and why. */
export interface ListingQuery<T> {
  readonly readPage: (offset: number, options: RequestOptions) => Promise<ListingPage<T> | Failure>;
  /** What the listing is read for, in words. */
  readonly purpose: string;
  /** Whether the rows so far suffice. */
  readonly isEnough?: (rows: readonly T[]) => boolean;
}

interface Row {
  readonly id: string;
}

/** The API's limit for a page. A page with fewer rows is the last one. */
const PAGE_ROWS = 100;

/**
 * Reads a listing page by page, and again from the start if it contradicts itself: its order is undocumented.
 * @throws GateClosed if a failure is final, the time is up, or the step is cancelled.
 */
export async function readListing<T extends Row>(
  query: ListingQuery<T>,
  context: Context<RetryEvent>,
): Promise<Listing<T>> {
  const listing = await tryListing(query, Infinity, context);
  if (listing.kind === "retryable") throw new Error("endless tries have come to an end");
  return listing;
}

/**
 * Reads a listing that the step can do without.
 * @param tries how many failures to accept before the last of them is returned.
 * @throws GateClosed like `readListing`.
 */
export async function tryListing<T extends Row>(
  { readPage, purpose, isEnough = () => false }: ListingQuery<T>,
  tries: number,
  context: Context<RetryEvent>,
): Promise<Listing<T> | RetryableFailure> {
  const { clock, budget, signal } = context;
  let pages: Pages<T> | undefined;
  let latest: RetryableFailure | undefined; // since the latest good page
  let failures = 0;
  let failuresInARow = 0;
  let restarts = 0;
  for (;;) {
    const isLate = isTooLate(context);
    const page = isLate ? undefined : await readPage(pages?.size ?? 0, requestOptions(context));
    throwIfCancelled(signal);
    if (page === undefined || isOutOfTime(page)) {
      const notDone = timedOutWhile(`${purpose} is not done.`, "timed-out", budget);
      throw new GateClosed(page && latest ? timedOutAfter(latest, budget) : notDone);
    }
    if (page.kind === "page") {
      const rows = [...(pages?.rows.values() ?? []), ...page.rows];
      if (isEnough(rows)) return listingOf(rows, false, pages ?? page);
    }
    const reply = page.kind === "page" ? joinPages(pages, page) : page;
    if (reply.kind === "pages") {
      if (reply.isAtEnd) return listingOf([...reply.rows.values()], reply.isWhole, reply);
      pages = reply;
      latest = undefined;
      failuresInARow = 0;
      await sleep(delayWithin(context, 0), context);
      continue;
    }
    const failure = { ...reply, message: `${purpose}: ${reply.message}` };
    if (failure.kind !== "retryable") throw new GateClosed(verdictOf(failure));
    latest = failure;
    failures += 1;
    failuresInARow += 1;
    if (failures >= tries && clock.now() < budget.deadline) return failure;
    if (page.kind === "page") {
      pages = undefined;
      restarts += 1;
    }
    await backOff(failure, Math.max(failuresInARow, restarts), context);
  }
}

/** Whether the rate limiter could not permit the page before the deadline, although the API replies. */
function isOutOfTime(page: ListingPage<unknown> | Failure): boolean {
  if (page.kind !== "retryable" || page.reason !== "not-sent") return false;
  return page.hasApiReplied === true && page.hasRetryAfter !== true;
}

function listingOf<T>(
  rows: readonly T[],
  isWhole: boolean,
  {
    serverMs,
    isOurClock = false,
  }: { readonly serverMs: number; readonly isOurClock?: boolean | undefined },
): Listing<T> {
  return { kind: "listing", rows, isWhole, serverMs, isOurClock };
}

/** The pages of a listing that were read so far. */
interface Pages<T> {
  readonly kind: "pages";
  readonly rows: ReadonlyMap<string, T>;
  /** Rows received, unparsable ones included. */
  readonly size: number;
  readonly total: number | undefined;
  readonly isWhole: boolean;
  readonly isAtEnd: boolean;
  readonly serverMs: number;
  readonly isOurClock: boolean;
}

/** @returns a failure if the page contradicts those before it. */
function joinPages<T extends Row>(
  before: Pages<T> | undefined,
  page: ListingPage<T>,
): Pages<T> | RetryableFailure {
  const rows = new Map([
    ...(before?.rows ?? []),
    ...page.rows.map((row) => [row.id, row] as const),
  ]);
  const size = (before?.size ?? 0) + page.size;
  const { total } = page;
  const isLonger = total === undefined ? page.size >= PAGE_ROWS : size < total;
  const isAtEnd = !(page.hasNext || isLonger);
  const isRepeated = rows.size < (before?.rows.size ?? 0) + page.rows.length;
  const isCutShort = page.size === 0 && !isAtEnd;
  if (isRepeated || isCutShort || (before !== undefined && total !== before.total)) {
    const message = "the listing changed while it was read";
    return { kind: "retryable", message, reason: "no-answer" };
  }
  const isWhole = (before?.isWhole ?? true) && page.rows.length === page.size;
  const { serverMs, isOurClock = false } = before ?? page;
  return { kind: "pages", rows, size, total, isWhole, isAtEnd, serverMs, isOurClock };
}
