import { httpDateMs, serverClockMs } from "./http-date.ts";

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * Milliseconds to stay away after failed looks: doubling from 1 s to 60 s, of which the upper half is jitter, so
 * that gates refused together do not return together.
 * @param failuresInARow 1 after the first failure.
 * @param random uniform in [0, 1).
 */
export function backoffMs(failuresInARow: number, random: () => number): number {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failuresInARow - 1));
  return ceilingMs * (1 - random() / 2);
}

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
