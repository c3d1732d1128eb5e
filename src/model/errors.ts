import type { Verdict } from "./verdict.ts";

/** A failure that we know the meaning of. Whatever else is thrown is a bug of ours. */
export abstract class GateError extends Error {
  abstract readonly verdict: Verdict;
}

/** The gate is closed before there is a backup to look at. */
export class GateClosed extends GateError {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(verdict.message);
    this.verdict = verdict;
  }
}

/** The verdict with which the gate has been closed; whatever else was thrown is thrown on. */
export function verdictOfClosed(error: unknown): Verdict {
  if (error instanceof GateClosed) return error.verdict;
  throw error;
}
