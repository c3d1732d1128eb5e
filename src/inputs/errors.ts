import { GateError } from "../model/errors.ts";
import type { Verdict } from "../model/verdict.ts";

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
