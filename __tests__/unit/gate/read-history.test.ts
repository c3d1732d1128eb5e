import { expect, test } from "vitest";
import type { RetryableFailure } from "../../../src/model/reply.ts";
import { type History, delaysNextRequest } from "../../../src/gate/history.ts";

const history: History = { kind: "history", pastDurationsMs: [] };
const failed = (answered: boolean, more: Partial<RetryableFailure> = {}): RetryableFailure => ({
  kind: "retryable",
  message: "It failed.",
  answered,
  ...more,
});

test.each<[string, History | RetryableFailure, boolean]>([
  ["one that was read does not", history, false],
  ["one that was read with a wish for quiet does", { ...history, retryAt: 1_000 }, true],
  ["one that was refused does", failed(true), true],
  ["one that got no answer does not", failed(false), false],
  ["one that got none with a wish for quiet does", failed(false, { retryAt: 1_000 }), true],
  // Others have been answered, and nothing has been said of it.
  ["one whose turn has not come does not", failed(true, { unbegun: true }), false],
])("of histories %s bind what follows", (_, answer, binds) => {
  expect(delaysNextRequest(answer)).toBe(binds);
});
