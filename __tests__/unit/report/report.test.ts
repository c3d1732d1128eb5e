import { describe, expect, test } from "vitest";
import type { BackupRecord } from "../../../src/fleet/record.ts";
import type { RetryableFailure } from "../../../src/model/reply.ts";
import { unresolved, type Verdict } from "../../../src/model/verdict.ts";
import { outputsOf } from "../../../src/report/outputs.ts";
import { REMEDIES, REMEDIES_FOR_EXISTING } from "../../../src/report/remedies.ts";
import {
  failureReasons,
  failuresInWords,
  firstFailed,
  pollsInWords,
  requestsInWords,
  subjectOf,
  wayBack,
} from "../../../src/report/report.ts";
import { summaryOf } from "../../../src/report/summary/summary.ts";
import {
  aborted,
  BACKUP_ID,
  backupReply,
  completed,
  cutShort,
  INSTALL_ID,
  TARGET,
} from "../../support/fixtures.ts";
import {
  backupId,
  backupsIn,
  chosen,
  createSent,
  endedWith,
  installId,
  invalid,
  noAnswer,
  onlyRecord,
  open,
  polled,
  rateLimited,
  recordFor,
  recordOf,
  reportOn,
  requestFailed,
  rowsOf,
  seen,
  toCreate,
} from "./support.ts";

describe("the way back", () => {
  const end = "and select the backup created 2026-01-15 10:00:00 UTC (ID";
  const LOSS =
    "A restore loses everything written to the site since the backup was created, such as orders and comments.";

  test("names the backup, its creation and the portal's page", () => {
    const install = { id: installId(1), name: "torquemag" };
    const record = seen(recordOf(toCreate(), { kind: "install-found", install }, chosen("reused")));
    expect(wayBack([record])).toBe(
      "To restore this backup, open the backup points of install torquemag at " +
        `https://my.wpengine.com/installs/torquemag/backup_points ${end} ${BACKUP_ID}). ${LOSS}`,
    );
  });

  test("names the page of all sites if only the ID of the install is known", () => {
    expect(wayBack([seen(recordFor(1))])).toBe(
      `To restore this backup, open the backup points of install ${installId(1)} at https://my.wpengine.com/sites ${end} ` +
        `${backupId(1)}). ${LOSS}`,
    );
  });

  test("names no creation that is not known", () => {
    expect(wayBack([seen(recordFor(1), { createdAt: undefined })])).toMatch(
      new RegExp(`/sites and select the backup with the ID ${backupId(1)}\\. ${LOSS}$`),
    );
  });

  test("is one text for many", () => {
    expect(wayBack([recordFor(1), recordFor(2)])).toBe(
      "To restore one of these backups, open the backup points of its install at https://my.wpengine.com/sites and select " +
        `the backup. The job summary lists creation times and IDs. ${LOSS}`,
    );
  });
});

describe("the requests of a step", () => {
  const recordWith = (...failures: readonly RetryableFailure[]): BackupRecord =>
    recordOf(TARGET, ...failures.map(polled));

  test.each<[string, readonly RetryableFailure[], string]>([
    ["neither", [], ""],
    ["only rate-limited", [rateLimited, rateLimited], " (2 rate-limited)"],
    ["only failed", [noAnswer], " (1 failed)"],
    ["both", [noAnswer, rateLimited, noAnswer], " (1 rate-limited, 2 failed)"],
  ])("have their failures in brackets: %s", (_, failures, brackets) => {
    const record = recordWith(...failures);
    record.apply(polled(backupReply("in_progress")));
    const polls = failures.length === 0 ? "1 status check" : `${failures.length + 1} status checks`;
    expect(failuresInWords([record])).toBe(brackets);
    expect(pollsInWords([record])).toBe(polls);
    expect(requestsInWords({ ...open, records: [record], requests: 1 })).toBe(
      `${polls}, 1 request in total${brackets}`,
    );
  });

  test("add up, polls and others, of all backups", () => {
    const record = recordWith(rateLimited);
    record.apply(requestFailed(rateLimited));
    record.apply(createSent);
    record.apply(requestFailed(rateLimited));
    record.apply(requestFailed(noAnswer));
    const records = [record, recordWith(noAnswer, rateLimited)];
    expect(pollsInWords(records)).toBe("3 status checks");
    expect(failuresInWords(records)).toBe(" (4 rate-limited, 2 failed)");
    expect(requestsInWords({ ...open, records, requests: 9 })).toBe(
      "3 status checks, 9 requests in total (4 rate-limited, 2 failed)",
    );
  });

  test("are none if there is no backup", () => {
    expect(failuresInWords([])).toBe("");
    expect(requestsInWords(invalid)).toBe("0 status checks, 0 requests in total");
  });
});

