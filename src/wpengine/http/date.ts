/**
 * Milliseconds that a reply's `Retry-After` headers ask for: the longest, if there are several.
 * @returns undefined if none is a valid hint.
 */
export function longestRetryAfterMs(
  headers: readonly string[],
  date: string | undefined,
  epochMs: number,
): number | undefined {
  const hints = headers
    .map((header) => retryAfterMs(header, date, epochMs))
    .filter((hint) => hint !== undefined);
  return hints.length === 0 ? undefined : Math.max(...hints);
}

/**
 * Milliseconds that a `Retry-After` header asks for.
 * @param date the reply's own `Date`: an HTTP-date is measured against it, since the two clocks may differ.
 * @param epochMs our wall clock, for a reply without a `Date`.
 * @returns undefined if the header is absent or not a valid hint.
 * @see RFC 9110 §10.2.3
 */
export function retryAfterMs(
  header: string | undefined,
  date: string | undefined,
  epochMs: number,
): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const untilMs = httpDateMs(header);
  return untilMs === undefined ? undefined : Math.max(0, untilMs - serverClockMs(date, epochMs));
}

/** The server's wall clock in epoch milliseconds: its `Date`, else our own clock. */
export function serverClockMs(date: string | undefined, ourEpochMs: number): number {
  return httpDateMs(date) ?? ourEpochMs;
}

const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const TIME = "\\d{2}:\\d{2}:\\d{2}";
/** IMF-fixdate, RFC 850 and asctime. */
const HTTP_DATE = new RegExp(
  `^${DAY}(?:, \\d{2} ${MONTH} \\d{4} ${TIME} GMT|[a-z]{3,6}, \\d{2}-${MONTH}-\\d{2} ${TIME} GMT|` +
    ` ${MONTH} [ \\d]\\d ${TIME} \\d{4})$`,
);

/**
 * Epoch milliseconds of an HTTP-date in any of its three forms. `Date.parse` alone would accept "3.7.1" as a date.
 * @returns undefined if the text is absent or not an HTTP-date.
 * @see RFC 9110 §5.6.7
 */
export function httpDateMs(text: string | undefined): number | undefined {
  if (text === undefined || !HTTP_DATE.test(text)) return undefined;
  const ms = Date.parse(text.endsWith(" GMT") ? text : `${text} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}
