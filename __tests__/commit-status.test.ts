import { expect, test } from "vitest";
import { STATES } from "../src/report/commit-status.ts";
import type { Result } from "../src/verdict.ts";

/** Every result of the contract, by what it is beside a commit. */
const RESULTS: Readonly<Record<Result, string>> = {
  completed: "success",
  requested: "pending",
  aborted: "failure",
  stale: "failure",
  "not-found": "failure",
  "timed-out": "failure",
  unavailable: "error",
  unauthorized: "error",
  rejected: "error",
  "invalid-input": "error",
  cancelled: "error",
  error: "error",
};

test.each(Object.entries(RESULTS))("the commit status of %s is %s", (result, state) => {
  expect(STATES[result as Result]).toBe(state);
});

test("no other result has one, and only an open gate is a success", () => {
  expect(Object.keys(STATES).toSorted()).toEqual(Object.keys(RESULTS).toSorted());
  const successes = Object.entries(STATES).filter(([, state]) => state === "success");
  expect(successes).toEqual([["completed", "success"]]);
});
