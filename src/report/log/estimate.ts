import type { Estimate } from "../../schedule/forecast.ts";
import { medianLeftMs } from "../../schedule/distribution.ts";
import { roughly } from "../../util/duration.ts";

const BAR_CHARS = 10;

/** Beyond this multiple of the usual duration a backup is called slow. */
const SLOW = 1.5;

/** A share as a bar of characters, which is full only at 1. */
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
  if (pastBackups === 0) return `about ${left} to go`;
  const usualMs = medianLeftMs(distribution, 0);
  return ageMs > SLOW * usualMs
    ? `longer than usual (${roughly(usualMs)}), perhaps ${left} to go`
    : `about ${left} to go (usually ${roughly(usualMs)})`;
}
