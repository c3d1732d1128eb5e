import type { Verdict } from "./verdict.ts";

/** The step ends with this verdict. Anything else that is thrown is a bug of ours. */
export class StepFailed extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict, options?: ErrorOptions) {
    super(verdict.message, options);
    this.verdict = verdict;
  }
}

/** One gate closes with this verdict. */
export class GateClosed extends StepFailed {}

/** The verdict of a `GateClosed`. Rethrows anything else. */
export function verdictOfClosed(error: unknown): Verdict {
  if (error instanceof GateClosed) return error.verdict;
  throw error;
}