test("a gate without a verdict is an error in every place", () => {
  const report = reportOn([endedWith(recordFor(1), completed), recordFor(2)]);
  expect(report.verdict.result).toBe("error");
  expect(firstFailed(report)).toBe(report.records[1]);
  expect(backupsIn(report)).toMatchObject([
    { result: "completed", message: completed.message },
    { result: "error", message: "" },
  ]);
  expect(rowsOf(report)[0]?.at(-2)).toBe("error");
  expect(summaryOf(report)).toContain(REMEDIES.error);
});

test("the first to fail is the earliest in time, and never one that another one cut short", () => {
  const report = reportOn([
    endedWith(recordFor(1), cutShort, 100),
    endedWith(recordFor(2), { result: "stale", message: "Too old." }, 300),
    endedWith(recordFor(3), aborted, 200),
    endedWith(recordFor(4), completed, 50),
    endedWith(recordFor(5), cutShort, 201),
  ]);
  expect(firstFailed(report)).toBe(report.records[2]);
  expect(report.verdict).toMatchObject({
    result: "aborted",
    message: "2 of 5 backups failed. The step did not wait for 2 others (fail-fast).",
  });
  expect(outputsOf(report).result).toBe("aborted");
  expect(summaryOf(report)).toContain(`**What to do next:** ${REMEDIES_FOR_EXISTING.aborted}\n`);
});

test.each([
  [[aborted, cutShort], "1 of 2 backups failed. The step did not wait for 1 other (fail-fast)."],
  [[aborted, aborted], "2 of 2 backups failed."],
  [[completed, aborted], "1 of 2 backups failed."],
])("the failures are counted in the message: %j", (verdicts, message) => {
  const report = reportOn([
    ...verdicts.map((verdict, index) => endedWith(recordFor(index), verdict)),
  ]);
  expect(report.verdict).toEqual({ ...aborted, message });
});

test("a step that only requests says how many backups are not completed", () => {
  const requested: Verdict = { result: "requested", message: "The backup is requested." };
  const report = reportOn([
    ...[requested, completed, requested].map((verdict, index) =>
      endedWith(recordFor(index), verdict),
    ),
  ]);
  expect(report.verdict).toEqual({
    result: "requested",
    message:
      "Not completed yet: 2 of 3 backups. This step did not wait for them (wait: false). Don't deploy until a later step has " +
      "waited for them.",
  });
});

test("the reasons of failures have a line each, with the first backup that each concerns", () => {
  const stale: Verdict = { result: "stale", message: "Too old." };
  const report = reportOn([
    endedWith(recordFor(1), completed),
    endedWith(recordFor(2), aborted),
    endedWith(recordFor(3), stale),
    endedWith(recordFor(4), aborted),
    endedWith(recordFor(5), cutShort),
    endedWith(recordFor(6), aborted),
    endedWith(recordFor(7), stale),
    endedWith(recordFor("eight"), { result: "stale", message: "Far too old." }),
    endedWith(recordFor("nine"), { result: "not-found", message: "No such name." }),
  ]);
  const lines = [
    `Backup ${backupId(2)} of install ${installId(2)} and 2 others: WP Engine aborted the backup.`,
    `Backup ${backupId(3)} of install ${installId(3)} and 1 other: Too old.`,
    "Install eight: Far too old.",
    "Install nine: No such name.",
  ];
  expect(failureReasons(report, 4)).toEqual(lines);
  expect(failureReasons(report, 3)).toEqual([
    ...lines.slice(0, 3),
    "1 more reason: see the output backups.",
  ]);
  expect(failureReasons(report, 2)).toEqual([
    ...lines.slice(0, 2),
    "2 more reasons: see the output backups.",
  ]);
});

test("the reasons include one that was cut short with a create request unresolved", () => {
  const two = recordFor("two");
  two.apply(createSent);
  const report = reportOn([endedWith(recordFor(1), aborted, 1), endedWith(two, cutShort, 2)]);
  expect(failureReasons(report, 2)).toEqual([
    `Backup ${backupId(1)} of install ${installId(1)}: WP Engine aborted the backup.`,
    `Install two: ${unresolved(cutShort, "3f9a1c").message}`,
  ]);
});

test("the subject is the backup, if it is known", () => {
  expect(subjectOf(onlyRecord(open))).toBe(`Backup ${BACKUP_ID} of install ${INSTALL_ID}`);
  expect(firstFailed(invalid)).toBeUndefined();
});
