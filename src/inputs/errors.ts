import { StepFailed } from "../model/errors.ts";

/** A breach of the input rules. */
export class InputError extends Error {
  /** @param fault what the input got and what it needs, safe to print. */
  constructor(input: string, fault: string) {
    super(`${input}: ${fault}.`);
  }
}

/** The failure that names every breach, because one run should show everything to fix. */
export function invalidInput(breaches: readonly InputError[]): StepFailed {
  const message = breaches.map((breach) => breach.message).join("\n");
  return new StepFailed({ result: "invalid-input", message });
}
