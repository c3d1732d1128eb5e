import { expect, test } from "vitest";
import { formatDuration, parseDurationMs } from "../src/duration.ts";

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
  [9_960, "10s"],
  [42_400, "42s"],
  [59_600, "1m"],
  [250_000, "4m10s"],
  [245_000, "4m05s"],
  [1_800_000, "30m"],
  [3_599_600, "1h"],
  [3_900_000, "1h05m"],
  [21_600_000, "6h"],
  [359_999_999, "100h"],
  [360_000_000, "over 100h"],
  [Infinity, "over 100h"],
])("%i ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
