import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GateClosed } from "../../../src/model/errors.ts";
import { redactorOf } from "../../../src/util/sanitize.ts";
import type { InstallId } from "../../../src/model/ids.ts";
import type { RetryableFailure } from "../../../src/model/reply.ts";
import type { BackupEvent } from "../../../src/backup/events.ts";
import { BackupRecord } from "../../../src/fleet/record.ts";
import { outputsFailure } from "../../../src/report/outputs-file.ts";
import { Reporter } from "../../../src/report/reporter.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import {
  aborted,
  BACKUP_ID,
  backupReply,
  completed,
  INSTALL_ID,
  SETTINGS,
  TARGET,
} from "../../support/fixtures.ts";
import { specNew } from "../../support/virtual-api.ts";
import {
  capturePrinted,
  chosen,
  createSent,
  forecast,
  notBelievedYet,
  pollFailed,
  polled,
  requestFailed,
  report,
  tellEnd,
} from "./support.ts";

const SECRET = "s3cr3t-of-the-api";
const NEW = { ...TARGET, spec: specNew() };
const failure: RetryableFailure = {
  kind: "retryable",
  message: "The API answered 503",
  reason: "rate-limited",
};

let folder: string;
const printed = capturePrinted();
/** Aborts when the step is over. */
let over: AbortController;
let listeners: [NodeJS.WriteStream, ((error: Error) => void)[]][];

const outputFile = (): string => join(folder, "output");
const summaryFile = (): string => join(folder, "summary");
const read = (file: string): string => readFileSync(file, "utf8");
/** The outputs as the runner reads them: the last value of each counts. */
function outputs(): Record<string, string> {
  const written = read(outputFile()).matchAll(/^([\w-]+)<<(.+)\n([^]*?)\n?\2\n/gm);
  return Object.fromEntries([...written].map(([, name = "", , value = ""]) => [name, value]));
}
/** How often the IDs have been written. */
const idsWritten = (): number => read(outputFile()).match(/^backup-id<</gm)?.length ?? 0;

beforeEach(() => {
  over = new AbortController();
  folder = mkdtempSync(join(tmpdir(), "reporter-"));
  vi.stubEnv("GITHUB_OUTPUT", outputFile());
  vi.stubEnv("GITHUB_STEP_SUMMARY", summaryFile());
  listeners = [process.stdout, process.stderr].map((stream) => [
    stream,
    stream.listeners("error") as ((error: Error) => void)[],
  ]);
});

afterEach(() => {
  over.abort(); // ends the heartbeat
  vi.unstubAllEnvs();
  for (const [stream, before] of listeners) {
    for (const listener of stream.listeners("error") as ((error: Error) => void)[]) {
      if (!before.includes(listener)) stream.off("error", listener);
    }
  }
  rmSync(folder, { recursive: true });
});

function reporterOf(records: readonly BackupRecord[], clock = new FakeClock()): Reporter {
  return new Reporter({
    clock,
    records,
    secrets: [SECRET],
    redact: redactorOf([SECRET]),
    statusSettings: undefined,
  });
}

function closing(reporter: Reporter, record: BackupRecord, verdict: Verdict): Promise<0 | 1> {
  const report = {
    verdict: record.end(verdict, 0),
    settings: SETTINGS,
    records: [record],
    requests: 3,
    waitedMs: 61_300,
    redact: redactorOf([SECRET]),
  };
  return reporter.close(report, 5_000);
}

describe("before anything else", () => {
  test("the secrets are masked", () => {
    reporterOf([]);
    expect(printed).toEqual([`::add-mask::${SECRET}`]);
  });

  test("a secret that becomes known later is masked then", () => {
    reporterOf([]).mask(["you@example.com", "you%40example.com"]);
    expect(printed.slice(1)).toEqual([
      "::add-mask::you@example.com",
      "::add-mask::you%2540example.com",
    ]);
  });

  test("errors of a closed pipe are ignored", () => {
    reporterOf([]);
    expect(() => process.stdout.emit("error", new Error("EPIPE"))).not.toThrow();
    expect(() => process.stderr.emit("error", new Error("EPIPE"))).not.toThrow();
  });
});

