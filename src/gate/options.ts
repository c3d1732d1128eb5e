import type { Sighting } from "../model/backup.ts";
import type { AgeLimit } from "../model/freshness.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Bounds } from "../schedule/cadence.ts";
import type { HistorySource } from "./history.ts";

/** Options shared by the polls of all backups of a step. */
export interface PollOptions {
  /** Shortest and longest time between two polls. */
  readonly bounds: Bounds;
  readonly ageLimit?: AgeLimit | undefined;
  readonly history: HistorySource;
  /** When the last polls begin (monotonic ms): `lastPollAt`, unless several gates share the rate limiter. */
  readonly lastPollsFrom: () => number;
}

export interface WaitOptions extends PollOptions {
  /** The backup as its create request returned it, if its first poll is due by the cadence and not at once. */
  readonly created?: Sighting | undefined;
  /** Whether a 404 in reply to the first poll is final, because the backup is not a new one that may still appear. */
  readonly isListed?: boolean;
  /** Whether the backup in a poll's reply may be ours; undefined if that is not in doubt. */
  readonly mayBeOurs?: ((shown: Sighting) => boolean) | undefined;
  /** If the step does not wait: the verdict after a first poll with a pending backup. */
  readonly verdictWithoutWaiting?: Verdict | undefined;
}
