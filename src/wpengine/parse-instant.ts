import type { Instant } from "../model/backup.ts";
import { epochMsOf, rfc3339Of } from "../util/timestamp.ts";

/** The last moment whose year has four digits. */
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * A time of a backup: RFC 3339, as WP Engine documents it; also without seconds, with " UTC" at its end, or since 1970 in
 * seconds or milliseconds. A time without an offset is UTC.
 * @returns undefined if the value is none of these.
 */
export function parseInstant(value: unknown): Instant | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") return undefined;
  const iso = rfc3339Of(text.replace(/(\d) UTC$/, "$1Z"));
  const epochMs = iso === undefined ? epochMsOf(parseDigits(text)) : Date.parse(iso);
  if (epochMs === undefined || epochMs > LAST_MS) return undefined;
  return {
    iso: iso === text && iso.endsWith("Z") ? iso : new Date(epochMs).toISOString(),
    epochMs,
  };
}

/** @returns NaN if the text is anything but digits. */
function parseDigits(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : NaN;
}
