/** What one exchange with the API may take. Moments are monotonic. */
export interface RequestOptions {
  /** Limit of the exchange, once it has begun, */
  readonly timeoutMs: number;
  /** and the moment at which it is cut all the same. */
  readonly cutoffAt: number;
  /** Where it must wait for its turn: after this moment it is not begun any more. */
  readonly sendBy: number;
  readonly priority: Priority;
  readonly signal: AbortSignal;
  /** For how long after the signal's abort it may still be answered, where it has begun before. */
  readonly abortGraceMs?: number;
  /** Called as it begins. */
  readonly onSend?: (() => void) | undefined;
}

/**
 * How much a request is wanted at a monotonic moment, beside others that wait for their turn: the looks that are due, for
 * a look, and what is worth as much, for anything else.
 */
export type Priority = (now: number) => number;
