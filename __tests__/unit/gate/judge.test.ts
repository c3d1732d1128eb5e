import { describe, expect, test } from "vitest";
import { causeOf, type BackupReply } from "../../../src/model/reply.ts";
import { EVERYTHING, learnt } from "../../../src/gate/last-poll.ts";
import { GRACE_MS, judge } from "../../../src/gate/judge.ts";
import { timeIsUp } from "../../../src/model/timed-out.ts";
import type { Cause, Verdict } from "../../../src/model/verdict.ts";
import { backupLook } from "../../support/fixtures.ts";

const absent: BackupReply = { kind: "not-found", message: "The API answered 404 Not Found" };
const failed = (answered: boolean, unbegun?: boolean): BackupReply => ({
  kind: "retryable",
  message: "no luck",
  answered,
  unbegun,
});
const permanent = (result: "unauthorized" | "rejected" | "unavailable"): BackupReply => ({
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

  test("a failed look is made good", () => {
    expect(judge(failed(true), true, 0)).toEqual({ kind: "retry" });
  });

  test.each(["unauthorized", "rejected", "unavailable"] as const)(
    "a permanent fault is %s at once",
    (result) => {
      expect(judge(permanent(result), false, 0)).toEqual({
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
    expect(judge(absent, true, 0)).toEqual({
      kind: "verdict",
      verdict: {
        result: "not-found",
        message: "The backup was there, and now is not: The API answered 404 Not Found.",
        cause: "vanished",
      },
    });
  });
});

describe("timeIsUp", () => {
  const upFront = "The time is up (timeout: 30m)";

  test.each<[string, BackupReply | undefined, Verdict]>([
    [
      "a pending backup",
      backupLook("in_progress"),
      { result: "timed-out", message: `${upFront}, and the backup is still in_progress.` },
    ],
    [
      "an unknown status",
      backupLook({ unknown: "paused" }),
      { result: "timed-out", message: `${upFront}, and the backup is still "paused".` },
    ],
    [
      "a refusal (429)",
      failed(true),
      {
        result: "timed-out",
        message: `${upFront}, and the last look failed: no luck.`,
        cause: "rate-limit",
      },
    ],
    [
      "a failed look",
      failed(false),
      { result: "unavailable", message: `${upFront}, and the last look failed: no luck.` },
    ],
    [
      "an unknown backup",
      absent,
      {
        result: "not-found",
        message: `${upFront}, and the last look said: The API answered 404 Not Found.`,
      },
    ],
    [
      "no look at all",
      undefined,
      { result: "unavailable", message: `${upFront}, and the API has not answered yet.` },
    ],
    ["a permanent fault", permanent("rejected"), { result: "rejected", message: "No." }],
  ])("after %s", (_, look, verdict) => {
    expect(timeIsUp(look, "30m")).toEqual(verdict);
  });
});

test("a look counts by how much it has learnt, from nothing to everything", () => {
  const looks = [
    [failed(false, true), failed(true, true)],
    [failed(false)],
    [failed(true)],
    [absent, backupLook("in_progress"), backupLook({ unknown: "completed" })],
    [permanent("unauthorized")],
    [backupLook("completed"), backupLook("aborted")],
  ];
  expect(looks.map((alike) => alike.map(learnt))).toEqual([
    [0, 0],
    [1],
    [2],
    [3, 3, 3],
    [4],
    [EVERYTHING, EVERYTHING],
  ]);
});

test.each<[string, BackupReply, Cause | undefined]>([
  ["a refusal", failed(true), "rate-limit"],
  ["a turn that has not come, of an API that answers", failed(true, true), "crowded"],
  ["a turn that has not come, of one that does not", failed(false, true), undefined],
  ["a failed look", failed(false), undefined],
  ["a connection that is refused for good", permanent("unavailable"), "certificate"],
  ["refused credentials", permanent("unauthorized"), undefined],
  ["an unknown backup", absent, undefined],
  ["a pending backup", backupLook("in_progress"), undefined],
])("what is to be put right after %s", (_, look, cause) => {
  expect(causeOf(look)).toBe(cause);
});
