import { appendFileSync } from "node:fs";
import { OutputsError } from "../errors.ts";

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
