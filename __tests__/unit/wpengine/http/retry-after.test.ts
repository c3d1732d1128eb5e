import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retryAfterMs } from "../../../../src/wpengine/http/retry-after.ts";

const NOON = Date.parse("2026-11-23T12:00:00Z");
const IN_7_S = "Mon, 23 Nov 2026 12:00:07 GMT";

const retryAfter = (...headers: readonly string[]): number | undefined =>
  retryAfterMs(headers, undefined, NOON);

describe("retryAfterMs reads", () => {
  test.each<[string, string, number]>([
    ["delay-seconds", "0", 0],
    ["delay-seconds", "3", 3_000],
    ["delay-seconds", "0003", 3_000],
    ["delay-seconds", "999999999", 999_999_999_000],
    ["delay-seconds in white space", " \t3 ", 3_000],
    ["a fraction, rounded up", "2.5", 3_000],
    ["a fraction, rounded up", "0.001", 1_000],
    ["a fraction, rounded up", "2.0", 2_000],
    ["an IMF-fixdate", IN_7_S, 7_000],
    ["a date of RFC 850", "Monday, 23-Nov-26 12:00:07 GMT", 7_000],
    ["a date of asctime", "Mon Nov 23 12:00:07 2026", 7_000],
    ["an IMF-fixdate with an offset", "Mon, 23 Nov 2026 12:00:07 +0000", 7_000],
    ["an IMF-fixdate with an offset", "Mon, 23 Nov 2026 12:00:07 -0000", 7_000],
    ["a date of RFC 850 with an offset", "Monday, 23-Nov-26 12:00:07 +0000", 7_000],
    ["ISO 8601", "2026-11-23T12:00:07Z", 7_000],
    ["ISO 8601 with a fraction", "2026-11-23T12:00:07.5Z", 7_500],
    ["ISO 8601 with a fraction", "2026-11-23T12:00:07.123456+00:00", 7_123],
    ["ISO 8601 with an offset", "2026-11-23T13:30:07+01:30", 7_000],
    ["ISO 8601 with an offset", "2026-11-23T07:00:07-0500", 7_000],
    ["ISO 8601 without an offset, as UTC", "2026-11-23T12:00:07", 7_000],
    ["ISO 8601 without seconds", "2026-11-23T12:01Z", 60_000],
    ["seconds since 1970", String(NOON / 1_000 + 7), 7_000],
    ["milliseconds since 1970", String(NOON + 7_001), 7_001],
    ["the first number that is a moment", "1000000000", 0],
    ["the last number that is in seconds", "999999999999", 999_999_999_999_000 - NOON],
    ["the first number that is in milliseconds", "1000000000000", 0],
    ["a huge number", "9".repeat(30), 1e30 - NOON],
    ["a huger number", "9".repeat(400), Infinity],
    ["a huger number with a fraction", `${"9".repeat(400)}.5`, Infinity],
    ["a moment in the past", "Mon, 23 Nov 2026 11:00:00 GMT", 0],
    ["a moment in the past", "2026-11-23T11:59:59Z", 0],
    ["a moment in the past", String(NOON / 1_000 - 1), 0],
    ["several", "3, 3", 3_000],
    ["several", "3,120,5", 120_000],
    ["several", "2.5,1", 3_000],
    ["several, some of them empty", ", 3,, ", 3_000],
    ["several, some of them no hint", 'soon, 3, "9", 9s, +9, -9, 9; x', 3_000],
    ["several dates", `${IN_7_S}, Mon, 23 Nov 2026 12:00:09 GMT`, 9_000],
    ["several dates", `Mon, 23 Nov 2026 12:00:09 GMT,${IN_7_S}`, 9_000],
    ["several dates", `Monday, 23-Nov-26 12:00:07 GMT, Mon Nov 23 12:00:09 2026`, 9_000],
    ["a date and delay-seconds", `${IN_7_S}, 120`, 120_000],
    ["a date and delay-seconds", `5, ${IN_7_S}`, 7_000],
    ["a date and ISO 8601", `2026-11-23T12:00:09Z, ${IN_7_S}`, 9_000],
  ])("%s: %s", (_, header, ms) => {
    expect(retryAfter(header)).toBe(ms);
  });

  test.each([
    ["Mon", "02", "02-Nov-26"],
    ["Tue", "03", "03-Nov-26"],
    ["Wed", "04", "04-Nov-26"],
    ["Thu", "05", "05-Nov-26"],
    ["Fri", "06", "06-Nov-26"],
    ["Sat", "07", "07-Nov-26"],
    ["Sun", "08", "08-Nov-26"],
  ])("a date on a %s", (day, date, short) => {
    const long = { Tue: "Tuesday", Wed: "Wednesday", Thu: "Thursday", Sat: "Saturday" };
    const name = (long as Readonly<Record<string, string>>)[day] ?? `${day}day`;
    const now = `${day}, ${date} Nov 2026 12:00:00 GMT`;
    for (const then of [`${day}, ${date} Nov 2026`, `${name}, ${short}`]) {
      expect(retryAfterMs([`1, ${then} 12:00:07 GMT, 2`], now, NOON)).toBe(7_000);
    }
  });

  test("several header lines: the longest", () => {
    expect(retryAfter("0", "soon", "7", "5")).toBe(7_000);
    expect(retryAfter("1", IN_7_S)).toBe(7_000);
  });

  test("the day of an asctime date below ten", () => {
    const date = "Mon, 02 Nov 2026 12:00:00 GMT";
    expect(retryAfterMs(["Mon Nov  2 12:00:07 2026"], date, NOON)).toBe(7_000);
  });

  test.each([
    "Mon, 23 Nov 2026 13:00:07 GMT",
    "2026-11-23T13:00:07Z",
    String(NOON / 1_000 + 3_607),
    String(NOON + 3_607_000),
  ])("the date %s relative to the reply's own Date, not to our clock", (header) => {
    expect(retryAfterMs([header], "Mon, 23 Nov 2026 13:00:00 GMT", NOON)).toBe(7_000);
    expect(retryAfterMs([header], "no date", NOON)).toBe(3_607_000);
    expect(retryAfterMs([header], undefined, NOON)).toBe(3_607_000);
  });
});

