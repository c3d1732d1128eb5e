import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import { pollOnce } from "../../../src/gate/last-poll.ts";
import type { BackupRef } from "../../../src/model/api.ts";
import type { BackupReply } from "../../../src/model/reply.ts";
import { LAST_REPLY_MS } from "../../../src/schedule/last-seconds.ts";
import { apiOf, budgetOf, contextOf } from "../../support/context.ts";
import { backupReply } from "../../support/fixtures.ts";
import { failed, notFound, notSent, REF, rateLimited, within } from "./waits.ts";

const { signal } = new AbortController();
const LAST_AT = 4_000;

interface Step {
  readonly reply: BackupReply;
  /** How long the reply takes once the poll is sent; longer than its timeout unless given. */
  readonly tookMs?: number;
  /** Whether the poll is sent; it is unless given. */
  readonly isSent?: boolean;
}

/** The reply to one poll of these steps, with when each request was made and how long it was given. */
async function replyOf(steps: readonly Step[], startsAt: number) {
  const clock = new FakeClock();
  await clock.sleep(startsAt, signal);
  const requests: { atMs: number; timeoutMs: number }[] = [];
  const refs: BackupRef[] = [];
  const priorities: (number | undefined)[] = [];
  let sent = 0;
  const api = apiOf({
    showBackup: async (ref, options) => {
      const { reply, tookMs = Infinity, isSent = true } = steps[requests.length] as Step;
      requests.push({ atMs: clock.now(), timeoutMs: options.timeoutMs });
      refs.push(ref);
      priorities.push(options.priority?.(clock.now()));
      if (isSent) options.onSend?.();
      await clock.sleep(Math.min(tookMs, options.timeoutMs), signal);
      return reply;
    },
  });
  const context = contextOf<never>({
    clock,
    api,
    budget: budgetOf(within(LAST_AT)),
    signal,
    onSend: () => (sent += 1),
  });
  const { reply, isLastPollBlocked } = await pollOnce(REF, (now) => now + 1, context);
  return { reply, isLastPollBlocked, requests, refs, priorities, sent, clock };
}

const requested = backupReply("requested");
const inProgress = backupReply("in_progress");

describe("one poll", () => {
  test.each([LAST_AT, LAST_AT + 50])(
    "sent at or after the last poll's time gets no second poll: at %i ms",
    async (atMs) => {
      const { reply, requests, priorities, sent } = await replyOf([{ reply: requested }], atMs);
      expect(reply).toBe(requested);
      expect(requests).toEqual([{ atMs, timeoutMs: LAST_AT + LAST_REPLY_MS - atMs }]);
      expect(priorities).toEqual([atMs + 1]);
      expect(sent).toBe(1);
    },
  );

  test("that hangs gets the last one beside it at the deadline, whenever it was sent", async () => {
    const steps = [{ reply: requested }, { reply: inProgress }];
    const { requests, refs, priorities, sent } = await replyOf(steps, 1_000);
    expect(requests).toEqual([
      { atMs: 1_000, timeoutMs: LAST_AT + LAST_REPLY_MS - 1_000 },
      { atMs: LAST_AT, timeoutMs: LAST_REPLY_MS },
    ]);
    expect(refs).toEqual([REF, REF]);
    expect(priorities).toEqual([1_001, LAST_AT + 1]);
    expect(sent).toBe(2);
  });

  test("with a reply before the deadline gets no second poll and leaves no timer", async () => {
    const { reply, requests, clock } = await replyOf([{ reply: requested, tookMs: 100 }], 1_000);
    expect(reply).toBe(requested);
    expect(requests).toHaveLength(1);
    expect(clock.now()).toBe(1_100);
    expect(clock.sleeping).toBe(0);
  });

  test("that has not been sent by the deadline is not doubled", async () => {
    const { reply, requests, sent } = await replyOf([{ reply: requested, isSent: false }], 1_000);
    expect(reply).toBe(requested);
    expect(requests).toHaveLength(1);
    expect(sent).toBe(0);
  });

  test.each([
    ["answered sooner", { reply: inProgress, tookMs: 100 }],
    ["answered later", { reply: inProgress, tookMs: 1_400 }],
  ])("that says as much as the last one does not count: %s", async (_, last) => {
    const { reply } = await replyOf([{ reply: requested, tookMs: 4_000 }, last], 1_000);
    expect(reply).toBe(inProgress);
  });
});

describe("of a poll and the last one beside it", () => {
  const unauthorized: BackupReply = { kind: "fatal", result: "unauthorized", message: "No" };
  /** From what says nothing to what says all; those in one row say as much. */
  const ranks: readonly (readonly BackupReply[])[] = [
    [notSent, { ...notSent, hasApiReplied: false }],
    [failed],
    [rateLimited],
    [notFound, inProgress, backupReply({ unknown: "completed" })],
    [unauthorized],
    [backupReply("completed"), backupReply("aborted")],
  ];
  const all = ranks.flatMap((replies, rank) => replies.map((reply) => ({ reply, rank })));
  const TERMINAL = ranks.length - 1;
  const pairs = all.flatMap((earlier) => all.map((last) => ({ earlier, last })));

  test.each([
    ["the last one", 3_500, 100],
    ["the earlier one", 3_100, 500],
  ])(
    "the more informative reply counts, and the last one if they say as much: first answered is %s",
    async (_, earlierMs, lastMs) => {
      for (const { earlier, last } of pairs) {
        const steps = [
          { reply: { ...earlier.reply }, tookMs: earlierMs },
          { reply: { ...last.reply }, tookMs: lastMs },
        ];
        const { reply, clock } = await replyOf(steps, 1_000);
        const isEarlierFirst = earlierMs < LAST_AT - 1_000 + lastMs;
        const first = isEarlierFirst ? earlier : last;
        const moreInformative = earlier.rank > last.rank ? steps[0] : steps[1];
        const isSettledByFirst = first.rank === TERMINAL;
        const firstStep = isEarlierFirst ? steps[0] : steps[1];
        expect(reply).toBe((isSettledByFirst ? firstStep : moreInformative)?.reply);
        expect(clock.now()).toBe(LAST_AT + (isSettledByFirst ? 100 : 500));
      }
    },
  );
});

test.each([
  [false, notSent],
  [true, { ...notSent, hasRetryAfter: true }],
  [false, rateLimited],
])("whether a Retry-After blocked the last poll beside a hung one: %s", async (isBlocked, last) => {
  const polled = await replyOf([{ reply: failed }, { reply: last, tookMs: 0 }], 1_000);
  expect(polled.isLastPollBlocked).toBe(isBlocked);
});
