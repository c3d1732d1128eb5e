import { afterEach, describe, expect, test, vi } from "vitest";
import { leave } from "../../../src/exit.ts";
import { BackupRecord } from "../../../src/fleet/record.ts";
import {
  CREATE_GRACE_MS,
  LAST_SECONDS,
  REPORTED_MS,
  STATUS_CALL_MS,
  WAKE_UP_MS,
  WIND_UP_MS,
} from "../../../src/schedule/last-seconds.ts";
import { watchdog } from "../../../src/watchdog.ts";
import { budgetOf, contextOf } from "../../support/context.ts";
import { TARGET } from "../../support/fixtures.ts";

/** What the README promises: how long after its timeout a step may end. */
const PROMISED_MS = 2_000;
/** The shortest time in which a call for the commit status is worth a try. */
const STATUS_TRY_MS = 350;
/** A runner that cancels a step sends SIGINT, and 7.5 s later SIGTERM. */
const RUNNER_GRACE_MS = 7_500;

const { pollMs, watchdogMs, reportMs, flushMs } = LAST_SECONDS;

describe("the last seconds of a step", () => {
  test("end at most 2 s after its timeout", () => {
    const sum = Object.values(LAST_SECONDS).reduce((total, ms) => total + ms, 0);
    expect(sum).toBeLessThanOrEqual(PROMISED_MS);
  });

  test("are all in the time until it has reported, but for the flush", () => {
    const sum = Object.values(LAST_SECONDS).reduce((total, ms) => total + ms, 0);
    expect(REPORTED_MS + flushMs).toBe(sum);
  });

  test("have time for two calls for the commit status, which the last poll leaves", () => {
    const beforeMs = pollMs - STATUS_CALL_MS + watchdogMs + reportMs;
    expect((REPORTED_MS - beforeMs) / 2).toBeGreaterThanOrEqual(STATUS_TRY_MS);
    expect(REPORTED_MS + flushMs).toBeLessThanOrEqual(PROMISED_MS);
  });

  test("have half of the last poll's time left if a timer woke the process late", () => {
    expect(WAKE_UP_MS).toBeLessThanOrEqual((pollMs - STATUS_CALL_MS) / 2);
  });

  test("of a cancelled step are over before the runner sends SIGTERM", () => {
    const endMs = CREATE_GRACE_MS + WIND_UP_MS + reportMs + 2 * STATUS_CALL_MS + flushMs;
    expect(endMs).toBeLessThan(RUNNER_GRACE_MS);
  });
});

describe("each number is the one that counts:", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test.each([0, STATUS_CALL_MS])(
    "the watchdog ends the gates that much after a last poll that leaves %i ms",
    async (statusMs) => {
      const lastPollMs = pollMs - statusMs;
      const context = contextOf<never>({ budget: budgetOf({ lastPollMs }) });
      const record = new BackupRecord(TARGET);
      await watchdog([record], context);
      expect(record.ended?.endedAt).toBe(60_000 + lastPollMs + watchdogMs);
    },
  );

  test("after a cancellation it gives a create request its time, and the gates theirs", async () => {
    const context = contextOf<never>({ signal: AbortSignal.abort("SIGINT") });
    await watchdog([new BackupRecord(TARGET)], context);
    expect(context.clock.now()).toBe(CREATE_GRACE_MS + WIND_UP_MS);
  });

  test("the process is left that long after its last words, though nobody reads them", async () => {
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
    await vi.advanceTimersByTimeAsync(flushMs - 1);
    expect(exits).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(exits).toEqual([1]);
    await leaving;
  });
});
