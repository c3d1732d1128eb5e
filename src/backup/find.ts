import type { Backup, Sighting } from "../model/backup.ts";
import type { BackupId } from "../model/ids.ts";
import { showsKey } from "./key.ts";
import type { Listing } from "./pages.ts";
import { newestFresh, type ReusableBackup } from "./reuse.ts";
import type { BackupOrder } from "./send.ts";

/** A backup that a listing shows in place of another create request. */
export type Found = ({ readonly source: "recovered" } & Sighting) | ReusableBackup;

/**
 * The backup with the key of an order, or else a recent one if that will do.
 * @param tried backups that the step has already waited for.
 */
export function findIn(
  listing: Listing<Backup>,
  { key, maxAgeMs }: BackupOrder,
  tried: ReadonlySet<BackupId>,
): Found | undefined {
  const { rows, serverMs, isOurClock } = listing;
  const backup = rows.find(showsKey(key));
  if (backup !== undefined) return { source: "recovered", backup, serverMs, isOurClock };
  return maxAgeMs === undefined ? undefined : newestFresh(listing, maxAgeMs, tried);
}
