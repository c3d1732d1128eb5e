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
  const backup = mostHopeful(rows.filter(showsKey(key)));
  if (backup !== undefined) return { source: "recovered", backup, serverMs, isOurClock };
  return maxAgeMs === undefined ? undefined : newestFresh(listing, { maxAgeMs, rerun }, tried);
}

/** A request may have been carried out twice: one that is aborted hides none that is not. */
function mostHopeful(backups: readonly Backup[]): Backup | undefined {
  const byHope = [
    backups.find(({ status }) => status === "completed"),
    backups.find(({ status }) => status !== "aborted"),
    backups[0],
  ];
  return byHope.find((backup) => backup !== undefined);
}
