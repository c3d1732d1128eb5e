const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const TIME = "\\d{2}:\\d{2}:\\d{2}";
/** GMT, or what mail libraries write in its place. */
const ZONE = "(?:GMT|[+-]0000)";
/** IMF-fixdate, RFC 850 and asctime. */
const HTTP_DATE = new RegExp(
  `^${DAY}(?:, \\d{2} ${MONTH} \\d{4} ${TIME} ${ZONE}|[a-z]{3,6}, \\d{2}-${MONTH}-\\d{2} ${TIME} ${ZONE}|` +
    ` ${MONTH} [ \\d]\\d ${TIME} \\d{4})$`,
);

/**
 * Epoch milliseconds of an HTTP-date in any of its three forms. `Date.parse` alone would accept "3.7.1" as a date.
 * @returns undefined if the text is absent or not an HTTP-date.
 * @see RFC 9110 §5.6.7
 */
export function httpDateMs(text = ""): number | undefined {
  if (!HTTP_DATE.test(text)) return undefined;
  const ms = Date.parse(text.includes(",") ? text : `${text} GMT`); // asctime names no zone
  return Number.isNaN(ms) ? undefined : ms;
}

/** A cache stops counting here. @see RFC 9111 §1.2.2 */
const LONGEST_AGE_S = 2 ** 31;

/**
 * Milliseconds that an answer spent in caches, by its `Age` headers: the longest, if there are several.
 * @returns 0 if none is a whole number of seconds.
 * @see RFC 9111 §5.1
 */
export function cachedForMs(ages: readonly string[]): number {
  const seconds = ages
    .flatMap((age) => age.split(","))
    .filter((age) => /^\s*\d+\s*$/.test(age))
    .map((age) => Math.min(Number(age), LONGEST_AGE_S));
  return Math.max(0, ...seconds) * 1_000;
}
