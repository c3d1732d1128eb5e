import { expect, test } from "vitest";
import { attemptIn, keyIn } from "../../../src/backup/key.ts";

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

test.each<[string, string | undefined, { run: string; attempt: number } | undefined]>([
  ["a whole bracket", "[gate 3f9a1c, run 987, attempt 2] Before", { run: "987", attempt: 2 }],
  ["nothing after it", "[gate 3f9a1c, run 987, attempt 2]", { run: "987", attempt: 2 }],
  ["any letter case", "[GATE 3F9A1C, Run Ab-9, ATTEMPT 12] X", { run: "ab-9", attempt: 12 }],
  [
    "a run that is a word",
    "[gate 3f9a1c, run my_run.1, attempt 1]x",
    { run: "my_run.1", attempt: 1 },
  ],
  ["no description", undefined, undefined],
  ["a bracket that is cut within the attempt", "[gate 3f9a1c, run 987, attempt 1", undefined],
  ["a bracket that is cut, with three dots", "[gate 3f9a1c, run 987, attempt 1...", undefined],
  ["a bracket that is cut within the run", "[gate 3f9a1c, run 98", undefined],
  ["no attempt", "[gate 3f9a1c, run 987]", undefined],
  ["no run", "[gate 3f9a1c, run , attempt 1]", undefined],
  ["a key that is cut", "[gate 3f9a1, run 987, attempt 1]", undefined],
  ["a longer key", "[gate 3f9a1c0, run 987, attempt 1]", undefined],
  ["an attempt of 0", "[gate 3f9a1c, run 987, attempt 0]", undefined],
  ["an attempt that is no number", "[gate 3f9a1c, run 987, attempt 1a]", undefined],
  ["a bracket that is not at the very beginning", " [gate 3f9a1c, run 987, attempt 1]", undefined],
  ["a bracket on another line", "X\n[gate 3f9a1c, run 987, attempt 1]", undefined],
  ["a text that imitates one", "Before [gate 3f9a1c, run 987, attempt 1]", undefined],
  ["a second bracket", "[gate 3f9a1c] [gate 3f9a1c, run 987, attempt 1]", undefined],
  ["other words", "[gate 3f9a1c; run 987; attempt 1]", undefined],
])("%s: %j shows the attempt %j", (_, description, attempt) => {
  expect(attemptIn(description)).toEqual(attempt);
});
