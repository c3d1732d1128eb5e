import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeClock } from "../../../../simulator/clock.ts";
import type { Source } from "../../../../src/backup/events.ts";
import { BackupRecord } from "../../../../src/fleet/record.ts";
import type { InstallId } from "../../../../src/model/ids.ts";
import type { Settings } from "../../../../src/model/settings.ts";
import { unresolved, type Verdict } from "../../../../src/model/verdict.ts";
import { helpPage } from "../../../../src/report/help-page.ts";
import { Log } from "../../../../src/report/log/log.ts";
import { REMEDIES, REMEDIES_FOR_EXISTING } from "../../../../src/report/remedies.ts";
import { type Report, wayBack } from "../../../../src/report/report.ts";
import { redactorOf } from "../../../../src/util/sanitize.ts";
import {
  aborted,
  BACKUP_ID,
  backupReply,
  completed,
  cutShort,
  INSTALL_ID,
  SETTINGS,
  TARGET,
} from "../../../support/fixtures.ts";
import { specNew } from "../../../support/virtual-api.ts";
import {
  backupId,
  capturePrinted,
  chosen,
  createSent,
  done,
  endedWith,
  existing,
  Gate,
  installId,
  noAnswer,
  polled,
  rateLimited,
  recordOf,
  reportOn,
  requestFailed,
  report,
  threeRecords,
  toCreate,
} from "../support.ts";

const printed = capturePrinted();
const redact = redactorOf([]);
afterEach(() => vi.unstubAllEnvs());

/** The end of an opening line, for a step that waits and one that does not. */
const UP_TO = " Backups usually take 2 to 10 minutes. Timeout: 30m.";
const UP_TO_WITHOUT_WAIT = " Timeout: 30m.";

/** The text of an annotation, as the runner reads it. */
function messageOf(command = ""): string {
  return command
    .replace(/^::\w+ [^:]*::/, "")
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%25", "%");
}

test("opens with what is waited for, and for how long at most", () => {
  new Gate().log.opening(SETTINGS);
  expect(printed).toEqual([`Waiting for backup ${BACKUP_ID} of install ${INSTALL_ID}.${UP_TO}`]);
});

test("opens with a notice for each input that was changed", () => {
  new Gate().log.opening({ ...SETTINGS, notices: ["description is cut.", "timeout is odd."] });
  expect(printed.slice(1)).toEqual([
    "::notice title=Backup gate%3A inputs::description is cut.",
    "::notice title=Backup gate%3A inputs::timeout is odd.",
  ]);
});

describe("an open gate on an old backup", () => {
  const HOUR_MS = 3_600_000;
  const TEXT =
    "The input max-age is not set or empty, so a backup of any age is accepted. Set max-age to reject old backups.";
  const warnings = (): string[] => printed.filter((line) => line.startsWith("::warning"));
  /** The record of a given backup that was completed when polled at this age. */
  const aged = (index: number, ageMs: number | undefined, target = existing(index)): BackupRecord =>
    endedWith(recordOf(target, polled(backupReply("completed", ageMs))), completed);
  const close = (records: readonly BackupRecord[], more: Partial<Report> = {}): string[] => {
    new Log(new FakeClock(), records).closing(reportOn(records, more));
    return warnings();
  };

  test("warns with its age", () => {
    expect(close([aged(1, 72 * HOUR_MS)])).toEqual([
      `::warning title=Backup gate%3A old backup::Backup ${backupId(1)} of install ${installId(1)} is 3d old. ${TEXT}`,
    ]);
  });

  test("warns once of many, with the oldest", () => {
    const ages = [25 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS, undefined];
    expect(close(ages.map((ageMs, index) => aged(index, ageMs)))).toEqual([
      `::warning title=Backup gate%3A old backup::2 of 4 backups are older than 24 hours. The oldest, backup ${backupId(2)} of install ${installId(2)}, is 3d old. ${TEXT}`,
    ]);
  });

  test.each<[string, BackupRecord[], Partial<Report>]>([
    ["is a day old", [aged(1, 24 * HOUR_MS)], {}],
    ["is of unknown age", [aged(1, undefined)], {}],
    [
      "is young enough for max-age",
      [aged(1, 72 * HOUR_MS)],
      { settings: { ...SETTINGS, maxAgeMs: 1 } },
    ],
    ["was not given", [aged(1, 72 * HOUR_MS, toCreate())], {}],
    ["has no poll", [endedWith(recordOf(existing(1)), completed)], {}],
    ["did not open it", [aged(1, 72 * HOUR_MS)], { verdict: aborted }],
    [
      "of others was only requested",
      [aged(1, 72 * HOUR_MS)],
      { verdict: { result: "requested", message: "" } },
    ],
  ])("warns of none that %s", (_, records, more) => {
    expect(close(records, more)).toEqual([]);
  });
});

