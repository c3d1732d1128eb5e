import { readListing, pagesOf } from "../backup/list.ts";
import type { Listing } from "../backup/pages.ts";
import { newestFresh } from "../backup/reuse.ts";
import { type Backup, byNewest, pastDurationsOf, spokenStatus } from "../model/backup.ts";
import { ageMs } from "../model/freshness.ts";
import type { BackupId, InstallId } from "../model/ids.ts";
import type { BackupSpec, NewBackupSpec } from "../model/target.ts";
import type { Verdict } from "../model/verdict.ts";
import { expectedDistribution } from "../schedule/cadence.ts";
import type { Context } from "../schedule/context.ts";
import { medianLeftMs } from "../schedule/distribution.ts";
import { formatDuration, roughly } from "../util/duration.ts";
import type { GateEvent } from "./events.ts";
import type { GateOptions } from "./gate.ts";
import type { PollOptions } from "./options.ts";
import { waitForBackup } from "./wait.ts";

/** The newest backups that the report of a dry run names. */
const MAX_NAMED = 3;

/**
 * Checks one install as `dry-run` does: reads the listing, and asks for the backup if one is given, or for the address that
 * WP Engine would email. It creates nothing and waits for nothing.
 * @returns `checked` with what a run without `dry-run` would do, or the verdict that it would come to at once.
 * @throws GateClosed if the listing is refused, there is nobody to notify, the time is up, or the step is cancelled.
 */
export async function checkGate(
  installId: InstallId,
  spec: BackupSpec,
  options: GateOptions,
  context: Context<GateEvent>,
): Promise<Verdict> {
  const listing = await readListing(
    { readPage: pagesOf(installId, context.api), purpose: "looking for this install's backups" },
    context,
  );
  if (spec.kind === "new") {
    await options.recipients.of(spec, context);
    return checked(describePlan(spec, listing, options), listing);
  }
  const verdict = await checkGiven(installId, spec.backupId, listing, options, context);
  const isChecked = verdict.result === "completed" || verdict.result === "checked";
  return isChecked ? checked(verdict.message, listing) : verdict;
}

/** Asks for the given backup until a reply shows it. A 404 is believed at once: nothing was requested that may appear yet. */
async function checkGiven(
  installId: InstallId,
  backupId: BackupId,
  listing: Listing<Backup>,
  options: PollOptions,
  context: Context<GateEvent>,
): Promise<Verdict> {
  const verdict = await waitForBackup(
    { installId, backupId },
    {
      ...options,
      history: { ...options.history, pastDurationsMs: pastDurationsOf(listing.rows) },
      isListed: true,
      unlessDecided: {
        result: "checked",
        message: "The backup is not completed yet: a run without dry-run would wait for it.",
      },
    },
    context,
  );
  if (verdict.result !== "completed") return verdict;
  const message = "The backup is completed: a run without dry-run would open the gate.";
  return { ...verdict, message };
}

function describePlan(
  { wait, rerun }: NewBackupSpec,
  listing: Listing<Backup>,
  { ageLimit }: PollOptions,
): string {
  const then = wait ? " and wait until it is completed" : " and not wait for it (wait: false)";
  if (ageLimit === undefined) return `A run without dry-run would request a new backup${then}.`;
  const reusable = newestFresh(listing, { maxAgeMs: ageLimit.maxAgeMs, rerun });
  if (reusable?.source === "reused") {
    return `A run without dry-run would reuse backup ${reusable.backup.id}.`;
  }
  if (reusable !== undefined) {
    return `A run without dry-run would take backup ${reusable.backup.id}, which is not completed yet,${then}.`;
  }
  const limit = formatDuration(ageLimit.maxAgeMs);
  return `No backup is recent enough (max-age: ${limit}): a run without dry-run would request a new one${then}.`;
}

function checked(plan: string, listing: Listing<Backup>): Verdict {
  const message = [plan, describeDurations(listing), describeNewest(listing)].join(" ");
  return { result: "checked", message };
}

function describeDurations({ rows }: Listing<Backup>): string {
  const past = pastDurationsOf(rows);
  if (past.length === 0) return "Backups usually take 2 to 10 minutes.";
  const usually = roughly(medianLeftMs(expectedDistribution(past), 0));
  return `Backups of this install usually take ${usually} (by its last ${past.length}).`;
}

function describeNewest({ rows, serverMs, flaw }: Listing<Backup>): string {
  const doubt = flaw === undefined ? "" : ` The listing may not show all: ${flaw}.`;
  if (rows.length === 0) {
    return flaw === undefined ? "It has no backups yet." : `The listing shows no backups.${doubt}`;
  }
  const newest = rows
    .toSorted(byNewest)
    .slice(0, MAX_NAMED)
    .map((backup) => {
      const age = ageMs(backup.createdAt?.epochMs, serverMs);
      const created = age === undefined ? "" : `, created ${formatDuration(age)} ago`;
      return `${backup.id} (${spokenStatus(backup.status)}${created})`;
    });
  const which =
    rows.length > MAX_NAMED ? `The newest of its ${rows.length} backups` : "Its backups";
  return `${which}: ${newest.join("; ")}.${doubt}`;
}
