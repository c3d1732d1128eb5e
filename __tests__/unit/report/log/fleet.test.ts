import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../../simulator/clock.ts";
import type { BackupEvent } from "../../../../src/backup/events.ts";
import { BackupRecord } from "../../../../src/fleet/record.ts";
import type { Backup } from "../../../../src/model/backup.ts";
import type { InstallId } from "../../../../src/model/ids.ts";
import type { BackupReply, RetryableFailure } from "../../../../src/model/reply.ts";
import type { Target } from "../../../../src/model/target.ts";
import type { Verdict } from "../../../../src/model/verdict.ts";
import { Log } from "../../../../src/report/log/log.ts";
import { aborted, BACKUP_ID, backupReply, completed, cutShort } from "../../../support/fixtures.ts";
import { specNew } from "../../../support/virtual-api.ts";
import {
  at,
  backupId,
  beat,
  capturePrinted,
  chosen,
  createSent,
  done,
  existing,
  forecast,
  installId,
  noAnswer,
  notBelievedYet,
  pollFailed,
  polled,
  rateLimited,
  requestFailed,
  report,
  tellEnd,
  threeRecords,
  toCreate,
} from "../support.ts";

const printed = capturePrinted();

const failure: RetryableFailure = {
  ...noAnswer,
  message: "The API answered 503 Service Unavailable",
};
const completedBackup = (index: number): Backup => ({
  ...done,
  id: backupId(index),
  completedAt: at(250),
});

test("prints a line for each gate that ends, with how many have", async () => {
  const clock = new FakeClock();
  const records = [1, 2, 3].map((index) => new BackupRecord(existing(index)));
  records.push(new BackupRecord(toCreate("4th-site")));
  const log = new Log(clock, records);
  const [first, second, third, fourth] = records as [
    BackupRecord,
    BackupRecord,
    BackupRecord,
    BackupRecord,
  ];
  second.apply(polled({ kind: "backup", backup: completedBackup(2), serverMs: 0 }));
  tellEnd(log, second, completed);
  await clock.sleep(65_000, new AbortController().signal);
  tellEnd(log, third, aborted);
  fourth.apply({ kind: "chosen", backup: completedBackup(4), source: "reused" });
  fourth.apply(polled({ kind: "backup", backup: completedBackup(4), serverMs: 0 }));
  tellEnd(log, fourth, completed);
  first.apply(polled(backupReply("in_progress")));
  tellEnd(log, first, { result: "timed-out", message: "The time is up." });
  expect(printed).toEqual([
    `[0s] ${installId(2)}: completed, took 4m10s (1 of 4).`,
    `[1m05s] ${installId(3)}: aborted (2 of 4). WP Engine aborted the backup.`,
    "[1m05s] 4th-site: completed, reused, took 4m10s (3 of 4).",
    `[1m05s] ${installId(1)}: timed-out (4 of 4). The time is up.`,
  ]);
});

test("prints one if nothing has waited for the backup, or its duration is not known", () => {
  const [first, second, third] = threeRecords();
  const log = new Log(new FakeClock(), [first, second, third]);
  tellEnd(log, first, { result: "requested", message: "The backup is requested." });
  tellEnd(log, second, completed);
  expect(printed).toEqual([
    `[0s] ${installId(1)}: requested (1 of 3).`,
    `[0s] ${installId(2)}: completed (2 of 3).`,
  ]);
});

test("prints none for a gate that another one cut short", () => {
  const records = threeRecords();
  const log = new Log(new FakeClock(), records);
  for (const [index, record] of records.entries()) {
    tellEnd(log, record, index === 0 ? aborted : cutShort);
  }
  expect(printed).toEqual([
    `[0s] ${installId(1)}: aborted (1 of 3). WP Engine aborted the backup.`,
  ]);
});

