import { type Backup, KNOWN_STATUSES } from "../model/backup.ts";
import { parseBackupId } from "../model/ids.ts";
import { type Redact, safeWord, sanitize } from "../util/sanitize.ts";
import { parseInstant } from "./parse-instant.ts";

/**
 * A backup from the body of an answer. `id` and `status` are required; any other field that is absent, null or malformed
 * is undefined.
 * @returns a string if the body is not a backup: what is wrong with it.
 * @see WP Engine's API description, definition `Backup`
 */
export function parseBackup(body: string, redact: Redact): Backup | string {
  const fields = parseObject(body);
  return fields === undefined ? "the body is not a JSON object" : backupFrom(fields, redact);
}

/** @returns a string if the fields are not a backup: what is wrong with them. */
export function backupFrom(fields: Record<string, unknown>, redact: Redact): Backup | string {
  const id = typeof fields["id"] === "string" ? parseBackupId(fields["id"]) : undefined;
  if (id === undefined) return "the body has no backup ID";
  const word = fields["status"];
  if (typeof word !== "string" || word === "") return "the body has no status";
  const version = fields["wordpress_version"];
  return {
    id,
    status: KNOWN_STATUSES.find((known) => known === word) ?? {
      unknown: sanitize(redact(word), 60),
    },
    description: typeof fields["description"] === "string" ? fields["description"] : undefined,
    createdAt: parseInstant(fields["create_time"]),
    completedAt: parseInstant(fields["complete_time"]),
    wordpressVersion:
      typeof version === "string" ? safeWord(sanitize(redact(version), 40)) : undefined,
  };
}

export function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}
