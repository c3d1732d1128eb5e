const DAY_MS = 86_400_000;
const UNITS_MS = [DAY_MS, 3_600_000, 60_000, 1_000, 1];
const AMOUNT = String.raw`(\d+(?:\.\d+)?)`;
const TIME = `(?:${AMOUNT}h)?(?:${AMOUNT}m)?(?:${AMOUNT}s)?(?:${AMOUNT}ms)?`;
const DURATION = new RegExp(`^(?=.)()${TIME}$`);
const WITH_DAYS = new RegExp(`^(?=.)(?:${AMOUNT}d)?${TIME}$`);
const BARE_NUMBER = new RegExp(`^${AMOUNT}$`);

/**
 * Milliseconds of a duration such as `500ms`, `90s`, `1h30m` or `0.5m`; a bare number is seconds. Units come once each,
 * the longest first. A duration above zero is at least one millisecond.
 * @param days whether `d` is a unit too.
 * @returns undefined if the text is no duration.
 */
export function parseDurationMs(text: string, { days = false } = {}): number | undefined {
  const form = days ? WITH_DAYS : DURATION;
  const amounts = form.exec(text.replace(BARE_NUMBER, "$1s"))?.slice(1);
  if (amounts === undefined) return undefined;
  const ms = UNITS_MS.reduce((sum, unitMs, index) => sum + Number(amounts[index] ?? 0) * unitMs, 0);
  return ms === 0 ? 0 : Math.max(1, Math.round(ms));
}

/** A duration for people: `20ms`, `0.8s`, `42s`, `4m10s`, `1h05m`, `2d06h`. */
export function formatDuration(ms: number): string {
  if (ms >= 100 * DAY_MS) return "over 100 days";
  if (ms > 0 && ms < 50) return `${Math.ceil(ms)}ms`;
  if (ms < 9_950) return `${Number((ms / 1_000).toFixed(1))}s`;
  const seconds = Math.round(ms / 1_000);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)}m${seconds % 60 === 0 ? "" : `${pad(seconds % 60)}s`}`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes >= 2 * 1_440) {
    const hours = Math.round(minutes / 60);
    return `${Math.floor(hours / 24)}d${hours % 24 === 0 ? "" : `${pad(hours % 24)}h`}`;
  }
  return `${Math.floor(minutes / 60)}h${minutes % 60 === 0 ? "" : `${pad(minutes % 60)}m`}`;
}

/** An estimated duration, rounded to 1 s below a minute and to 10 s above, since more digits would claim too much. */
export function roughly(ms: number): string {
  const stepMs = ms < 60_000 ? 1_000 : 10_000;
  return formatDuration(Math.round(ms / stepMs) * stepMs);
}
