import { describe, expect, test } from "vitest";
import type { BackupEvent, Source } from "../../../src/backup/events.ts";
import type { BackupRecord } from "../../../src/fleet/record.ts";
import { readSettings } from "../../../src/inputs/settings.ts";
import type { InstallId } from "../../../src/model/ids.ts";
import type { Settings } from "../../../src/model/settings.ts";
import { unresolved, type Verdict } from "../../../src/model/verdict.ts";
import { outputsOf } from "../../../src/report/outputs.ts";
import { type Report, subjectOf } from "../../../src/report/report.ts";
import { summaryOf } from "../../../src/report/summary/summary.ts";
import { redactorOf } from "../../../src/util/sanitize.ts";
import { BACKUP_ID, completed, INSTALL_ID, SETTINGS } from "../../support/fixtures.ts";
import {
  at,
  backupId,
  backupsIn,
  chosen,
  createSent,
  done,
  endedWith,
  installId,
  invalid,
  onlyRecord,
  open,
  recordFor,
  recordOf,
  reportOf,
  reportOn,
  SECRET,
  seen,
  threeEnds,
  toCreate,
  unseen,
} from "./support.ts";

describe("the outputs", () => {
  test("of an open gate", () => {
    const { backups, ...others } = outputsOf(open);
    expect(others).toEqual({
      result: "completed",
      status: "completed",
      "backup-id": BACKUP_ID,
      "install-id": INSTALL_ID,
      description: "",
      "portal-url": "https://my.wpengine.com/sites",
      "created-at": "2026-01-15T10:00:00.000Z",
      "completed-at": "2026-01-15T10:04:10.500Z",
      "wordpress-version": "6.8.1",
      "duration-seconds": "250.5",
      "waited-seconds": "252.3",
      requests: "2",
      reused: "false",
    });
    expect(JSON.parse(backups)).toEqual([
      {
        installId: INSTALL_ID,
        installName: null,
        backupId: BACKUP_ID,
        status: "completed",
        result: "completed",
        createdAt: "2026-01-15T10:00:00.000Z",
        completedAt: "2026-01-15T10:04:10.500Z",
        wordpressVersion: "6.8.1",
        durationSeconds: 250.5,
        reused: false,
        message: "The backup is completed.",
      },
    ]);
  });

  test("without a good poll: unknown values are empty, and null in JSON", () => {
    const outputs = outputsOf(unseen);
    expect(outputs).toMatchObject({
      result: "unavailable",
      status: "",
      "created-at": "",
      "duration-seconds": "",
    });
    expect(JSON.parse(outputs.backups)).toMatchObject([
      { status: null, createdAt: null, durationSeconds: null },
    ]);
  });

  test("of invalid inputs name no backup", () => {
    expect(outputsOf(invalid)).toMatchObject({
      result: "invalid-input",
      status: "",
      "backup-id": "",
      "install-id": "",
      description: "",
      "portal-url": "",
      reused: "false",
      backups: "[]",
    });
  });

  test.each([
    ["no times", { createdAt: undefined, completedAt: undefined }, ["", "", ""]],
    ["no creation", { createdAt: undefined }, ["", "2026-01-15T10:04:10.500Z", ""]],
    ["no completion", { completedAt: undefined }, ["2026-01-15T10:00:00.000Z", "", ""]],
    [
      "an instant completion",
      { completedAt: at(0) },
      ["2026-01-15T10:00:00.000Z", "2026-01-15T10:00:00.000Z", "0"],
    ],
  ])("of a backup with %s", (_, fields, expected) => {
    const seen = reportOf(open.verdict, {
      kind: "backup",
      serverMs: 0,
      backup: { ...done, wordpressVersion: undefined, ...fields },
    });
    const outputs = outputsOf(seen);
    expect([outputs["created-at"], outputs["completed-at"], outputs["duration-seconds"]]).toEqual(
      expected,
    );
    expect(outputs["wordpress-version"]).toBe("");
    expect(summaryOf(seen)).toContain("| completed |");
  });

  test.each([
    ["[gate 3f9a1c, run 9, attempt 1] Before 1.2", "[gate 3f9a1c, run 9, attempt 1] Before 1.2"],
    ["a\r\n::error::b", "a : :error: :b"],
    [`x ${SECRET}${SECRET} y`, "x ****** y"],
    [SECRET.split("").join(" "), SECRET.split("").join(" ")],
    ["y".repeat(1_000), "y".repeat(1_000)],
    ["y".repeat(1_001), `${"y".repeat(999)}…`],
    [`${"y".repeat(990)}${SECRET}${"y".repeat(20)}`, `${"y".repeat(990)}***${"y".repeat(6)}…`],
    [undefined, ""],
  ])("a description %j is on one line, and without credentials", (description, output) => {
    const record = seen(recordFor(1), { description });
    expect(outputsOf(reportOn([record])).description).toBe(output);
  });

  test("a credential that was cut by what can't be printed is not in the description", () => {
    const spaced = "pass word";
    const record = seen(recordFor(1), { description: "x pass\u200bword y" });
    const report = reportOn([record], { redact: redactorOf([spaced]) });
    expect(outputsOf(report).description).toBe("x *** y");
  });

  test("the portal's page is that of the install's backups if its name is known", () => {
    const install = { id: INSTALL_ID as InstallId, name: "torquemag" };
    const named = recordFor("torquemag");
    const urlOf = (record: BackupRecord): string => outputsOf(reportOn([record]))["portal-url"];
    expect(urlOf(named)).toBe("https://my.wpengine.com/sites");
    named.apply({ kind: "install-found", install });
    expect(urlOf(named)).toBe("https://my.wpengine.com/installs/torquemag/backup_points");
    expect(urlOf(recordFor(1))).toBe("https://my.wpengine.com/sites");
  });

  test("a completion before the creation gives no duration", () => {
    const odd = reportOf(open.verdict, {
      kind: "backup",
      serverMs: 0,
      backup: { ...done, completedAt: at(-1) },
    });
    expect(outputsOf(odd)["duration-seconds"]).toBe("");
  });

  test("a message in the JSON is one line of at most 120 characters", () => {
    const long = reportOf({ result: "rejected", message: `a\n${"x".repeat(200)}` });
    const [{ message }] = JSON.parse(outputsOf(long).backups) as [{ message: string }];
    expect(message).toHaveLength(120);
    expect(message).not.toContain("\n");
  });
});

