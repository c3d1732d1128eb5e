/**
 * Milliseconds that a `Retry-After` header asks for.
 * @param date the answer's own `Date`: against it an HTTP-date holds even where the two clocks differ.
 * @param epochMs our wall clock, for an answer without a `Date`.
 * @returns undefined where the header is absent or no valid hint.
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

const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";

const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";

const TIME = "\\d{2}:\\d{2}:\\d{2}";

const IMF_FIXDATE = new RegExp(`^${DAY}, \\d{2} ${MONTH} \\d{4} ${TIME} GMT$`);

const RFC_850 = new RegExp(`^${DAY}[a-z]{3,6}, \\d{2}-${MONTH}-\\d{2} ${TIME} GMT$`);

const ASCTIME = new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`);

/**
 * The server's wall clock, in epoch milliseconds: by its `Date`, else by ours. Against it times of the server's hold even
 * where the two clocks differ.
 */
export function serverClockMs(date: string | undefined, ourEpochMs: number): number {
  return httpDateMs(date) ?? ourEpochMs;
}

/**
 * Epoch milliseconds of an HTTP-date in any of its three forms; `Date.parse` alone would read "3.7.1" as one.
 * @returns undefined where the text is absent or none of them.
 * @see RFC 9110 §5.6.7
 */
export function httpDateMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const zoned = ASCTIME.test(text) ? `${text} GMT` : text;
  if (zoned === text && !IMF_FIXDATE.test(text) && !RFC_850.test(text)) return undefined;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}
