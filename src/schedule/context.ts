import type { BackupApi } from "../model/api.ts";
import type { Priority } from "../model/request-options.ts";
import type { Clock } from "../util/clock.ts";

/** What a step may spend. Moments are monotonic. */
export interface Budget {
  /** The input `timeout`. */
  readonly timeoutMs: number;
  /** When it is spent: nothing is sent after that. */
  readonly deadline: number;
  /** When the last poll is due: shortly before the deadline. */
  readonly lastPollAt: number;
  /** Latest moment at which a reply counts: shortly after the deadline. */
  readonly cutoffAt: number;
  /** The input `request-timeout`. */
  readonly requestTimeoutMs: number;
}

/** What every part of a step shares. */
export interface Step {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly budget: Budget;
  /** Aborts when the step is canceled. */
  readonly signal: AbortSignal;
}

/** A step as one gate sees it. */
export interface Context<Event> extends Step {
  readonly api: BackupApi;
  /** Reports an event when it happens. */
  readonly emit: (event: Event) => void;
  /** Priority of this gate's requests; its polls know a better one. */
  readonly priority?: Priority;
  /** Called when any of this gate's requests is sent. */
  readonly onSend?: () => void;
}
