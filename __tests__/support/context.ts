import { FakeClock } from "../../simulator/clock.ts";
import type { BackupApi } from "../../src/model/api.ts";
import type { Budget, Context } from "../../src/schedule/context.ts";
import { createBudget } from "../../src/schedule/deadline.ts";

/** An API with the given operations. All others reject. */
export function apiOf(more: Partial<BackupApi> = {}): BackupApi {
  const unplanned = (): Promise<never> =>
    Promise.reject(new Error("The test did not define this operation."));
  return {
    retryAt: 0,
    spacingMs: 0,
    permitAt: 0,
    hasReplied: true,
    shownBackups: () => new Set(),
    showBackup: unplanned,
    listBackups: unplanned,
    listInstalls: unplanned,
    createBackup: unplanned,
    showUser: unplanned,
    ...more,
  };
}

/** The budget of a step with a timeout of one minute, unless given. */
export function budgetOf(more: Partial<Budget> = {}): Budget {
  const { timeoutMs = 60_000, requestTimeoutMs = 30_000 } = more;
  return { ...createBudget({ timeoutMs, requestTimeoutMs }, false), ...more };
}

/** A context with a fake clock at 0. It records the emitted events. */
export function contextOf<Event>(
  more: Partial<Context<Event>> = {},
): Context<Event> & { readonly clock: FakeClock; readonly events: Event[] } {
  const events: Event[] = [];
  return {
    random: () => 0,
    budget: budgetOf(),
    signal: new AbortController().signal,
    api: apiOf(),
    emit: (event) => events.push(event),
    ...more,
    clock: (more.clock as FakeClock | undefined) ?? new FakeClock(),
    events,
  };
}
