import type { StatusSettings } from "../model/settings.ts";
import { tokenOf } from "./credentials.ts";
import type { InputName } from "./defaults.ts";
import { InputError } from "./errors.ts";
import { invisibleIn } from "../util/invisible.ts";
import type { Environment, InputReader } from "./reader.ts";

/** GitHub's limit for the name of a commit status. */
const CONTEXT_CHARS = 255;

/** @returns undefined if no status is wanted, or if its inputs have a breach, which is noted. */
export function readStatusSettings(
  reader: InputReader<InputName>,
  env: Environment,
): StatusSettings | undefined {
  const token = reader.attempt(() => readToken(env));
  const context = reader.attempt(() => readContext(reader));
  return token === undefined || !context ? undefined : { token, context };
}

function readToken(env: Environment): string {
  const token = tokenOf(env);
  if (!/[^\x21-\x7e]/.test(token)) return token;
  const fault = "contains a character that no token has. Set it to ${{ github.token }}";
  throw new InputError("github-token", fault); // the token is not quoted
}

function readContext(reader: InputReader<InputName>): string {
  const context = reader.text("status-context");
  const { length } = Array.from(context);
  const wants = `Use a name of at most ${CONTEXT_CHARS} characters, such as backup-gate`;
  // Emoji and some scripts need joiners and the like.
  const invisible = invisibleIn(context.replace(/[\u200c\u200d]|\ufe0f/g, ""));
  if (length <= CONTEXT_CHARS && invisible === undefined) return context;
  const fault = invisible === undefined ? `has ${length} characters` : `contains ${invisible}`;
  throw new InputError("status-context", `${fault}. ${wants}`);
}
