import type { BackupEvent } from "../../backup/events.ts";
import type { BackupRecord, FleetEvent } from "../../fleet/record.ts";
import { type Backup, creationInWords, spokenStatus } from "../../model/backup.ts";
import { BELIEVED_AFTER_MS, type BackupReply, type FinalFailure } from "../../model/reply.ts";
import { medianLeftMs } from "../../schedule/distribution.ts";
import type { Estimate } from "../../schedule/forecast.ts";
import type { Clock } from "../../util/clock.ts";
import { formatDuration, roughly } from "../../util/duration.ts";
import { capitalize, count, endSentence } from "../../util/sentence.ts";
import { describeEstimate } from "./estimate.ts";
import { delayInWords, describeBackupEvent } from "./messages.ts";
import type { LogView } from "./view.ts";

/** The log of one gate: a line per status change, failure and create request. */
export class SingleLog implements LogView {
  readonly #clock: Clock;
  readonly #record: BackupRecord;
  /** The backup, as the latest event showed it. */
  #backup: Backup | undefined;
  /** When that event came (monotonic ms). */
  #shownAt = 0;
  /** Whether a refusal was printed since the latest good reply. */
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
    if (event.kind === "ended") return ""; // part of the closing line
    if (event.kind === "poll-failed") {
      return `${endSentence(capitalize(event.failure.message))} Checking again ${delayInWords(event)}.`;
    }
    this.#apply(event);
    return capitalize(describeBackupEvent(event));
  }

  progress(): string[] {
    const { estimate, polls } = this.#record;
    const now = this.#clock.now();
    return [
      this.#state(),
      estimate?.isAgeKnown ? `${formatDuration(now - estimate.createdAt)} old` : "",
      estimate ? describeEstimate(estimate, now) : "",
      polls === 0 ? "" : `${count(polls, "status check")} so far`,
    ];
  }

  share(): number {
    const { estimate } = this.#record;
    if (estimate === undefined) return this.#largestShare;
    const ageMs = this.#clock.now() - estimate.createdAt;
    const share = ageMs / (ageMs + medianLeftMs(estimate.distribution, ageMs));
    // The estimated remaining time of a slow backup grows. The text shows that; the bar never goes back.
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
    const basis = count(pastBackups, "past backup");
    return `Backups of this install usually take ${usually} (based on ${basis}). About ${left} remaining.`;
  }

  #describeRefusal({ kind, message }: FinalFailure): string {
    if (this.#isRefused) return "";
    this.#isRefused = true;
    const mayBeNew = kind === "not-found" && this.#record.timesSeen === 0;
    const why = mayBeNew
      ? "because a new backup can take that long to appear"
      : "because earlier replies in this step were good";
    return `${endSentence(capitalize(message))} Checking for another ${formatDuration(BELIEVED_AFTER_MS)}, ${why}.`;
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
    if (unresolvedKey !== undefined) return "it is not known yet whether a backup was created";
    if (subject.id === undefined || this.#isCreating) return "there is no backup yet";
    if (this.#backup === undefined) return "the status of the backup is not known yet";
    const status = spokenStatus(this.#backup.status);
    if (latestReply?.kind !== "retryable") return `the backup is ${status}`;
    const ago = formatDuration(this.#clock.now() - this.#shownAt);
    return `the backup was ${status} ${ago} ago (status checks have failed since)`;
  }
}
