import { afterEach, describe, expect, test, vi } from "vitest";
import { leave } from "../../../src/exit.ts";
import { BackupRecord } from "../../../src/fleet/record.ts";
import {
  CREATE_GRACE_MS,
  FLUSH_MS,
  LAST_REPLY_MS,
  lastPollLeadMs,
  lastSeconds,
  reportedMs,
  STATUS_CALL_MS,
  WIND_UP_MS,
} from "../../../src/schedule/last-seconds.ts";
import { createBudget } from "../../../src/schedule/deadline.ts";
import { watchdog } from "../../../src/watchdog.ts";
import { contextOf } from "../../support/context.ts";
import { TARGET } from "../../support/fixtures.ts";

/** The shortest time in which a call for the commit status is worth a try. */
const STATUS_TRY_MS = 350;
/** A runner that cancels a step sends SIGINT, and 7.5 s later SIGTERM. */
const RUNNER_GRACE_MS = 7_500;

const sumOf = (hasStatus: boolean): number =>
  Object.values(lastSeconds(hasStatus)).reduce((total, ms) => total + ms, 0);

describe("the last seconds of a step", () => {
  test.each([true, false])(
    "end at most 1.8 s after its timeout on paper: with a commit status %j",
    (hasStatus) => {
      expect(sumOf(hasStatus)).toBe(1_800);
    },
  );

  test.each([true, false])(
    "are all but the flush in the time until it has reported: %j",
    (hasStatus) => {
      expect(reportedMs(hasStatus)).toBe(sumOf(hasStatus) - FLUSH_MS);
    },
  );

  test("have time for two calls for the commit status, which the last poll leaves", () => {
    const { replyMs, watchdogMs, reportMs } = lastSeconds(true);
    const leftMs = reportedMs(true) - replyMs - watchdogMs - reportMs;
    expect(leftMs).toBe(STATUS_CALL_MS);
    expect(leftMs / 2).toBeGreaterThanOrEqual(STATUS_TRY_MS);
  });

  test.each([
    [false, 100],
    [true, 800],
  ])("begin with a last poll that has 1.5 s: with a commit status %j", (hasStatus, leadMs) => {
    expect(lastPollLeadMs(hasStatus)).toBe(leadMs);
    expect(lastSeconds(hasStatus).replyMs + leadMs).toBe(LAST_REPLY_MS);
    expect(LAST_REPLY_MS).toBe(1_500);
  });

  test("of a cancelled step are over before the runner sends SIGTERM", () => {
    const { reportMs } = lastSeconds(true);
    const endMs = CREATE_GRACE_MS + WIND_UP_MS + reportMs + 2 * STATUS_CALL_MS + FLUSH_MS;
    expect(endMs).toBeLessThan(RUNNER_GRACE_MS);
  });
});

describe("each number is the one that counts:", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test.each([true, false])(
    "the watchdog ends the gates that much after the last reply: with a commit status %j",
    async (hasStatus) => {
      const times = { timeoutMs: 60_000, requestTimeoutMs: 30_000 };
      const context = contextOf<never>({ budget: createBudget(times, hasStatus) });
      const record = new BackupRecord(TARGET);
      await watchdog([record], context);
      const { replyMs, watchdogMs } = lastSeconds(hasStatus);
      expect(record.ended?.endedAt).toBe(60_000 + replyMs + watchdogMs);
    },
  );

  test("after a cancellation it gives a create request its time, and the gates theirs", async () => {
    const context = contextOf<never>({ signal: AbortSignal.abort("SIGINT") });
    await watchdog([new BackupRecord(TARGET)], context);
    expect(context.clock.now()).toBe(CREATE_GRACE_MS + WIND_UP_MS);
  });

  test("the process ends that long after its last output, even if nothing reads it", async () => {
    const exits: unknown[] = [];
    const stubs = {
      stdout: { write: () => true },
      exit: (code: unknown) => exits.push(code),
      getActiveResourcesInfo: () => [],
    };
    const properties = Object.entries(stubs).map(([name, value]) => [name, { value }] as const);
    vi.stubGlobal("process", Object.create(process, Object.fromEntries(properties)));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const leaving = leave(1);
    await vi.advanceTimersByTimeAsync(FLUSH_MS - 1);
    expect(exits).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(exits).toEqual([1]);
    await leaving;
  });
});
