import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { expectedDistribution } from "../../../../src/schedule/cadence.ts";
import { verdictOfFleet } from "../../../../src/fleet/verdict.ts";
import type { Target } from "../../../../src/model/target.ts";
import { medianLeftMs } from "../../../../src/schedule/distribution.ts";
import { BackupRecord } from "../../../../src/fleet/record.ts";
import { Log } from "../../../../src/report/log/log.ts";
import { REMEDIES } from "../../../../src/report/remedies.ts";
import type { Report } from "../../../../src/report/report.ts";
import { progressBar, describeEstimate } from "../../../../src/report/log/estimate.ts";
import { FakeClock } from "../../../../simulator/clock.ts";
import type { BackupId, InstallId } from "../../../../src/model/ids.ts";
import type { Settings } from "../../../../src/model/settings.ts";
import type { BackupReply } from "../../../../src/model/reply.ts";
import type { Progress, Source } from "../../../../src/backup/events.ts";
import type { Verdict } from "../../../../src/model/verdict.ts";
import { spokenStatus, type Status } from "../../../../src/model/backup.ts";
import {
  aborted,
  BACKUP_ID,
  completed,
  cutShort,
  backupLook,
  backupOf,
  INSTALL_ID,
  SETTINGS,
  TARGET,
} from "../../../support/fixtures.ts";
import { specNew } from "../../../support/virtual-api.ts";

/** The log of one gate alone. */
function logOf(record: BackupRecord, clock = new FakeClock()): Log {
  return new Log(clock, [record]);
}

/** The report on one gate alone. */
function reportOf(verdict: Verdict, record: BackupRecord, waitedMs: number): Report {
  return {
    verdict: record.end(verdict, 0),
    settings: SETTINGS,
    records: [record],
    requests: 0,
    waitedMs,
  };
}

/** How an opening line ends, where a backup is waited for and where none is. */
const UP_TO = " This may take up to 30m (timeout); backups usually take 2 to 10 minutes.";
const UP_TO_WITHOUT_WAIT = " This may take up to 30m (timeout).";

/** The runner's own reading of an annotation's text. */
function messageOf(command = ""): string {
  return command
    .replace(/^::\w+ [^:]*::/, "")
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%25", "%");
}

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    printed.push(...String(chunk).trimEnd().split("\n"));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("opens with what is waited for, and for how long at most", () => {
  logOf(new BackupRecord(TARGET)).opening(SETTINGS);
  expect(printed).toEqual([
    `Holding the deploy until backup ${BACKUP_ID} of install ${INSTALL_ID} is completed.${UP_TO}`,
  ]);
});

test("prints a line for each change of status, and none in between", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  for (const status of [
    "requested",
    "requested",
    "in_progress",
    "in_progress",
    "completed",
  ] as const) {
    log.looked(record, backupLook(status));
  }
  expect(printed).toEqual([
    "[0s] The backup is requested.",
    "[0s] The backup is in_progress (was requested).",
    "[0s] The backup is completed (was in_progress).",
  ]);
});

test("warns of each unknown status once", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  for (const unknown of ["paused", "paused", "resumed", "paused"])
    log.looked(record, backupLook({ unknown }));
  const warnings = printed.filter((line) => line.startsWith("::warning"));
  expect(warnings).toEqual(
    ["paused", "resumed"].map(
      (word) =>
        `::warning title=Backup gate%3A unknown status::Backup ${BACKUP_ID} of install ${INSTALL_ID}: the API gives a ` +
        `status that this action does not know, "${word}". It is waited on, and cannot open the gate.`,
    ),
  );
});

test("says of each failed look how long it is waited out", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  const look = {
    kind: "retryable",
    message: "The API answered 429 Too Many Requests",
    answered: true,
  } as const;
  log.backingOff(record, { ...look, retryAt: 45_000 }, 45_000);
  log.backingOff(record, { ...look, message: "no answer" }, 1_250);
  expect(printed).toEqual([
    "[0s] The API answered 429 Too Many Requests. Looking again in 45s, as it asked (Retry-After).",
    "[0s] No answer. Looking again in 1.3s.",
  ]);
});

test("says so where the API does not know the backup yet", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  const absent = { kind: "not-found", message: "The API answered 404 Not Found" } as const;
  log.missing(record, absent.message);
  log.missing(record, absent.message);
  log.looked(record, backupLook("requested"));
  log.missing(record, absent.message);
  expect(printed).toEqual([
    "[0s] The API answered 404 Not Found. Looking on for 20s, since a backup requested just now may take that long to appear.",
    "[0s] The backup is requested.",
  ]);
});

test("does not look on for a backup that has been seen", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  log.looked(record, backupLook("requested"));
  log.missing(record, "The API answered 404 Not Found");
  expect(printed).toEqual(["[0s] The backup is requested."]);
});

test.each<BackupReply>([
  { kind: "retryable", message: "no answer", answered: false, retryAt: undefined },
  { kind: "not-found", message: "The API answered 404 Not Found" },
  { kind: "fatal", result: "rejected", message: "The API answered 400 Bad Request" },
])("says nothing by itself of a look that has shown no backup: %j", (look) => {
  const record = new BackupRecord(TARGET);
  logOf(record).looked(record, look);
  expect(printed).toEqual([]);
});

test("beats before the backup has been seen, too", async () => {
  const clock = new FakeClock();
  const over = new AbortController();
  const stop = clock.sleep(61_000, over.signal).then(() => over.abort());
  await logOf(new BackupRecord(TARGET), clock).heartbeat(90_000, over.signal);
  await stop;
  expect(printed).toEqual([
    "[1m] ░░░░░░░░░░ Still waiting: the backup has not been seen yet, 30s of the timeout left.",
  ]);
});

test("does not call a backup well that it cannot see any more", async () => {
  const clock = new FakeClock();
  const record = new BackupRecord(TARGET);
  const log = logOf(record, clock);
  const over = new AbortController();
  await clock.sleep(10_000, over.signal);
  log.looked(record, backupLook("in_progress"));
  for (const look of [
    backupLook("in_progress"),
    { kind: "retryable", message: "no", answered: false } as const,
  ]) {
    record.looked(look);
  }
  const stop = clock.sleep(61_000, over.signal).then(() => over.abort());
  await log.heartbeat(90_000, over.signal);
  await stop;
  expect(printed.at(-1)).toBe(
    "[1m10s] ░░░░░░░░░░ Still waiting: the backup was in_progress when last seen 1m ago, looks have failed since, 2 looks so far, 20s of the timeout left.",
  );
});

test("says when the backup was created, at first sight", () => {
  const look = backupLook("in_progress");
  const createdAt = { iso: "2026-01-15T10:00:00Z", epochMs: Date.parse("2026-01-15T10:00:00Z") };
  const record = new BackupRecord(TARGET);
  logOf(record).looked(record, { ...look, backup: { ...look.backup, createdAt } });
  expect(printed).toEqual(["[0s] The backup is in_progress, created 2026-01-15 10:00:00 UTC."]);
});