describe("at the opening", () => {
  test("the IDs that are known are written, and what the step waits for is printed", () => {
    reporterOf([new BackupRecord(TARGET)]).open(SETTINGS, over.signal);
    expect(outputs()).toEqual({ "backup-id": BACKUP_ID, "install-id": INSTALL_ID });
    expect(printed.slice(1)).toEqual([expect.stringMatching(/^Waiting for backup /)]);
  });

  test("a heartbeat begins, once a minute, and ends with the step", async () => {
    const clock = new FakeClock();
    reporterOf([new BackupRecord(TARGET)], clock).open(SETTINGS, over.signal);
    await clock.sleep(150_000, new AbortController().signal);
    over.abort();
    await clock.sleep(150_000, new AbortController().signal);
    const beats = printed.filter((line) => line.includes("░"));
    expect(beats.map((line) => line.slice(0, 4))).toEqual(["[1m]", "[2m]"]);
  });
});

describe("on the way", () => {
  const requested = chosen("requested");

  test("events are printed, line by line", () => {
    const record = new BackupRecord(TARGET);
    const reporter = reporterOf([record]);
    report(
      reporter,
      record,
      notBelievedYet({ kind: "not-found", message: "the API knows no such backup yet" }),
      polled(backupReply("requested")),
      forecast(0, [90_000, 92_000]),
      pollFailed(failure, 1_000),
      requestFailed(failure, 2_000),
      { kind: "none-reusable" },
    );
    expect(printed.slice(1)).toEqual([
      expect.stringMatching(/^\[0s\] The API knows no such backup yet\. Checking for another /),
      "[0s] The backup is requested.",
      expect.stringMatching(/^\[0s\] Backups of this install usually take /),
      "[0s] The API answered 503. Checking again in 1s.",
      "[0s] The API answered 503. Trying again in 2s.",
      "[0s] No backup is recent enough. Requesting a new one.",
    ]);
  });

  test("the end of one of many gates is printed", () => {
    const records = [new BackupRecord(TARGET), new BackupRecord(TARGET)];
    const reporter = reporterOf(records);
    tellEnd(reporter, records[0] as BackupRecord, aborted);
    expect(printed.slice(1).join("\n")).toContain("aborted");
  });

  test("each exchange is in the debug log, sanitized and without credentials", () => {
    reporterOf([]).onReply(`GET /x?${SECRET}: 200 ##[error] ::warning::`);
    expect(printed.slice(1)).toEqual(["::debug::GET /x?***: 200 # #[error] : :warning: :"]);
  });

  test.each<[string, BackupEvent[]]>([
    [
      "an install is found",
      [{ kind: "install-found", install: { id: INSTALL_ID as InstallId, name: "site" } }],
    ],
    ["a create request is sent", [createSent]],
    ["a create request is refused", [createSent, { kind: "create-refused" }]],
    ["a create request created nothing", [createSent, { kind: "none-created" }]],
    ["a backup is chosen", [requested]],
  ])("the IDs are written as soon as %s", (_, events) => {
    const record = new BackupRecord(NEW);
    const reporter = reporterOf([record]);
    for (const [nth, event] of events.entries()) {
      report(reporter, record, event);
      expect(idsWritten()).toBe(nth + 1);
      expect(outputs()).toEqual({
        "backup-id": record.subject.id ?? "",
        "install-id": record.installId,
      });
    }
  });

  test("IDs that cannot be written do not end the step, and are written as soon as they can be", () => {
    const record = new BackupRecord(NEW);
    const reporter = reporterOf([record]);
    vi.stubEnv("GITHUB_OUTPUT", "/nowhere/at/all");
    report(reporter, record, createSent);
    vi.stubEnv("GITHUB_OUTPUT", outputFile());
    report(reporter, record, requested);
    expect(outputs()["backup-id"]).toBe(BACKUP_ID);
  });

  test("the first IDs that cannot be written end it, before any request", () => {
    vi.stubEnv("GITHUB_OUTPUT", "/nowhere/at/all");
    const reporter = reporterOf([new BackupRecord(TARGET)]);
    expect(() => reporter.open(SETTINGS, over.signal)).toThrow("The outputs could not be written");
  });

  test("other events write no IDs", () => {
    const record = new BackupRecord(NEW);
    const reporter = reporterOf([record]);
    report(reporter, record, { kind: "none-reusable" });
    expect(() => read(outputFile())).toThrow("ENOENT");
  });

  test("the ID of a single backup is written at once, also after the start", () => {
    const record = new BackupRecord(NEW);
    const reporter = reporterOf([record]);
    reporter.open({ ...SETTINGS, targets: [NEW] }, over.signal);
    report(reporter, record, requested);
    expect(outputs()["backup-id"]).toBe(BACKUP_ID);
  });

  describe("the IDs of many", () => {
    const many = (): BackupRecord[] => Array.from({ length: 80 }, () => new BackupRecord(NEW));
    const wait = (clock: FakeClock, ms: number): Promise<void> =>
      clock.sleep(ms, new AbortController().signal);

    test("are written together, a moment after the first is known", async () => {
      const clock = new FakeClock();
      const records = many();
      const reporter = reporterOf(records, clock);
      reporter.open({ ...SETTINGS, targets: [NEW, NEW] }, over.signal);
      const written: number[] = [];
      for (const record of records.slice(0, 3)) {
        report(reporter, record, requested);
        written.push(idsWritten());
      }
      await wait(clock, 99);
      written.push(idsWritten());
      await wait(clock, 2);
      written.push(idsWritten());
      expect(written).toEqual([1, 1, 1, 1, 2]);
      expect(outputs()["backup-id"]?.split("\n").slice(0, 4)).toEqual([
        ...Array<string>(3).fill(BACKUP_ID),
        "",
      ]);
      const [, , , next] = records as [BackupRecord, BackupRecord, BackupRecord, BackupRecord];
      report(reporter, next, requested);
      await wait(clock, 101);
      expect(idsWritten()).toBe(3);
    });

    test("are collected for longer the more there are: a second for 800", async () => {
      const clock = new FakeClock();
      const records = Array.from({ length: 800 }, () => new BackupRecord(NEW));
      const reporter = reporterOf(records, clock);
      reporter.open({ ...SETTINGS, targets: [NEW, NEW] }, over.signal);
      report(reporter, records[0] as BackupRecord, requested);
      await wait(clock, 999);
      expect(idsWritten()).toBe(1);
      await wait(clock, 2);
      expect(idsWritten()).toBe(2);
    });

    test("are not written over the outputs once the step is over", async () => {
      const clock = new FakeClock();
      const records = many();
      const reporter = reporterOf(records, clock);
      reporter.open({ ...SETTINGS, targets: [NEW, NEW] }, over.signal);
      report(reporter, records[0] as BackupRecord, requested);
      over.abort();
      await wait(clock, 1_000);
      expect(idsWritten()).toBe(1);
    });
  });
});

