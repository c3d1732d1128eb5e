import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { expectedLifetime } from "../src/cadence.ts";
import { Journal } from "../src/report/journal.ts";
import { Log } from "../src/report/log.ts";
import { FakeClock } from "./fake-clock.ts";
import type { BackupId, InstallId } from "../src/ids.ts";
import type { Settings } from "../src/inputs.ts";
import type { Progress, Source } from "../src/progress.ts";
import { BACKUP_ID, backupLook, backupOf, INSTALL_ID, SETTINGS } from "./fixtures.ts";
import { wantedNew } from "./virtual-api.ts";

function begunJournal(): Journal {
  const journal = new Journal();
  journal.begun(SETTINGS.install, SETTINGS.wanted);
  return journal;
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
  new Log(new FakeClock()).opening(SETTINGS);
  expect(printed).toEqual([
    `Holding the deploy until backup ${BACKUP_ID} of install ${INSTALL_ID} is completed.`,
    "Asking https://api.example.com/v1 for up to 30m. Backups usually take 2 to 10 minutes.",
  ]);
});

test("prints a line for each change of status, and none in between", () => {
  const log = new Log(new FakeClock());
  for (const status of [
    "requested",
    "requested",
    "in_progress",
    "in_progress",
    "completed",
  ] as const) {
    log.looked(backupLook(status));
  }
  expect(printed).toEqual([
    "[0s] The backup is requested.",
    "[0s] The backup is in_progress (was requested).",
    "[0s] The backup is completed (was in_progress).",
  ]);
});

test("warns of each unknown status once", () => {
  const log = new Log(new FakeClock());
  for (const unknown of ["paused", "paused", "resumed", "paused"])
    log.looked(backupLook({ unknown }));
  const warnings = printed.filter((line) => line.startsWith("::warning"));
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/^::warning title=Backup gate%3A unknown status::.*paused/);
});

test("says of each failed look how long it is waited out", () => {
  const log = new Log(new FakeClock());
  const look = {
    kind: "failed",
    message: "The API answered 429 Too Many Requests",
    answered: true,
  } as const;
  log.backingOff({ ...look, quietUntil: 45_000 }, 45_000);
  log.backingOff({ ...look, message: "no answer" }, 1_250);
  expect(printed).toEqual([
    "[0s] The API answered 429 Too Many Requests. Looking again in 45s, as it asked (Retry-After).",
    "[0s] No answer. Looking again in 1.3s.",
  ]);
});

test("says so where the API does not know the backup yet", () => {
  const log = new Log(new FakeClock());
  const absent = { kind: "absent", message: "The API answered 404 Not Found" } as const;
  log.missing(absent.message);
  log.missing(absent.message);
  log.looked(backupLook("requested"));
  log.missing(absent.message);
  expect(printed).toEqual([
    "[0s] The API answered 404 Not Found. Looking on for 20s, for a backup requested just now may take that long to appear.",
    "[0s] The backup is requested.",
  ]);
});

test("beats before the backup has been seen, too", async () => {
  const clock = new FakeClock();
  const over = new AbortController();
  const stop = clock.sleep(61_000, over.signal).then(() => over.abort());
  await new Log(clock).heartbeat(begunJournal(), 90_000, over.signal);
  await stop;
  expect(printed).toEqual([
    "[1m] Still waiting: the backup has not been seen yet, 0 looks so far, 30s of the timeout left.",
  ]);
});

test("does not call a backup well that it cannot see any more", async () => {
  const clock = new FakeClock();
  const log = new Log(clock);
  const journal = begunJournal();
  const over = new AbortController();
  await clock.sleep(10_000, over.signal);
  log.looked(backupLook("in_progress"));
  for (const look of [
    backupLook("in_progress"),
    { kind: "failed", message: "no", answered: false } as const,
  ]) {
    journal.looked(look);
  }
  const stop = clock.sleep(61_000, over.signal).then(() => over.abort());
  await log.heartbeat(journal, 90_000, over.signal);
  await stop;
  expect(printed.at(-1)).toBe(
    "[1m10s] Still waiting: the backup was in_progress when last seen 1m ago, looks fail since, 2 looks so far, 20s of the timeout left.",
  );
});

