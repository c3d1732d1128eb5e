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

/** Ends gates, and closes the fleet when a gate's verdict requires it. */
export class FailFast {
  readonly #options: FailFastOptions;
  readonly #step: Step;
  readonly #child: { readonly signal: AbortSignal; end(): void };
  #running: number;
  /** The verdict for all gates that are still running when the fleet closes. */
  #verdictOnRest: Verdict | undefined;

  constructor(options: FailFastOptions, step: Step) {
    this.#options = options;
    this.#step = step;
    this.#child = childSignal(step.signal);
    this.#running = options.records.length;
  }

  /** Aborts when the step is canceled or the fleet closes. */
  get signal(): AbortSignal {
    return this.#child.signal;
  }

  /** Gates that have not ended. */
  get running(): number {
    return this.#running;
  }

  /** Records the end of a gate. If another gate's failure closed the fleet, the gate gets that verdict. */
  end(record: BackupRecord, verdict: Verdict): void {
    const own = verdict.result === "cancelled" ? (this.#verdictOnRest ?? verdict) : verdict;
    const recorded = record.end(own, this.#step.clock.now());
    this.#options.emit(record, { kind: "ended" });
    this.#running -= 1;
    const onRest =
      verdict.messageForAll === undefined ? this.#verdictAfter(record, recorded) : verdict;
    if (onRest !== undefined) this.close(onRest);
  }

  /** Closes the fleet, unless it is closed. */
  close(onRest: Verdict): void {
    if (this.signal.aborted) return;
    this.#verdictOnRest = { ...onRest, message: onRest.messageForAll ?? onRest.message };
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

  #verdictAfter({ target }: BackupRecord, verdict: Verdict): Verdict | undefined {
    // When the time is up, it is up for all gates, and each gate has its own verdict.
    if (!this.#options.failFast || isGood(verdict) || isTimeUp(this.#step)) {
      return undefined;
    }
    return {
      result: "cancelled",
      message: `The gate closed before this backup finished: the backup of install ${nameOf(target.install)} failed (${verdict.result}).`,
      cause: "fail-fast",
    };
  }
}
