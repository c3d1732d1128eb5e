import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";
import { committed } from "../support/pages.ts";

/** Words that a reader would have to translate, and what to write instead. */
const UNUSED: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(?:a|the|each|every|last|first|next|one|two) looks?\b(?! (?:at|for|up)\b)/i, "status check"],
  [/\blooks? (?:begun|that sees|at a pending)\b|\blooking on\b/i, "status check"],
  [
    /\bthe host's (?!name\b)|\bthe host (?:has|is|gives|takes|shows|aborts|aborted|answers|calls)\b/i,
    "WP Engine",
  ],
  [/\bone an? (?:line|install|site)\b/i, "one per …"],
  [/\d\w* to go\b|\bgo by this step\b/i, "remaining"],
  [/[,;:] for (?:it|they|he|who|there|otherwise|without|then|GitHub|its)\b/, "because"],
  [/\bso that\b/i, "so"],
  [
    /\b(?:stands? (?:in|there|for)|in force|under way|at the most|befalls?|befell)\b/i,
    "plain verbs",
  ],
  [/\b(?:whoever|somebody)\b/i, "people, someone"],
  [/\bmade sense of\b|\bcame to its end\b|\bnone can any more\b|\bmay yet\b/i, "plain verbs"],
  [
    /\bof (?:one|its own|his own|her own) alone\b|\b(?:API|host|step|install|network) alone\b/i,
    "only",
  ],
  [/\btells? (?:of|which|why|what|how|the same)\b|\bis told\b|\btold apart\b/i, "says, shows"],
  [/\btakes? a recent\b|\bis taken instead\b/i, "reuse"],
  [/\b(?:licence|honour|behaviour|colour|favour|recognise|organis|neighbour)/i, "US spelling"],
];

/** Words of the code that users don't need. */
const INTERNAL: typeof UNUSED = [
  [/\bverdicts?\b/i, "result"],
  [/\bexchanges?\b/i, "request"],
];

const matching = (pattern: RegExp): string[] => committed.filter((path) => pattern.test(path));

const FOR_ALL = matching(
  /^(?:[A-Z]+\.md|action\.yml|docs\/.*\.md|examples\/.*|\.github\/.*\.yml|(?:src|simulator|bench|scripts)\/.*\.ts)$/,
).filter((path) => path !== "LICENSE");
const FOR_USERS = matching(
  /^(?:README\.md|SECURITY\.md|action\.yml|docs\/(?:recipes|troubleshooting|permissions-and-data)\.md|examples\/.*)$/,
);

/** A text with each line break as one space, also in a quotation or a comment: a sentence goes on after it. */
const joined = (text: string): string => text.replaceAll(/\s*\n\s*(?:(?:\/\/|\*|#|>) ?)?/g, " ");

/** Each use of such a word, with some text around it, and what to write instead. */
function usesIn(text: string, words: typeof UNUSED): string[] {
  const line = joined(text);
  return words.flatMap(([pattern, instead]) =>
    [...line.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].map(({ index }) => {
      return `${line.slice(Math.max(0, index - 30), index + 50)} (write: ${instead})`;
    }),
  );
}

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("no text has a word that a reader must translate", () => {
  test.each(FOR_ALL)("%s", (path) => expect(usesIn(read(path), UNUSED)).toEqual([]));
});

describe("no text for users has a word of the code", () => {
  test.each(FOR_USERS)("%s", (path) => expect(usesIn(read(path), INTERNAL)).toEqual([]));
});

test("the check finds such a word, also across a line break", () => {
  expect(usesIn("// The last look showed the\n// host's backup", UNUSED)).toEqual([
    expect.stringContaining("write: status check"),
    expect.stringContaining("write: WP Engine"),
  ]);
  expect(usesIn("Look at the host in api-url.", UNUSED)).toEqual([]);
  expect(usesIn("the verdict", INTERNAL)).toHaveLength(1);
});
