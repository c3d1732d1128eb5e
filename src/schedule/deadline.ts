import type { RequestOptions } from "../model/request-options.ts";
import type { Context, Step } from "./context.ts";
import { WAKE_UP_MS } from "./last-seconds.ts";

/** The limits of a request that is sent now. */
export function requestOptions(context: Context<never>): RequestOptions {
  const { clock, budget, signal, priority, onSend } = context;
  const cutoffAt = budget.deadline + budget.lastPollMs;
  const timeoutMs = Math.max(0, Math.min(budget.requestTimeoutMs, cutoffAt - clock.now()));
  return { timeoutMs, cutoffAt, sendBy: budget.deadline + WAKE_UP_MS, priority, signal, onSend };
}

/** Whether the deadline has passed by more than a late timer explains. */
export function isTooLate({ clock, budget }: Step): boolean {
  return clock.now() > budget.deadline + WAKE_UP_MS;
}
