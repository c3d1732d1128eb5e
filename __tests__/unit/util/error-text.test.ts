import { expect, test } from "vitest";
import { codeOf, messageOf } from "../../../src/util/error-text.ts";

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
