import { isEmailAddress } from "../model/email.ts";
import { parseBackupId, parseInstallId } from "../model/ids.ts";
import type { InstallRef, Target, BackupSpec } from "../model/target.ts";
import { count } from "../util/sentence.ts";
import type { InputName } from "./defaults.ts";
import { describer, rerunOf } from "./description.ts";
import { InputError } from "./errors.ts";
import type { Environment, InputReader } from "./reader.ts";

/** Reads the installs and their backups, in the order of the inputs. Breaches are noted. */
export function readTargets(reader: InputReader<InputName>, env: Environment): Target[] {
  const installs = reader.attempt(() => readInstalls(reader));
  const wanted = readWanted(reader, env);
  if (installs === undefined || wanted === undefined) return [];
  if ("kind" in wanted) return installs.map((install) => ({ install, spec: wanted }));
  reader.attempt(() => {
    if (wanted.length === installs.length) return;
    const fault = `got ${count(wanted.length, "id")} for ${count(installs.length, "install")}`;
    throw new InputError("backup-id", `${fault}; write one for each install, in the same order`);
  });
  return wanted.map((given, index) => ({ install: installs[index], spec: given })) as Target[];
}

function readInstalls(reader: InputReader<InputName>): InstallRef[] {
  const atMost = MOST_BACKUPS;
  if (reader.isGiven("install-id") && reader.isGiven("install-name")) {
    throw new InputError("install-name", "got a name beside an install-id; remove one of the two");
  }
  if (reader.isGiven("install-name")) {
    const wants = "write the name of the install: letters, digits and hyphens";
    const parse = (text: string): string | undefined => parseName(reader, text);
    return reader.distinct("install-name", parse, { wants, atMost }).map((name) => ({ name }));
  }
  const wants = `write the UUID of the install, such as ${SAMPLE_ID}`;
  const wantsFirst = `${wants}, or its name as install-name`;
  return reader
    .distinct("install-id", parseInstallId, { wants, wantsFirst, atMost })
    .map((id) => ({ id }));
}

/** An address that WP Engine gives to an install (web, SSH, SFTP): its name, and the rest. */
const ADDRESS =
  /^(?:\S*[/@])?([a-z\d-]+)((?:\.s\w+)?\.wpengine(?:powered)?\.(?:com|net))(?:[:/]\S*)?$/;

/** @throws InputError if the text is an address. */
function parseName(reader: InputReader<InputName>, text: string): string | undefined {
  if (/^[A-Za-z0-9-]{1,100}$/.test(text)) return text;
  const [, name, domain] = ADDRESS.exec(text.toLowerCase()) ?? [];
  if (name === undefined) return undefined;
  const fault = `got ${reader.quote(text)}; leave out ${domain} and write ${name}`;
  throw new InputError("install-name", fault);
}

/** Most backups of one step: more would exceed what a job's outputs may hold. */
export const MOST_BACKUPS = 800;

type Reader = InputReader<InputName>;

const DESCRIPTION_CHARS = 200;

export const SAMPLE_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";

type New = Extract<BackupSpec, { kind: "new" }>;

type Given = Exclude<BackupSpec, New>;

/**
 * Reads which backups are wanted: an existing one for each install, or a new one of each. Reads the inputs that only new
 * backups have, too.
 */
export function readWanted(reader: Reader, env: Environment): readonly Given[] | New | undefined {
  const attempt = <T>(read: () => T): T | undefined => reader.attempt(read);
  const isNew = attempt(() => reader.boolean("create-backup"));
  const wait = attempt(() => reader.boolean("wait"));
  const abortRetries = attempt(() => readAbortRetries(reader));
  const emails = attempt(() => readEmails(reader));
  const description = attempt(() => readDescription(reader));
  if (isNew === undefined) return undefined;

  if (!isNew) {
    const wants = `write the UUID of the backup to wait for, such as ${SAMPLE_ID}`;
    const wantsFirst = `${wants}, or create-backup: true`;
    const backupIds = attempt(() =>
      reader.distinct("backup-id", parseBackupId, { wants, wantsFirst, atMost: MOST_BACKUPS }),
    );
    const refuse = (name: InputName, isSet: boolean, got: string): void => {
      if (!isSet) return;
      const fault = `got ${got} without create-backup: true; remove it, or request a backup with create-backup: true`;
      reader.breaches.push(new InputError(name, fault));
    };
    refuse("wait", wait === false, "false");
    refuse("abort-retries", (abortRetries ?? 0) > 0, String(abortRetries));
    refuse("description", reader.isGiven("description"), reader.quote(reader.text("description")));
    return backupIds?.map((backupId) => ({ kind: "existing", backupId }));
  }
  attempt(() => {
    if (!reader.isGiven("backup-id")) return;
    const fault = "got an id beside create-backup: true; remove one of the two";
    throw new InputError("backup-id", fault);
  });
  attempt(() => {
    if (wait !== false || !abortRetries) return;
    const fault = `got ${abortRetries} with wait: false; write 0, for who does not wait sees no abort`;
    throw new InputError("abort-retries", fault);
  });
  if (emails === undefined || wait === undefined || abortRetries === undefined) return undefined;
  const describe = describer(env, description ?? "");
  return { kind: "new", emails, describe, rerun: rerunOf(env), abortRetries, wait };
}

function readEmails(reader: Reader): string[] {
  const parse = (text: string): string | undefined => (isEmailAddress(text) ? text : undefined);
  const wants = "write addresses such as you@example.com";
  return reader.list("notification-emails", parse, wants);
}

function readDescription(reader: Reader): string {
  const text = reader.text("description");
  const chars = Array.from(text);
  if (chars.length <= DESCRIPTION_CHARS) return text;
  const fault = `The description has ${chars.length} characters.`;
  reader.notices.push(`${fault} Only the first ${DESCRIPTION_CHARS} are sent.`);
  return chars.slice(0, DESCRIPTION_CHARS).join("");
}

function readAbortRetries(reader: Reader): number {
  const text = reader.text("abort-retries");
  if (/^[0-3]$/.test(text)) return Number(text);
  throw new InputError("abort-retries", `got ${reader.quote(text)}; write 0, 1, 2 or 3`);
}
