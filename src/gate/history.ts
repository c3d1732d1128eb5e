import type { PageReader } from "../model/api.ts";
import { type Backup, pastDurationsOf, type Sight } from "../model/backup.ts";
import type { BackupId } from "../model/ids.ts";
import type { RetryableFailure } from "../model/reply.ts";
import type { RequestOptions } from "../model/request-options.ts";
import type { Bounds } from "../schedule/cadence.ts";
import { type Budget, requestOptions } from "../schedule/deadline.ts";
import type { Forecast } from "../schedule/forecast.ts";

/** A historian that reads one page of an install's backups, and needs no more. */
export function historianOf(readPage: PageReader<Backup>, backupId: BackupId): Historian {
  return async (patience) => {
    const page = await readPage(0, patience);
    const { retryAt } = page;
    if (page.kind !== "page") {
      const { answered, unbegun } = page.kind === "retryable" ? page : { answered: false };
      const message = `Past backups: ${page.message}`;
      return { kind: "retryable", message, answered, unbegun, retryAt };
    }
    const { rows, serverMs } = page;
    const backup = rows.find(({ id }) => id === backupId);
    const listed = backup && { backup, serverMs };
    return { kind: "history", pastDurationsMs: pastDurationsOf(rows), listed, retryAt };
  };
}

/** What the listing of an install's backups tells. */
export interface History {
  readonly kind: "history";
  /** How long the install's past backups took, in milliseconds. */
  readonly pastDurationsMs: readonly number[];
  /** The backup that is waited for, where it is listed. */
  readonly listed?: Sight | undefined;
  readonly retryAt?: number | undefined;
}

/** Reads the history of the install. Never rejects, and settles within its patience. */
export type Historian = (patience: RequestOptions) => Promise<History | RetryableFailure>;

export interface RecallOptions extends Budget {
  readonly readHistory: Historian;
  readonly bounds: Bounds;
  /** The most that a history may take, where others wait for its place. */
  readonly historyWithinMs?: number;
}

/** A history that has less time than this would be given up before it is answered. */
const MIN_TIMEOUT_MS = 100;

/**
 * Reads the history of a pending backup, and takes the backup's own row for a sight of it. It has until the next look that
 * is expected without it; where it must wait for its turn, it is given up once a completion is as likely as not: a look
 * then tells more.
 * @returns the answer, where it is a failure or binds; undefined where there was no time for it, too.
 */
export async function readHistory(
  expected: Forecast,
  options: RecallOptions,
): Promise<History | RetryableFailure | undefined> {
  const { readHistory, clock, deadline, bounds, requestTimeoutMs } = options;
  const { historyWithinMs = Infinity } = options;
  const now = clock.now();
  const dueAt = expected.dueAt(bounds) || now + bounds.maxMs;
  const untilNextMs = Math.min(deadline, dueAt) - now;
  if (untilNextMs < MIN_TIMEOUT_MS) return undefined;
  const answer = await readHistory({
    ...requestOptions(options),
    timeoutMs: Math.min(requestTimeoutMs, historyWithinMs, untilNextMs),
    sendBy: Math.min(deadline, expected.medianCompletionAt(now)),
    priority: expected.priority,
  });
  if (answer.kind === "history") {
    if (answer.listed !== undefined) expected.seen(answer.listed, clock.now());
    expected.learn(answer.pastDurationsMs);
  }
  return answer;
}

/** Whatever else has gone wrong with a history is ignored. */
export function delaysNextRequest(answer: History | RetryableFailure): boolean {
  if (answer.retryAt !== undefined) return true;
  return answer.kind === "retryable" && answer.answered && answer.unbegun !== true;
}
