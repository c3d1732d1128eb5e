import { POLL_COST_MS } from "../src/schedule/cadence.ts";
import type { DurationDistribution } from "../src/schedule/distribution.ts";
import { BOUNDS, type Schedule } from "./schedules.ts";

const GRID_MS = 500;
/** So few backups are still pending at this age that they do not change a mean. */
const NEGLIGIBLE = 1e-9;

/**
 * The best schedule within the same bounds if the distribution is known. It is computed by dynamic programming over ages on
 * a grid of half a second. V(t) is the remaining cost after a poll at age t has found the backup pending:
 *
 *     V(t) = min over u in [t + min, t + max] of  κ + E[(u − D)⁺ | D > t] + P(D > u | D > t) · V(u)
 *
 * @see Bellman, Dynamic Programming, 1957; Barlow and Proschan 1963 for the problem
 */
export function optimum(distribution: DurationDistribution): Schedule {
  const [shortest, longest] = [BOUNDS.minMs / GRID_MS, BOUNDS.maxMs / GRID_MS];
  let last = 1;
  while (distribution.survival(last * GRID_MS) > NEGLIGIBLE) last += 1;
  const survival = Float64Array.from({ length: last + longest + 1 }, (_, at) =>
    distribution.survival(at * GRID_MS),
  );
  const at = (values: ArrayLike<number>, index: number): number => values[index] ?? 0;

  /** ∫₀ S, for the mean lag of a poll at u: (u − t)·S(t) − ∫ₜᵘ S. */
  const integral = new Float64Array(survival.length);
  for (let index = 1; index < survival.length; index += 1) {
    const step = ((at(survival, index - 1) + at(survival, index)) / 2) * GRID_MS;
    integral[index] = at(integral, index - 1) + step;
  }

  const toCome = new Float64Array(survival.length).fill(POLL_COST_MS);
  const steps = new Uint16Array(last).fill(longest);
  for (let from = last - 1; from >= 0; from -= 1) {
    const alive = at(survival, from);
    let best = Infinity;
    for (let step = shortest; step <= longest; step += 1) {
      const to = from + step;
      const lag = step * GRID_MS * alive - (at(integral, to) - at(integral, from));
      const cost = POLL_COST_MS + (lag + at(survival, to) * at(toCome, to)) / alive;
      if (cost >= best) continue;
      best = cost;
      steps[from] = step;
    }
    toCome[from] = best;
  }
  return (ageMs) => (steps[Math.round(ageMs / GRID_MS)] ?? longest) * GRID_MS;
}
