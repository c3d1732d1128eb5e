import * as core from "@actions/core";
import { type Clock } from "../clock.ts";
import { formatDuration } from "../duration.ts";
import type { GateWatcher } from "../gate.ts";
import type { Settings } from "../inputs.ts";
import type { Look } from "../judge.ts";
import { type Status, statusText } from "../wpengine/schema.ts";
import type { Journal } from "./journal.ts";
import { count, remedyFor, type Report, subjectOf } from "./report.ts";

const HEARTBEAT_MS = 60_000;

/** The log as people read it while their deploy waits. Whatever it prints of foreign text is harmless already. */
export class Log implements GateWatcher {
  readonly #clock: Clock;
  #status: Status | undefined;
  readonly #warnedOf = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  opening({ backupId, installId, timeoutMs, apiUrl }: Settings): void {
    core.info(`Holding the deploy until backup ${backupId} of install ${installId} is completed.`);
    core.info(
      `Asking ${apiUrl} for up to ${formatDuration(timeoutMs)}. Backups usually take 2 to 10 minutes.`,
    );
  }

  looked(look: Look): void {
    if (look.kind === "absent") {
      this.#line(`${look.message}. A backup requested just now may take a moment to appear.`);
    }
    if (look.kind !== "backup") return;
    const word = statusText(look.backup.status);
    const before = this.#status === undefined ? undefined : statusText(this.#status);
    this.#status = look.backup.status;
    if (word !== before) this.#line(`The backup is ${word}${before ? ` (was ${before})` : ""}.`);
    if (typeof look.backup.status === "object" && !this.#warnedOf.has(word)) {
      this.#warnedOf.add(word);
      core.warning(
        `The API gave a status this action does not know: ${word}. It is waited on, and cannot open the gate.`,
        { title: "Backup gate: unknown status" },
      );
    }
  }

  backingOff(look: Look, waitMs: number): void {
    if (look.kind !== "failed") return;
    const why =
      look.retryAfterMs === undefined ? "" : ` (Retry-After: ${formatDuration(look.retryAfterMs)})`;
    this.#line(`${look.message}. Looking again in ${formatDuration(waitMs)}${why}.`);
  }

  /** A line a minute until the signal aborts, so that a long wait is seen to be alive. */
  async heartbeat(journal: Journal, deadline: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      const status = this.#status === undefined ? "not seen yet" : statusText(this.#status);
      const left = formatDuration(Math.max(0, deadline - this.#clock.now()));
      this.#line(
        `Still waiting: the backup is ${status}, ${count(journal.looks, "look")} so far, ${left} of the timeout left.`,
      );
    }
  }

  closing(report: Report): void {
    const { verdict, journal, waitedMs } = report;
    const effort = `Waited ${formatDuration(waitedMs)}: ${count(journal.looks, "look")}, ${count(journal.requests, "request")}.`;
    if (verdict.result === "completed") {
      core.info(`Backup gate open: ${verdict.message} ${effort}`);
      return;
    }
    const parts = [verdict.message, subjectOf(report), remedyFor(verdict.result)];
    core.error(parts.filter(Boolean).join("\n"), {
      title: `Backup gate closed: ${verdict.result}`,
    });
    core.info(`Backup gate closed: ${verdict.result}. ${effort}`);
  }

  #line(text: string): void {
    core.info(`[${formatDuration(this.#clock.now())}] ${text}`);
  }
}
