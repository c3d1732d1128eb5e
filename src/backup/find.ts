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
  { key, maxAgeMs, spec: { rerun } }: BackupOrder,
  tried: ReadonlySet<BackupId>,
): Found | undefined {
  const { rows, serverMs, isOurClock } = listing;
  const backup = preferred(rows.filter(showsKey(key)));
  if (backup !== undefined) return { source: "recovered", backup, serverMs, isOurClock };
  return maxAgeMs === undefined ? undefined : newestFresh(listing, { maxAgeMs, rerun }, tried);
}

/** A request may have created two backups: an aborted one must not hide the other. */
function preferred(backups: readonly Backup[]): Backup | undefined {
  const byPreference = [
    backups.find(({ status }) => status === "completed"),
    backups.find(({ status }) => status !== "aborted"),
    backups[0],
  ];
  return byPreference.find((backup) => backup !== undefined);
}
