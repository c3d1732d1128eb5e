import type { Clock } from "../clock.ts";
import { formatDuration } from "../duration.ts";
import { type FailedLook, GRACE_MS, type Look } from "../judge.ts";
import type { Progress } from "../progress.ts";
import { capitalised, count } from "../prose.ts";
import { type Backup, spokenStatus } from "../wpengine/schema.ts";
import type { Journal } from "./journal.ts";
import { clockTime } from "./report.ts";
import { prospectOf, reasonFor, type Story } from "./story.ts";
import { told } from "./told.ts";

/** The story of one gate that is alone. */
export class GateStory implements Story {
  readonly #clock: Clock;
  #backup: Backup | undefined;
  #seenAt = 0;
  #hasSaidAbsent = false;
  #isRequesting = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  looked(_: Journal, look: Look): string {
    if (look.kind !== "backup") return "";
    const before = this.#backup && spokenStatus(this.#backup.status);
    const { status, createdAt } = look.backup;
    const word = spokenStatus(status);
    this.#backup = look.backup;
    this.#seenAt = this.#clock.now();
    if (before === undefined) {
      return `The backup is ${word}${createdAt ? `, created ${clockTime(createdAt)}` : ""}.`;
    }
    return word === before ? "" : `The backup is ${word} (was ${before}).`;
  }

  missing(_: Journal, message: string): string {
    if (this.#hasSaidAbsent || this.#backup !== undefined) return "";
    this.#hasSaidAbsent = true;
    return `${capitalised(message)}. Looking on for ${formatDuration(GRACE_MS)}, for a backup requested just now may take that long to appear.`;
  }

  backingOff(_: Journal, look: FailedLook, waitMs: number): string {
    return `${capitalised(look.message)}. Looking again in ${formatDuration(waitMs)}${reasonFor(look)}.`;
  }

  askingAgain(_: Journal, failure: FailedLook, waitMs: number): string {
    return `${capitalised(failure.message)}. Trying again in ${formatDuration(waitMs)}${reasonFor(failure)}.`;
  }

  progressed(_: Journal, progress: Progress): string {
    if (progress.kind === "requesting") {
      this.#isRequesting = true;
      this.#backup = undefined;
      this.#hasSaidAbsent = false;
    }
    if (progress.kind === "taken") this.#isRequesting = false;
    return capitalised(told(progress));
  }

  ended(): string {
    return ""; // the closing line tells
  }

  standing([journal]: readonly Journal[]): string[] {
    if (journal === undefined) return [];
    const { outlook } = journal;
    return [this.#stateOf(journal), outlook ? prospectOf(outlook, this.#clock.now()) : ""];
  }

  /** How the backup stands, and how well that is known. */
  #stateOf({ looks, latestLook, subject, unresolvedKey }: Journal): string {
    const soFar = `${count(looks, "look")} so far`;
    if (unresolvedKey !== undefined) return "whether a backup was requested is not known yet";
    if (subject.id === undefined || this.#isRequesting) return "there is no backup yet";
    if (this.#backup === undefined) return `the backup has not been seen yet, ${soFar}`;
    const word = spokenStatus(this.#backup.status);
    if (latestLook?.kind !== "failed") return `the backup is ${word}, ${soFar}`;
    const ago = formatDuration(this.#clock.now() - this.#seenAt);
    return `the backup was ${word} when last seen ${ago} ago, looks fail since, ${soFar}`;
  }
}
