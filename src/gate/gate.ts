import { createBackup } from "../backup/create.ts";
import type { ProgressWatcher } from "../backup/events.ts";
import { findReusable, type ChosenBackup, type InstallBackups } from "../backup/reuse.ts";
import type { CreateOptions } from "../backup/send.ts";
import type { Api } from "../model/api.ts";
import type { AsOf } from "../model/freshness.ts";
import type { BackupId, InstallId } from "../model/ids.ts";
import type { BackupSpec } from "../model/target.ts";
import type { Result, Verdict } from "../model/verdict.ts";
import type { Bounds } from "../schedule/cadence.ts";
import type { AskOptions } from "../schedule/retry.ts";
import type { GateWatcher } from "./events.ts";
import { type Historian, historianOf } from "./history.ts";
import { type GateOptions, waitForBackup } from "./wait.ts";

export interface HoldOptions
  extends AskOptions, Pick<GateOptions, "isHistoryFirst" | "historyWithinMs" | "lastPollsFrom"> {
  readonly installId: InstallId;
  readonly spec: BackupSpec;
  readonly maxAgeMs: number | undefined;
  readonly asOf: AsOf;
  readonly api: Api;
  readonly bounds: Bounds;
  readonly newKey: () => string;
  readonly watcher: GateWatcher & ProgressWatcher;
  /** Whether its looks share a budget with others, so that none is taken of a backup that was requested just now. */
  readonly isOneOfMany: boolean;
}

/** Ends of somebody else's backup after which one of our own can still be requested. */
const REPLACED: readonly Result[] = ["aborted", "not-found", "stale"];

/**
 * Holds the deploy to one install: finds a backup, or the means to have one, and looks at it until there is a verdict.
 * @throws GateClosed where there is no backup to look at.
 */
export async function runGate(options: HoldOptions): Promise<Verdict> {
  const { spec, maxAgeMs, asOf } = options;
  if (spec.kind === "new") return getBackup(spec, options);
  const freshness = maxAgeMs === undefined ? undefined : { maxAgeMs, asOf };
  return watchBackup(spec.backupId, { ...options, freshness });
}

async function getBackup(
  spec: Extract<BackupSpec, { kind: "new" }>,
  options: HoldOptions,
): Promise<Verdict> {
  const { installId, maxAgeMs, api, clock, deadline, watcher, isOneOfMany } = options;
  const requestOptions = {
    ...options,
    request: api.requesterOf(installId, spec.emails),
    readPage: api.backupsOf(installId),
    describe: spec.describe,
  } satisfies CreateOptions;
  let retriesLeft = spec.abortRetries;
  const backups: InstallBackups =
    maxAgeMs === undefined ? {} : await findReusable(maxAgeMs, requestOptions);
  const { pastDurationsMs } = backups;
  let { reusable } = backups;
  for (;;) {
    const chosen: ChosenBackup = reusable ?? (await createBackup(requestOptions));
    const isListed = chosen.source === "reused";
    const otherwise = spec.wait ? undefined : notWaitedFor(chosen);
    if (otherwise !== undefined && !isListed) return otherwise;
    const requested = isOneOfMany && reusable === undefined ? chosen : undefined;
    const gateOptions = {
      ...options,
      ...chosen,
      pastDurationsMs,
      isListed,
      otherwise,
      requested,
    };
    const verdict = await watchBackup(chosen.backup.id, gateOptions);

    if (clock.now() >= deadline) return verdict;
    if (reusable !== undefined) {
      if (!REPLACED.includes(verdict.result)) return verdict;
      watcher.progressed({ kind: "replacing", why: verdict.message });
      reusable = undefined;
    } else {
      if (verdict.result !== "aborted" || retriesLeft === 0) return verdict;
      retriesLeft -= 1;
      watcher.progressed({ kind: "retrying", why: verdict.message, left: retriesLeft });
    }
  }
}

function watchBackup(
  backupId: BackupId,
  options: HoldOptions &
    Pick<GateOptions, "freshness" | "isListed" | "otherwise" | "retryAt" | "requested"> & {
      readonly pastDurationsMs?: readonly number[] | undefined;
    },
): Promise<Verdict> {
  const { api, installId, pastDurationsMs } = options;
  const readHistory: Historian =
    pastDurationsMs === undefined
      ? historianOf(api.backupsOf(installId), backupId)
      : () => Promise.resolve({ kind: "history", pastDurationsMs });
  return waitForBackup({ ...options, readHistory, look: api.watch(installId, backupId) });
}

function notWaitedFor({ source }: ChosenBackup): Verdict {
  const isOurs = source === "requested" || source === "recovered";
  const what = isOurs ? "The backup is requested" : "A recent backup is under way";
  return {
    result: "requested",
    message: `${what}, and nothing has waited for it (wait: false): no deploy may go by this step.`,
  };
}
