import { describe, expect, test } from "vitest";
import { GRACE_MS, judge } from "../../../src/gate/judge.ts";
import type { BackupReply } from "../../../src/model/reply.ts";
import { backupLook } from "../../support/fixtures.ts";
import { failed, notFound, refused } from "./waits.ts";

const final = (result: "unauthorized" | "rejected" | "unavailable"): BackupReply => ({
  kind: "fatal",
  result,
  message: "No",
});

describe("judge", () => {
  test("completed is the only status that opens the gate", () => {
    expect(judge(backupLook("completed"), true, 0)).toEqual({
      kind: "verdict",
      verdict: { result: "completed", message: "The backup is completed." },
    });
  });

  test("aborted closes it", () => {
    expect(judge(backupLook("aborted"), true, 0)).toEqual({
      kind: "verdict",
      verdict: {
        result: "aborted",
        message: "The host aborted the backup, so there is nothing to restore from.",
      },
    });
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

  test.each([
    ["is refused", refused],
    ["has no usable reply", failed],
  ])("a poll that %s is made good", (_, reply) => {
    expect(judge(reply, true, 0)).toEqual({ kind: "retry" });
  });

  test.each(["unauthorized", "rejected", "unavailable"] as const)(
    "a final failure is %s at once",
    (result) => {
      expect(judge(final(result), false, 0)).toEqual({
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
    expect(judge(notFound, false, 0)).toEqual({ kind: "not-yet-known", graceLeftMs: GRACE_MS });
    expect(judge(notFound, false, GRACE_MS - 1)).toEqual({ kind: "not-yet-known", graceLeftMs: 1 });
    expect(judge(notFound, false, GRACE_MS)).toMatchObject({ verdict: { result: "not-found" } });
  });

  test("a backup that was seen has none", () => {
    expect(judge(notFound, true, 0)).toEqual({
      kind: "verdict",
      verdict: {
        result: "not-found",
        message: "The backup was there, and now is not: The API answered 404 Not Found.",
        cause: "vanished",
      },
    });
  });
});