test("says when the backup was created, at first sight", () => {
  const look = backupLook("in_progress");
  if (look.kind !== "backup") throw new Error("no backup");
  const createdAt = { iso: "2026-01-15T10:00:00Z", epochMs: Date.parse("2026-01-15T10:00:00Z") };
  new Log(new FakeClock()).looked({ ...look, backup: { ...look.backup, createdAt } });
  expect(printed).toEqual(["[0s] The backup is in_progress, created 2026-01-15 10:00:00 UTC."]);
});

test("beats once a minute until it is told to stop", async () => {
  const clock = new FakeClock();
  const log = new Log(clock);
  const journal = begunJournal();
  const look = backupLook("in_progress");
  journal.looked(look);
  log.looked(look);
  const over = new AbortController();
  const stop = clock.sleep(150_000, over.signal).then(() => over.abort());
  await log.heartbeat(journal, 1_800_000, over.signal);
  await stop;
  expect(printed.slice(1)).toEqual([
    "[1m] Still waiting: the backup is in_progress, 1 look so far, 29m of the timeout left.",
    "[2m] Still waiting: the backup is in_progress, 1 look so far, 28m of the timeout left.",
  ]);
});

test("closes a failure with one annotation: what happened, to what, what to do next", () => {
  const journal = begunJournal();
  const verdict = { result: "aborted", message: "The host aborted it." } as const;
  new Log(new FakeClock()).closing({ verdict, settings: SETTINGS, journal, waitedMs: 62_000 });
  expect(printed).toHaveLength(2);
  expect(printed[0]).toMatch(
    new RegExp(
      `^::error title=Backup gate closed%3A aborted::The host aborted it\\.%0ABackup ${BACKUP_ID} of install .*%0ADo not deploy`,
    ),
  );
  expect(printed[1]).toBe("Backup gate closed: aborted. Waited 1m02s: 0 looks, 0 requests.");
});

test("closes an open gate with a line", () => {
  const verdict = { result: "completed", message: "The backup is completed." } as const;
  new Log(new FakeClock()).closing({
    verdict,
    settings: SETTINGS,
    journal: begunJournal(),
    waitedMs: 500,
  });
  expect(printed).toEqual([
    "Backup gate open: The backup is completed. Waited 0.5s: 0 looks, 0 requests.",
  ]);
});

test("says how long it may still take, and how long it usually takes where that is known", async () => {
  for (const [pastMs, prospect] of [
    [[], "about 3m30s to go"],
    [[90_000, 92_000, 91_000], "about 33s to go (usually 1m30s)"],
  ] as const) {
    const clock = new FakeClock();
    const journal = begunJournal();
    const log = new Log(clock);
    for (const watcher of [log, journal]) watcher.looked(backupLook("in_progress"));
    const lifetime = expectedLifetime(pastMs);
    journal.outlook = { bornAt: 0, lifetime, pastBackups: pastMs.length };
    const over = new AbortController();
    void clock.sleep(61_000, over.signal).then(() => over.abort());
    await log.heartbeat(journal, 1_800_000, over.signal);
    expect(printed.at(-1)).toContain(`1 look so far, ${prospect}, 29m of the timeout left.`);
  }
});

const ID = BACKUP_ID as BackupId;
const created = { iso: "2026-01-15T10:00:00Z", epochMs: Date.parse("2026-01-15T10:00:00Z") };
const taken = (source: Source): Progress => ({
  kind: "taken",
  backup: { ...backupOf("requested"), createdAt: created },
  source,
});

