import { describe, expect, test } from "vitest";
import type { Operation } from "../../../simulator/wpengine/faults.ts";
import {
  COMPLETED,
  courses,
  createdOf,
  hold,
  HOUR_MS,
  installId,
  lastBegunAt,
  nameOf,
  on,
  requesting,
  SLOW,
  SPACING_MS,
} from "../../support/fleet-cases.ts";
import type { FleetPlan, FleetStory } from "../../support/virtual-api.ts";
import { causes, given, giving, ofInstall, results, status, times } from "./cases.ts";

/** The requests of one install for an operation are answered with 401: that many of them. */
const refusing =
  (operation: Operation, index: number, requests = Infinity): NonNullable<FleetPlan["fateOf"]> =>
  ({ operation: asked, installId: id, nth }) =>
    asked === operation && id === installId(index) && nth < requests ? status(401) : undefined;

const named: FleetPlan["prepare"] = (host, clock) =>
  requesting(30)(host, clock).map((target, index) => ({
    ...target,
    install: { name: nameOf(index) },
  }));

describe("a 401 before any good reply", () => {
  test.each<[string, Operation, Partial<FleetPlan> & Pick<FleetPlan, "prepare">]>([
    ["the name of an install is looked up", "installs", { prepare: named }],
    ["a recent backup is looked for", "list", { prepare: requesting(30), maxAgeMs: HOUR_MS }],
    ["a backup is requested", "create", { prepare: requesting(30) }],
    ["a backup is polled", "show", { prepare: giving(30, { course: SLOW }) }],
  ])("when %s closes all gates at once, even with fail-fast: false", async (_, operation, plan) => {
    for (const failFast of [false, true]) {
      const story = await hold({
        ...plan,
        failFast,
        fateOf: ({ operation: asked }) => (asked === operation ? status(401) : undefined),
      });
      expect(results(story)).toEqual(times(30, "unauthorized"));
      expect(causes(story)).toEqual(times(30, undefined));
      expect(story.verdict).toMatchObject({
        result: "unauthorized",
        message: "30 of 30 backups failed.",
      });
      expect(story.got).toHaveLength(1);
      expect(story.endedAtMs).toBe(50);
    }
  });

  test("though other requests have failed before", async () => {
    const story = await hold({
      failFast: false,
      prepare: requesting(30),
      fateOf: ({ atMs }) => status(atMs < 800 ? 429 : 401),
    });
    expect(new Set(results(story))).toEqual(new Set(["unauthorized"]));
    expect(lastBegunAt(story)).toBeLessThan(2_000);
  });

  test("while others hang: they are closed as well", async () => {
    const story = await hold({
      failFast: false,
      prepare: giving(3, { course: SLOW }),
      fateOf: ({ installId: id }) => status(401, { tookMs: id === installId(1) ? 500 : 20_000 }),
    });
    expect(results(story)).toEqual(times(3, "unauthorized"));
    expect(story.endedAtMs).toBe(SPACING_MS + 500);
  });
});

describe("a 401 after a good reply", () => {
  test.each<[string, Operation, Partial<FleetPlan> & Pick<FleetPlan, "prepare">]>([
    ["the request of one of eight backups", "create", { prepare: requesting(8) }],
    ["the listing of one of eight installs", "list", { prepare: requesting(8), maxAgeMs: HOUR_MS }],
    ["the poll of one of eight backups", "show", { prepare: requesting(8) }],
  ])("to %s, once: it is asked again, and all open", async (_, operation, plan) => {
    const story = await hold({ ...plan, fateOf: refusing(operation, 3, 1) }, 2);
    expect(results(story)).toEqual(times(8, "completed"));
    expect(ofInstall(story, 3).filter(({ fate }) => fate.status === 401)).toHaveLength(1);
    expect(times(8, 0).map((_none, index) => createdOf(story, index).length)).toEqual(times(8, 1));
  });

  const others = (story: FleetStory, index: number): unknown[] =>
    results(story).filter((_, at) => at !== index);

  test.each<[string, Operation, Partial<FleetPlan>]>([
    ["requests of one of eight backups", "create", {}],
    ["polls of one of eight backups", "show", {}],
    ["listings of one of eight installs", "list", { maxAgeMs: HOUR_MS }],
  ])("to all %s is its own, once it has lasted 20 s", async (_, operation, more) => {
    const story = await hold(
      {
        ...more,
        failFast: false,
        timeoutMs: 120_000,
        bounds: { minMs: 2_000, maxMs: 5_000 }, // so that good replies of others come between
        prepare: requesting(8, undefined, courses({})),
        fateOf: refusing(operation, 3),
      },
      Infinity,
    );
    expect(story.records[3]?.ended?.verdict.result).toBe("unauthorized");
    expect(story.records[3]?.ended?.verdict.message).toContain(
      "The API answered 401. The credentials worked earlier in this step.",
    );
    expect(others(story, 3)).toEqual(times(7, "timed-out"));
    const refused = ofInstall(story, 3).filter(({ fate }) => fate.status === 401);
    expect((refused.at(-1)?.atMs ?? NaN) - (refused[0]?.atMs ?? NaN)).toBeGreaterThanOrEqual(
      20_000 - 50,
    );
  });

  test("closes the others by fail-fast then, as any other failure", async () => {
    const story = await hold({
      bounds: { minMs: 2_000, maxMs: 5_000 },
      prepare: requesting(3, undefined, courses({})),
      fateOf: refusing("show", 1),
    });
    expect(results(story)).toEqual(["cancelled", "unauthorized", "cancelled"]);
    expect(causes(story)).toEqual(["fail-fast", undefined, "fail-fast"]);
  });

  test("closes all gates once the step has received only 401 for 20 s", async () => {
    const story = await hold({
      failFast: false,
      bounds: { minMs: 2_000, maxMs: 5_000 },
      prepare: requesting(8, undefined, courses({})),
      fateOf: ({ atMs }) => (atMs > 30_000 ? status(401) : undefined),
    });
    expect(results(story)).toEqual(times(8, "unauthorized"));
    const messages = new Set(story.records.map(({ ended }) => ended?.verdict.message));
    expect([...messages]).toEqual([
      "The API answered 401. The credentials worked earlier in this step.",
    ]);
    const first = on(story, "show").find(({ fate }) => fate.status === 401)?.atMs ?? NaN;
    expect(story.endedAtMs).toBeGreaterThanOrEqual(first + 20_050);
    expect(story.endedAtMs).toBeLessThan(first + 23_000);
  });

  test("leaves those completed that were", async () => {
    const story = await hold({
      failFast: false,
      prepare: (host) => [
        given(host, 0, { ageMs: HOUR_MS, course: COMPLETED }),
        given(host, 1, { ageMs: HOUR_MS, course: SLOW }),
        given(host, 2, { ageMs: HOUR_MS, course: SLOW }),
      ],
      fateOf: ({ installId: id }) => (id === installId(2) ? status(401) : undefined),
    });
    expect(results(story)).toEqual(["completed", "unauthorized", "unauthorized"]);
  });
});
