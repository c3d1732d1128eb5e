/** Fails unless the API description that WP Engine publishes has everything that the action relies on. */
import { parseArgs } from "node:util";
import { parseApiUrl, withoutSecretParts } from "../src/inputs/api-url.ts";
import { parseDurationMs } from "../src/util/duration.ts";
import { messageOf } from "../src/util/error-text.ts";
import { sanitize } from "../src/util/sanitize.ts";
import { compare } from "./api/compare.ts";
import type { Difference } from "./api/difference.ts";
import { UnreadableError } from "./api/document.ts";
import { BY_HAND, CheckError, download } from "./api/download.ts";
import { RELIED_ON } from "./api/relied-on.ts";
import { Swagger } from "./api/swagger.ts";

const USAGE = `Usage: npm run check:api -- [options]

Compares the API description that WP Engine publishes with what the action relies on. The exit code is 1 if a
difference matters to the action, or if there is no description to compare.

  --url URL       address of the description (${RELIED_ON.baseUrl}/swagger)
  --timeout TIME  limit for the whole download, for example 500ms or 30s (30s)
  --help          prints this text`;

const LINE_CHARS = 400;
const MAX_TIMEOUT_MS = 600_000;

process.exitCode = 1; // The check passes only if it gets to its end.
try {
  if (await main()) process.exitCode = 0;
} catch (error) {
  if (!(error instanceof CheckError)) throw error;
  console.error(sanitize(`The check failed. ${error.message}`, LINE_CHARS));
}

/** @returns whether the check passes. */
async function main(): Promise<boolean> {
  const { url, timeout, help } = readArguments();
  if (help) {
    console.log(USAGE);
    return true;
  }
  const text = await download(addressOf(url), millisecondsOf(timeout));
  const { version, differences } = read(text, url);
  const harmful = differences.filter(({ matters }) => matters);
  const others = differences.filter(({ matters }) => !matters);
  print("Differences that matter:", harmful);
  print("Differences that do not matter:", others);
  console.log(
    harmful.length > 0
      ? "Change the action where it must change, then update scripts/api/relied-on.ts."
      : `The description of version ${version} has everything that the action relies on.`,
  );
  return harmful.length === 0;
}

function read(text: string, url: string): { version: string; differences: Difference[] } {
  try {
    const swagger = new Swagger(JSON.parse(text));
    return { version: sanitize(swagger.version, 40), differences: compare(RELIED_ON, swagger) };
  } catch (error) {
    if (error instanceof SyntaxError) throw new CheckError(`${url} is not JSON. ${BY_HAND}`);
    if (error instanceof UnreadableError) {
      throw new CheckError(`${url} cannot be compared: ${error.message}. ${BY_HAND}`);
    }
    throw error;
  }
}

function print(heading: string, differences: readonly Difference[]): void {
  if (differences.length === 0) return;
  console.log(heading);
  for (const { text } of differences) console.log(sanitize(`- ${text}`, LINE_CHARS));
}

function readArguments(): { url: string; timeout: string; help: boolean } {
  try {
    return parseArgs({
      options: {
        url: { type: "string", default: `${RELIED_ON.baseUrl}/swagger` },
        timeout: { type: "string", default: "30s" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new CheckError(`${messageOf(error)} Use --help to see the options.`);
  }
}

function addressOf(text: string): string {
  const url = parseApiUrl(text);
  if (url !== undefined) return url;
  const got = withoutSecretParts(text);
  throw new CheckError(
    `--url is "${got}". Use an https address. http is allowed for localhost only.`,
  );
}

function millisecondsOf(text: string): number {
  const ms = parseDurationMs(text) ?? 0;
  if (ms > 0 && ms <= MAX_TIMEOUT_MS) return ms;
  throw new CheckError(
    `--timeout is "${text}". Use a duration such as 500ms or 30s, and at most 10m.`,
  );
}
