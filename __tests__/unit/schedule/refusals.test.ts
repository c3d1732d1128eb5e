import { describe, expect, test } from "vitest";
import type { FinalFailure } from "../../../src/model/reply.ts";
import { Refusals } from "../../../src/schedule/refusals.ts";

const missing: FinalFailure = { kind: "not-found", message: "404", isContradicted: true };
const forbidden: FinalFailure = {
  kind: "fatal",
  result: "unauthorized",
  message: "403",
  isContradicted: true,
};
const moved: FinalFailure = { ...forbidden, result: "rejected", message: "302" };

describe("a final failure after a good reply", () => {
  test("closes the gate once it has lasted 20 s", () => {
    const refusals = new Refusals();
    const leftMs = [5_000, 6_000, 24_999, 25_000, 30_000].map((now) =>
      refusals.untilBelievedMs(missing, now),
    );
    expect(leftMs).toEqual([20_000, 19_000, 1, 0, 0]);
  });

  test("starts anew after a good reply", () => {
    const refusals = new Refusals();
    refusals.untilBelievedMs(missing, 0);
    refusals.clear();
    expect(refusals.untilBelievedMs(missing, 19_000)).toBe(20_000);
  });

  test("must last itself: another kind before it does not count", () => {
    const refusals = new Refusals();
    const leftMs = [missing, forbidden, moved, missing, forbidden, moved].map((refusal, index) =>
      refusals.untilBelievedMs(refusal, index * 5_000),
    );
    expect(leftMs).toEqual([20_000, 20_000, 20_000, 5_000, 5_000, 5_000]);
  });
});

test.each<[string, FinalFailure]>([
  ["no good reply contradicts", { ...missing, isContradicted: false }],
  ["no good reply is known to contradict", { kind: "not-found", message: "404" }],
  ["concerns the whole step", { ...forbidden, messageForAll: "401" }],
])("a final failure closes the gate at once if it %s", (_, refusal) => {
  expect(new Refusals().untilBelievedMs(refusal, 7)).toBe(0);
});

test("a final failure that must always last does not close the gate at once, even without a good reply before", () => {
  const refusals = new Refusals();
  const refusal: FinalFailure = { kind: "not-found", message: "404" };
  const leftMs = [0, 8_000, 20_000].map((now) => refusals.untilLastedMs(refusal, now));
  expect(leftMs).toEqual([20_000, 12_000, 0]);
});
