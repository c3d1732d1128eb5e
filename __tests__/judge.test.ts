import { describe, expect, test } from "vitest";
import { GRACE_MS, judge, type Look, timeIsUp } from "../src/judge.ts";
import { backupLook } from "./fixtures.ts";

const absent: Look = { kind: "absent", message: "The API answered 404 Not Found" };

describe("judge", () => {
  test("completed is the only status that opens the gate", () => {
    expect(judge(backupLook("completed"), true, 0)).toMatchObject({
      verdict: { result: "completed" },
    });
  });

  test("aborted closes it", () => {
    expect(judge(backupLook("aborted"), true, 0)).toMatchObject({ verdict: { result: "aborted" } });
  });

  test.each([
    "requested",
    "in_progress",
    "initiated",
    { unknown: "completed" },
    { unknown: "paused" },
  ] as const)("%j is waited on", (status) => {
    expect(judge(backupLook(status), true, 0)).toEqual({ kind: "pending" });
  });

  test("a failed look is made good", () => {
    expect(judge({ kind: "failed", message: "", answered: true }, true, 0)).toEqual({
      kind: "retry",
    });
  });

  test.each(["unauthorized", "rejected", "unavailable"] as const)(
    "a permanent fault is %s at once",
    (result) => {
      expect(judge({ kind: "permanent", result, message: "No" }, false, 0)).toEqual({
        kind: "verdict",
        verdict: {
          result,
          message: "No.",
          cause: result === "unavailable" ? "certificate" : undefined,
        },
      });
    },
  );

  test("a backup never seen has a grace to appear in", () => {
    expect(judge(absent, false, 0)).toEqual({ kind: "not-yet-known", graceLeftMs: GRACE_MS });
    expect(judge(absent, false, GRACE_MS - 1)).toEqual({ kind: "not-yet-known", graceLeftMs: 1 });
    expect(judge(absent, false, GRACE_MS)).toMatchObject({ verdict: { result: "not-found" } });
  });

  test("a backup that was seen has none", () => {
    expect(judge(absent, true, 0)).toMatchObject({
      verdict: { result: "not-found", message: expect.stringContaining("was there") as string },
    });
  });
});

describe("timeIsUp", () => {
  test.each([
    ["a pending backup", backupLook("in_progress"), "timed-out", "still in_progress"],
    ["a refusal (429)", { kind: "failed", message: "429", answered: true }, "timed-out", "429"],
    ["a failed look", { kind: "failed", message: "503", answered: false }, "unavailable", "503"],
    ["an unknown backup", absent, "not-found", "404 Not Found"],
    ["no look at all", undefined, "unavailable", "not answered yet"],
    [
      "a permanent fault",
      { kind: "permanent", result: "rejected", message: "No" },
      "rejected",
      "No.",
    ],
  ] as const)("after %s", (_, look, result, words) => {
    const verdict = timeIsUp(look, "30m");
    expect(verdict.result).toBe(result);
    expect(verdict.message).toContain(words);
  });
});
