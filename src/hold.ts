import type { AskOptions } from "./ask.ts";
import type { Bounds } from "./cadence.ts";
import { type GateOptions, type GateWatcher, type Historian, holdUntilVerdict } from "./gate.ts";
import { historianOf } from "./history.ts";
import type { BackupId, InstallId } from "./ids.ts";
import { findInstall } from "./install.ts";
import type { PageReader } from "./listing.ts";
import type { Looker } from "./look.ts";
import type { ProgressWatcher } from "./progress.ts";
import { requestBackup, type Requester, type RequestOptions } from "./request.ts";
import { findFresh, type Snapshot } from "./snapshot.ts";
import type { Result, Verdict } from "./verdict.ts";
import type { Install } from "./wpengine/page.ts";
import type { Backup } from "./wpengine/schema.ts";

/** Which install is meant. */
export type InstallRef = { readonly id: InstallId } | { readonly name: string };

/** Which of its backups is to be completed. */
export type Wanted =
  | { readonly kind: "given"; readonly backupId: BackupId }
  | {
      readonly kind: "new";
      readonly emails: readonly string[];
      /** The description, but for the key. */
      readonly describe: (key: string) => string;
      /** How often to request again after `aborted`. */
      readonly abortRetries: number;
      /** Otherwise the step is over as soon as it is requested. */
      readonly wait: boolean;
    };

/** The API, as far as one hold needs it. */
export interface Api {
  readonly installs: PageReader<Install>;
  backupsOf(installId: InstallId): PageReader<Backup>;
  requesterOf(installId: InstallId, emails: readonly string[]): Requester;
  watch(installId: InstallId, backupId: BackupId): Looker;
}

export interface HoldOptions extends AskOptions {
  readonly install: InstallRef;
  readonly wanted: Wanted;
  readonly maxAgeMs: number | undefined;
  readonly api: Api;
  readonly bounds: Bounds;
  readonly newKey: () => string;
  readonly watcher: GateWatcher & ProgressWatcher;
}

/** Ends of somebody else's backup after which one of our own can still be requested. */
const REPLACED: readonly Result[] = ["aborted", "not-found", "stale"];

/**
 * Holds the deploy to one install: finds the install, and a backup or the means to have one, and looks at it until there
 * is a verdict.
 * @throws GateClosed where there is no backup to look at.
 */
export async function holdInstall(options: HoldOptions): Promise<Verdict> {
  const { wanted, maxAgeMs } = options;
  const installId = await idOf(options);
  if (wanted.kind === "new") return holdForNew(installId, wanted, options);
  const freshness = maxAgeMs === undefined ? undefined : { maxAgeMs };
  return holdBackup(installId, wanted.backupId, { ...options, freshness });
}

async function idOf(options: HoldOptions): Promise<InstallId> {
  const { install, api, watcher } = options;
  if ("id" in install) return install.id;
  const found = await findInstall(install.name, { ...options, readPage: api.installs });
  watcher.progressed({ kind: "install-found", install: found });
  return found.id;
}

async function holdForNew(
  installId: InstallId,
  wanted: Extract<Wanted, { kind: "new" }>,
  options: HoldOptions,
): Promise<Verdict> {
  const { maxAgeMs, api, clock, deadline, watcher } = options;
  const requestOptions: RequestOptions = {
    ...options,
    request: api.requesterOf(installId, wanted.emails),
    readPage: api.backupsOf(installId),
    describe: wanted.describe,
  };
  let retriesLeft = wanted.abortRetries;
  let fresh = maxAgeMs === undefined ? undefined : await findFresh(maxAgeMs, requestOptions);
  for (;;) {
    const snapshot: Snapshot = fresh ?? (await requestBackup(requestOptions));
    const isListed = snapshot.source === "reused";
    const otherwise = wanted.wait ? undefined : notWaitedFor(snapshot);
    if (otherwise !== undefined && !isListed) return otherwise;
    const gateOptions = { ...options, ...snapshot, isListed, otherwise };
    const verdict = await holdBackup(installId, snapshot.backup.id, gateOptions);

    if (clock.now() >= deadline) return verdict;
    if (fresh !== undefined) {
      if (!REPLACED.includes(verdict.result)) return verdict;
      watcher.progressed({ kind: "replacing", why: verdict.message });
      fresh = undefined;
    } else {
      if (verdict.result !== "aborted" || retriesLeft === 0) return verdict;
      retriesLeft -= 1;
      watcher.progressed({ kind: "retrying", why: verdict.message, left: retriesLeft });
    }
  }
}

function holdBackup(
  installId: InstallId,
  backupId: BackupId,
  options: HoldOptions &
    Pick<GateOptions, "freshness" | "isListed" | "otherwise" | "quietUntil"> &
    Pick<Snapshot, "pastMs">,
): Promise<Verdict> {
  const { api, pastMs } = options;
  const readHistory: Historian =
    pastMs === undefined
      ? historianOf(api.backupsOf(installId))
      : () => Promise.resolve({ kind: "history", pastMs });
  return holdUntilVerdict({ ...options, readHistory, look: api.watch(installId, backupId) });
}

function notWaitedFor({ source }: Snapshot): Verdict {
  const isOurs = source === "requested" || source === "found";
  const what = isOurs ? "The backup is requested" : "A recent backup is under way";
  return {
    result: "requested",
    message: `${what}, and nothing has waited for it (wait: false): no deploy may go by this step.`,
  };
}
