import type { Backup, Sighting } from "../model/backup.ts";
import { GateClosed } from "../model/errors.ts";
import type { BackupId } from "../model/ids.ts";
import { type CreateReply, type FinalFailure, type RetryableFailure } from "../model/reply.ts";
import { notSentInTime, timedOutAfter } from "../model/timed-out.ts";
import type { Verdict } from "../model/verdict.ts";
import { backoffMs } from "../schedule/backoff.ts";
import type { Context } from "../schedule/context.ts";
import { isTimeUp } from "../schedule/deadline.ts";
import { Refusals } from "../schedule/refusals.ts";
import { askAgain, retryAfterTooLong, sleep, throwIfCancelled } from "../schedule/retry.ts";
import { endSentence } from "../util/sentence.ts";
import type { BackupEvent } from "./events.ts";
import { findIn, type Found } from "./find.ts";
import { showsKey } from "./key.ts";
import { inDoubt } from "./in-doubt.ts";
import { pagesOf, tryListing } from "./list.ts";
import { mayBeOurs, type SentCreate, type Shown, type ShownBackups } from "./ours.ts";
import { Search } from "./search.ts";
import { type BackupOrder, sendCreate } from "./send.ts";

/** A backup that the step can wait for. `foreign`: the API accepted the request, but named a backup that is not ours. */
export type Obtained = Found | Requested | ({ readonly source: "foreign" } & Sighting);

/** The backup that the API named in reply to our request. */
export type Requested = Sighting & {
  readonly source: "requested";
  /** Whether a later reply may still show it as ours, if this one did not show the key; undefined if it did. */
  readonly mayBeOurs: ((shown: Sighting) => boolean) | undefined;
};

/** Most requests whose reply is lost. */
const MAX_LOST = 3;

/**
 * Creates one backup. If a reply is lost, it searches for the backup by its key. It sends the request again only once the lost
 * one can no longer create a backup.
 */
export class Creation {
  readonly #order: BackupOrder;
  readonly #context: Context<BackupEvent>;
  /** Backups that the step has already waited for. */
  readonly #tried: Set<BackupId>;
  readonly #refusals = new Refusals();
  #first: SentCreate | undefined;
  #latestSent: SentCreate | undefined;
  /** Backups that some listing has proven not to be of any request with this key. */
  readonly #foreign = new Set<BackupId>();
  #search: Search | undefined;
  #lost = 0;
  #failures = 0;
  #latest: RetryableFailure | undefined;
  /** Whether the listing must be read before each further request, because a backup was in progress. */
  #isListingDue = false;
  /** Whether a request that was refused may have created a backup anyway. */
  #isDoubtful = false;

  constructor(order: BackupOrder, tried: Set<BackupId>, context: Context<BackupEvent>) {
    this.#order = order;
    this.#tried = tried;
    this.#context = context;
  }

  /** The key of a lost request that may have created a backup. */
  get lostKey(): string | undefined {
    return this.#search?.isSettled === false ? this.#order.key : undefined;
  }

