import { epochMsOf, rfc3339Of } from "../../util/timestamp.ts";
import { httpDateMs } from "./http-date.ts";

/** A comma that separates two hints: not the one behind the weekday of an HTTP-date. */
const COMMA = /(?<!\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*),/;

/**
 * Milliseconds that a reply's `Retry-After` headers ask for: the longest, since proxies merge several by commas.
 * @param date the reply's own `Date`: moments are measured against it, since the two clocks may differ. A reply from a
 *   cache is not corrected by its `Age`: the wait may be too long by that time, but never too short.
 * @param epochMs our wall clock, for a reply without a `Date`.
 * @returns undefined if none is a valid hint.
 * @see RFC 9110 §10.2.3
 */
export function retryAfterMs(
  headers: readonly string[],
  date: string | undefined,
  epochMs: number,
): number | undefined {
  const nowMs = httpDateMs(date) ?? epochMs;
  const hints = headers
    .flatMap((header) => header.split(COMMA))
    .map((hint) => hintMs(hint.trim(), nowMs))
    .filter((hint) => hint !== undefined);
  return hints.length === 0 ? undefined : Math.max(...hints);
}

function hintMs(hint: string, nowMs: number): number | undefined {
  const untilMs = momentMs(hint);
  if (untilMs !== undefined) return Math.max(0, untilMs - nowMs);
  return /^\d+(?:\.\d+)?$/.test(hint) ? Math.ceil(Number(hint)) * 1_000 : undefined;
}

/** Epoch milliseconds of a moment: an HTTP-date, ISO 8601, or a time since 1970. */
function momentMs(hint: string): number | undefined {
  if (/^\d+$/.test(hint)) return epochMsOf(Number(hint));
  const moment = rfc3339Of(hint);
  return moment === undefined ? httpDateMs(hint) : Date.parse(moment);
}
