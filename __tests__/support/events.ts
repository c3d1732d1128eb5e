import type { BackupEvent, Source } from "../../src/backup/events.ts";
import { BackupRecord } from "../../src/fleet/record.ts";
import type { GateEvent } from "../../src/gate/events.ts";
import type { Status } from "../../src/model/backup.ts";
import type { BackupReply, FinalFailure, RetryableFailure } from "../../src/model/reply.ts";
import type { Target } from "../../src/model/target.ts";
import { expectedDistribution } from "../../src/schedule/cadence.ts";
import { backupOf } from "./fixtures.ts";

/** Retryable failures. */
export const noAnswer: RetryableFailure = {
  kind: "retryable",
  message: "no answer",
  reason: "no-answer",
};
export const rateLimited: RetryableFailure = {
  kind: "retryable",
  message: "429",
  reason: "rate-limited",
};

export const polled = (reply: BackupReply): GateEvent => ({ kind: "polled", reply });
export const notBelievedYet = (failure: FinalFailure): GateEvent => ({
  kind: "not-believed-yet",
  failure,
});
export const pollFailed = (failure: RetryableFailure, waitMs = 1_000): GateEvent => ({
  kind: "poll-failed",
  failure,
  waitMs,
});
export const requestFailed = (failure: RetryableFailure, waitMs = 1_000): GateEvent => ({
  kind: "request-failed",
  failure,
  waitMs,
});
export const createSent: BackupEvent = { kind: "create-sent", key: "3f9a1c" };

/**
 * The forecast for a backup.
 * @param createdAt monotonic moment of its creation, in milliseconds.
 * @param pastDurationsMs how long past backups took.
 */
export const forecast = (
  createdAt: number,
  pastDurationsMs: readonly number[] = [],
  isAgeKnown = true,
): GateEvent => ({
  kind: "forecast",
  estimate: {
    createdAt,
    isAgeKnown,
    distribution: expectedDistribution(pastDurationsMs),
    pastBackups: pastDurationsMs.length,
  },
});

/** The choice of a backup of this status, created at 10:00:00. */
export const chosen = (source: Source, status: Status = "requested"): BackupEvent => ({
  kind: "chosen",
  backup: backupOf(status, 30_000),
  source,
});

/** A record of what has happened to a target. */
export function recordOf(target: Target, ...events: readonly GateEvent[]): BackupRecord {
  const record = new BackupRecord(target);
  for (const event of events) record.apply(event);
  return record;
}