describe("the outputs of many backups", () => {
  test("have their IDs in order, one per line, and an empty line for an unknown one", () => {
    const outputs = outputsOf(threeEnds());
    expect(outputs["backup-id"]).toBe(`${backupId(1)}\n\n${backupId(3)}`);
    expect(outputs["install-id"]).toBe(`${installId(1)}\n\n${installId(3)}`);
  });

  describe("as the inputs of a later step", () => {
    const readAgain = (report: Report): Settings => {
      const { "backup-id": backupIds, "install-id": installIds } = outputsOf(report);
      return readSettings({
        "INPUT_API-USERNAME": "user",
        "INPUT_API-PASSWORD": "password",
        "INPUT_INSTALL-ID": installIds,
        "INPUT_BACKUP-ID": backupIds,
      });
    };

    test("are the same installs and backups", () => {
      const { targets } = readAgain(reportOn([recordFor(1), recordFor(2), recordFor(3)]));
      expect(targets.map(({ install }) => install)).toEqual(
        [1, 2, 3].map((index) => ({ id: installId(index) })),
      );
      expect(targets.map(({ spec }) => spec)).toEqual(
        [1, 2, 3].map((index) => ({ kind: "existing", backupId: backupId(index) })),
      );
    });

    test.each([
      [
        "first",
        [recordFor("x"), recordFor(1), recordFor(2)],
        `\n${installId(1)}\n${installId(2)}`,
        1,
      ],
      [
        "middle one",
        [recordFor(1), recordFor("x"), recordFor(2)],
        `${installId(1)}\n\n${installId(2)}`,
        2,
      ],
      // A final line break is dropped: two stand for an element that is empty.
      [
        "last",
        [recordFor(1), recordFor(2), recordFor("x")],
        `${installId(1)}\n${installId(2)}\n\n`,
        3,
      ],
    ] as const)("are invalid if the %s is not known", (_, records, installIds, position) => {
      const report = reportOn(records);
      expect(outputsOf(report)["install-id"]).toBe(installIds);
      expect(() => readAgain(report)).toThrow(
        `install-id has an empty element at position ${position} of 3`,
      );
    });

    test("are invalid if only the last backup is not known", () => {
      const last = recordFor("x");
      last.apply({ kind: "install-found", install: { id: installId(2), name: "x" } });
      const report = reportOn([recordFor(1), last]);
      expect(outputsOf(report)).toMatchObject({
        "install-id": `${installId(1)}\n${installId(2)}`,
        "backup-id": `${backupId(1)}\n`,
      });
      expect(() => readAgain(report)).toThrow("backup-id has 1 ID for 2 installs.");
    });

    test("are invalid if nothing is known of two", () => {
      const report = reportOn([recordFor("x"), recordFor("y")]);
      expect(outputsOf(report)).toMatchObject({ "install-id": "\n\n", "backup-id": "\n" });
      expect(() => readAgain(report)).toThrow("install-id and install-name are empty.");
    });

    test("have no line break for a single backup with unknown values", () => {
      expect(outputsOf(reportOn([recordFor("x")]))).toMatchObject({
        "install-id": "",
        "backup-id": "",
      });
    });
  });

  test("have the ID of an install that is found, and that of a backup that is chosen", () => {
    const two = recordFor("two");
    two.apply({ kind: "install-found", install: { id: installId(2), name: "two" } });
    expect(outputsOf(reportOn([two, recordFor(1)]))).toMatchObject({
      "install-id": `${installId(2)}\n${installId(1)}`,
      "backup-id": `\n${backupId(1)}`,
    });
    const backup = { ...done, id: backupId(2) };
    two.apply(createSent);
    two.apply({ kind: "chosen", backup, source: "adopted" });
    const taken = reportOn([endedWith(two, completed), endedWith(recordFor(1), completed)]);
    expect(outputsOf(taken)["backup-id"]).toBe(`${backupId(2)}\n${backupId(1)}`);
    expect(backupsIn(taken)).toMatchObject([
      { installId: installId(2), installName: "two", backupId: backupId(2), reused: true },
      { installId: installId(1), installName: null, backupId: backupId(1), reused: false },
    ]);
  });

  test("leave the single-backup outputs empty, and share the others", () => {
    const { backups, ...others } = outputsOf(threeEnds());
    expect(others).toEqual({
      result: "not-found",
      status: "",
      "backup-id": `${backupId(1)}\n\n${backupId(3)}`,
      "install-id": `${installId(1)}\n\n${installId(3)}`,
      description: "",
      "portal-url": "",
      "created-at": "",
      "completed-at": "",
      "wordpress-version": "",
      "duration-seconds": "",
      "waited-seconds": "252.3",
      requests: "12",
      reused: "",
    });
    const open = outputsOf(
      reportOn([
        endedWith(seen(recordFor(1)), completed),
        endedWith(seen(recordFor(2)), completed),
      ]),
    );
    expect(open).toMatchObject({ result: "completed", status: "", reused: "" });
    expect(JSON.parse(backups)).toHaveLength(3);
  });

  test("have each its own result and message in the JSON, in order", () => {
    expect(backupsIn(threeEnds())).toEqual([
      {
        installId: installId(1),
        installName: null,
        backupId: backupId(1),
        status: "completed",
        result: "completed",
        createdAt: "2026-01-15T10:00:00.000Z",
        completedAt: "2026-01-15T10:04:10.500Z",
        wordpressVersion: "6.8.1",
        durationSeconds: 250.5,
        reused: false,
        message: "The backup is completed.",
      },
      {
        installId: null,
        installName: "two",
        backupId: null,
        status: null,
        result: "not-found",
        createdAt: null,
        completedAt: null,
        wordpressVersion: null,
        durationSeconds: null,
        reused: false,
        message: "There is no such name.",
      },
      {
        installId: installId(3),
        installName: null,
        backupId: backupId(3),
        status: "aborted",
        result: "aborted",
        createdAt: "2026-01-15T10:00:00.000Z",
        completedAt: null,
        wordpressVersion: "6.8.1",
        durationSeconds: null,
        reused: false,
        message: "WP Engine aborted the backup.",
      },
    ]);
  });

  test("have each a message of one line and at most 120 characters", () => {
    const long = `a\n${"🙂".repeat(200)}`;
    const report = reportOn([
      endedWith(recordFor(1), { result: "rejected", message: long }),
      endedWith(recordFor(2), { result: "rejected", message: "🙂".repeat(120) }),
    ]);
    const [first, second] = backupsIn(report);
    expect(Array.from(first?.message ?? "")).toHaveLength(120);
    expect(first?.message).toMatch(/^a 🙂+…$/u);
    expect(second?.message).toBe("🙂".repeat(120));
  });

  test("have the key of an unresolved create request within that message", () => {
    const record = recordFor("two");
    record.apply(createSent);
    const message = `The API answered 403 Forbidden: ${"x".repeat(400)}.`;
    const report = reportOn([
      endedWith(recordFor(1), completed),
      endedWith(record, { result: "unauthorized", message }),
    ]);
    expect(backupsIn(report)[1]?.message).toContain("3f9a1c");
    expect(report.verdict).toMatchObject({ result: "unauthorized", cause: "unresolved" });
    expect(summaryOf(report)).toContain("with that key");
    expect(summaryOf(report)).toContain("| `two` | unknown (key `3f9a1c`) | unknown | – |");
  });

  test.each([
    ["that fits", "🙂".repeat(120)],
    ["that is cut", "🙂".repeat(300)],
    ["that is quoted", '"\\'.repeat(150)],
  ])("800 with long names and the worst message %s keep the JSON below 1 MiB", (_, message) => {
    const records = Array.from({ length: 800 }, (_, index) => {
      const name = `${"n".repeat(96)}${String(index).padStart(4, "0")}`;
      const record = recordFor(name);
      record.apply({ kind: "install-found", install: { id: installId(index), name } });
      const backup = { ...done, id: backupId(index) };
      record.apply({ kind: "chosen", backup, source: "adopted" });
      return endedWith(record, { result: "invalid-input", message });
    });
    const { backups } = outputsOf(reportOn(records));
    expect(JSON.parse(backups)).toHaveLength(800);
    expect(Buffer.byteLength(backups, "utf8")).toBeLessThan(1_048_576);
  });
});

