import { describe, expect, test } from "vitest";
import {
  expectedDistribution,
  pollsDue,
  nextPollMs,
  PRIOR,
} from "../../../src/schedule/cadence.ts";
import { Forecast } from "../../../src/schedule/forecast.ts";
import type { Sight, Status } from "../../../src/model/backup.ts";
import { medianLeftMs } from "../../../src/schedule/distribution.ts";
import { backupOf, SERVER_MS } from "../../support/fixtures.ts";

const BOUNDS = { minMs: 2_000, maxMs: 60_000 };
const PAST_MS = [100_000, 101_000, 99_000];
const UNSEEN = (): number => 2.5;

/** A backup of this status, and of this age where that is known. */
const sight = (status: Status, ageMs?: number): Sight => ({
  backup: backupOf(status, ageMs),
  serverMs: SERVER_MS,
});
/** What is expected by these timesSeen, each at its moment. */
const after = (...timesSeen: readonly (readonly [Sight, at: number])[]): Forecast => {
  const expected = new Forecast(1_000, UNSEEN);
  for (const [seen, at] of timesSeen) expected.seen(seen, at);
  return expected;
};

const factsOf = ({ isSeen, isAgeKnown, estimate }: Forecast): Partial<Forecast> => ({
  isSeen,
  isAgeKnown,
  estimate,
});

describe("before anything is seen", () => {
  test("the next look is due at once, and wanted as much as was said", () => {
    const expected = after();
    expect(expected.dueAt(BOUNDS)).toBe(0);
    expect(expected.priority(500_000)).toBe(2.5);
    expect(factsOf(expected)).toMatchObject({ isSeen: false, isAgeKnown: false });
    expect(expected.estimate).toEqual({
      createdAt: 1_000,
      isAgeKnown: false,
      distribution: PRIOR,
      pastBackups: 0,
    });
    expect(expected.medianCompletionAt(5_000)).toBe(Infinity);
  });

  test("a history changes neither", () => {
    const expected = after();
    expected.learn(PAST_MS);
    expect(expected.dueAt(BOUNDS)).toBe(0);
    expect(expected.priority(500_000)).toBe(2.5);
    expect(expected.isSeen).toBe(false);
    expect(expected.estimate).toMatchObject({ createdAt: 1_000, pastBackups: 3 });
  });
});

describe("a pending backup", () => {
  test("of known age was born so long before it was seen", () => {
    const expected = after([sight("in_progress", 90_000), 30_000]);
    expect(factsOf(expected)).toMatchObject({ isSeen: true, isAgeKnown: true });
    expect(expected.estimate).toEqual({
      createdAt: -60_000,
      isAgeKnown: true,
      distribution: PRIOR,
      pastBackups: 0,
    });
    expect(expected.dueAt(BOUNDS)).toBe(30_000 + nextPollMs(PRIOR, 90_000, BOUNDS));
    expect(expected.medianCompletionAt(40_000)).toBe(40_000 + medianLeftMs(PRIOR, 100_000));
  });

  test("of unknown age is expected from the first look on", () => {
    const expected = after([sight("in_progress"), 30_000]);
    expect(factsOf(expected)).toMatchObject({ isSeen: true, isAgeKnown: false });
    expect(expected.estimate.createdAt).toBe(1_000);
    expect(expected.dueAt(BOUNDS)).toBe(30_000 + nextPollMs(PRIOR, 29_000, BOUNDS));
    expect(expected.medianCompletionAt(40_000)).toBe(Infinity);
  });

  test("has its age measured once: then it runs on our own clock", () => {
    const expected = after(
      [sight("in_progress", 90_000), 100_000],
      [sight("in_progress", 5_000), 110_000],
      [sight("in_progress"), 120_000],
    );
    expect(expected.estimate.createdAt).toBe(10_000);
    expect(expected.dueAt(BOUNDS)).toBe(120_000 + nextPollMs(PRIOR, 110_000, BOUNDS));
  });

  test("whose age its first sight does not tell is of unknown age for good", () => {
    const expected = after([sight("in_progress"), 10_000], [sight("in_progress", 90_000), 20_000]);
    expect(factsOf(expected)).toMatchObject({ isAgeKnown: false, estimate: { createdAt: 1_000 } });
    expect(expected.medianCompletionAt(30_000)).toBe(Infinity);
  });

  test.each([
    ["as newborn up to 5 min in the future", -300_000, 40_000, true],
    ["as unknown beyond that", -300_001, 1_000, false],
  ])("is taken %s", (_, ageMs, createdAt, isAgeKnown) => {
    expect(factsOf(after([sight("requested", ageMs), 40_000]))).toMatchObject({
      isAgeKnown,
      estimate: { createdAt },
    });
  });

  test("is wanted by the looks that have come due since it was seen last", () => {
    const expected = after([sight("in_progress", 50_000), 60_000]);
    const looks = pollsDue(PRIOR, 50_000);
    for (const now of [60_000, 90_000, 400_000]) {
      expect(expected.priority(now)).toBeCloseTo(looks(now - 10_000), 9);
    }
    expected.seen(sight("in_progress"), 400_000);
    expect(expected.priority(400_000)).toBe(0);
    expect(expected.priority(430_000)).toBeCloseTo(pollsDue(PRIOR, 390_000)(420_000), 9);
  });

  test("is wanted by one as soon as it is due", () => {
    const expected = after([sight("in_progress", 50_000), 60_000]);
    const dueAt = expected.dueAt({ minMs: 0, maxMs: 1e9 });
    expect(Math.abs(expected.priority(dueAt) - 1)).toBeLessThan(0.01);
  });
});

