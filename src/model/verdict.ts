/** How a step ends. Only `completed` opens the gate; `requested` is the end of a step that was to hold nothing. */
export type Result =
  | "completed"
  | "requested"
  | "aborted"
  | "timed-out"
  | "unavailable"
  | "stale"
  | "not-found"
  | "unauthorized"
  | "rejected"
  | "invalid-input"
  | "cancelled"
  | "error";

/** Where a result can come from more than one thing to be put right, which one it was. */
export type Cause =
  | "rate-limit"
  /** The step had more to ask than it had turns for. */
  | "crowded"
  | "certificate"
  | "vanished"
  | "unresolved"
  | "no-such-name"
  | "runner"
  /** Another backup's failure has closed the gate while this one was still open. */
  | "fail-fast";

export interface Verdict {
  readonly result: Result;
  /** What happened, as one sentence or a few; what to do about it is said by the report. */
  readonly message: string;
  readonly cause?: Cause | undefined;
  /**
   * Where it holds for every backup of the step (the credentials, the certificate, the API's wish for quiet): what it says
   * of the others.
   */
  readonly stepWide?: string | undefined;
}

/** Whether the step has come to what it was to come to: an open gate, or a request where nothing was to be held. */
export function isGood({ result }: Verdict): boolean {
  return result === "completed" || result === "requested";
}

/** Whether a gate stays closed on its own account, and is not merely cut short by another's failure. */
export function hasFailed(verdict: Verdict): boolean {
  return !isGood(verdict) && verdict.cause !== "fail-fast";
}

/** The verdict of a step whose signal has aborted, with the name of the signal that did it as its reason. */
export function cancelled(signal: AbortSignal): Verdict {
  return { result: "cancelled", message: `The step was cancelled (${String(signal.reason)}).` };
}

/**
 * The verdict where nobody knows whether a request for a backup has been carried out.
 * @param key stands in the backup's description, if there is one.
 */
export function unresolved({ result, message, cause, stepWide }: Verdict, key: string): Verdict {
  return {
    stepWide,
    result: result === "timed-out" ? "unavailable" : result,
    message: `A backup may have been requested, with the key ${key} in its description. ${message}`,
    cause: cause === "fail-fast" ? cause : "unresolved",
  };
}
