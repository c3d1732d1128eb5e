import fc from "fast-check";
import { expect, test } from "vitest";
import { closest } from "../../../src/util/closest.ts";

test.each([
  ["torquemg", ["zebra", "torquemag", "torque"], ["torquemag", "torque", "zebra"]],
  ["TORQUE", ["tork", "torque"], ["torque", "tork"]],
  ["torque", ["TORK", "TORQUE"], ["TORQUE", "TORK"]],
  ["abc", ["abd", "abe"], ["abd", "abe"]],
  ["abc", ["abe", "abd"], ["abd", "abe"]],
  ["abc", ["zzabc", "abd"], ["abd", "zzabc"]],
  ["abc", ["abczz", "abd"], ["abd", "abczz"]],
  ["abc", ["xyc", "abd"], ["abd", "xyc"]],
  ["zzabc", ["abc", "zzabd"], ["zzabd", "abc"]],
  ["abc", [], []],
])("the words closest to %s among %j", (word, words, expected) => {
  expect(closest(word, words, 3)).toEqual(expected);
});

test("are at most as many as requested", () => {
  expect(closest("a", ["a", "b", "c", "d"], 2)).toEqual(["a", "b"]);
});

/** Letters to insert, delete or replace: the definition itself. */
function edits(from: string, to: string): number {
  if (from === "" || to === "") return from.length + to.length;
  const [, ...fromRest] = from;
  const [, ...toRest] = to;
  const [one, other] = [fromRest.join(""), toRest.join("")];
  if (from.charAt(0) === to.charAt(0)) return edits(one, other);
  return 1 + Math.min(edits(one, other), edits(from, other), edits(one, to));
}

test("are those with the fewest edits, in the order of the alphabet where those are equal", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(
    fc.property(word, fc.uniqueArray(word, { maxLength: 12 }), (given, words) => {
      const expected = [...words].sort(
        (a, b) => edits(given, a) - edits(given, b) || (a < b ? -1 : 1),
      );
      expect(closest(given, words, 12)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test("are found among thousands", () => {
  const many = Array.from({ length: 7_000 }, (_, nth) => `${"x".repeat(70)}${nth}`);
  expect(closest("torquemg", [...many, "torquemag"], 1)).toEqual(["torquemag"]);
});

test("compare only 50 candidates in full: those with the most common letters at both ends", () => {
  // Without a common end it is the last one by that, though two letters make it the given word.
  const swapped = "bacdefhg";
  const alike = Array.from({ length: 49 }, (_, nth) => `abcd${nth}efgh`);
  expect(closest("abcdefgh", [...alike, swapped], 100)).toHaveLength(50);
  expect(closest("abcdefgh", [...alike, swapped], 100)).toContain(swapped);
  const more = [...alike, "abcd49efgh", swapped];
  expect(closest("abcdefgh", more, 100)).toHaveLength(50);
  expect(closest("abcdefgh", more, 100)).not.toContain(swapped);
});

/** Whether a word is among the 50 that are compared letter by letter, beside 50 others. */
const isCompared = (given: string, word: string, others: string): boolean => {
  const words = Array.from({ length: 50 }, () => others);
  const [before, after] = [
    [word, ...words],
    [...words, word],
  ].map((all) => closest(given, all, 100).includes(word));
  return before === true && after === true;
};

test.each([
  ["a common beginning", "abcdefgh", "abcdxxxx", "xxxxxxxx", true],
  ["a common beginning in another case", "abcdefgh", "ABCDxxxx", "xxxxxxxx", true],
  ["a common end", "abcdefgh", "xxxxefgh", "xxxxxxxx", true],
  ["a longer common end", "abcdefgh", "xxxxefgh", "xxxxxfgh", true],
  ["both", "abcdefgh", "abxxxxgh", "abcxxxxx", true],
  ["a common middle only", "abcdefgh", "xbcdefgx", "abxxxxxx", false],
  ["an end that is the beginning, too, which is not counted twice", "aaa", "aa", "aaa", false],
  ["an end that is a part of the beginning, too", "aaaa", "aaa", "aaab", false],
  ["a word that is much longer", "abcd", "abcdxxxxxx", "axxx", false],
])("the letters in common count: %s (%s: %s beside %s)", (_, given, word, others, expected) => {
  expect(isCompared(given, word, others)).toBe(expected);
});

test("only the first 40 letters of each count", () => {
  const long = "a".repeat(40);
  expect(closest(`${long}z`, [`${long}z`, `${long}y`], 2)).toEqual([`${long}y`, `${long}z`]);
  const short = "a".repeat(39);
  expect(closest(`${short}z`, [`${short}y`, `${short}z`], 2)).toEqual([`${short}z`, `${short}y`]);
});

test("each letter counts as one in any encoding", () => {
  expect(closest("a😀", ["a😁", "bc"], 2)).toEqual(["a😁", "bc"]);
});
