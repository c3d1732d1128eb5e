import type { BackupId, InstallId } from "./ids.ts";

/** A backup as an answer shows it. */
export interface Sight {
  readonly backup: Backup;
  /** The server's wall clock as it answered, in epoch milliseconds. */
  readonly serverMs: number;
}

/** Older backups than this many tell of the site as it was. */
const MAX_PAST_BACKUPS = 20;

/** How long the newest completed backups of a listing, in whatever order it is, took: milliseconds above 0. */
export function pastDurationsOf(backups: readonly Backup[]): number[] {
  const completed = backups.flatMap((backup) => {
    const tookMs = backup.status === "completed" ? (durationMs(backup) ?? 0) : 0;
    return tookMs > 0 ? [{ createdMs: backup.createdAt?.epochMs ?? 0, tookMs }] : [];
  });
  return completed
    .sort((a, b) => b.createdMs - a.createdMs)
    .slice(0, MAX_PAST_BACKUPS)
    .map(({ tookMs }) => tookMs);
}

export interface Install {
  readonly id: InstallId;
  /** Made harmless. */
  readonly name: string;
}

/** `initiated` is the deprecated name of `in_progress`, and still served. */
export const KNOWN_STATUSES = [
  "requested",
  "in_progress",
  "initiated",
  "completed",
  "aborted",
] as const;

/** A word of the host's own, or one never seen before: made harmless, and never equal to a known one. */
export type Status = (typeof KNOWN_STATUSES)[number] | { readonly unknown: string };

export interface Backup {
  readonly id: BackupId;
  readonly status: Status;
  /** As it came: to be compared, not to be printed. */
  readonly description: string | undefined;
  readonly createdAt: Instant | undefined;
  readonly completedAt: Instant | undefined;
  readonly wordpressVersion: string | undefined;
}

/** A moment: the API's own text where that is ISO 8601 in UTC already. */
export interface Instant {
  readonly iso: string;
  readonly epochMs: number;
}

export function statusText(status: Status): string {
  return typeof status === "string" ? status : status.unknown;
}

/** Milliseconds from creation to completion; undefined where either is unknown, or they contradict each other. */
export function durationMs({ createdAt, completedAt }: Backup): number | undefined {
  if (createdAt === undefined || completedAt === undefined) return undefined;
  const ms = completedAt.epochMs - createdAt.epochMs;
  return ms < 0 ? undefined : ms;
}

/** Whether no later look can see another status. */
export function isTerminal(status: Status): boolean {
  return status === "completed" || status === "aborted";
}

/** A status within a sentence: one that is not known is quoted, whatever blanks it may have. */
export function spokenStatus(status: Status): string {
  return typeof status === "string" ? status : `"${status.unknown}"`;
}
