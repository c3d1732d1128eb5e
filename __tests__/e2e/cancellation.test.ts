import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { Run, RunOptions } from "../../simulator/runner.ts";
import { createWorld, ENDLESS, type World } from "./world.ts";

interface Cancelled {
  readonly run: Run;
  /** From the (first) signal to the end of the process, without the time in which the machine was too busy to run it. */
  readonly leftAfterMs: number;
}

/** Sends the signals one after the other as soon as the log shows the cue. */
async function cancel(
  world: World,
  cue: RegExp,
  ...signals: readonly NodeJS.Signals[]
): Promise<Cancelled> {
  let child: ChildProcess | undefined;
  let signalledAt = NaN;
  let log = "";
  const options: Partial<RunOptions> = {
    onStart: (started) => (child = started),
    onOutput(text) {
      log += text;
      if (!Number.isNaN(signalledAt) || !cue.test(log)) return;
      signalledAt = performance.now();
      for (const signal of signals) child?.kill(signal);
    },
  };
  const run = await world.run({}, options);
  return { run, leftAfterMs: performance.now() - signalledAt - run.hinderedMs };
}

/**
 * Resolves when the process catches signals, as Linux reports it, and elsewhere after a time that is surely enough. SIGHUP is
 * the last of the gate's own, and unlike SIGINT none that Node catches for itself.
 */
async function isCatching({ pid }: ChildProcess): Promise<void> {
  const SIGHUP_BIT = 1n;
  for (let round = 0; round < 500; round += 1) {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1];
    if (caught !== undefined && (BigInt(`0x${caught}`) & SIGHUP_BIT) !== 0n) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe.concurrent("cancelled", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "by %s while it waits: the process ends within 1 s and reports the last status",
    async (signal) => {
      const world = await createWorld({ course: ENDLESS });
      const { run, leftAfterMs } = await cancel(world, /is in_progress/, signal);
      expect(run.code).toBe(1);
      expect(leftAfterMs).toBeLessThan(1_000);
      expect(run.outputs).toMatchObject({
        result: "cancelled",
        status: "in_progress",
        "backup-id": world.backupId,
      });
      expect(run.stdout).toMatch(
        new RegExp(`::error title=Backup gate closed%3A cancelled::.*${signal}`),
      );
      expect(run.summary).toContain("Backup gate closed: cancelled");
    },
  );

  test.each(["hang", "hang-in-body", "endless"] as const)(
    "SIGTERM while a request is stuck (%s)",
    async (kind) => {
      const world = await createWorld({
        course: ENDLESS,
        faults: [{ kind: "none" }, { kind, times: "always" }],
      });
      const atSecondPoll = new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (world.simulator.seen.filter(({ operation }) => operation === "show").length < 2)
            return;
          clearInterval(timer);
          resolve();
        }, 10);
      });
      let signalledAt = NaN;
      const run = await world.run(
        {},
        {
          onStart: (child) =>
            void atSecondPoll.then(() => {
              signalledAt = performance.now();
              child.kill("SIGTERM");
            }),
        },
      );
      expect(run.code).toBe(1);
      expect(performance.now() - signalledAt - run.hinderedMs).toBeLessThan(1_000);
      expect(run.outputs).toMatchObject({
        result: "cancelled",
        status: "in_progress",
        requests: "3", // between the polls, the action requests the history
      });
    },
  );

  test("while the process is still loading", async () => {
    const world = await createWorld({ course: ENDLESS });
    const run = await world.run(
      {},
      {
        onStart: (child) => void isCatching(child).then(() => child.kill("SIGINT")),
      },
    );
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("cancelled");
  });

  test("twice, as an impatient runner does", async () => {
    const world = await createWorld({ course: ENDLESS });
    const { run } = await cancel(world, /is in_progress/, "SIGINT", "SIGTERM", "SIGINT");
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("cancelled");
    expect(run.stdout.match(/^::error/gm)).toHaveLength(1);
  });

  test("killed outright: the ids are in the outputs already", async () => {
    const world = await createWorld({ course: ENDLESS });
    const { run } = await cancel(world, /is in_progress/, "SIGKILL");
    expect(run.code).toBeNull();
    expect(run.outputs).toEqual({ "backup-id": world.backupId, "install-id": world.installId });
  });
});
