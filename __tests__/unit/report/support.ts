import { afterEach, beforeEach, vi } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import { BackupRecord, type FleetEvent } from "../../../src/fleet/record.ts";
import { verdictOfFleet } from "../../../src/fleet/verdict.ts";
import type { GateEvent } from "../../../src/gate/events.ts";
import type { Backup } from "../../../src/model/backup.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type { BackupReply } from "../../../src/model/reply.ts";
import type { Target } from "../../../src/model/target.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { Log } from "../../../src/report/log/log.ts";
import { outputsOf } from "../../../src/report/outputs.ts";
import type { Report } from "../../../src/report/report.ts";
import { summaryOf } from "../../../src/report/summary/summary.ts";
import { redactorOf } from "../../../src/util/sanitize.ts";
import { aborted, BACKUP_ID, completed, SETTINGS, TARGET } from "../../support/fixtures.ts";
import { specNew } from "../../support/virtual-api.ts";
import { noAnswer, polled, recordOf } from "../../support/events.ts";

export * from "../../support/events.ts";

/** The lines that each test prints to standard output. */
export function capturePrinted(): string[] {
  const printed: string[] = [];
  beforeEach(() => {
    printed.length = 0;
    vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      printed.push(...String(chunk).trimEnd().split("\n"));
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return printed;
}

interface Observer {
  on(record: BackupRecord, event: FleetEvent): void;
}

/** Applies events to a record and reports them. */
export function report(
  observer: Observer,
  record: BackupRecord,
  ...events: readonly GateEvent[]
): void {
  for (const event of events) {
    record.apply(event);
    observer.on(record, event);
  }
}

/** Ends a gate and reports it. */
export function tellEnd(
  observer: Observer,
  record: BackupRecord,
  verdict: Verdict,
  endedAt = 0,
): void {
  record.end(verdict, endedAt);
  observer.on(record, { kind: "ended" });
}

/** Ends a gate. */
export function endedWith(record: BackupRecord, verdict: Verdict, endedAt = 0): BackupRecord {
  record.end(verdict, endedAt);
  return record;
}

/** Lets the heart of a log beat for a while: once, unless it is given longer. */
export async function beat(
  log: Log,
  clock: FakeClock,
  forMs = 61_000,
  deadline = 1_800_000,
): Promise<void> {
  const over = new AbortController();
  const stop = clock.sleep(forMs, over.signal).then(() => over.abort());
  await log.heartbeat(deadline, over.signal);
  await stop;
}

/** What reports redact. */
export const SECRET = "hunter2";

/** IDs of the installs and backups of a fleet. */
export const installId = (index: number): InstallId => idOf("a", index) as InstallId;
export const backupId = (index: number): BackupId => idOf("b", index) as BackupId;
const idOf = (kind: string, index: number): string =>
  `${kind}0000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

/** A target of a fleet whose backup exists already. */
export const existing = (index: number): Target => ({
  install: { id: installId(index) },
  spec: { kind: "existing", backupId: backupId(index) },
});
/** A target whose backup is to be created. */
export const toCreate = (name = "torquemag"): Target => ({ install: { name }, spec: specNew() });

/** A moment, in seconds after the creation of `done`. */
export const at = (seconds: number): { iso: string; epochMs: number } => {
  const epochMs = Date.parse("2026-01-15T10:00:00Z") + seconds * 1_000;
  return { iso: new Date(epochMs).toISOString(), epochMs };
};
/** A backup of which all is known. */
export const done: Backup = {
  id: BACKUP_ID as BackupId,
  status: "completed",
  description: "",
  createdAt: at(0),
  completedAt: at(250.5),
  wordpressVersion: "6.8.1",
};

/** The report on gates that have ended. */
export function reportOn(records: readonly BackupRecord[], more: Partial<Report> = {}): Report {
  return {
    verdict: verdictOfFleet(records.map(({ ended }) => ended)),
    settings: SETTINGS,
    records,
    requests: 12,
    waitedMs: 252_340,
    redact: redactorOf([SECRET]),
    ...more,
  };
}

/** A single gate with its log. */
export class Gate {
  readonly clock = new FakeClock();
  readonly record: BackupRecord;
  readonly log: Log;

  constructor(target: Target = TARGET) {
    this.record = new BackupRecord(target);
    this.log = new Log(this.clock, [this.record]);
  }

  report(...events: readonly GateEvent[]): this {
    report(this.log, this.record, ...events);
    return this;
  }

  sleep(ms: number): Promise<void> {
    return this.clock.sleep(ms, new AbortController().signal);
  }

  beat(forMs?: number, deadline?: number): Promise<void> {
    return beat(this.log, this.clock, forMs, deadline);
  }

  /** Closes the log with this verdict on the gate. */
  close(verdict: Verdict, waitedMs: number, more: Partial<Report> = {}): void {
    const standing = this.record.end(verdict, 0);
    this.log.closing(
      reportOn([this.record], { verdict: standing, requests: 0, waitedMs, ...more }),
    );
  }
}

/** The records of three backups that exist already. */
export const threeRecords = (): [BackupRecord, BackupRecord, BackupRecord] => [
  new BackupRecord(existing(1)),
  new BackupRecord(existing(2)),
  new BackupRecord(existing(3)),
];

/** The report on one gate whose polls got these replies. */
export function reportOf(verdict: Verdict, ...replies: readonly BackupReply[]): Report {
  const record = endedWith(recordOf(TARGET, ...replies.map(polled)), verdict);
  return reportOn([record], { verdict, requests: replies.length });
}
/** The report on an open gate. */
export const open = reportOf(
  { result: "completed", message: "The backup is completed." },
  { kind: "backup", backup: { ...done, status: "in_progress" }, serverMs: at(30).epochMs },
  { kind: "backup", backup: done, serverMs: at(251).epochMs },
);
/** The report on a gate whose backup no poll has shown. */
export const unseen = reportOf(
  { result: "unavailable", message: "Nothing <came> back." },
  noAnswer,
);
/** The report on invalid inputs. */
export const invalid: Report = {
  verdict: { result: "invalid-input", message: "timeout: one.\napi-url: two." },
  settings: undefined,
  records: [],
  requests: 0,
  waitedMs: 40,
  redact: redactorOf([SECRET]),
};

/** The only record of a report. */
export function onlyRecord({ records }: Report): BackupRecord {
  const [record, ...others] = records;
  if (record === undefined || others.length > 0) throw new Error("not one record alone");
  return record;
}

/** The record of a backup of a fleet, by its number or its install's name. */
export const recordFor = (which: number | string): BackupRecord =>
  new BackupRecord(typeof which === "number" ? existing(which) : toCreate(which));

/** Lets a poll show the backup: all of `done`, but for these fields. */
export function seen(record: BackupRecord, fields: Partial<Backup> = {}): BackupRecord {
  const { id = done.id } = record.subject;
  record.apply(polled({ kind: "backup", backup: { ...done, id, ...fields }, serverMs: 0 }));
  return record;
}

/** The report on three gates: one is completed, one names no install, and one is aborted. */
export const threeEnds = (): Report =>
  reportOn([
    endedWith(seen(recordFor(1)), completed, 1_000),
    endedWith(recordFor("two"), { result: "not-found", message: "There is no such name." }, 500),
    endedWith(seen(recordFor(3), { status: "aborted", completedAt: undefined }), aborted, 2_000),
  ]);

/** The cells of the rows of the summary's table. */
export const rowsOf = (report: Report): string[][] =>
  summaryOf(report)
    .split("\n")
    .filter((line) => /^\| \[?`/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));

type Entry = Record<string, unknown> & { readonly message: string };
/** The entries of the output `backups`. */
export const backupsIn = (report: Report): Entry[] =>
  JSON.parse(outputsOf(report).backups) as Entry[];
