import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import type { BackupReply, FinalFailure } from "../../../src/model/reply.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { nextPollMs, PRIOR } from "../../../src/schedule/cadence.ts";
import { LAST_REPLY_MS } from "../../../src/schedule/last-seconds.ts";
import { backupReply, SERVER_MS } from "../../support/fixtures.ts";
import {
  completed,
  failed,
  listingBy,
  listingOf,
  newborn,
  notFound,
  notSent,
  pageOf,
  pageOfPast,
  pending,
  type Poll,
  rateLimited,
  waitBy,
  within,
} from "./waits.ts";

const contradicted: BackupReply = { ...notFound, isContradicted: true };

/** A refusal that a good reply contradicts. */
function forGood(result: "unauthorized" | "rejected"): Extract<FinalFailure, { kind: "fatal" }> {
  return { kind: "fatal", result, message: "no", isContradicted: true };
}

test("a gate that does not begin with the process keeps the deadline and the pace", async () => {
  const clock = new FakeClock();
  await clock.sleep(100_000, new AbortController().signal);
  const sentAt: number[] = [];
  const showBackup = ({ timeoutMs }: RequestOptions): Promise<BackupReply> => {
    sentAt.push(clock.now());
    return Promise.resolve(timeoutMs > LAST_REPLY_MS ? pending : completed);
  };
  const { verdict, waitsMs } = await waitBy([], { clock, showBackup, ...within(105_000) });
  expect(verdict.result).toBe("completed");
  expect(sentAt).toEqual([100_000, 102_000, 104_000, 105_000]);
  expect(waitsMs).toEqual([]);
});

describe("a backup that ends", () => {
  test("already completed: one poll, no sleep", async () => {
    const { verdict, sentAt, endedAt, clock } = await waitBy([completed]);
    expect(verdict.result).toBe("completed");
    expect(sentAt).toEqual([0]);
    expect(endedAt).toBe(0);
    expect(clock.sleeping).toBe(0);
  });

  test("completed later", async () => {
    const { verdict, sentAt, isThrown } = await waitBy([pending, pending, completed]);
    expect(verdict.result).toBe("completed");
    expect(sentAt).toEqual([0, 2_000, 4_000]);
    expect(isThrown).toBe(false);
  });

  test("aborted on the second poll: closed at once", async () => {
    const { verdict, sentAt, endedAt } = await waitBy([pending, backupReply("aborted")]);
    expect(verdict.result).toBe("aborted");
    expect(sentAt).toHaveLength(2);
    expect(endedAt).toBe(2_000);
  });

  test("a final failure closes at once", async () => {
    const { verdict, endedAt } = await waitBy([
      { kind: "fatal", result: "unauthorized", message: "401" },
    ]);
    expect(verdict).toMatchObject({ result: "unauthorized", message: "401." });
    expect(endedAt).toBe(0);
  });
});

