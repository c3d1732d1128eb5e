import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import type { BackupReply } from "../../../src/model/reply.ts";
import { LAST_REPLY_MS } from "../../../src/schedule/last-seconds.ts";
import {
  completed,
  failed,
  listingBy,
  notFound,
  notSent,
  pageOf,
  pending,
  rateLimited,
  waitBy,
  within,
} from "./waits.ts";

describe("the deadline", () => {
  test("spends the whole budget, then polls once more", async () => {
    const { verdict, sentAt, timeoutsMs } = await waitBy([pending], within(5_000));
    expect(verdict.result).toBe("timed-out");
    expect(sentAt).toEqual([0, 2_000, 4_000, 5_000]);
    expect(timeoutsMs.at(-1)).toBe(LAST_REPLY_MS);
  });

  test("the last poll can open the gate", async () => {
    const { verdict } = await waitBy([pending, { reply: completed, tookMs: 1_400 }], within(1_000));
    expect(verdict.result).toBe("completed");
  });

  test("the last poll has 1.5 s and no more", async () => {
    const { verdict, endedAt } = await waitBy(
      [pending, { reply: completed, tookMs: 1_600 }],
      within(1_000),
    );
    expect(verdict.result).toBe("unavailable");
    expect(endedAt).toBe(2_500);
  });

  test.each([
    ["a failure", [pending, failed], "unavailable"],
    ["a 429", [pending, { reply: rateLimited, retryAfterMs: 0 }], "timed-out"],
    ["a pending backup", [failed, pending], "timed-out"],
  ] as const)("is judged by the latest poll: %s", async (_, script, result) => {
    expect((await waitBy(script, within(3_000))).verdict.result).toBe(result);
  });

  test("a poll that hangs across it gets a last one beside it", async () => {
    const { verdict, sentAt, endedAt } = await waitBy(
      [{ reply: pending, tookMs: Infinity }, completed],
      within(4_000),
    );
    expect(verdict.result).toBe("completed");
    expect(sentAt).toEqual([0, 4_000]);
    expect(endedAt).toBe(4_000);
  });

  test("a Retry-After that holds back the last poll beside a hung one is what the verdict says", async () => {
    const held: BackupReply = { ...notSent, hasApiReplied: true, hasRetryAfter: true };
    const story = await waitBy(
      [
        { reply: failed, tookMs: Infinity },
        { reply: held, retryAfterMs: 60_000 },
      ],
      within(4_000),
    );
    expect(story.verdict.result).toBe("timed-out");
    expect(story.verdict.message).toMatch(/Retry-After asks for a wait of .*,/);
    expect(story.replies).toMatchObject([{ kind: "retryable", reason: "no-answer" }]);
  });

  test("the last poll beside a hung one has the same priority", async () => {
    const { priorities } = await waitBy([{ reply: pending, tookMs: Infinity }, completed], {
      ...within(4_000),
      priority: () => 8,
    });
    expect(priorities).toEqual([8, 8]);
  });

  test("a slow poll sent before it counts, if the last one fails", async () => {
    const { verdict, endedAt } = await waitBy(
      [{ reply: completed, tookMs: 5_000 }, failed],
      within(4_000),
    );
    expect(verdict.result).toBe("completed");
    expect(endedAt).toBe(5_000);
  });

  test("a rate-limited last poll decides if the earlier poll hangs", async () => {
    const script = [{ reply: pending, tookMs: Infinity }, rateLimited];
    expect((await waitBy(script, within(4_000))).verdict.result).toBe("timed-out");
  });

  test("a slow poll that is rate-limited counts more than a last one without any reply", async () => {
    const script = [{ reply: rateLimited, tookMs: 5_000 }, failed];
    expect((await waitBy(script, within(4_000))).verdict.result).toBe("timed-out");
  });

  test("that has passed before the first poll lets none be sent", async () => {
    const { verdict, isThrown, sentAt } = await waitBy([completed], {
      ...within(1),
      deadline: -1,
    });
    expect(verdict).toEqual({
      result: "timed-out",
      message: "The time was up (timeout: 1ms) before the first status check.",
    });
    expect(isThrown).toBe(false);
    expect(sentAt).toEqual([]);
  });

  test.each([
    ["is refused for good", { kind: "fatal", result: "unauthorized", message: "401" }],
    ["is still pending", pending],
    ["finds nothing", notFound],
  ] as const)(
    "a slow poll that returns completed counts, although the last one %s",
    async (_, reply) => {
      const slow = { reply: completed, tookMs: 4_500 };
      const { verdict, endedAt } = await waitBy([slow, { reply, tookMs: 100 }], within(4_000));
      expect(verdict.result).toBe("completed");
      expect(endedAt).toBe(4_500);
    },
  );

  test("a terminal status counts at once, though the last poll hangs", async () => {
    const { verdict, endedAt } = await waitBy(
      [
        { reply: completed, tookMs: 4_100 },
        { reply: pending, tookMs: Infinity },
      ],
      within(4_000),
    );
    expect(verdict.result).toBe("completed");
    expect(endedAt).toBe(4_100);
  });

  test("no poll is sent if the machine has slept through it", async () => {
    for (const [lateMs, polls, result] of [
      [90, 2, "completed"],
      [110, 1, "timed-out"],
    ] as const) {
      const clock = new FakeClock();
      const sleep = clock.sleep.bind(clock);
      clock.sleep = (ms, signal) => sleep(ms === 1_000 ? ms + lateMs : ms, signal);
      const sentAt: number[] = [];
      const showBackup = (): Promise<BackupReply> =>
        Promise.resolve(sentAt.push(clock.now()) === 1 ? pending : completed);
      const { verdict } = await waitBy([], { clock, showBackup, ...within(1_000) });
      expect(verdict.result).toBe(result);
      expect(sentAt).toHaveLength(polls);
    }
  });

  test("no first poll is sent if the machine has slept through it before that", async () => {
    const clock = new FakeClock();
    const sleep = clock.sleep.bind(clock);
    clock.sleep = (ms, signal) => sleep(ms === 0 ? 1_000 : ms, signal);
    const { verdict, sentAt } = await waitBy([completed], { clock, ...within(1_000) });
    expect(verdict).toEqual({
      result: "timed-out",
      message: "The time was up (timeout: 1s) before the first status check.",
    });
    expect(sentAt).toEqual([]);
  });

  test("no first poll is sent if the history before it is over too late", async () => {
    const clock = new FakeClock();
    const { listBackups } = listingBy(async ({ signal }) => {
      await clock.sleep(1_110, signal);
      return pageOf([]);
    });
    const { verdict, sentAt } = await waitBy([completed], {
      ...within(1_000),
      clock,
      listBackups,
      isReadBeforePolling: true,
    });
    expect(verdict).toEqual({
      result: "timed-out",
      message: "The time was up (timeout: 1s) before the first status check.",
    });
    expect(sentAt).toEqual([]);
  });

  test("polls that never get a reply end in time", async () => {
    const { verdict, sentAt, endedAt } = await waitBy(
      [{ reply: completed, tookMs: Infinity }],
      within(4_000),
    );
    expect(verdict.result).toBe("unavailable");
    expect(sentAt).toEqual([0, 4_000]);
    expect(endedAt).toBe(4_000 + LAST_REPLY_MS);
  });

  test("an exchange never has more than request-timeout", async () => {
    const { timeoutsMs } = await waitBy([pending, completed], { requestTimeoutMs: 7_000 });
    expect(timeoutsMs).toEqual([7_000, 7_000]);
  });
});

