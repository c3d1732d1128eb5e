/** How a step ends. Only `completed` opens the gate; `requested` and `checked` end a step that gates nothing. */
export type Result =
  | "completed"
  | "requested"
  | "checked"
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

/** What to fix, if the result does not say it. */
export type Cause =
  | "rate-limit"
  /** The rate limiter had no permit left in time, because the step has so many backups. */
  | "crowded"
  /** The credentials were accepted, but not for this (403). */
  | "forbidden"
  | "certificate"
  /** The certificate is not trusted at the time that the runner's clock shows. */
  | "certificate-date"
  /** The certificate is for another name than that of the server. */
  | "certificate-name"
  /** The path is not one of the API's: `api-url` is wrong. */
  | "unknown-path"
  /** A web page came instead of the API's reply: a firewall or a maintenance page. */
  | "web-page"
  /** Another backup of the install kept a new one from being created (409, 423). */
  | "busy"
  | "vanished"
  | "unresolved"
  | "no-such-name"
  /** Two installs have the name. */
  | "ambiguous-name"
  /** `notification-emails` is empty, and the API returns no address of its user. */
  | "no-address"
  | "runner"
  /** Another backup's failure closed the fleet while this gate was still waiting. */
  | "fail-fast";

export interface Verdict {
  readonly result: Result;
  /** What happened, in whole sentences. The report adds what to do next. */
  readonly message: string;
  readonly cause?: Cause | undefined;
  /**
   * The message for every other backup of the step, if the verdict concerns them all (the credentials, the certificate, a
   * `Retry-After`).
   */
  readonly messageForAll?: string | undefined;
}

/** Whether the step succeeded: the gate is open, or the step gates nothing. */
export function isGood({ result }: Verdict): boolean {
  return result === "completed" || result === "requested" || result === "checked";
}

/** Whether a gate itself failed, and was not only closed because another one failed. */
export function hasFailed(verdict: Verdict): boolean {
  return !isGood(verdict) && verdict.cause !== "fail-fast";
}

/** The verdict of a cancelled step. The reason of `signal` is the name of the process signal. */
export function cancelled(signal: AbortSignal): Verdict {
  return { result: "cancelled", message: `The step was canceled (${String(signal.reason)}).` };
}

/** A verdict on one backup that also says that a lost create request may have created another. */
export function alsoLost(verdict: Verdict, key: string): Verdict {
  const lost = `Another backup may exist, with the key ${key} in its description.`;
  return { ...verdict, message: `${verdict.message} ${lost}` };
}

/**
 * A verdict that also says that a create request is unresolved: it may have created a backup.
 * @param key in the description of that backup.
 */
export function unresolved(
  { result, message, cause, messageForAll }: Verdict,
  key: string,
): Verdict {
  return {
    messageForAll,
    result: result === "timed-out" ? "unavailable" : result,
    message: `A backup may exist, with the key ${key} in its description. ${message}`,
    cause: cause === "fail-fast" ? cause : "unresolved",
  };
}
