import * as core from "@actions/core";
import type { Clock } from "../clock.ts";
import { formatDuration } from "../duration.ts";
import type { Settings } from "../inputs.ts";
import type { FailedLook, Look } from "../judge.ts";
import type { Progress } from "../progress.ts";
import { count } from "../prose.ts";
import { isGood } from "../verdict.ts";
import { spokenStatus } from "../wpengine/schema.ts";
import { FleetStory } from "./fleet-story.ts";
import { GateStory } from "./gate-story.ts";
import type { Journal } from "./journal.ts";
import { blamed, failuresOf, looksAt, remedyFor, type Report, subjectOf } from "./report.ts";
import type { Story } from "./story.ts";
import { intention, told } from "./told.ts";

const HEARTBEAT_MS = 60_000;
/** Reasons that an annotation names. */
const REASONS = 5;

/** The log as people read it while their deploy waits. */
export class Log {
  readonly #clock: Clock;
  readonly #journals: readonly Journal[];
  readonly #warnedOf = new Set<string>();
  #story: Story | undefined;

  /** @param journals one for each backup, of which some may be yet to come. */
  constructor(clock: Clock, journals: readonly Journal[]) {
    this.#clock = clock;
    this.#journals = journals;
  }

  opening(settings: Settings): void {
    core.info(intention(settings));
    core.info(
      `Asking ${settings.apiUrl} for up to ${formatDuration(settings.timeoutMs)}. Backups usually take 2 to 10 minutes.`,
    );
  }

  looked(journal: Journal, look: Look): void {
    this.#line(this.#told.looked(journal, look));
    if (look.kind !== "backup" || typeof look.backup.status === "string") return;
    const word = spokenStatus(look.backup.status);
    if (this.#warnedOf.has(word)) return;
    this.#warnedOf.add(word);
    core.warning(
      `The API gave a status this action does not know: ${word}. It is waited on, and cannot open the gate.`,
      { title: "Backup gate: unknown status" },
    );
  }

  missing(journal: Journal, message: string): void {
    this.#line(this.#told.missing(journal, message));
  }

  backingOff(journal: Journal, failure: FailedLook, waitMs: number): void {
    this.#line(this.#told.backingOff(journal, failure, waitMs));
  }

  askingAgain(journal: Journal, failure: FailedLook, waitMs: number): void {
    this.#line(this.#told.askingAgain(journal, failure, waitMs));
  }

  progressed(journal: Journal, progress: Progress): void {
    const line = this.#told.progressed(journal, progress);
    if (progress.kind !== "retrying") {
      this.#line(line);
      return;
    }
    const whose = this.#journals.length > 1 ? `${subjectOf(journal)}: ` : "";
    core.warning(`${whose}${told(progress)}`, { title: "Backup gate: requesting again" });
  }

  ended(journal: Journal): void {
    this.#line(this.#told.ended(journal, this.#journals));
  }

  /** A line a minute until the signal aborts, so that a long wait is seen to be alive. */
  async heartbeat(deadline: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      const left = formatDuration(Math.max(0, deadline - this.#clock.now()));
      const parts = [...this.#told.standing(this.#journals), `${left} of the timeout left`];
      this.#line(`Still waiting: ${parts.filter(Boolean).join(", ")}.`);
    }
  }

  closing(report: Report): void {
    const { verdict, journals, requests, waitedMs } = report;
    const { looks } = looksAt(journals);
    const effort = `Waited ${formatDuration(waitedMs)}: ${count(looks, "look")}, ${count(requests, "request")}.`;
    if (isGood(verdict)) {
      const outcome =
        verdict.result === "completed" ? "Backup gate open" : "Backup requested, no gate";
      core.info(`${outcome}: ${verdict.message} ${effort}`);
      return;
    }
    const culprit = blamed(report);
    const which =
      journals.length > 1 ? failuresOf(report, REASONS) : [culprit ? `${subjectOf(culprit)}.` : ""];
    const parts = [verdict.message, ...which, remedyFor(verdict, culprit)];
    core.error(parts.filter(Boolean).join("\n"), {
      title: `Backup gate closed: ${verdict.result}`,
    });
    core.info(`Backup gate closed: ${verdict.result}. ${effort}`);
  }

  /** One gate alone has another story to tell than many. */
  get #told(): Story {
    const isAlone = this.#journals.length === 1;
    return (this.#story ??= isAlone ? new GateStory(this.#clock) : new FleetStory(this.#clock));
  }

  #line(text: string): void {
    if (text !== "") core.info(`[${formatDuration(this.#clock.now())}] ${text}`);
  }
}
