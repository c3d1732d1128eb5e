import type { BackupEvent } from "../../backup/events.ts";
import type { BackupRecord, FleetEvent } from "../../fleet/record.ts";
import { type Backup, spokenStatus } from "../../model/backup.ts";
import { BELIEVED_AFTER_MS, type BackupReply, type FinalFailure } from "../../model/reply.ts";
import { medianLeftMs } from "../../schedule/distribution.ts";
import type { Estimate } from "../../schedule/forecast.ts";
import type { Clock } from "../../util/clock.ts";
import { formatDuration, roughly } from "../../util/duration.ts";
import { capitalize, count } from "../../util/sentence.ts";
import { describeEstimate } from "./estimate.ts";
import { creationInWords, delayInWords, describeBackupEvent } from "./messages.ts";
import type { LogView } from "./view.ts";

/** The log of one gate: a line per change of status, per failure and per create request. */
export class SingleLog implements LogView {
  readonly #clock: Clock;
  readonly #record: BackupRecord;
  /** As the previous event showed it. */
  #backup: Backup | undefined;
  /** When that event came (monotonic ms). */
  #shownAt = 0;
  /** Whether a refusal has been told since the latest good reply. */
  #isRefused = false;
  /** Whether a create request was sent and no backup is chosen yet. */
  #isCreating = false;
  #largestShare = 0;

  constructor(clock: Clock, record: BackupRecord) {
    this.#clock = clock;
    this.#record = record;
  }

  describe(_: BackupRecord, event: FleetEvent): string {
    if (event.kind === "polled") return this.#describePoll(event.reply);
    if (event.kind === "forecast") return this.#describeForecast(event.estimate);
    if (event.kind === "not-believed-yet") return this.#describeRefusal(event.failure);
    if (event.kind === "ended") return ""; // the closing line says it
    if (event.kind === "poll-failed") {
      return `${capitalize(event.failure.message)}. Looking again ${delayInWords(event)}.`;
    }
    this.#apply(event);
    return capitalize(describeBackupEvent(event));
  }

  standing(): string[] {
    const { estimate, polls } = this.#record;
    const now = this.#clock.now();
    return [
      this.#state(),
      estimate?.isAgeKnown ? `${formatDuration(now - estimate.createdAt)} old` : "",
      estimate ? describeEstimate(estimate, now) : "",
      polls === 0 ? "" : `${count(polls, "look")} so far`,
    ];
  }

  share(): number {
    const { estimate } = this.#record;
    if (estimate === undefined) return this.#largestShare;
    const ageMs = this.#clock.now() - estimate.createdAt;
    const share = ageMs / (ageMs + medianLeftMs(estimate.distribution, ageMs));
    // The estimated rest of a slow backup grows: the words say so, and the bar only stands still.
    this.#largestShare = Math.max(this.#largestShare, share);
    return this.#largestShare;
  }

  #describePoll(reply: BackupReply): string {
    if (reply.kind !== "backup") return "";
    const { backup } = reply;
    const before = this.#backup && spokenStatus(this.#backup.status);
    const status = spokenStatus(backup.status);
    this.#isRefused = false;
    this.#show(backup);
    if (before === undefined) return `The backup is ${status}${creationInWords(backup)}.`;
    return status === before ? "" : `The backup is ${status} (was ${before}).`;
  }

  #describeForecast({ distribution, createdAt, pastBackups }: Estimate): string {
    if (pastBackups === 0) return "";
    const usually = roughly(medianLeftMs(distribution, 0));
    const left = roughly(medianLeftMs(distribution, this.#clock.now() - createdAt));
    return `Backups of this install usually take ${usually} (by its last ${pastBackups}): about ${left} to go.`;
  }

  #describeRefusal({ kind, message }: FinalFailure): string {
    if (this.#isRefused) return "";
    this.#isRefused = true;
    const mayBeNew = kind === "not-found" && this.#record.timesSeen === 0;
    const why = mayBeNew
      ? "because a backup requested just now may take that long to appear"
      : "because earlier replies in this step were good";
    return `${capitalize(message)}. Checking again for ${formatDuration(BELIEVED_AFTER_MS)}, ${why}.`;
  }

  #apply(event: BackupEvent): void {
    if (event.kind === "create-sent") {
      this.#isCreating = true;
      this.#backup = undefined;
      this.#isRefused = false;
      this.#largestShare = 0;
    }
    if (event.kind === "chosen") {
      this.#isCreating = false;
      this.#show(event.backup);
    }
  }

  #show(backup: Backup): void {
    this.#backup = backup;
    this.#shownAt = this.#clock.now();
  }

  #state(): string {
    const { latestReply, subject, unresolvedKey } = this.#record;
    if (unresolvedKey !== undefined) return "whether a backup was requested is not known yet";
    if (subject.id === undefined || this.#isCreating) return "there is no backup yet";
    if (this.#backup === undefined) return "the backup has not been seen yet";
    const status = spokenStatus(this.#backup.status);
    if (latestReply?.kind !== "retryable") return `the backup is ${status}`;
    const ago = formatDuration(this.#clock.now() - this.#shownAt);
    return `the backup was ${status} when last seen ${ago} ago, looks have failed since`;
  }
}
