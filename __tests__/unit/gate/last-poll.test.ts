import { describe, expect, test } from "vitest";
import { LAST_POLL_MS } from "../../../src/schedule/last-seconds.ts";
import type { BackupReply } from "../../../src/model/reply.ts";
import { pollOnce } from "../../../src/gate/last-poll.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import { backupLook } from "../../support/fixtures.ts";

const { signal } = new AbortController();
const DEADLINE = 4_000;

interface Step {
  readonly look: BackupReply;
  /** How long the look takes from its turn; longer than its patience unless given. */
  readonly tookMs?: number;
  /** Whether its turn comes; it does unless given. */
  readonly turn?: boolean;
}

/** One look of these, with when each was begun and how long it was given. */
async function lookOf(steps: readonly Step[], startsAt: number) {
  const clock = new FakeClock();
  await clock.sleep(startsAt, signal);
  const begun: { atMs: number; timeoutMs: number }[] = [];
  const look = await pollOnce({
    clock,
    requestTimeoutMs: 30_000,
    timeoutMs: DEADLINE,
    deadline: DEADLINE,
    signal,
    look: async (patience) => {
      const { look, tookMs = Infinity, turn = true } = steps[begun.length] as Step;
      begun.push({ atMs: clock.now(), timeoutMs: patience.timeoutMs });
      if (turn) patience.onSend?.();
      await clock.sleep(Math.min(tookMs, patience.timeoutMs), signal);
      return look;
    },
  });
  return { look, begun };
}

const requested = backupLook("requested");
const inProgress = backupLook("in_progress");

describe("one look", () => {
  test.each([DEADLINE, DEADLINE + 50])(
    "from the deadline on is the last one, and hangs alone: at %i ms",
    async (atMs) => {
      const { look, begun } = await lookOf([{ look: requested }], atMs);
      expect(look).toBe(requested);
      expect(begun).toEqual([{ atMs, timeoutMs: DEADLINE + LAST_POLL_MS - atMs }]);
    },
  );

  test("that hangs gets the last one beside it at the deadline, whenever it was begun", async () => {
    const { begun } = await lookOf([{ look: requested }, { look: inProgress }], 1_000);
    expect(begun).toEqual([
      { atMs: 1_000, timeoutMs: DEADLINE + LAST_POLL_MS - 1_000 },
      { atMs: DEADLINE, timeoutMs: LAST_POLL_MS },
    ]);
  });

  test("whose turn has not come by the deadline is not doubled", async () => {
    const { look, begun } = await lookOf([{ look: requested, turn: false }], 1_000);
    expect(look).toBe(requested);
    expect(begun).toHaveLength(1);
  });

  test.each([
    ["answered sooner", { look: inProgress, tookMs: 100 }],
    ["answered later", { look: inProgress, tookMs: 1_400 }],
  ])("that has learnt as much as the last one does not count: %s", async (_, last) => {
    const { look } = await lookOf([{ look: requested, tookMs: 4_000 }, last], 1_000);
    expect(look).toBe(inProgress);
  });
});