test("beats once a minute until it is told to stop", async () => {
  const clock = new FakeClock();
  const record = new BackupRecord(TARGET);
  const log = logOf(record, clock);
  const look = backupLook("in_progress");
  record.looked(look);
  log.looked(record, look);
  const over = new AbortController();
  const stop = clock.sleep(150_000, over.signal).then(() => over.abort());
  await log.heartbeat(1_800_000, over.signal);
  await stop;
  expect(printed.slice(1)).toEqual([
    "[1m] ░░░░░░░░░░ Still waiting: the backup is in_progress, 1 look so far, 29m of the timeout left.",
    "[2m] ░░░░░░░░░░ Still waiting: the backup is in_progress, 1 look so far, 28m of the timeout left.",
  ]);
});

test("closes a failure with one annotation: what happened, to what, what to do next", () => {
  const record = new BackupRecord(TARGET);
  const verdict = { result: "aborted", message: "The host aborted it." } as const;
  logOf(record).closing(reportOf(verdict, record, 62_000));
  expect(printed).toHaveLength(2);
  expect(printed[0]).toMatch(
    new RegExp(
      `^::error title=Backup gate closed%3A aborted::The host aborted it\\.%0AConcerns backup ${BACKUP_ID} of install ${INSTALL_ID}\\.%0ADo not deploy`,
    ),
  );
  expect(printed[1]).toBe("Backup gate closed: aborted. Waited 1m02s: 0 looks, 0 requests in all.");
});

test("closes a failure without a backup with what install it concerns", () => {
  const record = new BackupRecord({ install: { name: "torquemag" }, spec: specNew() });
  const verdict = { result: "rejected", message: "The API answered 400 Bad Request." } as const;
  logOf(record).closing(reportOf(verdict, record, 500));
  expect(messageOf(printed[0])).toBe(
    `The API answered 400 Bad Request.\nConcerns install torquemag.\n${REMEDIES.rejected}`,
  );
});

test("closes an open gate with a line", () => {
  const verdict = { result: "completed", message: "The backup is completed." } as const;
  const record = new BackupRecord(TARGET);
  logOf(record).closing(reportOf(verdict, record, 500));
  expect(printed).toEqual([
    "Backup gate open: The backup is completed. Waited 0.5s: 0 looks, 0 requests in all.",
  ]);
});

test("says how long it may still take, and how long it usually takes where that is known", async () => {
  for (const [pastDurationsMs, picture, prospect] of [
    [[], "██░░░░░░░░", "about 3m30s to go"],
    [[90_000, 92_000, 91_000], "██████░░░░", "about 33s to go (usually 1m30s)"],
  ] as const) {
    const clock = new FakeClock();
    const record = new BackupRecord(TARGET);
    const log = logOf(record, clock);
    log.looked(record, backupLook("in_progress"));
    record.looked(backupLook("in_progress"));
    const distribution = expectedDistribution(pastDurationsMs);
    record.estimate = {
      createdAt: 0,
      isAgeKnown: false,
      distribution,
      pastBackups: pastDurationsMs.length,
    };
    const over = new AbortController();
    void clock.sleep(61_000, over.signal).then(() => over.abort());
    await log.heartbeat(1_800_000, over.signal);
    expect(printed.at(-1)).toBe(
      `[1m] ${picture} Still waiting: the backup is in_progress, ${prospect}, 1 look so far, 29m of the timeout left.`,
    );
  }
});

/** The first beat of a gate alone, a minute after it began. */
async function beatOf(record: BackupRecord): Promise<string | undefined> {
  const clock = new FakeClock();
  const log = logOf(record, clock);
  if (record.latestReply !== undefined) log.looked(record, record.latestReply);
  const over = new AbortController();
  const stop = clock.sleep(61_000, over.signal).then(() => over.abort());
  await log.heartbeat(1_800_000, over.signal);
  await stop;
  return printed.at(-1);
}

describe("the age of the backup", () => {
  const distribution = expectedDistribution([]);
  const estimate = { createdAt: -128_000, isAgeKnown: true, distribution, pastBackups: 0 };
  const LEFT = "1 look so far, 29m of the timeout left.";

  test("is told where its creation is known, between its state and what is to come", async () => {
    const record = new BackupRecord(TARGET);
    record.looked(backupLook("in_progress", 128_000));
    record.foresaw(estimate);
    expect(await beatOf(record)).toBe(
      `[1m] █████░░░░░ Still waiting: the backup is in_progress, 3m08s old, about 2m50s to go, ${LEFT}`,
    );
  });

  test("is not told where its creation is not known", async () => {
    const record = new BackupRecord(TARGET);
    record.looked(backupLook("in_progress"));
    record.foresaw({ ...estimate, isAgeKnown: false });
    expect(await beatOf(record)).toBe(
      `[1m] █████░░░░░ Still waiting: the backup is in_progress, about 2m50s to go, ${LEFT}`,
    );
  });

  test("is not told before there is an estimate", async () => {
    const record = new BackupRecord(TARGET);
    record.looked(backupLook("in_progress", 128_000));
    expect(await beatOf(record)).toBe(
      `[1m] ░░░░░░░░░░ Still waiting: the backup is in_progress, ${LEFT}`,
    );
  });

  test("is not told of the backup before while another one is being requested", async () => {
    const record = new BackupRecord(TARGET);
    record.looked(backupLook("aborted", 128_000));
    record.foresaw(estimate);
    record.progressed({ kind: "create-sent", key: "3f9a1c" });
    expect(await beatOf(record)).toBe(
      `[1m] ░░░░░░░░░░ Still waiting: whether a backup was requested is not known yet, ${LEFT}`,
    );
  });

  test("stands before what is to come where that is longer than usual", async () => {
    const record = new BackupRecord(TARGET);
    record.looked(backupLook("in_progress", 128_000));
    record.foresaw({
      createdAt: -128_000,
      isAgeKnown: true,
      distribution: expectedDistribution([90_000, 92_000, 91_000]),
      pastBackups: 3,
    });
    expect(await beatOf(record)).toMatch(
      /: the backup is in_progress, 3m08s old, longer than usual \(1m30s\), perhaps \S+ to go, 1 look so far, /,
    );
  });
});

describe("what is to come", () => {
  const distribution = expectedDistribution([90_000, 92_000, 91_000]);
  const longMs = 1.5 * medianLeftMs(distribution, 0);
  const createdAt = 5_000;

  test("is longer than usual beyond one and a half times of that, and not at it", () => {
    const estimate = { createdAt, isAgeKnown: true, distribution, pastBackups: 3 };
    expect(describeEstimate(estimate, createdAt + longMs)).toMatch(
      /^about \S+ to go \(usually 1m30s\)$/,
    );
    expect(describeEstimate(estimate, createdAt + longMs + 1)).toMatch(
      /^longer than usual \(1m30s\), perhaps \S+ to go$/,
    );
  });

  test("is never longer than usual where nothing tells what that is", () => {
    const estimate = {
      createdAt,
      isAgeKnown: true,
      distribution: expectedDistribution([]),
      pastBackups: 0,
    };
    expect(describeEstimate(estimate, createdAt + 3_600_000)).toMatch(/^about \S+ to go$/);
  });
});

const ID = BACKUP_ID as BackupId;
const created = { iso: "2026-01-15T10:00:00Z", epochMs: Date.parse("2026-01-15T10:00:00Z") };
const taken = (source: Source, status: Status = "requested"): Progress => ({
  kind: "chosen",
  backup: { ...backupOf(status), createdAt: created },
  source,
});
const found: Progress = {
  kind: "install-found",
  install: { id: INSTALL_ID as InstallId, name: "torquemag" },
};

