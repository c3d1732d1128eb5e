import { EventEmitter } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeClock } from "../../simulator/clock.ts";
import { BackupRecord } from "../../src/fleet/record.ts";
import type { BackupReply, RetryableFailure } from "../../src/model/reply.ts";
import type { Verdict } from "../../src/model/verdict.ts";
import type { Step } from "../../src/schedule/context.ts";
import { CREATE_GRACE_MS, WATCHDOG_MS, WIND_UP_MS } from "../../src/schedule/last-seconds.ts";
import { endRunning, nextCrash, watchdog } from "../../src/watchdog.ts";
import { budgetOf, contextOf } from "../support/context.ts";
import { aborted, backupReply, completed, TARGET } from "../support/fixtures.ts";

const LAST_POLL_MS = 800;
/** The watchdog's moment in a step of one minute. */
const BITES_AT = 60_000 + LAST_POLL_MS + WATCHDOG_MS;
const refusal: RetryableFailure = {
  kind: "retryable",
  message: "the API answered 429",
  reason: "rate-limited",
};

const stepOf = (clock = new FakeClock(), signal = new AbortController().signal): Step =>
  contextOf<never>({ clock, signal, budget: budgetOf({ cutoffAt: 60_000 + LAST_POLL_MS }) });

/** A record whose latest reply is this. */
function recordOf(reply?: BackupReply): BackupRecord {
  const record = new BackupRecord(TARGET);
  if (reply !== undefined) record.apply({ kind: "polled", reply });
  return record;
}

/** A record that has ended before. */
function endedRecord(verdict: Verdict): BackupRecord {
  const record = recordOf();
  record.end(verdict, 300);
  return record;
}

describe("after the deadline", () => {
  test.each<[string, BackupReply | undefined, Verdict]>([
    [
      "a pending backup is not completed in time",
      backupReply("in_progress"),
      {
        result: "timed-out",
        message: "The time is up (timeout: 1m), and the backup is still in_progress.",
      },
    ],
    [
      "an API that has refused the latest poll did so",
      refusal,
      {
        result: "timed-out",
        message:
          "The time is up (timeout: 1m), and the last status check failed: the API answered 429.",
        cause: "rate-limit",
      },
    ],
    [
      "an API that has not replied is unavailable",
      undefined,
      {
        result: "unavailable",
        message: "The time is up (timeout: 1m), and the API has not replied yet.",
      },
    ],
  ])("a gate ends by its latest reply: %s", async (_, reply, verdict) => {
    const record = recordOf(reply);
    const step = stepOf();
    expect(await watchdog([record], step)).toEqual(verdict);
    expect(record.ended).toEqual({ verdict, endedAt: BITES_AT });
    expect(step.clock.now()).toBe(BITES_AT);
  });

  test("no gate ends before the watchdog's moment", async () => {
    const record = recordOf();
    const step = stepOf();
    const { clock, signal } = step;
    const biting = watchdog([record], step);
    await clock.sleep(BITES_AT - 1, signal);
    expect(record.ended).toBeUndefined();
    await biting;
    expect(record.ended?.endedAt).toBe(BITES_AT);
  });

  test("the moment is counted from the start of the process, not of the watchdog", async () => {
    const step = stepOf();
    await step.clock.sleep(40_000, step.signal);
    const record = recordOf();
    await watchdog([record], step);
    expect(record.ended?.endedAt).toBe(BITES_AT);
  });

  test("the reply that counts is the latest by then", async () => {
    const record = recordOf(refusal);
    const step = stepOf();
    const biting = watchdog([record], step);
    await step.clock.sleep(59_000, step.signal);
    record.apply({ kind: "polled", reply: backupReply("requested") });
    expect((await biting).message).toContain("still requested");
  });

  test("gates that have ended stay as they are, and the fleet's verdict is returned", async () => {
    const records = [endedRecord(completed), recordOf(backupReply("in_progress")), recordOf()];
    expect(await watchdog(records, stepOf())).toEqual({
      result: "timed-out",
      message: "2 of 3 backups failed.",
    });
    expect(records.map(({ ended }) => [ended?.verdict.result, ended?.endedAt])).toEqual([
      ["completed", 300],
      ["timed-out", BITES_AT],
      ["unavailable", BITES_AT],
    ]);
  });

  test("a create request whose reply is unknown is named", async () => {
    const record = recordOf();
    record.apply({ kind: "create-sent", key: "00002a" });
    expect(await watchdog([record], stepOf())).toMatchObject({
      result: "unavailable",
      cause: "unresolved",
      message: expect.stringContaining("the key 00002a") as string,
    });
  });
});

