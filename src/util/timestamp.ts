/** A date and a time of ISO 8601, with or without seconds. */
const ISO_8601 =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?$/;

/**
 * A moment of ISO 8601 in the form of RFC 3339. Without an offset it is UTC.
 * @returns undefined if the text is none.
 */
export function rfc3339Of(text: string): string | undefined {
  const parts = ISO_8601.exec(text);
  if (parts === null) return undefined;
  const [, day, minute, second = ":00", offset = "Z"] = parts;
  const moment = `${day}T${minute}${second}${offset.toUpperCase()}`;
  return Number.isNaN(Date.parse(moment)) ? undefined : moment;
}

/**
 * Epoch milliseconds of a time since 1970, which is in seconds or, from 10^12 on, in milliseconds.
 * @returns undefined for a number below 10^9, which is a duration rather than a moment.
 */
export function epochMsOf(sinceEpoch: number): number | undefined {
  if (sinceEpoch >= 1e12) return sinceEpoch;
  return sinceEpoch >= 1e9 ? sinceEpoch * 1_000 : undefined;
}
