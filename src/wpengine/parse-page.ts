import type { Backup, Install } from "../model/backup.ts";
import { parseInstallId } from "../model/ids.ts";
import type { Page } from "../model/reply.ts";
import { sanitize, type Redact } from "../util/sanitize.ts";
import { backupFrom, isObject, parseObject, textOf } from "./parse-backup.ts";

/**
 * One page of a listing of backups.
 * @returns undefined where the body is no page.
 * @see the host's API description, operation `listBackups`
 */
export function parseBackups(body: string, redact: Redact): Page<Backup> | undefined {
  return parsePage(body, (row) => {
    const backup = backupFrom(row, redact);
    return typeof backup === "string" ? undefined : backup;
  });
}

/**
 * One page of the listing of installs.
 * @returns undefined where the body is no page.
 * @see the host's API description, operation `listInstalls`
 */
export function parseInstalls(body: string, redact: Redact): Page<Install> | undefined {
  return parsePage(body, ({ id, name }) => {
    const installId = typeof id === "string" ? parseInstallId(id) : undefined;
    if (installId === undefined || typeof name !== "string") return undefined;
    return { id: installId, name: sanitize(redact(name), 80) };
  });
}

function parsePage<T>(
  body: string,
  parseRow: (row: Record<string, unknown>) => T | undefined,
): Page<T> | undefined {
  const { results, count, next } = parseObject(body) ?? {};
  if (!Array.isArray(results)) return undefined;
  const rows = results
    .map((row: unknown) => (isObject(row) ? parseRow(row) : undefined))
    .filter((row) => row !== undefined);
  const total = typeof count === "number" && Number.isInteger(count) ? count : undefined;
  return { rows, size: results.length, total, hasNext: textOf(next) !== "" };
}
