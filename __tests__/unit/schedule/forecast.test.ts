import { describe, expect, test } from "vitest";
import {
  expectedDistribution,
  pollsDue,
  nextPollMs,
  PRIOR,
} from "../../../src/schedule/cadence.ts";
import { Forecast } from "../../../src/schedule/forecast.ts";
import type { Sighting, Status } from "../../../src/model/backup.ts";
import { medianLeftMs } from "../../../src/schedule/distribution.ts";
import { backupOf, SERVER_MS } from "../../support/fixtures.ts";

const BOUNDS = { minMs: 2_000, maxMs: 60_000 };
const PAST_MS = [100_000, 101_000, 99_000];
const UNSEEN = (): number => 2.5;

/** A backup of this status, and of this age if that is known. */
const sighting = (status: Status, ageMs?: number): Sighting => ({
  backup: backupOf(status, ageMs),
  serverMs: SERVER_MS,
});
/** The forecast after these sightings, each at its moment. */
const after = (...sightings: readonly (readonly [Sighting, at: number])[]): Forecast => {
  const forecast = new Forecast(1_000, UNSEEN);
  for (const [seen, at] of sightings) forecast.see(seen, at);
  return forecast;
};

const factsOf = ({ isSeen, isAgeKnown, estimate }: Forecast): Partial<Forecast> => ({
  isSeen,
  isAgeKnown,
  estimate,
});

describe("before the first good poll", () => {
  test("the next poll is due at once, with the priority that was given", () => {
    const forecast = after();
    expect(forecast.dueAt(BOUNDS)).toBe(0);
    expect(forecast.priority(500_000)).toBe(2.5);
    expect(factsOf(forecast)).toMatchObject({ isSeen: false, isAgeKnown: false });
    expect(forecast.estimate).toEqual({
      createdAt: 1_000,
      isAgeKnown: false,
      distribution: PRIOR,
      pastBackups: 0,
    });
    expect(forecast.medianCompletionAt(5_000)).toBe(Infinity);
  });

  test("a history changes neither", () => {
    const forecast = after();
    forecast.learn(PAST_MS);
    expect(forecast.dueAt(BOUNDS)).toBe(0);
    expect(forecast.priority(500_000)).toBe(2.5);
    expect(forecast.isSeen).toBe(false);
    expect(forecast.estimate).toMatchObject({ createdAt: 1_000, pastBackups: 3 });
  });
});

describe("a pending backup", () => {
  test("of known age was created that long before the poll", () => {
    const forecast = after([sighting("in_progress", 90_000), 30_000]);
    expect(factsOf(forecast)).toMatchObject({ isSeen: true, isAgeKnown: true });
    expect(forecast.estimate).toEqual({
      createdAt: -60_000,
      isAgeKnown: true,
      distribution: PRIOR,
      pastBackups: 0,
    });
    expect(forecast.dueAt(BOUNDS)).toBe(30_000 + nextPollMs(PRIOR, 90_000, BOUNDS));
    expect(forecast.medianCompletionAt(40_000)).toBe(40_000 + medianLeftMs(PRIOR, 100_000));
  });

  test("of unknown age is expected from the moment the gate began to wait", () => {
    const forecast = after([sighting("in_progress"), 30_000]);
    expect(factsOf(forecast)).toMatchObject({ isSeen: true, isAgeKnown: false });
    expect(forecast.estimate.createdAt).toBe(1_000);
    expect(forecast.dueAt(BOUNDS)).toBe(30_000 + nextPollMs(PRIOR, 29_000, BOUNDS));
    expect(forecast.medianCompletionAt(40_000)).toBe(Infinity);
  });

  test("has its age measured once: then it runs on our own clock", () => {
    const forecast = after(
      [sighting("in_progress", 90_000), 100_000],
      [sighting("in_progress", 5_000), 110_000],
      [sighting("in_progress"), 120_000],
    );
    expect(forecast.estimate.createdAt).toBe(10_000);
    expect(forecast.dueAt(BOUNDS)).toBe(120_000 + nextPollMs(PRIOR, 110_000, BOUNDS));
  });

  test("without an age at its first good poll keeps an unknown age", () => {
    const forecast = after(
      [sighting("in_progress"), 10_000],
      [sighting("in_progress", 90_000), 20_000],
    );
    expect(factsOf(forecast)).toMatchObject({ isAgeKnown: false, estimate: { createdAt: 1_000 } });
    expect(forecast.medianCompletionAt(30_000)).toBe(Infinity);
  });

  test.each([
    ["as newborn up to 5 min in the future", -300_000, 40_000, true],
    ["as unknown beyond that", -300_001, 1_000, false],
  ])("is taken %s", (_, ageMs, createdAt, isAgeKnown) => {
    expect(factsOf(after([sighting("requested", ageMs), 40_000]))).toMatchObject({
      isAgeKnown,
      estimate: { createdAt },
    });
  });

  test("has the number of polls due since its last good poll as its priority", () => {
    const forecast = after([sighting("in_progress", 50_000), 60_000]);
    const due = pollsDue(PRIOR, 50_000);
    for (const now of [60_000, 90_000, 400_000]) {
      expect(forecast.priority(now)).toBeCloseTo(due(now - 10_000), 9);
    }
    forecast.see(sighting("in_progress"), 400_000);
    expect(forecast.priority(400_000)).toBe(0);
    expect(forecast.priority(430_000)).toBeCloseTo(pollsDue(PRIOR, 390_000)(420_000), 9);
  });

  test("has the priority 1 as soon as its next poll is due", () => {
    const forecast = after([sighting("in_progress", 50_000), 60_000]);
    const dueAt = forecast.dueAt({ minMs: 0, maxMs: 1e9 });
    expect(Math.abs(forecast.priority(dueAt) - 1)).toBeLessThan(0.01);
  });
});

