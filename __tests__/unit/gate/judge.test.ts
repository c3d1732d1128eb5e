import { describe, expect, test } from "vitest";
import { judge } from "../../../src/gate/judge.ts";
import type { FinalFailure } from "../../../src/model/reply.ts";
import { backupReply } from "../../support/fixtures.ts";
import { failed, notFound, rateLimited } from "./waits.ts";

const final = (result: "unauthorized" | "rejected" | "unavailable"): FinalFailure => ({
  kind: "fatal",
  result,
  message: "No",
});

const atOnce = (): number => 0;
const notYet = (): number => 12_000;

describe("judge", () => {
  test("completed is the only status that opens the gate", () => {
    expect(judge(backupReply("completed"), atOnce)).toEqual({
      kind: "verdict",
      verdict: { result: "completed", message: "The backup is completed." },
    });
  });

  test("aborted closes it", () => {
    expect(judge(backupReply("aborted"), atOnce)).toEqual({
      kind: "verdict",
      verdict: {
        result: "aborted",
        message: "WP Engine aborted the backup, so it can't be restored.",
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
    expect(judge(backupReply(status), atOnce)).toEqual({ kind: "pending" });
  });

  test.each([
    ["is rate-limited", rateLimited],
    ["has no usable reply", failed],
  ])("a poll that %s is made good", (_, reply) => {
    expect(judge(reply, atOnce)).toEqual({ kind: "retry" });
  });

  test.each(["unauthorized", "rejected", "unavailable"] as const)(
    "a final failure is %s at once",
    (result) => {
      expect(judge(final(result), atOnce)).toEqual({
        kind: "verdict",
        verdict: {
          result,
          message: "No.",
          cause: undefined,
        },
      });
    },
  );

  test.each([notFound, final("unauthorized"), final("rejected")])(
    "a refusal that has not lasted yet is asked again: %j",
    (failure) => {
      expect(judge(failure, notYet)).toEqual({
        kind: "refused",
        failure,
        untilBelievedMs: 12_000,
      });
    },
  );

  test("a backup that the API never showed is not found", () => {
    expect(judge(notFound, atOnce)).toEqual({
      kind: "verdict",
      verdict: { result: "not-found", message: "The API answered 404 Not Found." },
    });
  });

  test("a backup that the API returned before no longer exists", () => {
    expect(judge({ ...notFound, isContradicted: true }, atOnce)).toEqual({
      kind: "verdict",
      verdict: {
        result: "not-found",
        message:
          "The backup no longer exists: The API answered 404 Not Found. The API's earlier replies in this step were good.",
        cause: "vanished",
      },
    });
  });

  test("any other refusal after good replies says so", () => {
    expect(judge({ ...final("rejected"), isContradicted: true }, atOnce)).toMatchObject({
      verdict: { message: "No. The API's earlier replies in this step were good." },
    });
  });

  test.each(["requested", "completed", "aborted"] as const)(
    "a backup is never refused: %s",
    (status) => {
      expect(judge(backupReply(status), notYet)).toEqual(judge(backupReply(status), atOnce));
    },
  );
});

test("a lasting web page does not mean that the backup no longer exists", () => {
  const page = {
    kind: "not-found",
    message: "a page",
    isContradicted: true,
    cause: "web-page",
  } as const;
  const verdictOn = (isGeneral: boolean): unknown => judge({ ...page, isGeneral }, () => 0);
  expect(verdictOn(true)).toMatchObject({ verdict: { result: "not-found", cause: "web-page" } });
  expect(verdictOn(false)).toMatchObject({ verdict: { result: "not-found", cause: "vanished" } });
});
