import { hasFailed, isGood, type Verdict } from "../model/verdict.ts";
import { count } from "../util/sentence.ts";

/** How a gate ended. */
export interface Ended {
  readonly verdict: Verdict;
  /** When it ended (monotonic ms). */
  readonly endedAt: number;
}

/** The end of a gate without a verdict, which is a bug in this action. Such a gate is closed. */
const UNENDED: Ended = {
  verdict: { result: "error", message: "A gate ended without a result." },
  endedAt: 0,
};

/**
 * The position of the gate that determines the fleet's failure: the earliest in time, then the first in input order. Gates
 * that only another gate's failure closed do not count.
 */
export function firstFailure(ended: readonly (Ended | undefined)[]): number | undefined {
  let first: number | undefined;
  for (const [index, { verdict, endedAt } = UNENDED] of ended.entries()) {
    if (!hasFailed(verdict)) continue;
    const { endedAt: earliest } = ended[first ?? -1] ?? UNENDED;
    if (first === undefined || endedAt < earliest) first = index;
  }
  return first;
}

/** The verdict on all backups of a step. It is `completed` only if every backup is. */
export function verdictOfFleet(ended: readonly (Ended | undefined)[]): Verdict {
  const verdicts = ended.map(({ verdict } = UNENDED) => verdict);
  const [only] = verdicts;
  if (verdicts.length === 1 && only !== undefined) return only;

  const failure = verdicts[firstFailure(ended) ?? -1];
  const total = verdicts.length;
  const completed = verdicts.filter(({ result }) => result === "completed").length;
  if (failure !== undefined) {
    if (failure.result === "cancelled") {
      const message = `${failure.message} Before that, ${completed} of ${total} backups completed.`;
      return { ...failure, message };
    }
    const closedByOther = verdicts.filter(({ cause }) => cause === "fail-fast").length;
    const failed = verdicts.filter(hasFailed).length;
    const others = `The step did not wait for ${count(closedByOther, "other")} (fail-fast).`;
    const rest = closedByOther === 0 ? "" : ` ${others}`;
    return { ...failure, message: `${failed} of ${total} backups failed.${rest}` };
  }
  if (total > 0 && completed === total) {
    return { result: "completed", message: `All ${total} backups are completed.` };
  }
  if (total > 0 && verdicts.every(({ result }) => result === "checked")) {
    return { result: "checked", message: `All ${total} installs passed the checks.` };
  }
  if (total > 0 && verdicts.every(isGood)) {
    const which = `Not completed yet: ${total - completed} of ${total} backups`;
    const message = `${which}. This step did not wait for them (wait: false). Don't deploy until a later step has waited for them.`;
    return { result: "requested", message };
  }
  return UNENDED.verdict;
}