test.each<[Progress, RegExp]>([
  [
    taken("requested"),
    new RegExp(
      `^\\[0s\\] The API has accepted the request: backup ${ID} is requested, created 2026-01-15 10:00:00 UTC\\.$`,
    ),
  ],
  [
    { kind: "chosen", backup: backupOf("requested"), source: "requested" },
    /^\[0s\] The API has accepted the request: backup \S+ is requested\.$/,
  ],
  [
    taken("recovered"),
    /The request had come through: backup \S+ is requested, created 2026-01-15 10:00:00 UTC\.$/,
  ],
  [
    taken("adopted", "in_progress"),
    /A recent backup is under way, so none is requested: backup \S+ is in_progress, created /,
  ],
  [
    taken("reused", "completed"),
    /A recent backup is listed, so none is requested: backup \S+ is completed, created /,
  ],
  [
    taken("adopted", { unknown: "paused" }),
    /A recent backup is under way, so none is requested: backup \S+ is "paused", created /,
  ],
  [
    { kind: "reply-lost", key: "3f9a1c", message: "no answer (reset)", waitMs: 900 },
    /the answer was lost: no answer \(reset\)\. Looking for it by its key 3f9a1c in 0\.9s; /,
  ],
  [
    { kind: "not-listed-yet", isProof: true, waitMs: 4_000 },
    /The listing does not show it yet\. Looking for it again in 4s\.$/,
  ],
  [
    { kind: "not-listed-yet", isProof: false, waitMs: 4_000 },
    /The listing has rows that cannot be read or are not described, so that it may be among them\. Looking for it again/,
  ],
  [{ kind: "none-created" }, /No backup has come of it, and none can any more\.$/],
  [{ kind: "resending", send: 2, sends: 3 }, /Requesting one again \(2 of 3\)\.$/],
  [
    { kind: "list-failed", message: "looking: 503" },
    /Looking: 503\. Requesting a new one instead\.$/,
  ],
  [{ kind: "none-reusable" }, /There is no backup recent enough\. Requesting one\.$/],
  [
    { kind: "replacing", why: "It aborted." },
    /It aborted\. That was not a backup of this run: requesting one\.$/,
  ],
  [
    { kind: "retrying", why: "It aborted.", left: 0 },
    /^::warning title=.*requesting again::It aborted\. .*abort-retries: none is left after this\)/,
  ],
  [
    { kind: "retrying", why: "It aborted.", left: 2 },
    /^::warning title=.*requesting again::It aborted\. .*abort-retries: 2 left after this\)/,
  ],
])("says in one line what happens: %j", (progress, line) => {
  const record = new BackupRecord(TARGET);
  logOf(record).progressed(record, progress);
  expect(printed).toEqual([expect.stringMatching(line)]);
});

test.each<[Partial<Settings>, string, string?]>([
  [
    { maxAgeMs: 3_600_000 },
    `Holding the deploy until backup ${BACKUP_ID} of install ${INSTALL_ID}, at most 1h old, is completed.`,
  ],
  [
    { targets: [{ install: { name: "torquemag" }, spec: specNew() }] },
    "Holding the deploy until a new backup of install torquemag is completed.",
  ],
  [
    { targets: [{ install: { name: "torquemag" }, spec: specNew() }], maxAgeMs: 3_600_000 },
    "Holding the deploy until a recent backup of install torquemag, at most 1h old, is completed.",
  ],
  [
    { targets: [{ install: { name: "torquemag" }, spec: specNew({ wait: false }) }] },
    "Requesting a new backup of install torquemag and not waiting for it (wait: false): this step holds no deploy.",
    UP_TO_WITHOUT_WAIT,
  ],
])("opens with what is wanted: %j", (more, line, upTo = UP_TO) => {
  logOf(new BackupRecord(TARGET)).opening({ ...SETTINGS, ...more });
  expect(printed).toEqual([`${line}${upTo}`]);
});

test("says nothing of what goes without saying: an install that is found, a request", () => {
  const record = new BackupRecord({ install: { name: "torquemag" }, spec: specNew() });
  const log = logOf(record);
  for (const progress of [
    found,
    { kind: "create-sent", key: "3f9a1c" },
    { kind: "create-refused" },
  ] as const)
    log.progressed(record, progress);
  expect(printed).toEqual([]);
});

test.each<[Source, Status, Status]>([
  ["requested", "requested", "in_progress"],
  ["recovered", "requested", "in_progress"],
  ["adopted", "in_progress", "completed"],
  ["reused", "completed", "aborted"],
])("does not say twice how the backup stands that is %s", (source, status, next) => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  log.progressed(record, taken(source, status));
  log.looked(record, backupLook(status));
  expect(printed).toHaveLength(1);
  log.looked(record, backupLook(next));
  expect(printed.slice(1)).toEqual([
    `[0s] The backup is ${spokenStatus(next)} (was ${spokenStatus(status)}).`,
  ]);
});

test("says so where the API does not know the backup yet that it has just accepted", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  log.progressed(record, { kind: "create-sent", key: "3f9a1c" });
  log.progressed(record, taken("requested"));
  log.missing(record, "The API answered 404 Not Found");
  log.missing(record, "The API answered 404 Not Found");
  expect(printed.slice(1)).toEqual([
    "[0s] The API answered 404 Not Found. Looking on for 20s, since a backup requested just now may take that long to appear.",
  ]);
});

test("says what past backups tell, where there are any", async () => {
  const clock = new FakeClock();
  const record = new BackupRecord(TARGET);
  const log = logOf(record, clock);
  await clock.sleep(60_000, new AbortController().signal);
  log.foresaw(record, {
    createdAt: 0,
    isAgeKnown: true,
    distribution: expectedDistribution([]),
    pastBackups: 0,
  });
  expect(printed).toEqual([]);
  const distribution = expectedDistribution([90_000, 92_000, 91_000]);
  log.foresaw(record, { createdAt: 0, isAgeKnown: true, distribution, pastBackups: 3 });
  log.foresaw(record, { createdAt: 60_000, isAgeKnown: true, distribution, pastBackups: 3 });
  expect(printed).toEqual([
    "[1m] Backups of this install usually take 1m30s (by its last 3): about 33s to go.",
    "[1m] Backups of this install usually take 1m30s (by its last 3): about 1m30s to go.",
  ]);
});

