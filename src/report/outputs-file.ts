import { appendFileSync } from "node:fs";
import { GateError } from "../model/errors.ts";
import type { Verdict } from "../model/verdict.ts";
import { messageOf } from "../util/error-text.ts";
import { sanitize } from "../util/sanitize.ts";

/** The runner's file of outputs cannot be written, so that nobody could know how the step ended. */
export class OutputsError extends GateError {
  readonly verdict: Verdict;

  constructor(cause: unknown) {
    super(`The outputs could not be written (${sanitize(messageOf(cause))}).`, { cause });
    this.verdict = { result: "error", message: this.message, cause: "runner" };
  }
}

/**
 * Proves that the runner's file of outputs can be written, for what is found out would be lost without it. Where the
 * runner names none, the toolkit prints commands that runners have stopped to read.
 * @throws OutputsError
 */
export function requireOutputsFile(): void {
  const file = process.env["GITHUB_OUTPUT"];
  if (!file) throw new OutputsError("GITHUB_OUTPUT is not set");
  try {
    appendFileSync(file, "");
  } catch (cause) {
    throw new OutputsError(cause);
  }
}
