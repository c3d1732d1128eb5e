import type { BackupRecord } from "./fleet/record.ts";
import { verdictOfFleet } from "./fleet/verdict.ts";
import { timedOut, timedOutBeforePoll } from "./model/timed-out.ts";
import { cancelled, type Verdict } from "./model/verdict.ts";
import type { Step } from "./schedule/context.ts";
import { CREATE_GRACE_MS, WATCHDOG_MS, WIND_UP_MS } from "./schedule/last-seconds.ts";

/** Ends the gates that are still running after the deadline or a cancellation, so the step always ends in time. */
export async function watchdog(
  records: readonly BackupRecord[],
  { clock, budget, signal }: Step,
): Promise<Verdict> {
  await clock.sleep(budget.cutoffAt + WATCHDOG_MS - clock.now(), signal);
  if (signal.aborted) {
    await clock.sleep(CREATE_GRACE_MS + WIND_UP_MS, new AbortController().signal);
    endRunning(records, () => cancelled(signal), clock.now());
  } else {
    const verdictOn = ({ latestReply }: BackupRecord): Verdict =>
      latestReply === undefined ? timedOutBeforePoll(budget, false) : timedOut(latestReply, budget);
    endRunning(records, verdictOn, clock.now());
  }
  return verdictOfFleet(records.map(({ ended }) => ended));
}

/**
 * Ends every gate that has no verdict.
 * @returns the verdicts that these gates ended with.
 */
export function endRunning(
  records: readonly BackupRecord[],
  verdictOn: (record: BackupRecord) => Verdict,
  now: number,
): Verdict[] {
  return records
    .filter(({ ended }) => ended === undefined)
    .map((record) => record.end(verdictOn(record), now));
}

/** Rejects after a bug in this action outside of the gates: an uncaught error, or a wait that can never end. */
export function nextCrash(): Promise<never> {
  const crash = new Promise<never>((_, reject) => {
    process.on("uncaughtException", reject);
    process.on("unhandledRejection", reject);
    process.on("beforeExit", () => reject(new Error("the process had nothing left to wait for")));
  });
  crash.catch(() => undefined); // it may come after the verdict
  return crash;
}
