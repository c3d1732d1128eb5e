import { expect, test } from "vitest";
import { codeOf, messageOf } from "../../../src/util/error-text.ts";
import { GateClosed, verdictOfClosed } from "../../../src/model/errors.ts";
import { InputError, InputErrors } from "../../../src/inputs/errors.ts";
import { OutputsError } from "../../../src/report/outputs-file.ts";
import { aborted } from "../../support/fixtures.ts";

test("a breach of the rules is a verdict that names the input", () => {
  const message = 'timeout: got "soon"; write a duration.';
  expect(new InputError("timeout", 'got "soon"; write a duration')).toMatchObject({
    message,
    verdict: { result: "invalid-input", message },
  });
});

test("several are one verdict, a line each", () => {
  const message = "timeout: got a.\nwait: got b.";
  const breaches = [new InputError("timeout", "got a"), new InputError("wait", "got b")];
  expect(new InputErrors(breaches)).toMatchObject({
    message,
    verdict: { result: "invalid-input", message },
  });
});

test("outputs that cannot be written are the runner's fault, and keep their cause", () => {
  const cause = new Error("ENOSPC ::error::");
  const message = "The outputs could not be written (ENOSPC : :error: :).";
  expect(new OutputsError(cause)).toMatchObject({
    message,
    cause,
    verdict: { result: "error", message, cause: "runner" },
  });
});

test("a gate that was closed has its verdict, and whatever else was thrown is thrown on", () => {
  expect(verdictOfClosed(new GateClosed(aborted))).toBe(aborted);
  const bug = new TypeError("no");
  expect(() => verdictOfClosed(bug)).toThrow(bug);
});

test.each([
  [Object.assign(new Error("no"), { code: "ECONNRESET" }), "ECONNRESET"],
  [new Error("no"), ""],
  [{ code: "ECONNRESET" }, ""],
  ["ECONNRESET", ""],
])("the code of %s is %j", (error, code) => {
  expect(codeOf(error)).toBe(code);
});

test.each([
  [new Error("no luck"), "no luck"],
  [Object.assign(new AggregateError([]), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
  [new TypeError(""), "TypeError"],
  ["gone", "gone"],
])("the message of %s is %j", (error, message) => {
  expect(messageOf(error)).toBe(message);
});