test("prints the same problem once a minute, whichever backup has it, and another one at once", async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const records = threeRecords();
  const log = new Log(clock, records);
  const allFailed = (waitMs: number): void => {
    for (const record of records) report(log, record, pollFailed(failure, waitMs));
  };
  allFailed(1_250);
  report(log, records[1], pollFailed({ ...failure, message: "no answer" }, 2_000));
  await clock.sleep(59_999, signal);
  allFailed(20_000);
  await clock.sleep(1, signal);
  for (const record of records.toReversed()) {
    report(log, record, pollFailed({ ...failure, hasRetryAfter: true }, 45_000));
  }
  await clock.sleep(59_999, signal);
  allFailed(20_000);
  expect(printed).toEqual([
    `[0s] ${installId(1)}: The API answered 503 Service Unavailable. Checking again in 1.3s.`,
    `[0s] ${installId(2)}: No answer. Checking again in 2s.`,
    `[1m] ${installId(3)}: The API answered 503 Service Unavailable. Checking again in 45s, as requested by Retry-After.`,
  ]);
});

test("prints each kind of problem with what is done about it", () => {
  const [first, second, third] = threeRecords();
  const log = new Log(new FakeClock(), [first, second, third]);
  for (const record of [first, second]) {
    report(
      log,
      record,
      notBelievedYet({ kind: "not-found", message: "The API answered 404 Not Found" }),
    );
    report(
      log,
      record,
      requestFailed({ ...failure, message: "looking for the install: 503" }, 4_000),
    );
  }
  expect(printed).toEqual([
    `[0s] ${installId(1)}: The API answered 404 Not Found. Checking again, because a new backup can take a moment to appear.`,
    `[0s] ${installId(1)}: Looking for the install: 503. Trying again in 4s.`,
  ]);
});

test("says that a refusal contradicts good replies", () => {
  const records = threeRecords();
  const log = new Log(new FakeClock(), records);
  const gone = { kind: "not-found", message: "The API answered 404 Not Found" } as const;
  const moved = { kind: "fatal", result: "rejected", message: "The API answered 302" } as const;
  report(log, records[0], polled(backupReply("requested")), notBelievedYet(gone));
  report(log, records[1], notBelievedYet(moved));
  expect(printed).toEqual([
    `[0s] ${installId(1)}: The API answered 404 Not Found. Checking again, because earlier replies were good.`,
    `[0s] ${installId(2)}: The API answered 302. Checking again, because earlier replies were good.`,
  ]);
});

test("prints the events that report a problem, and no others", () => {
  const records = threeRecords();
  const log = new Log(new FakeClock(), records);
  const silent: BackupEvent[] = [
    { kind: "install-found", install: { id: installId(1), name: "torquemag" } },
    createSent,
    { kind: "create-refused" },
    { kind: "not-listed-yet", isProof: true, waitMs: 4_000 },
    { kind: "none-created" },
    { kind: "none-reusable" },
    chosen("requested"),
    chosen("adopted"),
    chosen("reused"),
  ];
  report(log, records[0], ...silent);
  expect(printed).toEqual([]);
  const notable: BackupEvent[] = [
    { kind: "reply-lost", key: "3f9a1c", message: "no answer (reset)", waitMs: 900 },
    chosen("recovered"),
    { kind: "still-lost", key: "3f9a1c" },
    { kind: "resending", send: 2, sends: 3 },
    { kind: "list-failed", message: "looking: 503" },
    { kind: "replacing", why: "It aborted." },
    { kind: "recreating", why: "It aborted.", left: 0 },
  ];
  report(log, records[1], ...notable);
  const whose = `[0s] ${installId(2)}: `;
  expect(printed).toEqual([
    `${whose}The create request may have failed: no answer (reset). Checking the list of backups for the key 3f9a1c ` +
      "in 0.9s. Another backup is requested only if this request can't succeed.",
    `${whose}The create request succeeded: backup ${BACKUP_ID}, status requested, created 2026-01-15 10:00:00 UTC.`,
    `${whose}Checking again for the backup that was requested earlier with the key 3f9a1c.`,
    `${whose}Requesting the backup again (request 2 of 3).`,
    `${whose}Looking: 503. Requesting a new backup instead.`,
    `${whose}It aborted. This step did not request that backup. Requesting a new one.`,
    `::warning title=Backup gate%3A requesting again::Install ${installId(2)}: ` +
      "It aborted. Requesting another backup (abort-retries remaining: none).",
  ]);
});

