import { ageMs } from "../model/freshness.ts";
import { delayMs, sleep } from "../schedule/retry.ts";
import { timeIsUpWhile } from "../model/timed-out.ts";
import { backoffMs } from "../schedule/backoff.ts";
import { isTooLate, waitWithin } from "../schedule/deadline.ts";
import { GateClosed } from "../model/errors.ts";
import { type CreateReply, verdictOf } from "../model/reply.ts";
import { type Listing, readListing } from "./list.ts";
import { capitalize, endSentence } from "../util/sentence.ts";
import type { CreatedBackup, CreateOptions } from "./send.ts";
import type { Backup } from "../model/backup.ts";

/**
 * For how long after its loss a request may still become a backup: the gateway sends a caller away after 29 s at most,
 * and what stands behind it works on. See docs/adr/0005-when-a-lost-request-is-sent-again.md.
 */
const MAY_STILL_COME_MS = 35_000;
/** A `Date` is in whole seconds, and may come from another clock than a creation. */
const CLOCK_GRAIN_MS = 5_000;
const GOOD_LISTINGS = 2;

export interface LostRequest {
  readonly key: string;
  readonly firstSentAt: number;
  readonly lostAt: number;
  readonly reply: Extract<CreateReply, { readonly kind: "reply-lost" }>;
}

/**
 * Whether a backup that does not show our key may be ours all the same: its description is absent, as the API allows, or
 * cut short, and it is not known to be older than our request. By our own clock, which may be set and may differ from the
 * server's by any amount, that is not known of any.
 * @param sentForMs how long ago our request was first sent.
 */
function couldBe(
  { description, createdAt }: Backup,
  ours: string,
  sentForMs: number,
  { serverMs, isOurClock }: Pick<Listing<Backup>, "serverMs" | "isOurClock">,
): boolean {
  const tellsNothing =
    description === undefined || (description !== "" && ours.startsWith(description));
  const age = ageMs(createdAt?.epochMs, serverMs) ?? 0;
  return tellsNothing && (isOurClock || age <= sentForMs + CLOCK_GRAIN_MS);
}

/**
 * Looks for the backup of a request whose answer was lost.
 * @returns undefined when none can come of it any more.
 */
export async function recoverBackup(
  { key, firstSentAt, lostAt, reply }: LostRequest,
  options: CreateOptions,
): Promise<Omit<CreatedBackup, "source"> | undefined> {
  const { clock, deadline, random, watcher } = options;
  const mark = new RegExp(`key ${key}(?![0-9a-f])`);
  const isOurs = ({ description = "" }: Backup): boolean => mark.test(description);
  const settledAt = lostAt + MAY_STILL_COME_MS;
  const nextMs = (round: number): number => {
    const untilSettledMs = settledAt - clock.now();
    const dueMs = backoffMs(round, random);
    return untilSettledMs > 0 ? Math.min(dueMs, untilSettledMs) : dueMs;
  };

  const fault = `the answer to the request for a backup was lost: ${endSentence(reply.message)}`;
  if (isTooLate(options)) throw new GateClosed(timeIsUpWhile(fault, "unavailable", options));
  const firstMs = waitWithin(options, nextMs(1), reply.retryAt, undefined);
  if (typeof firstMs === "object") {
    throw new GateClosed({ ...firstMs, message: `${capitalize(fault)} ${firstMs.message}` });
  }
  watcher.progressed({ kind: "reply-lost", key, message: reply.message, waitMs: firstMs });
  await sleep(firstMs, options);
  let goodListings = 0;
  for (let round = 2; ; round += 1) {
    const begunAt = clock.now();
    const listing = await readListing({
      ...options,
      purpose: "looking for the backup that was requested",
      isEnough: (rows) => rows.some(isOurs),
    });
    if (listing.kind !== "listing") throw new GateClosed(verdictOf(listing));
    const backup = listing.rows.find(isOurs);
    if (backup !== undefined) {
      return { backup, serverMs: listing.serverMs, retryAt: listing.retryAt };
    }

    const sentForMs = clock.now() - firstSentAt;
    const ours = options.describe(key);
    const mayBeOurs = listing.rows.some((row) => couldBe(row, ours, sentForMs, listing));
    const isProof = listing.isWhole && !mayBeOurs;
    if (isProof) goodListings += 1;
    if (isProof && goodListings >= GOOD_LISTINGS && begunAt >= settledAt) return undefined;
    if (clock.now() >= deadline) {
      const standing = "a backup that was requested has not shown yet.";
      throw new GateClosed(timeIsUpWhile(standing, "unavailable", options));
    }
    const waitMs = delayMs(nextMs(round), listing, options);
    watcher.progressed({ kind: "not-listed-yet", isProof, waitMs });
    await sleep(waitMs, options);
  }
}
