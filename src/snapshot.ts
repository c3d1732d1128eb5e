import { type Freshness, isFresh } from "./age.ts";
import { GateClosed } from "./errors.ts";
import { pastDurationsMs } from "./history.ts";
import { verdictOf } from "./judge.ts";
import { tryListing } from "./listing.ts";
import type { Source } from "./progress.ts";
import type { RequestOptions } from "./request.ts";
import type { Backup } from "./wpengine/schema.ts";

/** A backup to look at. */
export interface Snapshot {
  readonly backup: Backup;
  readonly source: Source;
  /** What is asked of its age, where it is not of this step's making. */
  readonly freshness?: Freshness;
  /** How long the install's past backups took, where that has been read already. */
  readonly pastMs?: readonly number[];
  readonly quietUntil: number | undefined;
}

/** A recent backup is a convenience: one can always be requested. */
const LISTING_TRIES = 3;

/**
 * The newest completed backup that is no older than it may be, else the newest one under way.
 * @returns undefined where there is none, or the listing cannot be read.
 * @throws GateClosed where the API refuses for good, the time is up, or the run is cancelled.
 */
export async function findFresh(
  maxAgeMs: number,
  options: RequestOptions,
): Promise<Snapshot | undefined> {
  const purpose = "looking for a recent backup";
  const listing = await tryListing({ ...options, purpose }, LISTING_TRIES);
  if (listing.kind === "failed") {
    options.watcher.progressed({ kind: "not-listed", message: listing.message });
    return undefined;
  }
  if (listing.kind !== "listing") throw new GateClosed(verdictOf(listing));

  const freshness = { maxAgeMs, asOfMs: listing.serverMs };
  const newestFirst = listing.rows
    .filter((backup) => isFresh(backup, freshness))
    .sort((a, b) => (b.createdAt?.epochMs ?? 0) - (a.createdAt?.epochMs ?? 0));
  const completed = newestFirst.find(({ status }) => status === "completed");
  const backup = completed ?? newestFirst.find(isUnderWay);
  if (backup === undefined) {
    options.watcher.progressed({ kind: "none-fresh" });
    return undefined;
  }
  const source = backup === completed ? "reused" : "adopted";
  options.watcher.progressed({ kind: "taken", backup, source });
  const { quietUntil } = listing;
  return { backup, source, freshness, pastMs: pastDurationsMs(listing.rows), quietUntil };
}

function isUnderWay({ status }: Backup): boolean {
  return status === "requested" || status === "in_progress" || status === "initiated";
}
