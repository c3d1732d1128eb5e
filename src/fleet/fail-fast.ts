import type { Clock } from "../util/clock.ts";
import { childSignal } from "../util/abort.ts";
import { nameOf, type Target } from "../model/target.ts";
import { cancelled, isGood, type Verdict } from "../model/verdict.ts";

export interface FailFastOptions {
  readonly targets: readonly Target[];
  readonly failFast: boolean;
  readonly clock: Clock;
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Takes down how a gate has ended, and gives back what then stands. */
  readonly ended: (index: number, verdict: Verdict) => Verdict;
}

/** How one gate's end closes the others. */
export class FailFast {
  readonly #options: FailFastOptions;
  readonly #scope: { readonly signal: AbortSignal; end(): void };
  #open: number;
  /** The verdict on all that are still open when the gate closes. */
  #verdictOnRest: Verdict | undefined;

  constructor(options: FailFastOptions) {
    this.#options = options;
    this.#scope = childSignal(options.signal);
    this.#open = options.targets.length;
  }

  /** Aborts when the gate closes, whatever becomes of those that are still open. */
  get signal(): AbortSignal {
    return this.#scope.signal;
  }

  /** Gates that have not ended yet. */
  get open(): number {
    return this.#open;
  }

  /** A gate has ended; where it was still open when the gate closed, that tells how. */
  end(index: number, verdict: Verdict): void {
    const own = verdict.result === "cancelled" ? (this.#verdictOnRest ?? verdict) : verdict;
    const standing = this.#options.ended(index, own);
    this.#open -= 1;
    const onRest = verdict.stepWide === undefined ? this.#cutShortBy(index, standing) : verdict;
    if (onRest !== undefined) this.close(onRest);
  }

  /** Closes the gate, unless that has been done. */
  close(onRest: Verdict): void {
    if (this.signal.aborted) return;
    this.#verdictOnRest = { ...onRest, message: onRest.stepWide ?? onRest.message };
    this.#scope.end();
  }

  /** A gate that has not been begun with when the gate closed. */
  endNotStarted(index: number): void {
    this.end(index, cancelled(this.signal));
  }

  /** Lets go of the step's own signal. */
  release(): void {
    this.#scope.end();
  }

  #cutShortBy(index: number, verdict: Verdict): Verdict | undefined {
    const { targets, failFast, clock, deadline } = this.#options;
    // When the time is up, it is for all of them: each tells for itself how it stood then.
    if (!failFast || isGood(verdict) || clock.now() >= deadline) return undefined;
    const target = targets[index];
    const of = target === undefined ? "another one" : `that of install ${nameOf(target.install)}`;
    return {
      result: "cancelled",
      message: `The gate closed before this backup came to its end: ${of} is ${verdict.result}.`,
      cause: "fail-fast",
    };
  }
}