describe("the last polls of several gates", () => {
  const bounds = { minMs: 2_000, maxMs: 60_000 };

  test("are due when their queue begins, but no sooner than min-poll-interval after another", async () => {
    const options = { bounds, ...within(70_000) };
    const { sentAt } = await waitBy([pending], { ...options, lastPollsFrom: () => 62_000 });
    expect(sentAt.filter((at) => at >= 62_000)).toEqual([62_000, 70_000]);
    const before = sentAt.at(-4) ?? NaN;
    const close = await waitBy([pending], { ...options, lastPollsFrom: () => before + 500 });
    const [next] = close.sentAt.filter((at) => at > before);
    expect(next).toBe(before + 2_000);
  });

  test("are not replaced by the one at the deadline, which each gate may have to do without", async () => {
    const { sentAt } = await waitBy([pending], {
      ...within(20_000),
      bounds: { minMs: 1_000, maxMs: 1_000 },
      lastPollsFrom: () => 18_000,
      spacingMs: 1_500,
    });
    expect(sentAt.slice(-4)).toEqual([17_000, 18_000, 19_000, 20_000]);
  });
});

describe("a poll just before the last one", () => {
  const bounds = { minMs: 2_000, maxMs: 2_000 };

  test.each([
    ["closer than two requests may be is left out", 1_001, [0, 2_000, 5_000]],
    ["as close as two requests may be is sent", 1_000, [0, 2_000, 4_000, 5_000]],
  ])("%s", async (_, spacingMs, sent) => {
    const { sentAt } = await waitBy([pending], { ...within(5_000), bounds, spacingMs });
    expect(sentAt).toEqual(sent);
  });

  test("is left out after a failure too, and the failure says so", async () => {
    const { sentAt, waitsMs } = await waitBy([failed], { ...within(3_500), spacingMs: 600 });
    expect(sentAt).toEqual([0, 1_000, 3_500]);
    expect(waitsMs).toEqual([1_000, 2_500]);
  });

  test("is left out for a backup the API does not know too", async () => {
    const { sentAt } = await waitBy([notFound], { ...within(2_500), spacingMs: 600 });
    expect(sentAt).toEqual([0, 2_500]);
  });

  test("is left out if the rate permits it only then", async () => {
    const options = { ...within(5_000), bounds, spacingMs: 600, permitAt: 4_500 };
    expect((await waitBy([pending], options)).sentAt).toEqual([0, 5_000]);
  });

  test("is left out if a Retry-After ends only then", async () => {
    const script = [{ reply: pending, retryAfterMs: 4_500 }, pending];
    const { sentAt } = await waitBy(script, { ...within(5_000), bounds, spacingMs: 600 });
    expect(sentAt).toEqual([0, 5_000]);
  });

  test("is sent at once if it is the first", async () => {
    const { sentAt } = await waitBy([pending], { ...within(500), bounds, spacingMs: 600 });
    expect(sentAt).toEqual([0, 500]);
  });
});