test("prints the ID or the key of each backup that was not given", () => {
  const records = [
    recordOf(toCreate("one"), chosen("requested")),
    recordOf(toCreate("two"), createSent),
    recordOf(toCreate("three")),
    recordOf(existing(4)),
  ];
  new Log(new FakeClock(), records).known();
  expect(printed).toEqual([
    `Backup ${BACKUP_ID} of install one`,
    "Install two: create request with the key 3f9a1c",
    "Install three",
  ]);
});

test("warns of each unknown status once, and of three at most", () => {
  const gate = new Gate();
  for (const unknown of ["paused", "paused", "resumed", "paused", "third", "fourth"]) {
    gate.report(polled(backupReply({ unknown })));
  }
  const warnings = printed.filter((line) => line.startsWith("::warning"));
  expect(warnings).toEqual(
    ["paused", "resumed", "third"].map(
      (word) =>
        `::warning title=Backup gate%3A unknown status::Backup ${BACKUP_ID} of install ${INSTALL_ID} has a ` +
        `status that this action does not know: "${word}". The step keeps waiting. This status can't open the gate.`,
    ),
  );
});

test("beats once a minute until its signal aborts", async () => {
  const gate = new Gate();
  await gate.report(polled(backupReply("in_progress"))).beat(150_000);
  expect(printed.slice(1)).toEqual([
    "[1m] ░░░░░░░░░░ Still waiting: the backup is in_progress, 1 status check so far, timeout in 29m.",
    "[2m] ░░░░░░░░░░ Still waiting: the backup is in_progress, 1 status check so far, timeout in 28m.",
  ]);
});

test("closes a failure with one annotation: what happened, to what, what to do next", () => {
  new Gate().close({ result: "aborted", message: "WP Engine aborted it." }, 62_000);
  expect(printed).toHaveLength(2);
  expect(printed[0]).toMatch(
    new RegExp(
      `^::error title=Backup gate closed%3A aborted::WP Engine aborted it\\.%0AAffected: backup ${BACKUP_ID} of install ${INSTALL_ID}\\.%0ADon't deploy`,
    ),
  );
  expect(printed[1]).toBe(
    "Backup gate closed: aborted. Waited 1m02s: 0 status checks, 0 requests in total.",
  );
});

test("closes a failure without a backup with what install it concerns", () => {
  const verdict = { result: "rejected", message: "The API answered 400 Bad Request." } as const;
  new Gate(toCreate()).close(verdict, 500);
  expect(messageOf(printed[0])).toBe(
    `The API answered 400 Bad Request.\nAffected: install torquemag.\n${REMEDIES.rejected}`,
  );
});

test("an unresolved create request comes with the page to check", () => {
  const gate = new Gate(toCreate());
  const install = { id: INSTALL_ID as InstallId, name: "torquemag" };
  gate.record.apply({ kind: "install-found", install });
  const verdict = unresolved({ result: "unavailable", message: "It ended." }, "3f9a1c");
  gate.close(verdict, 500);
  expect(messageOf(printed[0])).toContain(
    "\nAffected: install torquemag. Its backups: https://my.wpengine.com/installs/torquemag/backup_points\n",
  );
});

test("closes an open gate with a line, and one that says how to restore the backup", () => {
  new Gate().close(completed, 500);
  expect(printed).toEqual([
    "Backup gate open: The backup is completed. Waited 0.5s: 0 status checks, 0 requests in total.",
    wayBack([new BackupRecord(TARGET)]),
  ]);
});

test.each<[Partial<Settings>, string, string?]>([
  [
    { maxAgeMs: 3_600_000 },
    `Waiting for backup ${BACKUP_ID} of install ${INSTALL_ID} (max-age: 1h).`,
  ],
  [{ targets: [toCreate()] }, "Waiting for a new backup of install torquemag."],
  [
    { targets: [toCreate()], maxAgeMs: 3_600_000 },
    "Waiting for a backup of install torquemag: a recent one (max-age: 1h) or a new one.",
  ],
  [
    { targets: [{ install: { name: "torquemag" }, spec: specNew({ wait: false }) }] },
    "Requesting a new backup of install torquemag without waiting for it (wait: false).",
    UP_TO_WITHOUT_WAIT,
  ],
])("starts with the task: %j", (more, line, upTo = UP_TO) => {
  new Gate().log.opening({ ...SETTINGS, ...more });
  expect(printed).toEqual([`${line}${upTo}`]);
});

