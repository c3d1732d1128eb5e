import { hasFailed, isGood, type Verdict } from "../model/verdict.ts";

/** How a gate ended. */
export interface Ended {
  readonly verdict: Verdict;
  /** When it ended (monotonic ms). */
  readonly endedAt: number;
}

/** A gate without a verdict is a bug of ours, and closed. */
const UNENDED: Ended = {
  verdict: { result: "error", message: "A gate has come to its end without a verdict." },
  endedAt: 0,
};

/**
 * The position of the gate whose failure is the fleet's: the earliest in time, then the first in the order of the inputs. A
 * gate that only another one's failure cut short is never it.
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
      const message = `${failure.message} By then ${completed} of ${total} backups were completed.`;
      return { ...failure, message };
    }
    const cutShort = verdicts.filter(({ cause }) => cause === "fail-fast").length;
    const failed = verdicts.filter(hasFailed).length;
    const were = cutShort === 1 ? "was" : "were";
    const rest = cutShort === 0 ? "" : `, and ${cutShort} ${were} cut short by that (fail-fast)`;
    return { ...failure, message: `${failed} of ${total} backups failed${rest}.` };
  }
  if (total > 0 && completed === total) {
    return { result: "completed", message: `All ${total} backups are completed.` };
  }
  if (total > 0 && verdicts.every(({ result }) => result === "checked")) {
    return { result: "checked", message: `All ${total} installs are checked.` };
  }
  if (total > 0 && verdicts.every(isGood)) {
    const which = `Requested and not yet completed: ${total - completed} of ${total} backups`;
    const message = `${which}. Nothing has waited for them (wait: false): no deploy may go by this step.`;
    return { result: "requested", message };
  }
  return UNENDED.verdict;
}