test.each<[string, Target["install"]]>([
  ["torquemag", { name: "torquemag" }],
  [
    "a0000000-0000-4000-8000-000000000007",
    { id: "a0000000-0000-4000-8000-000000000007" as InstallId },
  ],
])("begins a line with what the inputs call the install: %s", (called, install) => {
  const record = new BackupRecord({ install, spec: specNew() });
  const log = new Log(new FakeClock(), [record, new BackupRecord(existing(1))]);
  report(
    log,
    record,
    notBelievedYet({ kind: "not-found", message: "The API answered 404 Not Found" }),
  );
  report(log, record, pollFailed(failure, 2_000));
  report(log, record, { kind: "list-failed", message: "looking: 503" });
  tellEnd(log, record, aborted);
  expect(printed).toEqual([
    `[0s] ${called}: The API answered 404 Not Found. Checking again, because a new backup can take a moment to appear.`,
    `[0s] ${called}: The API answered 503 Service Unavailable. Checking again in 2s.`,
    `[0s] ${called}: Looking: 503. Requesting a new backup instead.`,
    `[0s] ${called}: aborted (1 of 2). WP Engine aborted the backup.`,
  ]);
});

test("prints no forecast of a single backup", () => {
  const records = threeRecords();
  report(new Log(new FakeClock(), records), records[0], forecast(0, [90_000]));
  expect(printed).toEqual([]);
});

test("has a bar of how many have ended, full only when all have", async () => {
  const pictureOf = async (over: number, total: number): Promise<string> => {
    const records = Array.from({ length: total }, (_, index) => new BackupRecord(existing(index)));
    for (const record of records.slice(0, over)) record.end(aborted, 0);
    const clock = new FakeClock();
    await beat(new Log(clock, records), clock);
    return /[█░]+/.exec(printed.at(-1) ?? "")?.[0] ?? "";
  };
  expect(await pictureOf(0, 3)).toBe("░░░░░░░░░░");
  expect(await pictureOf(2, 3)).toBe("██████░░░░");
  expect(await pictureOf(799, 800)).toBe("█████████░");
  expect(await pictureOf(3, 3)).toBe("██████████");
});

test("beats once a minute with those that remain", async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const records = [1, 2].map((index) => new BackupRecord(existing(index)));
  records.push(new BackupRecord(toCreate("3rd-site")), new BackupRecord(toCreate("4th-site")));
  const [first, second, third, fourth] = records as [
    BackupRecord,
    BackupRecord,
    BackupRecord,
    BackupRecord,
  ];
  const log = new Log(clock, records);
  const over = new AbortController();
  const beating = log.heartbeat(1_800_000, over.signal);

  await clock.sleep(90_000, signal);
  report(log, first, polled(backupReply("in_progress")), forecast(30_000));
  const past = [200_000, 200_000, 200_000];
  report(log, second, polled(backupReply("in_progress")), forecast(60_000, past));
  report(log, third, { kind: "chosen", backup: completedBackup(3), source: "requested" });
  await clock.sleep(60_000, signal);
  first.end(aborted, clock.now());
  report(log, second, polled(failure));
  report(log, fourth, { kind: "chosen", backup: completedBackup(4), source: "requested" });
  await clock.sleep(60_000, signal);
  second.end(completed, clock.now());
  third.end(completed, clock.now());
  await clock.sleep(60_000, signal);
  over.abort();
  await beating;
  expect(printed).toEqual([
    "[1m] ░░░░░░░░░░ Still waiting: 4 of 4 backups remaining, 2 not requested yet, 0 status checks so far, timeout in 29m.",
    "[2m] ░░░░░░░░░░ Still waiting: 4 of 4 backups remaining, 1 not requested yet, 2 status checks so far, timeout in 28m.",
    "[3m] ██░░░░░░░░ Still waiting: 3 of 4 backups remaining, 1 failed (the step will fail), 3 status checks so far (1 failed), timeout in 27m.",
    "[4m] ███████░░░ Still waiting: 1 of 4 backups remaining, 1 failed (the step will fail), 3 status checks so far (1 failed), timeout in 26m.",
  ]);
});

