import { parseApiUrl, withoutSecretParts } from "./api-url.ts";
import { authorizationOf, checkPassword, checkUsername, credentialsOf } from "./credentials.ts";
import { describer } from "./description.ts";
import { formatDuration } from "./duration.ts";
import { InputError, InputErrors } from "./errors.ts";
import type { InstallRef, Wanted } from "./hold.ts";
import { parseBackupId, parseInstallId } from "./ids.ts";
import { type Environment, InputReader } from "./input-reader.ts";

/** Every input of action.yml with the default it declares; a test holds the two equal. */
export const INPUT_DEFAULTS = {
  "api-username": "",
  "api-password": "",
  "install-id": "",
  "install-name": "",
  "backup-id": "",
  "create-backup": "false",
  "notification-emails": "",
  description: "",
  "max-age": "",
  wait: "true",
  "abort-retries": "0",
  timeout: "30m",
  "request-timeout": "30s",
  "min-poll-interval": "2s",
  "max-poll-interval": "60s",
  "api-url": "https://api.wpengineapi.com/v1",
} as const;

export type InputName = keyof typeof INPUT_DEFAULTS;

/** The inputs, proven. Nobody checks them again. */
export interface Settings {
  readonly install: InstallRef;
  readonly wanted: Wanted;
  readonly maxAgeMs: number | undefined;
  /** The value of the `Authorization` header. */
  readonly authorization: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly minPollIntervalMs: number;
  readonly maxPollIntervalMs: number;
}

type Reader = InputReader<InputName>;

const HOUR_MS = 3_600_000;
const LONGEST_MS = 6 * HOUR_MS;
const OLDEST_MS = 60 * 24 * HOUR_MS;
const DESCRIPTION_CHARS = 200;
const SAMPLE_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";
const WANTS_DURATION = "write a duration such as 90s, 30m or 1h30m, above 0 and at most 6h";

/**
 * Reads the inputs.
 * @throws InputErrors that name each breach: the input, what it got and what it wants.
 */
export function readSettings(env: Environment): Settings {
  const reader = new InputReader(env, INPUT_DEFAULTS);
  const attempt = <T>(read: () => T): T | undefined => reader.attempt(read);
  const durationMs = (name: InputName): number | undefined =>
    attempt(() => reader.durationMs(name, LONGEST_MS, WANTS_DURATION));

  reader.noteMisspelt();
  attempt(() => refuseUncheckedTls(env));
  const credentials = credentialsOf(env);
  attempt(() => checkUsername(credentials));
  attempt(() => checkPassword(credentials));
  const settings = {
    install: attempt(() => readInstall(reader)),
    wanted: readWanted(reader, env),
    maxAgeMs: attempt(() => readMaxAgeMs(reader)),
    authorization: authorizationOf(credentials),
    apiUrl: attempt(() => readApiUrl(reader)),
    timeoutMs: durationMs("timeout"),
    requestTimeoutMs: durationMs("request-timeout"),
    minPollIntervalMs: durationMs("min-poll-interval"),
    maxPollIntervalMs: durationMs("max-poll-interval"),
  };
  attempt(() => refuseCrossedBounds(settings.minPollIntervalMs, settings.maxPollIntervalMs));
  if (reader.breaches.length > 0) throw new InputErrors(reader.breaches);
  return settings as Settings;
}

function readInstall(reader: Reader): InstallRef {
  const wantsId = `write the UUID of the install, such as ${SAMPLE_ID}`;
  if (reader.isGiven("install-id") && reader.isGiven("install-name")) {
    throw new InputError("install-name", "got a name beside an install-id; remove one of the two");
  }
  if (reader.isGiven("install-name")) {
    const wants = "write the name of the install: letters, digits and hyphens";
    const parse = (text: string): string | undefined =>
      /^[A-Za-z0-9-]{1,100}$/.test(text) ? text : undefined;
    return { name: only("install-name", reader.list("install-name", parse, wants), wants) };
  }
  const ids = reader.list("install-id", parseInstallId, wantsId);
  return { id: only("install-id", ids, `${wantsId}, or its name as install-name`) };
}

