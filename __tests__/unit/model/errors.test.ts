import { expect, test } from "vitest";
import { GateClosed, StepFailed, verdictOfClosed } from "../../../src/model/errors.ts";
import { aborted } from "../../support/fixtures.ts";

test.each([StepFailed, GateClosed])("%o has a verdict, and its message", (Failure) => {
  const cause = new Error("ENOSPC");
  const failure = new Failure(aborted, { cause });
  expect(failure).toBeInstanceOf(StepFailed);
  expect(failure.verdict).toBe(aborted);
  expect(failure).toMatchObject({ message: aborted.message, cause });
  expect(new Failure(aborted).cause).toBeUndefined();
});

test("a gate that was closed has its verdict, and anything else that was thrown is thrown on", () => {
  expect(verdictOfClosed(new GateClosed(aborted))).toBe(aborted);
  const bug = new TypeError("no");
  expect(() => verdictOfClosed(bug)).toThrow(bug);
});

test("the end of the whole step is not that of one gate: it is thrown on", () => {
  const failure = new StepFailed(aborted);
  expect(() => verdictOfClosed(failure)).toThrow(failure);
});
