import {
  affordableMs,
  type AskOptions,
  backOff,
  closeIfCancelled,
  pause,
  timeIsUpAfter,
  timeIsUpWhile,
} from "./ask.ts";
import { backoffMs } from "./backoff.ts";
import { ageMs } from "./age.ts";
import { isTooLate, type Patience, patienceOf, waitWithin } from "./budget.ts";
import { trailing } from "./clock.ts";
import { GateClosed } from "./errors.ts";
import { type FailedLook, type Refusal, verdictOf } from "./judge.ts";
import { type PageReader, readListing } from "./listing.ts";
import { capitalised, ended } from "./prose.ts";
import type { ProgressWatcher, Source } from "./progress.ts";
import type { Backup } from "./wpengine/schema.ts";

/** What has come of a request for a backup. After a refusal nothing has; after a lost answer nobody knows. */
export type RequestReply =
  | { readonly kind: "accepted"; readonly backup: Backup; readonly quietUntil?: number | undefined }
  | { readonly kind: "lost"; readonly message: string; readonly quietUntil?: number | undefined }
  | Refusal;

/** Requests a backup of that description. Never rejects, and settles within its patience. */
export type Requester = (description: string, patience: Patience) => Promise<RequestReply>;

export interface RequestOptions extends AskOptions {
  readonly request: Requester;
  readonly readPage: PageReader<Backup>;
  /** A key that no other backup has in its description. */
  readonly newKey: () => string;
  readonly describe: (key: string) => string;
  readonly watcher: AskOptions["watcher"] & ProgressWatcher;
}

/** A backup of our own. */
export interface Requested {
  readonly backup: Backup;
  readonly source: Extract<Source, "requested" | "found">;
  readonly quietUntil: number | undefined;
}

/**
 * For how long after its loss a request may still become a backup: the gateway sends a caller away after 29 s at most,
 * and what stands behind it works on. See docs/adr/0005-when-a-lost-request-is-sent-again.md.
 */
export const MAY_STILL_COME_MS = 35_000;
const MAX_SENDS = 3;
/** A `Date` is in whole seconds, and may come from another clock than a creation. */
const CLOCK_GRAIN_MS = 5_000;
const GOOD_LISTINGS = 2;
/** How long a request that has been sent may still be answered once the run is cancelled. */
export const ANSWER_AFTER_CANCEL_MS = 1_000;

/**
 * Requests one backup. Where the answer is lost it is looked for by its key, and sent again only when no backup can come
 * of it any more.
 * @throws GateClosed where there is none to wait for.
 */
export async function requestBackup(options: RequestOptions): Promise<Requested> {
  const { clock, watcher } = options;
  const key = options.newKey();
  const firstSentAt = clock.now();
  for (let send = 1; ; send += 1) {
    const reply = await sendOnce(key, options);
    if (reply.kind === "accepted") {
      watcher.progressed({ kind: "taken", backup: reply.backup, source: "requested" });
      closeIfCancelled(options.signal);
      return { backup: reply.backup, source: "requested", quietUntil: reply.quietUntil };
    }
    const found = await findAgain({ key, firstSentAt, lostAt: clock.now(), reply }, options);
    if (found !== undefined) {
      watcher.progressed({ kind: "taken", backup: found.backup, source: "found" });
      return { ...found, source: "found" };
    }
    watcher.progressed({ kind: "came-to-nothing" });
    if (send === MAX_SENDS) {
      throw new GateClosed({
        result: "unavailable",
        message: `A backup was requested ${MAX_SENDS} times, and each time the answer was lost and no backup came of it.`,
      });
    }
    if (clock.now() < options.deadline) {
      watcher.progressed({ kind: "resending", send: send + 1, sends: MAX_SENDS });
    }
  }
}

