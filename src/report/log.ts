import * as core from "@actions/core";
import { type Clock } from "../clock.ts";
import { formatDuration } from "../duration.ts";
import type { GateWatcher } from "../gate.ts";
import type { Settings } from "../inputs.ts";
import { type FailedLook, GRACE_MS, type Look } from "../judge.ts";
import { medianLeftMs } from "../lifetime.ts";
import type { Progress, ProgressWatcher } from "../progress.ts";
import { capitalised, count } from "../prose.ts";
import { type Backup, spokenStatus } from "../wpengine/schema.ts";
import type { Journal } from "./journal.ts";
import { clockTime, isGood, remedyFor, type Report, subjectOf } from "./report.ts";
import { intention, told } from "./told.ts";

const HEARTBEAT_MS = 60_000;

/** The log as people read it while their deploy waits. Whatever it prints of foreign text is harmless already. */
export class Log implements Omit<GateWatcher, "foresaw">, ProgressWatcher {
  readonly #clock: Clock;
  #backup: Backup | undefined;
  #seenAt = 0;
  #hasSaidAbsent = false;
  #isRequesting = false;
  readonly #warnedOf = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  opening(settings: Settings): void {
    core.info(intention(settings));
    core.info(
      `Asking ${settings.apiUrl} for up to ${formatDuration(settings.timeoutMs)}. Backups usually take 2 to 10 minutes.`,
    );
  }

  looked(look: Look): void {
    if (look.kind !== "backup") return;
    const before = this.#backup && spokenStatus(this.#backup.status);
    const { status, createdAt } = look.backup;
    const word = spokenStatus(status);
    this.#backup = look.backup;
    this.#seenAt = this.#clock.now();
    if (before === undefined) {
      this.#line(`The backup is ${word}${createdAt ? `, created ${clockTime(createdAt)}` : ""}.`);
    } else if (word !== before) {
      this.#line(`The backup is ${word} (was ${before}).`);
    }
    if (typeof status === "object") this.#unknown(word);
  }

  missing(message: string): void {
    if (this.#hasSaidAbsent || this.#backup !== undefined) return;
    this.#hasSaidAbsent = true;
    this.#line(
      `${message}. Looking on for ${formatDuration(GRACE_MS)}, for a backup requested just now may take that long to appear.`,
    );
  }

  backingOff(look: FailedLook, waitMs: number): void {
    this.#line(`${look.message}. Looking again in ${formatDuration(waitMs)}${reasonFor(look)}.`);
  }

  askingAgain(failure: FailedLook, waitMs: number): void {
    this.#line(
      `${failure.message}. Trying again in ${formatDuration(waitMs)}${reasonFor(failure)}.`,
    );
  }

  progressed(progress: Progress): void {
    if (progress.kind === "requesting") {
      this.#isRequesting = true;
      this.#backup = undefined;
      this.#hasSaidAbsent = false;
    }
    if (progress.kind === "taken") this.#isRequesting = false;
    const text = told(progress);
    if (progress.kind === "retrying") {
      core.warning(text, { title: "Backup gate: requesting again" });
    } else if (text !== "") {
      this.#line(text);
    }
  }

  /** A line a minute until the signal aborts, so that a long wait is seen to be alive. */
  async heartbeat(journal: Journal, deadline: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      const left = formatDuration(Math.max(0, deadline - this.#clock.now()));
      const parts = [
        this.#standing(journal),
        this.#prospect(journal),
        `${left} of the timeout left`,
      ];
      this.#line(`Still waiting: ${parts.filter(Boolean).join(", ")}.`);
    }
  }

  closing(report: Report): void {
    const { verdict, journal, waitedMs } = report;
    const effort = `Waited ${formatDuration(waitedMs)}: ${count(journal.looks, "look")}, ${count(journal.requests, "request")}.`;
    if (isGood(verdict)) {
      const outcome =
        verdict.result === "completed" ? "Backup gate open" : "Backup requested, no gate";
      core.info(`${outcome}: ${verdict.message} ${effort}`);
      return;
    }
    const parts = [verdict.message, subjectOf(report), remedyFor(verdict, journal)];
    core.error(parts.filter(Boolean).join("\n"), {
      title: `Backup gate closed: ${verdict.result}`,
    });
    core.info(`Backup gate closed: ${verdict.result}. ${effort}`);
  }

  /** How the backup stands, and how well that is known. */
  #standing({ looks, latestLook, subject, unresolvedKey }: Journal): string {
    const soFar = `${count(looks, "look")} so far`;
    if (unresolvedKey !== undefined) return "whether a backup was requested is not known yet";
    if (subject.id === undefined || this.#isRequesting) return "there is no backup yet";
    if (this.#backup === undefined) return `the backup has not been seen yet, ${soFar}`;
    const word = spokenStatus(this.#backup.status);
    if (latestLook?.kind !== "failed") return `the backup is ${word}, ${soFar}`;
    const ago = formatDuration(this.#clock.now() - this.#seenAt);
    return `the backup was ${word} when last seen ${ago} ago, looks fail since, ${soFar}`;
  }

  /** How long it may still take, where the backup has been seen. */
  #prospect({ outlook }: Journal): string {
    if (outlook === undefined) return "";
    const { lifetime, bornAt, pastBackups } = outlook;
    const leftMs = medianLeftMs(lifetime, this.#clock.now() - bornAt);
    const usually = pastBackups === 0 ? "" : ` (usually ${rough(medianLeftMs(lifetime, 0))})`;
    return `about ${rough(leftMs)} to go${usually}`;
  }

  #unknown(word: string): void {
    if (this.#warnedOf.has(word)) return;
    this.#warnedOf.add(word);
    core.warning(
      `The API gave a status this action does not know: ${word}. It is waited on, and cannot open the gate.`,
      { title: "Backup gate: unknown status" },
    );
  }

  #line(text: string): void {
    core.info(`[${formatDuration(this.#clock.now())}] ${capitalised(text)}`);
  }
}

function reasonFor({ quietUntil }: FailedLook): string {
  return quietUntil === undefined ? "" : ", as it asked (Retry-After)";
}

/** A duration that is an estimate: the seconds of a minute would claim too much. */
function rough(ms: number): string {
  const graspMs = ms < 60_000 ? 1_000 : 10_000;
  return formatDuration(Math.round(ms / graspMs) * graspMs);
}
