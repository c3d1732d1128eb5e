import { describe, expect, test } from "vitest";
import {
  type BackupReply,
  causeOf,
  type FinalFailure,
  type RetryableFailure,
  verdictOf,
} from "../../../src/model/reply.ts";
import type { Cause, Verdict } from "../../../src/model/verdict.ts";
import { backupReply } from "../../support/fixtures.ts";

const failed: RetryableFailure = { kind: "retryable", message: "no luck", reason: "no-answer" };
const notSent: RetryableFailure = { ...failed, reason: "not-sent" };
const final = (
  result: "unauthorized" | "rejected" | "unavailable",
): Extract<FinalFailure, { readonly kind: "fatal" }> => ({ kind: "fatal", result, message: "no" });

test.each<[string, BackupReply, Cause | undefined]>([
  ["a refusal", { ...failed, reason: "rate-limited" }, "rate-limit"],
  [
    "a request that was not sent to an API that replies",
    { ...notSent, hasApiReplied: true },
    "crowded",
  ],
  [
    "a request that was not sent to one that does not",
    { ...notSent, hasApiReplied: false },
    undefined,
  ],
  ["a request that was not sent, if nothing is known of the API", notSent, undefined],
  [
    "a request that was not sent because of a Retry-After",
    { ...notSent, hasApiReplied: true, hasRetryAfter: true },
    "rate-limit",
  ],
  ["no usable reply", failed, undefined],
  [
    "no usable reply from an API that has replied before",
    { ...failed, hasApiReplied: true },
    undefined,
  ],
  ["a refusal with a cause", { ...final("unavailable"), cause: "certificate" }, "certificate"],
  ["a refusal without one", final("unavailable"), undefined],
  ["refused credentials", final("unauthorized"), undefined],
  ["a rejected request", final("rejected"), undefined],
  ["an unknown backup", { kind: "not-found", message: "404" }, undefined],
  ["a pending backup", backupReply("in_progress"), undefined],
])("what is to be put right after %s", (_, reply, cause) => {
  expect(causeOf(reply)).toBe(cause);
});

describe("the verdict on a final failure", () => {
  test.each<[string, FinalFailure, Verdict]>([
    [
      "of a backup that the API does not know",
      { kind: "not-found", message: "the API answered 404" },
      { result: "not-found", message: "The API answered 404." },
    ],
    ["of the credentials", final("unauthorized"), { result: "unauthorized", message: "No." }],
    ["of the request", final("rejected"), { result: "rejected", message: "No." }],
    [
      "of the connection",
      { ...final("unavailable"), cause: "certificate" },
      { result: "unavailable", message: "No.", cause: "certificate" },
    ],
    [
      "of the whole step",
      { ...final("unauthorized"), messageForAll: "not any of them" },
      { result: "unauthorized", message: "No.", messageForAll: "Not any of them." },
    ],
  ])("%s", (_, failure, verdict) => {
    expect(verdictOf(failure)).toEqual(verdict);
  });
});
