import { describe, expect, test } from "vitest";
import type { BackupId, InstallId } from "../../../../src/model/ids.ts";
import { BackupRecord } from "../../../../src/fleet/record.ts";
import { timelineInWords, timelineOf } from "../../../../src/report/summary/timeline.ts";
import type { Result, Verdict } from "../../../../src/model/verdict.ts";
import type { Backup, Instant } from "../../../../src/model/backup.ts";
import { backupFrom } from "../../../../src/wpengine/parse-backup.ts";
import {
  aborted,
  BACKUP_ID,
  completed,
  cutShort,
  backupOf,
  TARGET,
} from "../../../support/fixtures.ts";
import { specNew } from "../../../support/virtual-api.ts";
import { createSent, polled } from "../support.ts";

const START_MS = Date.parse("2026-01-15T10:00:00Z");
const at = (seconds: number): Instant => {
  const epochMs = START_MS + seconds * 1_000;
  return { iso: new Date(epochMs).toISOString(), epochMs };
};

interface Course {
  readonly name?: string;
  readonly createdAt?: Instant | undefined;
  readonly completedAt?: Instant | undefined;
  readonly status?: Backup["status"];
  /** The server's time at the latest poll that showed it; undefined if there was none. */
  readonly seenMs?: number | undefined;
  /** Earlier polls, which showed it pending. */
  readonly pollsBefore?: number;
  readonly verdict?: Verdict | undefined;
}

/** The record of a backup that was requested and took 250 s, unless the course differs. */
function recordOf(course: Course = {}): BackupRecord {
  const { name = "shop", status = "completed", seenMs, pollsBefore = 1 } = course;
  const record = new BackupRecord({ install: { name }, spec: specNew() });
  const backup: Backup = {
    ...backupOf(status),
    createdAt: "createdAt" in course ? course.createdAt : at(0),
    completedAt: "completedAt" in course ? course.completedAt : at(250),
  };
  record.apply({ kind: "chosen", backup, source: "requested" });
  if (seenMs !== undefined) {
    for (let polls = 0; polls < pollsBefore; polls += 1) {
      record.apply(polled({ kind: "backup", backup: backupOf("requested"), serverMs: START_MS }));
    }
    record.apply(polled({ kind: "backup", backup, serverMs: seenMs }));
  }
  const verdict = "verdict" in course ? course.verdict : completed;
  if (verdict !== undefined) record.end(verdict, 0);
  return record;
}

/** The record of a backup that took so many seconds. */
const lasting = (seconds: number, name = "shop"): BackupRecord =>
  recordOf({ name, completedAt: at(seconds) });

/** The rows of the diagram, without its frame. */
function rowsOf(...records: readonly BackupRecord[]): string[] {
  return timelineOf(records).split("\n").slice(6, -1);
}

