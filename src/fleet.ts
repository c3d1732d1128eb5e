import { asOfFirst } from "./age.ts";
import type { AskOptions } from "./ask.ts";
import { looksDue, PRIOR } from "./cadence.ts";
import { scope } from "./clock.ts";
import { GateClosed } from "./errors.ts";
import { type Api, holdInstall, type HoldOptions, type Wanted } from "./hold.ts";
import type { InstallId } from "./ids.ts";
import { findInstalls, type InstallRef, nameOf } from "./install.ts";
import type { Look } from "./judge.ts";
import type { PageReader } from "./listing.ts";
import type { Turnstile } from "./turnstile.ts";
import { cancelled, isGood, type Verdict } from "./verdict.ts";
import type { Install } from "./wpengine/page.ts";

/** One backup that the deploy is held for. */
export interface Target {
  readonly install: InstallRef;
  readonly wanted: Wanted;
}

export type FleetWatcher = HoldOptions["watcher"] & {
  /** @returns the verdict as it stands. */
  ended(verdict: Verdict): Verdict;
};

export interface FleetOptions
  extends Omit<AskOptions, "watcher">, Pick<HoldOptions, "maxAgeMs" | "bounds" | "newKey"> {
  readonly targets: readonly Target[];
  readonly failFast: boolean;
  readonly api: Api & { readonly installs: PageReader<Install> };
  /** The way that all requests of a fleet take; absent where there is one gate alone. */
  readonly turnstile: Turnstile | undefined;
  /** In the order of the targets. */
  readonly watchers: readonly FleetWatcher[];
}

/**
 * How much it is wanted that the next install is begun with, in looks that are due: more than a look that has just come due,
 * since nothing is known of it yet, and less than one that is long overdue, since more must be watched once it is begun.
 */
const BEGINNING = 2.5;
/** The time in which that doubles, so that those under way never keep the rest from beginning. */
const DOUBLES_MS = 600_000;
/** First looks after which they tell how many of the backups are completed already. */
const TELLING_LOOKS = 8;

/**
 * Holds the deploy to many backups, each by a gate of its own, or to one. Installs are begun with one after another, as
 * the API can be asked.
 * @throws whatever is a bug of ours.
 */
export async function holdFleet(options: FleetOptions): Promise<void> {
  const { targets, watchers, deadline, failFast, turnstile, signal: cancel } = options;
  const closing = scope(cancel);
  const asOf = asOfFirst();
  const isOneOfMany = targets.length > 1;
  const unseen = looksDue(PRIOR, 0);
  const firstLooks = { taken: 0, completed: 0 };
  let open = targets.length;
  /** The verdict on those that are still open when the gate closes. */
  let closure: Verdict | undefined;

  const end = (index: number, plain: Verdict): void => {
    const isCutShort = closure !== undefined && plain.result === "cancelled";
    const verdict = watchers[index]?.ended(isCutShort ? (closure ?? plain) : plain) ?? plain;
    open -= 1;
    if (closure !== undefined || cancel.aborted) return;
    if (plain.forAll === true) closure = plain;
    else if (failFast && !isGood(verdict)) closure = cutShortBy(targets[index], verdict);
    if (closure !== undefined) closing.end();
  };
  const hold = async (
    index: number,
    { wanted }: Target,
    installId: InstallId,
    begun: () => void,
  ) => {
    const watcher = watchers[index] as FleetWatcher;
    let isFirstLook = true;
    const verdict = await holdInstall({
      ...options,
      installId,
      wanted,
      asOf,
      isOneOfMany,
      begun,
      signal: closing.signal,
      urgency: wanted.kind === "new" ? (now) => BEGINNING * (1 + now / DOUBLES_MS) : unseen,
      isHistoryFirst:
        firstLooks.taken >= TELLING_LOOKS && firstLooks.completed < firstLooks.taken / 2,
      lastLooksFrom: () => deadline - (open - 1) * (turnstile?.spacingMs ?? 0),
      watcher: {
        ...watcher,
        looked(look) {
          if (isFirstLook) {
            firstLooks.taken += 1;
            if (isCompleted(look)) firstLooks.completed += 1;
          }
          isFirstLook = false;
          watcher.looked(look);
        },
      },
    }).catch(verdictOfClosed);
    end(index, verdict);
  };

  const found = await findAll({ ...options, signal: closing.signal }).catch(verdictOfClosed);
  const holds: Promise<unknown>[] = [];
  for (const [index, target] of targets.entries()) {
    const install = typeof found === "function" ? found(target.install) : found;
    if (closing.signal.aborted) end(index, closure ?? cancelled(cancel));
    else if ("result" in install) end(index, install);
    else {
      if ("name" in install) watchers[index]?.progressed({ kind: "install-found", install });
      await new Promise<void>((resolve) => {
        holds.push(hold(index, target, install.id, resolve).finally(resolve));
      });
    }
  }
  await Promise.all(holds);
  closing.end();
}

/** Finds all installs that are given by their names. */
async function findAll(
  options: FleetOptions,
): Promise<(install: InstallRef) => Install | { id: InstallId } | Verdict> {
  const { targets, api, watchers } = options;
  const names = targets.flatMap(({ install }) => ("name" in install ? [install.name] : []));
  if (names.length === 0) return (install) => install as { id: InstallId };
  const [watcher] = watchers as [FleetWatcher];
  const find = await findInstalls(names, { ...options, watcher, readPage: api.installs });
  return (install) => ("name" in install ? find(install.name) : install);
}

/** The verdict on the rest, once one backup has failed and the gate is to be closed at once. */
function cutShortBy(target: Target | undefined, { result }: Verdict): Verdict {
  const of = target === undefined ? "another install" : `install ${nameOf(target.install)}`;
  return {
    result: "cancelled",
    message: `The gate closed before this backup came to its end: that of ${of} is ${result}.`,
    cause: "fail-fast",
  };
}

function verdictOfClosed(error: unknown): Verdict {
  if (error instanceof GateClosed) return error.verdict;
  throw error;
}

function isCompleted(look: Look): boolean {
  return look.kind === "backup" && look.backup.status === "completed";
}
