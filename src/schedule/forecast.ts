import { isTerminal, type Sighting } from "../model/backup.ts";
import { ageMs } from "../model/freshness.ts";
import type { Priority } from "../model/request-options.ts";
import { type Bounds, expectedDistribution, nextPollMs, pollsDue, PRIOR } from "./cadence.ts";
import { type DurationDistribution, medianLeftMs } from "./distribution.ts";

/** How long a backup is expected to take. */
export interface Estimate {
  /** When it was created (monotonic ms); if that is unknown, when the gate began to wait. */
  readonly createdAt: number;
  readonly isAgeKnown: boolean;
  readonly distribution: DurationDistribution;
  /** Past backups of the install that the distribution rests on. */
  readonly pastBackups: number;
}

/** When one backup may be completed, by what was seen of it, and when its next poll is due. Moments are monotonic. */
export class Forecast {
  #estimate: Estimate;
  #priority: Priority;
  #seenAt: number | undefined;
  #isReportedTerminal = false;

  /** @param priority of a poll before the backup was seen. */
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
    return this.#seenAt !== undefined;
  }

  get isAgeKnown(): boolean {
    return this.#estimate.isAgeKnown;
  }

  /** Priority of the next poll: the polls that have come due since the backup was last seen. */
  get priority(): Priority {
    return (now) => this.#priority(now);
  }

  /**
   * Records a sighting. A terminal status comes from a listing, so it cannot open the gate; it makes the next poll due now.
   */
  see({ backup, serverMs }: Sighting, at: number): void {
    if (!this.isSeen) this.#measure(ageMs(backup.createdAt?.epochMs, serverMs), at);
    this.#isReportedTerminal = isTerminal(backup.status);
    this.#seenAt = at;
    this.#weigh();
  }

  /**
   * Learns from the install's past backups. They say nothing about one whose age is unknown.
   * @param pastDurationsMs how long each took, in milliseconds.
   */
  learn(pastDurationsMs: readonly number[]): void {
    if (this.isSeen && !this.isAgeKnown) return;
    const distribution = expectedDistribution(pastDurationsMs);
    this.#estimate = { ...this.#estimate, distribution, pastBackups: pastDurationsMs.length };
    this.#weigh();
  }

  /** When the next poll is due: at once (0) before the first sighting, and after a terminal one. */
  dueAt(bounds: Bounds): number {
    const { distribution, createdAt } = this.#estimate;
    if (this.#seenAt === undefined || this.#isReportedTerminal) return 0;
    return this.#seenAt + nextPollMs(distribution, this.#seenAt - createdAt, bounds);
  }

  /** When the backup is as likely completed as not. */
  medianCompletionAt(now: number): number {
    const { distribution, createdAt } = this.#estimate;
    return this.isAgeKnown ? now + medianLeftMs(distribution, now - createdAt) : Infinity;
  }

  /** Measures the age once, at the first sighting; it then runs on the monotonic clock. */
  #measure(age: number | undefined, at: number): void {
    this.#estimate =
      age === undefined
        ? { ...this.#estimate, isAgeKnown: false, distribution: PRIOR, pastBackups: 0 }
        : { ...this.#estimate, isAgeKnown: true, createdAt: at - age };
  }

  #weigh(): void {
    const { distribution, createdAt } = this.#estimate;
    if (this.#seenAt === undefined) return;
    if (this.#isReportedTerminal) {
      this.#priority = () => Infinity;
      return;
    }
    const due = pollsDue(distribution, this.#seenAt - createdAt);
    this.#priority = (now) => due(now - createdAt);
  }
}
