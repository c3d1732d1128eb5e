import type { Clock } from "../../util/clock.ts";
import { formatDuration } from "../../util/duration.ts";
import type { Estimate } from "../../schedule/forecast.ts";
import type { RetryableFailure, BackupReply } from "../../model/reply.ts";
import { GRACE_MS } from "../../gate/judge.ts";
import { medianLeftMs } from "../../schedule/distribution.ts";
import type { Progress } from "../../backup/events.ts";
import { capitalize, count } from "../../util/sentence.ts";
import { type Backup, spokenStatus } from "../../model/backup.ts";
import type { BackupRecord } from "../../fleet/record.ts";
import { clockTime } from "../report.ts";
import { describeEstimate, reasonFor, roughly, type LogView } from "./estimate.ts";
import { describe } from "./messages.ts";

/** The story of one gate that is alone. */
export class SingleLog implements LogView {
  readonly #clock: Clock;
  #backup: Backup | undefined;
  #seenAt = 0;
  #isSeen = false;
  #most = 0;
  #hasSaidAbsent = false;
  #isRequesting = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  looked(_: BackupRecord, look: BackupReply): string {
    if (look.kind !== "backup") return "";
    const before = this.#backup && spokenStatus(this.#backup.status);
    const { status, createdAt } = look.backup;
    const word = spokenStatus(status);
    this.#backup = look.backup;
    this.#isSeen = true;
    this.#seenAt = this.#clock.now();
    if (before === undefined) {
      return `The backup is ${word}${createdAt ? `, created ${clockTime(createdAt)}` : ""}.`;
    }
    return word === before ? "" : `The backup is ${word} (was ${before}).`;
  }

  missing(_: BackupRecord, message: string): string {
    if (this.#hasSaidAbsent || this.#isSeen) return "";
    this.#hasSaidAbsent = true;
    return `${capitalize(message)}. Looking on for ${formatDuration(GRACE_MS)}, since a backup requested just now may take that long to appear.`;
  }

  backingOff(_: BackupRecord, look: RetryableFailure, waitMs: number): string {
    return `${capitalize(look.message)}. Looking again in ${formatDuration(waitMs)}${reasonFor(look)}.`;
  }

  askingAgain(_: BackupRecord, failure: RetryableFailure, waitMs: number): string {
    return `${capitalize(failure.message)}. Trying again in ${formatDuration(waitMs)}${reasonFor(failure)}.`;
  }

  progressed(_: BackupRecord, progress: Progress): string {
    if (progress.kind === "create-sent") {
      this.#isRequesting = true;
      this.#backup = undefined;
      this.#isSeen = false;
      this.#most = 0;
      this.#hasSaidAbsent = false;
    }
    if (progress.kind === "chosen") {
      this.#isRequesting = false;
      this.#backup = progress.backup;
      this.#seenAt = this.#clock.now();
    }
    return capitalize(describe(progress));
  }

  foresaw(_: BackupRecord, { distribution, createdAt, pastBackups }: Estimate): string {
    if (pastBackups === 0) return "";
    const usually = roughly(medianLeftMs(distribution, 0));
    const left = roughly(medianLeftMs(distribution, this.#clock.now() - createdAt));
    return `Backups of this install usually take ${usually} (by its last ${pastBackups}): about ${left} to go.`;
  }

  ended(): string {
    return ""; // the closing line tells
  }

  standing([record]: readonly BackupRecord[]): string[] {
    if (record === undefined) return [];
    const { estimate, polls } = record;
    return [
      this.#stateOf(record),
      estimate?.isAgeKnown ? `${formatDuration(this.#clock.now() - estimate.createdAt)} old` : "",
      estimate ? describeEstimate(estimate, this.#clock.now()) : "",
      polls === 0 ? "" : `${count(polls, "look")} so far`,
    ];
  }

  share([record]: readonly BackupRecord[]): number {
    if (record?.estimate === undefined) return this.#most;
    const { distribution, createdAt } = record.estimate;
    const ageMs = this.#clock.now() - createdAt;
    // What takes longer than usual has ever more to go: the words say so, the picture only stands still.
    this.#most = Math.max(this.#most, ageMs / (ageMs + medianLeftMs(distribution, ageMs)));
    return this.#most;
  }

  /** How the backup stands, and how well that is known. */
  #stateOf({ latestReply, subject, unresolvedKey }: BackupRecord): string {
    if (unresolvedKey !== undefined) return "whether a backup was requested is not known yet";
    if (subject.id === undefined || this.#isRequesting) return "there is no backup yet";
    if (this.#backup === undefined) return "the backup has not been seen yet";
    const word = spokenStatus(this.#backup.status);
    if (latestReply?.kind !== "retryable") return `the backup is ${word}`;
    const ago = formatDuration(this.#clock.now() - this.#seenAt);
    return `the backup was ${word} when last seen ${ago} ago, looks have failed since`;
  }
}
