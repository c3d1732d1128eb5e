import * as core from "@actions/core";
import type { Clock } from "../clock.ts";
import { GateError } from "../errors.ts";
import { harmless, type Scrub } from "../foreign.ts";
import type { GateWatcher } from "../gate.ts";
import type { Settings } from "../inputs.ts";
import type { FailedLook, Look } from "../judge.ts";
import type { Progress, ProgressWatcher } from "../progress.ts";
import type { Verdict } from "../verdict.ts";
import type { Journal } from "./journal.ts";
import { Log } from "./log.ts";
import { outputsOf, writeIds, writeOutputs } from "./outputs.ts";
import { isGood, type Report } from "./report.ts";
import { summaryOf, writeSummary } from "./summary.ts";

/** The steps by which an id becomes known, or is one no longer. */
const IDS_CHANGE: readonly Progress["kind"][] = [
  "install-found",
  "requesting",
  "refused",
  "came-to-nothing",
  "taken",
];

/** Whatever a step prints and writes. */
export class Reporter implements Omit<GateWatcher, "foresaw">, ProgressWatcher {
  readonly #journal: Journal;
  readonly #scrub: Scrub;
  readonly #log: Log;

  /** Masks the secrets, before anything else is printed. */
  constructor(clock: Clock, journal: Journal, secrets: readonly string[], scrub: Scrub) {
    this.#journal = journal;
    this.#scrub = scrub;
    this.#log = new Log(clock);
    // A reader that has gone must not keep the verdict from being written; without a listener it would be a crash.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
    for (const secret of secrets) core.setSecret(secret);
  }

  /**
   * Says what is waited for; a heartbeat follows until the signal aborts.
   * @throws OutputsError
   */
  open(settings: Settings, over: AbortSignal): void {
    this.#log.opening(settings);
    writeIds(this.#journal);
    void this.#log.heartbeat(this.#journal, settings.timeoutMs, over);
  }

  looked(look: Look): void {
    this.#log.looked(look);
  }

  missing(message: string): void {
    this.#log.missing(message);
  }

  backingOff(failure: FailedLook, waitMs: number): void {
    this.#log.backingOff(failure, waitMs);
  }

  askingAgain(failure: FailedLook, waitMs: number): void {
    this.#log.askingAgain(failure, waitMs);
  }

  /** @throws OutputsError */
  progressed(progress: Progress): void {
    this.#log.progressed(progress);
    if (IDS_CHANGE.includes(progress.kind)) writeIds(this.#journal);
  }

  exchangeEnded(line: string): void {
    core.debug(harmless(this.#scrub(line)));
  }

  /** The verdict that an error comes to: its own, or that of a bug of ours. */
  verdictOf(error: unknown): Verdict {
    if (error instanceof GateError) {
      return { result: error.result, message: error.message, cause: error.remedyCause };
    }
    if (error instanceof Error) core.debug(harmless(this.#scrub(error.stack ?? ""), 2_000));
    return { result: "error", message: `${harmless(this.#scrub(String(error)))}.` };
  }

  /** Writes the outputs and the summary, and the last lines. */
  close(report: Report): 0 | 1 {
    let { verdict } = report;
    try {
      writeOutputs(outputsOf(report));
    } catch (error) {
      verdict = this.verdictOf(error);
    }
    try {
      writeSummary(summaryOf({ ...report, verdict }));
    } catch (error) {
      const fault = harmless(this.#scrub(String(error)));
      core.warning(`The job summary could not be written: ${fault}`);
    }
    this.#log.closing({ ...report, verdict });
    return isGood(verdict) ? 0 : 1;
  }
}
