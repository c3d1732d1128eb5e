import { createHash } from "node:crypto";
import type { Course, Install } from "./host.ts";

/** A nightly backup. */
export interface Night {
  readonly description: string;
  readonly createdAtMs: number;
  readonly course: Course;
}

export const NIGHTLY = "Automatic nightly backup";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Each install has its own time between 01:00 and 05:00 UTC. */
const FROM_MS = HOUR_MS;
const SPAN_MS = 4 * HOUR_MS;

/** The nightly backups of all installs. */
export class Nights {
  readonly #count: number;
  readonly #untilMs = new Map<string, number>();

  /** @param count how many nights there are before the first call for an install. */
  constructor(count: number) {
    this.#count = count;
  }

  /**
   * The nightly backups that have started since the last call for this install. Each takes about as long as its other
   * backups, and all of them complete.
   */
  since({ id, name }: Install, nowMs: number, like: Course): Night[] {
    if (this.#count === 0) return [];
    const fromMs = this.#untilMs.get(id) ?? nowMs - this.#count * DAY_MS;
    this.#untilMs.set(id, nowMs);
    const momentMs = Math.round(FROM_MS + fractionOf(name) * SPAN_MS);
    const nights = [];
    for (let day = Math.floor(fromMs / DAY_MS); day * DAY_MS <= nowMs; day += 1) {
      const createdAtMs = day * DAY_MS + momentMs;
      const factor = 0.9 + 0.2 * fractionOf(`${name} ${day}`);
      if (createdAtMs <= fromMs || createdAtMs > nowMs) continue;
      nights.push({ description: NIGHTLY, createdAtMs, course: courseLike(like, factor) });
    }
    return nights;
  }
}

function courseLike({ requestedMs, inProgressMs }: Course, factor: number): Course {
  const scaledMs = Math.round(Math.min(inProgressMs, HOUR_MS) * factor);
  return { requestedMs, inProgressMs: scaledMs, ending: "completed" };
}

/** A number from 0 to 1 that depends only on the text. */
function fractionOf(text: string): number {
  const digest = createHash("sha256").update(text).digest();
  return digest.readUInt32BE() / 2 ** 32;
}
