const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const AMOUNT = String.raw`(\d+(?:\.\d+)?)`;
const IN_UNITS = new RegExp(
  `^${Object.keys(UNIT_MS)
    .map((unit) => `(?:${AMOUNT}${unit})?`)
    .join("")}$`,
);
const IN_SECONDS = new RegExp(`^${AMOUNT}$`);

/**
 * Milliseconds of a duration such as `500ms`, `90s`, `1h30m` or `0.5m`; a bare number is seconds. Units descend and
 * stand once each. What is above zero is at least one millisecond.
 * @returns undefined where the text is no duration.
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === "") return undefined;
  const seconds = IN_SECONDS.exec(text)?.[1];
  const amounts = seconds === undefined ? IN_UNITS.exec(text)?.slice(1) : [0, 0, 0, seconds, 0];
  if (amounts === undefined) return undefined;
  const ms = Object.values(UNIT_MS).reduce(
    (sum, unitMs, index) => sum + Number(amounts[index] ?? 0) * unitMs,
    0,
  );
  return ms === 0 ? 0 : Math.max(1, Math.round(ms));
}

/** A duration as people say it: `0.8s`, `42s`, `4m10s`, `1h05m`. */
export function formatDuration(ms: number): string {
  if (ms < 9_950) return `${Number((ms / 1_000).toFixed(1))}s`;
  const seconds = Math.round(ms / 1_000);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)}m${seconds % 60 === 0 ? "" : `${pad(seconds % 60)}s`}`;
  }
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}h${minutes % 60 === 0 ? "" : `${pad(minutes % 60)}m`}`;
}
