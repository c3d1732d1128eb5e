import type { BackupId } from "./ids.ts";
import type { PageReader } from "./listing.ts";
import type { Historian } from "./recall.ts";
import { type Backup, durationMs } from "./wpengine/schema.ts";

/** Older backups than this many tell of the site as it was. */
const AT_MOST = 20;

/** How long the newest completed backups of a listing, in whatever order it is, took: milliseconds above 0. */
export function pastDurationsMs(backups: readonly Backup[]): number[] {
  const completed = backups.flatMap((backup) => {
    const tookMs = backup.status === "completed" ? (durationMs(backup) ?? 0) : 0;
    return tookMs > 0 ? [{ createdMs: backup.createdAt?.epochMs ?? 0, tookMs }] : [];
  });
  return completed
    .sort((a, b) => b.createdMs - a.createdMs)
    .slice(0, AT_MOST)
    .map(({ tookMs }) => tookMs);
}

/** A historian that reads one page of an install's backups, and needs no more. */
export function historianOf(readPage: PageReader<Backup>, backupId: BackupId): Historian {
  return async (patience) => {
    const page = await readPage(0, patience);
    const { quietUntil } = page;
    if (page.kind !== "page") {
      const { answered, unbegun } = page.kind === "failed" ? page : { answered: false };
      const message = `Past backups: ${page.message}`;
      return { kind: "failed", message, answered, unbegun, quietUntil };
    }
    const { rows, serverMs } = page;
    const backup = rows.find(({ id }) => id === backupId);
    const listed = backup && { backup, serverMs };
    return { kind: "history", pastMs: pastDurationsMs(rows), listed, quietUntil };
  };
}
