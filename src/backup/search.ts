import type { Backup } from "../model/backup.ts";
import { GateClosed } from "../model/errors.ts";
import type { BackupId } from "../model/ids.ts";
import type { RetryableFailure } from "../model/reply.ts";
import { timedOutWhile } from "../model/timed-out.ts";
import type { Verdict } from "../model/verdict.ts";
import { backoffMs } from "../schedule/backoff.ts";
import type { Context } from "../schedule/context.ts";
import { isTimeUp } from "../schedule/deadline.ts";
import { delayWithin, endingBy, sleep, throwIfCancelled } from "../schedule/retry.ts";
import { endSentence } from "../util/sentence.ts";
import type { BackupEvent } from "./events.ts";
import { findIn, type Found } from "./find.ts";
import { showsKey } from "./key.ts";
import { pagesOf, readOnce } from "./list.ts";
import { mayBeOurs, type SentCreate } from "./ours.ts";
import type { Listing } from "./pages.ts";
import type { BackupOrder } from "./send.ts";
import { unresolvedBy } from "./unresolved.ts";

/**
 * How long after its loss a request may still create a backup that a listing shows: the gateway may hold a request for 29 s,
 * a backend may work on as long again, and a listing may lag. See docs/adr/0005-when-a-lost-request-is-sent-again.md.
 */
const MAY_STILL_CREATE_MS = 64_000;
/** Good listings without the backup that prove that none was created. */
const PROOFS = 2;
/** Listings that show a backup which may be ours, before the search ends without a result. */
const SIGHTINGS = 2;
/** Listings that are flawed in the same way, before the search ends without a result. */
const FLAWED = 3;

/** A backup whose create request was lost. */
export interface LostOrder extends BackupOrder {
  /** The first request with this key whose reply was lost. */
  readonly request: SentCreate;
  /** Backups that the step has already waited for. */
  readonly tried: ReadonlySet<BackupId>;
  /** Called with each listing. */
  readonly note: (listing: Listing<Backup>) => void;
}

/** Searches for the backup of a create request whose reply was lost. Moments are monotonic. */
export class Search {
  readonly #lost: LostOrder;
  readonly #context: Context<BackupEvent>;
  /** Backups that may be ours. One that was shown once counts as shown. */
  readonly #candidates = new Map<BackupId, Backup>();
  /** Backups that some listing has proven not to be ours. */
  readonly #foreign = new Set<BackupId>();
  #settledAt = 0;
  #fault = "";
  #proofs = 0;
  #sightings = 0;
  readonly #flawed = new Map<string, number>();
  #isLatestProof = false;
  /** Of the latest listing that had one. */
  #flaw = "";
  #isSettled = false;

  constructor(lost: LostOrder, context: Context<BackupEvent>) {
    this.#lost = lost;
    this.#context = context;
  }

  /** Why the latest reply was lost, as the end of a sentence. */
  get fault(): string {
    return this.#fault;
  }