describe("pending and failing are two clocks", () => {
  test("polls of a pending backup keep within the bounds", async () => {
    const { sentAt } = await waitBy([pending], {
      ...within(1_800_000),
      bounds: { minMs: 5_000, maxMs: 20_000 },
    });
    const gaps = sentAt.slice(1, -1).map((at, index) => at - (sentAt[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(5_000);
    expect(Math.max(...gaps)).toBe(20_000);
  });

  test("polls of a backup of known age follow its cadence, by its age", async () => {
    const bounds = { minMs: 2_000, maxMs: 60_000 };
    const aged = backupReply("in_progress", 100_000);
    const { sentAt } = await waitBy([{ reply: aged, tookMs: 1_000 }], {
      bounds,
      listBackups: listingOf().listBackups,
    });
    const [first = 0, second = 0] = sentAt.slice(1);
    const firstMs = nextPollMs(PRIOR, 100_000, bounds);
    expect(first).toBeCloseTo(1_000 + firstMs, 3);
    expect(second).toBeCloseTo(first + 1_000 + nextPollMs(PRIOR, 101_000 + firstMs, bounds), 3);
  });

  test("a backup of unknown age is expected from the first poll on", async () => {
    const bounds = { minMs: 2_000, maxMs: 60_000 };
    const { sentAt, estimates } = await waitBy([failed, pending, completed], { bounds });
    expect(estimates).toEqual([
      { createdAt: 0, isAgeKnown: false, distribution: PRIOR, pastBackups: 0 },
    ]);
    expect(sentAt[2]).toBeCloseTo(1_000 + nextPollMs(PRIOR, 1_000, bounds), 3);
  });

  test("failures back off, doubling, and a good reply resets them", async () => {
    const { sentAt } = await waitBy([failed, failed, failed, pending, failed, completed]);
    expect(sentAt).toEqual([0, 1_000, 3_000, 7_000, 9_000, 10_000]);
  });

  test("a failure is emitted with the delay of the next poll", async () => {
    const { waitsMs } = await waitBy([failed, { reply: failed, retryAfterMs: 5_000 }, completed]);
    expect(waitsMs).toEqual([1_000, 5_000]);
  });
});

describe("Retry-After", () => {
  test("is a floor for the next poll", async () => {
    const { sentAt } = await waitBy([{ reply: rateLimited, retryAfterMs: 45_000 }, completed]);
    expect(sentAt).toEqual([0, 45_000]);
  });

  test("is a floor for the first poll, even if it came with another request", async () => {
    const { sentAt } = await waitBy([completed], { retryAt: 7_000 });
    expect(sentAt).toEqual([7_000]);
  });

  test("does not shorten a longer backoff", async () => {
    const { sentAt } = await waitBy([
      failed,
      failed,
      { reply: failed, retryAfterMs: 1_000 },
      completed,
    ]);
    expect(sentAt).toEqual([0, 1_000, 3_000, 7_000]);
  });

  test.each([
    ["a pending backup", pending],
    ["a backup not known yet", notFound],
  ])("holds on %s too", async (_, reply) => {
    const { sentAt } = await waitBy([{ reply, retryAfterMs: 45_000 }, completed]);
    expect(sentAt).toEqual([0, 45_000]);
  });

  test("longer than the time left closes at once, and says so", async () => {
    const { verdict, isThrown, endedAt } = await waitBy(
      [{ reply: failed, retryAfterMs: 3_600_000 }],
      within(10_000),
    );
    expect(verdict.result).toBe("timed-out");
    expect(verdict.message).toMatch(/Retry-After.*10s/s);
    expect(verdict.message).toContain("1h");
    expect(isThrown).toBe(true);
    expect(endedAt).toBe(0);
  });

  test("longer than the time left closes before the first poll too", async () => {
    const { verdict, isThrown, sentAt } = await waitBy([completed], {
      ...within(10_000),
      retryAt: 10_101,
    });
    expect(verdict.result).toBe("timed-out");
    expect(verdict.message).toMatch(/Retry-After asks for a wait of .*,/);
    expect(verdict.cause).toBeUndefined();
    expect(isThrown).toBe(true);
    expect(sentAt).toEqual([]);
  });

  test("as long as the time left leaves the last poll", async () => {
    const { verdict, sentAt } = await waitBy(
      [{ reply: failed, retryAfterMs: 10_000 }, completed],
      within(10_000),
    );
    expect(verdict.result).toBe("completed");
    expect(sentAt).toEqual([0, 10_000]);
  });

  test("counts from its arrival, not from the end of the poll", async () => {
    const clock = new FakeClock();
    const sentAt: number[] = [];
    await waitBy([], {
      clock,
      showBackup: async ({ signal }, api) => {
        if (sentAt.push(clock.now()) > 1) return completed;
        api.retryAt = clock.now() + 3_000;
        await clock.sleep(1_000, signal); // the body hangs
        return { ...rateLimited, hasRetryAfter: true };
      },
    });
    expect(sentAt).toEqual([0, 3_000]);
  });

  test("is the account's limit only if a 429 has said it", async () => {
    for (const [reply, cause] of [
      [failed, undefined],
      [rateLimited, "rate-limit"],
    ] as const) {
      const { verdict } = await waitBy([{ reply, retryAfterMs: 60_000 }], within(10_000));
      expect(verdict.cause).toBe(cause);
    }
  });

  test("without end closes as well", async () => {
    const { verdict } = await waitBy([{ reply: failed, retryAfterMs: Infinity }]);
    expect(verdict.result).toBe("timed-out");
  });
});

describe("a backup the API does not know", () => {
  test("is polled over 20 s, the last time at their end", async () => {
    const { verdict, sentAt, endedAt } = await waitBy([notFound]);
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(20_000);
    expect(sentAt.at(-1)).toBe(20_000);
    expect(sentAt.length).toBeLessThanOrEqual(11);
  });

  test("may still appear", async () => {
    const { verdict } = await waitBy([notFound, notFound, completed]);
    expect(verdict.result).toBe("completed");
  });

  test("has 20 s from the first 404, failures in between or not", async () => {
    const { verdict, endedAt } = await waitBy([
      notFound,
      { reply: failed, retryAfterMs: 18_500 },
      notFound,
    ]);
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(20_500);
  });

  test("has them from the first 404, not from the first poll", async () => {
    const { verdict, endedAt } = await waitBy([{ reply: failed, retryAfterMs: 30_000 }, notFound]);
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(50_000);
  });

  test("is not polled sooner than min-poll-interval says, if the backoff is shorter", async () => {
    const { sentAt } = await waitBy([notFound], { bounds: { minMs: 9_000, maxMs: 9_000 } });
    expect(sentAt).toEqual([0, 9_000, 18_000, 20_000]);
  });

  test("closes after 20 s if a poll had returned it before", async () => {
    const { verdict, sentAt, notBelievedYet } = await waitBy([pending, contradicted]);
    expect(verdict).toMatchObject({ result: "not-found", cause: "vanished" });
    expect(sentAt).toEqual([0, 2_000, 4_000, 6_000, 10_000, 18_000, 22_000]);
    expect(notBelievedYet).toHaveLength(5);
  });

  test("opens if it is shown again within them", async () => {
    const { verdict, sentAt } = await waitBy([pending, contradicted, pending, completed]);
    expect(verdict.result).toBe("completed");
    expect(sentAt).toEqual([0, 2_000, 4_000, 6_000]);
  });

  test("has 20 s again after each good reply", async () => {
    const gone = Array.from({ length: 5 }, () => contradicted);
    const { verdict, sentAt } = await waitBy([pending, ...gone, pending, ...gone, completed]);
    expect(verdict.result).toBe("completed");
    expect(sentAt.at(-1)).toBe(44_000);
  });

  test("closes at once if a listing had shown it as completed", async () => {
    const { verdict, sentAt, notBelievedYet } = await waitBy([contradicted], { isListed: true });
    expect(verdict).toMatchObject({ result: "not-found", cause: "vanished" });
    expect(sentAt).toEqual([0]);
    expect(notBelievedYet).toEqual([]);
  });

  test("closes at the deadline if that comes first", async () => {
    const { verdict, endedAt } = await waitBy([notFound], within(4_000));
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(4_000);
  });

  test("closes after 20 s if a listing and a poll had shown it", async () => {
    const { verdict, endedAt } = await waitBy([pending, contradicted], { isListed: true });
    expect(verdict.result).toBe("not-found");
    expect(endedAt).toBe(22_000);
  });

  test("is emitted with the reason, and nothing else is", async () => {
    const { notBelievedYet } = await waitBy([notFound, failed, pending, completed]);
    expect(notBelievedYet).toEqual(["The API answered 404 Not Found"]);
  });
});

describe("a refusal after a good reply", () => {
  const refusals: [string, Verdict["result"], FinalFailure][] = [
    ["a 401", "unauthorized", { ...forGood("unauthorized"), isGeneral: true }],
    ["a 403", "unauthorized", forGood("unauthorized")],
    ["a redirect", "rejected", forGood("rejected")],
  ];

  test.each(refusals)(
    "is asked again, and opens if it was wrong: %s",
    async (_, _result, refusal) => {
      const { verdict, sentAt, notBelievedYet } = await waitBy([pending, refusal, completed]);
      expect(verdict.result).toBe("completed");
      expect(sentAt).toEqual([0, 2_000, 4_000]);
      expect(notBelievedYet).toEqual(["no"]);
    },
  );

  test.each(refusals)("closes once it has lasted 20 s: %s", async (_, result, refusal) => {
    const { verdict, sentAt } = await waitBy([pending, refusal]);
    expect(verdict.result).toBe(result);
    expect(verdict.message).toMatch(/^No\. (The credentials worked|The API's earlier replies)/);
    expect(sentAt).toEqual([0, 2_000, 4_000, 6_000, 10_000, 18_000, 22_000]);
  });

  test("lasts through failures in between", async () => {
    const refusal = forGood("unauthorized");
    const { verdict, endedAt } = await waitBy([pending, refusal, failed, failed, failed, refusal]);
    expect(verdict.result).toBe("unauthorized");
    expect(endedAt).toBe(22_000);
  });

  test("decides at the deadline if that comes first, and says that replies were good", async () => {
    const { verdict, endedAt } = await waitBy([pending, forGood("rejected")], within(9_000));
    expect(verdict).toMatchObject({
      result: "rejected",
      message: "No. The API's earlier replies in this step were good.",
    });
    expect(endedAt).toBe(9_000);
  });

  test("closes at once if it concerns the whole step", async () => {
    const refusal = { ...forGood("unauthorized"), messageForAll: "no" };
    const { verdict, endedAt } = await waitBy([pending, refusal]);
    expect(verdict.result).toBe("unauthorized");
    expect(endedAt).toBe(2_000);
  });
});

describe("a step that does not wait", () => {
  const verdictWithoutWaiting: Verdict = {
    result: "requested",
    message: "Nothing has waited for it.",
  };

  test("ends with the first poll that shows a pending backup", async () => {
    const { verdict, sentAt, replies } = await waitBy([pending], { verdictWithoutWaiting });
    expect(verdict).toBe(verdictWithoutWaiting);
    expect(sentAt).toEqual([0]);
    expect(replies).toEqual([pending]);
  });

  test.each([
    ["a 404", notFound, 1],
    ["a failure", failed, 0],
  ])("does not end with %s, which shows no backup", async (_, reply, refusals) => {
    const { verdict, replies, notBelievedYet } = await waitBy([reply, pending], {
      verdictWithoutWaiting,
    });
    expect(verdict).toBe(verdictWithoutWaiting);
    expect(replies).toEqual([reply, pending]);
    expect(notBelievedYet).toHaveLength(refusals);
  });

  test("ends with the verdict of a first poll that decides", async () => {
    const { verdict } = await waitBy([completed], { verdictWithoutWaiting });
    expect(verdict.result).toBe("completed");
  });
});

describe("cancellation", () => {
  const moments: readonly [string, Poll, number][] = [
    ["while waiting", { reply: pending }, 3_000],
    ["while a poll hangs", { reply: pending, tookMs: Infinity }, 3_000],
    ["before the first poll", { reply: completed }, 0],
  ];
  test.each(moments)("%s closes at once", async (_, poll, afterMs) => {
    const clock = new FakeClock();
    const cancel = new AbortController();
    const never = new AbortController().signal;
    const alarm = clock.sleep(afterMs, never).then(() => cancel.abort("SIGTERM"));
    if (afterMs === 0) cancel.abort("SIGTERM");
    const showBackup = async ({ timeoutMs, signal }: RequestOptions): Promise<BackupReply> => {
      await clock.sleep(Math.min(poll.tookMs ?? 0, timeoutMs), signal);
      return poll.reply;
    };
    const { verdict, isThrown } = await waitBy([], { clock, showBackup, signal: cancel.signal });
    await alarm;
    expect(verdict).toEqual({ result: "cancelled", message: "The step was canceled (SIGTERM)." });
    expect(isThrown).toBe(true);
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

  test("no poll is sent", async () => {
    const clock = new FakeClock();
    const { sentAt } = await waitBy([pending], { clock, signal: cancelIn(clock, 3_000) });
    expect(sentAt).toEqual([0, 2_000]);
  });

  test("no event is emitted for the poll in progress", async () => {
    const clock = new FakeClock();
    const poll = { reply: completed, tookMs: 5_000 };
    const { events, verdict } = await waitBy([poll], { clock, signal: cancelIn(clock, 3_000) });
    expect(verdict.result).toBe("cancelled");
    expect(events).toEqual([]);
  });

  test("no event is emitted of the history that was read", async () => {
    const clock = new FakeClock();
    const { listBackups } = listingBy(async ({ signal }) => {
      await clock.sleep(5_000, signal);
      return pageOfPast(60_000);
    });
    const { estimates } = await waitBy([newborn], {
      clock,
      listBackups,
      bounds: { minMs: 2_000, maxMs: 60_000 },
      signal: cancelIn(clock, 500),
    });
    expect(estimates).toEqual([]);
  });
});

describe("beside other gates", () => {
  const bounds = { minMs: 2_000, maxMs: 60_000 };

  test("a poll before the first sighting has the gate's own priority, and none unless it is given", async () => {
    const script = [failed, completed];
    expect((await waitBy(script)).priorities).toEqual([0, 0]);
    expect((await waitBy(script, { priority: (now) => 8 + now })).priorities).toEqual([8, 504]);
  });

  test("each unanswered poll halves the priority of the next one, until there is a reply", async () => {
    const script = [failed, failed, rateLimited, failed, notFound, failed, completed];
    const { priorities } = await waitBy(script, { priority: () => 8 });
    expect(priorities).toEqual([8, 4, 2, 2, 1, 8, 4]);
  });

  test("a poll after a sighting has the priority that the forecast gives it", async () => {
    const { priorities } = await waitBy([newborn, completed], {
      bounds,
      listBackups: listingOf().listBackups,
      priority: () => 8,
    });
    expect(priorities[0]).toBe(8);
    expect(priorities[1]).toBeCloseTo(1, 1);
  });

  test("a poll that was not sent in time leaves the verdict to the one before", async () => {
    const { verdict, replies } = await waitBy([pending, notSent]);
    expect(verdict).toEqual({
      result: "timed-out",
      message: "The time is up (timeout: 30m), and the backup is still in_progress.",
    });
    expect(replies).toHaveLength(1);
  });

  test.each([
    [
      true,
      {
        result: "timed-out",
        message: "The time was up (timeout: 30m) before the first status check.",
      },
    ],
    [
      false,
      {
        result: "unavailable",
        message: "The time is up (timeout: 30m), and the API has not replied yet.",
      },
    ],
  ])("the only poll was not sent in time; the API replies: %s", async (hasApiReplied, verdict) => {
    expect((await waitBy([{ ...notSent, hasApiReplied }])).verdict).toEqual(verdict);
  });

  test("a poll that was not sent because of a Retry-After that is too long says that", async () => {
    const { verdict } = await waitBy([{ reply: notSent, retryAfterMs: 3_600_000 }]);
    expect(verdict).toMatchObject({ result: "timed-out", cause: "crowded" });
    expect(verdict.message).toMatch(/Retry-After asks for a wait of 1h,/);
  });

  test("a random number is drawn once for each failure, and for nothing else", async () => {
    let drawn = 0;
    const random = (): number => (drawn += 1) * 0;
    for (const [reply, drawnForIt] of [
      [pageOf([]), 0],
      [rateLimited, 1],
    ] as const) {
      drawn = 0;
      const { listBackups } = listingOf(reply);
      await waitBy([failed, newborn, completed], { random, bounds, listBackups });
      expect(drawn).toBe(1 + drawnForIt);
    }
  });

  test("onSend is called for each request of a gate", async () => {
    let sent = 0;
    const onSend = (): number => (sent += 1);
    const { listBackups } = listingOf();
    await waitBy([newborn, completed], { bounds, listBackups, onSend });
    expect(sent).toBe(3);
  });
});

test("the age is that at the first poll that returns the backup", async () => {
  const ageLimit = { maxAgeMs: 60_000 };
  const shown = (status: "in_progress" | "completed", laterMs: number): BackupReply => ({
    ...backupReply(status, 60_000),
    serverMs: SERVER_MS + laterMs,
  });
  const first = shown("in_progress", 0);
  const { verdict } = await waitBy([first, shown("completed", 600_000)], {
    ageLimit,
    pastDurationsMs: [],
  });
  expect(verdict.result).toBe("completed");
  const late = await waitBy([failed, notFound, shown("completed", 1)], { ageLimit });
  expect(late.verdict.result).toBe("stale");
});

test("a backup that is too old is stale, by its age as of the moment that is given", async () => {
  const asOfMs = SERVER_MS - 30_000;
  const polled = (ageMs: number): Promise<{ readonly verdict: Verdict }> =>
    waitBy([backupReply("completed", ageMs)], { ageLimit: { maxAgeMs: 60_000, asOfMs } });
  expect((await polled(90_000)).verdict.result).toBe("completed");
  expect((await polled(90_001)).verdict.result).toBe("stale");
  // One that was created after that moment was shown, so its age is believed.
  expect((await polled(1_000)).verdict.result).toBe("completed");
});

test("thousands of polls leave no listener and no alarm behind", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): number => warnings.push(warning);
  process.on("warning", note);
  const { sentAt, clock } = await waitBy([pending], {
    ...within(21_600_000),
    bounds: { minMs: 10_000, maxMs: 10_000 },
  });
  process.off("warning", note);
  expect(sentAt).toHaveLength(2_161);
  expect(clock.sleeping).toBe(0);
  expect(warnings).toEqual([]);
});
