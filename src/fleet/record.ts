import type { EarlierAttempts, Source } from "../backup/events.ts";
import type { GateEvent } from "../gate/events.ts";
import type { Backup } from "../model/backup.ts";
import type { BackupId, InstallId } from "../model/ids.ts";
import type { BackupReply, RetryableFailure } from "../model/reply.ts";
import type { Target } from "../model/target.ts";
import { alsoLost, unresolved, type Verdict } from "../model/verdict.ts";
import type { Estimate } from "../schedule/forecast.ts";
import type { Ended } from "./verdict.ts";

/** What happens in a step: at one of its gates, or that this gate has ended. */
export type FleetEvent = GateEvent | { readonly kind: "ended" };

/** The backup that a gate waits for. */
export interface RecordedBackup {
  readonly id: BackupId | undefined;
  /** The backup in the latest poll or in the reply to the create request. A listing's data is not reported. */
  readonly backup: Backup | undefined;
  /** The server's time of the latest poll that showed the backup, in epoch milliseconds. */
  readonly seenMs: number | undefined;
  /** Whether the step reuses it and did not request it. */
  readonly reused: boolean;
}

const NO_BACKUP: RecordedBackup = {
  id: undefined,
  backup: undefined,
  seenMs: undefined,
  reused: false,
};

/**
 * The state of one gate. Events change it before they are reported, so outputs and summary can be written from it at any
 * moment, even after an error.
 */
export class BackupRecord {
  readonly target: Target;
  polls = 0;
  /** Polls that showed a backup. */
  timesSeen = 0;
  /** Rate-limited requests (429). */
  rateLimited = 0;
  /** Requests that failed otherwise. */
  failed = 0;
  /** The latest poll's reply, or the latest failure of any other request. */
  latestReply: BackupReply | undefined;
  estimate: Estimate | undefined;
  installId: InstallId | undefined;
  installName: string | undefined;
  /** Key of a create request that may or may not have created a backup. */
  unresolvedKey: string | undefined;
  /** In a re-run: the backups of earlier attempts; undefined if no listing could be read. */
  earlier: EarlierAttempts | undefined;
  ended: Ended | undefined;
  #subject: RecordedBackup = NO_BACKUP;
  #isReplaced = false;
  /** Key of a lost create request that may have created another backup. */
  #lostKey: string | undefined;

  constructor(target: Target) {
    const { install, spec } = target;
    this.target = target;
    if ("id" in install) this.installId = install.id;
    else this.installName = install.name;
    if (spec.kind === "existing") this.#subject = { ...NO_BACKUP, id: spec.backupId };
  }

  /** The backup that the gate waits for; none while a create request is unresolved. It has no ID if it was aborted and will be replaced. */
  get subject(): RecordedBackup {
    if (this.unresolvedKey !== undefined) return NO_BACKUP;
    const isHidden = this.#isReplaced && this.ended?.verdict.result !== "aborted";
    return isHidden ? { ...this.#subject, id: undefined } : this.#subject;
  }

  /** The install's name, or its ID while no name is known. */
  get install(): string {
    return this.installName ?? this.installId ?? "";
  }

  /** Applies an event. @see docs/architecture.md for how events reach the outputs. */
  apply(event: GateEvent): void {
    switch (event.kind) {
      case "polled":
        this.#applyPoll(event.reply);
        return;
      case "forecast":
        this.estimate = event.estimate;
        return;
      case "poll-failed": // a failed poll was counted by "polled", a failed history was not
        if (event.failure !== this.latestReply) this.#count(event.failure);
        return;
      case "request-failed":
        this.latestReply = event.failure;
        this.#count(event.failure);
        return;
      case "install-found":
        this.installId = event.install.id;
        return;
      case "create-sent":
        this.unresolvedKey = event.key;
        this.latestReply = undefined;
        this.estimate = undefined;
        return;
      case "create-refused":
        this.unresolvedKey = undefined;
        return;
      case "none-created":
        this.unresolvedKey = undefined;
        this.#lostKey = undefined;
        return;
      case "reply-lost":
        this.#lostKey = event.key;
        this.failed += 1;
        return;
      case "still-lost":
        this.unresolvedKey = event.key;
        return;
      case "chosen":
        this.#choose(event.backup, event.source);
        return;
      case "replacing":
        this.#replace();
        return;
      case "recreating":
        this.#isReplaced = true;
        return;
      case "earlier-attempts":
        this.earlier = event;
        return;
      case "not-listed-yet":
      case "resending":
      case "list-failed":
      case "none-reusable":
      case "not-believed-yet":
        return;
      default:
        event satisfies never;
    }
  }

  /**
   * Records the verdict, unless there is one already.
   * @returns the recorded verdict. Its message mentions an unresolved create request.
   */
  end(verdict: Verdict, endedAt: number): Verdict {
    if (this.ended !== undefined) return this.ended.verdict;
    const key = this.unresolvedKey;
    const other = this.#lostKey === undefined ? verdict : alsoLost(verdict, this.#lostKey);
    const recorded = key === undefined ? other : unresolved(verdict, key);
    this.ended = { verdict: recorded, endedAt };
    return recorded;
  }

  #replace(): void {
    // A backup that was deleted or aborted can't be restored.
    if (this.earlier?.first?.backup.id === this.#subject.id) this.earlier = undefined;
    this.#subject = NO_BACKUP;
  }

  #choose(backup: Backup, source: Source): void {
    const reused = source !== "requested" && source !== "recovered";
    // The reply to our request has its state. A listing's data is not reported.
    const shown = source === "requested" || source === "foreign" ? backup : undefined;
    this.unresolvedKey = undefined;
    if (source !== "adopted" && source !== "reused") this.#lostKey = undefined;
    this.#isReplaced = false;
    this.#subject = { id: backup.id, backup: shown, seenMs: undefined, reused };
  }

  #applyPoll(reply: BackupReply): void {
    this.polls += 1;
    this.latestReply = reply;
    if (reply.kind === "retryable") this.#count(reply);
    if (reply.kind !== "backup") return;
    this.timesSeen += 1;
    this.#subject = { ...this.#subject, backup: reply.backup, seenMs: reply.serverMs };
  }

  #count({ reason }: RetryableFailure): void {
    if (reason === "rate-limited") this.rateLimited += 1;
    else if (reason !== "not-sent") this.failed += 1;
  }
}