/** The only text that may occur in the diagram. */
const HEAD =
  /^```mermaid\n%%\{init: \{"gantt": \{("\w+": (\d+|true)(, )?)+\}\}\}%%\ngantt\ntitle (The 100 slowest of \d{3}|\d{1,3}( of \d{1,3})?) backups, in your time zone\ndateFormat x\naxisFormat %H:%M:%S$/;
const ROW =
  /^(?:\d+(?:\.\d)?(?:ms|s|m|h|d)(?:\d\d[smh])?|over 100 days) [A-Za-z0-9-]{1,100} :(?:done|active|crit), \d{1,15}, \d{1,15}$/;

describe("the timeline", () => {
  test("is a diagram with a row a backup", () => {
    const records = [lasting(250, "shop"), lasting(500, "news")];
    expect(timelineOf(records)).toBe(
      [
        "```mermaid",
        '%%{init: {"gantt": {"topAxis": true, "topPadding": 60, "leftPadding": 10}}}%%',
        "gantt",
        "title 2 backups, in your time zone",
        "dateFormat x",
        "axisFormat %H:%M:%S",
        `8m20s news :done, ${START_MS}, ${START_MS + 500_000}`,
        `4m10s shop :done, ${START_MS}, ${START_MS + 250_000}`,
        "```",
      ].join("\n"),
    );
  });

  test("has the slowest first, by how long each took and not by when it ended", () => {
    const late = recordOf({ name: "late", createdAt: at(1_000), completedAt: at(1_010) });
    const names = rowsOf(lasting(30, "b"), late, lasting(60, "a"), lasting(45, "c")).map(
      (row) => row.split(" ")[1],
    );
    expect(names).toEqual(["a", "c", "b", "late"]);
  });

  test("keeps the order of the inputs among those that took as long", () => {
    const names = ["b", "a", "c"].map((name) => lasting(30, name));
    expect(rowsOf(...names).map((row) => row.split(" ")[1])).toEqual(["b", "a", "c"]);
  });

  test("calls an install by its id where that was given", () => {
    const id = "a0000000-0000-4000-8000-000000000001";
    const record = new BackupRecord({
      install: { id: id as InstallId },
      spec: { kind: "existing", backupId: BACKUP_ID as BackupId },
    });
    const backup = { ...backupOf("in_progress"), createdAt: at(0) };
    record.apply(polled({ kind: "backup", backup, serverMs: at(5).epochMs }));
    expect(rowsOf(record)).toEqual([`5s ${id} :active, ${START_MS}, ${START_MS + 5_000}`]);
  });

  test.each<[string, Verdict | undefined, string]>([
    ["completed", completed, "done"],
    ["requested and not waited for", { result: "requested", message: "Requested." }, "done"],
    ["still running", undefined, "active"],
    ["cut short by another's failure", cutShort, "active"],
    ...(
      [
        "aborted",
        "timed-out",
        "unavailable",
        "stale",
        "not-found",
        "cancelled",
        "error",
      ] as Result[]
    ).map((result): [string, Verdict, string] => [result, { result, message: "No." }, "crit"]),
  ])("shows how each has ended: %s", (_, verdict, tag) => {
    expect(rowsOf(recordOf({ verdict }))).toEqual([
      `4m10s shop :${tag}, ${START_MS}, ${START_MS + 250_000}`,
    ]);
  });

  describe("ends a row", () => {
    test("when the backup completed, even if it was polled later", () => {
      expect(rowsOf(recordOf({ seenMs: at(900).epochMs }))).toEqual([
        `4m10s shop :done, ${START_MS}, ${START_MS + 250_000}`,
      ]);
    });

    test("otherwise at its last poll, to the millisecond", () => {
      const pending = { status: "in_progress", completedAt: undefined, verdict: aborted } as const;
      expect(rowsOf(recordOf({ ...pending, seenMs: at(120).epochMs + 0.25 }))).toEqual([
        `2m shop :crit, ${START_MS}, ${START_MS + 120_000}`,
      ]);
    });

    test("at least one millisecond after its start: GitHub does not draw an empty bar", () => {
      expect(rowsOf(lasting(0))).toEqual([`0s shop :done, ${START_MS}, ${START_MS + 1}`]);
    });
  });

  describe("leaves out a backup", () => {
    const other = lasting(30, "other");

    test.each<[string, Course]>([
      ["whose creation is not known", { createdAt: undefined }],
      ["that was completed before it was created", { completedAt: at(-1) }],
      [
        "that was seen before it was created",
        { status: "in_progress", completedAt: undefined, seenMs: at(-1).epochMs },
      ],
      ["that no poll has shown", { status: "requested", completedAt: undefined }],
    ])("%s", (_, course) => {
      const record = recordOf({ name: "shop", ...course });
      expect(rowsOf(record, other).map((row) => row.split(" ")[1])).toEqual(["other"]);
      expect(timelineOf([record])).toBe("");
    });

    test("that was not requested yet, and one whose create request is unresolved", () => {
      const unbegun = new BackupRecord({ install: { name: "unbegun" }, spec: specNew() });
      const unresolved = recordOf({ name: "unresolved", verdict: undefined });
      unresolved.apply(createSent);
      expect(rowsOf(unbegun, unresolved, other)).toHaveLength(1);
      expect(timelineOf([unbegun, unresolved])).toBe("");
    });
  });

  test("is empty without backups to draw", () => {
    expect(timelineOf([])).toBe("");
    expect(timelineOf([new BackupRecord(TARGET), new BackupRecord(TARGET)])).toBe("");
  });

  test("has at most 100 rows, of the slowest, and says so", () => {
    const records = (many: number): BackupRecord[] =>
      Array.from({ length: many }, (_, index) => lasting(10 + index, `site${index}`));
    const titleOf = (many: number): string | undefined => timelineOf(records(many)).split("\n")[3];
    expect(titleOf(99)).toBe("title 99 backups, in your time zone");
    expect(titleOf(100)).toBe("title 100 backups, in your time zone");
    expect(titleOf(101)).toBe("title The 100 slowest of 101 backups, in your time zone");
    const unknown = new BackupRecord(TARGET);
    expect(timelineOf([...records(5), unknown])).toContain(
      "title 5 of 6 backups, in your time zone",
    );
    expect(rowsOf(...records(100))).toHaveLength(100);
    const shown = rowsOf(...records(130)).map((row) => row.split(" ")[1]);
    expect(shown).toEqual(Array.from({ length: 100 }, (_, index) => `site${129 - index}`));
  });

  test("stays below the renderer's limit and contains only safe text", () => {
    const hostile = ':crit, 1, 2\nsection ```\n%%{init: {"x": 1}}%% <script>;#|';
    const records = Array.from({ length: 800 }, (_, index) => {
      const name = `${"N".repeat(96)}${String(index).padStart(4, "0")}`;
      const record = new BackupRecord({ install: { name }, spec: specNew() });
      const backup = backupFrom(
        {
          id: BACKUP_ID,
          status: hostile,
          description: hostile,
          wordpress_version: hostile,
          create_time: new Date(START_MS - index * 11_000_000).toISOString(),
        },
        (text) => text,
      );
      if (typeof backup === "string") throw new Error(backup);
      record.apply(polled({ kind: "backup", backup, serverMs: START_MS + 0.5 }));
      record.end({ result: "rejected", message: hostile }, index);
      return record;
    });
    const diagram = timelineOf(records);
    expect(diagram.length).toBeLessThan(50_000);
    const lines = diagram.split("\n");
    expect(lines).toHaveLength(6 + 100 + 1);
    expect(lines.slice(0, 6).join("\n")).toMatch(HEAD);
    for (const row of lines.slice(6, -1)) expect(row).toMatch(ROW);
    expect(lines.at(-1)).toBe("```");
  });

  test.each([0, 1, 49, 120, 9_949, 59_000, 60_000, 3_599_000, 3_600_000, 2.3e8, 8.6e9, 9e9])(
    "has a row of the same form for any duration: %d ms",
    (tookMs) => {
      const completedAt = at(tookMs / 1_000);
      expect(rowsOf(recordOf({ completedAt }))).toEqual([expect.stringMatching(ROW)]);
    },
  );

  test.each([
    "section",
    "title",
    "gantt",
    "dateFormat",
    "excludes",
    "todayMarker",
    "click",
    "end",
    "done",
    "2026-01-15",
  ])("does not read an install named %s as a keyword", (name) => {
    // The diagram's words stand at the beginning of a line, and none begins with a digit.
    expect(rowsOf(lasting(250, name))).toEqual([
      `4m10s ${name} :done, ${START_MS}, ${START_MS + 250_000}`,
    ]);
  });
});

