import { asOfFirst } from "./age.ts";
import type { AskOptions } from "./ask.ts";
import { type Urgency, waitWithin } from "./budget.ts";
import { looksDue, PRIOR } from "./cadence.ts";
import { Closing } from "./closing.ts";
import { formatDuration } from "./duration.ts";
import { GateClosed } from "./errors.ts";
import { type Api, holdInstall, type HoldOptions, type Wanted } from "./hold.ts";
import type { InstallId } from "./ids.ts";
import { findInstalls, type InstallRef } from "./install.ts";
import type { Look } from "./judge.ts";
import type { PageReader } from "./listing.ts";
import type { Turnstile } from "./turnstile.ts";
import { tooLate, type Verdict } from "./verdict.ts";
import type { Install } from "./wpengine/page.ts";

/** One backup that the deploy is held for. */
export interface Target {
  readonly install: InstallRef;
  readonly wanted: Wanted;
}

export type FleetWatcher = HoldOptions["watcher"] & {
  /** @returns the verdict as it then stands. */
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
 * How much it is wanted that another backup is requested, in looks that are due: more than a look that has just come due,
 * and less than one that is long overdue, for each backup more is one more to look at. See
 * docs/adr/0006-one-budget-for-a-fleet.md.
 */
const BEGINNING = 2.5;
/** The time in which that doubles, so that backups under way never keep the rest from being requested. */
const DOUBLES_MS = 600_000;
const beginning: Urgency = (now) => BEGINNING * (1 + now / DOUBLES_MS);

/** How long one history may keep its place from others: it is a convenience, and the API may not answer at all. */
const HISTORY_MS = 2_000;
/** First looks that must have been taken for them to tell whether the backups are mostly completed already. */
const TELLING_LOOKS = 8;

/**
 * Holds the deploy to many backups, each by a gate of its own, or to one. They are begun with one after the other, each as
 * soon as the first request for the one before it could be sent.
 * @throws whatever is a bug of ours.
 */
export async function holdFleet(options: FleetOptions): Promise<void> {
  const { targets, watchers, clock, deadline, timeoutMs, turnstile } = options;
  const ended = (index: number, verdict: Verdict): Verdict =>
    watchers[index]?.ended(verdict) ?? verdict;
  const closing = new Closing({ ...options, ended });
  const common = {
    ...options,
    asOf: asOfFirst(),
    isOneOfMany: targets.length > 1,
    signal: closing.signal,
    historyWithinMs: targets.length > 1 ? HISTORY_MS : Infinity,
    lastLooksFrom: () => deadline - (closing.open - 1) * (turnstile?.spacingMs ?? 0),
  };
  const unseen = looksDue(PRIOR, 0); // a given backup has been under way at least since the step began
  const firstLooks = new FirstLooks();

  const installs = await findAll({ ...options, signal: closing.signal });
  // Names that lead nowhere come first: where they close the gate, nothing is requested.
  for (const [index, install] of installs.entries()) {
    if (isVerdict(install)) closing.end(index, install);
  }
  const holds: Promise<unknown>[] = [];
  for (const [index, { wanted }] of targets.entries()) {
    const install = installs[index] as Install | { id: InstallId } | Verdict;
    const watcher = watchers[index] as FleetWatcher;
    if (isVerdict(install)) continue;
    if ("name" in install) watcher.progressed({ kind: "install-found", install });
    if (closing.signal.aborted) {
      closing.endUnbegun(index);
      continue;
    }
    if (clock.now() >= deadline) {
      closing.end(index, tooLate(formatDuration(timeoutMs), turnstile?.hasAnswered));
      continue;
    }
    await new Promise<void>((begun) => {
      const hold = holdInstall({
        ...common,
        installId: install.id,
        wanted,
        begun,
        urgency: wanted.kind === "new" ? beginning : unseen,
        isHistoryFirst: firstLooks.areMostlyPending,
        watcher: firstLooks.watching(watcher),
      });
      holds.push(
        hold
          .catch(verdictOfClosed)
          .then((verdict) => {
            closing.end(index, verdict);
            // One that is well may have brought a wish for more quiet than is left: it is the end of all others.
            const quietMs = waitWithin(options, 0, turnstile?.quietUntil, undefined);
            if (typeof quietMs === "object") closing.close(quietMs);
          })
          .finally(begun),
      );
    });
  }
  await Promise.all(holds);
  closing.release();
}

/** Finds all installs that are given by their names, in one reading of the listing. */
async function findAll(
  options: FleetOptions,
): Promise<readonly (Install | { id: InstallId } | Verdict)[]> {
  const { targets, api, watchers } = options;
  const names = targets.flatMap(({ install }) => ("name" in install ? [install.name] : []));
  const [watcher] = watchers as [FleetWatcher];
  const directory =
    names.length === 0
      ? undefined
      : await findInstalls(names, { ...options, watcher, readPage: api.installs }).catch(
          verdictOfClosed,
        );
  return targets.map(({ install }) => {
    if ("id" in install) return install;
    return typeof directory === "function" ? directory(install.name) : (directory as Verdict);
  });
}

/** What the first looks at a fleet tell of the backups that have not been seen yet. */
class FirstLooks {
  #taken = 0;
  #completed = 0;

  get areMostlyPending(): boolean {
    return this.#taken >= TELLING_LOOKS && this.#completed < this.#taken / 2;
  }

  /** The watcher of one backup, whose first look is counted. */
  watching(watcher: FleetWatcher): FleetWatcher {
    let isFirst = true;
    return {
      ...watcher,
      looked: (look) => {
        if (isFirst) this.#count(look);
        isFirst = false;
        watcher.looked(look);
      },
    };
  }

  #count(look: Look): void {
    this.#taken += 1;
    if (look.kind === "backup" && look.backup.status === "completed") this.#completed += 1;
  }
}

function isVerdict(install: Install | { id: InstallId } | Verdict): install is Verdict {
  return "result" in install;
}

function verdictOfClosed(error: unknown): Verdict {
  if (error instanceof GateClosed) return error.verdict;
  throw error;
}
