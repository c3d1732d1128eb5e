import { appendFileSync } from "node:fs";
import { StepFailed } from "../model/errors.ts";
import { messageOf } from "../util/error-text.ts";
import { sanitize } from "../util/sanitize.ts";

export function outputsFailure(cause: unknown): StepFailed {
  const message = `The outputs could not be written (${sanitize(messageOf(cause))}).`;
  return new StepFailed({ result: "error", message, cause: "runner" }, { cause });
}

/**
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
