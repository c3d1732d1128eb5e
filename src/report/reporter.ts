import * as core from "@actions/core";
import type { BackupRecord, FleetEvent } from "../fleet/record.ts";
import { StepFailed } from "../model/errors.ts";
import type { Settings, StatusSettings } from "../model/settings.ts";
import { isGood, type Verdict } from "../model/verdict.ts";
import type { Clock } from "../util/clock.ts";
import { type Redact, sanitize } from "../util/sanitize.ts";
import { StatusPublisher } from "./commit-status.ts";
import { Log } from "./log/log.ts";
import { intention } from "./log/messages.ts";
import { outputsOf, writeIds, writeOutputs } from "./outputs.ts";
import type { Report } from "./report.ts";
import { summaryOf, writeSummary } from "./summary/summary.ts";

/** Events after which an ID is known, or no longer known. */
const ID_EVENTS: readonly FleetEvent["kind"][] = [
  "install-found",
  "create-sent",
  "create-refused",
  "none-created",
  "chosen",
];
/** How long IDs are collected before all are written again, in milliseconds per backup. */
const COLLECT_MS = 1.25;

export interface ReporterOptions {
  readonly clock: Clock;
  /** One for each backup, complete before `open` is called. */
  readonly records: readonly BackupRecord[];
  readonly secrets: readonly string[];
  readonly redact: Redact;
  /** Undefined if no commit status is wanted. */
  readonly statusSettings: StatusSettings | undefined;
}

/** Prints and writes what happens in a step. It makes no decisions. */
export class Reporter {
  readonly #clock: Clock;
  readonly #records: readonly BackupRecord[];
  readonly #redact: Redact;
  readonly #log: Log;
  readonly #status: StatusPublisher | undefined;
  /** Aborts when the step is over. */
  #over = new AbortController().signal;
  #isCollectingIds = false;

  /** Masks the secrets, before anything else is printed. */
  constructor({ clock, records, secrets, redact, statusSettings }: ReporterOptions) {
    this.#clock = clock;
    this.#records = records;
    this.#redact = redact;
    this.#log = new Log(clock, records);
    this.#status = statusSettings && new StatusPublisher(statusSettings, clock, redact);
    // Without a listener, a closed pipe would crash the process before the verdict is written.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
    this.mask(secrets);
  }

  /** Makes the runner mask these texts in the log from now on. */
  mask(secrets: readonly string[]): void {
    for (const secret of secrets) core.setSecret(secret);
  }

  /**
   * Prints what the step waits for, and a heartbeat until `over` aborts.
   * @throws StepFailed if the outputs file cannot be written.
   */
  open(settings: Settings, over: AbortSignal): void {
    this.#over = over;
    this.#log.opening(settings);
    writeIds(this.#records);
    void this.#log.heartbeat(settings.timeoutMs, over);
    this.#status?.begin(intention(settings));
  }

  /**
   * Reports an event. Errors of the outputs file are ignored here: the reply to a create request must not be lost.
   * @param record to which the event has been applied.
   */
  on(record: BackupRecord, event: FleetEvent): void {
    this.#log.on(record, event);
    if (ID_EVENTS.includes(event.kind)) this.#writeIds();
  }

  /** A good reply came, to any request of the step. */
  onGoodReply(): void {
    this.#log.onGoodReply();
  }

  /** Prints an exchange with the API to the debug log. */
  onReply(line: string): void {
    core.debug(sanitize(this.#redact(line)));
  }

  /** The verdict of an error. Any error but a `StepFailed` is a bug in this action. */
  verdictOf(error: unknown): Verdict {
    if (error instanceof StepFailed) return error.verdict;
    if (error instanceof Error) core.debug(sanitize(this.#redact(error.stack ?? ""), 2_000));
    return { result: "error", message: `${sanitize(this.#redact(String(error)))}.` };
  }

  /**
   * Writes the outputs, the summary and the last lines of the log, and then the commit status.
   * @param leftMs how long the commit status may take.
   * @returns the exit code.
   */
  async close(report: Report, leftMs: number): Promise<0 | 1> {
    let { verdict } = report;
    try {
      writeOutputs(outputsOf(report));
    } catch (error) {
      const failure = this.verdictOf(error);
      const isFirst = verdict.message !== failure.message;
      const otherwise = ` Otherwise, the result would be ${verdict.result}: ${verdict.message}`;
      verdict = { ...failure, message: failure.message + (isFirst ? otherwise : "") };
      this.#log.known();
    }
    try {
      writeSummary(summaryOf({ ...report, verdict }));
    } catch (error) {
      const fault = sanitize(this.#redact(String(error)));
      core.warning(`The job summary could not be written: ${fault}`);
    }
    this.#log.closing({ ...report, verdict });
    await this.#status?.end(verdict, leftMs);
    return isGood(verdict) ? 0 : 1;
  }

  /** Writes the IDs: at once for one backup; for several, after collecting those that follow soon. */
  #writeIds(): void {
    if (this.#records.length === 1) {
      this.#tryIds();
      return;
    }
    if (this.#isCollectingIds) return;
    this.#isCollectingIds = true;
    const over = this.#over;
    void this.#clock.sleep(this.#records.length * COLLECT_MS, over).then(() => {
      this.#isCollectingIds = false;
      if (!over.aborted) this.#tryIds();
    });
  }

  #tryIds(): void {
    try {
      writeIds(this.#records);
    } catch {
      // The reply to a create request must not be lost. All outputs are written again at the end.
    }
  }
}