describe("after a cancellation", () => {
  /** A step that is cancelled after 5 s. */
  function cancelledStep(): Step {
    const clock = new FakeClock();
    const cancel = new AbortController();
    void clock.sleep(5_000, new AbortController().signal).then(() => cancel.abort("SIGTERM"));
    return stepOf(clock, cancel.signal);
  }

  test("gates that still run are cancelled once they have had their time", async () => {
    const records = [endedRecord(aborted), recordOf(backupReply("in_progress")), recordOf()];
    const step = cancelledStep();
    const verdict = await watchdog(records, step);
    const message = "The step was canceled (SIGTERM).";
    const cancelled = {
      verdict: { result: "cancelled", message },
      endedAt: 5_000 + CREATE_GRACE_MS + WIND_UP_MS,
    };
    expect(records.map(({ ended }) => ended)).toEqual([
      { verdict: aborted, endedAt: 300 },
      cancelled,
      cancelled,
    ]);
    expect(verdict).toMatchObject({ result: "aborted", message: "3 of 3 backups failed." });
  });

  test("one gate's verdict is the step's", async () => {
    expect(await watchdog([recordOf()], cancelledStep())).toEqual({
      result: "cancelled",
      message: "The step was canceled (SIGTERM).",
    });
  });

  test("that came before the watchdog the time is the same", async () => {
    const step = stepOf(new FakeClock(), AbortSignal.abort("SIGINT"));
    const record = recordOf();
    await watchdog([record], step);
    expect(record.ended).toEqual({
      verdict: { result: "cancelled", message: "The step was canceled (SIGINT)." },
      endedAt: CREATE_GRACE_MS + WIND_UP_MS,
    });
  });
});

describe("ending what still runs", () => {
  test("gets a verdict for each running gate and returns the recorded ones", () => {
    const records = [recordOf(), endedRecord(completed), recordOf()];
    records[2]?.apply({ kind: "create-sent", key: "00002a" });
    const asked: BackupRecord[] = [];
    const verdictOn = (record: BackupRecord): Verdict => {
      asked.push(record);
      return aborted;
    };
    const [first, second, ...more] = endRunning(records, verdictOn, 700);
    expect(asked).toEqual([records[0], records[2]]);
    expect(first).toBe(aborted);
    expect(second).toMatchObject({ result: "aborted", cause: "unresolved" });
    expect(more).toEqual([]);
    expect(records.map(({ ended }) => ended)).toEqual([
      { verdict: aborted, endedAt: 700 },
      { verdict: completed, endedAt: 300 },
      { verdict: second, endedAt: 700 },
    ]);
  });

  test("ends nothing twice", () => {
    const records = [recordOf()];
    endRunning(records, () => aborted, 700);
    expect(endRunning(records, () => completed, 800)).toEqual([]);
    expect(records[0]?.ended).toEqual({ verdict: aborted, endedAt: 700 });
  });
});

describe("a bug of ours outside the gates", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** What the process emits, instead of the real one. */
  function stubEvents(): EventEmitter {
    const emitter = new EventEmitter();
    const on = emitter.on.bind(emitter);
    vi.stubGlobal("process", Object.create(process, { on: { value: on } }));
    return emitter;
  }

  test.each(["uncaughtException", "unhandledRejection"])("ends the step: %s", async (event) => {
    const emitter = stubEvents();
    const crash = nextCrash();
    const bug = new TypeError("no");
    emitter.emit(event, bug);
    await expect(crash).rejects.toBe(bug);
  });

  test("ends the step if nothing is left to wait for", async () => {
    const emitter = stubEvents();
    const crash = nextCrash();
    emitter.emit("beforeExit");
    await expect(crash).rejects.toThrow("the process had nothing left to wait for");
  });

  test("causes no unhandled rejection, and the first one counts", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const emitter = stubEvents();
    const crash = nextCrash();
    emitter.emit("uncaughtException", "one");
    emitter.emit("uncaughtException", "another");
    await new Promise((resolve) => setTimeout(resolve, 10));
    vi.unstubAllGlobals();
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
    await expect(crash).rejects.toBe("one");
  });
});
