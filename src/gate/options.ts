import type { Sighting } from "../model/backup.ts";
import type { AgeLimit } from "../model/freshness.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Bounds } from "../schedule/cadence.ts";
import type { HistorySource } from "./history.ts";

/** What the polls of every backup of a step have in common. */
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
  /** Whether a listing has shown the backup as completed, so a first 404 means that it is gone. */
  readonly isListed?: boolean;
  /** Whether the backup may be ours as a poll shows it; undefined if nothing can disprove that. */
  readonly mayBeOurs?: ((shown: Sighting) => boolean) | undefined;
  /** The verdict after a first poll that shows the backup and decides nothing, if the step does not wait. */
  readonly unlessDecided?: Verdict | undefined;
}
