import { hasFailed, isGood, type Verdict } from "../model/verdict.ts";

/** How the waiting for one backup has ended. */
export interface Ended {
  readonly verdict: Verdict;
  /** The monotonic moment of it. */
  readonly endedAt: number;
}

/** A gate that has come to no verdict is a bug of ours, and closed. */
const UNENDED: Ended = {
  verdict: { result: "error", message: "A gate has come to its end without a verdict." },
  endedAt: 0,
};

/**
 * The position of the backup whose end is the fleet's, where the gate stays closed: the earliest failure in time, and the
 * first one of those in the order of the inputs. One that was only cut short by another's failure is never it.
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

/** The verdict on all backups of a step. The gate opens when each of them is completed, and for nothing less. */
export function verdictOfFleet(ended: readonly (Ended | undefined)[]): Verdict {
  const verdicts = ended.map(({ verdict } = UNENDED) => verdict);
  const [only] = verdicts;
  if (verdicts.length === 1 && only !== undefined) return only;

  const blamed = verdicts[firstFailure(ended) ?? -1];
  const total = verdicts.length;
  const completed = verdicts.filter(({ result }) => result === "completed").length;
  if (blamed !== undefined) {
    if (blamed.result === "cancelled") {
      const message = `${blamed.message} By then ${completed} of ${total} backups were completed.`;
      return { ...blamed, message };
    }
    const cutShort = verdicts.filter(({ cause }) => cause === "fail-fast").length;
    const failed = verdicts.filter(hasFailed).length;
    const were = cutShort === 1 ? "was" : "were";
    const rest = cutShort === 0 ? "" : `, and ${cutShort} ${were} cut short by that (fail-fast)`;
    return { ...blamed, message: `${failed} of ${total} backups failed${rest}.` };
  }
  if (total > 0 && completed === total) {
    return { result: "completed", message: `All ${total} backups are completed.` };
  }
  if (total > 0 && verdicts.every(isGood)) {
    const which = `Requested and not yet completed: ${total - completed} of ${total} backups`;
    const message = `${which}. Nothing has waited for them (wait: false): no deploy may go by this step.`;
    return { result: "requested", message };
  }
  return UNENDED.verdict;
}
