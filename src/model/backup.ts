import { safeWord } from "../util/sanitize.ts";
import type { BackupId, InstallId } from "./ids.ts";

/** `initiated` is the deprecated name of `in_progress`, and is still served. */
export const KNOWN_STATUSES = [
  "requested",
  "in_progress",
  "initiated",
  "completed",
  "aborted",
] as const;

/** One of the API's statuses, or a word that we do not know: sanitized, and never equal to a known one. */
export type Status = (typeof KNOWN_STATUSES)[number] | { readonly unknown: string };

export interface Backup {
  readonly id: BackupId;
  readonly status: Status;
  /** As the API sent it: to be compared, not to be printed. */
  readonly description: string | undefined;
  readonly createdAt: Instant | undefined;
  readonly completedAt: Instant | undefined;
  /** Sanitized. */
  readonly wordpressVersion: string | undefined;
}

/** A moment. */
export interface Instant {
  /** ISO 8601 in UTC: the API's own text if it has that form. */
  readonly iso: string;
  readonly epochMs: number;
}

/** When the backup was created, as the end of a phrase. Empty if that is not known. */
export function creationInWords({ createdAt }: Backup): string {
  return createdAt === undefined ? "" : `, created ${clockTime(createdAt)}`;
}

/** A moment for people: `2026-01-15 10:04:10 UTC`. */
export function clockTime({ epochMs }: Instant): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export interface Install {
  readonly id: InstallId;
  /** Sanitized. */
  readonly name: string;
}

/** A backup as one reply shows it. */
export interface Sighting {
  readonly backup: Backup;
  /** The server's wall clock when it replied, in epoch milliseconds. */
  readonly serverMs: number;
  /** Whether that is our own clock, because the reply had no `Date`. */
  readonly isOurClock?: boolean | undefined;
}

/** Whether no later poll can see another status. */
export function isTerminal(status: Status): boolean {
  return status === "completed" || status === "aborted";
}

/** A status as an output's value. GitHub's `==` ignores case, so an unknown word gets a prefix. */
export function statusText(status: Status): string {
  return typeof status === "string" ? status : safeWord(`unknown:${status.unknown}`);
}

/** A status within a sentence: an unknown word is quoted, because it may contain spaces. */
export function spokenStatus(status: Status): string {
  return typeof status === "string" ? status : `"${status.unknown}"`;
}

/** Milliseconds from creation to completion; undefined if either is unknown, or they contradict each other. */
export function durationMs({ createdAt, completedAt }: Backup): number | undefined {
  if (createdAt === undefined || completedAt === undefined) return undefined;
  const ms = completedAt.epochMs - createdAt.epochMs;
  return ms < 0 ? undefined : ms;
}

/** Orders backups by their creation, the newest first; those whose creation is unknown come last. */
export function byNewest(a: Backup, b: Backup): number {
  return (b.createdAt?.epochMs ?? 0) - (a.createdAt?.epochMs ?? 0);
}

/** Older backups than this many say little about the site as it is now. */
const MAX_PAST_BACKUPS = 20;

/** How long the newest completed backups of a listing took, in milliseconds above 0. The listing may be in any order. */
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
