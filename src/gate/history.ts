import type { ShownBackups } from "../backup/ours.ts";
import type { BackupRef } from "../model/api.ts";
import { pastDurationsOf } from "../model/backup.ts";
import type { RetryableFailure } from "../model/reply.ts";
import type { Bounds } from "../schedule/cadence.ts";
import type { Context } from "../schedule/context.ts";
import { requestOptions } from "../schedule/deadline.ts";
import type { Forecast } from "../schedule/forecast.ts";
import type { SharedReadings, SideReading } from "./side-reading.ts";

/** Where the durations of the install's past backups come from. */
export interface HistorySource {
  /** Known durations, in milliseconds. If undefined, the listing is read. */
  readonly pastDurationsMs?: readonly number[] | undefined;
  /** The reading of a re-run's listing, in progress or ended. If set, it serves as the history. */
  readonly reading?: SideReading | undefined;
  /** Called with the page that is read. */
  readonly note?: ((shown: ShownBackups) => void) | undefined;
  /** State that all gates of a step share about these readings. */
  readonly shared?: SharedReadings | undefined;
  /** Longest that reading the listing may take. */
  readonly timeoutMs: number;
  /** Whether to read it before the first poll. */
  readonly isReadBeforePolling: boolean;
}

/** With less time than this, the listing is not read, because it would rarely arrive in time. */
const MIN_TIMEOUT_MS = 100;

/**
 * Reads one page of the install's backups, for their durations and for a sighting of this one. It may take until the next
 * poll is due. It is not sent after the median completion time, when a poll is more useful.
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
  const latestAt = budget.lastPollAt - api.spacingMs; // a later request could prevent the last poll
  if (untilNextMs < Math.max(MIN_TIMEOUT_MS, api.spacingMs) || api.permitAt > latestAt) {
    return undefined;
  }
  const page = await api.listBackups(ref.installId, 0, {
    ...requestOptions(context),
    timeoutMs: Math.min(budget.requestTimeoutMs, source.timeoutMs, untilNextMs),
    cutoffAt: budget.lastPollAt, // the last poll is sent then
    sendBy: Math.min(latestAt, forecast.medianCompletionAt(now)),
    priority: forecast.priority,
    signal: source.shared?.signal ?? signal, // not sent after that has aborted
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
  return { ...failure, kind: "retryable", message: `reading past backups: ${page.message}` };
}
