import { beforeEach, describe, expect, test } from "vitest";
import { expectedDistribution, nextPollMs, PRIOR } from "../../../src/schedule/cadence.ts";
import type { Estimate } from "../../../src/schedule/forecast.ts";
import { type GateOptions, waitForBackup } from "../../../src/gate/wait.ts";
import type { Historian } from "../../../src/gate/history.ts";
import type { RetryableFailure, BackupReply } from "../../../src/model/reply.ts";
import { LAST_POLL_MS } from "../../../src/schedule/last-seconds.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import { backupLook } from "../../support/fixtures.ts";

const pending = backupLook("in_progress");
const completed = backupLook("completed");
const absent: BackupReply = { kind: "not-found", message: "The API answered 404 Not Found" };
const failed = (retryAfterMs?: number, answered = false): ScriptedLook => ({
  kind: "retryable",
  message: "no luck",
  answered,
  retryAfterMs,
});

/** A look whose `Retry-After` counts from when it is answered. */
type ScriptedLook = BackupReply & { readonly retryAfterMs?: number | undefined };

interface Step {
  readonly look: ScriptedLook;
  /** How long the look takes to be answered; at once unless given. */
  readonly tookMs?: number;
}

interface Story {
  readonly verdict: Verdict;
  /** When each look was begun. */
  readonly begun: readonly number[];
  readonly patience: readonly number[];
  readonly endedAt: number;
  readonly waits: readonly number[];
  readonly looked: readonly BackupReply[];
  readonly estimates: readonly Estimate[];
  readonly missing: readonly string[];
  /** How much each look was wanted as it was begun. */
  readonly priorities: readonly number[];
  readonly clock: FakeClock;
}

/** Holds a gate through the steps; the last one goes on for ever. */
async function hold(steps: readonly Step[], options: Partial<GateOptions> = {}): Promise<Story> {
  const clock = options.clock instanceof FakeClock ? options.clock : new FakeClock();
  const story = {
    begun: [] as number[],
    patience: [] as number[],
    waits: [] as number[],
    looked: [] as BackupReply[],
    estimates: [] as Estimate[],
    missing: [] as string[],
    priorities: [] as number[],
  };
  const look = async ({
    timeoutMs,
    signal,
    onSend,
    priority,
  }: RequestOptions): Promise<BackupReply> => {
    onSend?.();
    const step = steps[Math.min(story.begun.length, steps.length - 1)] as Step;
    story.begun.push(clock.now());
    story.patience.push(timeoutMs);
    story.priorities.push(priority(clock.now()));
    const tookMs = step.tookMs ?? 0;
    await clock.sleep(Math.min(tookMs, timeoutMs), signal);
    const { retryAfterMs, ...answer } = tookMs <= timeoutMs ? step.look : failed();
    return retryAfterMs === undefined ? answer : { ...answer, retryAt: clock.now() + retryAfterMs };
  };
  const verdict = await waitForBackup({
    look,
    readHistory: () => Promise.reject(new Error("nothing to read")),
    watcher: {
      looked: (seen) => story.looked.push(seen),
      foresaw: (estimate) => story.estimates.push(estimate),
      missing: (message) => story.missing.push(message),
      backingOff: (_, waitMs) => story.waits.push(waitMs),
    },
    clock,
    random: () => 0,
    bounds: { minMs: 2_000, maxMs: 2_000 },
    requestTimeoutMs: 30_000,
    timeoutMs: 1_800_000,
    deadline: 1_800_000,
    signal: new AbortController().signal,
    ...options,
  });
  return { ...story, verdict, endedAt: clock.now(), clock };
}

const noHistory: RetryableFailure = { kind: "retryable", message: "no history", answered: false };
const past =
  (...pastDurationsMs: readonly number[]): Historian =>
  () =>
    Promise.resolve({ kind: "history", pastDurationsMs });
const within = (ms: number): Partial<GateOptions> => ({ timeoutMs: ms, deadline: ms });

