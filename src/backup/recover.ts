import type { Backup, Sighting } from "../model/backup.ts";
import { GateClosed } from "../model/errors.ts";
import { ageMs } from "../model/freshness.ts";
import { timedOutWhile } from "../model/timed-out.ts";
import { backoffMs } from "../schedule/backoff.ts";
import type { Context } from "../schedule/context.ts";
import { isTooLate } from "../schedule/deadline.ts";
import { delayWithin, retryAfterTooLong, sleep } from "../schedule/retry.ts";
import { capitalize, endSentence } from "../util/sentence.ts";
import type { BackupEvent } from "./events.ts";
import { type Listing, readListing } from "./list.ts";
import type { BackupOrder } from "./send.ts";

/**
 * How long after its loss a request may still create a backup: the gateway drops a caller after 29 s at most, and what is
 * behind it works on. See docs/adr/0005-when-a-lost-request-is-sent-again.md.
 */
const MAY_STILL_CREATE_MS = 35_000;
/** A `Date` is in whole seconds, and may come from another clock than a creation. */
const CLOCK_GRAIN_MS = 5_000;
/** Listings without the backup that prove that none was created. */
const PROOFS = 2;

/** A create request whose reply was lost. Moments are monotonic. */
export interface LostCreate {
  readonly order: BackupOrder;
  readonly firstSentAt: number;
  readonly lostAt: number;
  /** Why there is no reply, as the rest of a sentence. */
  readonly message: string;
}

/**
 * Looks for the backup of a create request whose reply was lost.
 * @returns undefined once the request can no longer create one.
 * @throws GateClosed if a failure is final, the time is up, or the step is cancelled.
 */
export async function recoverBackup(
  lost: LostCreate,
  context: Context<BackupEvent>,
): Promise<Sighting | undefined> {
  const { api, clock, budget, random, emit } = context;
  const { installId, key } = lost.order;
  const keyed = new RegExp(`key ${key}(?![0-9a-f])`);
  const isOurs = ({ description = "" }: Backup): boolean => keyed.test(description);
  const settledAt = lost.lostAt + MAY_STILL_CREATE_MS;
  const dueMs = (round: number): number => {
    const untilSettledMs = settledAt - clock.now();
    const backedOffMs = backoffMs(round, random);
    return untilSettledMs > 0 ? Math.min(backedOffMs, untilSettledMs) : backedOffMs;
  };

  const firstMs = delayAfterLoss(lost, dueMs(1), context);
  emit({ kind: "reply-lost", key, message: lost.message, waitMs: firstMs });
  await sleep(firstMs, context);
  let proofs = 0;
  for (let round = 2; ; round += 1) {
    const begunAt = clock.now();
    const listing = await readListing(
      {
        readPage: (offset, options) => api.listBackups(installId, offset, options),
        purpose: "looking for the backup that was requested",
        isEnough: (rows) => rows.some(isOurs),
      },
      context,
    );
    const backup = listing.rows.find(isOurs);
    if (backup !== undefined) return { backup, serverMs: listing.serverMs };

    const isProof = listing.isWhole && !mayShowOurs(listing, lost, clock.now());
    if (isProof) proofs += 1;
    if (isProof && proofs >= PROOFS && begunAt >= settledAt) return undefined;
    if (clock.now() >= budget.deadline) {
      const standing = "a backup that was requested has not shown yet.";
      throw new GateClosed(timedOutWhile(standing, "unavailable", budget));
    }
    const waitMs = delayWithin(context, dueMs(round));
    emit({ kind: "not-listed-yet", isProof, waitMs });
    await sleep(waitMs, context);
  }
}

/** @throws GateClosed if no time is left to look for the backup; the verdict says what was lost. */
function delayAfterLoss(
  { message }: LostCreate,
  dueMs: number,
  context: Context<BackupEvent>,
): number {
  const fault = `the answer to the request for a backup was lost: ${endSentence(message)}`;
  if (isTooLate(context)) {
    throw new GateClosed(timedOutWhile(fault, "unavailable", context.budget));
  }
  const tooLong = retryAfterTooLong(context);
  if (tooLong !== undefined) {
    throw new GateClosed({ ...tooLong, message: `${capitalize(fault)} ${tooLong.message}` });
  }
  return delayWithin(context, dueMs);
}

/**
 * Whether a row without our key may be our backup: its description is missing or cut short, and it is not known to be older
 * than our request. Our own clock proves no age, because it may differ from the server's.
 */
function mayShowOurs(
  { rows, serverMs, isOurClock }: Listing<Backup>,
  { order, firstSentAt }: LostCreate,
  now: number,
): boolean {
  const ours = order.spec.describe(order.key);
  return rows.some(({ description, createdAt }) => {
    const saysNothing =
      description === undefined || (description !== "" && ours.startsWith(description));
    const age = ageMs(createdAt?.epochMs, serverMs) ?? 0;
    return saysNothing && (isOurClock || age <= now - firstSentAt + CLOCK_GRAIN_MS);
  });
}
