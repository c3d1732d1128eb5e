import { describe, expect, test } from "vitest";
import type { Operation } from "../../../simulator/wpengine/faults.ts";
import type { Course } from "../../../simulator/wpengine/host.ts";
import {
  ABORTING,
  COMPLETED,
  courses,
  createdOf,
  hold,
  HOUR_MS,
  installId,
  lastBegunAt,
  on,
  requesting,
  type Setup,
  SLOW,
  SPACING_MS,
} from "../../support/fleet-cases.ts";
import { type Fate, type FleetPlan, specNew, WELL } from "../../support/virtual-api.ts";
import { causes, given, results, status, times } from "./cases.ts";

describe("fail-fast", () => {
  test("closes at once: all others are cut short, and nothing more is sent", async () => {
    const story = await hold({ prepare: requesting(5, undefined, courses({ 2: ABORTING })) });
    expect(results(story)).toEqual(["cancelled", "cancelled", "aborted", "cancelled", "cancelled"]);
    expect(causes(story)).toEqual(["fail-fast", "fail-fast", undefined, "fail-fast", "fail-fast"]);
    expect(story.records[0]?.ended?.verdict.message).toBe(
      `The gate closed before this backup finished: the backup of install ${installId(2)} failed (aborted).`,
    );
    expect(story.verdict).toMatchObject({
      result: "aborted",
      message: "1 of 5 backups failed. The step did not wait for 4 others (fail-fast).",
    });
    const closedAt = story.records[2]?.ended?.endedAt ?? NaN;
    expect(lastBegunAt(story)).toBeLessThanOrEqual(closedAt);
    expect(story.endedAtMs).toBe(closedAt);
    // Their ids are known all the same, so a later step can wait for them.
    expect(story.records.map(({ subject }) => subject.id)).toEqual(
      [0, 1, 2, 3, 4].map((index) => createdOf(story, index)[0]?.id),
    );
  });

  test("is tripped by a request that is refused for good", async () => {
    const story = await hold({
      prepare: requesting(60, undefined, courses({})),
      fateOf: ({ operation, installId: id }) =>
        operation === "create" && id === installId(9) ? status(403) : undefined,
    });
    expect(on(story, "create")).toHaveLength(10);
    expect(story.endedAtMs).toBe(9 * SPACING_MS + 50);
    expect(results(story)).toEqual([
      ...times(9, "cancelled"),
      "unauthorized",
      ...times(50, "cancelled"),
    ]);
    expect(story.verdict.message).toBe(
      "1 of 60 backups failed. The step did not wait for 59 others (fail-fast).",
    );
  });

  test("leaves those as they are that have ended before", async () => {
    const story = await hold({
      prepare: (host) => [
        given(host, 0, { ageMs: HOUR_MS, course: COMPLETED }),
        given(host, 1, { ageMs: 0, course: SLOW }),
        given(host, 2, { ageMs: 0, course: ABORTING }),
      ],
    });
    expect(results(story)).toEqual(["completed", "cancelled", "aborted"]);
    expect(story.verdict.message).toBe(
      "1 of 3 backups failed. The step did not wait for 1 other (fail-fast).",
    );
  });

  test("that is off waits for all backups", async () => {
    const late: Course = { requestedMs: 1_000, inProgressMs: 400_000, ending: "completed" };
    const story = await hold({
      failFast: false,
      prepare: requesting(
        4,
        undefined,
        courses({ 0: late, 1: ABORTING, 3: { ...late, ending: "aborted" } }, COMPLETED),
      ),
    });
    expect(results(story)).toEqual(["completed", "aborted", "completed", "aborted"]);
    expect(causes(story)).toEqual(times(4, undefined));
    expect(story.verdict).toMatchObject({ result: "aborted", message: "2 of 4 backups failed." });
    expect(story.endedAtMs).toBeGreaterThan(400_000);
  });

  test("is not tripped by an abort with retries left, which count for each install", async () => {
    const thenWell: Setup = (host, clock) => {
      courses({ 1: ABORTING }, COMPLETED)(host, clock);
      void clock.sleep(3_000, new AbortController().signal).then(() => host.courses.clear());
    };
    const story = await hold({ prepare: requesting(3, specNew({ abortRetries: 1 }), thenWell) }, 2);
    expect(results(story)).toEqual(times(3, "completed"));
    expect([0, 1, 2].map((index) => createdOf(story, index).length)).toEqual([1, 2, 1]);
    expect(story.records[1]?.subject.id).toBe(createdOf(story, 1)[1]?.id);
  });

  test("is tripped by an abort once its install has no retries left", async () => {
    const story = await hold(
      {
        prepare: requesting(3, specNew({ abortRetries: 2 }), courses({ 0: ABORTING, 2: ABORTING })),
        failFast: false,
        timeoutMs: 120_000,
      },
      3,
    );
    expect(results(story)).toEqual(["aborted", "timed-out", "aborted"]);
    expect([0, 1, 2].map((index) => createdOf(story, index).length)).toEqual([3, 1, 3]);
    const fast = await hold(
      { prepare: requesting(3, specNew({ abortRetries: 1 }), courses({ 0: ABORTING })) },
      2,
    );
    expect(results(fast)).toEqual(["aborted", "cancelled", "cancelled"]);
    expect([0, 1, 2].map((index) => createdOf(fast, index).length)).toEqual([2, 1, 1]);
  });
});

