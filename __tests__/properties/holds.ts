import fc from "fast-check";
import { expect } from "vitest";

const { PROPERTY_SEED, PROPERTY_PATH, PROPERTY_TIMES, PROPERTY_MINUTES } = process.env;
/** How often the cases of `npm test` are run. */
const TIMES = Number(PROPERTY_TIMES ?? 1);
/** For how long each property is run, where a number of cases does not end it. */
const MINUTES = PROPERTY_MINUTES === undefined ? undefined : Number(PROPERTY_MINUTES);
/** What each property may take: ten times as long as it does on a machine that has nothing else to do. */
export const PROPERTY_LIMIT_MS = (MINUTES ?? TIMES) * 180_000 + 60_000;

export interface Checked<T> {
  /** How many cases have come to each end. */
  readonly ends: ReadonlyMap<string, number>;
  /** The one case that was to be run again, where that was asked for. */
  readonly isReplay: boolean;
  readonly counterexample?: T;
}

/**
 * Holds for every case, as far as random ones can tell. Says which ones they were, so that they can be run again:
 *
 *   PROPERTY_SEED=1 PROPERTY_PATH=2:3 npx vitest run -t "the name of the test"
 *
 * @param breachesOf what the case has broken, in words, and a word for how it ended.
 */
export async function holds<T>(
  cases: fc.Arbitrary<T>,
  numRuns: number,
  breachesOf: (drawn: T) => Promise<{ readonly breaches: readonly string[]; readonly end: string }>,
): Promise<Checked<T>> {
  const startedAt = performance.now();
  const ends = new Map<string, number>();
  const property = fc.asyncProperty(cases, async (drawn) => {
    const { breaches, end } = await breachesOf(drawn);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (breaches.length > 0) throw new Error(breaches.join("\n"));
  });
  const isReplay = PROPERTY_PATH !== undefined;
  const details = await fc.check(property, {
    numRuns: MINUTES === undefined ? numRuns * TIMES : Infinity,
    ...(MINUTES === undefined ? {} : { interruptAfterTimeLimit: MINUTES * 60_000 }),
    ...(PROPERTY_SEED === undefined ? {} : { seed: Number(PROPERTY_SEED) }),
    ...(isReplay ? { path: PROPERTY_PATH, endOnFailure: true } : {}),
  });

  const name = expect.getState().currentTestName ?? "";
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const tally = [...ends].sort((a, b) => b[1] - a[1]).map(([end, count]) => `${end} ${count}`);
  console.info(
    `${name}: ${details.numRuns} cases in ${seconds} s, PROPERTY_SEED=${details.seed}; ${tally.join(", ")}`,
  );
  if (!details.failed || details.interrupted) return { ends, isReplay };
  const path = details.counterexamplePath;
  const again = `PROPERTY_SEED=${details.seed} PROPERTY_PATH=${path} npx vitest run -t ${JSON.stringify(name)}`;
  const report = fc.defaultReportMessage(details) ?? "";
  throw new Error(`${String(details.errorInstance)}\n\n${report}\n\nRun it again: ${again}`);
}
