import * as core from "@actions/core";
import type { Clock } from "../util/clock.ts";
import { GateError } from "../model/errors.ts";
import type { Estimate } from "../schedule/forecast.ts";
import { sanitize, type Redact } from "../util/sanitize.ts";
import type { Settings, StatusWish } from "../model/settings.ts";
import type { RetryableFailure, BackupReply } from "../model/reply.ts";
import type { Progress } from "../backup/events.ts";
import { isGood, type Verdict } from "../model/verdict.ts";
import { StatusPublisher } from "./commit-status.ts";
import type { BackupRecord } from "../fleet/record.ts";
import { Log } from "./log/log.ts";
import { outputsOf, writeIds, writeOutputs } from "./outputs.ts";
import type { Report } from "./report.ts";
import { summaryOf, writeSummary } from "./summary/summary.ts";
import { intention } from "./log/messages.ts";

/** The steps by which an id becomes known, or is one no longer. */
const IDS_CHANGE: readonly Progress["kind"][] = [
  "install-found",
  "create-sent",
  "create-refused",
  "none-created",
  "chosen",
];
/**
 * Ids of many backups are written again as a whole, so not each time that one becomes known: what this comes to for 800 is
 * a second.
 */
const IDS_WAIT_MS_EACH = 1.25;

/** Whatever a step prints and writes. */
export class Reporter {
  readonly #clock: Clock;
  readonly #records: readonly BackupRecord[];
  readonly #redact: Redact;
  readonly #log: Log;
  readonly #status: StatusPublisher | undefined;
  #over: AbortSignal | undefined;
  #areIdsWaiting = false;

  /** Masks the secrets, before anything else is printed. */
  constructor(
    clock: Clock,
    records: readonly BackupRecord[],
    secrets: readonly string[],
    redact: Redact,
    statusWish: StatusWish | undefined,
  ) {
    this.#clock = clock;
    this.#records = records;
    this.#redact = redact;
    this.#log = new Log(clock, records);
    this.#status = statusWish && new StatusPublisher(statusWish, clock, redact);
    // A reader that has gone must not keep the verdict from being written; without a listener it would be a crash.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
    for (const secret of secrets) core.setSecret(secret);
  }

  /**
   * Says what is waited for; a heartbeat follows until the signal aborts.
   * @throws OutputsError
   */
  open(settings: Settings, over: AbortSignal): void {
    this.#over = over;
    this.#log.opening(settings);
    writeIds(this.#records);
    void this.#log.heartbeat(settings.timeoutMs, over);
    this.#status?.begin(intention(settings));
  }

  looked(record: BackupRecord, look: BackupReply): void {
    this.#log.looked(record, look);
  }

  foresaw(record: BackupRecord, estimate: Estimate): void {
    this.#log.foresaw(record, estimate);
  }

  missing(record: BackupRecord, message: string): void {
    this.#log.missing(record, message);
  }

  backingOff(record: BackupRecord, failure: RetryableFailure, waitMs: number): void {
    this.#log.backingOff(record, failure, waitMs);
  }

  askingAgain(record: BackupRecord, failure: RetryableFailure, waitMs: number): void {
    this.#log.askingAgain(record, failure, waitMs);
  }

  /** @throws OutputsError */
  progressed(record: BackupRecord, progress: Progress): void {
    this.#log.progressed(record, progress);
    if (IDS_CHANGE.includes(progress.kind)) this.#writeIds();
  }

  ended(record: BackupRecord): void {
    this.#log.ended(record);
  }

  exchangeEnded(line: string): void {
    core.debug(sanitize(this.#redact(line)));
  }

  /** The verdict that an error comes to: its own, or that of a bug of ours. */
  verdictOf(error: unknown): Verdict {
    if (error instanceof GateError) return error.verdict;
    if (error instanceof Error) core.debug(sanitize(this.#redact(error.stack ?? ""), 2_000));
    return { result: "error", message: `${sanitize(this.#redact(String(error)))}.` };
  }

  /**
   * Writes the outputs, the summary and the last lines, and then the commit status.
   * @param leftMs what the step has left for the commit status.
   */
  async close(report: Report, leftMs: number): Promise<0 | 1> {
    let { verdict } = report;
    try {
      writeOutputs(outputsOf(report));
    } catch (error) {
      verdict = this.verdictOf(error);
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

  /** @throws OutputsError */
  #writeIds(): void {
    const over = this.#over;
    if (this.#records.length === 1 || over === undefined) {
      writeIds(this.#records);
      return;
    }
    if (this.#areIdsWaiting) return;
    this.#areIdsWaiting = true;
    void this.#clock.sleep(this.#records.length * IDS_WAIT_MS_EACH, over).then(() => {
      this.#areIdsWaiting = false;
      if (!over.aborted) writeIds(this.#records);
    });
  }
}
