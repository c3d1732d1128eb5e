import { type AsOf, isFresh } from "../model/freshness.ts";
import { GateClosed } from "../model/errors.ts";
import { type Backup, pastDurationsOf } from "../model/backup.ts";
import { verdictOf } from "../model/reply.ts";
import { tryListing } from "./list.ts";
import type { Source } from "./events.ts";
import type { CreateOptions } from "./send.ts";

/** A backup to look at. */
export interface ChosenBackup {
  readonly backup: Backup;
  /** The server's wall clock as it showed the backup, in epoch milliseconds. */
  readonly serverMs: number;
  readonly source: Source;
  /** What is asked of its age, where it is not of this step's making. */
  readonly freshness?: { readonly maxAgeMs: number; readonly asOf: AsOf };
  readonly retryAt: number | undefined;
}

/** What an install has already. */
export interface InstallBackups {
  /** Its newest backup that is fresh, if there is one. */
  readonly reusable?: ChosenBackup;
  /** How long its past backups took, where the listing could be read. */
  readonly pastDurationsMs?: readonly number[];
}

/** A recent backup is a convenience: one can always be requested. */
const LISTING_TRIES = 3;

/**
 * Looks for the newest completed backup that is no older than it may be, else the newest one under way.
 * @throws GateClosed where the API refuses for good, the time is up, or the run is cancelled.
 */
export async function findReusable(
  maxAgeMs: number,
  options: CreateOptions & { readonly asOf: AsOf },
): Promise<InstallBackups> {
  const purpose = "looking for a recent backup";
  const listing = await tryListing({ ...options, purpose }, LISTING_TRIES);
  if (listing.kind === "retryable") {
    options.watcher.progressed({ kind: "list-failed", message: listing.message });
    return {};
  }
  if (listing.kind !== "listing") throw new GateClosed(verdictOf(listing));

  const { retryAt, serverMs } = listing;
  const asOfMs = options.asOf(serverMs);
  const pastDurationsMs = pastDurationsOf(listing.rows);
  const newestFirst = listing.rows
    .filter((backup) => isFresh(backup, { maxAgeMs, asOfMs, shownMs: serverMs }))
    .sort((a, b) => (b.createdAt?.epochMs ?? 0) - (a.createdAt?.epochMs ?? 0));
  const completed = newestFirst.find(({ status }) => status === "completed");
  const backup = completed ?? newestFirst.find(isUnderWay);
  if (backup === undefined) {
    options.watcher.progressed({ kind: "none-reusable" });
    return { pastDurationsMs };
  }
  const source = backup === completed ? "reused" : "adopted";
  options.watcher.progressed({ kind: "chosen", backup, source });
  const freshness = { maxAgeMs, asOf: () => asOfMs };
  return { pastDurationsMs, reusable: { backup, serverMs, source, freshness, retryAt } };
}

function isUnderWay({ status }: Backup): boolean {
  return status === "requested" || status === "in_progress" || status === "initiated";
}