describe("a backup that is to be created", () => {
  const target = toCreate();
  const verdict: Verdict = { result: "unavailable", message: "No." };
  const reportWith = (record: BackupRecord, ended: Verdict = verdict): Report =>
    reportOn([endedWith(record, ended)], { settings: { ...SETTINGS, targets: [target] } });
  const found: BackupEvent = {
    kind: "install-found",
    install: { id: INSTALL_ID as InstallId, name: "torquemag" },
  };

  test("has no ID until it is chosen, and its install none until it is found", () => {
    const report = reportWith(recordOf(target));
    expect(outputsOf(report)).toMatchObject({ "backup-id": "", "install-id": "", status: "" });
    expect(JSON.parse(outputsOf(report).backups)).toMatchObject([
      { installId: null, installName: "torquemag", backupId: null },
    ]);
    expect(subjectOf(onlyRecord(report))).toBe("Install torquemag");
    expect(summaryOf(report)).toContain("| `torquemag` | – | – |");
  });

  test.each<[Source, string, string, string]>([
    ["requested", "false", "completed", "2026-01-15T10:00:00.000Z"],
    ["recovered", "false", "", ""],
    ["adopted", "true", "", ""],
    ["reused", "true", "", ""],
  ])("that is %s: reused=%s, status=%s", (source, reused, status, createdAt) => {
    const report = reportWith(recordOf(target, found, createSent, chosen(source, "completed")));
    expect(outputsOf(report)).toMatchObject({
      "backup-id": BACKUP_ID,
      "install-id": INSTALL_ID,
      status,
      "created-at": createdAt,
      reused,
    });
    expect(summaryOf(report).includes("(reused)")).toBe(reused === "true");
    expect(onlyRecord(report).unresolvedKey).toBeUndefined();
  });

  test("is forgotten when another one is requested", () => {
    const report = reportWith(recordOf(target, found, chosen("adopted"), createSent));
    expect(outputsOf(report)).toMatchObject({ "backup-id": "", status: "", reused: "false" });
    expect(onlyRecord(report).unresolvedKey).toBe("3f9a1c");
  });

  test("has the key of its create request in the outputs, however long the message", () => {
    const message = `The API answered 403 Forbidden: ${"x".repeat(400)}.`;
    const record = recordOf(target, createSent);
    const report = reportWith(record, { result: "unauthorized", message });
    expect(report.verdict).toEqual(unresolved({ result: "unauthorized", message }, "3f9a1c"));
    expect(outputsOf(report).backups).toContain("3f9a1c");
  });
});
