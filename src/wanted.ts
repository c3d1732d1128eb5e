import { describer } from "./description.ts";
import { InputError } from "./errors.ts";
import type { Wanted } from "./hold.ts";
import { parseBackupId } from "./ids.ts";
import type { Environment, InputReader } from "./input-reader.ts";
import type { InputName } from "./inputs.ts";

/** What one step holds at the most: more would be too much for the outputs that a job may have. */
export const MOST_BACKUPS = 800;

type Reader = InputReader<InputName>;

const DESCRIPTION_CHARS = 200;
export const SAMPLE_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";

type New = Extract<Wanted, { kind: "new" }>;
type Given = Exclude<Wanted, New>;

/**
 * The backups that are waited for, one for each install, or a new one of each; and the inputs that mean something only
 * where they are new.
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
    return backupIds?.map((backupId) => ({ kind: "given", backupId }));
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
