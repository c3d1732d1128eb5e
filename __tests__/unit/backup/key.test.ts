import { expect, test } from "vitest";
import { keyIn } from "../../../src/backup/key.ts";

test.each<[string, string | undefined, string | undefined]>([
  ["a whole bracket", "[gate 3f9a1c, run 1, attempt 1] Before a deploy", "3f9a1c"],
  ["any letter case", "[GATE 3F9A1C, RUN 1] BEFORE", "3f9a1c"],
  ["digits only", "[gate 123456, run 1]", "123456"],
  ["a text that is cut within the bracket", "[gate 3f9a1c, run 1, att", "3f9a1c"],
  ["a text that is cut right after the key", "[gate 3f9a1c", "3f9a1c"],
  ["the key, and three dots", "[gate 3f9a1c...", "3f9a1c"],
  ["the key, and a line break", "[gate 3f9a1c\r\nrun 1]", "3f9a1c"],
  ["no description", undefined, undefined],
  ["an empty one", "", undefined],
  ["another text", "Nightly", undefined],
  ["a text that is cut within the key", "[gate 3f9a1", undefined],
  ["a longer number", "[gate 3f9a1c0, run 1]", undefined],
  ["a longer word", "[gate 3f9a1cz, run 1]", undefined],
  ["a longer word in capitals", "[gate 3f9a1cZ, run 1]", undefined],
  ["a letter that is no hex digit", "[gate 3g9a1c, run 1]", undefined],
  ["a bracket that is not at the very beginning", " [gate 3f9a1c, run 1]", undefined],
  ["a bracket on another line", "Before\n[gate 3f9a1c, run 1]", undefined],
  ["a text that imitates one", "Before [gate 3f9a1c, run 1, attempt 1]", undefined],
  ["no bracket", "gate 3f9a1c, run 1", undefined],
  ["the key of an older version", "Before (run 1, attempt 1, key 3f9a1c)", undefined],
  ["two blanks", "[gate  3f9a1c, run 1]", undefined],
])("%s: %j shows %j", (_, description, key) => {
  expect(keyIn(description)).toBe(key);
});
