import { harmless } from "./foreign.ts";
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

/** A breach of the input rules. */
export class InputError extends GateError {
  readonly verdict: Verdict;

  /** @param fault what was got and what is wanted, safe to print. */
  constructor(input: string, fault: string) {
    super(`${input}: ${fault}.`);
    this.verdict = { result: "invalid-input", message: this.message };
  }
}

/** Every breach at once, so that one run shows all there is to mend. */
export class InputErrors extends GateError {
  readonly verdict: Verdict;

  constructor(errors: readonly InputError[]) {
    super(errors.map((error) => error.message).join("\n"));
    this.verdict = { result: "invalid-input", message: this.message };
  }
}

/** The runner's file of outputs cannot be written, so that nobody could know how the step ended. */
export class OutputsError extends GateError {
  readonly verdict: Verdict;

  constructor(cause: unknown) {
    super(`The outputs could not be written (${harmless(messageOf(cause))}).`, { cause });
    this.verdict = { result: "error", message: this.message, cause: "runner" };
  }
}

/** The code of a system error, or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Node leaves the message of an AggregateError (several addresses, all refused) empty; its code still tells. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
}
