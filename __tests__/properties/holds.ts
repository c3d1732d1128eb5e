import fc from "fast-check";
import { expect } from "vitest";

const { PROPERTY_SEED, PROPERTY_PATH, PROPERTY_TIMES, PROPERTY_MINUTES } = process.env;
const SEED = PROPERTY_SEED === undefined ? undefined : Number(PROPERTY_SEED);
/** Factor on the number of cases that `npm test` runs. */
const FACTOR = Number(PROPERTY_TIMES ?? 1);
/** How long to run each property. If set, it replaces the number of cases. */
const MINUTES = PROPERTY_MINUTES === undefined ? undefined : Number(PROPERTY_MINUTES);
/** Test timeout of one property: many times what it takes on an idle machine. */
export const PROPERTY_LIMIT_MS = (MINUTES ?? FACTOR * 3) * 60_000 + 240_000;

/** The outcome of one case. */
export interface Outcome {
  /** The violated promises, as text. Empty if the case passed. */
  readonly violations: readonly string[];
  /** How the case ended, in a word: the result of the step. */
  readonly end: string;
}

export interface Checked {
  /** Number of cases by end. */
  readonly ends: ReadonlyMap<string, number>;
  /** Whether this run repeated a single case (PROPERTY_PATH). */
  readonly isReplay: boolean;
}

const isReplay = PROPERTY_PATH !== undefined;

/**
 * Checks a property on random cases, one after the other, and shrinks the first counterexample. Prints the seed, and for a
 * counterexample the command that runs it again:
 *
 *     PROPERTY_SEED=1 PROPERTY_PATH=2:3 npx vitest run -t "the name of the test"
 */
export async function holds<T>(
  cases: fc.Arbitrary<T>,
  numRuns: number,
  check: (drawn: T) => Promise<Outcome>,
): Promise<Checked> {
  const tally = new Tally();
  const property = fc.asyncProperty(cases, async (drawn) => {
    const { violations } = tally.count(await check(drawn));
    if (violations.length > 0) throw new Error(violations.join("\n"));
  });
  const details = await fc.check(property, {
    numRuns: MINUTES === undefined ? numRuns * FACTOR : Infinity,
    ...(MINUTES === undefined ? {} : { interruptAfterTimeLimit: MINUTES * 60_000 }),
    ...(SEED === undefined ? {} : { seed: SEED }),
    ...(isReplay ? { path: PROPERTY_PATH, endOnFailure: true } : {}),
  });
  const { failed, interrupted, seed, counterexamplePath: path, errorInstance } = details;
  tally.print(seed);
  if (failed && !interrupted) {
    const report = fc.defaultReportMessage(details) ?? "";
    throw new Error(`${String(errorInstance)}\n\n${report}\n\n${replay(seed, path ?? "")}`);
  }
  expect(tally.cases).toBeGreaterThan(0);
  return { ends: tally.ends, isReplay };
}

/** Like `holds`, for cases that mostly wait: it runs several at a time and does not shrink a counterexample. */
export async function holdsAtOnce<T>(
  cases: fc.Arbitrary<T>,
  count: number,
  atATime: number,
  check: (drawn: T) => Promise<Outcome>,
): Promise<Checked> {
  const tally = new Tally();
  const seed = SEED ?? Math.trunc(Math.random() * 0x7fffffff);
  const limitMs = MINUTES === undefined ? Infinity : MINUTES * 60_000;
  const numRuns = count * (MINUTES === undefined ? FACTOR : Math.ceil(MINUTES * 10));
  const drawn = fc.sample(cases, { numRuns, seed });
  const left = [...drawn.entries()].filter(([nth]) => !isReplay || nth === Number(PROPERTY_PATH));
  const failures: string[] = [];
  const runSome = async (): Promise<void> => {
    for (;;) {
      const next = left.shift();
      if (next === undefined || failures.length > 0 || tally.ranMs > limitMs) return;
      const [nth, one] = next;
      const { violations } = tally.count(await check(one));
      if (violations.length === 0) continue;
      failures.push([...violations, fc.stringify(one), replay(seed, String(nth))].join("\n"));
    }
  };
  await Promise.all(Array.from({ length: atATime }, runSome));
  tally.print(seed);
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
  expect(tally.cases).toBeGreaterThan(0);
  return { ends: tally.ends, isReplay };
}

/** With this many cases, every end that one case in ten has is certain to occur. */
const ENOUGH_FOR_ALL_ENDS = 200;

/**
 * Expects that the cases had these ends, among others: otherwise they did not test what they should. With few cases, any
 * two different ends are enough.
 */
export function expectEnds({ ends, isReplay }: Checked, ...wanted: readonly string[]): void {
  if (isReplay) return;
  expect(ends.size).toBeGreaterThan(1);
  const cases = [...ends.values()].reduce((sum, count) => sum + count, 0);
  if (cases >= ENOUGH_FOR_ALL_ENDS)
    expect([...ends.keys()]).toEqual(expect.arrayContaining([...wanted]));
}

class Tally {
  readonly ends = new Map<string, number>();
  readonly #startedAt = performance.now();
  #cases = 0;

  get cases(): number {
    return this.#cases;
  }

  get ranMs(): number {
    return performance.now() - this.#startedAt;
  }

  count(outcome: Outcome): Outcome {
    this.#cases += 1;
    this.ends.set(outcome.end, (this.ends.get(outcome.end) ?? 0) + 1);
    return outcome;
  }

  print(seed: number): void {
    const ends = [...this.ends].sort((a, b) => b[1] - a[1]).map((end) => end.join(" "));
    const took = `${this.#cases} cases in ${(this.ranMs / 1_000).toFixed(1)} s`;
    console.info(`${took}, PROPERTY_SEED=${seed}; ${ends.join(", ")}`);
  }
}

function replay(seed: number, path: string): string {
  const name = JSON.stringify(expect.getState().currentTestName?.replaceAll(" > ", " "));
  return `To run this case again: PROPERTY_SEED=${seed} PROPERTY_PATH=${path} npx vitest run -t ${name}`;
}
