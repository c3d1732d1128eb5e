/** How urgent a request is beside others that wait for the rate limiter at a monotonic moment: the polls that are due. */
export type Priority = (now: number) => number;

/** Limits of one exchange with the API. Moments are monotonic. */
export interface RequestOptions {
  /** Longest the exchange may take, once it is sent. */
  readonly timeoutMs: number;
  /** Latest moment at which it may end, even if `timeoutMs` is longer. */
  readonly cutoffAt: number;
  /** Latest moment at which it may be sent. */
  readonly sendBy: number;
  /** Zero unless given. */
  readonly priority?: Priority | undefined;
  readonly signal: AbortSignal;
  /** How long a sent request may go on after the signal aborts; none unless given. */
  readonly abortGraceMs?: number;
  /** Called when the request is sent. */
  readonly onSend?: (() => void) | undefined;
}