describe("the bar", () => {
  test.each([
    [0, "░░░░░░░░░░"],
    [0.0999, "░░░░░░░░░░"],
    [0.1, "█░░░░░░░░░"],
    [0.55, "█████░░░░░"],
    [0.999999, "█████████░"],
    [1, "██████████"],
  ])("of %d is %s", (share, picture) => {
    expect(progressBar(share)).toBe(picture);
  });

  const pictureAt = async (
    ageMs: number,
    pastDurationsMs: readonly number[] = [],
  ): Promise<string> => {
    const clock = new FakeClock();
    const record = new BackupRecord(TARGET);
    record.foresaw({
      createdAt: 60_000 - ageMs,
      isAgeKnown: true,
      distribution: expectedDistribution(pastDurationsMs),
      pastBackups: pastDurationsMs.length,
    });
    const over = new AbortController();
    const stop = clock.sleep(61_000, over.signal).then(() => over.abort());
    await logOf(record, clock).heartbeat(1_800_000, over.signal);
    await stop;
    return /[█░]+/.exec(printed.at(-1) ?? "")?.[0] ?? "";
  };

  test("is empty while the backup is new, and half full where as much is to come as has gone", async () => {
    expect(await pictureAt(0)).toBe("░░░░░░░░░░");
    const past = [91_000, 91_000, 91_000, 91_000, 91_000, 91_000, 91_000];
    const distribution = expectedDistribution(past);
    let ageMs = 0;
    while (medianLeftMs(distribution, ageMs) > ageMs) ageMs += 100;
    expect(await pictureAt(ageMs, past)).toBe("█████░░░░░");
    expect(await pictureAt(ageMs - 1_000, past)).toBe("████░░░░░░");
  });

  test("grows with the age, and is never full before the end", async () => {
    const ages = [1_000, 60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000];
    for (const pastDurationsMs of [
      [],
      [90_000],
      [20_000, 20_000, 20_000, 20_000],
      [3_000_000, 3_600_000],
    ]) {
      for (const ageMs of [...ages, 60 * 24 * 3_600_000]) {
        expect(await pictureAt(ageMs, pastDurationsMs)).toMatch(/^█{0,9}░+$/);
      }
    }
    const pictures: string[] = [];
    for (const ageMs of ages.slice(0, 4)) pictures.push(await pictureAt(ageMs));
    expect(pictures).toEqual(["░░░░░░░░░░", "██░░░░░░░░", "██████░░░░", "████████░░"]);
  });
});

describe("a recent backup that is reused", () => {
  const settings: Settings = { ...SETTINGS, maxAgeMs: 5_400_000 };
  const notices = (): string[] => printed.filter((line) => line.startsWith("::notice"));
  const closingOf = (source: Source, verdict: Verdict): void => {
    const record = new BackupRecord({ install: { name: "torquemag" }, spec: specNew() });
    record.progressed(taken(source, "completed"));
    const report = reportOf(verdict, record, 500);
    logOf(record).closing({ ...report, settings });
  };

  test.each<[Source, Verdict]>([
    ["reused", { result: "completed", message: "The backup is completed." }],
    ["adopted", { result: "completed", message: "The backup is completed." }],
    ["adopted", { result: "requested", message: "The backup is in_progress." }],
  ])("is told of in an annotation before the last line: %s, %j", (source, verdict) => {
    closingOf(source, verdict);
    expect(printed).toHaveLength(2);
    expect(printed[0]).toBe(
      `::notice title=Backup gate%3A recent backup reused::Backup ${BACKUP_ID} of install torquemag was recent enough ` +
        "(max-age: 1h30m) and is used instead of a new one.",
    );
  });

  test.each(["requested", "recovered"] as const)("is none that this step has %s", (source) => {
    closingOf(source, { result: "completed", message: "The backup is completed." });
    expect(notices()).toEqual([]);
  });

  test.each(["stale", "aborted", "timed-out", "cancelled"] as const)(
    "is not told of where the gate stays closed: %s",
    (result) => {
      closingOf("reused", { result, message: "No." });
      expect(notices()).toEqual([]);
      expect(printed[0]).toContain(`::error title=Backup gate closed%3A ${result}::`);
    },
  );

  test("is not told of where the gate comes to no verdict of its own", () => {
    const record = new BackupRecord(TARGET);
    record.progressed(taken("reused", "completed"));
    const verdict: Verdict = { result: "error", message: "A bug." };
    logOf(record).closing({ verdict, settings, records: [record], requests: 0, waitedMs: 0 });
    expect(notices()).toEqual([]);
  });
});

describe("an annotation that is longer than GitHub takes", () => {
  const REMEDY = REMEDIES["invalid-input"];
  const annotationOf = (message: string): string => {
    printed.length = 0;
    new Log(new FakeClock(), []).closing({
      verdict: { result: "invalid-input", message },
      settings: undefined,
      records: [],
      requests: 0,
      waitedMs: 40,
    });
    return messageOf(printed[0]);
  };

  test.each([
    ["letters", "x".repeat(10_000)],
    ["lines", "timeout: no.\n".repeat(1_000)],
    ["what is escaped on its way", "100 % ".repeat(2_000)],
    ["letters of two code units", "🙂".repeat(5_000)],
  ])("is cut in its middle, and keeps its beginning and the remedy: %s", (_, message) => {
    const annotation = annotationOf(message);
    expect(annotation.length).toBeLessThanOrEqual(4_096);
    expect(annotation.length).toBeGreaterThan(3_900);
    expect(annotation.slice(0, 3_000)).toBe(message.slice(0, 3_000));
    expect(annotation.slice(-REMEDY.length - 2)).toBe(`…\n${REMEDY}`);
  });

  test("is not cut where it is not longer", () => {
    const fits = "x".repeat(4_000 - REMEDY.length);
    expect(annotationOf(fits)).toBe(`${fits}\n${REMEDY}`);
    expect(annotationOf(`${fits}y`)).toBe(`${fits.slice(1)}…\n${REMEDY}`);
  });

  test("keeps the remedy, whichever it is", () => {
    for (const [result, remedy] of Object.entries(REMEDIES)) {
      if (result === "requested") continue;
      printed.length = 0;
      const record = new BackupRecord(TARGET);
      const verdict = { result, message: "x".repeat(9_000) } as Verdict;
      logOf(record).closing(reportOf(verdict, record, 0));
      const annotation = messageOf(printed[0]);
      expect(annotation.length).toBeLessThanOrEqual(4_096);
      expect(annotation).toMatch(/^x+…\n[^\n]+$/);
      expect(annotation.endsWith(`\n${remedy}`)).toBe(true);
    }
  });
});

describe("requests in vain, in the closing line", () => {
  const refusal = { kind: "retryable", message: "429", answered: true } as const;
  const failure = { kind: "retryable", message: "no answer", answered: false } as const;

  test("are told where there have been any, of looks and of other requests", () => {
    const record = new BackupRecord(TARGET);
    record.looked(refusal);
    record.looked(backupLook("in_progress"));
    const verdict = { result: "completed", message: "The backup is completed." } as const;
    logOf(record).closing({ ...reportOf(verdict, record, 500), requests: 3 });
    record.askingAgain(refusal);
    logOf(record).closing({ ...reportOf(verdict, record, 500), requests: 4 });
    record.looked(failure);
    logOf(record).closing({ ...reportOf(verdict, record, 500), requests: 5 });
    expect(printed).toEqual([
      "Backup gate open: The backup is completed. Waited 0.5s: 2 looks, 3 requests in all (1 refused).",
      "Backup gate open: The backup is completed. Waited 0.5s: 2 looks, 4 requests in all (2 refused).",
      "Backup gate open: The backup is completed. Waited 0.5s: 3 looks, 5 requests in all (2 refused, 1 failed).",
    ]);
  });

  test("are told of a gate that stays closed, too", () => {
    const record = new BackupRecord(TARGET);
    record.looked(refusal);
    const verdict = { result: "timed-out", message: "No." } as const;
    logOf(record).closing(reportOf(verdict, record, 500));
    expect(printed[1]).toBe(
      "Backup gate closed: timed-out. Waited 0.5s: 1 look, 0 requests in all (1 refused).",
    );
  });
});

