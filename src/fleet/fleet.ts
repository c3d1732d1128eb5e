import { findInstalls } from "../backup/installs.ts";
import { runGate, type HoldOptions } from "../gate/gate.ts";
import type { Api, PageReader } from "../model/api.ts";
import type { Install } from "../model/backup.ts";
import { verdictOfClosed } from "../model/errors.ts";
import { asOfFirst } from "../model/freshness.ts";
import type { Priority } from "../model/request-options.ts";
import type { Target } from "../model/target.ts";
import { tooLate } from "../model/timed-out.ts";
import type { Verdict } from "../model/verdict.ts";
import { pollsDue, PRIOR } from "../schedule/cadence.ts";
import { waitWithin } from "../schedule/deadline.ts";
import type { AskOptions } from "../schedule/retry.ts";
import { formatDuration } from "../util/duration.ts";
import type { RateLimiter } from "../wpengine/http/rate-limiter.ts";
import { FailFast } from "./fail-fast.ts";
import { FirstPolls } from "./first-polls.ts";

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
  readonly limiter: RateLimiter | undefined;
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

const beginning: Priority = (now) => BEGINNING * (1 + now / DOUBLES_MS);

/** How long one history may keep its place from others: it is a convenience, and the API may not answer at all. */
const HISTORY_MS = 2_000;

/**
 * Holds the deploy to many backups, each by a gate of its own, or to one. They are begun with one after the other, each as
 * soon as the first request for the one before it could be sent.
 * @throws whatever is a bug of ours.
 */
export async function runFleet(options: FleetOptions): Promise<void> {
  const { targets, watchers, api, clock, deadline, timeoutMs, limiter } = options;
  const ended = (index: number, verdict: Verdict): Verdict =>
    watchers[index]?.ended(verdict) ?? verdict;
  const failFast = new FailFast({ ...options, ended });
  const common = {
    ...options,
    asOf: asOfFirst(),
    isOneOfMany: targets.length > 1,
    signal: failFast.signal,
    historyWithinMs: targets.length > 1 ? HISTORY_MS : Infinity,
    lastPollsFrom: () => deadline - (failFast.open - 1) * (limiter?.spacingMs ?? 0),
  };
  const unseen = pollsDue(PRIOR, 0); // a given backup has been under way at least since the step began
  const firstLooks = new FirstPolls();

  const installs = await findInstalls(
    targets.map(({ install }) => install),
    { ...common, watcher: watchers[0] as FleetWatcher, readPage: api.installs },
  );
  // Names that lead nowhere come first: where they close the gate, nothing is requested.
  for (const [index, install] of installs.entries()) {
    if ("result" in install) failFast.end(index, install);
  }
  const holds: Promise<unknown>[] = [];
  for (const [index, install] of installs.entries()) {
    const { spec } = targets[index] as Target;
    const watcher = watchers[index] as FleetWatcher;
    if ("result" in install) continue;
    if ("name" in install) watcher.progressed({ kind: "install-found", install });
    if (failFast.signal.aborted) {
      failFast.endNotStarted(index);
      continue;
    }
    if (limiter !== undefined && clock.now() >= deadline) {
      failFast.end(index, tooLate(formatDuration(timeoutMs), limiter.hasAnswered));
      continue;
    }
    await new Promise<void>((onSend) => {
      const hold = runGate({
        ...common,
        installId: install.id,
        spec,
        onSend,
        priority: spec.kind === "new" ? beginning : unseen,
        isHistoryFirst: firstLooks.areMostlyPending,
        watcher: firstLooks.watching(watcher),
      });
      holds.push(
        hold
          .catch(verdictOfClosed)
          .then((verdict) => {
            failFast.end(index, verdict);
            // One that is well may have brought a wish for more quiet than is left: it is the end of all others.
            const quietMs = waitWithin(options, 0, limiter?.retryAt, undefined);
            if (typeof quietMs === "object") failFast.close(quietMs);
          })
          .finally(onSend),
      );
    });
  }
  await Promise.all(holds);
  failFast.release();
}