/** The backup that is waited for, and the inputs that mean something only where it is a new one. */
function readWanted(reader: Reader, env: Environment): Wanted | undefined {
  const attempt = <T>(read: () => T): T | undefined => reader.attempt(read);
  const isNew = attempt(() => reader.boolean("create-backup"));
  const wait = attempt(() => reader.boolean("wait"));
  const abortRetries = attempt(() => readAbortRetries(reader));
  const emails = attempt(() => readEmails(reader));
  const description = attempt(() => readDescription(reader));
  const wants = `write the UUID of the backup to wait for, such as ${SAMPLE_ID}`;
  const backupIds = attempt(() => reader.list("backup-id", parseBackupId, wants));
  if (isNew === undefined) return undefined;

  if (!isNew) {
    const only_ = `${wants}, or create-backup: true`;
    const backupId = attempt(() => backupIds && only("backup-id", backupIds, only_));
    const refuse = (name: InputName, isSet: boolean, got: string): void => {
      if (!isSet) return;
      const fault = `got ${got} without create-backup: true; remove it, or request a backup with create-backup: true`;
      reader.breaches.push(new InputError(name, fault));
    };
    refuse("wait", wait === false, "false");
    refuse("abort-retries", (abortRetries ?? 0) > 0, String(abortRetries));
    refuse("description", reader.isGiven("description"), reader.quote(reader.text("description")));
    return backupId && { kind: "given", backupId };
  }
  attempt(() => {
    if (!reader.isGiven("backup-id")) return;
    const fault = "got an id beside create-backup: true; remove one of the two";
    throw new InputError("backup-id", fault);
  });
  attempt(() => {
    if (emails?.length !== 0) return;
    const fault = "got nothing; write the address that the host is to mail when the backup is done";
    throw new InputError("notification-emails", `${fault}, which its API demands`);
  });
  attempt(() => {
    if (wait !== false || !abortRetries) return;
    const fault = `got ${abortRetries} with wait: false; write 0, for who does not wait sees no abort`;
    throw new InputError("abort-retries", fault);
  });
  if (emails === undefined || wait === undefined || abortRetries === undefined) return undefined;
  const describe = describer(env, description ?? "");
  return { kind: "new", emails, describe, abortRetries, wait };
}

function readEmails(reader: Reader): string[] {
  const parse = (text: string): string | undefined =>
    text.length <= 254 &&
    /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()\\,;:"\p{Cc}.]+(\.[^\s@<>()\\,;:"\p{Cc}.]+)+$/u.test(text)
      ? text
      : undefined;
  const wants = "write addresses such as you@example.com, comma separated or one a line";
  return reader.list("notification-emails", parse, wants);
}

function readDescription(reader: Reader): string {
  const text = reader.text("description");
  const { length } = Array.from(text);
  if (length <= DESCRIPTION_CHARS) return text;
  const fault = `got ${length} characters; write at most ${DESCRIPTION_CHARS}`;
  throw new InputError("description", fault);
}

function readAbortRetries(reader: Reader): number {
  const text = reader.text("abort-retries");
  if (/^[0-3]$/.test(text)) return Number(text);
  throw new InputError("abort-retries", `got ${reader.quote(text)}; write 0, 1, 2 or 3`);
}

function readMaxAgeMs(reader: Reader): number | undefined {
  if (!reader.isGiven("max-age")) return undefined;
  const wants = "write a duration such as 30m, 12h or 7d, above 0 and at most 60d";
  return reader.durationMs("max-age", OLDEST_MS, wants, { days: true });
}

function readApiUrl(reader: Reader): string {
  const text = reader.text("api-url");
  const apiUrl = parseApiUrl(text);
  if (apiUrl !== undefined) return apiUrl;
  const wants =
    "write an https URL (http to a loopback host alone) without user, query or fragment";
  throw new InputError("api-url", `got ${reader.quote(withoutSecretParts(text))}; ${wants}`);
}

function only<T>(name: InputName, elements: readonly T[], wants: string): T {
  const [element] = elements;
  if (element === undefined) throw new InputError(name, `got nothing; ${wants}`);
  if (elements.length === 1) return element;
  throw new InputError(name, `got ${elements.length} elements; ${wants}, and no other`);
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
