import { isTerminal, type Sight } from "../model/backup.ts";
import { ageMs } from "../model/freshness.ts";
import type { Priority } from "../model/request-options.ts";
import { type Bounds, expectedDistribution, pollsDue, nextPollMs, PRIOR } from "./cadence.ts";
import { type DurationDistribution, medianLeftMs } from "./distribution.ts";

/** What is expected of a backup. */
export interface Estimate {
  /** The monotonic moment of its creation; where that is not known, of the first look. */
  readonly createdAt: number;
  readonly isAgeKnown: boolean;
  readonly distribution: DurationDistribution;
  /** How many past backups of the install have told. */
  readonly pastBackups: number;
}

/** What is expected of one backup by what has been seen of it, and when that makes a look due. Moments are monotonic. */
export class Forecast {
  #estimate: Estimate;
  #priority: Priority;
  #seenPendingAt: number | undefined;
  #isSaidToBeOver = false;

  /** @param priority how much a look is wanted before anything has been seen. */
  constructor(startedAt: number, priority: Priority) {
    this.#estimate = {
      createdAt: startedAt,
      isAgeKnown: false,
      distribution: PRIOR,
      pastBackups: 0,
    };
    this.#priority = priority;
  }

  get estimate(): Estimate {
    return this.#estimate;
  }

  get isSeen(): boolean {
    return this.#seenPendingAt !== undefined;
  }

  get isAgeKnown(): boolean {
    return this.#estimate.isAgeKnown;
  }

  /** How much the next look is wanted, by the looks that have come due since the backup was last seen. */
  get priority(): Priority {
    return (now) => this.#priority(now);
  }

  /** The backup is seen, and is pending unless it has come from elsewhere than a look: that can only call for one. */
  seen({ backup, serverMs }: Sight, at: number): void {
    if (!this.isSeen) this.#measure(ageMs(backup.createdAt?.epochMs, serverMs), at);
    this.#isSaidToBeOver = isTerminal(backup.status);
    this.#seenPendingAt = at;
    this.#weigh();
  }

  /**
   * How past backups went is of no use for one whose age is not known.
   * @param pastDurationsMs how long past backups of the install took, in milliseconds.
   */
  learn(pastDurationsMs: readonly number[]): void {
    if (this.isSeen && !this.isAgeKnown) return;
    const distribution = expectedDistribution(pastDurationsMs);
    this.#estimate = { ...this.#estimate, distribution, pastBackups: pastDurationsMs.length };
    this.#weigh();
  }

  /** The moment at which the next look is due: at once where nothing has been seen yet, or what was seen calls for it. */
  dueAt(bounds: Bounds): number {
    const { distribution, createdAt } = this.#estimate;
    if (this.#seenPendingAt === undefined || this.#isSaidToBeOver) return 0;
    return this.#seenPendingAt + nextPollMs(distribution, this.#seenPendingAt - createdAt, bounds);
  }

  /** The moment by which it will be completed as likely as not. */
  medianCompletionAt(now: number): number {
    const { distribution, createdAt } = this.#estimate;
    return this.isAgeKnown ? now + medianLeftMs(distribution, now - createdAt) : Infinity;
  }

  /** The age is taken once, at the first sight, and runs on by the monotonic clock. */
  #measure(age: number | undefined, at: number): void {
    this.#estimate =
      age === undefined
        ? { ...this.#estimate, isAgeKnown: false, distribution: PRIOR, pastBackups: 0 }
        : { ...this.#estimate, isAgeKnown: true, createdAt: at - age };
  }

  #weigh(): void {
    const { distribution, createdAt } = this.#estimate;
    if (this.#seenPendingAt === undefined) return;
    if (this.#isSaidToBeOver) {
      this.#priority = () => Infinity;
      return;
    }
    const due = pollsDue(distribution, this.#seenPendingAt - createdAt);
    this.#priority = (now) => due(now - createdAt);
  }
}
