/** How far two clocks may differ for a creation in the future to be one just now. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * Milliseconds since a backup was created.
 * @param createdMs wall-clock moment of its creation, in epoch milliseconds.
 * @param serverMs the server's wall clock as it gave that moment.
 * @returns undefined where the creation is unknown, or too far in the future to be believed.
 */
export function ageMs(createdMs: number | undefined, serverMs: number): number | undefined {
  if (createdMs === undefined || createdMs > serverMs + CLOCKS_DIFFER_MS) return undefined;
  return Math.max(0, serverMs - createdMs);
}
