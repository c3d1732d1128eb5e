import { expect, test } from "vitest";
import { InputError, invalidInput } from "../../../src/inputs/errors.ts";
import { GateClosed, StepFailed } from "../../../src/model/errors.ts";

test("a breach of the rules names the input, and is no verdict yet", () => {
  const breach = new InputError("timeout", 'is "soon". Use a duration');
  expect(breach).toBeInstanceOf(Error);
  expect(breach).not.toBeInstanceOf(StepFailed);
  expect(breach.message).toBe('timeout is "soon". Use a duration.');
});

test("one breach ends the step", () => {
  const message = 'timeout is "soon". Use a duration.';
  const failure = invalidInput([new InputError("timeout", 'is "soon". Use a duration')]);
  expect(failure).toBeInstanceOf(StepFailed);
  expect(failure).not.toBeInstanceOf(GateClosed);
  expect(failure.message).toBe(message);
  expect(failure.verdict).toEqual({ result: "invalid-input", message });
});

test("the reason why values are empty is named once, and only if one is", () => {
  const why =
    "An empty value is usually an unset variable, secret or output. Runs from forks and Dependabot get no secrets.";
  const empty = ["api-username", "api-password"].map(
    (name) => new InputError(name, "is empty", true),
  );
  const wrong = new InputError("timeout", 'is "soon"');
  expect(invalidInput([...empty, wrong]).message).toBe(
    `api-username is empty.\napi-password is empty.\ntimeout is "soon".\n${why}`,
  );
  expect(invalidInput([wrong]).message).toBe('timeout is "soon".');
});

test("several are one failure, a line each", () => {
  const message = "timeout is a.\nwait is b.";
  const breaches = [new InputError("timeout", "is a"), new InputError("wait", "is b")];
  expect(invalidInput(breaches)).toMatchObject({
    message,
    verdict: { result: "invalid-input", message },
  });
});
