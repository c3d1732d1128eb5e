import { parseApiUrl, withoutSecretParts } from "./api-url.ts";
import {
  authorizationOf,
  checkPassword,
  checkUsername,
  type Credentials,
  secretsOf,
} from "./credentials.ts";
import { formatDuration, parseDurationMs } from "./duration.ts";
import { InputError, InputErrors } from "./errors.ts";
import { harmless, scrubOf } from "./foreign.ts";
import { type BackupId, type InstallId, parseBackupId, parseInstallId } from "./ids.ts";

/** Every input of action.yml with the default it declares; a test holds the two equal. */
export const INPUT_DEFAULTS = {
  "install-id": "",
  "backup-id": "",
  "api-username": "",
  "api-password": "",
  timeout: "30m",
  "request-timeout": "30s",
  "min-poll-interval": "2s",
  "max-poll-interval": "60s",
  "api-url": "https://api.wpengineapi.com/v1",
} as const;

export type InputName = keyof typeof INPUT_DEFAULTS;

/** The inputs, proven. Nobody checks them again. */
export interface Settings {
  readonly installId: InstallId;
  readonly backupId: BackupId;
  /** The value of the `Authorization` header. */
  readonly authorization: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly minPollIntervalMs: number;
  readonly maxPollIntervalMs: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LONGEST_MS = 6 * 3_600_000;

/**
 * Reads the runner's `INPUT_…` variables. A blank input means that it was not given.
 * @throws InputErrors that name each breach: the input, what it got and what it wants.
 */
export function readSettings(env: Environment): Settings {
  const errors: InputError[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      errors.push(error);
      return undefined;
    }
  };

  errors.push(...misspeltInputs(env));
  attempt(() => refuseUncheckedTls(env));
  const credentials = credentialsOf(env);
  attempt(() => checkUsername(credentials));
  attempt(() => checkPassword(credentials));
  const settings = {
    installId: attempt(() => readId(env, "install-id", "the install", parseInstallId)),
    backupId: attempt(() => readId(env, "backup-id", "the backup to wait for", parseBackupId)),
    authorization: authorizationOf(credentials),
    apiUrl: attempt(() => readApiUrl(env)),
    timeoutMs: attempt(() => readDurationMs(env, "timeout")),
    requestTimeoutMs: attempt(() => readDurationMs(env, "request-timeout")),
    minPollIntervalMs: attempt(() => readDurationMs(env, "min-poll-interval")),
    maxPollIntervalMs: attempt(() => readDurationMs(env, "max-poll-interval")),
  };
  attempt(() => refuseCrossedBounds(settings.minPollIntervalMs, settings.maxPollIntervalMs));
  if (errors.length > 0) throw new InputErrors(errors);
  return settings as Settings;
}

/** The credentials as they came, sound or not. */
export function credentialsOf(env: Environment): Credentials {
  return { username: read(env, "api-username"), password: read(env, "api-password") };
}

function readId<Id>(
  env: Environment,
  name: InputName,
  what: string,
  parse: (text: string) => Id | undefined,
): Id {
  const wants = `write the UUID of ${what}, such as 294deacc-d8b8-4005-82c4-0727ba8ddde0`;
  const elements = readList(env, name);
  const [element] = elements;
  if (element === undefined) throw new InputError(name, `got nothing; ${wants}`);
  if (elements.length > 1) {
    throw new InputError(name, `got ${elements.length} elements; ${wants}, and no other`);
  }
  const id = parse(element);
  if (id === undefined) throw new InputError(name, `got ${quote(env, element)}; ${wants}`);
  return id;
}

/**
 * Elements of a list, one a line or comma separated. One final line break is dropped; any other empty element is an
 * unset variable, and a list never shrinks in silence.
 */
function readList(env: Environment, name: InputName): string[] {
  const raw = env[variableOf(name)] ?? "";
  if (raw.trim() === "") return [];
  const elements = raw
    .replace(/\r?\n$/, "")
    .split(/\r?\n|,/)
    .map((element) => element.trim());
  const unset = elements.indexOf("");
  if (unset === -1) return elements;
  const fault = `got an empty element at position ${unset + 1} of ${elements.length}`;
  throw new InputError(name, `${fault}; remove it, or set the variable that was to fill it`);
}

function readDurationMs(env: Environment, name: InputName): number {
  const text = read(env, name);
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return ms;
  const wants = "write a duration such as 90s, 30m or 1h30m, above 0 and at most 6h";
  throw new InputError(name, `got ${quote(env, text)}; ${wants}`);
}

function readApiUrl(env: Environment): string {
  const text = read(env, "api-url");
  const apiUrl = parseApiUrl(text);
  if (apiUrl !== undefined) return apiUrl;
  const wants =
    "write an https URL (http to a loopback host alone) without user, query or fragment";
  throw new InputError("api-url", `got ${quote(env, withoutSecretParts(text))}; ${wants}`);
}

function refuseCrossedBounds(minMs = 0, maxMs = Infinity): void {
  if (minMs <= maxMs) return;
  const fault = `got ${formatDuration(minMs)}, above max-poll-interval (${formatDuration(maxMs)})`;
  throw new InputError("min-poll-interval", `${fault}; lower it, or raise max-poll-interval`);
}

function refuseUncheckedTls(env: Environment): void {
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return;
  const wants =
    "remove it, for it would show the credentials to whoever answers; to trust a certificate authority of your " +
    "own, name its file in NODE_EXTRA_CA_CERTS";
  throw new InputError("NODE_TLS_REJECT_UNAUTHORIZED", `got "0"; ${wants}`);
}

/** Variables that are a declared input once `_` is read as `-`: the runner only warns of them. */
function misspeltInputs(env: Environment): InputError[] {
  return Object.keys(env).flatMap((variable) => {
    const spelt = /^INPUT_(.+)$/i.exec(variable)?.[1]?.toLowerCase() ?? "";
    const meant = spelt.replaceAll("_", "-");
    if (!Object.hasOwn(INPUT_DEFAULTS, meant) || meant === spelt) return [];
    return [new InputError(spelt, `got an input of that name; write it as ${meant}`)];
  });
}

function read(env: Environment, name: InputName): string {
  return env[variableOf(name)]?.trim() || INPUT_DEFAULTS[name];
}

/** The runner keeps the hyphens of an input's name. */
function variableOf(name: InputName): string {
  return `INPUT_${name.toUpperCase()}`;
}

function quote(env: Environment, text: string): string {
  return `"${harmless(scrubOf(secretsOf(credentialsOf(env)))(text), 80)}"`;
}
