import { StepFailed } from "../model/errors.ts";

/** A breach of the input rules. */
export class InputError extends Error {
  /** Whether a value is missing. */
  readonly isEmpty: boolean;

  /** @param fault what the input is and what to do, safe to print: the rest of a sentence, and further sentences. */
  constructor(input: string, fault: string, isEmpty = false) {
    super(`${input} ${fault}.`);
    this.isEmpty = isEmpty;
  }
}

const WHY_EMPTY =
  "An empty value is usually an unset variable, secret or output. Runs from forks and Dependabot get no secrets.";

/** The failure that names every breach, because one run should show everything to fix. */
export function invalidInput(breaches: readonly InputError[]): StepFailed {
  const lines = breaches.map((breach) => breach.message);
  if (breaches.some(({ isEmpty }) => isEmpty)) lines.push(WHY_EMPTY);
  return new StepFailed({ result: "invalid-input", message: lines.join("\n") });
}