describe("a recent backup that is reused", () => {
  const settings: Settings = { ...SETTINGS, maxAgeMs: 5_400_000 };
  const notices = (): string[] => printed.filter((line) => line.startsWith("::notice"));
  const closingOf = (source: Source, verdict: Verdict): void => {
    const gate = new Gate(toCreate());
    gate.record.apply(chosen(source, "completed"));
    gate.close(verdict, 500, { settings });
  };

  test.each<[Source, Verdict]>([
    ["reused", { result: "completed", message: "The backup is completed." }],
    ["adopted", { result: "completed", message: "The backup is completed." }],
    ["adopted", { result: "requested", message: "The backup is in_progress." }],
  ])("is an annotation before the last lines: %s, %j", (source, verdict) => {
    closingOf(source, verdict);
    expect(notices()).toHaveLength(verdict.result === "requested" ? 2 : 1);
    const last = verdict.result === "requested" ? /^Backup requested/ : /^To restore this backup/;
    expect(printed.at(-1)).toMatch(last);
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
    "is no annotation if the gate stays closed: %s",
    (result) => {
      closingOf("reused", { result, message: "No." });
      expect(notices()).toEqual([]);
      expect(printed[0]).toContain(`::error title=Backup gate closed%3A ${result}::`);
    },
  );

  test("is no annotation if the gate has no verdict of its own", () => {
    const { log, record } = new Gate().report(chosen("reused", "completed"));
    const verdict: Verdict = { result: "error", message: "A bug." };
    log.closing({ verdict, settings, records: [record], requests: 0, waitedMs: 0, redact });
    expect(notices()).toEqual([]);
  });
});

describe("an annotation that is longer than GitHub accepts", () => {
  const REMEDY = REMEDIES["invalid-input"];
  const annotationOf = (message: string): string => {
    printed.length = 0;
    new Log(new FakeClock(), []).closing({
      verdict: { result: "invalid-input", message },
      settings: undefined,
      records: [],
      requests: 0,
      waitedMs: 40,
      redact,
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

  test("is not cut if it is not longer", () => {
    const fits = "x".repeat(3_999 - REMEDY.length);
    expect(annotationOf(fits)).toBe(`${fits}\n${REMEDY}`);
    expect(annotationOf(`${fits}y`)).toBe(`${fits.slice(1)}…\n${REMEDY}`);
  });

  test("keeps each of the remedies", () => {
    for (const [result, remedy] of Object.entries({ ...REMEDIES, ...REMEDIES_FOR_EXISTING })) {
      if (result === "requested" || result === "checked") continue;
      printed.length = 0;
      new Gate().close({ result, message: "x".repeat(9_000) } as Verdict, 0);
      const annotation = messageOf(printed[0]);
      expect(annotation.length).toBeLessThanOrEqual(4_096);
      expect(annotation).toMatch(/^x+…\n[^\n]+$/);
      expect(annotation.endsWith(`\n${remedy}`)).toBe(true);
    }
  });

  test("keeps the remedy and the link to the troubleshooting page", () => {
    vi.stubEnv("GITHUB_ACTION_REPOSITORY", "owner/backup-gate");
    vi.stubEnv("GITHUB_ACTION_REF", "v1");
    const address = helpPage("Backup gate closed: invalid-input", process.env);
    expect(address).toContain("owner/backup-gate/blob/v1/");
    const end = `…\n${REMEDY}\nTroubleshooting: ${address}`;
    const annotation = annotationOf("x".repeat(9_000));
    expect(annotation).toHaveLength(4_000);
    expect(annotation.slice(-end.length - 1)).toBe(`x${end}`);
  });
});

describe("failed requests, in the closing line", () => {
  test("are counted if there were any, of polls and of others", () => {
    const gate = new Gate();
    gate.record.apply(polled(rateLimited));
    gate.record.apply(polled(backupReply("in_progress")));
    gate.close(completed, 500, { requests: 3 });
    gate.record.apply(requestFailed(rateLimited));
    gate.close(completed, 500, { requests: 4 });
    gate.record.apply(polled(noAnswer));
    gate.close(completed, 500, { requests: 5 });
    expect(printed.filter((line) => line.startsWith("Backup"))).toEqual([
      "Backup gate open: The backup is completed. Waited 0.5s: 2 status checks, 3 requests in total (1 rate-limited).",
      "Backup gate open: The backup is completed. Waited 0.5s: 2 status checks, 4 requests in total (2 rate-limited).",
      "Backup gate open: The backup is completed. Waited 0.5s: 3 status checks, 5 requests in total (2 rate-limited, 1 failed).",
    ]);
  });

  test("are counted for a gate that stays closed, too", () => {
    const gate = new Gate();
    gate.record.apply(polled(rateLimited));
    gate.close({ result: "timed-out", message: "No." }, 500);
    expect(printed[1]).toBe(
      "Backup gate closed: timed-out. Waited 0.5s: 1 status check, 0 requests in total (1 rate-limited).",
    );
  });
});

test("a step that does not wait says that it is no gate", () => {
  new Gate().close({ result: "requested", message: "The backup is requested." }, 100);
  expect(printed).toEqual([
    "::notice title=Backup requested%2C no gate::The backup is requested.",
    "Backup requested, no gate. Waited 0.1s: 0 status checks, 0 requests in total.",
  ]);
});

test("a dry run ends with one warning that nothing is gated", () => {
  new Gate().close({ result: "checked", message: "It would request one." }, 100);
  expect(printed).toEqual([
    "::warning title=Dry run%2C no gate::No backup was created or waited for (dry-run: true). Remove dry-run to " +
      "block the deployment until its backup has completed.",
    "Dry run, no gate: It would request one. Waited 0.1s: 0 status checks, 0 requests in total.",
  ]);
});

test("closes invalid inputs with what is wrong and what to do, and names no backup", () => {
  new Log(new FakeClock(), []).closing({
    verdict: { result: "invalid-input", message: "timeout: one.\napi-url: two." },
    settings: undefined,
    records: [],
    requests: 0,
    waitedMs: 40,
    redact,
  });
  expect(printed).toEqual([
    `::error title=Backup gate closed%3A invalid-input::timeout: one.%0Aapi-url: two.%0A${REMEDIES["invalid-input"]}`,
    "Backup gate closed: invalid-input. Waited 40ms: 0 status checks, 0 requests in total.",
  ]);
});

describe("many gates", () => {
  const closing = (records: readonly BackupRecord[], more: Partial<Report> = {}): void => {
    const report = reportOn(records, { requests: 21, waitedMs: 62_000, ...more });
    new Log(new FakeClock(), records).closing(report);
  };

  test("print no changes of status, and warn of an unknown one once", () => {
    const records = threeRecords();
    const log = new Log(new FakeClock(), records);
    for (const record of records) {
      report(log, record, polled(backupReply("requested")));
      report(log, record, polled(backupReply("in_progress")));
      report(log, record, polled(noAnswer));
      report(log, record, polled(backupReply({ unknown: "paused" })));
    }
    expect(printed).toEqual([
      `::warning title=Backup gate%3A unknown status::Backup ${backupId(1)} of install ${installId(1)} has a ` +
        'status that this action does not know: "paused". The step keeps waiting. This status can\'t open the gate.',
    ]);
  });

  describe("some of which reuse a recent backup", () => {
    const noticesOf = (...ends: readonly (readonly [Source, Verdict])[]): string[] => {
      const records = ends.map(([source, verdict], index) => {
        const record = new BackupRecord(toCreate(`site${index}`));
        record.apply({ kind: "chosen", backup: { ...done, id: backupId(index) }, source });
        record.end(verdict, 0);
        return record;
      });
      closing(records, { settings: { ...SETTINGS, maxAgeMs: 3_600_000 } });
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

    test("print nothing if none does", () => {
      expect(noticesOf(["requested", completed], ["recovered", completed])).toEqual([]);
    });

    test("print nothing about those that failed or were cut short", () => {
      expect(noticesOf(["reused", aborted], ["adopted", cutShort])).toEqual([]);
    });

    test("print nothing if the gate stays closed", () => {
      expect(noticesOf(["reused", completed], ["requested", aborted])).toEqual([]);
    });
  });

  test("count their failed requests together in the closing line", () => {
    const records = threeRecords();
    for (const record of records) {
      record.apply(polled(rateLimited));
      record.end(completed, 0);
    }
    closing(records);
    expect(printed).toEqual([
      "Backup gate open: All 3 backups are completed. Waited 1m02s: 3 status checks, 21 requests in total (3 rate-limited).",
      wayBack(threeRecords()),
    ]);
  });

  test("close with one annotation that names what failed by its reason", () => {
    const records = Array.from({ length: 9 }, (_, index) => new BackupRecord(existing(index)));
    records.push(new BackupRecord(toCreate()));
    const stale: Verdict = { result: "stale", message: "The backup is too old." };
    const noSuchName: Verdict = {
      result: "not-found",
      message: "There is no such name.",
      cause: "no-such-name",
    };
    const verdicts = [aborted, completed, stale, aborted, cutShort, aborted, stale, completed];
    verdicts.push(cutShort, noSuchName);
    for (const [index, record] of records.entries()) {
      record.apply(polled(backupReply("in_progress")));
      // The last one was the first to fail.
      record.end(verdicts[index] as Verdict, 1_000 - index);
    }
    closing(records);
    expect(printed).toEqual([
      "::error title=Backup gate closed%3A not-found::" +
        [
          "6 of 10 backups failed. The step did not wait for 2 others (fail-fast).",
          "Install torquemag: There is no such name.",
          `Backup ${backupId(6)} of install ${installId(6)} and 1 other: The backup is too old.`,
          `Backup ${backupId(5)} of install ${installId(5)} and 2 others: WP Engine aborted the backup.`,
          "Check the spelling of install-name, and that the API user has access to the install.",
        ].join("%0A"),
      "Backup gate closed: not-found. Waited 1m02s: 10 status checks, 21 requests in total.",
    ]);
  });

  test("close with the earliest failure and its remedy first, in any order of the inputs", () => {
    const [first, second, third] = threeRecords();
    first.end({ result: "stale", message: "The backup is too old." }, 2_000);
    second.end(aborted, 1_000);
    third.end(completed, 500);
    closing([first, second, third]);
    expect(printed[0]).toBe(
      "::error title=Backup gate closed%3A aborted::" +
        [
          "2 of 3 backups failed.",
          `Backup ${backupId(2)} of install ${installId(2)}: WP Engine aborted the backup.`,
          `Backup ${backupId(1)} of install ${installId(1)}: The backup is too old.`,
          REMEDIES_FOR_EXISTING.aborted,
        ].join("%0A"),
    );
  });

  test("name five reasons at most, and say that there are more", () => {
    const records = Array.from({ length: 7 }, (_, index) => new BackupRecord(existing(index)));
    for (const [index, record] of records.entries()) {
      record.end({ result: "rejected", message: `Reason ${index}.` }, index);
    }
    closing(records);
    expect(printed).toHaveLength(2);
    const lines = printed[0]?.split("%0A") ?? [];
    expect(lines).toHaveLength(8);
    expect(lines[0]).toContain("::7 of 7 backups failed.");
    expect(lines[5]).toContain(": Reason 4.");
    expect(lines[6]).toBe("2 more reasons: see the output backups.");
    expect(lines[7]).toBe(REMEDIES.rejected);
  });

  test("close with a line if the gate opens, or if nothing has waited", () => {
    const requested: Verdict = { result: "requested", message: "The backup is requested." };
    for (const verdict of [completed, requested]) {
      const records = threeRecords();
      for (const record of records) {
        record.apply(polled(backupReply("requested")));
        record.end(verdict, 0);
      }
      closing(records);
    }
    expect(printed).toEqual([
      "Backup gate open: All 3 backups are completed. Waited 1m02s: 3 status checks, 21 requests in total.",
      wayBack(threeRecords()),
      "::notice title=Backup requested%2C no gate::Not completed yet: 3 of 3 backups. This step did not " +
        "wait for them (wait: false). Don't deploy until a later step has waited for them.",
      "Backup requested, no gate. Waited 1m02s: 3 status checks, 21 requests in total.",
    ]);
  });

  test.each<[Partial<Settings>, string, string?]>([
    [{}, "Waiting for 3 backups, one per install."],
    [{ maxAgeMs: 3_600_000 }, "Waiting for 3 backups, one per install (max-age: 1h)."],
    [{ targets: ["one", "two"].map(toCreate) }, "Waiting for 2 new backups, one per install."],
    [
      { targets: ["one", "two"].map(toCreate), maxAgeMs: 3_600_000 },
      "Waiting for 2 backups, one per install: recent ones (max-age: 1h) or new ones.",
    ],
    [
      {
        targets: ["one", "two"].map((name) => ({
          install: { name },
          spec: specNew({ wait: false }),
        })),
      },
      "Requesting 2 new backups, one per install, without waiting for them (wait: false).",
      UP_TO_WITHOUT_WAIT,
    ],
  ])("start with the task: %j", (more, line, upTo = UP_TO) => {
    const settings = { ...SETTINGS, targets: [1, 2, 3].map(existing), ...more };
    new Log(new FakeClock(), threeRecords()).opening(settings);
    expect(printed).toEqual([`${line}${upTo}`]);
  });
});
