import { existsSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type Server, startServer } from "../e2e/program.ts";
import { ROOT } from "../../simulator/runner.ts";

const CLI = join(import.meta.dirname, "node_modules/@stoplight/prism-cli/dist/index.js");
export const isPrismInstalled = existsSync(CLI);

export interface Prism extends Server {
  /** For the input `api-url`. */
  readonly apiUrl: string;
  /** The violations that it found in requests and replies, one per line. */
  violations(): readonly string[];
}

/** The API description: the project's own, unless API_DESCRIPTION is set. */
const DESCRIPTION = process.env["API_DESCRIPTION"] ?? join(ROOT, "simulator/wpengine/openapi.yaml");

/** A proxy that validates requests and replies against the API description. It replies 422 or 500 to a violation. */
export async function startPrism(upstream: number): Promise<Prism> {
  const server = await startServer({
    program: "node",
    args: (_, port) => [
      ...[CLI, "proxy", DESCRIPTION, `http://127.0.0.1:${upstream}/v1`],
      ...["--errors", "--host", "127.0.0.1", "--port", String(port)],
    ],
  });
  return {
    ...server,
    apiUrl: `http://127.0.0.1:${server.port}`,
    violations: () =>
      stripVTControlCharacters(server.output())
        .split("\n")
        .filter((line) => /Violation|Request terminated with error/.test(line)),
  };
}
