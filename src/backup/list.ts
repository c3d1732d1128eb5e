import type { BackupApi } from "../model/api.ts";
import type { Backup } from "../model/backup.ts";
import { GateClosed } from "../model/errors.ts";
import type { InstallId } from "../model/ids.ts";
import {
  type Failure,
  type ListingPage,
  type RetryableFailure,
  type RetryEvent,
} from "../model/reply.ts";
import type { RequestOptions } from "../model/request-options.ts";
import { timedOutAfter, timedOutWhile } from "../model/timed-out.ts";
import type { Context } from "../schedule/context.ts";
import { isTimeUp, isTooLate, requestOptions } from "../schedule/deadline.ts";
import { Refusals } from "../schedule/refusals.ts";
import { askAgain, backOff, delayWithin, sleep, throwIfCancelled } from "../schedule/retry.ts";
import { isAtEnd, joinPages, type Listing, listingOf, type Pages } from "./pages.ts";

/** What to read, and why. */
export interface ListingQuery<T> {
  readonly readPage: (offset: number, options: RequestOptions) => Promise<ListingPage<T> | Failure>;
  /** What the listing is read for, in words. */
  readonly purpose: string;
  /** Whether the rows so far suffice. */
  readonly isEnough?: (rows: readonly T[]) => boolean;
  /** Whether a failure now is returned, however many tries are left. */
  readonly canFail?: () => boolean;
  /** When a wait after a failure ends at the latest (monotonic ms). */
  readonly wakeAt?: number;
}

interface Row {
  readonly id: string;
}

/** Reads the pages of an install's backups. */
export function pagesOf(installId: InstallId, api: BackupApi): ListingQuery<Backup>["readPage"] {
  return (offset, options) => api.listBackups(installId, offset, options);
}

/** Readings that contradict themselves in the same way, before the listing is taken as it is. */
const EQUAL_READINGS = 3;

/**
 * Reads a listing, and again from the start if it contradicts itself: it may have changed meanwhile.
 * @throws GateClosed if a failure is final, the time is up, or the step is canceled.
 */
export async function readListing<T extends Row>(
  query: ListingQuery<T>,
  context: Context<RetryEvent>,
): Promise<Listing<T>> {
  const listing = await tryListing(query, Infinity, context);
  if (listing.kind === "retryable") throw new Error("reading with endless tries has failed");
  return listing;
}

/**
 * Reads a listing that the step can do without.
 * @param tries how many failures to accept before the last of them is returned.
 * @throws GateClosed like `readListing`.
 */
export async function tryListing<T extends Row>(
  query: ListingQuery<T>,
  tries: number,
  context: Context<RetryEvent>,
): Promise<Listing<T> | RetryableFailure> {
  const readings = new Map<string | undefined, number>();
  for (let reading = 1; ; reading += 1) {
    const listing = await readOnce(query, tries, context);
    if (listing.kind === "retryable" || !listing.isContradictory) return listing;
    if (query.isEnough?.(listing.rows) === true) return listing;
    const { flaw } = listing;
    const equal = (readings.get(flaw) ?? 0) + 1;
    readings.set(flaw, equal);
    if (equal === EQUAL_READINGS) return listing;
    const message = `${query.purpose}: the list contradicts itself: ${flaw}`;
    await backOff({ kind: "retryable", message, reason: "no-answer" }, reading, context);
  }
}

/**
 * Reads a listing once, page by page.
 * @param tries how many failures of a page to accept before the last of them is returned.
 * @throws GateClosed like `readListing`.
 */
export async function readOnce<T extends Row>(
  { readPage, purpose, isEnough = () => false, canFail = () => false, wakeAt }: ListingQuery<T>,
  tries: number,
  context: Context<RetryEvent>,
): Promise<Listing<T> | RetryableFailure> {
  const { clock, budget, signal } = context;
  const refusals = new Refusals();
  let pages: Pages<T> | undefined;
  let latest: RetryableFailure | undefined; // since the latest good page
  let failures = 0;
  let failuresInARow = 0;
  for (;;) {
    const isLate = isTooLate(context);
    const page = isLate ? undefined : await readPage(pages?.size ?? 0, requestOptions(context));
    throwIfCancelled(signal);
    if (page === undefined || isOutOfTime(page)) {
      const notDone = timedOutWhile(`${purpose} has not finished.`, "timed-out", budget);
      throw new GateClosed(page && latest ? timedOutAfter(latest, budget) : notDone);
    }
    if (page.kind === "page") {
      pages = joinPages(pages, page, clock.now());
      if (isAtEnd(pages) || isEnough(pages.rows)) return listingOf(pages);
      latest = undefined;
      failuresInARow = 0;
      refusals.clear();
      await sleep(delayWithin(context, 0), context);
      continue;
    }
    const failure = { ...page, message: `${purpose}: ${page.message}` };
    failuresInARow += 1;
    if (failure.kind !== "retryable") {
      await askAgain(failure, failuresInARow, refusals, context);
      continue;
    }
    latest = failure;
    failures += 1;
    if ((failures >= tries || canFail()) && !isTimeUp(context)) return failure;
    await backOff(failure, failuresInARow, context, wakeAt);
  }
}

/** Whether the rate limiter could not permit the page before the deadline, although the API replies. */
function isOutOfTime(page: ListingPage<unknown> | Failure): boolean {
  if (page.kind !== "retryable" || page.reason !== "not-sent") return false;
  return page.hasApiReplied === true && page.hasRetryAfter !== true;
}
