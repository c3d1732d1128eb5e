import type { Sighting } from "../model/backup.ts";
import { type AgeLimit, ageMs } from "../model/freshness.ts";
import { timedOut } from "../model/timed-out.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Step } from "../schedule/context.ts";
import { isTimeUp } from "../schedule/deadline.ts";
import { formatDuration } from "../util/duration.ts";
import { judge } from "./judge.ts";

/** The verdict on a backup that the step did not request, and that `max-age` does not allow. */
export function notOurs({ backup, serverMs }: Sighting, limit?: AgeLimit): Verdict {
  const age = ageMs(backup.createdAt?.epochMs, serverMs);
  const old = age === undefined ? "of unknown age" : `${formatDuration(age)} old`;
  const fault = `The API replied to the create request with backup ${backup.id}, which this step did not request`;
  const maxAge = limit === undefined ? "not set" : formatDuration(limit.maxAgeMs);
  return { result: "stale", message: `${fault}. It was ${old} then, and max-age is ${maxAge}.` };
}

/**
 * The verdict of the poll that showed that the step did not request the backup.
 * @returns undefined if the backup is pending and another poll can follow.
 */
export function verdictOfPoll(
  shown: Sighting,
  limit: AgeLimit | undefined,
  step: Step,
): Verdict | undefined {
  const { serverMs: shownMs, isOurClock } = shown;
  const freshness = limit && {
    maxAgeMs: limit.maxAgeMs,
    asOfMs: limit.asOfMs ?? shownMs,
    shownMs,
    isOurClock,
  };
  const reply = { kind: "backup", ...shown } as const;
  const judgement = judge(reply, () => 0, freshness);
  if (judgement.kind === "verdict") return judgement.verdict;
  return isTimeUp(step) ? timedOut(reply, step.budget) : undefined;
}
