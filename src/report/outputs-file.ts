import { OutputsError } from "../errors.ts";

/**
 * Without the file that the runner names, the toolkit prints commands that runners have stopped to read.
 * @throws OutputsError
 */
export function requireOutputsFile(): void {
  if (!process.env["GITHUB_OUTPUT"]) throw new OutputsError("GITHUB_OUTPUT is not set");
}