describe("retryAfterMs ignores", () => {
  test("an absent header", () => {
    expect(retryAfter()).toBeUndefined();
  });

  test.each([
    "-5",
    "+5",
    "-2.5",
    "soon",
    "",
    " ",
    ",",
    "NaN",
    "Infinity",
    "1e9999",
    "1e3",
    "3.7.1",
    "3.",
    ".5",
    "3 4",
    "0x10",
    "3s",
    '"3"',
    "3; foo",
    "delay=3",
    "３",
    "23 Nov 2026",
    "Mon",
    "Mon, 3",
    "Mon, 3.7.1 12:00:07 GMT",
    "Mon, 2 Nov 2026 12:00:07 GMT",
    "Mon, 23 November 2026 12:00:07 GMT",
    "Mon, 2026-11-23 12:00:07 GMT",
    "Mon, 23 Nov 2026 12:00:07",
    "Mon, 23 Nov 2026 12:00:07 CET",
    "Mon, 23 Nov 2026 12:00:07 UTC",
    "Mon, 23 Nov 2026 12:00:07 gmt",
    "Mon, 23 Nov 2026 12:00:07 +0200",
    "Mon, 23 Nov 2026 12:00:07 +00:00",
    "Mon, 23 Nov 2026 12:00:07 GMT x",
    "x Mon, 23 Nov 2026 12:00:07 GMT",
    "mon, 23 nov 2026 12:00:07 GMT",
    "Mon, 99 Nov 2026 12:00:07 GMT",
    "2026-11-23",
    "2026-11-23T12",
    "2026-13-23T12:00:07Z",
    "2026-11-23T12:00:07 UTC",
    "2026-11-23T12:00:07 CET",
    "20261123T120007Z",
  ])("%j", (header) => {
    expect(retryAfter(header)).toBeUndefined();
  });
});

test("no request is sent before the end of the longest hint, whatever other hints there are", () => {
  const seconds = fc.nat(10_000_000);
  const atMs = (s: number): number => NOON + s * 1_000;
  const utc = (s: number): string => new Date(atMs(s)).toUTCString();
  const iso = (s: number): string => new Date(atMs(s)).toISOString();
  const forms: ((s: number) => string)[] = [
    String,
    utc,
    iso,
    (s) => utc(s).replace("GMT", "+0000"),
    (s) => iso(s).replace(".000Z", "+00:00"),
    (s) => String(atMs(s) / 1_000),
    (s) => String(atMs(s)),
    (s) => (s === 0 ? "0.0" : `${s - 1}.25`),
  ];
  const hint = fc.record({ s: seconds, form: fc.constantFrom(...forms) });
  const junk = fc.constantFrom("", "soon", "-9", "9s", '"9"', "9;x", "9e9", "Mon", "GMT");
  const element = fc.oneof(
    { weight: 2, arbitrary: hint.map(({ s, form }) => ({ text: form(s), ms: s * 1_000 })) },
    { weight: 1, arbitrary: junk.map((text) => ({ text, ms: undefined })) },
  );
  const comma = fc.constantFrom(",", ", ", " ,\t");
  const line = fc.tuple(fc.array(element, { minLength: 1, maxLength: 4 }), comma);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 3 }), (lines) => {
      // Behind a lone weekday a comma separates nothing: what follows is no element of its own.
      fc.pre(
        lines.every(([elements]) => elements.slice(0, -1).every(({ text }) => text !== "Mon")),
      );
      const headers = lines.map(([elements, by]) => elements.map(({ text }) => text).join(by));
      const wanted = lines.flatMap(([elements]) => elements.flatMap(({ ms }) => ms ?? []));
      const longest = wanted.length === 0 ? undefined : Math.max(...wanted);
      expect(retryAfterMs(headers, "Mon, 23 Nov 2026 12:00:00 GMT", 0)).toBe(longest);
    }),
    { numRuns: 500 },
  );
});

test("no text makes it anything but undefined, or a number that is not negative", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), fc.string(), (headers, date) => {
      expect(retryAfterMs(headers, date, NOON) ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
