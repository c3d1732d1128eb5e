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
