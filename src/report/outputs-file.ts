import { appendFileSync } from "node:fs";
import { StepFailed } from "../model/errors.ts";
import { messageOf } from "../util/error-text.ts";
import { sanitize } from "../util/sanitize.ts";

/** The failure of a step that can't write its outputs: it closes the gate. */
export function outputsFailure(cause: unknown): StepFailed {
  const message = `The outputs could not be written (${sanitize(messageOf(cause))}).`;
  return new StepFailed({ result: "error", message, cause: "runner" }, { cause });
}

/**
 * Checks that the runner's outputs file can be written.
 * Without a file, the toolkit prints commands instead, which current runners ignore.
 * @throws StepFailed if the file cannot be written.
 */
export function requireOutputsFile(): void {
  const file = process.env["GITHUB_OUTPUT"];
  if (!file) throw outputsFailure("GITHUB_OUTPUT is not set");
  try {
    appendFileSync(file, "");
  } catch (cause) {
    throw outputsFailure(cause);
  }
}
