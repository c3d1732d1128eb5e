import { harmless } from "./foreign.ts";
import type { Cause, Result } from "./judge.ts";

/** A failure that we know the meaning of. Whatever else is thrown is a bug of ours. */
export abstract class GateError extends Error {
  abstract readonly result: Result;
  readonly remedyCause: Cause | undefined = undefined;
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
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`The outputs could not be written (${harmless(why)}).`, { cause });
  }
}
