import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { expectedDistribution } from "../../../src/schedule/cadence.ts";
import { GateClosed } from "../../../src/model/errors.ts";
import { redactorOf } from "../../../src/util/sanitize.ts";
import type { InstallId } from "../../../src/model/ids.ts";
import type { RetryableFailure } from "../../../src/model/reply.ts";
import type { Progress } from "../../../src/backup/events.ts";
import { BackupRecord } from "../../../src/fleet/record.ts";
import { Reporter } from "../../../src/report/reporter.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import {
  aborted,
  BACKUP_ID,
  backupLook,
  backupOf,
  completed,
  INSTALL_ID,
  SETTINGS,
  TARGET,
} from "../../support/fixtures.ts";
import { specNew } from "../../support/virtual-api.ts";

const SECRET = "s3cr3t-of-the-api";
const NEW = { ...TARGET, spec: specNew() };
const failure: RetryableFailure = {
  kind: "retryable",
  message: "The API answered 503",
  answered: true,
  retryAt: undefined,
};

let folder: string;
let printed: string[];
/** Aborts when the step is over. */
let over: AbortController;
let listeners: [NodeJS.WriteStream, ((error: Error) => void)[]][];

const outputFile = (): string => join(folder, "output");
const summaryFile = (): string => join(folder, "summary");
const read = (file: string): string => readFileSync(file, "utf8");
/** The outputs as the runner reads them: what is written last counts. */
function outputs(): Record<string, string> {
  const written = read(outputFile()).matchAll(/^([\w-]+)<<(.+)\n([^]*?)\n?\2\n/gm);
  return Object.fromEntries([...written].map(([, name = "", , value = ""]) => [name, value]));
}
/** How often the ids have been written. */
const idsWritten = (): number => read(outputFile()).match(/^backup-id<</gm)?.length ?? 0;

beforeEach(() => {
  over = new AbortController();
  folder = mkdtempSync(join(tmpdir(), "reporter-"));
  vi.stubEnv("GITHUB_OUTPUT", outputFile());
  vi.stubEnv("GITHUB_STEP_SUMMARY", summaryFile());
  printed = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    printed.push(...String(chunk).trimEnd().split("\n"));
    return true;
  });
  listeners = [process.stdout, process.stderr].map((stream) => [
    stream,
    stream.listeners("error") as ((error: Error) => void)[],
  ]);
});

afterEach(() => {
  over.abort(); // ends the heartbeat
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const [stream, before] of listeners) {
    for (const listener of stream.listeners("error") as ((error: Error) => void)[]) {
      if (!before.includes(listener)) stream.off("error", listener);
    }
  }
  rmSync(folder, { recursive: true });
});

function reporterOf(records: readonly BackupRecord[], clock = new FakeClock()): Reporter {
  return new Reporter(clock, records, [SECRET], redactorOf([SECRET]), undefined);
}

function closing(reporter: Reporter, record: BackupRecord, verdict: Verdict): Promise<0 | 1> {
  const report = {
    verdict: record.end(verdict, 0),
    settings: SETTINGS,
    records: [record],
    requests: 3,
    waitedMs: 61_300,
  };
  return reporter.close(report, 5_000);
}

describe("before anything else", () => {
  test("the secrets are masked", () => {
    reporterOf([]);
    expect(printed).toEqual([`::add-mask::${SECRET}`]);
  });

  test("a reader that has gone is put up with", () => {
    reporterOf([]);
    expect(() => process.stdout.emit("error", new Error("EPIPE"))).not.toThrow();
    expect(() => process.stderr.emit("error", new Error("EPIPE"))).not.toThrow();
  });
});

