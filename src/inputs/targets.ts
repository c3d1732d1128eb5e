import { isEmailAddress } from "../model/email.ts";
import { parseBackupId, parseInstallId } from "../model/ids.ts";
import type { ExistingBackupSpec, InstallRef, NewBackupSpec, Target } from "../model/target.ts";
import { count } from "../util/sentence.ts";
import type { InputName } from "./defaults.ts";
import { describer, rerunOf } from "./description.ts";
import { InputError } from "./errors.ts";
import type { Environment, InputReader } from "./reader.ts";

/** Reads the installs and their backups, in the order of the inputs. Breaches are noted. */
export function readTargets(reader: InputReader<InputName>, env: Environment): Target[] {
  const installs = reader.attempt(() => readInstalls(reader));
  const specs = readSpecs(reader, env);
  if (installs === undefined || specs === undefined) return [];
  if ("kind" in specs) return installs.map((install) => ({ install, spec: specs }));
  reader.attempt(() => {
    if (specs.length === installs.length) return;
    const fault = `has ${count(specs.length, "ID")} for ${count(installs.length, "install")}`;
    throw new InputError("backup-id", `${fault}. Set one for each install, in the same order`);
  });
  return specs.map((spec, index) => ({ install: installs[index], spec })) as Target[];
}

function readInstalls(reader: InputReader<InputName>): InstallRef[] {
  const atMost = MOST_BACKUPS;
  if (reader.isSet("install-id") && reader.isSet("install-name")) {
    throw new InputError("install-name", "and install-id are both set. Remove one of them");
  }
  if (reader.isSet("install-name")) {
    const options = { wants: wantsName, ifEmpty: `is empty. ${wantsName("")}`, atMost };
    return reader.distinct("install-name", parseName, options).map((name) => ({ name }));
  }
  const ifEmpty = `and install-name are empty. Set install-name to the name of the install, or install-id to its UUID, such as ${SAMPLE_INSTALL_ID}`;
  const options = {
    wants: () => `Use the UUID of the install, such as ${SAMPLE_INSTALL_ID}`,
    ifEmpty,
    atMost,
  };
  return reader.distinct("install-id", parseInstallId, options).map((id) => ({ id }));
}

/** An address that WP Engine gives to an install (web, SSH, SFTP): its name, and the rest. */
const ADDRESS =
  /^(?:\S*[/@])?([a-z\d-]+)((?:\.s\w+)?\.wpengine(?:powered)?\.(?:com|net))(?:[:/]\S*)?$/;

function parseName(text: string): string | undefined {
  return /^[A-Za-z0-9-]{1,100}$/.test(text) ? text : undefined;
}

function wantsName(text: string): string {
  const [, name, domain] = ADDRESS.exec(text.toLowerCase()) ?? [];
  return name === undefined
    ? "Use the name of the install: letters, digits and hyphens"
    : `Use ${name}, without ${domain}`;
}

/** Most backups of one step: more would exceed what a job's outputs may hold. */
export const MOST_BACKUPS = 800;

type Reader = InputReader<InputName>;

const DESCRIPTION_CHARS = 200;

/** Examples in messages. */
export const SAMPLE_INSTALL_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";
export const SAMPLE_BACKUP_ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";

/** Reads which backups to wait for: an existing one for each install, or a new one of each. */
export function readSpecs(
  reader: Reader,
  env: Environment,
): readonly ExistingBackupSpec[] | NewBackupSpec | undefined {
  const attempt = <T>(read: () => T): T | undefined => reader.attempt(read);
  const isNew = attempt(() => reader.boolean("create-backup"));
  const wait = attempt(() => reader.boolean("wait"));
  const abortRetries = attempt(() => readAbortRetries(reader));
  const emails = attempt(() => readEmails(reader));
  const description = attempt(() => readDescription(reader));
  if (isNew === undefined) return undefined;

  if (!isNew) {
    const what = `the UUID of the backup to wait for, such as ${SAMPLE_BACKUP_ID}`;
    const ifEmpty = `is empty. Set create-backup: true to request a new backup, or set backup-id to ${what}`;
    const options = { wants: () => `Use ${what}`, ifEmpty, atMost: MOST_BACKUPS };
    const backupIds = attempt(() => reader.distinct("backup-id", parseBackupId, options));
    const refuse = (name: InputName, isSet: boolean, value: string): void => {
      if (!isSet) return;
      const fault = `is ${value}, which requires create-backup: true. Set create-backup: true, or remove ${name}`;
      reader.breaches.push(new InputError(name, fault));
    };
    refuse("wait", wait === false, "false");
    refuse("abort-retries", (abortRetries ?? 0) > 0, String(abortRetries));
    refuse("description", reader.isSet("description"), reader.quote(reader.text("description")));
    return backupIds?.map((backupId) => ({ kind: "existing", backupId }));
  }
  attempt(() => {
    if (!reader.isSet("backup-id")) return;
    throw new InputError("backup-id", "and create-backup: true are both set. Remove one of them");
  });
  attempt(() => {
    if (wait !== false || !abortRetries) return;
    const fault = `is ${abortRetries}, but with wait: false the step can't detect an abort. Set abort-retries to 0`;
    throw new InputError("abort-retries", fault);
  });
  if (emails === undefined || wait === undefined || abortRetries === undefined) return undefined;
  const describe = describer(env, description ?? "");
  return { kind: "new", emails, describe, rerun: rerunOf(env), abortRetries, wait };
}

function readEmails(reader: Reader): string[] {
  const parse = (text: string): string | undefined => (isEmailAddress(text) ? text : undefined);
  const wants = "Use addresses such as you@example.com";
  return reader.list("notification-emails", parse, () => wants);
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
  throw new InputError("abort-retries", `is ${reader.quote(text)}. Set it to 0, 1, 2 or 3`);
}
