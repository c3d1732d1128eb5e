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

test("are no more than asked for", () => {
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

test("of which only 50 are compared letter by letter: those with the most letters in common at both ends", () => {
  // Without a common end it is the last one by that, though two letters make it the given word.
  const swapped = "bacdefhg";
  const alike = Array.from({ length: 49 }, (_, nth) => `abcd${nth}efgh`);
  expect(closest("abcdefgh", [...alike, swapped], 100)).toHaveLength(50);
  expect(closest("abcdefgh", [...alike, swapped], 100)).toContain(swapped);
  const more = [...alike, "abcd49efgh", swapped];
  expect(closest("abcdefgh", more, 100)).toHaveLength(50);
  expect(closest("abcdefgh", more, 100)).not.toContain(swapped);
});

test.each<[string, string, string, string[]]>([
  ["abcdef", "abxxef", "xbcdxx", ["abxxef", "xbcdxx"]],
  ["aaa", "aaaa", "aa", ["aa", "aaaa"]],
])("of %s, an end is not counted twice: %s, %s", (word, one, other, expected) => {
  expect(closest(word, [one, other], 2)).toEqual(expected);
});

test("only the first 40 letters of each count", () => {
  const long = "a".repeat(40);
  expect(closest(`${long}b`, [`${long}c`, `${long}b`], 2)).toEqual([`${long}b`, `${long}c`]);
  expect(closest(`${long}b`, [`${long}z`, `${long}a`], 2)).toEqual([`${long}a`, `${long}z`]);
  const short = "a".repeat(39);
  expect(closest(`${short}z`, [`${short}b`, `${short}z`], 2)).toEqual([`${short}z`, `${short}b`]);
});

test("each letter counts as one, whatever its encoding", () => {
  expect(closest("a😀", ["a😁", "bc"], 2)).toEqual(["a😁", "bc"]);
});
