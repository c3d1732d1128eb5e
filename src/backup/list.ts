import type { PageReader } from "../model/api.ts";
import { GateClosed } from "../model/errors.ts";
import type { RetryableFailure, ListingPage, Failure } from "../model/reply.ts";
import { timeIsUpWhile } from "../model/timed-out.ts";
import { isTooLate, requestOptions } from "../schedule/deadline.ts";
import { delayMs, type AskOptions, backOff, throwIfCancelled, sleep } from "../schedule/retry.ts";

export interface Listing<T> {
  readonly kind: "listing";
  readonly rows: readonly T[];
  /** Whether what it does not show is not there: every page has been read, and every row understood. */
  readonly isWhole: boolean;
  /** The server's wall clock as it gave the first page, in epoch milliseconds. */
  readonly serverMs: number;
  /** Whether that is our clock's, for want of the server's. */
  readonly isOurClock: boolean;
  readonly retryAt: number | undefined;
}

export interface ListingOptions<T> extends AskOptions {
  readonly readPage: PageReader<T>;
  /** What it is read for, in words. */
  readonly purpose: string;
  /** Whether the rows so far are all that is wanted. */
  readonly isEnough?: (rows: readonly T[]) => boolean;
}

/** A page that shows no more than the API's own limit may be the last one. */
const FULL_PAGE = 100;

/** A refusal that asking again would not change. */
type Permanent = Exclude<Failure, RetryableFailure>;

/**
 * Reads a listing page after page, and over again where it contradicts itself: its order is not documented, and an
 * answer may depend on what it does not show.
 * @throws GateClosed where the time is up or the run is cancelled before that is done.
 */
export async function readListing<T extends { readonly id: string }>(
  options: ListingOptions<T>,
): Promise<Listing<T> | Permanent> {
  const listing = await tryListing(options, Infinity);
  if (listing.kind === "retryable") throw new Error("endless tries have come to an end");
  return listing;
}

/**
 * Reads a listing that can be done without.
 * @param tries how often that may fail before the failure is the answer.
 * @throws GateClosed as above.
 */
export async function tryListing<T extends { readonly id: string }>(
  options: ListingOptions<T>,
  tries: number,
): Promise<Listing<T> | Failure> {
  const { readPage, purpose, isEnough = () => false, clock, deadline, signal } = options;
  let pages: Pages<T> | undefined;
  let failures = 0;
  let failuresInARow = 0;
  let restarts = 0;
  for (;;) {
    if (isTooLate(options)) {
      throw new GateClosed(timeIsUpWhile(`${purpose} is not done.`, "timed-out", options));
    }
    const page = await readPage(pages?.size ?? 0, requestOptions(options));
    throwIfCancelled(signal);
    const step = page.kind === "page" ? joined(pages, page) : page;
    if (page.kind === "page") {
      const rows = [...(pages?.rows.values() ?? []), ...page.rows];
      const { serverMs, isOurClock = false } = pages ?? page;
      const { retryAt } = page;
      if (isEnough(rows)) {
        return { kind: "listing", rows, isWhole: false, serverMs, isOurClock, retryAt };
      }
    }
    if (step.kind === "pages") {
      if (step.isAtEnd) return { ...step, kind: "listing", rows: [...step.rows.values()] };
      pages = step;
      failuresInARow = 0;
      await sleep(delayMs(0, step, options), options);
      continue;
    }
    const refusal = { ...step, message: `${purpose}: ${step.message}` };
    if (refusal.kind !== "retryable") return refusal;
    failures += 1;
    failuresInARow += 1;
    if (failures >= tries && clock.now() < deadline) return refusal;
    if (page.kind === "page") {
      pages = undefined;
      restarts += 1;
    }
    await backOff(refusal, Math.max(failuresInARow, restarts), options);
  }
}

/** The pages of a listing up to one of them. */
interface Pages<T> {
  readonly kind: "pages";
  readonly rows: ReadonlyMap<string, T>;
  /** Rows read, odd ones too. */
  readonly size: number;
  readonly total: number | undefined;
  readonly isWhole: boolean;
  readonly isAtEnd: boolean;
  readonly serverMs: number;
  readonly isOurClock: boolean;
  readonly retryAt: number | undefined;
}

function joined<T extends { readonly id: string }>(
  before: Pages<T> | undefined,
  page: ListingPage<T>,
): Pages<T> | RetryableFailure {
  const rows = new Map([
    ...(before?.rows ?? []),
    ...page.rows.map((row) => [row.id, row] as const),
  ]);
  const size = (before?.size ?? 0) + page.size;
  const { total, retryAt } = page;
  const isLonger = total === undefined ? page.size >= FULL_PAGE : size < total;
  const isAtEnd = !(page.hasNext || isLonger);
  const isRepeated = rows.size < (before?.rows.size ?? 0) + page.rows.length;
  const isCutShort = page.size === 0 && !isAtEnd;
  if (isRepeated || isCutShort || (before !== undefined && total !== before.total)) {
    const message = "the listing changed while it was read";
    return { kind: "retryable", message, answered: false, retryAt };
  }
  const isWhole = (before?.isWhole ?? true) && page.rows.length === page.size;
  const { serverMs, isOurClock = false } = before ?? page;
  return { kind: "pages", rows, size, total, isWhole, isAtEnd, serverMs, isOurClock, retryAt };
}
