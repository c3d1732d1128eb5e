import { describe, expect, test } from "vitest";
import { backoffMs } from "../../../src/schedule/backoff.ts";
import { retryAfterMs } from "../../../src/wpengine/http/date.ts";

const NOON = Date.parse("2026-11-23T12:00:00Z");

describe("backoffMs", () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [6, 32_000],
    [7, 60_000],
    [50, 60_000],
    [5_000, 60_000],
  ])(
    "after %i failures in a row is at most %i ms, of which jitter takes up to half",
    (failures, ceiling) => {
      expect(backoffMs(failures, () => 0)).toBe(ceiling);
      expect(backoffMs(failures, () => 0.5)).toBe(ceiling * 0.75);
      expect(backoffMs(failures, () => 0.999_999)).toBeGreaterThan(ceiling * 0.5);
    },
  );
});

describe("retryAfterMs", () => {
  test.each([
    ["0", 0],
    ["3", 3_000],
    ["3600", 3_600_000],
    ["0003", 3_000],
    ["9".repeat(20), 1e23],
    ["9".repeat(400), Infinity],
  ])("reads delay-seconds %s", (header, ms) => {
    expect(retryAfterMs(header, undefined, NOON)).toBe(ms);
  });

  test.each([
    "-5",
    "+5",
    "soon",
    "",
    " ",
    "NaN",
    "Infinity",
    "1e9999",
    "1e3",
    "3.7.1",
    "Mon, 3.7.1 12:00:07 GMT",
    "Mon, 2 Nov 2026 12:00:07 GMT",
    "Mon, 23 November 2026 12:00:07 GMT",
    "Mon, 2026-11-23 12:00:07 GMT",
    "3.5",
    "0x10",
    "3s",
    "３",
  ])("takes %j for no hint", (header) => {
    expect(retryAfterMs(header, undefined, NOON)).toBeUndefined();
  });

  test("takes an absent header for no hint", () => {
    expect(retryAfterMs(undefined, undefined, NOON)).toBeUndefined();
  });

  test.each([
    "Mon, 23 Nov 2026 12:00:07 GMT",
    "Monday, 23-Nov-26 12:00:07 GMT",
    "Mon Nov 23 12:00:07 2026",
  ])("reads the HTTP-date %s", (header) => {
    expect(retryAfterMs(header, undefined, NOON)).toBe(7_000);
  });

  test("reads the day of an asctime date below ten", () => {
    const date = "Mon, 02 Nov 2026 12:00:00 GMT";
    expect(retryAfterMs("Mon Nov  2 12:00:07 2026", date, NOON)).toBe(7_000);
  });

  test("reads an HTTP-date against the answer's own Date, whatever our clock says", () => {
    const header = "Mon, 23 Nov 2026 13:00:07 GMT";
    expect(retryAfterMs(header, "Mon, 23 Nov 2026 13:00:00 GMT", NOON)).toBe(7_000);
    expect(retryAfterMs(header, "no date", NOON)).toBe(3_607_000);
  });

  test("takes a moment that has passed for no wait at all", () => {
    expect(retryAfterMs("Mon, 23 Nov 2026 11:00:00 GMT", undefined, NOON)).toBe(0);
  });

  test.each([
    "2026-11-23T12:00:07Z",
    "23 Nov 2026",
    "Mon, 23 Nov 2026 12:00:07 CET",
    "Mon, 99 Nov 2026 12:00:07 GMT",
  ])("takes %j for no HTTP-date", (header) => {
    expect(retryAfterMs(header, undefined, NOON)).toBeUndefined();
  });
});
