import { nameOf } from "../model/target.ts";
import { cancelled, isGood, type Verdict } from "../model/verdict.ts";
import type { Step } from "../schedule/context.ts";
import { isTimeUp } from "../schedule/deadline.ts";
import { childSignal } from "../util/abort.ts";
import type { BackupRecord, FleetEvent } from "./record.ts";

export interface FailFastOptions {
  readonly records: readonly BackupRecord[];
  readonly failFast: boolean;
  readonly emit: (record: BackupRecord, event: FleetEvent) => void;
}

/** Ends gates, and closes the fleet if one gate's end does so. */
export class FailFast {
  readonly #options: FailFastOptions;
  readonly #step: Step;
  readonly #child: { readonly signal: AbortSignal; end(): void };
  #open: number;
  /** The verdict on every gate that is still open when the fleet closes. */
  #verdictOnRest: Verdict | undefined;

  constructor(options: FailFastOptions, step: Step) {
    this.#options = options;
    this.#step = step;
    this.#child = childSignal(step.signal);
    this.#open = options.records.length;
  }

  /** Aborts when the step is cancelled or the fleet closes. */
  get signal(): AbortSignal {
    return this.#child.signal;
  }

  /** Gates that have not ended. */
  get open(): number {
    return this.#open;
  }

  /** Records the end of a gate. One that was cut short gets the verdict of the failure that closed the fleet. */
  end(record: BackupRecord, verdict: Verdict): void {
    const own = verdict.result === "cancelled" ? (this.#verdictOnRest ?? verdict) : verdict;
    const standing = record.end(own, this.#step.clock.now());
    this.#options.emit(record, { kind: "ended" });
    this.#open -= 1;
    const onRest = verdict.stepWide === undefined ? this.#cutShortBy(record, standing) : verdict;
    if (onRest !== undefined) this.close(onRest);
  }

  /** Closes the fleet, unless it is closed. */
  close(onRest: Verdict): void {
    if (this.signal.aborted) return;
    this.#verdictOnRest = { ...onRest, message: onRest.stepWide ?? onRest.message };
    this.#child.end();
  }

  /** Ends a gate that had not started when the fleet closed. */
  endNotStarted(record: BackupRecord): void {
    this.end(record, cancelled(this.signal));
  }

  /** Removes the listener from the step's own signal. */
  release(): void {
    this.#child.end();
  }

  #cutShortBy({ target }: BackupRecord, verdict: Verdict): Verdict | undefined {
    // When the time is up it is up for all gates, and each says for itself how it stands.
    if (!this.#options.failFast || isGood(verdict) || isTimeUp(this.#step)) {
      return undefined;
    }
    return {
      result: "cancelled",
      message: `The gate closed before this backup came to its end: that of install ${nameOf(target.install)} is ${verdict.result}.`,
      cause: "fail-fast",
    };
  }
}
