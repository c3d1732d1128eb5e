/** How a step ends. Only `completed` opens the gate. */
export type Result =
  | "completed"
  | "aborted"
  | "timed-out"
  | "unavailable"
  | "not-found"
  | "unauthorized"
  | "rejected"
  | "invalid-input"
  | "cancelled"
  | "error";

/** Where a result can come from more than one thing to be put right, which one it was. */
export type Cause = "rate-limit" | "certificate" | "vanished" | "runner";

export interface Verdict {
  readonly result: Result;
  /** What happened, as one sentence or a few; what to do about it is said by the report. */
  readonly message: string;
  readonly cause?: Cause | undefined;
}

/** The verdict where even the first look could not be begun in time. */
export function tooLate(budget: string): Verdict {
  return {
    result: "timed-out",
    message: `The time (timeout: ${budget}) was up before a first look could be taken.`,
  };
}

/** The verdict when the server wants no request for longer than there is time left. */
export function hintBeyondDeadline(
  wanted: string,
  left: string,
  budget: string,
  cause: Cause | undefined,
): Verdict {
  return {
    result: "timed-out",
    message:
      `The API asked for no request within ${wanted} (Retry-After), and only ${left} of the timeout (${budget}) ` +
      "are left.",
    cause,
  };
}

/** The verdict of a step whose signal has aborted, with the name of the signal that did it as its reason. */
export function cancelled(signal: AbortSignal): Verdict {
  return { result: "cancelled", message: `The step was cancelled (${String(signal.reason)}).` };
}
