import { formatDuration } from "../../util/duration.ts";
import type { Estimate } from "../../schedule/forecast.ts";
import type { RetryableFailure, BackupReply } from "../../model/reply.ts";
import { medianLeftMs } from "../../schedule/distribution.ts";
import type { Progress } from "../../backup/events.ts";
import type { BackupRecord } from "../../fleet/record.ts";

/**
 * How it goes, in words for people whose deploy waits: a line each, and an empty one where there is nothing to say. Foreign
 * text is harmless already when it comes here.
 */
export interface LogView {
  looked(record: BackupRecord, look: BackupReply): string;
  missing(record: BackupRecord, message: string): string;
  backingOff(record: BackupRecord, failure: RetryableFailure, waitMs: number): string;
  askingAgain(record: BackupRecord, failure: RetryableFailure, waitMs: number): string;
  progressed(record: BackupRecord, progress: Progress): string;
  foresaw(record: BackupRecord, estimate: Estimate): string;
  /** A gate has come to its verdict. */
  ended(record: BackupRecord, records: readonly BackupRecord[]): string;
  /** How things stand, as parts of a sentence, of which some may be empty. */
  standing(records: readonly BackupRecord[]): string[];
  /** How far it has come, from 0 to 1. */
  share(records: readonly BackupRecord[]): number;
}

/** Why a wait is as long as it is, as the end of a sentence. */
export function reasonFor({ retryAt }: RetryableFailure): string {
  return retryAt === undefined ? "" : ", as it asked (Retry-After)";
}

const BAR_CHARS = 10;

/** A share as a picture, which is full only when all is done. */
export function progressBar(share: number): string {
  const full = Math.floor(Math.max(0, share) * BAR_CHARS);
  return "█".repeat(full) + "░".repeat(BAR_CHARS - full);
}

/** How many times as long as usual is long. */
const LONG = 1.5;

/** How long a backup may still take, in words. */
export function describeEstimate(
  { distribution, createdAt, pastBackups }: Estimate,
  now: number,
): string {
  const ageMs = now - createdAt;
  const left = roughly(medianLeftMs(distribution, ageMs));
  if (pastBackups === 0) return `about ${left} to go`;
  const usualMs = medianLeftMs(distribution, 0);
  return ageMs > LONG * usualMs
    ? `longer than usual (${roughly(usualMs)}), perhaps ${left} to go`
    : `about ${left} to go (usually ${roughly(usualMs)})`;
}

/** A duration that is an estimate: the seconds of a minute would claim too much. */
export function roughly(ms: number): string {
  const graspMs = ms < 60_000 ? 1_000 : 10_000;
  return formatDuration(Math.round(ms / graspMs) * graspMs);
}
