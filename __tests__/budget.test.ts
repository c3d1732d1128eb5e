import { expect, test } from "vitest";
import { type Budget, patienceOf } from "../src/budget.ts";
import { FakeClock } from "./fake-clock.ts";

const { signal } = new AbortController();
const budgetOf = (more: Partial<Budget> = {}): Budget => ({
  clock: new FakeClock(),
  requestTimeoutMs: 30_000,
  timeoutMs: 60_000,
  deadline: 60_000,
  signal,
  ...more,
});

test.each([
  [undefined, 61_500],
  [800, 60_800],
])(
  "an exchange ends so long after the deadline at the latest: %j ms",
  async (lastLookMs, endBy) => {
    const budget = budgetOf(lastLookMs === undefined ? {} : { lastLookMs });
    expect(patienceOf(budget)).toMatchObject({ withinMs: 30_000, endBy });
    await budget.clock.sleep(60_000, signal);
    expect(patienceOf(budget)).toMatchObject({ withinMs: endBy - 60_000, endBy });
    await budget.clock.sleep(5_000, signal);
    expect(patienceOf(budget).withinMs).toBe(0);
  },
);

test("when the last look may be begun is not a matter of how long it may take", () => {
  const { beginBy } = patienceOf(budgetOf());
  expect(patienceOf(budgetOf({ lastLookMs: 800 })).beginBy).toBe(beginBy);
});
