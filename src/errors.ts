import type { Result } from "./judge.ts";

/** A failure that we know the meaning of. Whatever else is thrown is a bug of ours. */
export abstract class GateError extends Error {
  abstract readonly result: Result;
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