test("forgets the backup that is replaced", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  log.looked(record, backupLook("aborted"));
  log.progressed(record, { kind: "create-sent", key: "3f9a1c" });
  log.looked(record, backupLook("requested"));
  expect(printed.at(-1)).toBe("[0s] The backup is requested.");
});

test("does not forget it before another one is requested", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  log.looked(record, backupLook("aborted"));
  log.progressed(record, { kind: "replacing", why: "It aborted." });
  log.looked(record, backupLook("aborted"));
  expect(printed).toEqual([
    "[0s] The backup is aborted.",
    "[0s] It aborted. That was not a backup of this run: requesting one.",
  ]);
});

test("a step that does not wait says that it is no gate", () => {
  const verdict = { result: "requested", message: "The backup is requested." } as const;
  const record = new BackupRecord(TARGET);
  logOf(record).closing(reportOf(verdict, record, 100));
  expect(printed).toEqual([
    "Backup requested, no gate: The backup is requested. Waited 0.1s: 0 looks, 0 requests in all.",
  ]);
});

test("the heartbeat says where no backup is known yet", async () => {
  const beat = async (record: BackupRecord): Promise<string | undefined> => {
    const clock = new FakeClock();
    const over = new AbortController();
    void clock.sleep(61_000, over.signal).then(() => over.abort());
    await logOf(record, clock).heartbeat(1_800_000, over.signal);
    return printed.at(-1);
  };
  const record = new BackupRecord({ install: { name: "torquemag" }, spec: specNew() });
  expect(await beat(record)).toBe(
    "[1m] ░░░░░░░░░░ Still waiting: there is no backup yet, 29m of the timeout left.",
  );
  record.progressed({ kind: "create-sent", key: "3f9a1c" });
  expect(await beat(record)).toContain("whether a backup was requested is not known yet, 29m");
});

test("the heartbeat is of the backup that was taken, until another one is requested", async () => {
  const clock = new FakeClock();
  const record = new BackupRecord({ install: { name: "torquemag" }, spec: specNew() });
  const log = logOf(record, clock);
  const beatAfter = async (...steps: readonly Progress[]): Promise<string | undefined> => {
    for (const step of steps) {
      record.progressed(step);
      log.progressed(record, step);
    }
    const over = new AbortController();
    void clock.sleep(61_000, over.signal).then(() => over.abort());
    await log.heartbeat(1_800_000, over.signal);
    return /Still waiting: [^,]+/.exec(printed.at(-1) ?? "")?.[0];
  };
  const requesting: Progress = { kind: "create-sent", key: "3f9a1c" };
  expect([
    await beatAfter(taken("adopted", "aborted")),
    await beatAfter(requesting, { kind: "none-created" }),
    await beatAfter(requesting, taken("requested")),
  ]).toEqual([
    "Still waiting: the backup is aborted",
    "Still waiting: there is no backup yet",
    "Still waiting: the backup is requested",
  ]);
});

test("closes invalid inputs with what is wrong and what to do, and names no backup", () => {
  new Log(new FakeClock(), []).closing({
    verdict: { result: "invalid-input", message: "timeout: one.\napi-url: two." },
    settings: undefined,
    records: [],
    requests: 0,
    waitedMs: 40,
  });
  expect(printed).toEqual([
    `::error title=Backup gate closed%3A invalid-input::timeout: one.%0Aapi-url: two.%0A${REMEDIES["invalid-input"]}`,
    "Backup gate closed: invalid-input. Waited 40ms: 0 looks, 0 requests in all.",
  ]);
});

test("a gate alone that ends is told of by the closing line", () => {
  const record = new BackupRecord(TARGET);
  const log = logOf(record);
  record.end({ result: "completed", message: "The backup is completed." }, 0);
  log.ended(record);
  expect(printed).toEqual([]);
});

