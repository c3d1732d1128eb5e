import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import {
  COMPLETED,
  courses,
  hold,
  HOUR_MS,
  installId,
  lastBegunAt,
  on,
  requesting,
  SLOW,
  SPACING_MS,
} from "../../support/fleet-cases.ts";
import { type Fate, WELL } from "../../support/virtual-api.ts";
import { given, giving, ofInstall, results, times } from "./cases.ts";

/** How long before the deadline the last poll is due. */
const LEAD_MS = 100;

describe("the deadline", () => {
  test.each([
    [20, 120_000, giving(20, { ageMs: 100_000, course: SLOW })],
    [60, 300_000, giving(60, { ageMs: 100_000, course: SLOW })],
    [100, 300_000, requesting(100, undefined, courses({}))],
  ])("has all %i polled once more just before it", async (count, timeoutMs, prepare) => {
    const story = await hold({ timeoutMs, prepare });
    expect(results(story)).toEqual(times(count, "timed-out"));
    const lastPollAt = timeoutMs - LEAD_MS;
    const windowMs = (count - 1) * SPACING_MS;
    const lastPolls = Array.from({ length: count }, (_, index) => {
      const polls = ofInstall(story, index).filter(({ operation }) => operation === "show");
      return polls.at(-1)?.atMs ?? NaN;
    });
    // A poll right before the window may leave one of them none.
    const [first = NaN, second = NaN] = lastPolls.sort((a, b) => a - b);
    expect(first).toBeGreaterThanOrEqual(lastPollAt - windowMs - SPACING_MS);
    expect(second).toBeGreaterThanOrEqual(lastPollAt - windowMs - 1e-6);
    expect(lastBegunAt(story)).toBeLessThanOrEqual(timeoutMs);
    expect(story.endedAtMs).toBeLessThanOrEqual(timeoutMs + 1_400);
  });

  test("no longer counts those that have ended: the others have their last polls later", async () => {
    const story = await hold({
      timeoutMs: 120_000,
      failFast: false,
      prepare: (host) =>
        Array.from({ length: 100 }, (_, index) =>
          given(host, index, { ageMs: HOUR_MS, course: index < 95 ? COMPLETED : SLOW }),
        ),
    });
    const last = [95, 96, 97, 98, 99].map((index) => ofInstall(story, index).at(-1)?.atMs ?? NaN);
    expect(Math.min(...last)).toBeGreaterThanOrEqual(120_000 - LEAD_MS - 4 * SPACING_MS);
    expect(results(story).slice(95)).toEqual(times(5, "timed-out"));
  });

  test("before the end of the queue: backups that were not polled are not completed", async () => {
    const story = await hold({
      timeoutMs: 10_000,
      prepare: giving(100, { ageMs: HOUR_MS, course: COMPLETED }),
    });
    expect(story.verdict.result).toBe("timed-out");
    expect(results(story)).toEqual([...times(51, "completed"), ...times(49, "timed-out")]);
    expect(story.got).toHaveLength(51);
    expect(lastBegunAt(story)).toBe(10_000);
  });

  test.each([
    [1, "timed-out", "The time was up (timeout: 1s) before the first status check."],
    [2, "unavailable", "The time is up (timeout: 1s), and the API has not replied yet."],
  ])("before the first request: nothing is sent (backups: %i)", async (count, result, message) => {
    const clock = new FakeClock();
    await clock.sleep(1_001, new AbortController().signal);
    const prepare = giving(count, { ageMs: HOUR_MS, course: COMPLETED });
    const story = await hold({ clock, timeoutMs: 1_000, prepare });
    expect(story.records.map(({ ended }) => ended?.verdict)).toEqual(
      times(count, { result, message }),
    );
    expect(story.got).toEqual([]);
  });

  test("before all are requested: no more is requested from then on", async () => {
    const story = await hold({
      timeoutMs: 10_000,
      prepare: requesting(100, undefined, courses({})),
    });
    expect(results(story)).toEqual(times(100, "timed-out"));
    expect(Math.max(...on(story, "create").map(({ atMs }) => atMs))).toBeLessThan(10_000);
    const ids = story.records.map(({ subject }) => subject.id).filter((id) => id !== undefined);
    expect(ids).toHaveLength(on(story, "create").length);
  });

  test("before a create request is permitted is not the fault of other backups, if there are none", async () => {
    // The second page is sent at 850 ms, so the create request could be sent at 1,050 ms.
    const pages = [850, 50].map((tookMs): Fate => ({ ...WELL, tookMs }));
    const story = await hold({
      timeoutMs: 1_000,
      maxAgeMs: 60_000,
      fates: { list: pages },
      prepare: requesting(1, undefined, (host) => {
        for (let past = 1; past <= 101; past += 1) {
          host.addBackup(installId(0), { ageMs: past * HOUR_MS, course: COMPLETED });
        }
      }),
    });
    expect(on(story, "create")).toEqual([]);
    expect(story.verdict).toMatchObject({ result: "timed-out" });
    expect(story.verdict.cause).toBeUndefined();
  });
});
