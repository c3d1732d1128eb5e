import { createBackup } from "../backup/create.ts";
import { findReusable, type InstallBackups, type ReusableBackup } from "../backup/reuse.ts";
import type { InstallId } from "../model/ids.ts";
import type { BackupSpec, NewBackupSpec } from "../model/target.ts";
import type { Result, Verdict } from "../model/verdict.ts";
import type { Context } from "../schedule/context.ts";
import type { GateEvent } from "./events.ts";
import type { PollOptions } from "./options.ts";
import { waitForBackup } from "./wait.ts";

export interface GateOptions extends PollOptions {
  /** Makes a key that no other backup has in its description. */
  readonly newKey: () => string;
  /** Whether several gates share the rate limiter, so a backup that was created just now is not polled at once. */
  readonly isOneOfMany: boolean;
}

/** Verdicts on somebody else's backup after which the step can still create its own. */
const REPLACED: readonly Result[] = ["aborted", "not-found", "stale"];

/**
 * Gates one install: gets a backup, or takes the one that is given, and waits for it.
 * @throws GateClosed if there is no backup to wait for, or no time left.
 */
export async function runGate(
  installId: InstallId,
  spec: BackupSpec,
  options: GateOptions,
  context: Context<GateEvent>,
): Promise<Verdict> {
  if (spec.kind === "new") return runForNewBackup(installId, spec, options, context);
  return waitForBackup({ installId, backupId: spec.backupId }, options, context);
}

async function runForNewBackup(
  installId: InstallId,
  spec: NewBackupSpec,
  options: GateOptions,
  context: Context<GateEvent>,
): Promise<Verdict> {
  const { clock, budget, emit } = context;
  const { ageLimit, newKey, isOneOfMany, ...shared } = options;
  const { reusable, pastDurationsMs }: InstallBackups =
    ageLimit === undefined ? {} : await findReusable(installId, ageLimit, context);
  const plain = { ...shared, history: { ...shared.history, pastDurationsMs } };
  if (reusable !== undefined) {
    const verdict = await waitForReusable(installId, reusable, spec.wait, plain, context);
    if (clock.now() >= budget.deadline || !REPLACED.includes(verdict.result)) return verdict;
    emit({ kind: "replacing", why: verdict.message });
  }
  for (let retriesLeft = spec.abortRetries; ; retriesLeft -= 1) {
    const created = await createBackup({ installId, spec, key: newKey() }, context);
    if (!spec.wait) return notWaitedFor("The backup is requested");
    const verdict = await waitForBackup(
      { installId, backupId: created.backup.id },
      { ...plain, created: isOneOfMany ? created : undefined },
      context,
    );
    if (clock.now() >= budget.deadline) return verdict;
    if (verdict.result !== "aborted" || retriesLeft === 0) return verdict;
    emit({ kind: "recreating", why: verdict.message, left: retriesLeft - 1 });
  }
}

/** A pending backup is not polled if the step does not wait; a completed one is polled once. */
async function waitForReusable(
  installId: InstallId,
  { backup, source, ageLimit }: ReusableBackup,
  isWaiting: boolean,
  plain: PollOptions,
  context: Context<GateEvent>,
): Promise<Verdict> {
  const unlessDecided = isWaiting ? undefined : notWaitedFor("A recent backup is under way");
  const isListed = source === "reused";
  if (unlessDecided !== undefined && !isListed) return unlessDecided;
  const options = { ...plain, ageLimit, isListed, unlessDecided };
  return waitForBackup({ installId, backupId: backup.id }, options, context);
}

function notWaitedFor(what: string): Verdict {
  return {
    result: "requested",
    message: `${what}, and nothing has waited for it (wait: false): no deploy may go by this step.`,
  };
}