test("estimates when the last is done, once each remaining one has an estimate", async () => {
  const lastAfter = async (...foreseen: readonly number[]): Promise<string | undefined> => {
    const [first, second, third] = threeRecords();
    first.end(completed, 0);
    for (const [index, record] of [second, third].entries()) {
      const createdAt = foreseen[index];
      if (createdAt !== undefined) record.apply(forecast(createdAt, [200_000, 200_000]));
    }
    const clock = new FakeClock();
    await beat(new Log(clock, [first, second, third]), clock);
    return /, (last one expected in about \S+), 0 status checks so far,/.exec(
      printed.at(-1) ?? "",
    )?.[1];
  };
  expect(await lastAfter()).toBeUndefined();
  expect(await lastAfter(60_000)).toBeUndefined();
  // Each alone takes 3m20s as likely as not; that both do so is less likely.
  expect(await lastAfter(60_000, 60_000)).toBe("last one expected in about 3m40s");
  expect(await lastAfter(-40_000, 60_000)).toBe("last one expected in about 3m20s");
});

describe("the heartbeat counts", () => {
  const beatWith = async (
    verdicts: readonly (Verdict | undefined)[],
    ...replies: readonly BackupReply[]
  ): Promise<string> => {
    const records = verdicts.map((verdict, index) => {
      const record = new BackupRecord(existing(index));
      if (verdict !== undefined) record.end(verdict, 0);
      return record;
    });
    for (const reply of replies) records[0]?.apply(polled(reply));
    const clock = new FakeClock();
    await beat(new Log(clock, records), clock);
    return printed.at(-1)?.replace(/^.*Still waiting: |, timeout in \S+\.$/g, "") ?? "";
  };
  const requested: Verdict = { result: "requested", message: "The backup is requested." };
  const stale: Verdict = { result: "stale", message: "The backup is too old." };
  const gone = "(the step will fail)";

  test.each<[string, readonly (Verdict | undefined)[], string]>([
    ["none", [undefined, undefined], "2 of 2 backups remaining, 0 status checks so far"],
    [
      "none among those that are good",
      [completed, requested, undefined],
      "1 of 3 backups remaining, 0 status checks so far",
    ],
    [
      "one",
      [aborted, completed, undefined],
      `1 of 3 backups remaining, 1 failed ${gone}, 0 status checks so far`,
    ],
    [
      "several",
      [aborted, undefined, stale, undefined],
      `2 of 4 backups remaining, 2 failed ${gone}, 0 status checks so far`,
    ],
  ])("those that have failed: %s", async (_, verdicts, line) => {
    expect(await beatWith(verdicts)).toBe(line);
  });

  test("those that have failed, without those cut short by that", async () => {
    expect(await beatWith([aborted, cutShort, cutShort, undefined])).toBe(
      `1 of 4 backups remaining, 1 failed ${gone}, 0 status checks so far`,
    );
  });

  test("nothing to go if all are done", async () => {
    expect(await beatWith([completed, completed])).toBe(
      "0 of 2 backups remaining, 0 status checks so far",
    );
  });

  test("those not requested yet, without one whose create request is unresolved", async () => {
    const clock = new FakeClock();
    const records = ["one", "two"].map((name) => new BackupRecord(toCreate(name)));
    records[0]?.apply(createSent);
    await beat(new Log(clock, records), clock);
    expect(printed.at(-1)).toContain(": 2 of 2 backups remaining, 1 not requested yet, ");
  });

  test("failed requests, apart from backups that have failed", async () => {
    expect(await beatWith([undefined, aborted], failure, rateLimited, rateLimited)).toBe(
      `1 of 2 backups remaining, 1 failed ${gone}, 3 status checks so far (2 rate-limited, 1 failed)`,
    );
  });
});

test("groups failures with the same status, even if their messages differ", () => {
  const records = threeRecords();
  const log = new Log(new FakeClock(), records);
  for (const message of [
    "The API answered 500 Internal Server Error: request a1",
    "The API answered 500 Internal Server Error: request b2",
    "The API answered 502 Bad Gateway: request c3",
    "no answer (ECONNRESET)",
    "no answer (ECONNREFUSED)",
  ]) {
    report(log, records[0], pollFailed({ ...noAnswer, message }));
  }
  expect(printed.map((line) => /: (.*?)\. Checking/.exec(line)?.[1])).toEqual([
    "The API answered 500 Internal Server Error: request a1",
    "The API answered 502 Bad Gateway: request c3",
    "No answer (ECONNRESET)",
    "No answer (ECONNREFUSED)",
  ]);
});