describe("a history", () => {
  test("sets what is expected from then on", () => {
    const distribution = expectedDistribution(PAST_MS);
    const forecast = after([sighting("in_progress", 50_000), 60_000]);
    forecast.learn(PAST_MS);
    expect(forecast.estimate).toMatchObject({ createdAt: 10_000, pastBackups: 3 });
    expect(forecast.estimate.distribution.survival(105_000)).toBe(distribution.survival(105_000));
    expect(forecast.dueAt(BOUNDS)).toBe(60_000 + nextPollMs(distribution, 50_000, BOUNDS));
    expect(forecast.priority(115_000)).toBeCloseTo(pollsDue(distribution, 50_000)(105_000), 9);
    expect(forecast.medianCompletionAt(60_000)).toBe(60_000 + medianLeftMs(distribution, 50_000));
  });

  test.each(["before", "after"])(
    "is nothing to a backup of unknown age: read %s it is seen",
    (when) => {
      const forecast = after();
      if (when === "before") forecast.learn(PAST_MS);
      forecast.see(sighting("in_progress"), 60_000);
      if (when === "after") forecast.learn(PAST_MS);
      expect(forecast.estimate).toEqual({
        createdAt: 1_000,
        isAgeKnown: false,
        distribution: PRIOR,
        pastBackups: 0,
      });
      expect(forecast.dueAt(BOUNDS)).toBe(60_000 + nextPollMs(PRIOR, 59_000, BOUNDS));
      expect(forecast.priority(90_000)).toBeCloseTo(pollsDue(PRIOR, 59_000)(89_000), 9);
    },
  );

  test("read before the first good poll is used from that poll on", () => {
    const forecast = after();
    forecast.learn(PAST_MS);
    forecast.see(sighting("in_progress", 50_000), 60_000);
    const distribution = expectedDistribution(PAST_MS);
    expect(forecast.estimate).toMatchObject({ createdAt: 10_000, pastBackups: 3 });
    expect(forecast.dueAt(BOUNDS)).toBe(60_000 + nextPollMs(distribution, 50_000, BOUNDS));
  });

  test("of no backup is none", () => {
    const forecast = after([sighting("in_progress", 50_000), 60_000]);
    forecast.learn([]);
    expect(forecast.estimate).toEqual({
      createdAt: 10_000,
      isAgeKnown: true,
      distribution: PRIOR,
      pastBackups: 0,
    });
  });
});

describe("a listing that says it is over", () => {
  test.each(["completed", "aborted"] as const)(
    "%s: a poll is due at once, with the highest priority",
    (status) => {
      const forecast = after(
        [sighting("in_progress", 50_000), 60_000],
        [sighting(status, 50_100), 60_100],
      );
      expect(forecast.dueAt(BOUNDS)).toBe(0);
      expect(forecast.priority(60_100)).toBe(Infinity);
      forecast.learn(PAST_MS);
      expect(forecast.priority(60_100)).toBe(Infinity);
    },
  );

  test("is overridden by a poll that returns it as pending", () => {
    const forecast = after([sighting("completed", 50_000), 60_000]);
    forecast.see(sighting("in_progress"), 61_000);
    expect(forecast.dueAt(BOUNDS)).toBe(61_000 + nextPollMs(PRIOR, 51_000, BOUNDS));
    expect(forecast.priority(61_000)).toBe(0);
  });

  test("with an unknown status does not count", () => {
    const forecast = after([sighting({ unknown: "done" }, 50_000), 60_000]);
    expect(forecast.dueAt(BOUNDS)).toBeGreaterThan(60_000);
    expect(forecast.priority(60_000)).toBe(0);
  });
});

test("a priority function created earlier uses the latest poll", () => {
  const forecast = after();
  const { priority } = forecast;
  expect(priority(60_000)).toBe(2.5);
  forecast.see(sighting("completed", 50_000), 60_000);
  expect(priority(60_000)).toBe(Infinity);
});
