import { describe, expect, test } from "vitest";
import type { Operation } from "../../../simulator/wpengine/faults.ts";
import {
  courses,
  hold,
  HOUR_MS,
  installId,
  lastBegunAt,
  requesting,
  SLOW,
} from "../../support/fleet-cases.ts";
import { type Fate, type FleetPlan, type FleetStory, WELL } from "../../support/virtual-api.ts";
import { given, results, status, times } from "./cases.ts";

describe("a Retry-After", () => {
  const TOO_LONG_MS = 2 * HOUR_MS;
  const hints: [string, Operation, Fate][] = [
    ["a 429", "show", status(429)],
    ["a 503", "show", status(503)],
    ["a poll of a pending backup", "show", WELL],
    ["the acceptance of a create request", "create", WELL],
    ["a 429 to a create request", "create", status(429)],
    ["the history of an install", "list", WELL],
    ["a 429 to a history", "list", status(429)],
  ];
  /** The third install's first reply to that operation has a Retry-After. */
  const hinting =
    (operation: Operation, fate: Fate, retryAfterMs: number): NonNullable<FleetPlan["fateOf"]> =>
    (asked) =>
      asked.operation === operation && asked.installId === installId(2) && asked.nth === 0
        ? { ...fate, retryAfterMs }
        : undefined;
  const hintedAt = ({ heard }: FleetStory): number =>
    heard.find(({ answer }) => answer.kind === "answered" && answer.hasRetryAfter)?.atMs ?? NaN;

  test.each(hints)(
    "on %s: no request of any gate before it has passed",
    async (_, operation, fate) => {
      const story = await hold(
        {
          prepare: requesting(12, undefined, (host) => {
            host.course = { requestedMs: 1_000, inProgressMs: 90_000, ending: "completed" };
          }),
          fateOf: hinting(operation, fate, 45_000),
        },
        2,
      );
      expect(story.verdict.result).toBe("completed");
      const from = hintedAt(story);
      expect(from).toBeGreaterThan(0);
      const during = story.got.filter(({ atMs }) => atMs > from && atMs < from + 45_000);
      expect(during).toEqual([]);
      expect(story.got.some(({ atMs }) => atMs === from + 45_000)).toBe(true);
    },
  );

  test.each(hints)(
    "on %s that is longer than the remaining time closes all gates at once",
    async (_, operation, fate) => {
      const story = await hold({
        failFast: false,
        prepare: requesting(12, undefined, courses({})),
        fateOf: hinting(operation, fate, TOO_LONG_MS),
      });
      const from = hintedAt(story);
      expect(from).toBeGreaterThan(0);
      expect(results(story)).toEqual(times(12, "timed-out"));
      expect(story.verdict.result).toBe("timed-out");
      expect(story.verdict.message).toBe("12 of 12 backups failed.");
      expect(lastBegunAt(story)).toBeLessThanOrEqual(from);
      // A request for a backup that is under way has a second more.
      expect(story.endedAtMs).toBeLessThanOrEqual(from + 1_000);
    },
  );

  test("longer than the remaining time on a poll that returns completed closes all other gates at once", async () => {
    const story = await hold({
      failFast: false,
      prepare: (host) => [
        // It is polled once a minute.
        given(host, 0, { ageMs: 5 * HOUR_MS, course: SLOW }),
        given(host, 1, { course: { requestedMs: 0, inProgressMs: 5_000, ending: "completed" } }),
      ],
      fateOf: ({ operation, installId: id, nth }) =>
        operation === "show" && id === installId(1) && nth > 0
          ? { ...WELL, retryAfterMs: TOO_LONG_MS }
          : undefined,
    });
    expect(results(story)).toEqual(["timed-out", "completed"]);
    expect(hintedAt(story)).toBeGreaterThan(5_000);
    expect(story.endedAtMs).toBe(hintedAt(story));
  });
});