test("a gate that is not begun at the start of the process keeps the deadline and the pace", async () => {
  const clock = new FakeClock();
  await clock.sleep(100_000, new AbortController().signal);
  const begun: number[] = [];
  const look = ({ timeoutMs }: RequestOptions): Promise<BackupReply> => {
    begun.push(clock.now());
    return Promise.resolve(timeoutMs > LAST_POLL_MS ? pending : completed);
  };
  const { verdict, waits } = await hold([], { clock, look, timeoutMs: 105_000, deadline: 105_000 });
  expect(verdict.result).toBe("completed");
  expect(begun).toEqual([100_000, 102_000, 104_000, 105_000]);
  expect(waits).toEqual([]);
});

describe("a backup that comes to an end", () => {
  test("already completed: one look, no sleep", async () => {
    const { verdict, begun, endedAt, clock } = await hold([{ look: completed }]);
    expect(verdict.result).toBe("completed");
    expect(begun).toEqual([0]);
    expect(endedAt).toBe(0);
    expect(clock.sleeping).toBe(0);
  });

  test("completed later", async () => {
    const { verdict, begun } = await hold([
      { look: pending },
      { look: pending },
      { look: completed },
    ]);
    expect(verdict.result).toBe("completed");
    expect(begun).toEqual([0, 2_000, 4_000]);
  });

  test("aborted on the second look: closed at once", async () => {
    const { verdict, begun, endedAt } = await hold([
      { look: pending },
      { look: backupLook("aborted") },
    ]);
    expect(verdict.result).toBe("aborted");
    expect(begun).toHaveLength(2);
    expect(endedAt).toBe(2_000);
  });

  test("a permanent fault closes at once", async () => {
    const { verdict, endedAt } = await hold([
      { look: { kind: "fatal", result: "unauthorized", message: "401" } },
    ]);
    expect(verdict).toMatchObject({ result: "unauthorized", message: "401." });
    expect(endedAt).toBe(0);
  });
});

