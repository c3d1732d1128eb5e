import { BackupRecord } from "./fleet/record.ts";
import { timeIsUp } from "./model/timed-out.ts";
import { cancelled, type Verdict } from "./model/verdict.ts";
import { ANSWER_AFTER_CANCEL_MS } from "./schedule/last-seconds.ts";
import { systemClock as clock } from "./util/clock.ts";
import { formatDuration } from "./util/duration.ts";

/** How long after the last look's end the watchdog bites: well within the 2 s that a step may outlive its timeout. */
const WATCHDOG_MARGIN_MS = 150;

/** How long a cancelled step may take to wind up, beside waiting for the answer to a request for a backup. */
const WIND_UP_MS = 500;

/** Ends the gates that have not come to their verdicts in time: nothing of ours may outstay the promise. */
export async function watchdog(
  timeoutMs: number,
  lastLookMs: number,
  records: readonly BackupRecord[],
  cancel: AbortSignal,
): Promise<void> {
  await clock.sleep(timeoutMs + lastLookMs + WATCHDOG_MARGIN_MS - clock.now(), cancel);
  if (cancel.aborted) {
    await clock.sleep(ANSWER_AFTER_CANCEL_MS + WIND_UP_MS, new AbortController().signal);
    endOpen(records, () => cancelled(cancel));
  } else {
    endOpen(records, ({ latestReply }) => timeIsUp(latestReply, formatDuration(timeoutMs)));
  }
}

/** @returns the verdicts on those that had none yet. */
export function endOpen(
  records: readonly BackupRecord[],
  verdictOn: (record: BackupRecord) => Verdict,
): Verdict[] {
  return records
    .filter(({ ended }) => ended === undefined)
    .map((record) => record.end(verdictOn(record), clock.now()));
}

/** Rejects with a bug of ours that surfaces outside the gates: thrown, rejected, or a wait that nothing will ever end. */
export function nextCrash(): Promise<never> {
  const crash = new Promise<never>((_, reject) => {
    process.on("uncaughtException", reject);
    process.on("unhandledRejection", reject);
    process.on("beforeExit", () => reject(new Error("nothing was left to wait for")));
  });
  crash.catch(() => undefined); // it may come when the verdict has fallen already
  return crash;
}
