import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Ended, firstFailure, verdictOfFleet } from "../../../src/fleet/verdict.ts";
import type { Cause, Result, Verdict } from "../../../src/model/verdict.ts";

const ended = (result: Result, endedAt = 0, cause?: Cause): Ended => ({
  verdict: { result, message: `It is ${result}.`, cause },
  endedAt,
});
const completed = ended("completed");
const requested = ended("requested");
const cutShort = (endedAt = 0): Ended => ended("cancelled", endedAt, "fail-fast");

type Fleet = readonly (Ended | undefined)[];

describe("the result", () => {
  test.each<[string, Fleet, Result]>([
    ["all are completed", [completed, completed, completed], "completed"],
    ["one has come to no verdict", [completed, undefined, completed], "error"],
    ["none has come to a verdict", [undefined, undefined], "error"],
    ["there are none", [], "error"],
    ["some are completed, some only requested", [completed, requested], "requested"],
    ["all are requested", [requested, requested], "requested"],
    ["one is requested, and one has come to no verdict", [requested, undefined], "error"],
    ["one has failed", [completed, ended("stale"), requested], "stale"],
    ["one was cancelled with the step", [completed, ended("cancelled")], "cancelled"],
    ["the earlier one was aborted", [ended("stale", 2), ended("aborted", 1)], "aborted"],
    ["the earlier one comes first", [ended("stale", 1), ended("aborted", 2)], "stale"],
    [
      "three have failed at the same moment: the first of the inputs",
      [completed, ended("rejected", 5), ended("aborted", 5), ended("stale", 5)],
      "rejected",
    ],
    [
      "one was cut short by another's failure",
      [cutShort(7), ended("aborted", 7), completed],
      "aborted",
    ],
    [
      "one was cut short, and said to have ended first",
      [cutShort(1), ended("aborted", 7)],
      "aborted",
    ],
    ["only fail-fast closed them all", [cutShort(1), cutShort(2)], "error"],
    ["one was cut short, and the other is completed", [cutShort(1), completed], "error"],
    ["one was cut short, and the other only requested", [requested, cutShort(1)], "error"],
    // A bug of ours is never hidden by what came after it.
    ["no verdict counts as ended at 0", [ended("aborted", 1), undefined], "error"],
  ])("where %s", (_, fleet, result) => {
    expect(verdictOfFleet(fleet).result).toBe(result);
  });
});

describe("the first failure", () => {
  test.each<[string, Fleet, number | undefined]>([
    ["none", [completed, requested], undefined],
    ["no gates, no failure", [], undefined],
    ["none of those that were cut short", [cutShort(0), completed, cutShort(3)], undefined],
    ["the earliest", [ended("stale", 3), completed, ended("aborted", 2)], 2],
    ["the first of two at a time", [completed, ended("stale", 3), ended("aborted", 3)], 1],
    ["one that was cancelled with the step", [ended("cancelled", 3), completed], 0],
    ["one without a verdict, for it counts as ended at 0", [ended("stale", 1), undefined], 1],
    ["the first of two at 0", [ended("stale", 0), undefined], 0],
  ])("is %s", (_, fleet, index) => {
    expect(firstFailure(fleet)).toBe(index);
  });
});

test("a single gate has its own verdict", () => {
  for (const { verdict } of [completed, requested, ended("aborted"), cutShort()]) {
    expect(verdictOfFleet([{ verdict, endedAt: 3 }])).toBe(verdict);
  }
});

test.each<[string, Fleet]>([
  ["only one gate", [undefined]],
  ["no gate at all", []],
])("%s without a verdict is a bug, and said to be one", (_, fleet) => {
  expect(verdictOfFleet(fleet)).toEqual({
    result: "error",
    message: "A gate ended without a result.",
  });
});

test.each<[Fleet, Verdict]>([
  [[completed, completed], { result: "completed", message: "All 2 backups are completed." }],
  [
    [completed, requested, requested],
    {
      result: "requested",
      message:
        "Not completed yet: 2 of 3 backups. This step did not wait for them (wait: false). Don't deploy until a later step has " +
        "waited for them.",
    },
  ],
  [
    [ended("stale", 1), completed, ended("aborted", 2)],
    { result: "stale", message: "2 of 3 backups failed." },
  ],
  [
    [cutShort(), ended("aborted"), completed],
    {
      result: "aborted",
      message: "1 of 3 backups failed. The step did not wait for 1 other (fail-fast).",
    },
  ],
  [
    [cutShort(), ended("aborted"), cutShort()],
    {
      result: "aborted",
      message: "1 of 3 backups failed. The step did not wait for 2 others (fail-fast).",
    },
  ],
])("says how many: %j", (fleet, verdict) => {
  expect(verdictOfFleet(fleet)).toEqual(verdict);
});

test("the cause of the failure that is blamed is the fleet's, and so is its reach", () => {
  const limited: Verdict = {
    result: "timed-out",
    message: "Retry-After asks for a wait of 2h.",
    cause: "rate-limit",
    messageForAll: "Retry-After asks for a wait of 2h.",
  };
  const fleet = [ended("aborted", 5), { verdict: limited, endedAt: 4 }];
  expect(verdictOfFleet(fleet)).toEqual({ ...limited, message: "2 of 2 backups failed." });
});

const RESULTS: readonly Result[] = [
  "completed",
  "requested",
  "aborted",
  "timed-out",
  "unavailable",
  "stale",
  "not-found",
  "unauthorized",
  "rejected",
  "invalid-input",
  "cancelled",
  "error",
];
const gate: fc.Arbitrary<Ended | undefined> = fc.option(
  fc
    .record({ result: fc.constantFrom(...RESULTS), endedAt: fc.nat(20), isCutShort: fc.boolean() })
    .map(({ result, endedAt, isCutShort }) =>
      ended(result, endedAt, isCutShort && result === "cancelled" ? "fail-fast" : undefined),
    ),
  { nil: undefined, freq: 12 },
);
/** Most verdicts are completed, so whole fleets often complete. */
const fleets = fc.oneof(
  fc.array(gate, { minLength: 1, maxLength: 20 }),
  fc.array(fc.oneof({ weight: 40, arbitrary: fc.constant(completed) }, gate), {
    minLength: 1,
    maxLength: 20,
  }),
);

test("is completed exactly where every one of them is", () => {
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(fleets, (fleet) => {
      const areAll = fleet.every((one) => one?.verdict.result === "completed");
      seen.add(areAll && fleet.length > 1);
      expect(verdictOfFleet(fleet).result === "completed").toBe(areAll);
    }),
    { numRuns: 2_000 },
  );
  expect(seen).toEqual(new Set([false, true]));
});

test("is the earliest failure, never one cut short by fail-fast", () => {
  fc.assert(
    fc.property(fleets, (fleet) => {
      const first = firstFailure(fleet);
      const failures = fleet.flatMap((one, index) => {
        const { verdict, endedAt } = one ?? ended("error");
        const isFailure = !["completed", "requested"].includes(verdict.result);
        return isFailure && verdict.cause !== "fail-fast" ? [{ index, endedAt }] : [];
      });
      const [earliest] = failures.toSorted((a, b) => a.endedAt - b.endedAt || a.index - b.index);
      expect(first).toBe(earliest?.index);
    }),
    { numRuns: 1_000 },
  );
});
