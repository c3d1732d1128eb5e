import { harmless } from "./foreign.ts";
import type { Cause, Result, Verdict } from "./verdict.ts";

/** A failure that we know the meaning of. Whatever else is thrown is a bug of ours. */
export abstract class GateError extends Error {
  abstract readonly result: Result;
  readonly remedyCause: Cause | undefined = undefined;
}

/** The gate is closed before there is a backup to look at. */
export class GateClosed extends GateError {
  readonly result: Result;
  override readonly remedyCause: Cause | undefined;

  constructor({ result, message, cause }: Verdict) {
    super(message);
    this.result = result;
    this.remedyCause = cause;
  }
}

/** A breach of the input rules. */
export class InputError extends GateError {
  readonly result = "invalid-input";

  /** @param fault what was got and what is wanted, safe to print. */
  constructor(input: string, fault: string) {
    super(`${input}: ${fault}.`);
  }
}

/** Every breach at once, so that one run shows all there is to mend. */
export class InputErrors extends GateError {
  readonly result = "invalid-input";

  constructor(errors: readonly InputError[]) {
    super(errors.map((error) => error.message).join("\n"));
  }
}

/** The runner's file of outputs cannot be written, so that nobody could know how the step ended. */
export class OutputsError extends GateError {
  readonly result = "error";
  override readonly remedyCause = "runner";

  constructor(cause: unknown) {
    super(`The outputs could not be written (${harmless(messageOf(cause))}).`, { cause });
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
