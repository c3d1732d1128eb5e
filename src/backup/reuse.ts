import { type Backup, byNewest, pastDurationsOf } from "../model/backup.ts";
import { type AgeLimit, isFresh } from "../model/freshness.ts";
import type { BackupId, InstallId } from "../model/ids.ts";
import type { RunAttempt } from "../model/target.ts";
import type { Context } from "../schedule/context.ts";
import { earlierIn, firstOfRun } from "./earlier-attempts.ts";
import type { BackupEvent, Source } from "./events.ts";
import { pagesOf, tryListing } from "./list.ts";
import type { Listing } from "./pages.ts";

/** A recent backup that the step need not create. */
export interface ReusableBackup {
  readonly backup: Backup;
  readonly source: Extract<Source, "reused" | "adopted">;
  /** Its age is judged as it was when the listing showed it. */
  readonly ageLimit: AgeLimit;
}

/** Which backups may be reused. */
export interface ReuseLimits {
  readonly maxAgeMs: number;
  /** Undefined for a first attempt. */
  readonly rerun: RunAttempt | undefined;
}

/** What a listing says about an install's backups. */
export interface InstallBackups {
  /** The newest one that is fresh. */
  readonly reusable?: ReusableBackup | undefined;
  /** How long past backups took, in milliseconds; undefined if the listing could not be read. */
  readonly pastDurationsMs?: readonly number[];
}

/** Failures of the listing to accept before the step creates a backup instead. */
const LISTING_TRIES = 3;

/**
 * Finds the newest fresh completed backup, or else the newest fresh pending one; in a re-run the first one of this run, if
 * it is fresh.
 * @throws GateClosed if a failure is final, the time is up, or the step is canceled.
 */
export async function findReusable(
  installId: InstallId,
  { maxAgeMs, rerun }: ReuseLimits,
  context: Context<BackupEvent>,
): Promise<InstallBackups> {
  const { api, emit } = context;
  const listing = await tryListing(
    {
      readPage: pagesOf(installId, api),
      purpose: "looking for a recent backup",
    },
    LISTING_TRIES,
    context,
  );
  if (listing.kind === "retryable") {
    emit({ kind: "list-failed", message: listing.message });
    return {};
  }
  if (rerun !== undefined) {
    const earlier = earlierIn(listing, rerun);
    if (earlier !== undefined) emit({ kind: "earlier-attempts", ...earlier });
  }
  const reusable = newestFresh(listing, { maxAgeMs, rerun });
  if (reusable === undefined) emit({ kind: "none-reusable" });
  return { pastDurationsMs: pastDurationsOf(listing.rows), reusable };
}

/**
 * The newest fresh completed backup of a listing, or else the newest fresh pending one. In a re-run the first completed one
 * of this run goes before any newer one, if it is fresh: that one does not contain what an earlier attempt deployed.
 * @param tried backups that the step has already waited for.
 */
export function newestFresh(
  { rows, serverMs, isOurClock }: Listing<Backup>,
  { maxAgeMs, rerun }: ReuseLimits,
  tried: ReadonlySet<BackupId> = new Set(),
): ReusableBackup | undefined {
  const ageLimit = { maxAgeMs, asOfMs: serverMs };
  const newestFirst = rows
    .filter(({ id }) => !tried.has(id))
    .filter((backup) => isFresh(backup, { ...ageLimit, isOurClock }))
    .sort(byNewest);
  const first = rerun && firstOfRun(rows, rerun)?.backup;
  const completed =
    newestFirst.find((backup) => backup === first) ??
    newestFirst.find(({ status }) => status === "completed");
  const backup = completed ?? newestFirst.find(isPending);
  if (backup === undefined) return undefined;
  return { backup, source: backup === completed ? "reused" : "adopted", ageLimit };
}

function isPending({ status }: Backup): boolean {
  return status === "requested" || status === "in_progress" || status === "initiated";
}
