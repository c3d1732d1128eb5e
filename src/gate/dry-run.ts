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
import { count } from "../util/sentence.ts";
import type { GateEvent } from "./events.ts";
import type { GateOptions } from "./gate.ts";
import type { PollOptions } from "./options.ts";
import { waitForBackup } from "./wait.ts";

/** How many of the newest backups a dry run lists. */
const MAX_NAMED = 3;

/**
 * Checks one install for `dry-run`: reads the listing, and polls the existing backup, or finds the address that WP Engine
 * would email. It creates no backup and waits for none.
 * @returns `checked` with what the step would do without `dry-run`, or the verdict that it would reach at once.
 * @throws GateClosed if the listing is refused, no email address is known, the time is up, or the step is canceled.
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

/** Polls the existing backup until a reply shows it. A 404 is final at once, because the backup is not a new one that may still appear. */
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
      verdictWithoutWaiting: {
        result: "checked",
        message: "The backup has not completed yet. Without dry-run, the step would wait for it.",
      },
    },
    context,
  );
  if (verdict.result !== "completed") return verdict;
  const message = "The backup is completed. Without dry-run, the gate would open.";
  return { ...verdict, message };
}

function describePlan(
  { wait, rerun }: NewBackupSpec,
  listing: Listing<Backup>,
  { ageLimit }: PollOptions,
): string {
  const then = wait ? " and wait for it" : " without waiting for it (wait: false)";
  if (ageLimit === undefined) return `Without dry-run, the step would request a new backup${then}.`;
  const reusable = newestFresh(listing, { maxAgeMs: ageLimit.maxAgeMs, rerun });
  if (reusable?.source === "reused") {
    return `Without dry-run, the step would reuse backup ${reusable.backup.id}.`;
  }
  if (reusable !== undefined) {
    return `Without dry-run, the step would reuse backup ${reusable.backup.id}, which has not completed yet,${then}.`;
  }
  const limit = formatDuration(ageLimit.maxAgeMs);
  return `No backup is recent enough (max-age: ${limit}). Without dry-run, the step would request a new one${then}.`;
}

function checked(plan: string, listing: Listing<Backup>): Verdict {
  const message = [plan, describeDurations(listing), describeNewest(listing)].join(" ");
  return { result: "checked", message };
}

function describeDurations({ rows }: Listing<Backup>): string {
  const past = pastDurationsOf(rows);
  if (past.length === 0) return "Backups usually take 2 to 10 minutes.";
  const usually = roughly(medianLeftMs(expectedDistribution(past), 0));
  const basis = count(past.length, "past backup");
  return `Backups of this install usually take ${usually} (based on ${basis}).`;
}

function describeNewest({ rows, serverMs, flaw }: Listing<Backup>): string {
  const doubt = flaw === undefined ? "" : ` The list of backups may be incomplete: ${flaw}.`;
  if (rows.length === 0) {
    return flaw === undefined
      ? "The install has no backups yet."
      : `The list of backups is empty, but may be incomplete: ${flaw}.`;
  }
  const newest = rows
    .toSorted(byNewest)
    .slice(0, MAX_NAMED)
    .map((backup) => {
      const age = ageMs(backup.createdAt?.epochMs, serverMs);
      const created = age === undefined ? "" : `, created ${formatDuration(age)} ago`;
      return `${backup.id} (${spokenStatus(backup.status)}${created})`;
    });
  const which = rows.length > MAX_NAMED ? `The newest of ${rows.length} backups` : "Backups";
  return `${which}: ${newest.join("; ")}.${doubt}`;
}
