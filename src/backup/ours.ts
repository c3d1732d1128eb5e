import type { Backup } from "../model/backup.ts";
import type { BackupId } from "../model/ids.ts";
import { keyIn } from "./key.ts";

/**
 * How much earlier than a create request its backup may seem to be created or completed: the clocks of WP Engine's servers
 * differ.
 */
const CLOCKS_DIFFER_MS = 60_000;

/** What was known when a create request was sent. */
export interface SentCreate {
  readonly key: string;
  /** When it was sent (monotonic ms). */
  readonly sentAt: number;
  /** Backups that any reply had shown before. */
  readonly knownBefore: ReadonlySet<BackupId>;
}

/** When a reply showed a backup. */
export interface Shown {
  readonly serverMs: number;
  readonly isOurClock?: boolean | undefined;
  /** The same moment on the monotonic clock. */
  readonly at: number;
}

/** Backups that one reply showed. */
export type ShownBackups = Shown & { readonly rows: readonly Backup[] };

/**
 * Whether a create request may have created this backup. WP Engine may shorten, replace or drop descriptions, so one that
 * does not show the key may still be ours. See docs/adr/0005-when-a-lost-request-is-sent-again.md.
 */
export function mayBeOurs(backup: Backup, request: SentCreate, shown: Shown): boolean {
  const key = keyIn(backup.description);
  if (key !== undefined) return key === request.key;
  if (request.knownBefore.has(backup.id)) return false;
  if (shown.isOurClock === true) return true; // our clock proves nothing about the server's times
  const sentMs = shown.serverMs - (shown.at - request.sentAt);
  const isBefore = (epochMs = Infinity): boolean => epochMs < sentMs - CLOCKS_DIFFER_MS;
  return !isBefore(backup.createdAt?.epochMs) && !isBefore(backup.completedAt?.epochMs);
}