describe("pending and failing are two clocks", () => {
  test("looks at a pending backup keep within the bounds", async () => {
    const { begun } = await hold([{ look: pending }], {
      ...within(1_800_000),
      bounds: { minMs: 5_000, maxMs: 20_000 },
    });
    const gaps = begun.slice(1, -1).map((at, index) => at - (begun[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(5_000);
    expect(Math.max(...gaps)).toBe(20_000);
  });

  test("looks at a backup of known age follow its cadence, by its age", async () => {
    const bounds = { minMs: 2_000, maxMs: 60_000 };
    const aged = backupLook("in_progress", 100_000);
    const { begun } = await hold([{ look: aged, tookMs: 1_000 }], {
      bounds,
      readHistory: past(),
    });
    const [first = 0, second = 0] = begun.slice(1);
    const firstMs = nextPollMs(PRIOR, 100_000, bounds);
    expect(first).toBeCloseTo(1_000 + firstMs, 3);
    expect(second).toBeCloseTo(first + 1_000 + nextPollMs(PRIOR, 101_000 + firstMs, bounds), 3);
  });

  test("a backup of unknown age is expected from the first look on", async () => {
    const bounds = { minMs: 2_000, maxMs: 60_000 };
    const { begun, estimates } = await hold(
      [{ look: failed() }, { look: pending }, { look: completed }],
      { bounds },
    );
    expect(estimates).toEqual([
      { createdAt: 0, isAgeKnown: false, distribution: PRIOR, pastBackups: 0 },
    ]);
    expect(begun[2]).toBeCloseTo(1_000 + nextPollMs(PRIOR, 1_000, bounds), 3);
  });

  test("failures back off, doubling, and a good answer resets them", async () => {
    const { begun } = await hold([
      { look: failed() },
      { look: failed() },
      { look: failed() },
      { look: pending },
      { look: failed() },
      { look: completed },
    ]);
    expect(begun).toEqual([0, 1_000, 3_000, 7_000, 9_000, 10_000]);
  });

  test("the watcher is told how long a failure is waited out", async () => {
    const { waits } = await hold([
      { look: failed() },
      { look: failed(5_000) },
      { look: completed },
    ]);
    expect(waits).toEqual([1_000, 5_000]);
  });
});

describe("the history of the install", () => {
  const bounds = { minMs: 2_000, maxMs: 60_000 };
  const newborn = backupLook("requested", 0);
  const asked: RequestOptions[] = [];
  beforeEach(() => asked.splice(0));
  const reads =
    (readHistory: Historian): Historian =>
    (patience) => {
      asked.push(patience);
      return readHistory(patience);
    };

  test("is read once, after the first look at a pending backup, and sets the cadence", async () => {
    const pastDurationsMs = [100_000, 101_000, 99_000];
    const { begun, estimates } = await hold(
      [{ look: failed() }, { look: newborn }, { look: newborn }, { look: completed }],
      { bounds, readHistory: reads(past(...pastDurationsMs)) },
    );
    expect(asked).toHaveLength(1);
    const distribution = expectedDistribution(pastDurationsMs);
    expect(estimates).toMatchObject([{ createdAt: 1_000, pastBackups: 3 }]);
    expect(estimates[0]?.distribution.survival(105_000)).toBe(distribution.survival(105_000));
    expect(begun[2]).toBeCloseTo(1_000 + nextPollMs(distribution, 0, bounds), 3);
  });

  test("is not read for a backup that has come to its end already", async () => {
    const { estimates } = await hold([{ look: backupLook("completed", 9_000) }]);
    expect(estimates).toEqual([]);
  });

  test("that hangs is given up when the next look is due, and delays none", async () => {
    const clock = new FakeClock();
    const readHistory = reads(async ({ timeoutMs, signal }) => {
      await clock.sleep(timeoutMs, signal);
      return noHistory;
    });
    const { begun, waits } = await hold([{ look: newborn }, { look: completed }], {
      clock,
      bounds,
      readHistory,
    });
    expect(asked[0]?.timeoutMs).toBe(nextPollMs(PRIOR, 0, bounds));
    expect(begun).toEqual([0, nextPollMs(PRIOR, 0, bounds)]);
    expect(waits).toEqual([]);
  });

  test("has never more than request-timeout, nor than the time left", async () => {
    const readHistory = reads(past());
    const steps = [{ look: newborn }, { look: completed }];
    await hold(steps, { bounds, readHistory, requestTimeoutMs: 7_000 });
    await hold(steps, { bounds, readHistory, ...within(3_000) });
    expect(asked.map(({ timeoutMs }) => timeoutMs)).toEqual([7_000, 3_000]);
  });

  test.each([
    ["a refusal", { ...noHistory, answered: true }],
    ["an answer", { kind: "history", pastDurationsMs: [] } as const],
  ])("%s that asks for quiet holds for the next look", async (_, answer) => {
    const clock = new FakeClock();
    const readHistory = reads(() => Promise.resolve({ ...answer, retryAt: clock.now() + 45_000 }));
    const { begun, waits } = await hold([{ look: newborn }, { look: completed }], {
      clock,
      bounds,
      readHistory,
    });
    expect(begun).toEqual([0, 45_000]);
    expect(waits).toEqual(answer.kind === "retryable" ? [45_000] : []);
  });

  test("that asks for more quiet than is left closes the gate", async () => {
    const answer = { ...noHistory, answered: true, retryAt: 10_001 };
    const { verdict, endedAt } = await hold([{ look: newborn }], {
      ...within(10_000),
      readHistory: reads(() => Promise.resolve(answer)),
    });
    expect(verdict).toMatchObject({ result: "timed-out", cause: "rate-limit" });
    expect(endedAt).toBe(0);
  });

  test("that hangs to the deadline leaves the last look, however late it is given up", async () => {
    const clock = new FakeClock();
    const readHistory = reads(async ({ timeoutMs, signal }) => {
      await clock.sleep(timeoutMs + 0.5, signal);
      return noHistory;
    });
    const { verdict, begun } = await hold([{ look: newborn }, { look: completed }], {
      clock,
      bounds,
      readHistory,
      ...within(5_000),
    });
    expect(verdict.result).toBe("completed");
    expect(begun).toEqual([0, 5_000.5]);
  });

  test("that is refused just before the next look is due puts it off", async () => {
    const clock = new FakeClock();
    const readHistory = reads(async ({ signal }) => {
      await clock.sleep(1_900, signal);
      return { ...noHistory, answered: true };
    });
    const { begun, waits } = await hold([{ look: newborn }, { look: completed }], {
      clock,
      readHistory,
    });
    expect(begun).toEqual([0, 2_900]);
    expect(waits).toEqual([1_000]);
  });

  test("is not begun where there is no time for it, and is where a hint has passed already", async () => {
    const readHistory = reads(past());
    const steps = [{ look: newborn }, { look: completed }];
    await hold(steps, { bounds: { minMs: 99, maxMs: 99 }, readHistory });
    expect(asked).toEqual([]);
    await hold([{ look: { ...newborn, retryAfterMs: 0 } }, { look: completed }], {
      bounds,
      readHistory,
    });
    expect(asked).toHaveLength(1);
  });

  test("that is refused without a hint is no reason to look later, but said", async () => {
    const { begun, waits } = await hold([{ look: newborn }, { look: completed }], {
      bounds,
      readHistory: reads(() => Promise.resolve({ ...noHistory, answered: true })),
    });
    expect(begun).toEqual([0, nextPollMs(PRIOR, 0, bounds)]);
    expect(waits).toEqual([nextPollMs(PRIOR, 0, bounds)]);
  });

  test("is not asked for where it would be of no use, or not welcome", async () => {
    const quiet = { ...newborn, retryAfterMs: 5_000 };
    for (const look of [pending, quiet]) {
      await hold([{ look }, { look: completed }], { bounds, readHistory: reads(past()) });
    }
    expect(asked).toEqual([]);
  });

  test("a cancellation while it is read closes at once", async () => {
    const clock = new FakeClock();
    const cancel = new AbortController();
    const readHistory = reads(async ({ signal }) => {
      cancel.abort("SIGINT");
      await clock.sleep(5_000, signal);
      return noHistory;
    });
    const { verdict, endedAt } = await hold([{ look: newborn }], {
      clock,
      readHistory,
      signal: cancel.signal,
    });
    expect(verdict.result).toBe("cancelled");
    expect(endedAt).toBe(0);
  });
});

describe("Retry-After", () => {
  test("is a floor for the next look", async () => {
    const { begun } = await hold([{ look: failed(45_000, true) }, { look: completed }]);
    expect(begun).toEqual([0, 45_000]);
  });

  test("does not shorten a longer backoff", async () => {
    const { begun } = await hold([
      { look: failed() },
      { look: failed() },
      { look: failed(1_000) },
      { look: completed },
    ]);
    expect(begun).toEqual([0, 1_000, 3_000, 7_000]);
  });

  test.each([
    ["a pending backup", { ...pending, retryAfterMs: 45_000 }],
    ["a backup not known yet", { ...absent, retryAfterMs: 45_000 }],
  ])("holds on %s too", async (_, look) => {
    const { begun } = await hold([{ look }, { look: completed }]);
    expect(begun).toEqual([0, 45_000]);
  });

  test("longer than the time left closes at once, and says so", async () => {
    const { verdict, endedAt } = await hold([{ look: failed(3_600_000) }], within(10_000));
    expect(verdict.result).toBe("timed-out");
    expect(verdict.message).toMatch(/Retry-After.*10s/s);
    expect(verdict.message).toContain("1h");
    expect(endedAt).toBe(0);
  });

  test("as long as the time left leaves the last look", async () => {
    const { verdict, begun } = await hold(
      [{ look: failed(10_000) }, { look: completed }],
      within(10_000),
    );
    expect(verdict.result).toBe("completed");
    expect(begun).toEqual([0, 10_000]);
  });

  test("counts from its arrival, not from the end of the look", async () => {
    const clock = new FakeClock();
    const begun: number[] = [];
    const look = async ({ signal }: RequestOptions): Promise<BackupReply> => {
      const retryAt = clock.now() + 3_000;
      if (begun.push(clock.now()) > 1) return completed;
      await clock.sleep(1_000, signal); // the body hangs
      return { kind: "retryable", message: "429", answered: true, retryAt };
    };
    await hold([], { clock, look });
    expect(begun).toEqual([0, 3_000]);
  });

  test("is the account's limit only where a 429 has said it", async () => {
    expect((await hold([{ look: failed(60_000) }], within(10_000))).verdict.cause).toBeUndefined();
    expect((await hold([{ look: failed(60_000, true) }], within(10_000))).verdict.cause).toBe(
      "rate-limit",
    );
  });

  test("without end closes as well", async () => {
    const { verdict } = await hold([{ look: failed(Infinity) }]);
    expect(verdict.result).toBe("timed-out");
  });
});

describe("the deadline", () => {
  test("spends the whole budget, then looks once more", async () => {
    const { verdict, begun, patience } = await hold([{ look: pending }], within(5_000));
    expect(verdict.result).toBe("timed-out");
    expect(begun).toEqual([0, 2_000, 4_000, 5_000]);
    expect(patience.at(-1)).toBe(LAST_POLL_MS);
  });

  test("the last look can open the gate", async () => {
    const { verdict } = await hold(
      [{ look: pending }, { look: completed, tookMs: 1_400 }],
      within(1_000),
    );
    expect(verdict.result).toBe("completed");
  });

  test("the last look has 1.5 s and no more", async () => {
    const { verdict, endedAt } = await hold(
      [{ look: pending }, { look: completed, tookMs: 1_600 }],
      within(1_000),
    );
    expect(verdict.result).toBe("unavailable");
    expect(endedAt).toBe(2_500);
  });

  test("is judged by the latest look", async () => {
    expect(
      (await hold([{ look: pending }, { look: failed() }], within(3_000))).verdict.result,
    ).toBe("unavailable");
    expect(
      (await hold([{ look: pending }, { look: failed(0, true) }], within(3_000))).verdict.result,
    ).toBe("timed-out");
    expect(
      (await hold([{ look: failed() }, { look: pending }], within(3_000))).verdict.result,
    ).toBe("timed-out");
  });

  test("a look that hangs across it gets a last one beside it", async () => {
    const { verdict, begun, endedAt } = await hold(
      [{ look: pending, tookMs: Infinity }, { look: completed }],
      within(4_000),
    );
    expect(verdict.result).toBe("completed");
    expect(begun).toEqual([0, 4_000]);
    expect(endedAt).toBe(4_000);
  });

  test("a slow look begun before it counts, where the last one fails", async () => {
    const { verdict, endedAt } = await hold(
      [{ look: completed, tookMs: 5_000 }, { look: failed() }],
      within(4_000),
    );
    expect(verdict.result).toBe("completed");
    expect(endedAt).toBe(5_000);
  });

  test("a last look that is refused is the latest word, where the earlier one hangs", async () => {
    const steps = [{ look: pending, tookMs: Infinity }, { look: failed(undefined, true) }];
    expect((await hold(steps, within(4_000))).verdict.result).toBe("timed-out");
  });

  test("a slow look that is refused counts more than a last one without any answer", async () => {
    const steps = [{ look: failed(undefined, true), tookMs: 5_000 }, { look: failed() }];
    expect((await hold(steps, within(4_000))).verdict.result).toBe("timed-out");
  });

  test("that has passed before the first look lets none be taken", async () => {
    const { verdict, begun } = await hold([{ look: completed }], { timeoutMs: 1, deadline: 0 });
    expect(verdict).toEqual({
      result: "timed-out",
      message: "The time (timeout: 1ms) was up before a first look could be taken.",
    });
    expect(begun).toEqual([]);
  });

  test.each([
    ["is refused for good", { kind: "fatal", result: "unauthorized", message: "401" }],
    ["is still pending", pending],
    ["finds nothing", absent],
  ] as const)(
    "a slow look that sees it completed counts, though the last one %s",
    async (_, look) => {
      const slow = { look: completed, tookMs: 4_500 };
      const { verdict, endedAt } = await hold([slow, { look, tookMs: 100 }], within(4_000));
      expect(verdict.result).toBe("completed");
      expect(endedAt).toBe(4_500);
    },
  );

  test("a terminal status counts at once, though the last look hangs", async () => {
    const { verdict, endedAt } = await hold(
      [
        { look: completed, tookMs: 4_100 },
        { look: pending, tookMs: Infinity },
      ],
      within(4_000),
    );
    expect(verdict.result).toBe("completed");
    expect(endedAt).toBe(4_100);
  });

  test("no look is begun when the machine has slept through it", async () => {
    for (const [lateMs, looks, result] of [
      [90, 2, "completed"],
      [110, 1, "timed-out"],
    ] as const) {
      const clock = new FakeClock();
      const sleep = clock.sleep.bind(clock);
      clock.sleep = (ms, signal) => sleep(ms === 1_000 ? ms + lateMs : ms, signal);
      const begun: number[] = [];
      const look = (): Promise<BackupReply> =>
        Promise.resolve(begun.push(clock.now()) === 1 ? pending : completed);
      const { verdict } = await hold([], { clock, look, ...within(1_000) });
      expect(verdict.result).toBe(result);
      expect(begun).toHaveLength(looks);
    }
  });

  test("looks that hang for ever end in time", async () => {
    const { verdict, begun, endedAt } = await hold(
      [{ look: completed, tookMs: Infinity }],
      within(4_000),
    );
    expect(verdict.result).toBe("unavailable");
    expect(begun).toEqual([0, 4_000]);
    expect(endedAt).toBe(4_000 + LAST_POLL_MS);
  });

  test("an exchange never has more than request-timeout", async () => {
    const { patience } = await hold([{ look: pending }, { look: completed }], {
      requestTimeoutMs: 7_000,
    });
    expect(patience).toEqual([7_000, 7_000]);
  });
});

describe("a backup the API does not know", () => {
  test("is looked for over 20 s, the last time at their end", async () => {
    const { verdict, begun, endedAt } = await hold([{ look: absent }]);
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(20_000);
    expect(begun.at(-1)).toBe(20_000);
    expect(begun.length).toBeLessThanOrEqual(11);
  });

  test("may still appear", async () => {
    const { verdict } = await hold([{ look: absent }, { look: absent }, { look: completed }]);
    expect(verdict.result).toBe("completed");
  });

  test("has 20 s from the first 404, failures in between or not", async () => {
    const { verdict, endedAt } = await hold([
      { look: absent },
      { look: failed(18_500) },
      { look: absent },
    ]);
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(20_500);
  });

  test("has them from the first 404, not from the first look", async () => {
    const { verdict, endedAt } = await hold([{ look: failed(30_000) }, { look: absent }]);
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(50_000);
  });

  test("closes at once where it had been seen", async () => {
    const { verdict, begun } = await hold([{ look: pending }, { look: absent }]);
    expect(verdict.result).toBe("not-found");
    expect(begun).toHaveLength(2);
  });

  test("closes at the deadline where that comes first", async () => {
    const { verdict, endedAt } = await hold([{ look: absent }], within(4_000));
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(4_000);
  });
});

describe("cancellation", () => {
  const moments: readonly [string, Step, number][] = [
    ["while waiting", { look: pending }, 3_000],
    ["while a look hangs", { look: pending, tookMs: Infinity }, 3_000],
    ["before the first look", { look: completed }, 0],
  ];
  test.each(moments)("%s closes at once", async (_, step, afterMs) => {
    const clock = new FakeClock();
    const cancel = new AbortController();
    const never = new AbortController().signal;
    const alarm = clock.sleep(afterMs, never).then(() => cancel.abort("SIGTERM"));
    if (afterMs === 0) cancel.abort("SIGTERM");
    const look = async ({ timeoutMs, signal }: RequestOptions): Promise<BackupReply> => {
      await clock.sleep(Math.min(step.tookMs ?? 0, timeoutMs), signal);
      return step.look;
    };
    const { verdict } = await hold([], { clock, look, signal: cancel.signal });
    await alarm;
    expect(verdict).toEqual({ result: "cancelled", message: "The step was cancelled (SIGTERM)." });
    expect(clock.now()).toBe(afterMs);
    expect(clock.sleeping).toBe(0);
  });
});

describe("once it is cancelled", () => {
  const cancelIn = (clock: FakeClock, ms: number): AbortSignal => {
    const cancel = new AbortController();
    void clock.sleep(ms, new AbortController().signal).then(() => cancel.abort("SIGTERM"));
    return cancel.signal;
  };

  test("no look is begun", async () => {
    const clock = new FakeClock();
    const { begun } = await hold([{ look: pending }], { clock, signal: cancelIn(clock, 3_000) });
    expect(begun).toEqual([0, 2_000]);
  });

  test("nothing is told of the look that was under way", async () => {
    const clock = new FakeClock();
    const step = { look: completed, tookMs: 5_000 };
    const { looked, verdict } = await hold([step], { clock, signal: cancelIn(clock, 3_000) });
    expect(verdict.result).toBe("cancelled");
    expect(looked).toEqual([]);
  });

  test("nothing is told of the history that was read", async () => {
    const clock = new FakeClock();
    const readHistory: Historian = async ({ signal }) => {
      await clock.sleep(5_000, signal);
      return { kind: "history", pastDurationsMs: [60_000] };
    };
    const { estimates } = await hold([{ look: backupLook("requested", 0) }], {
      clock,
      readHistory,
      bounds: { minMs: 2_000, maxMs: 60_000 },
      signal: cancelIn(clock, 500),
    });
    expect(estimates).toEqual([]);
  });
});

describe("beside other gates", () => {
  const unbegun = (more: Partial<RetryableFailure> = {}): RetryableFailure => ({
    kind: "retryable",
    message: "there was no turn for it",
    answered: true,
    unbegun: true,
    ...more,
  });
  const newborn = backupLook("requested", 0);
  const bounds = { minMs: 2_000, maxMs: 60_000 };
  /** Answers of a history, in their order, and how often it was asked for. */
  const histories = (
    ...answers: Awaited<ReturnType<Historian>>[]
  ): { asked: number[]; readHistory: Historian } => {
    const asked: number[] = [];
    const readHistory: Historian = () =>
      Promise.resolve(answers[asked.push(0) - 1] ?? { kind: "history", pastDurationsMs: [] });
    return { asked, readHistory };
  };

  test("a look before the first sight is wanted as much as is said, and not at all unless it is", async () => {
    const steps = [{ look: failed() }, { look: completed }];
    expect((await hold(steps)).priorities).toEqual([0, 0]);
    expect((await hold(steps, { priority: (now) => 8 + now })).priorities).toEqual([8, 504]);
  });

  test("a look is wanted half as much for each one before that had no answer, until there is one", async () => {
    const steps = [failed(), failed(), failed(undefined, true), failed(), absent, failed()];
    const { priorities } = await hold([...steps.map((look) => ({ look })), { look: completed }], {
      priority: () => 8,
    });
    expect(priorities).toEqual([8, 4, 2, 2, 1, 8, 4]);
  });

  test("a look that had no turn in time leaves the verdict to the one before", async () => {
    const steps = [{ look: pending }, { look: unbegun() }];
    const { verdict, looked } = await hold(steps);
    expect(verdict).toEqual({
      result: "timed-out",
      message: "The time is up (timeout: 30m), and the backup is still in_progress.",
    });
    expect(looked).toHaveLength(1);
  });

  test.each([
    [true, "timed-out"],
    [false, "unavailable"],
  ])("the only look had no turn in time; the API answers: %s", async (answered, result) => {
    expect((await hold([{ look: unbegun({ answered }) }])).verdict.result).toBe(result);
  });

  test("a look that had no turn since the server wants quiet for too long says that", async () => {
    const { verdict } = await hold([{ look: unbegun({ retryAt: 3_600_000 }) }]);
    expect(verdict).toMatchObject({ result: "timed-out", cause: "crowded" });
    expect(verdict.message).toMatch(/^The API asked for no request within 1h \(Retry-After\)/);
  });

  test("a history that had no turn is no refusal, and asked for again", async () => {
    const { asked, readHistory } = histories(unbegun(), {
      kind: "history",
      pastDurationsMs: [60_000],
    });
    const steps = [{ look: newborn }, { look: newborn }, { look: completed }];
    const { waits, estimates } = await hold(steps, { bounds, readHistory });
    expect(asked).toHaveLength(2);
    expect(waits).toEqual([]);
    expect(estimates.map(({ pastBackups }) => pastBackups)).toEqual([0, 1]);
  });

  test("a history that had no turn, but has learnt that the server wants quiet, is told as no refusal", async () => {
    const { readHistory } = histories(unbegun({ retryAt: 50_000 }));
    const steps = [{ look: newborn }, { look: completed }];
    const { begun, waits } = await hold(steps, { bounds, readHistory });
    expect(begun).toEqual([0, 50_000]);
    expect(waits).toEqual([]);
  });

  test("chance is asked for once for each refusal, and for nothing else", async () => {
    let drawn = 0;
    const random = (): number => (drawn += 1) * 0;
    const answers = [
      { kind: "history", pastDurationsMs: [], retryAt: 0 },
      { ...noHistory, answered: true },
    ] as const;
    for (const [index, answer] of answers.entries()) {
      drawn = 0;
      const steps = [{ look: failed() }, { look: newborn }, { look: completed }];
      await hold(steps, { random, bounds, readHistory: histories(answer).readHistory });
      expect(drawn).toBe(1 + index);
    }
  });

  test("a history that was refused is not asked for again", async () => {
    const { asked, readHistory } = histories({ ...noHistory, answered: true });
    await hold([{ look: newborn }, { look: newborn }, { look: completed }], {
      bounds,
      readHistory,
    });
    expect(asked).toHaveLength(1);
  });

  test("a history that has come first is not read again after the first look", async () => {
    const { asked, readHistory } = histories();
    const steps = [{ look: newborn }, { look: completed }];
    await hold(steps, { bounds, readHistory, isHistoryFirst: true });
    expect(asked).toHaveLength(1);
  });

  test("a backup that has just been requested has its history read at once, and once", async () => {
    const { asked, readHistory } = histories({ kind: "history", pastDurationsMs: [60_000] });
    const requested = { backup: newborn.backup, serverMs: newborn.serverMs };
    const steps = [{ look: newborn }, { look: completed }];
    const { begun, estimates } = await hold(steps, { bounds, readHistory, requested });
    expect(asked).toHaveLength(1);
    expect(estimates).toMatchObject([{ createdAt: 0, pastBackups: 1 }]);
    expect(begun[0]).toBeCloseTo(nextPollMs(expectedDistribution([60_000]), 0, bounds), 3);
  });

  test("last looks are due when their queue begins, but no sooner than min-poll-interval after another", async () => {
    const options = { bounds: { minMs: 2_000, maxMs: 60_000 }, ...within(70_000) };
    const { begun } = await hold([{ look: pending }], {
      ...options,
      lastPollsFrom: () => 62_000,
      random: () => 0,
    });
    expect(begun.filter((at) => at >= 62_000)).toEqual([62_000, 70_000]);
    const close = await hold([{ look: pending }], {
      ...options,
      lastPollsFrom: () => (begun.at(-4) ?? NaN) + 500,
    });
    const last = close.begun.filter((at) => at > (begun.at(-4) ?? NaN));
    expect(last[0]).toBe((begun.at(-4) ?? NaN) + 2_000);
  });
});

test("what the API does not know is told with the reason, and nothing else is", async () => {
  const steps = [{ look: absent }, { look: failed() }, { look: pending }, { look: completed }];
  expect((await hold(steps)).missing).toEqual(["The API answered 404 Not Found"]);
});

test("the age is taken as of a look at the backup, and of no other", async () => {
  const asked: number[] = [];
  const asOf = (serverMs: number): number => {
    asked.push(serverMs);
    return serverMs;
  };
  const look = backupLook("completed", 1_000);
  await hold([{ look: failed() }, { look: absent }, { look }], {
    freshness: { maxAgeMs: 60_000, asOf },
  });
  expect(asked).toEqual([look.serverMs]);
});

test("thousands of looks leave no listener and no alarm behind", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): number => warnings.push(warning);
  process.on("warning", note);
  const { begun, clock } = await hold([{ look: pending }], {
    ...within(21_600_000),
    bounds: { minMs: 10_000, maxMs: 10_000 },
  });
  process.off("warning", note);
  expect(begun).toHaveLength(2_161);
  expect(clock.sleeping).toBe(0);
  expect(warnings).toEqual([]);
});