  /** Whether it is known that no request with this key created a backup. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /**
   * Records that a reply was lost now, and waits before the first listing.
   * @throws GateClosed if no time is left to search; the verdict says what was lost.
   */
  async lose(fault: string): Promise<void> {
    const { clock, emit } = this.#context;
    this.#fault = fault;
    this.#settledAt = clock.now() + MAY_STILL_CREATE_MS;
    this.#proofs = 0;
    this.#sightings = 0;
    this.#flawed.clear();
    this.#isSettled = false;
    await this.#quotingLoss(async () => {
      if (isTimeUp(this.#context)) throw new GateClosed(this.#timedOut());
      const waitMs = this.#delayMs(1);
      emit({ kind: "reply-lost", key: this.#lost.key, message: fault, waitMs });
      await sleep(waitMs, this.#context);
    });
  }

  /**
   * Reads listings until one shows the backup, or a recent one if that will do.
   * @returns undefined once no request with this key can have created a backup.
   * @throws GateClosed if that stays unknown, a failure is final, the time is up, or the step is canceled.
   */
  async run(): Promise<Found | undefined> {
    return this.#quotingLoss(async () => {
      let isReopened = false; // a backup that may be ours has appeared
      for (let round = 2; ; round += 1) {
        const { clock, emit } = this.#context;
        const begunAt = clock.now();
        const listing = await this.#read();
        if (listing.kind === "retryable") throw this.#unresolved();
        this.#lost.note(listing);
        const found = findIn(listing, this.#lost, this.#lost.tried);
        if (found !== undefined) return found;

        const isProof = this.#weigh(listing);
        if (this.#candidates.size > 0 && this.#isSettled) {
          this.#isSettled = false;
          isReopened = true;
          emit({ kind: "still-lost", key: this.#lost.key });
        }
        if (isProof && this.#proofs >= PROOFS && begunAt >= this.#settledAt) {
          this.#isSettled = true;
          if (isReopened) emit({ kind: "none-created" });
          return undefined;
        }
        if (this.#isUnknowable()) throw this.#unresolved();
        if (isTimeUp(this.#context)) throw new GateClosed(this.#timedOut());
        const mayDecideNow = begunAt < this.#settledAt && clock.now() >= this.#settledAt;
        if (mayDecideNow) round = 1; // the next listing may end the search: it comes soon
        const waitMs = this.#delayMs(round);
        emit({ kind: "not-listed-yet", isProof, waitMs });
        await sleep(waitMs, this.#context);
      }
    });
  }

  /** @returns a failure only if more listings would not help. */
  #read(): Promise<Listing<Backup> | RetryableFailure> {
    const { api } = this.#context;
    const { installId, key } = this.#lost;
    return readOnce<Backup>(
      {
        readPage: pagesOf(installId, api),
        purpose: "looking for the requested backup",
        isEnough: (rows) => rows.some(showsKey(key)),
        canFail: () => this.#isUnknowable(),
        wakeAt: this.#settledAt,
      },
      Infinity,
      this.#context,
    );
  }

  /** @returns whether the listing proves that it lacks nothing of ours. */
  #weigh(listing: Listing<Backup>): boolean {
    for (const backup of listing.rows) {
      if (!mayBeOurs(backup, this.#lost.request, listing)) this.#foreign.add(backup.id);
      if (this.#foreign.has(backup.id)) this.#candidates.delete(backup.id);
      else this.#candidates.set(backup.id, backup);
    }
    const { flaw } = listing;
    if (flaw !== undefined) {
      this.#flaw = flaw;
      this.#flawed.set(flaw, (this.#flawed.get(flaw) ?? 0) + 1);
    }
    this.#sightings = this.#candidates.size > 0 ? this.#sightings + 1 : 0;
    const isProof = flaw === undefined && this.#candidates.size === 0;
    if (isProof) this.#proofs += 1;
    this.#isLatestProof = isProof;
    return isProof;
  }

  /** Whether more listings would not help, now that the request can no longer create a backup. */
  #isUnknowable(): boolean {
    if (this.#context.clock.now() < this.#settledAt || this.#isLatestProof) return false;
    const isFlawed = [...this.#flawed.values()].some((times) => times >= FLAWED);
    return this.#sightings >= SIGHTINGS || isFlawed;
  }

  #unresolved(): GateClosed {
    const candidates = [...this.#candidates.values()];
    return new GateClosed(unresolvedBy(candidates, this.#flaw));
  }

  #timedOut(): Verdict {
    return timedOutWhile(
      "the requested backup has not been found.",
      "unavailable",
      this.#context.budget,
    );
  }

  /** No wait passes the moment from which the request can no longer create a backup. */
  #delayMs(failuresInARow: number): number {
    const { clock, random } = this.#context;
    const dueMs = endingBy(this.#settledAt, backoffMs(failuresInARow, random), clock.now());
    return delayWithin(this.#context, dueMs);
  }

  /** Adds what was lost to the verdict of a search that ends without an answer. */
  async #quotingLoss<T>(search: () => Promise<T>): Promise<T> {
    try {
      return await search();
    } catch (error) {
      throwIfCancelled(this.#context.signal);
      if (!(error instanceof GateClosed)) throw error;
      const { verdict } = error;
      const message = `The create request may have failed: ${endSentence(this.#fault)} ${verdict.message}`;
      throw new GateClosed({ ...verdict, message }, { cause: error });
    }
  }
}