describe("a history", () => {
  test("sets what is expected from then on", () => {
    const distribution = expectedDistribution(PAST_MS);
    const expected = after([sight("in_progress", 50_000), 60_000]);
    expected.learn(PAST_MS);
    expect(expected.estimate).toMatchObject({ createdAt: 10_000, pastBackups: 3 });
    expect(expected.estimate.distribution.survival(105_000)).toBe(distribution.survival(105_000));
    expect(expected.dueAt(BOUNDS)).toBe(60_000 + nextPollMs(distribution, 50_000, BOUNDS));
    expect(expected.priority(115_000)).toBeCloseTo(pollsDue(distribution, 50_000)(105_000), 9);
    expect(expected.medianCompletionAt(60_000)).toBe(60_000 + medianLeftMs(distribution, 50_000));
  });

  test.each(["before", "after"])(
    "is nothing to a backup of unknown age: read %s it is seen",
    (when) => {
      const expected = after();
      if (when === "before") expected.learn(PAST_MS);
      expected.seen(sight("in_progress"), 60_000);
      if (when === "after") expected.learn(PAST_MS);
      expect(expected.estimate).toEqual({
        createdAt: 1_000,
        isAgeKnown: false,
        distribution: PRIOR,
        pastBackups: 0,
      });
      expect(expected.dueAt(BOUNDS)).toBe(60_000 + nextPollMs(PRIOR, 59_000, BOUNDS));
      expect(expected.priority(90_000)).toBeCloseTo(pollsDue(PRIOR, 59_000)(89_000), 9);
    },
  );

  test("that was read before the backup was seen is of use from then on", () => {
    const expected = after();
    expected.learn(PAST_MS);
    expected.seen(sight("in_progress", 50_000), 60_000);
    const distribution = expectedDistribution(PAST_MS);
    expect(expected.estimate).toMatchObject({ createdAt: 10_000, pastBackups: 3 });
    expect(expected.dueAt(BOUNDS)).toBe(60_000 + nextPollMs(distribution, 50_000, BOUNDS));
  });

  test("of no backup is none", () => {
    const expected = after([sight("in_progress", 50_000), 60_000]);
    expected.learn([]);
    expect(expected.estimate).toEqual({
      createdAt: 10_000,
      isAgeKnown: true,
      distribution: PRIOR,
      pastBackups: 0,
    });
  });
});

describe("a listing that says it is over", () => {
  test.each(["completed", "aborted"] as const)(
    "%s: a look is due at once, and most wanted",
    (status) => {
      const expected = after(
        [sight("in_progress", 50_000), 60_000],
        [sight(status, 50_100), 60_100],
      );
      expect(expected.dueAt(BOUNDS)).toBe(0);
      expect(expected.priority(60_100)).toBe(Infinity);
      expected.learn(PAST_MS);
      expect(expected.priority(60_100)).toBe(Infinity);
    },
  );

  test("is taken back by a look that sees it pending", () => {
    const expected = after([sight("completed", 50_000), 60_000]);
    expected.seen(sight("in_progress"), 61_000);
    expect(expected.dueAt(BOUNDS)).toBe(61_000 + nextPollMs(PRIOR, 51_000, BOUNDS));
    expect(expected.priority(61_000)).toBe(0);
  });

  test("in a word that is not known is none", () => {
    const expected = after([sight({ unknown: "done" }, 50_000), 60_000]);
    expect(expected.dueAt(BOUNDS)).toBeGreaterThan(60_000);
    expect(expected.priority(60_000)).toBe(0);
  });
});

test("what is wanted at a moment is asked of the latest sight, whoever holds the question", () => {
  const expected = after();
  const { priority } = expected;
  expect(priority(60_000)).toBe(2.5);
  expected.seen(sight("completed", 50_000), 60_000);
  expect(priority(60_000)).toBe(Infinity);
});