test.each<[Progress, RegExp]>([
  [
    { kind: "install-found", install: { id: INSTALL_ID as InstallId, name: "torquemag" } },
    new RegExp(`The install torquemag has the id ${INSTALL_ID}\\.$`),
  ],
  [
    taken("requested"),
    new RegExp(`accepted the request: backup ${ID}, created 2026-01-15 10:00:00 UTC\\.$`),
  ],
  [taken("found"), /The request had come through: backup .*, created 2026-01-15 10:00:00 UTC\.$/],
  [taken("adopted"), /A recent backup is under way, so that none is requested: backup /],
  [taken("reused"), /A recent backup is listed as completed, so that none is requested: backup /],
  [
    { kind: "lost", key: "3f9a1c", message: "no answer (reset)", waitMs: 900 },
    /the answer was lost: no answer \(reset\)\. Looking for it by its key 3f9a1c in 0\.9s; /,
  ],
  [
    { kind: "unlisted", isProof: true, waitMs: 4_000 },
    /The listing does not show it yet\. Looking for it again in 4s\.$/,
  ],
  [
    { kind: "unlisted", isProof: false, waitMs: 4_000 },
    /The listing has rows that cannot be read or are not described, so that it may be among them\. Looking for it again/,
  ],
  [{ kind: "came-to-nothing" }, /No backup has come of it, and none can any more\.$/],
  [{ kind: "resending", send: 2, sends: 3 }, /Requesting one again \(2 of 3\)\.$/],
  [
    { kind: "not-listed", message: "looking: 503" },
    /Looking: 503\. Requesting a new one instead\.$/,
  ],
  [{ kind: "none-fresh" }, /There is no backup recent enough\. Requesting one\.$/],
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
  new Log(new FakeClock()).progressed(progress);
  expect(printed).toEqual([expect.stringMatching(line)]);
});

test.each<[Partial<Settings>, string]>([
  [
    { maxAgeMs: 3_600_000 },
    `Holding the deploy until backup ${BACKUP_ID} of install ${INSTALL_ID}, at most 1h old, is completed.`,
  ],
  [
    { install: { name: "torquemag" }, wanted: wantedNew() },
    "Holding the deploy until a new backup of install torquemag is completed.",
  ],
  [
    { install: { name: "torquemag" }, wanted: wantedNew(), maxAgeMs: 3_600_000 },
    "Holding the deploy until a recent backup of install torquemag, at most 1h old, is completed.",
  ],
  [
    { install: { name: "torquemag" }, wanted: wantedNew({ wait: false }) },
    "Requesting a new backup of install torquemag and not waiting for it (wait: false): this step holds no deploy.",
  ],
])("opens with what is wanted: %j", (more, line) => {
  new Log(new FakeClock()).opening({ ...SETTINGS, ...more });
  expect(printed[0]).toBe(line);
});

test("forgets the backup that is replaced", () => {
  const log = new Log(new FakeClock());
  log.looked(backupLook("aborted"));
  log.progressed({ kind: "requesting", key: "3f9a1c" });
  log.looked(backupLook("requested"));
  expect(printed.at(-1)).toBe("[0s] The backup is requested.");
});

test("a step that does not wait says that it is no gate", () => {
  const verdict = { result: "requested", message: "The backup is requested." } as const;
  const journal = begunJournal();
  new Log(new FakeClock()).closing({ verdict, settings: SETTINGS, journal, waitedMs: 100 });
  expect(printed).toEqual([
    "Backup requested, no gate: The backup is requested. Waited 0.1s: 0 looks, 0 requests.",
  ]);
});

test("the heartbeat says where no backup is known yet", async () => {
  const beat = async (journal: Journal): Promise<string | undefined> => {
    const clock = new FakeClock();
    const over = new AbortController();
    void clock.sleep(61_000, over.signal).then(() => over.abort());
    await new Log(clock).heartbeat(journal, 1_800_000, over.signal);
    return printed.at(-1);
  };
  const journal = new Journal();
  expect(await beat(journal)).toBe(
    "[1m] Still waiting: there is no backup yet, 29m of the timeout left.",
  );
  journal.progressed({ kind: "requesting", key: "3f9a1c" });
  expect(await beat(journal)).toContain("whether a backup was requested is not known yet, 29m");
});