describe("at the opening", () => {
  test("the ids that are known already are written, and it is said what is waited for", () => {
    reporterOf([new BackupRecord(TARGET)]).open(SETTINGS, over.signal);
    expect(outputs()).toEqual({ "backup-id": BACKUP_ID, "install-id": INSTALL_ID });
    expect(printed.slice(1)).toEqual([expect.stringMatching(/^Holding the deploy until backup /)]);
  });

  test("a heartbeat begins, a minute apart, and ends when all is over", async () => {
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
  const requested: Progress = {
    kind: "chosen",
    source: "requested",
    backup: backupOf("requested"),
  };

  test("what happens is told, line by line", () => {
    const record = new BackupRecord(TARGET);
    const reporter = reporterOf([record]);
    reporter.missing(record, "the API knows no such backup yet");
    reporter.looked(record, backupLook("requested"));
    reporter.foresaw(record, {
      createdAt: 0,
      isAgeKnown: true,
      distribution: expectedDistribution([90_000, 92_000]),
      pastBackups: 2,
    });
    reporter.backingOff(record, failure, 1_000);
    reporter.askingAgain(record, failure, 2_000);
    reporter.progressed(record, { kind: "none-reusable" });
    expect(printed.slice(1)).toEqual([
      expect.stringMatching(/^\[0s\] The API knows no such backup yet\. Looking on /),
      "[0s] The backup is requested.",
      expect.stringMatching(/^\[0s\] Backups of this install usually take /),
      "[0s] The API answered 503. Looking again in 1s.",
      "[0s] The API answered 503. Trying again in 2s.",
      "[0s] There is no backup recent enough. Requesting one.",
    ]);
  });

  test("a gate of many that has come to its end is told", () => {
    const records = [new BackupRecord(TARGET), new BackupRecord(TARGET)];
    const reporter = reporterOf(records);
    const [first] = records as [BackupRecord];
    first.end(aborted, 0);
    reporter.ended(first);
    expect(printed.slice(1).join("\n")).toContain("aborted");
  });

  test("each exchange is known to whoever debugs, harmless and without credentials", () => {
    reporterOf([]).exchangeEnded(`GET /x?${SECRET}: 200 ##[error] ::warning::`);
    expect(printed.slice(1)).toEqual(["::debug::GET /x?***: 200 # #[error] : :warning: :"]);
  });

  test.each<[string, Progress[]]>([
    [
      "an install's name is found",
      [{ kind: "install-found", install: { id: INSTALL_ID as InstallId, name: "site" } }],
    ],
    ["a backup is requested, whose id is to come", [{ kind: "create-sent", key: "00000a" }]],
    [
      "a request has been refused",
      [{ kind: "create-sent", key: "00000a" }, { kind: "create-refused" }],
    ],
    [
      "a request has come to nothing",
      [{ kind: "create-sent", key: "00000a" }, { kind: "none-created" }],
    ],
    ["a backup is taken", [requested]],
  ])("the ids are written as soon as %s", (_, steps) => {
    const record = new BackupRecord(NEW);
    const reporter = reporterOf([record]);
    for (const [nth, step] of steps.entries()) {
      record.progressed(step);
      reporter.progressed(record, step);
      expect(idsWritten()).toBe(nth + 1);
      expect(outputs()).toEqual({
        "backup-id": record.subject.id ?? "",
        "install-id": record.installId,
      });
    }
  });

  test("what changes no id writes none", () => {
    const record = new BackupRecord(NEW);
    const reporter = reporterOf([record]);
    reporter.progressed(record, { kind: "none-reusable" });
    expect(() => read(outputFile())).toThrow("ENOENT");
  });

  test("the id of one alone is written at once after the opening, too", () => {
    const record = new BackupRecord(NEW);
    const reporter = reporterOf([record]);
    reporter.open({ ...SETTINGS, targets: [NEW] }, over.signal);
    record.progressed(requested);
    reporter.progressed(record, requested);
    expect(outputs()["backup-id"]).toBe(BACKUP_ID);
  });

  describe("the ids of many", () => {
    const many = (): BackupRecord[] => Array.from({ length: 80 }, () => new BackupRecord(NEW));
    const wait = (clock: FakeClock, ms: number): Promise<void> =>
      clock.sleep(ms, new AbortController().signal);

    test("are written together, a moment after the first has become known", async () => {
      const clock = new FakeClock();
      const records = many();
      const reporter = reporterOf(records, clock);
      reporter.open({ ...SETTINGS, targets: [NEW, NEW] }, over.signal);
      const written: number[] = [];
      for (const record of records.slice(0, 3)) {
        record.progressed(requested);
        reporter.progressed(record, requested);
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
      next.progressed(requested);
      reporter.progressed(next, requested);
      await wait(clock, 101);
      expect(idsWritten()).toBe(3);
    });

    test("are written at once before the opening", () => {
      const records = many();
      const [first] = records as [BackupRecord];
      first.progressed(requested);
      reporterOf(records).progressed(first, requested);
      expect(idsWritten()).toBe(1);
    });

    test("are not written over the outputs once all is over", async () => {
      const clock = new FakeClock();
      const records = many();
      const reporter = reporterOf(records, clock);
      reporter.open({ ...SETTINGS, targets: [NEW, NEW] }, over.signal);
      reporter.progressed(records[0] as BackupRecord, requested);
      over.abort();
      await wait(clock, 1_000);
      expect(idsWritten()).toBe(1);
    });
  });
});

describe("the verdict that an error comes to", () => {
  test("is its own, where it is of the gate's kind", () => {
    expect(reporterOf([]).verdictOf(new GateClosed(aborted))).toBe(aborted);
  });

  test("is that of a bug of ours otherwise, whose stack is for whoever debugs", () => {
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

  test("is that too where what was thrown is no error", () => {
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
    record.looked(backupLook("completed", 60_000));
    expect(await closing(reporterOf([record]), record, completed)).toBe(0);
    expect(outputs()).toMatchObject({
      result: "completed",
      status: "completed",
      "backup-id": BACKUP_ID,
      requests: "3",
      "waited-seconds": "61.3",
    });
    expect(read(summaryFile())).toContain("Backup gate open: the backup is completed");
    expect(printed.at(-1)).toBe(
      "Backup gate open: The backup is completed. Waited 1m01s: 1 look, 3 requests in all.",
    );
  });

  test("`result` is written last, so that it never stands alone", async () => {
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

  test.each(["", "/nowhere/at/all"])(
    "outputs that cannot be written (%j) close the gate, and the summary says so",
    async (file) => {
      vi.stubEnv("GITHUB_OUTPUT", file);
      const record = new BackupRecord(TARGET);
      expect(await closing(reporterOf([record]), record, completed)).toBe(1);
      expect(read(summaryFile())).toContain("The outputs could not be written");
      expect(printed.join("\n")).toMatch(/^::error .*The outputs could not be written/m);
    },
  );

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
