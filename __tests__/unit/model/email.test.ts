import { expect, test } from "vitest";
import { isEmailAddress } from "../../../src/model/email.ts";

test.each([
  ["you@example.com", true],
  ["b.c+d@sub.example.co.uk", true],
  ["jürgen@exämple.de", true],
  [`${"a".repeat(242)}@example.com`, true],
  [`${"a".repeat(243)}@example.com`, false],
  ["", false],
  ["you", false],
  ["you@", false],
  ["@example.com", false],
  ["you@example", false],
  ["you@example..com", false],
  ["you@@example.com", false],
  ["You <you@example.com>", false],
  ["you@example.com, b@example.com", false],
  ["yo\u200bu@example.com", false],
])("%j: %s", (text, isOne) => {
  expect(isEmailAddress(text)).toBe(isOne);
});
