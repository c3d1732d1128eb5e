import { expect, test } from "vitest";
import { formatDuration, parseDurationMs } from "../../../src/util/duration.ts";

test.each([
  ["500ms", 500],
  ["90s", 90_000],
  ["30m", 1_800_000],
  ["1h30m", 5_400_000],
  ["1h30m15s250ms", 5_415_250],
  ["0.5m", 30_000],
  ["0.07m", 4_200],
  ["90", 90_000],
  ["0.5", 500],
  ["0", 0],
  ["0s", 0],
  ["0.0001ms", 1],
  ["007", 7_000],
])("%s is %i ms", (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each([
  "",
  " ",
  "soon",
  "-5m",
  "+5m",
  "5 m",
  "5M",
  "5min",
  "m",
  ".5m",
  "5.m",
  "1e3",
  "0x10",
  "30m1h",
  "2d",
  "5m5m",
  "1h30",
  "1,5m",
  "Infinity",
  "NaN",
  "5m\n",
  "٣m",
])("%j is no duration", (text) => {
  expect(parseDurationMs(text)).toBeUndefined();
});

test.each([
  [0, "0s"],
  [0.2, "1ms"],
  [49, "49ms"],
  [50, "0.1s"],
  [800, "0.8s"],
  [3_000, "3s"],
  [9_940, "9.9s"],
  [9_950, "10s"],
  [9_960, "10s"],
  [42_400, "42s"],
  [59_600, "1m"],
  [250_000, "4m10s"],
  [245_000, "4m05s"],
  [1_800_000, "30m"],
  [3_599_600, "1h"],
  [3_900_000, "1h05m"],
  [21_600_000, "6h"],
  [90_000_000, "25h"],
  [172_769_000, "47h59m"],
  [172_770_000, "2d"],
  [194_400_000, "2d06h"],
  [5_184_000_000, "60d"],
  [8_639_999_999, "100d"],
  [8_640_000_000, "over 100 days"],
  [Infinity, "over 100 days"],
])("%i ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  ["60d", 5_184_000_000],
  ["1d", 86_400_000],
  ["1d12h", 129_600_000],
  ["0.5d", 43_200_000],
  ["90m", 5_400_000],
  ["30", 30_000],
])("%s is a duration if days are allowed", (text, ms) => {
  expect(parseDurationMs(text, { days: true })).toBe(ms);
});

test.each(["1h1d", "d", "1d1d", "1w", "1d-1h"])("%s is none even there", (text) => {
  expect(parseDurationMs(text, { days: true })).toBeUndefined();
});
