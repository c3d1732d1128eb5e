import { expect, test } from "vitest";
import { InputError, invalidInput } from "../../../src/inputs/errors.ts";
import { GateClosed, StepFailed } from "../../../src/model/errors.ts";

test("a breach of the rules names the input, and is no verdict yet", () => {
  const breach = new InputError("timeout", 'got "soon"; write a duration');
  expect(breach).toBeInstanceOf(Error);
  expect(breach).not.toBeInstanceOf(StepFailed);
  expect(breach.message).toBe('timeout: got "soon"; write a duration.');
});

test("one breach ends the step", () => {
  const message = 'timeout: got "soon"; write a duration.';
  const failure = invalidInput([new InputError("timeout", 'got "soon"; write a duration')]);
  expect(failure).toBeInstanceOf(StepFailed);
  expect(failure).not.toBeInstanceOf(GateClosed);
  expect(failure.message).toBe(message);
  expect(failure.verdict).toEqual({ result: "invalid-input", message });
});

test("several are one failure, a line each", () => {
  const message = "timeout: got a.\nwait: got b.";
  const breaches = [new InputError("timeout", "got a"), new InputError("wait", "got b")];
  expect(invalidInput(breaches)).toMatchObject({
    message,
    verdict: { result: "invalid-input", message },
  });
});
