import { expect, test } from "vitest";
import {
  type Budget,
  isTooLate,
  requestOptions,
  waitWithin,
} from "../../../src/schedule/deadline.ts";
import { FakeClock } from "../../../simulator/clock.ts";

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
  async (lastPollMs, cutoffAt) => {
    const budget = budgetOf(lastPollMs === undefined ? {} : { lastPollMs });
    expect(requestOptions(budget)).toMatchObject({ timeoutMs: 30_000, cutoffAt });
    await budget.clock.sleep(60_000, signal);
    expect(requestOptions(budget)).toMatchObject({ timeoutMs: cutoffAt - 60_000, cutoffAt });
    await budget.clock.sleep(5_000, signal);
    expect(requestOptions(budget).timeoutMs).toBe(0);
  },
);

test("when the last look may be begun is not a matter of how long it may take", () => {
  const { sendBy } = requestOptions(budgetOf());
  expect(requestOptions(budgetOf({ lastPollMs: 800 })).sendBy).toBe(sendBy);
});

test("a request is wanted by no more than others where its budget says nothing of it", () => {
  expect(requestOptions(budgetOf()).priority(30_000)).toBe(0);
  expect(requestOptions(budgetOf({ priority: (now) => now / 1_000 })).priority(30_000)).toBe(30);
});

test.each([
  [0, false],
  [60_000, false],
  [60_100, false],
  [60_101, true],
])("a request begun at %i ms is later than waking up takes: %j", async (atMs, expected) => {
  const budget = budgetOf();
  await budget.clock.sleep(atMs, signal);
  expect(isTooLate(budget)).toBe(expected);
});

test("quiet for longer than the step has left closes the gate, and says so of all", async () => {
  const budget = budgetOf();
  await budget.clock.sleep(50_000, signal);
  const message =
    "The API asked for no request within 11s (Retry-After), and only 10s of the timeout (1m) are left.";
  expect(waitWithin(budget, 2_000, 60_000, "rate-limit")).toBe(10_000);
  expect(waitWithin(budget, 2_000, 61_000, "rate-limit")).toEqual({
    result: "timed-out",
    message,
    cause: "rate-limit",
    stepWide: message,
  });
});
