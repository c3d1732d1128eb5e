import type { Estimate } from "../../schedule/forecast.ts";
import { medianLeftMs } from "../../schedule/distribution.ts";
import { roughly } from "../../util/duration.ts";

const BAR_CHARS = 10;

/** Beyond this multiple of the usual duration a backup is called slow. */
const SLOW = 1.5;

/** A progress bar for a share from 0 to 1. It is full only at 1. */
export function progressBar(share: number): string {
  const full = Math.floor(Math.max(0, share) * BAR_CHARS);
  return "█".repeat(full) + "░".repeat(BAR_CHARS - full);
}

/**
 * The time remaining, in words.
 * @param now monotonic ms.
 */
export function describeEstimate(
  { distribution, createdAt, pastBackups }: Estimate,
  now: number,
): string {
  const ageMs = now - createdAt;
  const left = roughly(medianLeftMs(distribution, ageMs));
  if (pastBackups === 0) return `about ${left} remaining`;
  const usualMs = medianLeftMs(distribution, 0);
  return ageMs > SLOW * usualMs
    ? `longer than usual (${roughly(usualMs)}), perhaps ${left} remaining`
    : `about ${left} remaining (usual duration: ${roughly(usualMs)})`;
}
