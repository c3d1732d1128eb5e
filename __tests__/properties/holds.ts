import fc from "fast-check";
import { expect } from "vitest";

const { PROPERTY_SEED, PROPERTY_PATH, PROPERTY_TIMES, PROPERTY_MINUTES } = process.env;
const SEED = PROPERTY_SEED === undefined ? undefined : Number(PROPERTY_SEED);
/** How often the cases of `npm test` are run. */
const TIMES = Number(PROPERTY_TIMES ?? 1);
/** For how long each property is run, where a number of cases does not end it. */
const MINUTES = PROPERTY_MINUTES === undefined ? undefined : Number(PROPERTY_MINUTES);
/** What one property may take: many times as long as on a machine that has nothing else to do. */
export const PROPERTY_LIMIT_MS = (MINUTES ?? TIMES * 3) * 60_000 + 240_000;

/** What has come of one case. */
export interface Outcome {
  /** What it has broken, in words. */
  readonly breaches: readonly string[];
  /** How it has ended, in a word. */
  readonly end: string;
}

export interface Checked {
  /** How many cases have come to each end. */
  readonly ends: ReadonlyMap<string, number>;
  /** Whether only the one case has been run that was asked for. */
  readonly isReplay: boolean;
}

const isReplay = PROPERTY_PATH !== undefined;

/**
 * Holds for every case, one after the other, as far as random ones can tell, and makes one that fails as small as it can.
 * Says which cases they were, so that they can be run again:
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
    const { breaches } = tally.count(await check(drawn));
    if (breaches.length > 0) throw new Error(breaches.join("\n"));
  });
  const details = await fc.check(property, {
    numRuns: MINUTES === undefined ? numRuns * TIMES : Infinity,
    ...(MINUTES === undefined ? {} : { interruptAfterTimeLimit: MINUTES * 60_000 }),
    ...(SEED === undefined ? {} : { seed: SEED }),
    ...(isReplay ? { path: PROPERTY_PATH, endOnFailure: true } : {}),
  });
  const { failed, interrupted, seed, counterexamplePath: path, errorInstance } = details;
  tally.tell(seed);
  if (failed && !interrupted) {
    const report = fc.defaultReportMessage(details) ?? "";
    throw new Error(`${String(errorInstance)}\n\n${report}\n\n${replay(seed, path ?? "")}`);
  }
  expect(tally.cases).toBeGreaterThan(0);
  return { ends: tally.ends, isReplay };
}

/** As above, but for cases that mostly wait: some at a time, and one that fails is reported as it was drawn. */
export async function holdsAtOnce<T>(
  cases: fc.Arbitrary<T>,
  count: number,
  atATime: number,
  check: (drawn: T) => Promise<Outcome>,
): Promise<Checked> {
  const tally = new Tally();
  const seed = SEED ?? Math.trunc(Math.random() * 0x7fffffff);
  const limitMs = MINUTES === undefined ? Infinity : MINUTES * 60_000;
  const numRuns = count * (MINUTES === undefined ? TIMES : Math.ceil(MINUTES * 10));
  const drawn = fc.sample(cases, { numRuns, seed });
  const left = [...drawn.entries()].filter(([nth]) => !isReplay || nth === Number(PROPERTY_PATH));
  const failures: string[] = [];
  const runSome = async (): Promise<void> => {
    for (;;) {
      const next = left.shift();
      if (next === undefined || failures.length > 0 || tally.ranMs > limitMs) return;
      const [nth, one] = next;
      const { breaches } = tally.count(await check(one));
      if (breaches.length === 0) continue;
      failures.push([...breaches, fc.stringify(one), replay(seed, String(nth))].join("\n"));
    }
  };
  await Promise.all(Array.from({ length: atATime }, runSome));
  tally.tell(seed);
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
  expect(tally.cases).toBeGreaterThan(0);
  return { ends: tally.ends, isReplay };
}

/** So many cases that one in ten of them is surely there. */
const MANY = 200;

/**
 * The cases have come to these ends, among others, so that they can tell: where there are many, for of few chance draws
 * few alike.
 */
export function expectEnds({ ends, isReplay }: Checked, ...wanted: readonly string[]): void {
  if (isReplay) return;
  expect(ends.size).toBeGreaterThan(1);
  const cases = [...ends.values()].reduce((sum, count) => sum + count, 0);
  if (cases >= MANY) expect([...ends.keys()]).toEqual(expect.arrayContaining([...wanted]));
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

  tell(seed: number): void {
    const ends = [...this.ends].sort((a, b) => b[1] - a[1]).map((end) => end.join(" "));
    const took = `${this.#cases} cases in ${(this.ranMs / 1_000).toFixed(1)} s`;
    console.info(`${took}, PROPERTY_SEED=${seed}; ${ends.join(", ")}`);
  }
}

function replay(seed: number, path: string): string {
  const name = JSON.stringify(expect.getState().currentTestName?.replaceAll(" > ", " "));
  return `Run it again: PROPERTY_SEED=${seed} PROPERTY_PATH=${path} npx vitest run -t ${name}`;
}