describe("the course of one backup", () => {
  test.each<[string, Course, string]>([
    [
      "completed, and seen so",
      { seenMs: at(252).epochMs },
      "Created 2026-01-15 10:00:00 UTC, completed after 4m10s. This step saw it 2s later.",
    ],
    [
      "completed, and seen so by a clock that is behind",
      { seenMs: at(249).epochMs },
      "Created 2026-01-15 10:00:00 UTC, completed after 4m10s. This step saw it 0s later.",
    ],
    [
      "completed, and seen so by the first poll",
      { seenMs: at(252).epochMs, pollsBefore: 0 },
      "Created 2026-01-15 10:00:00 UTC, completed after 4m10s. The first status check of this step found it completed.",
    ],
    [
      "completed long before the first poll",
      { seenMs: at(7_200).epochMs, pollsBefore: 0 },
      "Created 2026-01-15 10:00:00 UTC, completed after 4m10s. The first status check of this step found it completed.",
    ],
    [
      "completed, and seen so by the third poll",
      { seenMs: at(252).epochMs, pollsBefore: 2 },
      "Created 2026-01-15 10:00:00 UTC, completed after 4m10s. This step saw it 2s later.",
    ],
    [
      "pending, and polled once",
      {
        status: "in_progress",
        completedAt: undefined,
        seenMs: at(90).epochMs,
        pollsBefore: 0,
      },
      "Created 2026-01-15 10:00:00 UTC. Last seen 1m30s later: in_progress.",
    ],
    ["completed, and never polled", {}, "Created 2026-01-15 10:00:00 UTC, completed after 4m10s."],
    [
      "completed as it was created",
      { completedAt: at(0), seenMs: at(1).epochMs },
      "Created 2026-01-15 10:00:00 UTC, completed after 0s. This step saw it 1s later.",
    ],
    [
      "pending",
      { status: "in_progress", completedAt: undefined, seenMs: at(90).epochMs },
      "Created 2026-01-15 10:00:00 UTC. Last seen 1m30s later: in_progress.",
    ],
    [
      "aborted",
      { status: "aborted", completedAt: undefined, seenMs: at(700).epochMs, verdict: aborted },
      "Created 2026-01-15 10:00:00 UTC. Last seen 11m40s later: aborted.",
    ],
    [
      "seen by a clock that is behind its creation",
      { status: "requested", completedAt: undefined, seenMs: at(-1).epochMs },
      "Created 2026-01-15 10:00:00 UTC. Last seen 0s later: requested.",
    ],
    [
      "completed before it was created",
      { completedAt: at(-1), seenMs: at(5).epochMs },
      "Created 2026-01-15 10:00:00 UTC. Last seen 5s later: completed.",
    ],
    [
      "of a status that nobody knows",
      { status: { unknown: "paused" }, completedAt: undefined, seenMs: at(5).epochMs },
      'Created 2026-01-15 10:00:00 UTC. Last seen 5s later: "paused".',
    ],
    [
      "of a status that is markup",
      { status: { unknown: "<b>|*x*" }, completedAt: undefined, seenMs: at(5).epochMs },
      'Created 2026-01-15 10:00:00 UTC. Last seen 5s later: "&#60;b&#62;&#124;&#42;x&#42;".',
    ],
    [
      "requested, and never polled",
      { status: "requested", completedAt: undefined },
      "Created 2026-01-15 10:00:00 UTC.",
    ],
    ["of a creation that is not known", { createdAt: undefined, seenMs: at(5).epochMs }, ""],
  ])("%s", (_, course, sentence) => {
    expect(timelineInWords(recordOf(course))).toBe(sentence);
  });

  test("is empty without a backup", () => {
    expect(timelineInWords(new BackupRecord(TARGET))).toBe("");
  });
});
