import { describe, expect, test } from "vitest";
import { mayPass, type Meaning, meaningOf, type Refusal } from "../../../src/wpengine/refusals.ts";

const BARE: Omit<Refusal, "status"> = {
  hasRetryAfter: false,
  isWebPage: false,
  isUnknownPath: false,
  isCreate: false,
};
const RETRY: Meaning = { kind: "retryable", reason: "no-answer" };
const LIMITED: Meaning = { kind: "retryable", reason: "rate-limited" };
const BUSY: Meaning = { kind: "retryable", reason: "busy" };
const UNAUTHORIZED = { kind: "fatal", result: "unauthorized" } as const;
const REJECTED = { kind: "fatal", result: "rejected" } as const;
const PAGE = { isGeneral: true, cause: "web-page" } as const;
const ALL = {
  hasRetryAfter: true,
  isWebPage: true,
  isUnknownPath: true,
  isCreate: true,
};

describe("a refusal means", () => {
  test.each<[status: number, more: Partial<Refusal>, meaning: Meaning]>([
    [300, {}, { ...REJECTED, isGeneral: true }],
    [399, { isWebPage: true }, { ...REJECTED, isGeneral: true }],
    [302, ALL, { ...REJECTED, isGeneral: true }],
    [400, {}, REJECTED],
    [400, { hasRetryAfter: true, isCreate: true, isUnknownPath: true }, REJECTED],
    [400, { isWebPage: true }, { ...REJECTED, ...PAGE }],
    [499, { isWebPage: true }, { ...REJECTED, ...PAGE }],
    [401, {}, { ...UNAUTHORIZED, isGeneral: true }],
    [401, ALL, { ...UNAUTHORIZED, isGeneral: true }],
    [403, {}, { ...UNAUTHORIZED, cause: "forbidden" }],
    [403, { isCreate: true }, { ...UNAUTHORIZED, cause: "forbidden" }],
    [403, { isWebPage: true }, { ...UNAUTHORIZED, ...PAGE }],
    [403, { isUnknownPath: true }, { ...REJECTED, cause: "unknown-path" }],
    [403, { isUnknownPath: true, isWebPage: true }, { ...REJECTED, cause: "unknown-path" }],
    [403, { hasRetryAfter: true }, RETRY],
    [403, ALL, RETRY],
    [404, {}, { kind: "not-found" }],
    [404, { hasRetryAfter: true, isUnknownPath: true, isCreate: true }, { kind: "not-found" }],
    [404, { isWebPage: true }, { kind: "not-found", ...PAGE }],
    [409, {}, REJECTED],
    [409, { isCreate: true }, BUSY],
    [409, ALL, BUSY],
    [423, {}, REJECTED],
    [423, { isCreate: true }, BUSY],
    [422, { isCreate: true }, REJECTED],
    [410, ALL, { ...REJECTED, ...PAGE }],
    [429, {}, LIMITED],
    [429, ALL, LIMITED],
    [408, ALL, RETRY],
    [425, {}, RETRY],
    [500, ALL, RETRY],
    [599, {}, RETRY],
  ])("%i %j: %j", (status, more, meaning) => {
    expect(meaningOf({ ...BARE, ...more, status })).toEqual(meaning);
  });
});

test.each([
  [407, false],
  [408, true],
  [409, false],
  [424, false],
  [425, true],
  [426, false],
  [428, false],
  [429, true],
  [430, false],
  [499, false],
  [500, true],
  [999, true],
])("whether a later request may get another status than %i: %s", (status, may) => {
  expect(mayPass(status)).toBe(may);
});
