import type { Backup, Install } from "../model/backup.ts";
import { parseInstallId } from "../model/ids.ts";
import type { PageBody } from "../model/reply.ts";
import { type Redact, sanitize } from "../util/sanitize.ts";
import { backupFrom, isObject, parseObject, textOf } from "./parse-backup.ts";

/** @returns undefined if the body is not a page. */
export type ParsePage<T> = (body: string, redact: Redact) => PageBody<T> | undefined;

/** @see WP Engine's API description, operation `listBackups` */
export const parseBackups: ParsePage<Backup> = (body, redact) =>
  parsePage(body, (row) => {
    const backup = backupFrom(row, redact);
    return typeof backup === "string" ? undefined : backup;
  });

/** @see WP Engine's API description, operation `listInstalls` */
export const parseInstalls: ParsePage<Install> = (body, redact) =>
  parsePage(body, ({ id, name }) => {
    const installId = typeof id === "string" ? parseInstallId(id) : undefined;
    if (installId === undefined || typeof name !== "string") return undefined;
    return { id: installId, name: sanitize(redact(name), 80) };
  });

function parsePage<T>(
  body: string,
  parseRow: (row: Record<string, unknown>) => T | undefined,
): PageBody<T> | undefined {
  const { results, count, next } = parseObject(body) ?? {};
  if (!Array.isArray(results)) return undefined;
  const rows = results
    .map((row: unknown) => (isObject(row) ? parseRow(row) : undefined))
    .filter((row) => row !== undefined);
  const total = totalIn(count);
  return {
    rows,
    size: results.length,
    total,
    // A `next` that we cannot read still says that there is another page.
    hasNext: typeof next === "string" ? textOf(next) !== "" : (next ?? undefined) !== undefined,
    isCountUnreadable: total === undefined && (count ?? undefined) !== undefined,
  };
}

function totalIn(count: unknown): number | undefined {
  const number = typeof count === "string" && /^\d+$/.test(count) ? Number(count) : count;
  return typeof number === "number" && Number.isInteger(number) ? number : undefined;
}
