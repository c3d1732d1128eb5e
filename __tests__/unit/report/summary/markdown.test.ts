import { describe, expect, test } from "vitest";
import { escapeMarkdown } from "../../../../src/report/summary/markdown.ts";

describe("escapeMarkdown", () => {
  test.each([
    ["6.8.1", "6.8.1"],
    ["in_progress", "in_progress"],
    ["a: b (c)", "a: b (c)"],
    ["a | b", "a &#124; b"],
    ["<b>&amp;", "&#60;b&#62;&#38;amp;"],
    ["`x` *y* ~z~ \\", "&#96;x&#96; &#42;y&#42; &#126;z&#126; &#92;"],
    ["_x_ __y", "&#95;x&#95; &#95;&#95;y"],
    ["[a](b) ![c](d)", "&#91;a&#93;(b) !&#91;c&#93;(d)"],
    ["https://evil.example", "https&#58;//evil.example"],
    ["www.evil.example", "www&#46;evil.example"],
    ["@team #1 $x$ :tada:", "&#64;team &#35;1 &#36;x&#36; &#58;tada:"],
  ])("%s is written %s", (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});
