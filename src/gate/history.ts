import type { ShownBackups } from "../backup/ours.ts";
import type { BackupRef } from "../model/api.ts";
import { pastDurationsOf } from "../model/backup.ts";
import type { RetryableFailure } from "../model/reply.ts";
import type { Bounds } from "../schedule/cadence.ts";
import type { Context } from "../schedule/context.ts";
import { requestOptions } from "../schedule/deadline.ts";
import type { Forecast } from "../schedule/forecast.ts";
import type { SharedReadings, SideReading } from "./side-reading.ts";

/** Where to learn how long the install's past backups took. */
export interface HistorySource {
  /** Durations that are known already, in milliseconds; otherwise the listing is read. */
  readonly pastDurationsMs?: readonly number[] | undefined;
  /** The reading of a re-run's listing, if it goes on beside the polls or has ended: it serves as the history. */
  readonly reading?: SideReading | undefined;
  /** Called with what is read of the listing. */
  readonly note?: ((shown: ShownBackups) => void) | undefined;
  /** What all gates of a step know of these readings. */
  readonly shared?: SharedReadings | undefined;
  /** Longest that reading the listing may take. */
  readonly timeoutMs: number;
  /** Whether to read it before the first poll. */
  readonly isFirst: boolean;
}

/** With less time than this, the listing would be given up before it is there. */
const MIN_TIMEOUT_MS = 100;

/**
 * Reads one page of the install's backups, for how long they took and for a sighting of this one. It may take until the
 * next poll is due. It is not sent once the backup is as likely completed as not.
 * @returns a failure that delays the next poll (429, or with a `Retry-After`), or that was not sent. Others are ignored.
 */
export async function readHistory(
  forecast: Forecast,
  {
    ref,
    bounds,
    source,
  }: { readonly ref: BackupRef; readonly bounds: Bounds; readonly source: HistorySource },
  context: Context<never>,
): Promise<RetryableFailure | undefined> {
  if (source.pastDurationsMs !== undefined) {
    forecast.learn(source.pastDurationsMs);
    return undefined;
  }
  if (source.reading !== undefined) {
    forecast.learn(source.reading.pastDurationsMs);
    return source.reading.refusal;
  }
  const { api, clock, budget, signal } = context;
  const now = clock.now();
  const dueAt = forecast.dueAt(bounds) || now + bounds.maxMs;
  const untilNextMs = Math.min(budget.lastPollAt, dueAt) - now;
  const latestAt = budget.lastPollAt - api.spacingMs; // later it would keep the rate limiter from the last poll
  if (untilNextMs < Math.max(MIN_TIMEOUT_MS, api.spacingMs) || api.permitAt > latestAt) {
    return undefined;
  }
  const page = await api.listBackups(ref.installId, 0, {
    ...requestOptions(context),
    timeoutMs: Math.min(budget.requestTimeoutMs, source.timeoutMs, untilNextMs),
    cutoffAt: budget.lastPollAt, // the last poll is sent then
    sendBy: Math.min(latestAt, forecast.medianCompletionAt(now)),
    priority: forecast.priority,
    signal: source.shared?.signal ?? signal, // not sent once that has aborted
  });
  if (page.kind === "page") {
    const { rows, serverMs } = page;
    source.note?.({ ...page, at: clock.now() });
    const backup = rows.find(({ id }) => id === ref.backupId);
    if (backup !== undefined) forecast.see({ backup, serverMs }, clock.now());
    forecast.learn(pastDurationsOf(rows));
    return undefined;
  }
  const failure = page.kind === "retryable" ? page : { ...page, reason: "no-answer" as const };
  if (failure.hasRetryAfter === true) source.shared?.end();
  const isDelaying = failure.reason !== "no-answer" || failure.hasRetryAfter === true;
  if (!isDelaying) return undefined;
  return { ...failure, kind: "retryable", message: `Past backups: ${page.message}` };
}
