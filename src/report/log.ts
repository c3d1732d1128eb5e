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
import { clockTime, remedyFor, type Report, subjectOf } from "./report.ts";

const HEARTBEAT_MS = 60_000;

/** The log as people read it while their deploy waits. Whatever it prints of foreign text is harmless already. */
export class Log implements Omit<GateWatcher, "foresaw">, ProgressWatcher {
  readonly #clock: Clock;
  #backup: Backup | undefined;
  #seenAt = 0;
  #hasSaidAbsent = false;
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
    if (look.kind === "absent") this.#absent(look.message);
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

  backingOff(look: FailedLook, waitMs: number): void {
    this.#line(`${look.message}. Looking again in ${formatDuration(waitMs)}${reasonFor(look)}.`);
  }

  askingAgain(failure: FailedLook, waitMs: number): void {
    this.#line(
      `${failure.message}. Trying again in ${formatDuration(waitMs)}${reasonFor(failure)}.`,
    );
  }

  progressed(progress: Progress): void {
    switch (progress.kind) {
      case "install-found":
        this.#line(`The install ${progress.install.name} has the id ${progress.install.id}.`);
        return;
      case "requesting":
        this.#backup = undefined;
        this.#hasSaidAbsent = false;
        return;
      case "refused":
        return;
      case "taken":
        this.#line(taken(progress));
        return;
      case "lost":
        this.#line(
          `A backup was requested, and the answer was lost: ${progress.message}. Looking for it by its key ` +
            `${progress.key} in ${formatDuration(progress.waitMs)}; another is requested only when none can come of ` +
            "this request any more.",
        );
        return;
      case "unlisted":
        this.#line(
          `${progress.isWhole ? "The listing does not show it yet" : "The listing has rows that are no backups, so that it may be among them"}. ` +
            `Looking for it again in ${formatDuration(progress.waitMs)}.`,
        );
        return;
      case "resending":
        this.#line(
          `No backup has come of it, and none can any more: requesting one again (${progress.send} of ${progress.sends}).`,
        );
        return;
      case "not-listed":
        this.#line(`${progress.message}. Requesting a new one instead.`);
        return;
      case "none-fresh":
        this.#line("There is no backup recent enough. Requesting one.");
        return;
      case "replacing":
        this.#replacing(progress.why, progress.retriesLeft);
        return;
      default:
        progress satisfies never;
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
    if (verdict.result === "requested") {
      core.info(`Backup requested, no gate: ${verdict.message} ${effort}`);
      return;
    }
    if (verdict.result === "completed") {
      core.info(`Backup gate open: ${verdict.message} ${effort}`);
      return;
    }
    const parts = [verdict.message, subjectOf(report), remedyFor(verdict)];
    core.error(parts.filter(Boolean).join("\n"), {
      title: `Backup gate closed: ${verdict.result}`,
    });
    core.info(`Backup gate closed: ${verdict.result}. ${effort}`);
  }

  #replacing(why: string, retriesLeft: number | undefined): void {
    if (retriesLeft === undefined) {
      this.#line(`${why} That was not a backup of this run: requesting one.`);
      return;
    }
    const left = retriesLeft === 0 ? "none is left after this" : `${retriesLeft} left after this`;
    core.warning(`${why} Requesting another one (abort-retries: ${left}).`, {
      title: "Backup gate: requesting again",
    });
  }

  /** How the backup stands, and how well that is known. */
  #standing({ looks, latestLook, backupId, unresolvedKey }: Journal): string {
    const soFar = `${count(looks, "look")} so far`;
    if (unresolvedKey !== undefined) return "whether a backup was requested is not known yet";
    if (backupId === undefined) return "there is no backup yet";
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

  #absent(message: string): void {
    if (this.#hasSaidAbsent || this.#backup !== undefined) return;
    this.#hasSaidAbsent = true;
    this.#line(
      `${message}. Looking on for ${formatDuration(GRACE_MS)}, for a backup requested just now may take that long to appear.`,
    );
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

function intention({ install, wanted, maxAgeMs }: Settings): string {
  const of = `of install ${"id" in install ? install.id : install.name}`;
  const age = maxAgeMs === undefined ? "" : `, at most ${formatDuration(maxAgeMs)} old,`;
  if (wanted.kind === "given") {
    return `Holding the deploy until backup ${wanted.backupId} ${of}${age} is completed.`;
  }
  const which = maxAgeMs === undefined ? `a new backup ${of}` : `a recent backup ${of}${age}`;
  return wanted.wait
    ? `Holding the deploy until ${which} is completed.`
    : `Requesting ${which.replace(/,$/, "")} and not waiting for it (wait: false): this step holds no deploy.`;
}

function taken({ backup, source }: Extract<Progress, { kind: "taken" }>): string {
  const created = backup.createdAt ? `, created ${clockTime(backup.createdAt)}` : "";
  switch (source) {
    case "requested":
      return `The API has accepted the request: backup ${backup.id}.`;
    case "found":
      return `The request had come through: backup ${backup.id}${created}.`;
    case "adopted":
      return `A recent backup is under way, so that none is requested: backup ${backup.id}${created}.`;
    case "reused":
      return `A recent backup is listed as completed, so that none is requested: backup ${backup.id}${created}.`;
    default:
      return source satisfies never;
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
