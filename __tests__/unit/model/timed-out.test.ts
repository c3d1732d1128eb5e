import { describe, expect, test } from "vitest";
import type { BackupReply, RetryableFailure } from "../../../src/model/reply.ts";
import {
  timedOut,
  timedOutAfter,
  timedOutBeforePoll,
  timedOutWhile,
} from "../../../src/model/timed-out.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { backupReply } from "../../support/fixtures.ts";

const BUDGET = { timeoutMs: 1_800_000 };
const TIME_IS_UP = "The time is up (timeout: 30m)";

const failed: RetryableFailure = { kind: "retryable", message: "no luck", reason: "no-answer" };
const rateLimited: RetryableFailure = { ...failed, reason: "rate-limited" };
const notSent: RetryableFailure = { ...failed, reason: "not-sent" };

/** Verdicts for each kind of retryable failure at the deadline. The messages here start after the time. */
const failures: readonly [string, RetryableFailure, Pick<Verdict, "result" | "cause">][] = [
  ["a 429", rateLimited, { result: "timed-out", cause: "rate-limit" }],
  ["no usable reply", failed, { result: "unavailable", cause: undefined }],
  [
    "a request that was not sent to an API that replies",
    { ...notSent, hasApiReplied: true },
    { result: "timed-out", cause: "crowded" },
  ],
  [
    "a request that was not sent to one that does not",
    { ...notSent, hasApiReplied: false },
    { result: "unavailable", cause: undefined },
  ],
  [
    "a request that was not sent, if nothing is known of the API",
    notSent,
    { result: "unavailable", cause: undefined },
  ],
  [
    "no usable reply from an API that has replied before",
    { ...failed, hasApiReplied: true },
    { result: "unavailable", cause: undefined },
  ],
];

describe("the time is up after a poll", () => {
  test.each<[string, BackupReply, Verdict]>([
    [
      "of a pending backup",
      backupReply("in_progress"),
      { result: "timed-out", message: `${TIME_IS_UP}, and the backup is still in_progress.` },
    ],
    [
      "with an unknown status",
      backupReply({ unknown: "paused" }),
      { result: "timed-out", message: `${TIME_IS_UP}, and the backup is still "paused".` },
    ],
    [
      "of an unknown backup",
      { kind: "not-found", message: "The API answered 404 Not Found", cause: "web-page" },
      {
        result: "not-found",
        message: `${TIME_IS_UP}, and the last status check failed: The API answered 404 Not Found.`,
        cause: "web-page",
      },
    ],
    [
      "that is a final failure",
      { kind: "fatal", result: "rejected", message: "No" },
      { result: "rejected", message: "No." },
    ],
  ])("%s", (_, latest, verdict) => {
    expect(timedOut(latest, BUDGET)).toEqual(verdict);
  });

  test.each(failures)("with %s", (_, failure, { result, cause }) => {
    const message = `${TIME_IS_UP}, and the last status check failed: no luck.`;
    expect(timedOut(failure, BUDGET)).toEqual({ result, message, cause });
  });
});

describe("the time is up before a first poll", () => {
  test("to an API that has not replied", () => {
    const message = `${TIME_IS_UP}, and the API has not replied yet.`;
    expect(timedOutBeforePoll(BUDGET, false)).toEqual({ result: "unavailable", message });
  });

  test.each([
    ["to one that has", timedOutBeforePoll(BUDGET, true)],
    ["if nothing is said of the API", timedOutBeforePoll(BUDGET)],
  ])("%s", (_, verdict) => {
    const message = "The time was up (timeout: 30m) before the first status check.";
    expect(verdict).toEqual({ result: "timed-out", message });
  });
});

test("the time is up during a task", () => {
  expect(timedOutWhile("nothing has come of it.", "unavailable", BUDGET)).toEqual({
    result: "unavailable",
    message: `${TIME_IS_UP}, and nothing has come of it.`,
  });
});

test.each(failures)(
  "the time is up after a request that is no poll, with %s",
  (_, failure, { result, cause }) => {
    const message = `${TIME_IS_UP}. No luck.`;
    expect(timedOutAfter(failure, BUDGET)).toEqual({ result, message, cause });
  },
);