  /**
   * Gets a backup. Call it again if that was a recent one that could not be used.
   * @throws GateClosed if there is no backup to wait for.
   */
  async next(): Promise<Obtained> {
    const { emit } = this.#context;
    if (this.lostKey !== undefined) emit({ kind: "still-lost", key: this.lostKey });
    try {
      return this.#choose(await this.#obtain());
    } catch (error) {
      if (!(error instanceof GateClosed) || !this.#isDoubtful || this.lostKey !== undefined) {
        throw error;
      }
      const busy = this.#latest?.reason === "busy" ? this.#latest : undefined;
      throw new GateClosed(inDoubt(error.verdict, this.#order.key, busy), { cause: error });
    }
  }

  async #obtain(): Promise<Obtained> {
    const { spec, recipients } = this.#order;
    for (;;) {
      const found = await this.#find();
      if (found !== undefined) return found;
      const emails = await recipients.of(spec, this.#context);
      const reply = await sendCreate(this.#order, emails, this.#context, () => this.#noteSend());
      if (reply.kind === "accepted") return this.#accept(reply);
      if (reply.kind === "reply-lost") await this.#lose(reply.message);
      else await this.#waitToSend({ ...reply, message: `requesting a backup: ${reply.message}` });
    }
  }

  /** Searches the listing, if the next request has to wait for that, for the backup or for a recent one that will do. */
  async #find(): Promise<Found | undefined> {
    const { emit } = this.#context;
    if (this.#search === undefined) {
      if (!this.#isListingDue) return undefined;
      const found = await this.#findOnce();
      if (found === undefined) this.#closeIfTimeIsUp();
      return found;
    }
    const wasSettled = this.#search.isSettled;
    const found = await this.#search.run();
    if (found !== undefined || wasSettled) return found;
    emit({ kind: "none-created" });
    if (this.#lost === MAX_LOST) throw new GateClosed(allLost(this.#search.fault));
    emit({ kind: "resending", send: this.#lost + 1, sends: MAX_LOST });
    return undefined;
  }

  /** Searches the listing once before a request is sent again. If it cannot be read, the request is sent anyway. */
  async #findOnce(): Promise<Found | undefined> {
    const { api, signal } = this.#context;
    const { installId, key, maxAgeMs } = this.#order;
    const query = {
      readPage: pagesOf(installId, api),
      purpose: "looking for the backup that is in progress",
      isEnough: (rows: readonly Backup[]) => rows.some(showsKey(key)),
    };
    const listing = await tryListing(query, 1, this.#context).catch((error: unknown) => {
      throwIfCancelled(signal);
      const canDoWithout = maxAgeMs === undefined || isTimeUp(this.#context);
      if (error instanceof GateClosed && canDoWithout) return undefined;
      throw error;
    });
    if (listing === undefined || listing.kind === "retryable") return undefined;
    this.note(listing);
    return findIn(listing, this.#order, this.#tried);
  }

  /** The listing before another request may take until the time is up: then the latest refusal is what counts. */
  #closeIfTimeIsUp(): void {
    if (this.#latest === undefined || !isTimeUp(this.#context)) return;
    throw new GateClosed(timedOutAfter(this.#latest, this.#context.budget));
  }

  #noteSend(): void {
    const { api, clock } = this.#context;
    const { installId, key } = this.#order;
    const knownBefore = new Set(api.shownBackups(installId));
    this.#latestSent = { key, sentAt: clock.now(), knownBefore };
    this.#first ??= this.#latestSent;
  }

  #choose(obtained: Obtained): Obtained {
    const { backup, source } = obtained;
    this.#context.emit({ kind: "chosen", backup, source });
    throwIfCancelled(this.#context.signal);
    this.#tried.add(backup.id);
    return obtained;
  }

  #accept({ backup, serverMs, isOurClock }: Extract<CreateReply, { kind: "accepted" }>): Obtained {
    const shown = { backup, serverMs, isOurClock };
    if (showsKey(this.#order.key)(backup)) {
      return { source: "requested", ...shown, mayBeOurs: undefined };
    }
    const mayBeOurs = (later: Sighting): boolean =>
      !this.#foreign.has(backup.id) &&
      this.#mayBeOurs(later.backup, { ...later, at: this.#context.clock.now() });
    if (mayBeOurs(shown)) return { source: "requested", ...shown, mayBeOurs };
    this.disown(backup.id);
    return { source: "foreign", ...shown };
  }

  /** Notes whose backups a listing, or a page of one, shows. */
  note(listing: ShownBackups): void {
    for (const backup of listing.rows) {
      if (!this.#mayBeOurs(backup, listing)) this.#foreign.add(backup.id);
    }
  }

  /** Notes that the backup that a reply to our request named is not ours: ours may exist beside it. */
  disown(backupId: BackupId): void {
    this.#foreign.add(backupId);
    this.#isListingDue = true;
  }

  /** Measured from the first request with this key. */
  #mayBeOurs(backup: Backup, shown: Shown): boolean {
    return this.#first === undefined || mayBeOurs(backup, this.#first, shown);
  }

  async #lose(fault: string): Promise<void> {
    this.#lost += 1;
    this.#failures = 0;
    const request = this.#latestSent;
    if (request === undefined) throw new Error("the reply to a request that was not sent is lost");
    const note = (listing: ShownBackups): void => this.note(listing);
    this.#search ??= new Search(
      { ...this.#order, request, tried: this.#tried, note },
      this.#context,
    );
    await this.#search.lose(fault);
  }

  /** @throws GateClosed if the failure is final, or the next request would be due after the deadline. */
  async #waitToSend(failure: RetryableFailure | FinalFailure): Promise<void> {
    const { clock, budget, api, random, emit } = this.#context;
    this.#failures += 1;
    if (failure.kind !== "retryable") {
      emit({ kind: "create-refused" });
      this.#isDoubtful = true;
      await askAgain(failure, this.#failures, this.#refusals, this.#context);
      return;
    }
    if (failure.reason === "busy") {
      this.#isListingDue = true;
      this.#isDoubtful ||= this.#lost > 0; // a lost one that came through late may be what is in progress
    }
    if (failure.reason !== "not-sent") this.#latest = failure;
    const latest = this.#latest ?? failure;
    const tooLong = retryAfterTooLong(this.#context, latest);
    if (tooLong !== undefined) throw new GateClosed(tooLong);
    if (failure.reason === "not-sent") throw new GateClosed(timedOutAfter(latest, budget));
    const now = clock.now();
    const waitMs = Math.max(backoffMs(this.#failures, random), api.retryAt - now);
    if (now + waitMs >= budget.deadline) throw new GateClosed(notSentInTime(latest, budget));
    emit({ kind: "request-failed", failure, waitMs });
    await sleep(waitMs, this.#context);
  }
}

/** @param fault why the last reply was lost. */
function allLost(fault: string): Verdict {
  const message = `A backup was requested ${MAX_LOST} times, but none was created. The last attempt: ${endSentence(fault)}`;
  return { result: "unavailable", message };
}
