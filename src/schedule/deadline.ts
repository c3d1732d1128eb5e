import type { RequestOptions } from "../model/request-options.ts";
import type { Budget, Context, Step } from "./context.ts";
import { lastPollLeadMs, lastSeconds } from "./last-seconds.ts";

/**
 * What a step may spend. The clock counts from the start of the process.
 * @param hasStatus whether a commit status is published.
 */
export function createBudget(
  { timeoutMs, requestTimeoutMs }: Pick<Budget, "timeoutMs" | "requestTimeoutMs">,
  hasStatus: boolean,
): Budget {
  return {
    timeoutMs,
    deadline: timeoutMs,
    lastPollAt: timeoutMs - lastPollLeadMs(hasStatus),
    cutoffAt: timeoutMs + lastSeconds(hasStatus).replyMs,
    requestTimeoutMs,
  };
}

/** The limits of a request that is sent now. */
export function requestOptions(context: Context<never>): RequestOptions {
  const { clock, budget, signal, priority, onSend } = context;
  const { cutoffAt, deadline: sendBy, requestTimeoutMs } = budget;
  const timeoutMs = Math.max(0, Math.min(requestTimeoutMs, cutoffAt - clock.now()));
  return { timeoutMs, cutoffAt, sendBy, priority, signal, onSend };
}

/** Whether the last poll is due or past. */
export function isTimeUp({ clock, budget }: Step): boolean {
  return clock.now() >= budget.lastPollAt;
}

/** Whether nothing may be sent anymore. */
export function isTooLate({ clock, budget }: Step): boolean {
  return clock.now() > budget.deadline;
}