describe("many gates", () => {
  const idOf = (kind: "1" | "2", index: number): string =>
    `${kind}0000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const installId = (index: number): InstallId => idOf("1", index) as InstallId;
  const backupId = (index: number): BackupId => idOf("2", index) as BackupId;
  const targetOf = (index: number): Target => ({
    install: { id: installId(index) },
    spec: { kind: "existing", backupId: backupId(index) },
  });
  const wantedOf = (name: string): Target => ({ install: { name }, spec: specNew() });
  const three = (): [BackupRecord, BackupRecord, BackupRecord] => [
    new BackupRecord(targetOf(1)),
    new BackupRecord(targetOf(2)),
    new BackupRecord(targetOf(3)),
  ];

  const refused = {
    kind: "retryable",
    message: "The API answered 503 Service Unavailable",
    answered: false,
  } as const;
  const done = (index: number): ReturnType<typeof backupOf> => ({
    ...backupOf("completed"),
    id: backupId(index),
    createdAt: created,
    completedAt: { iso: "2026-01-15T10:04:10Z", epochMs: created.epochMs + 250_000 },
  });
  const reportOn = (records: readonly BackupRecord[]): Report => ({
    verdict: verdictOfFleet(records.map(({ ended }) => ended)),
    settings: SETTINGS,
    records,
    requests: 21,
    waitedMs: 62_000,
  });

  test("are told of in a line each as they end, with how many have", async () => {
    const clock = new FakeClock();
    const records = [1, 2, 3].map((index) => new BackupRecord(targetOf(index)));
    records.push(new BackupRecord(wantedOf("4th-site")));
    const log = new Log(clock, records);
    const [first, second, third, fourth] = records as [
      BackupRecord,
      BackupRecord,
      BackupRecord,
      BackupRecord,
    ];
    const end = (record: BackupRecord, verdict: Verdict): void => {
      record.end(verdict, clock.now());
      log.ended(record);
    };
    second.looked({ kind: "backup", backup: done(2), serverMs: 0 });
    end(second, completed);
    await clock.sleep(65_000, new AbortController().signal);
    end(third, aborted);
    fourth.progressed({ kind: "chosen", backup: done(4), source: "reused" });
    end(fourth, completed);
    first.looked(backupLook("in_progress"));
    end(first, { result: "timed-out", message: "The time is up." });
    expect(printed).toEqual([
      `[0s] ${installId(2)}: completed, took 4m10s (1 of 4).`,
      `[1m05s] ${installId(3)}: aborted (2 of 4). The host aborted the backup.`,
      "[1m05s] 4th-site: completed, reused, took 4m10s (3 of 4).",
      `[1m05s] ${installId(1)}: timed-out (4 of 4). The time is up.`,
    ]);
  });

  test("are told of where nothing has waited for them, or their duration is not known", () => {
    const [first, second, third] = three();
    const log = new Log(new FakeClock(), [first, second, third]);
    first.end({ result: "requested", message: "The backup is requested." }, 0);
    log.ended(first);
    second.end(completed, 0);
    log.ended(second);
    expect(printed).toEqual([
      `[0s] ${installId(1)}: requested (1 of 3).`,
      `[0s] ${installId(2)}: completed (2 of 3).`,
    ]);
  });

  test("are not told of where another one has cut them short", () => {
    const records = three();
    const log = new Log(new FakeClock(), records);
    for (const [index, record] of records.entries()) {
      record.end(index === 0 ? aborted : cutShort, 0);
      log.ended(record);
    }
    expect(printed).toEqual([
      `[0s] ${installId(1)}: aborted (1 of 3). The host aborted the backup.`,
    ]);
  });

  test("say nothing of each change of status, and warn of an unknown one once", () => {
    const records = three();
    const log = new Log(new FakeClock(), records);
    for (const record of records) {
      log.looked(record, backupLook("requested"));
      log.looked(record, backupLook("in_progress"));
      log.looked(record, refused);
      log.looked(record, backupLook({ unknown: "paused" }));
    }
    expect(printed).toEqual([
      `::warning title=Backup gate%3A unknown status::Backup ${backupId(1)} of install ${installId(1)}: the API gives a ` +
        'status that this action does not know, "paused". It is waited on, and cannot open the gate.',
    ]);
  });

  test("tell the same trouble once a minute, whoever has it, and another one at once", async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const records = three();
    const log = new Log(clock, records);
    const allRefused = (waitMs: number): void => {
      for (const record of records) log.backingOff(record, refused, waitMs);
    };
    allRefused(1_250);
    log.backingOff(records[1], { ...refused, message: "no answer" }, 2_000);
    await clock.sleep(59_999, signal);
    allRefused(20_000);
    await clock.sleep(1, signal);
    for (const record of records.toReversed()) {
      log.backingOff(record, { ...refused, retryAt: 105_000 }, 45_000);
    }
    await clock.sleep(59_999, signal);
    allRefused(20_000);
    expect(printed).toEqual([
      `[0s] ${installId(1)}: The API answered 503 Service Unavailable, looking again in 1.3s.`,
      `[0s] ${installId(2)}: no answer, looking again in 2s.`,
      `[1m] ${installId(3)}: The API answered 503 Service Unavailable, looking again in 45s, as it asked (Retry-After).`,
    ]);
  });

  test("tell each kind of trouble with what is done about it", () => {
    const [first, second, third] = three();
    const log = new Log(new FakeClock(), [first, second, third]);
    for (const record of [first, second]) {
      log.missing(record, "The API answered 404 Not Found");
      log.askingAgain(record, { ...refused, message: "looking for the install: 503" }, 4_000);
    }
    expect(printed).toEqual([
      `[0s] ${installId(1)}: The API answered 404 Not Found, looking on, for it may only just have been requested.`,
      `[0s] ${installId(1)}: looking for the install: 503, trying again in 4s.`,
    ]);
  });

  test("tell of the steps that mean more than that all goes its way, and of no other", () => {
    const records = three();
    const log = new Log(new FakeClock(), records);
    const quiet: Progress[] = [
      { kind: "install-found", install: { id: installId(1), name: "torquemag" } },
      { kind: "create-sent", key: "3f9a1c" },
      { kind: "create-refused" },
      { kind: "not-listed-yet", isProof: true, waitMs: 4_000 },
      { kind: "none-created" },
      { kind: "none-reusable" },
      taken("requested"),
      taken("adopted"),
      taken("reused"),
    ];
    for (const progress of quiet) log.progressed(records[0], progress);
    expect(printed).toEqual([]);
    const notable: Progress[] = [
      { kind: "reply-lost", key: "3f9a1c", message: "no answer (reset)", waitMs: 900 },
      taken("recovered"),
      { kind: "resending", send: 2, sends: 3 },
      { kind: "list-failed", message: "looking: 503" },
      { kind: "replacing", why: "It aborted." },
      { kind: "retrying", why: "It aborted.", left: 0 },
    ];
    for (const progress of notable) log.progressed(records[1], progress);
    const whose = `[0s] ${installId(2)}: `;
    expect(printed).toEqual([
      `${whose}A backup was requested, and the answer was lost: no answer (reset). Looking for it by its key 3f9a1c ` +
        "in 0.9s; another is requested only when none can come of this request any more.",
      `${whose}The request had come through: backup ${BACKUP_ID} is requested, created 2026-01-15 10:00:00 UTC.`,
      `${whose}Requesting one again (2 of 3).`,
      `${whose}Looking: 503. Requesting a new one instead.`,
      `${whose}It aborted. That was not a backup of this run: requesting one.`,
      `::warning title=Backup gate%3A requesting again::Backup ${backupId(2)} of install ${installId(2)}: ` +
        "It aborted. Requesting another one (abort-retries: none is left after this).",
    ]);
  });

  test.each<[string, Target["install"]]>([
    ["torquemag", { name: "torquemag" }],
    [
      "a0000000-0000-4000-8000-000000000007",
      { id: "a0000000-0000-4000-8000-000000000007" as InstallId },
    ],
  ])("begin their lines with what the install is called, as it is: %s", (called, install) => {
    const record = new BackupRecord({ install, spec: specNew() });
    const log = new Log(new FakeClock(), [record, new BackupRecord(targetOf(1))]);
    log.missing(record, "The API answered 404 Not Found");
    log.backingOff(record, refused, 2_000);
    log.progressed(record, { kind: "list-failed", message: "looking: 503" });
    record.end(aborted, 0);
    log.ended(record);
    expect(printed).toEqual([
      `[0s] ${called}: The API answered 404 Not Found, looking on, for it may only just have been requested.`,
      `[0s] ${called}: The API answered 503 Service Unavailable, looking again in 2s.`,
      `[0s] ${called}: Looking: 503. Requesting a new one instead.`,
      `[0s] ${called}: aborted (1 of 2). The host aborted the backup.`,
    ]);
  });

  test("say nothing of what past backups tell of one among them", () => {
    const records = three();
    const distribution = expectedDistribution([90_000]);
    new Log(new FakeClock(), records).foresaw(records[0], {
      createdAt: 0,
      isAgeKnown: true,
      distribution,
      pastBackups: 1,
    });
    expect(printed).toEqual([]);
  });

  test("have a bar by how many have ended, full only when all have", async () => {
    const pictureOf = async (over: number, total: number): Promise<string> => {
      const records = Array.from(
        { length: total },
        (_, index) => new BackupRecord(targetOf(index)),
      );
      for (const record of records.slice(0, over)) record.end(aborted, 0);
      const clock = new FakeClock();
      const stopping = new AbortController();
      void clock.sleep(61_000, stopping.signal).then(() => stopping.abort());
      await new Log(clock, records).heartbeat(1_800_000, stopping.signal);
      return /[█░]+/.exec(printed.at(-1) ?? "")?.[0] ?? "";
    };
    expect(await pictureOf(0, 3)).toBe("░░░░░░░░░░");
    expect(await pictureOf(2, 3)).toBe("██████░░░░");
    expect(await pictureOf(799, 800)).toBe("█████████░");
    expect(await pictureOf(3, 3)).toBe("██████████");
  });

  describe("with recent ones among them that are reused", () => {
    const noticesOf = (...ends: readonly (readonly [Source, Verdict])[]): string[] => {
      const records = ends.map(([source, verdict], index) => {
        const record = new BackupRecord(wantedOf(`site${index}`));
        record.progressed({ kind: "chosen", backup: done(index), source });
        record.end(verdict, 0);
        return record;
      });
      const settings = { ...SETTINGS, maxAgeMs: 3_600_000 };
      new Log(new FakeClock(), records).closing({ ...reportOn(records), settings });
      return printed.filter((line) => line.startsWith("::notice"));
    };

    test("say how many, in one annotation", () => {
      expect(
        noticesOf(["reused", completed], ["requested", completed], ["adopted", completed]),
      ).toEqual([
        "::notice title=Backup gate%3A recent backup reused::2 of 3 backups were recent enough (max-age: 1h) and are used " +
          "instead of new ones.",
      ]);
    });

    test("say nothing where none is", () => {
      expect(noticesOf(["requested", completed], ["recovered", completed])).toEqual([]);
    });

    test("say nothing of those that have failed or were cut short", () => {
      expect(noticesOf(["reused", aborted], ["adopted", cutShort])).toEqual([]);
    });

    test("say nothing where the gate stays closed", () => {
      expect(noticesOf(["reused", completed], ["requested", aborted])).toEqual([]);
    });
  });

  test("count their requests in vain together in the closing line", () => {
    const records = three();
    for (const record of records) {
      record.looked({ ...refused, answered: true });
      record.end(completed, 0);
    }
    new Log(new FakeClock(), records).closing(reportOn(records));
    expect(printed).toEqual([
      "Backup gate open: All 3 backups are completed. Waited 1m02s: 3 looks, 21 requests in all (3 refused).",
    ]);
  });

  test("beat once a minute with those that are still open", async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const records = [1, 2].map((index) => new BackupRecord(targetOf(index)));
    records.push(new BackupRecord(wantedOf("3rd-site")), new BackupRecord(wantedOf("4th-site")));
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
    first.looked(backupLook("in_progress"));
    first.foresaw({
      createdAt: 30_000,
      isAgeKnown: true,
      distribution: expectedDistribution([]),
      pastBackups: 0,
    });
    second.looked(backupLook("in_progress"));
    const quick = expectedDistribution([200_000, 200_000, 200_000]);
    second.foresaw({ createdAt: 60_000, isAgeKnown: true, distribution: quick, pastBackups: 3 });
    third.progressed({ kind: "chosen", backup: done(3), source: "requested" });
    await clock.sleep(60_000, signal);
    first.end(aborted, clock.now());
    second.looked(refused);
    fourth.progressed({ kind: "chosen", backup: done(4), source: "requested" });
    await clock.sleep(60_000, signal);
    second.end(completed, clock.now());
    third.end(completed, clock.now());
    await clock.sleep(60_000, signal);
    over.abort();
    await beating;
    expect(printed).toEqual([
      "[1m] ░░░░░░░░░░ Still waiting: 4 of 4 backups to go, 2 of them not requested yet, 0 looks so far, 29m of the timeout left.",
      "[2m] ░░░░░░░░░░ Still waiting: 4 of 4 backups to go, 1 of them not requested yet, 2 looks so far, 28m of the timeout left.",
      "[3m] ██░░░░░░░░ Still waiting: 3 of 4 backups to go, 1 failed already (the step will fail), 3 looks so far (1 failed), 27m of the timeout left.",
      "[4m] ███████░░░ Still waiting: 1 of 4 backups to go, 1 failed already (the step will fail), 3 looks so far (1 failed), 26m of the timeout left.",
    ]);
  });

  test("tell in the heartbeat when all may be done, once that is foreseen of each that is open", async () => {
    const lastAfter = async (...foreseen: readonly number[]): Promise<string | undefined> => {
      const [first, second, third] = three();
      first.end(completed, 0);
      for (const [index, record] of [second, third].entries()) {
        const createdAt = foreseen[index];
        const distribution = expectedDistribution([200_000, 200_000]);
        const estimate = { isAgeKnown: true, distribution, pastBackups: 2 };
        if (createdAt !== undefined) record.foresaw({ ...estimate, createdAt });
      }
      const clock = new FakeClock();
      const over = new AbortController();
      const stop = clock.sleep(61_000, over.signal).then(() => over.abort());
      await new Log(clock, [first, second, third]).heartbeat(1_800_000, over.signal);
      await stop;
      return /, (the last in about \S+), 0 looks so far,/.exec(printed.at(-1) ?? "")?.[1];
    };
    expect(await lastAfter()).toBeUndefined();
    expect(await lastAfter(60_000)).toBeUndefined();
    // Each alone takes 3m20s as likely as not; that both do so is less likely.
    expect(await lastAfter(60_000, 60_000)).toBe("the last in about 3m40s");
    expect(await lastAfter(-40_000, 60_000)).toBe("the last in about 3m20s");
  });

  describe("count in the heartbeat", () => {
    const beatWith = async (
      verdicts: readonly (Verdict | undefined)[],
      ...looks: readonly BackupReply[]
    ): Promise<string> => {
      const records = verdicts.map((verdict, index) => {
        const record = new BackupRecord(targetOf(index));
        if (verdict !== undefined) record.end(verdict, 0);
        return record;
      });
      for (const look of looks) records[0]?.looked(look);
      const clock = new FakeClock();
      const over = new AbortController();
      const stop = clock.sleep(61_000, over.signal).then(() => over.abort());
      await new Log(clock, records).heartbeat(1_800_000, over.signal);
      await stop;
      return printed.at(-1)?.replace(/^.*Still waiting: |, \S+ of the timeout left\.$/g, "") ?? "";
    };
    const requested: Verdict = { result: "requested", message: "The backup is requested." };
    const stale: Verdict = { result: "stale", message: "The backup is too old." };
    const gone = "(the step will fail)";

    test.each<[string, readonly (Verdict | undefined)[], string]>([
      ["none", [undefined, undefined], "2 of 2 backups to go, 0 looks so far"],
      [
        "none by those that are well",
        [completed, requested, undefined],
        "1 of 3 backups to go, 0 looks so far",
      ],
      [
        "one",
        [aborted, completed, undefined],
        `1 of 3 backups to go, 1 failed already ${gone}, 0 looks so far`,
      ],
      [
        "several",
        [aborted, undefined, stale, undefined],
        `2 of 4 backups to go, 2 failed already ${gone}, 0 looks so far`,
      ],
    ])("those that have failed: %s", async (_, verdicts, line) => {
      expect(await beatWith(verdicts)).toBe(line);
    });

    test("those that have failed, without those cut short by that", async () => {
      expect(await beatWith([aborted, cutShort, cutShort, undefined])).toBe(
        `1 of 4 backups to go, 1 failed already ${gone}, 0 looks so far`,
      );
    });

    test("nothing to come where all are done", async () => {
      expect(await beatWith([completed, completed])).toBe("0 of 2 backups to go, 0 looks so far");
    });

    test("those not requested yet, without one of which nobody knows whether it was", async () => {
      const clock = new FakeClock();
      const records = ["one", "two"].map((name) => new BackupRecord(wantedOf(name)));
      records[0]?.progressed({ kind: "create-sent", key: "3f9a1c" });
      const over = new AbortController();
      void clock.sleep(61_000, over.signal).then(() => over.abort());
      await new Log(clock, records).heartbeat(1_800_000, over.signal);
      expect(printed.at(-1)).toContain(": 2 of 2 backups to go, 1 of them not requested yet, ");
    });

    test("requests in vain, apart from backups that have failed", async () => {
      const limited = { ...refused, answered: true };
      expect(await beatWith([undefined, aborted], refused, limited, limited)).toBe(
        `1 of 2 backups to go, 1 failed already ${gone}, 3 looks so far (2 refused, 1 failed)`,
      );
    });
  });

  test("close with one annotation that names what failed by its reason", () => {
    const records = Array.from({ length: 9 }, (_, index) => new BackupRecord(targetOf(index)));
    records.push(new BackupRecord(wantedOf("torquemag")));
    const stale: Verdict = { result: "stale", message: "The backup is too old." };
    const noSuchName: Verdict = {
      result: "not-found",
      message: "There is no such name.",
      cause: "no-such-name",
    };
    const verdicts = [aborted, completed, stale, aborted, cutShort, aborted, stale, completed];
    verdicts.push(cutShort, noSuchName);
    for (const [index, record] of records.entries()) {
      record.looked(backupLook("in_progress"));
      // The last one was the first to fail.
      record.end(verdicts[index] as Verdict, 1_000 - index);
    }
    new Log(new FakeClock(), records).closing(reportOn(records));
    expect(printed).toEqual([
      "::error title=Backup gate closed%3A not-found::" +
        [
          "6 of 10 backups failed, and 2 were cut short by that (fail-fast).",
          "Install torquemag: not-found: There is no such name.",
          `Backup ${backupId(6)} of install ${installId(6)} and 1 other: stale: The backup is too old.`,
          `Backup ${backupId(5)} of install ${installId(5)} and 2 others: aborted: The host aborted the backup.`,
          "Check install-name, letter by letter, and that the API user whose credentials these are can see the install.",
        ].join("%0A"),
      "Backup gate closed: not-found. Waited 1m02s: 10 looks, 21 requests in all.",
    ]);
  });

  test("close with the earliest failure and its remedy first, whichever stands first", () => {
    const [first, second, third] = three();
    first.end({ result: "stale", message: "The backup is too old." }, 2_000);
    second.end(aborted, 1_000);
    third.end(completed, 500);
    new Log(new FakeClock(), [first, second, third]).closing(reportOn([first, second, third]));
    expect(printed[0]).toBe(
      "::error title=Backup gate closed%3A aborted::" +
        [
          "2 of 3 backups failed.",
          `Backup ${backupId(2)} of install ${installId(2)}: aborted: The host aborted the backup.`,
          `Backup ${backupId(1)} of install ${installId(1)}: stale: The backup is too old.`,
          REMEDIES.aborted,
        ].join("%0A"),
    );
  });

  test("name five reasons at most, and say that there are more", () => {
    const records = Array.from({ length: 7 }, (_, index) => new BackupRecord(targetOf(index)));
    for (const [index, record] of records.entries()) {
      record.end({ result: "rejected", message: `Reason ${index}.` }, index);
    }
    new Log(new FakeClock(), records).closing(reportOn(records));
    expect(printed).toHaveLength(2);
    const lines = printed[0]?.split("%0A") ?? [];
    expect(lines).toHaveLength(8);
    expect(lines[0]).toContain("::7 of 7 backups failed.");
    expect(lines[5]).toContain(": rejected: Reason 4.");
    expect(lines[6]).toBe("2 more reasons: see outputs.backups.");
    expect(lines[7]).toBe(REMEDIES.rejected);
  });

  test("close with a line where the gate opens, or nothing has waited", () => {
    const requested: Verdict = { result: "requested", message: "The backup is requested." };
    for (const verdict of [completed, requested]) {
      const records = three();
      for (const record of records) {
        record.looked(backupLook("requested"));
        record.end(verdict, 0);
      }
      new Log(new FakeClock(), records).closing(reportOn(records));
    }
    expect(printed).toEqual([
      "Backup gate open: All 3 backups are completed. Waited 1m02s: 3 looks, 21 requests in all.",
      "Backup requested, no gate: Requested and not yet completed: 3 of 3 backups. Nothing has waited for them " +
        "(wait: false): no deploy may go by this step. Waited 1m02s: 3 looks, 21 requests in all.",
    ]);
  });

  test.each<[Partial<Settings>, string, string?]>([
    [{}, "Holding the deploy until 3 backups are completed, one of each of 3 installs."],
    [
      { maxAgeMs: 3_600_000 },
      "Holding the deploy until 3 backups, at most 1h old, are completed, one of each of 3 installs.",
    ],
    [
      { targets: ["one", "two"].map(wantedOf) },
      "Holding the deploy until a new backup of each of 2 installs is completed.",
    ],
    [
      { targets: ["one", "two"].map(wantedOf), maxAgeMs: 3_600_000 },
      "Holding the deploy until a recent backup of each of 2 installs, at most 1h old, is completed.",
    ],
    [
      {
        targets: ["one", "two"].map((name) => ({
          install: { name },
          spec: specNew({ wait: false }),
        })),
      },
      "Requesting a new backup of each of 2 installs and not waiting for them (wait: false): this step holds no deploy.",
      UP_TO_WITHOUT_WAIT,
    ],
  ])("open with what is wanted: %j", (more, line, upTo = UP_TO) => {
    const settings = { ...SETTINGS, targets: [1, 2, 3].map(targetOf), ...more };
    new Log(new FakeClock(), three()).opening(settings);
    expect(printed).toEqual([`${line}${upTo}`]);
  });
});

test("the bar stands still where a backup takes longer than it ever did", async () => {
  const clock = new FakeClock();
  const record = new BackupRecord(TARGET);
  const log = logOf(record, clock);
  log.looked(record, backupLook("in_progress"));
  record.looked(backupLook("in_progress"));
  const distribution = expectedDistribution([120_000, 120_000, 120_000, 120_000, 120_000, 120_000]);
  record.foresaw({ createdAt: 0, isAgeKnown: true, distribution, pastBackups: 6 });
  const over = new AbortController();
  const stop = clock.sleep(600_001, over.signal).then(() => over.abort());
  await log.heartbeat(1_800_000, over.signal);
  await stop;
  const full = printed
    .filter((line) => line.includes("Still waiting"))
    .map((line) => /█*(?=░)/.exec(line)?.[0].length ?? NaN);
  expect(full).toHaveLength(10);
  expect(full).toEqual(full.toSorted((a, b) => a - b));
  expect(Math.max(...full)).toBeLessThan(10);
  expect(printed.at(-1)).toMatch(/longer than usual \(2m\), perhaps \S+ to go/);
});

test("many gates tell the same trouble once a minute, whatever else the API says of it", () => {
  const clock = new FakeClock();
  const records = [new BackupRecord(TARGET), new BackupRecord(TARGET)];
  const log = new Log(clock, records);
  const [record] = records as [BackupRecord];
  const failure = (message: string) => ({ kind: "retryable", message, answered: false }) as const;
  for (const id of ["a1", "b2"]) {
    log.backingOff(
      record,
      failure(`The API answered 500 Internal Server Error: request ${id}`),
      1_000,
    );
  }
  log.backingOff(record, failure("The API answered 502 Bad Gateway: request c3"), 1_000);
  log.backingOff(record, failure("no answer (ECONNRESET)"), 1_000);
  log.backingOff(record, failure("no answer (ECONNREFUSED)"), 1_000);
  expect(printed.map((line) => /: (.*?),/.exec(line)?.[1])).toEqual([
    "The API answered 500 Internal Server Error: request a1",
    "The API answered 502 Bad Gateway: request c3",
    "no answer (ECONNRESET)",
    "no answer (ECONNREFUSED)",
  ]);
});