describe("the verdict of an error", () => {
  test("is its own, if the step failed", () => {
    expect(reporterOf([]).verdictOf(new GateClosed(aborted))).toBe(aborted);
  });

  test("is that of a bug of ours otherwise, with the stack in the debug log", () => {
    const bug = new TypeError(`no such thing as ${SECRET} ::error::`);
    expect(reporterOf([]).verdictOf(bug)).toEqual({
      result: "error",
      message: "TypeError: no such thing as *** : :error: :.",
    });
    expect(printed.slice(1)).toEqual([
      expect.stringMatching(
        /^::debug::TypeError: no such thing as \*\*\* : :error: :.* at .*reporter\.test/,
      ),
    ]);
  });

  test("is that too if what was thrown is no error", () => {
    expect(reporterOf([]).verdictOf(`gone ${SECRET}`)).toEqual({
      result: "error",
      message: "gone ***.",
    });
    expect(printed).toHaveLength(1);
  });
});

describe("at the end", () => {
  test("an open gate is 0; outputs, summary and a closing line are there", async () => {
    const record = new BackupRecord(TARGET);
    record.apply(polled(backupReply("completed", 60_000)));
    expect(await closing(reporterOf([record]), record, completed)).toBe(0);
    expect(outputs()).toMatchObject({
      result: "completed",
      status: "completed",
      "backup-id": BACKUP_ID,
      requests: "3",
      "waited-seconds": "61.3",
    });
    expect(read(summaryFile())).toContain("Backup gate open: the backup is completed");
    expect(printed.at(-2)).toBe(
      "Backup gate open: The backup is completed. Waited 1m01s: 1 status check, 3 requests in total.",
    );
  });

  test("`result` is written last, never without the other outputs", async () => {
    const record = new BackupRecord(TARGET);
    await closing(reporterOf([record]), record, aborted);
    expect(
      read(outputFile())
        .match(/^[\w-]+(?=<<)/gm)
        ?.at(-1),
    ).toBe("result");
  });

  test("a closed gate is 1, with an annotation", async () => {
    const record = new BackupRecord(TARGET);
    expect(await closing(reporterOf([record]), record, aborted)).toBe(1);
    expect(outputs()["result"]).toBe("aborted");
    expect(printed.filter((line) => line.startsWith("::error "))).toHaveLength(1);
  });

  test.each([
    ["", "GITHUB_OUTPUT is not set"],
    ["/nowhere/at/all", "ENOENT: no such file or directory, open '/nowhere/at/all'"],
  ])(
    "outputs that cannot be written (%j) close the gate; log and summary have what they would say",
    async (file, fault) => {
      vi.stubEnv("GITHUB_OUTPUT", file);
      const record = new BackupRecord(NEW);
      record.apply(chosen("requested"));
      expect(await closing(reporterOf([record]), record, completed)).toBe(1);
      const message = `The outputs could not be written (${fault}). Otherwise, the result would be completed: The backup is completed.`;
      expect(read(summaryFile())).toContain(
        `## ⛔ Backup gate closed: error\n\n${message}\n\n**What to do next:** Check the runner's disk`,
      );
      expect(printed.slice(1, 3)).toEqual([
        `Backup ${BACKUP_ID} of install ${INSTALL_ID}`,
        `::error title=Backup gate closed%3A error::${message}%0AAffected: backup ${BACKUP_ID} of install ${INSTALL_ID}.%0A` +
          "Check the runner's disk, and the file that GITHUB_OUTPUT names.",
      ]);
    },
  );

  test("outputs that kept the step from beginning are named once", async () => {
    vi.stubEnv("GITHUB_OUTPUT", "");
    const record = new BackupRecord(TARGET);
    const { verdict } = outputsFailure("GITHUB_OUTPUT is not set");
    expect(await closing(reporterOf([record]), record, verdict)).toBe(1);
    expect(read(summaryFile())).toContain(`error\n\n${verdict.message}\n\n`);
  });

  test.each([
    ["", "GITHUB_STEP_SUMMARY is not set"],
    [`/nowhere/at/${SECRET}`, "ENOENT: no such file or directory, open '/nowhere/at/***'"],
  ])(
    "a summary that cannot be written (%j) is a warning, and the gate opens",
    async (file, fault) => {
      vi.stubEnv("GITHUB_STEP_SUMMARY", file);
      const record = new BackupRecord(TARGET);
      expect(await closing(reporterOf([record]), record, completed)).toBe(0);
      expect(outputs()["result"]).toBe("completed");
      expect(printed.filter((line) => line.startsWith("::warning"))).toEqual([
        `::warning::The job summary could not be written: Error: ${fault}`,
      ]);
    },
  );
});