describe("a create request in progress when the gate closes", () => {
  /** The first one's backup is aborted, which is seen at 300 ms; the request of the second one begins at 200 ms. */
  const closing = (create: Fate): FleetPlan => ({
    prepare(host, clock) {
      const [, ...others] = requesting(3)(host, clock);
      return [given(host, 0, { ageMs: HOUR_MS, course: ABORTING }), ...others];
    },
    fateOf({ operation }) {
      return operation === "show" ? { ...WELL, tookMs: 300 } : create;
    },
  });

  test("gets one second for its reply and its ID", async () => {
    const story = await hold(closing({ ...WELL, tookMs: 1_000 }));
    expect(results(story)).toEqual(["aborted", "cancelled", "cancelled"]);
    expect(causes(story)).toEqual([undefined, "fail-fast", "fail-fast"]);
    expect(story.got.map(({ operation, atMs }) => [operation, atMs])).toEqual([
      ["show", 0],
      ["create", 200],
    ]);
    expect(story.records[1]?.subject.id).toBe(createdOf(story, 1)[0]?.id);
    expect(story.endedAtMs).toBe(1_200);
  });

  test("gets no more than one second: then the message names its key", async () => {
    const story = await hold(closing({ ...WELL, tookMs: 1_200 }));
    expect(story.endedAtMs).toBe(1_300);
    expect(story.records[1]?.subject.id).toBeUndefined();
    expect(story.records[1]?.ended?.verdict).toMatchObject({
      result: "cancelled",
      cause: "fail-fast",
      message: expect.stringContaining("key 000001") as string,
    });
    expect(results(story)).toEqual(["aborted", "cancelled", "cancelled"]);
    expect(story.verdict.result).toBe("aborted");
  });
});

describe("a refusal", () => {
  const forbidden =
    (operation: Operation, index: number): NonNullable<FleetPlan["fateOf"]> =>
    (asked) =>
      asked.operation === operation && asked.installId === installId(index)
        ? status(403)
        : undefined;

  test.each(["create", "show"] as const)(
    "403 on the %s of one install is its own, while others are completed",
    async (operation) => {
      const story = await hold({
        failFast: false,
        prepare: requesting(4),
        fateOf: forbidden(operation, 1),
      });
      expect(results(story)).toEqual(["completed", "unauthorized", "completed", "completed"]);
      expect(story.verdict).toMatchObject({
        result: "unauthorized",
        message: "1 of 4 backups failed.",
      });
    },
  );
});
