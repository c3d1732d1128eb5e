import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { FailFast } from "../../../src/fleet/fail-fast.ts";
import { BackupRecord } from "../../../src/fleet/record.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import type { Context } from "../../../src/schedule/context.ts";
import { contextOf } from "../../support/context.ts";
import { aborted, completed, TARGET } from "../../support/fixtures.ts";

interface Fleet {
  readonly failFast: FailFast;
  readonly records: readonly [BackupRecord, BackupRecord, BackupRecord];
  /** Positions of the records whose ends were emitted, with the verdict that the record had by then. */
  readonly ended: (readonly [number, Verdict | undefined])[];
}

function fleetOf(isFailFast: boolean, step: Context<never> = contextOf<never>()): Fleet {
  const records = [1, 2, 3].map(() => new BackupRecord(TARGET)) as unknown as Fleet["records"];
  const ended: Fleet["ended"] = [];
  const failFast = new FailFast(
    {
      records,
      failFast: isFailFast,
      emit: (record, { kind }) => {
        expect(kind).toBe("ended");
        ended.push([records.indexOf(record), record.ended?.verdict]);
      },
    },
    step,
  );
  return { failFast, records, ended };
}

const messageForAll: Verdict = {
  result: "unauthorized",
  message: "Polling: the API answered 401.",
  messageForAll: "The API answered 401.",
};
const cancelled: Verdict = { result: "cancelled", message: "The step was canceled (SIGTERM)." };

test("removes its listener from the step's own signal once it is released", () => {
  const { signal } = new AbortController();
  const { failFast } = fleetOf(true, contextOf<never>({ signal }));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  failFast.release();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("an end is recorded, emitted and counted", async () => {
  const step = contextOf<never>();
  const { failFast, records, ended } = fleetOf(true, step);
  await step.clock.sleep(700, step.signal);
  expect(failFast.running).toBe(3);
  failFast.end(records[1], completed);
  expect(failFast.running).toBe(2);
  expect(records[1].ended).toEqual({ verdict: completed, endedAt: 700 });
  expect(ended).toEqual([[1, completed]]);
  expect(failFast.signal.aborted).toBe(false);
});

describe("a failure", () => {
  test("closes the fleet, and says so of those that were still running", () => {
    const { failFast, records } = fleetOf(true);
    failFast.end(records[0], completed);
    failFast.end(records[1], aborted);
    expect(failFast.signal.aborted).toBe(true);
    failFast.end(records[2], cancelled);
    expect(records.map(({ ended }) => ended?.verdict)).toEqual([
      completed,
      aborted,
      {
        result: "cancelled",
        message: expect.stringMatching(
          /: the backup of install .* failed \(aborted\)\.$/,
        ) as string,
        cause: "fail-fast",
      },
    ]);
  });

  test("closes nothing without fail-fast", () => {
    const { failFast, records } = fleetOf(false);
    failFast.end(records[0], aborted);
    expect(failFast.signal.aborted).toBe(false);
  });

  test.each([
    [59_899, true],
    [59_900, false],
  ])("at %i ms of a minute closes the others: %j", async (atMs, isClosing) => {
    const step = contextOf<never>();
    const { failFast, records } = fleetOf(true, step);
    await step.clock.sleep(atMs, step.signal);
    failFast.end(records[0], aborted);
    expect(failFast.signal.aborted).toBe(isClosing);
  });

  test("of the whole step closes the others without fail-fast, and is their own", () => {
    const { failFast, records } = fleetOf(false);
    failFast.end(records[0], messageForAll);
    failFast.end(records[1], cancelled);
    expect(records[0].ended?.verdict).toBe(messageForAll);
    expect(records[1].ended?.verdict).toEqual({
      ...messageForAll,
      message: messageForAll.messageForAll,
    });
  });

  test("after the first one keeps its own verdict and does not change those of the others", () => {
    const { failFast, records } = fleetOf(true);
    failFast.end(records[0], aborted);
    failFast.end(records[1], messageForAll);
    failFast.end(records[2], cancelled);
    expect(records[1].ended?.verdict).toBe(messageForAll);
    expect(records[2].ended?.verdict.cause).toBe("fail-fast");
  });
});

test("a gate that had not started when the step was cancelled is cancelled", () => {
  const cancel = new AbortController();
  const { failFast, records } = fleetOf(true, contextOf<never>({ signal: cancel.signal }));
  cancel.abort("SIGTERM");
  expect(failFast.signal.aborted).toBe(true);
  failFast.endNotStarted(records[0]);
  expect(records[0].ended?.verdict).toEqual(cancelled);
});
