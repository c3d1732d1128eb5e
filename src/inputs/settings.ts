import type { Settings, StatusSettings } from "../model/settings.ts";
import { formatDuration } from "../util/duration.ts";
import { parseApiUrl, withoutSecretParts } from "./api-url.ts";
import { readStatusSettings } from "./commit-status.ts";
import { checkPassword, checkUsername } from "./check-credentials.ts";
import { authorizationOf, credentialsOf } from "./credentials.ts";
import { INPUT_DEFAULTS, type InputName } from "./defaults.ts";
import { InputError, invalidInput } from "./errors.ts";
import { readProxy } from "./proxy.ts";
import { type Environment, InputReader } from "./reader.ts";
import { readTargets } from "./targets.ts";

type Reader = InputReader<InputName>;

const HOUR_MS = 3_600_000;

const LONGEST_MS = 6 * HOUR_MS;

const OLDEST_MS = 60 * 24 * HOUR_MS;

const WANTS_DURATION = "Use a duration such as 90s, 30m or 1h30m, above 0 and at most 6h";

/**
 * Reads the inputs.
 * @throws StepFailed that names each breach: the input, what it got and what it needs.
 */
export function readSettings(env: Environment): Settings {
  const reader = new InputReader(env, INPUT_DEFAULTS);
  const attempt = <T>(read: () => T): T | undefined => reader.attempt(read);
  const durationMs = (name: InputName): number | undefined =>
    attempt(() => reader.durationMs(name, LONGEST_MS, WANTS_DURATION));

  reader.noteMisspelled();
  attempt(() => refuseUncheckedTls(env));
  const credentials = credentialsOf(env);
  attempt(() => checkUsername(credentials));
  attempt(() => checkPassword(credentials));
  const apiUrl = attempt(() => readApiUrl(reader));
  const settings = {
    targets: readTargets(reader, env),
    maxAgeMs: attempt(() => readMaxAgeMs(reader)),
    authorization: authorizationOf(credentials),
    apiUrl,
    proxy: attempt(() => (apiUrl === undefined ? undefined : readProxy(apiUrl, env))),
    timeoutMs: durationMs("timeout"),
    requestTimeoutMs: durationMs("request-timeout"),
    minPollIntervalMs: durationMs("min-poll-interval"),
    maxPollIntervalMs: durationMs("max-poll-interval"),
    failFast: attempt(() => reader.boolean("fail-fast")),
    dryRun: attempt(() => reader.boolean("dry-run")),
    notices: reader.notices,
  };
  readStatusSettings(reader, env);
  attempt(() => refuseCrossedBounds(settings.minPollIntervalMs, settings.maxPollIntervalMs));
  if (reader.breaches.length > 0) throw invalidInput(reader.breaches);
  return settings as Settings;
}

/**
 * The commit status to publish, even if other inputs are not valid.
 * @returns undefined if none is wanted (a dry run has none), its inputs are not valid, or TLS is unchecked, so any server
 * could get the token.
 */
export function statusSettingsOf(env: Environment): StatusSettings | undefined {
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") return undefined;
  const reader = new InputReader(env, INPUT_DEFAULTS);
  if (reader.attempt(() => reader.boolean("dry-run")) === true) return undefined;
  return readStatusSettings(reader, env);
}

function readMaxAgeMs(reader: Reader): number | undefined {
  if (!reader.isSet("max-age")) return undefined;
  const wants = "Use a duration such as 30m, 12h or 7d, above 0 and at most 60d";
  return reader.durationMs("max-age", OLDEST_MS, wants, { days: true });
}

function readApiUrl(reader: Reader): string {
  const text = reader.text("api-url");
  const apiUrl = parseApiUrl(text);
  if (apiUrl !== undefined) return apiUrl;
  const wants =
    "Use an https URL without user, query or fragment. http is allowed for localhost only";
  throw new InputError("api-url", `is ${reader.quote(withoutSecretParts(text))}. ${wants}`);
}

function refuseCrossedBounds(minMs = 0, maxMs = Infinity): void {
  if (minMs <= maxMs) return;
  const fault = `is ${formatDuration(minMs)}, which is longer than max-poll-interval (${formatDuration(maxMs)})`;
  throw new InputError("min-poll-interval", `${fault}. Lower it, or raise max-poll-interval`);
}

function refuseUncheckedTls(env: Environment): void {
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return;
  const fault =
    'is "0", which would send the credentials to any server that answers. Remove this environment variable. To trust ' +
    "your own certificate authority, set NODE_EXTRA_CA_CERTS to its certificate file";
  throw new InputError("NODE_TLS_REJECT_UNAUTHORIZED", fault);
}