/** Sends the request until it has an effect, or may have had one: what had none can be sent again freely. */
async function sendOnce(
  key: string,
  options: RequestOptions,
): Promise<Exclude<RequestReply, Refusal>> {
  const { clock, deadline, signal, watcher } = options;
  let latest: FailedLook | undefined;
  for (let failures = 1; ; failures += 1) {
    if (clock.now() >= deadline) {
      if (latest !== undefined) throw timeIsUpAfter(latest, options);
      throw new GateClosed(timeIsUpWhile("there is no backup.", "timed-out", options));
    }
    const answerable = trailing(signal, ANSWER_AFTER_CANCEL_MS, clock);
    watcher.progressed({ kind: "requesting", key });
    const patience = { ...patienceOf(options), signal: answerable.signal };
    const reply = await options.request(options.describe(key), patience);
    answerable.end();
    if (reply.kind === "accepted") return reply;
    if (reply.kind === "lost") {
      closeIfCancelled(signal);
      return reply;
    }
    watcher.progressed({ kind: "refused" });
    const refusal = { ...reply, message: `requesting a backup: ${reply.message}` };
    closeIfCancelled(signal);
    if (refusal.kind !== "failed") throw new GateClosed(verdictOf(refusal));
    latest = refusal;
    await backOff(refusal, failures, options);
  }
}

interface LostRequest {
  readonly key: string;
  readonly firstSentAt: number;
  readonly lostAt: number;
  readonly reply: Extract<RequestReply, { kind: "lost" }>;
}

/**
 * Whether a backup that does not show our key may be ours all the same: its description is absent, as the API allows, or
 * cut short, and it is not known to be older than our request.
 * @param sentForMs how long ago our request was first sent.
 */
function couldBe(
  { description, createdAt }: Backup,
  ours: string,
  sentForMs: number,
  serverMs: number,
): boolean {
  const tellsNothing =
    description === undefined || (description !== "" && ours.startsWith(description));
  const age = ageMs(createdAt?.epochMs, serverMs) ?? 0;
  return tellsNothing && age <= sentForMs + CLOCK_GRAIN_MS;
}

/**
 * Looks for the backup of a request whose answer was lost.
 * @returns undefined when none can come of it any more.
 */
async function findAgain(
  { key, firstSentAt, lostAt, reply }: LostRequest,
  options: RequestOptions,
): Promise<Omit<Requested, "source"> | undefined> {
  const { clock, deadline, random, watcher } = options;
  const mark = new RegExp(`key ${key}(?![0-9a-f])`);
  const isOurs = ({ description = "" }: Backup): boolean => mark.test(description);
  const settledAt = lostAt + MAY_STILL_COME_MS;
  const nextMs = (round: number): number => {
    const untilSettledMs = settledAt - clock.now();
    const dueMs = backoffMs(round, random);
    return untilSettledMs > 0 ? Math.min(dueMs, untilSettledMs) : dueMs;
  };

  const fault = `the answer to the request for a backup was lost: ${ended(reply.message)}`;
  if (isTooLate(options)) throw new GateClosed(timeIsUpWhile(fault, "unavailable", options));
  const firstMs = waitWithin(options, nextMs(1), reply.quietUntil, undefined);
  if (typeof firstMs === "object") {
    throw new GateClosed({ ...firstMs, message: `${capitalised(fault)} ${firstMs.message}` });
  }
  watcher.progressed({ kind: "lost", key, message: reply.message, waitMs: firstMs });
  await pause(firstMs, options);
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
    if (backup !== undefined) return { backup, quietUntil: listing.quietUntil };

    const sentForMs = clock.now() - firstSentAt;
    const ours = options.describe(key);
    const mayBeOurs = listing.rows.some((row) => couldBe(row, ours, sentForMs, listing.serverMs));
    const isProof = listing.isWhole && !mayBeOurs;
    if (isProof) goodListings += 1;
    if (isProof && goodListings >= GOOD_LISTINGS && begunAt >= settledAt) return undefined;
    if (clock.now() >= deadline) {
      const standing = "a backup that was requested has not shown yet.";
      throw new GateClosed(timeIsUpWhile(standing, "unavailable", options));
    }
    const waitMs = affordableMs(nextMs(round), listing, options);
    watcher.progressed({ kind: "unlisted", isProof, waitMs });
    await pause(waitMs, options);
  }
}
