import type { BackupId } from "../model/ids.ts";
import type { BackupReply, RetryableFailure } from "../model/reply.ts";
import type { RequestOptions } from "../model/request-options.ts";
import type { Clock } from "../util/clock.ts";
import type { Redact } from "../util/sanitize.ts";
import { endSentence } from "../util/sentence.ts";
import type { NotSent } from "./http/rate-limited.ts";
import type { Answer } from "./http/transport.ts";
import { backupReply, describe } from "./replies.ts";

type SendRequest = (options: RequestOptions) => Promise<Answer | NotSent>;

/** Consecutive answers of 500 for one backup. */
interface Row {
  length: number;
  /** What the listing replied; undefined until it has been asked. */
  diagnosis: string | undefined;
}

/** The length of a row at which another status may hide behind its 500s. */
const SUSPICIOUS_500S = 3;
/** Longest that the listing may take. */
const LISTING_MS = 2_000;

/**
 * Diagnoses rows of 500s. WP Engine's gateway turns statuses that the description of `showBackup` does not list (403, say)
 * into 500. The listing may return the true one: it is asked once in each row, and its reply becomes part of the message.
 */
export class Diagnose500 {
  readonly #clock: Clock;
  readonly #redact: Redact;
  /** The current row of each backup that has one. */
  readonly #rows = new Map<BackupId, Row>();

  constructor(clock: Clock, redact: Redact) {
    this.#clock = clock;
    this.#redact = redact;
  }

  /**
   * Wraps `showBackup`.
   * @param list asks for one row of the listing.
   */
  async showBackup(
    backupId: BackupId,
    options: RequestOptions,
    { show, list }: { readonly show: SendRequest; readonly list: SendRequest },
  ): Promise<BackupReply> {
    let sentAt = this.#clock.now();
    const onSend = (): void => {
      sentAt = this.#clock.now();
      options.onSend?.();
    };
    const answer = await show({ ...options, onSend });
    const reply = backupReply(answer, backupId, this.#redact);
    const is500 = answer.kind === "answered" && answer.status === 500;
    if (!is500 || reply.kind !== "retryable") {
      this.#rows.delete(backupId);
      return reply;
    }
    const row = this.#rows.get(backupId) ?? { length: 0, diagnosis: undefined };
    this.#rows.set(backupId, row);
    row.length += 1;
    const leftMs = options.timeoutMs - (this.#clock.now() - sentAt);
    const isDue = row.length >= SUSPICIOUS_500S && row.diagnosis === undefined;
    if (!isDue || answer.hasRetryAfter || leftMs <= 0) return withDiagnosis(reply, row.diagnosis);

    const timeoutMs = Math.min(leftMs, LISTING_MS);
    const listing = await list({ ...options, timeoutMs, onSend: undefined });
    if (listing.kind === "not-sent") return reply;
    row.diagnosis = describe(listing, this.#redact);
    const hasRetryAfter = listing.kind === "answered" && listing.hasRetryAfter;
    return { ...withDiagnosis(reply, row.diagnosis), hasRetryAfter };
  }
}

function withDiagnosis(failure: RetryableFailure, diagnosis: string | undefined): RetryableFailure {
  if (diagnosis === undefined) return failure;
  const message = `${endSentence(failure.message)} Listing this install's backups: ${diagnosis}`;
  return { ...failure, message };
}
