import { describe, expect, test } from "vitest";
import type { Target } from "../../../src/model/target.ts";
import { verdictOfFleet } from "../../../src/fleet/verdict.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import { readSettings } from "../../../src/inputs/settings.ts";
import type { Settings } from "../../../src/model/settings.ts";
import type { RetryableFailure, BackupReply } from "../../../src/model/reply.ts";
import type { Progress, Source } from "../../../src/backup/events.ts";
import { type Cause, isGood, unresolved, type Verdict } from "../../../src/model/verdict.ts";
import { BackupRecord } from "../../../src/fleet/record.ts";
import { escapeMarkdown } from "../../../src/report/summary/markdown.ts";
import { outputsOf } from "../../../src/report/outputs.ts";
import {
  blamed,
  effortOf,
  failuresOf,
  pollsOf,
  type Report,
  subjectOf,
  troubleOf,
} from "../../../src/report/report.ts";
import { REMEDIES, remedyFor } from "../../../src/report/remedies.ts";
import { summaryOf } from "../../../src/report/summary/summary.ts";
import { timelineOf } from "../../../src/report/summary/timeline.ts";
import type { Backup } from "../../../src/model/backup.ts";
import { backupFrom } from "../../../src/wpengine/parse-backup.ts";
import {
  aborted,
  BACKUP_ID,
  completed,
  cutShort,
  backupLook,
  INSTALL_ID,
  SETTINGS,
  TARGET,
} from "../../support/fixtures.ts";
import { specNew } from "../../support/virtual-api.ts";

const created = Date.parse("2026-01-15T10:00:00Z");
const at = (seconds: number): { iso: string; epochMs: number } => {
  const epochMs = created + seconds * 1_000;
  return { iso: new Date(epochMs).toISOString(), epochMs };
};
const done: Backup = {
  id: BACKUP_ID as BackupId,
  status: "completed",
  description: "",
  createdAt: at(0),
  completedAt: at(250.5),
  wordpressVersion: "6.8.1",
};

function reportOf(verdict: Verdict, ...looks: readonly BackupReply[]): Report {
  const record = new BackupRecord(TARGET);
  for (const look of looks) record.looked(look);
  record.end(verdict, 0);
  return {
    verdict,
    settings: SETTINGS,
    records: [record],
    requests: looks.length,
    waitedMs: 252_340,
  };
}

const open = reportOf(
  { result: "completed", message: "The backup is completed." },
  backupLook("in_progress"),
  { kind: "backup", backup: done, serverMs: at(251).epochMs },
);
const failedLook: RetryableFailure = { kind: "retryable", message: "no", answered: false };
const unseen = reportOf({ result: "unavailable", message: "Nothing <came> back." }, failedLook);
const invalid: Report = {
  verdict: { result: "invalid-input", message: "timeout: one.\napi-url: two." },
  settings: undefined,
  records: [],
  requests: 0,
  waitedMs: 40,
};

function recordIn({ records }: Report): BackupRecord {
  const [record, ...others] = records;
  if (record === undefined || others.length > 0) throw new Error("not one record alone");
  return record;
}

describe("the record", () => {
  test("counts looks and remembers the backup as it was last seen", () => {
    const record = recordIn(reportOf(open.verdict, backupLook("requested"), failedLook));
    expect(record).toMatchObject({
      polls: 2,
      refused: 0,
      failed: 1,
      latestReply: failedLook,
      subject: { backup: { status: "requested" } },
    });
  });
});

describe("requests in vain", () => {
  const refusal: RetryableFailure = { ...failedLook, answered: true };

  test.each<[string, RetryableFailure, number, number]>([
    ["an answer that only asks to come later", refusal, 1, 0],
    ["the same with a moment before which it is not to be asked", { ...refusal, retryAt: 9 }, 1, 0],
    ["no answer", failedLook, 0, 1],
    ["one whose turn had not come", { ...refusal, unbegun: true }, 0, 0],
    [
      "one whose turn had not come, where nobody has answered",
      { ...failedLook, unbegun: true },
      0,
      0,
    ],
  ])("are counted as refused or as failed: %s", (_, failure, refused, failed) => {
    const looking = new BackupRecord(TARGET);
    looking.looked(failure);
    expect(looking).toMatchObject({ polls: 1, refused, failed });
    const asking = new BackupRecord(TARGET);
    asking.askingAgain(failure);
    expect(asking).toMatchObject({ polls: 0, refused, failed, latestReply: failure });
  });

  test("are none of the answers that are to be judged", () => {
    const record = new BackupRecord(TARGET);
    record.looked(backupLook("in_progress"));
    record.looked({ kind: "not-found", message: "404" });
    record.looked({ kind: "fatal", result: "rejected", message: "400" });
    expect(record).toMatchObject({ polls: 3, refused: 0, failed: 0 });
  });

  const journalWith = (...failures: readonly RetryableFailure[]): BackupRecord => {
    const record = new BackupRecord(TARGET);
    for (const failure of failures) record.looked(failure);
    return record;
  };

  test.each<[string, readonly RetryableFailure[], string]>([
    ["neither", [], ""],
    ["refused alone", [refusal, refusal], " (2 refused)"],
    ["failed alone", [failedLook], " (1 failed)"],
    ["both", [failedLook, refusal, failedLook], " (1 refused, 2 failed)"],
  ])("stand in brackets, in a step's effort too: %s", (_, failures, trouble) => {
    const record = journalWith(...failures);
    record.looked(backupLook("in_progress"));
    const looks = failures.length === 0 ? "1 look" : `${failures.length + 1} looks`;
    expect(troubleOf([record])).toBe(trouble);
    expect(pollsOf([record])).toBe(looks);
    expect(effortOf({ ...open, records: [record], requests: 1 })).toBe(
      `${looks}, 1 request in all${trouble}`,
    );
  });

  test("add up, whatever else is asked, and with those of others", () => {
    const record = journalWith(refusal);
    record.askingAgain(refusal);
    record.progressed({ kind: "create-sent", key: "3f9a1c" });
    record.askingAgain(refusal);
    record.askingAgain(failedLook);
    const records = [record, journalWith(failedLook, refusal)];
    expect(pollsOf(records)).toBe("3 looks");
    expect(troubleOf(records)).toBe(" (4 refused, 2 failed)");
    expect(effortOf({ ...open, records, requests: 9 })).toBe(
      "3 looks, 9 requests in all (4 refused, 2 failed)",
    );
  });

  test("are none where there is no backup", () => {
    expect(troubleOf([])).toBe("");
    expect(effortOf(invalid)).toBe("0 looks, 0 requests in all");
  });
});

describe("when the backup was last seen", () => {
  test("is the server's time at the latest look that has shown it", () => {
    const record = new BackupRecord(TARGET);
    expect(record.subject.seenMs).toBeUndefined();
    record.looked({ kind: "backup", backup: done, serverMs: 1_000 });
    record.looked({ kind: "backup", backup: done, serverMs: 2_000 });
    record.looked(failedLook);
    expect(record.subject.seenMs).toBe(2_000);
  });

  test("is not known of another one that takes its place", () => {
    const record = new BackupRecord(TARGET);
    record.looked({ kind: "backup", backup: done, serverMs: 1_000 });
    record.progressed({ kind: "chosen", backup: done, source: "requested" });
    expect(record.subject).toMatchObject({ backup: done, seenMs: undefined });
  });
});

describe("the outputs", () => {
  test("of an open gate", () => {
    const { backups, ...others } = outputsOf(open);
    expect(others).toEqual({
      result: "completed",
      status: "completed",
      "backup-id": BACKUP_ID,
      "install-id": INSTALL_ID,
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

  test("of a backup that was never seen: what is unknown is empty, and null in JSON", () => {
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

describe("the summary", () => {
  test("of an open gate", () => {
    expect(summaryOf(open)).toBe(`## ✅ Backup gate open: the backup is completed

| Install | Backup | Status | Created | Completed | Took | WordPress |
| --- | --- | --- | --- | --- | --- | --- |
| \`${INSTALL_ID}\` | \`${BACKUP_ID}\` | completed | 2026-01-15 10:00:00 UTC | 2026-01-15 10:04:10 UTC | 4m11s | 6.8.1 |

Created 2026-01-15 10:00:00 UTC, completed after 4m11s, which this step saw 0.5s later.

[Sites and their backups in the host's portal](https://my.wpengine.com/sites)

Waited 4m12s of 30m: 2 looks, 2 requests in all.

Settings in force: timeout: \`30m\` · request-timeout: \`30s\` · min-poll-interval: \`2s\` · max-poll-interval: \`1m\` · create-backup: \`false\` · api-url: \`https://api.example.com/v1\`
`);
  });

  test("of a closed gate says what happened and what to do next", () => {
    const summary = summaryOf(unseen);
    expect(summary).toContain(
      "## ⛔ Backup gate closed: unavailable\n\nNothing &#60;came&#62; back.\n\n**What to do next:** ",
    );
    expect(summary).toContain("| unknown | – | – | – | – |");
    expect(summary).toContain(remedyFor({ result: "unavailable", message: "" }, recordIn(unseen)));
  });

  test("of invalid inputs shows each breach on a line, and no table", () => {
    const summary = summaryOf(invalid);
    expect(summary).toContain("timeout: one.<br>\napi-url: two.");
    expect(summary).not.toContain("|");
  });

  test("of a backup whose creation is not known tells no course of it", () => {
    const summary = summaryOf(reportOf(unseen.verdict, backupLook("in_progress")));
    expect(summary).not.toContain("Created 2026");
    expect(summary).toMatch(/\| \S+ \|\n\n\[Sites and their backups/);
    expect(summary).not.toContain("\n\n\n");
  });

  test("has a course in which foreign text is text", () => {
    const status = { unknown: "<b>a</b> | [x](https://evil.example) `y`" };
    const summary = summaryOf(reportOf(unseen.verdict, backupLook(status, 90_000)));
    expect(summary).toContain(
      'UTC; "&#60;b&#62;a&#60;/b&#62; &#124; &#91;x&#93;(https&#58;//evil.example) &#96;y&#96;" when last seen, ' +
        "1m30s later.\n",
    );
    expect(summary).not.toMatch(/<b>|\]\(https:\/\/evil|`y/);
  });

  describe("links to the portal", () => {
    const linkIn = (...records: readonly BackupRecord[]): string[] =>
      summaryOf({ ...unseen, records }).match(/^\[.*\]\(.*\)$/gm) ?? [];
    const named = (name: string): BackupRecord =>
      new BackupRecord({ install: { name }, spec: specNew() });
    const foundOf = (name: string): BackupRecord => {
      const record = named(name);
      const install = { id: INSTALL_ID as InstallId, name };
      record.progressed({ kind: "install-found", install });
      return record;
    };
    const rowOf = (record: BackupRecord): string | undefined =>
      summaryOf({ ...unseen, records: [record, named("other")] })
        .split("\n")
        .find((line) => line.startsWith("| ") && line.includes(record.install))
        ?.split(" | ")[0];
    const general = "[Sites and their backups in the host's portal](https://my.wpengine.com/sites)";

    test("where the backups of that install are, by its name", () => {
      expect(linkIn(foundOf("torquemag"))).toEqual([
        "[Backups of torquemag in the host's portal](https://my.wpengine.com/installs/torquemag/backup_points)",
      ]);
    });

    test("where all installs are, for an id, which the portal does not go by, or for many", () => {
      expect(linkIn(new BackupRecord(TARGET))).toEqual([general]);
      expect(linkIn(foundOf("one"), foundOf("two"))).toEqual([general]);
    });

    test("where the backups of each are, in the table of many, as far as their names are known", () => {
      expect(rowOf(foundOf("torquemag"))).toBe(
        "| [`torquemag`](https://my.wpengine.com/installs/torquemag/backup_points)",
      );
      expect(rowOf(new BackupRecord(TARGET))).toBe(`| \`${INSTALL_ID}\``);
    });

    test("not to the backups of a name that no install is known to have", () => {
      const lost = named("torquemog");
      lost.end({ result: "not-found", message: "No such name.", cause: "no-such-name" }, 0);
      expect(linkIn(lost)).toEqual([general]);
      expect(rowOf(lost)).toBe("| `torquemog`");
      expect(summaryOf({ ...unseen, records: [lost] })).not.toContain("/installs/");
    });

    test("nowhere where the inputs are not valid", () => {
      expect(summaryOf(invalid)).not.toContain("](");
    });
  });

  describe("names the settings in force", () => {
    const inForce = (more: Partial<Settings>): string | undefined =>
      summaryOf({ ...open, settings: { ...SETTINGS, ...more } })
        .split("\n")
        .at(-2);
    const times =
      "timeout: `30m` · request-timeout: `30s` · min-poll-interval: `2s` · max-poll-interval: `1m`";
    const apiUrl = "api-url: `https://api.example.com/v1`";
    const newOne = (more: Parameters<typeof specNew>[0] = {}): Target => ({
      install: { name: "torquemag" },
      spec: specNew(more),
    });

    test.each<[string, Partial<Settings>, string]>([
      ["of a given backup", {}, `${times} · create-backup: \`false\` · ${apiUrl}`],
      [
        "of a given one, with a max-age",
        { maxAgeMs: 90 * 60_000 },
        `${times} · max-age: \`1h30m\` · create-backup: \`false\` · ${apiUrl}`,
      ],
      [
        "of a new one",
        { targets: [newOne()] },
        `${times} · create-backup: \`true\` · wait: \`true\` · abort-retries: \`0\` · ${apiUrl}`,
      ],
      [
        "of a new one, otherwise than by default",
        { targets: [newOne({ wait: false, abortRetries: 2 })], failFast: false },
        `${times} · create-backup: \`true\` · wait: \`false\` · abort-retries: \`2\` · ${apiUrl}`,
      ],
      [
        "of many",
        { targets: [TARGET, TARGET], failFast: false },
        `${times} · create-backup: \`false\` · fail-fast: \`false\` · ${apiUrl}`,
      ],
      [
        "each as it is",
        {
          timeoutMs: 1_000,
          requestTimeoutMs: 2_000,
          minPollIntervalMs: 3_000,
          maxPollIntervalMs: 4_000,
          apiUrl: "http://127.0.0.1:8089/v1",
        },
        "timeout: `1s` · request-timeout: `2s` · min-poll-interval: `3s` · max-poll-interval: `4s` · " +
          "create-backup: `false` · api-url: `http://127.0.0.1:8089/v1`",
      ],
    ])("%s", (_, more, expected) => {
      expect(inForce(more)).toBe(`Settings in force: ${expected}`);
    });

    test("but not where the inputs are not valid", () => {
      expect(summaryOf(invalid)).not.toContain("Settings in force");
    });
  });

  test("never shows the credentials", () => {
    expect(summaryOf(open)).not.toContain("c2VjcmV0");
  });
});

describe("escapeMarkdown", () => {
  test.each([
    ["6.8.1", "6.8.1"],
    ["in_progress", "in_progress"],
    ["a: b (c)", "a: b (c)"],
    ["a | b", "a &#124; b"],
    ["<b>&amp;", "&#60;b&#62;&#38;amp;"],
    ["`x` *y* ~z~ \\", "&#96;x&#96; &#42;y&#42; &#126;z&#126; &#92;"],
    ["_x_ __y", "&#95;x&#95; &#95;&#95;y"],
    ["[a](b) ![c](d)", "&#91;a&#93;(b) !&#91;c&#93;(d)"],
    ["https://evil.example", "https&#58;//evil.example"],
    ["www.evil.example", "www&#46;evil.example"],
    ["@team #1 $x$ :tada:", "&#64;team &#35;1 &#36;x&#36; &#58;tada:"],
  ])("%s is written %s", (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});

describe("what is said of a closed gate", () => {
  test("every result has a remedy, the open one none", () => {
    for (const result of Object.keys(REMEDIES) as (keyof typeof REMEDIES)[]) {
      expect(remedyFor({ result, message: "" }, recordIn(open))).toBe(REMEDIES[result]);
    }
    expect(remedyFor({ result: "completed", message: "" }, recordIn(open))).toBe("");
  });

  describe("a remedy", () => {
    /** What each must name, so that people know which input or place helps. */
    const OF_RESULTS: Readonly<Record<keyof typeof REMEDIES, readonly string[]>> = {
      requested: ["Wait for the backup before you deploy", "backup-id", "max-age"],
      aborted: ["Do not deploy", "abort-retries"],
      "timed-out": ["do not request another", "backup-id", "max-age", "create-backup", "timeout"],
      unavailable: ["is not known", "api-url", "backup-id"],
      stale: ["Do not deploy", "max-age"],
      "not-found": ["install-id", "backup-id"],
      unauthorized: ["api-username", "api-password"],
      rejected: ["api-url"],
      "invalid-input": ["No request was sent"],
      cancelled: ["backup-id", "max-age", "create-backup"],
      error: ["report it"],
    };
    const OF_CAUSES: Readonly<Record<Cause, readonly string[]>> = {
      "rate-limit": ["min-poll-interval", "backup-id"],
      crowded: ["timeout"],
      certificate: ["NODE_EXTRA_CA_CERTS"],
      vanished: ["Request a new one"],
      unresolved: ["Before you request another backup", "descriptions", "backup-id"],
      "no-such-name": ["install-name"],
      runner: ["GITHUB_OUTPUT"],
      "fail-fast": ["fail-fast: false"],
    };
    const WITHOUT_BACKUP = {
      "timed-out": ["timeout"],
      unavailable: ["api-url"],
      cancelled: ["run all jobs again"],
    };
    const seen = recordIn(open);

    test.each<[string, string, readonly string[]]>([
      ...Object.entries(OF_RESULTS).map(([result, words]): [string, string, readonly string[]] => [
        result,
        remedyFor({ result, message: "" } as Verdict, seen),
        words,
      ]),
      ...Object.entries(OF_CAUSES).map(([cause, words]): [string, string, readonly string[]] => [
        cause,
        remedyFor({ result: "timed-out", message: "", cause } as Verdict, seen),
        words,
      ]),
      ...Object.entries(WITHOUT_BACKUP).map(
        ([result, words]): [string, string, readonly string[]] => [
          `${result} without a backup`,
          remedyFor({ result, message: "" } as Verdict, undefined),
          words,
        ],
      ),
    ])("is whole sentences, and names what helps: %s", (_, remedy, words) => {
      expect(remedy).toMatch(/^[A-Z]\S*(?: \S+)+\.$/);
      for (const word of words) expect(remedy).toContain(word);
    });
  });

  test("the subject is named once it is known", () => {
    expect(subjectOf(recordIn(open))).toBe(`Backup ${BACKUP_ID} of install ${INSTALL_ID}`);
    expect(blamed(invalid)).toBeUndefined();
  });
});

describe("many backups", () => {
  const idOf = (kind: "a" | "b", index: number): string =>
    `${kind}0000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const installId = (index: number): InstallId => idOf("a", index) as InstallId;
  const backupId = (index: number): BackupId => idOf("b", index) as BackupId;
  const given = (index: number): BackupRecord =>
    new BackupRecord({
      install: { id: installId(index) },
      spec: { kind: "existing", backupId: backupId(index) },
    });
  const named = (name: string): BackupRecord =>
    new BackupRecord({ install: { name }, spec: specNew() });
  const seen = (record: BackupRecord, fields: Partial<Backup>): BackupRecord => {
    const { id = done.id } = record.subject;
    record.looked({ kind: "backup", backup: { ...done, id, ...fields }, serverMs: 0 });
    return record;
  };
  const endedWith = (record: BackupRecord, verdict: Verdict, endedAt = 0): BackupRecord => {
    record.end(verdict, endedAt);
    return record;
  };
  const fleetOf = (...records: readonly BackupRecord[]): Report => ({
    verdict: verdictOfFleet(records.map(({ ended }) => ended)),
    settings: SETTINGS,
    records,
    requests: 12,
    waitedMs: 252_340,
  });
  const rowsOf = (report: Report): string[][] =>
    summaryOf(report)
      .split("\n")
      .filter((line) => /^\| \[?`/.test(line))
      .map((line) => line.split("|").map((cell) => cell.trim()));
  type Entry = Record<string, unknown> & { readonly message: string };
  const backupsIn = (report: Report): Entry[] => JSON.parse(outputsOf(report).backups) as Entry[];

  const three = (): Report =>
    fleetOf(
      endedWith(seen(given(1), {}), completed, 1_000),
      endedWith(named("two"), { result: "not-found", message: "There is no such name." }, 500),
      endedWith(seen(given(3), { status: "aborted", completedAt: undefined }), aborted, 2_000),
    );

  test("have their ids in the outputs in order, one a line, and empty where there is none", () => {
    const outputs = outputsOf(three());
    expect(outputs["backup-id"]).toBe(`${backupId(1)}\n\n${backupId(3)}`);
    expect(outputs["install-id"]).toBe(`${installId(1)}\n\n${installId(3)}`);
  });

  describe("given on as a later step's inputs", () => {
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
      const { targets } = readAgain(fleetOf(given(1), given(2), given(3)));
      expect(targets.map(({ install }) => install)).toEqual(
        [1, 2, 3].map((index) => ({ id: installId(index) })),
      );
      expect(targets.map(({ spec }) => spec)).toEqual(
        [1, 2, 3].map((index) => ({ kind: "existing", backupId: backupId(index) })),
      );
    });

    test.each([
      ["first", [named("x"), given(1), given(2)], `\n${installId(1)}\n${installId(2)}`, 1],
      ["middle one", [given(1), named("x"), given(2)], `${installId(1)}\n\n${installId(2)}`, 2],
      // A final line break is dropped: two stand for an element that is empty.
      ["last", [given(1), given(2), named("x")], `${installId(1)}\n${installId(2)}\n\n`, 3],
    ] as const)("are a breach where the %s is not known", (_, records, installIds, position) => {
      const report = fleetOf(...records);
      expect(outputsOf(report)["install-id"]).toBe(installIds);
      expect(() => readAgain(report)).toThrow(
        `install-id: got an empty element at position ${position} of 3;`,
      );
    });

    test("are a breach where only the last backup is not known", () => {
      const last = named("x");
      last.progressed({ kind: "install-found", install: { id: installId(2), name: "x" } });
      const report = fleetOf(given(1), last);
      expect(outputsOf(report)).toMatchObject({
        "install-id": `${installId(1)}\n${installId(2)}`,
        "backup-id": `${backupId(1)}\n`,
      });
      expect(() => readAgain(report)).toThrow("backup-id: got 1 id for 2 installs;");
    });

    test("are a breach where nothing is known of two", () => {
      const report = fleetOf(named("x"), named("y"));
      expect(outputsOf(report)).toMatchObject({ "install-id": "\n\n", "backup-id": "\n" });
      expect(() => readAgain(report)).toThrow("install-id: got nothing;");
    });

    test("have no line break where nothing is known of one alone", () => {
      expect(outputsOf(fleetOf(named("x")))).toMatchObject({ "install-id": "", "backup-id": "" });
    });
  });

  test("have the id of an install that is found, and that of a backup that is taken", () => {
    const two = named("two");
    two.progressed({ kind: "install-found", install: { id: installId(2), name: "two" } });
    expect(outputsOf(fleetOf(two, given(1)))).toMatchObject({
      "install-id": `${installId(2)}\n${installId(1)}`,
      "backup-id": `\n${backupId(1)}`,
    });
    const backup = { ...done, id: backupId(2) };
    two.progressed({ kind: "create-sent", key: "3f9a1c" });
    two.progressed({ kind: "chosen", backup, source: "adopted" });
    const taken = fleetOf(endedWith(two, completed), endedWith(given(1), completed));
    expect(outputsOf(taken)["backup-id"]).toBe(`${backupId(2)}\n${backupId(1)}`);
    expect(backupsIn(taken)).toMatchObject([
      { installId: installId(2), installName: "two", backupId: backupId(2), reused: true },
      { installId: installId(1), installName: null, backupId: backupId(1), reused: false },
    ]);
  });

  test("leave the outputs empty that speak of one backup, and share the others", () => {
    const { backups, ...others } = outputsOf(three());
    expect(others).toEqual({
      result: "not-found",
      status: "",
      "backup-id": `${backupId(1)}\n\n${backupId(3)}`,
      "install-id": `${installId(1)}\n\n${installId(3)}`,
      "created-at": "",
      "completed-at": "",
      "wordpress-version": "",
      "duration-seconds": "",
      "waited-seconds": "252.3",
      requests: "12",
      reused: "",
    });
    const open = outputsOf(
      fleetOf(endedWith(seen(given(1), {}), completed), endedWith(seen(given(2), {}), completed)),
    );
    expect(open).toMatchObject({ result: "completed", status: "", reused: "" });
    expect(JSON.parse(backups)).toHaveLength(3);
  });

  test("have each its own result and message in the JSON, in order", () => {
    expect(backupsIn(three())).toEqual([
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
        message: "The host aborted the backup.",
      },
    ]);
  });

  test("have each a message of one line and at most 120 characters", () => {
    const long = `a\n${"🙂".repeat(200)}`;
    const report = fleetOf(
      endedWith(given(1), { result: "rejected", message: long }),
      endedWith(given(2), { result: "rejected", message: "🙂".repeat(120) }),
    );
    const [first, second] = backupsIn(report);
    expect(Array.from(first?.message ?? "")).toHaveLength(120);
    expect(first?.message).toMatch(/^a 🙂+…$/u);
    expect(second?.message).toBe("🙂".repeat(120));
  });

  test("a key that nobody knows the fate of stands within that message", () => {
    const record = named("two");
    record.progressed({ kind: "create-sent", key: "3f9a1c" });
    const message = `The API answered 403 Forbidden: ${"x".repeat(400)}.`;
    const report = fleetOf(
      endedWith(given(1), completed),
      endedWith(record, { result: "unauthorized", message }),
    );
    expect(backupsIn(report)[1]?.message).toContain("3f9a1c");
    expect(report.verdict).toMatchObject({ result: "unauthorized", cause: "unresolved" });
    expect(summaryOf(report)).toContain("look for that key");
  });

  test.each([
    ["that fits", "🙂".repeat(120)],
    ["that is cut", "🙂".repeat(300)],
    ["that is quoted", '"\\'.repeat(150)],
  ])("800 with long names and the worst message %s keep the JSON below 1 MiB", (_, message) => {
    const records = Array.from({ length: 800 }, (_, index) => {
      const name = `${"n".repeat(96)}${String(index).padStart(4, "0")}`;
      const record = named(name);
      record.progressed({ kind: "install-found", install: { id: installId(index), name } });
      const backup = { ...done, id: backupId(index) };
      record.progressed({ kind: "chosen", backup, source: "adopted" });
      return endedWith(record, { result: "invalid-input", message });
    });
    const { backups } = outputsOf(fleetOf(...records));
    expect(JSON.parse(backups)).toHaveLength(800);
    expect(Buffer.byteLength(backups, "utf8")).toBeLessThan(1_048_576);
  });

  test.each([
    ["that need escaping", "|"],
    ["of four bytes each", "🙂"],
  ])("800 with the longest names and foreign texts %s keep the summary below 1 MiB", (_, char) => {
    const name = (index: number): string => `${"n".repeat(96)}${String(index).padStart(4, "0")}`;
    const message = `${char.repeat(299)}…`;
    const records = Array.from({ length: 800 }, (_, index) => {
      const record = named(name(index));
      record.progressed({
        kind: "install-found",
        install: { id: installId(index), name: name(index) },
      });
      const foreign = backupFrom(
        {
          id: backupId(index),
          status: char.repeat(1_000),
          wordpress_version: char.repeat(1_000),
          create_time: "2026-01-15T10:00:00Z",
          complete_time: "2026-01-15T10:04:10Z",
        },
        (text) => text,
      );
      if (typeof foreign === "string") throw new Error(foreign);
      record.progressed({ kind: "chosen", backup: foreign, source: "adopted" });
      // Each for a reason of its own, so that ten are told.
      return endedWith(record, { result: "invalid-input", message: `${index}${message}` });
    });
    const targets = records.map((_, index) => ({
      install: { name: name(index) },
      spec: specNew(),
    }));
    const summary = summaryOf({ ...fleetOf(...records), settings: { ...SETTINGS, targets } });
    expect(summary.match(/^\| \[`n/gm)).toHaveLength(800);
    expect(summary.match(/ :crit, /g)).toHaveLength(100);
    expect(Buffer.byteLength(summary, "utf8")).toBeLessThan(1_048_576);
    expect(Buffer.byteLength(summary, "utf8")).toBeGreaterThan(500_000);
  });

  test("have a row each in the summary, those that are not completed first", () => {
    const report = three();
    expect(timelineOf(report.records)).toContain(`4m11s ${installId(1)} :done, `);
    expect(summaryOf(report)).toBe(`## ⛔ Backup gate closed: not-found

2 of 3 backups failed.<br>
Install two: not-found: There is no such name.<br>
Backup ${backupId(3)} of install ${installId(3)}: aborted: The host aborted the backup.

**What to do next:** ${REMEDIES["not-found"]}

| Install | Backup | Status | Created | Completed | Took | WordPress | Result |
| --- | --- | --- | --- | --- | --- | --- | --- |
| \`two\` | – | unknown | – | – | – | – | not-found |
| \`${installId(3)}\` | \`${backupId(3)}\` | aborted | 2026-01-15 10:00:00 UTC | – | – | 6.8.1 | aborted |
| \`${installId(1)}\` | \`${backupId(1)}\` | completed | 2026-01-15 10:00:00 UTC | 2026-01-15 10:04:10 UTC | 4m11s | 6.8.1 | completed |

${timelineOf(report.records)}

[Sites and their backups in the host's portal](https://my.wpengine.com/sites)

Waited 4m12s of 30m: 2 looks, 12 requests in all.

Settings in force: timeout: \`30m\` · request-timeout: \`30s\` · min-poll-interval: \`2s\` · max-poll-interval: \`1m\` · create-backup: \`false\` · api-url: \`https://api.example.com/v1\`
`);
  });

  test("keep their order among those that are completed, and among those that are not", () => {
    const verdicts = [completed, aborted, completed, cutShort, completed, aborted];
    const records = verdicts.map((verdict, index) => endedWith(given(index), verdict));
    const order = rowsOf(fleetOf(...records)).map(([, install]) => install);
    expect(order).toEqual([1, 3, 5, 0, 2, 4].map((index) => `\`${installId(index)}\``));
  });

  test("count all their looks in the summary", () => {
    const records = [given(1), given(2)].map((record) => {
      record.looked(failedLook);
      return endedWith(seen(record, {}), completed);
    });
    expect(summaryOf(fleetOf(...records))).toContain(
      "Waited 4m12s of 30m: 4 looks, 12 requests in all (2 failed).\n",
    );
    records[1]?.askingAgain({ ...failedLook, answered: true });
    expect(summaryOf(fleetOf(...records))).toContain(
      "Waited 4m12s of 30m: 4 looks, 12 requests in all (1 refused, 2 failed).\n",
    );
  });

  test("are told of in the heading", () => {
    const requested: Verdict = { result: "requested", message: "The backup is requested." };
    const headingOf = (...verdicts: readonly Verdict[]): string | undefined =>
      summaryOf(fleetOf(...verdicts.map((verdict, index) => endedWith(given(index), verdict))))
        .split("\n")
        .at(0);
    expect(headingOf(completed, completed, completed)).toBe(
      "## ✅ Backup gate open: all 3 backups are completed",
    );
    expect(headingOf(requested, requested)).toBe(
      "## ⏳ Backup requested, no gate: nothing has waited for them",
    );
    expect(headingOf(completed, requested)).toBe(
      "## ⏳ Backup requested, no gate: nothing has waited for them",
    );
    expect(headingOf(completed, aborted)).toBe("## ⛔ Backup gate closed: aborted");
  });

  test("that are all completed say nothing of failures", () => {
    const open = summaryOf(fleetOf(endedWith(given(1), completed), endedWith(given(2), completed)));
    expect(open).not.toContain("What to do next");
    expect(open).toMatch(/^[^\n]+\n\n\| Install /);
  });

  test("one of them that has come to no verdict is an error in every place", () => {
    const report = fleetOf(endedWith(given(1), completed), given(2));
    expect(report.verdict.result).toBe("error");
    expect(blamed(report)).toBe(report.records[1]);
    expect(backupsIn(report)).toMatchObject([
      { result: "completed", message: completed.message },
      { result: "error", message: "" },
    ]);
    expect(rowsOf(report)[0]?.at(-2)).toBe("error");
    expect(summaryOf(report)).toContain(REMEDIES.error);
  });

  test("foreign text in the summary of them stays in its place", () => {
    const hostile = "<img src=x> | **bold** `code` [x](https://evil.example) @team #1";
    const report = fleetOf(
      endedWith(seen(given(1), { wordpressVersion: hostile }), completed),
      endedWith(seen(given(2), { status: { unknown: hostile } }), {
        result: "rejected",
        message: hostile,
      }),
    );
    const summary = summaryOf(report);
    expect(summary).toContain(
      `Backup ${backupId(2)} of install ${installId(2)}: rejected: ${escapeMarkdown(hostile)}\n`,
    );
    // What is ours: the line breaks and the one link.
    const ours = /<br>|\[[\w' ]+\]\(https:\/\/my\.wpengine\.com\/[\w/]+\)/g;
    expect(summary.match(ours)).toHaveLength(2);
    const foreign = summary.replace(ours, "");
    expect(foreign).not.toMatch(/<\/?[a-z!]|\*\*bold|\]\(|@team|\s#1/i);
    const rows = rowsOf(report);
    expect(rows.map((cells) => cells.length)).toEqual([10, 10]);
    expect(rows[0]?.[3]).toBe(escapeMarkdown(hostile));
    expect(rows[1]?.[7]).toBe(escapeMarkdown(hostile));
    expect(backupsIn(report)[1]).toMatchObject({ status: hostile, message: hostile });
  });

  test("are blamed by the earliest failure, and never one that was cut short by another's", () => {
    const report = fleetOf(
      endedWith(given(1), cutShort, 100),
      endedWith(given(2), { result: "stale", message: "Too old." }, 300),
      endedWith(given(3), aborted, 200),
      endedWith(given(4), completed, 50),
      endedWith(given(5), cutShort, 201),
    );
    expect(blamed(report)).toBe(report.records[2]);
    expect(report.verdict).toMatchObject({
      result: "aborted",
      message: "2 of 5 backups failed, and 2 were cut short by that (fail-fast).",
    });
    expect(outputsOf(report).result).toBe("aborted");
    expect(summaryOf(report)).toContain(`**What to do next:** ${REMEDIES.aborted}\n`);
  });

  test.each([
    [[aborted, cutShort], "1 of 2 backups failed, and 1 was cut short by that (fail-fast)."],
    [[aborted, aborted], "2 of 2 backups failed."],
    [[completed, aborted], "1 of 2 backups failed."],
  ])("are counted in the message: %j", (verdicts, message) => {
    const report = fleetOf(...verdicts.map((verdict, index) => endedWith(given(index), verdict)));
    expect(report.verdict).toEqual({ ...aborted, message });
  });

  test("that are requested, and some completed already, say how many are not", () => {
    const requested: Verdict = { result: "requested", message: "The backup is requested." };
    const report = fleetOf(
      ...[requested, completed, requested].map((verdict, index) =>
        endedWith(given(index), verdict),
      ),
    );
    expect(report.verdict).toEqual({
      result: "requested",
      message:
        "Requested and not yet completed: 2 of 3 backups. Nothing has waited for them (wait: false): no deploy may go " +
        "by this step.",
    });
  });

  test("have their failures told by reason, with the first that each befell", () => {
    const stale: Verdict = { result: "stale", message: "Too old." };
    const report = fleetOf(
      endedWith(given(1), completed),
      endedWith(given(2), aborted),
      endedWith(given(3), stale),
      endedWith(given(4), aborted),
      endedWith(given(5), cutShort),
      endedWith(given(6), aborted),
      endedWith(given(7), stale),
      endedWith(named("eight"), { result: "stale", message: "Far too old." }),
      endedWith(named("nine"), { result: "not-found", message: "No such name." }),
    );
    const told = [
      `Backup ${backupId(2)} of install ${installId(2)} and 2 others: aborted: The host aborted the backup.`,
      `Backup ${backupId(3)} of install ${installId(3)} and 1 other: stale: Too old.`,
      "Install eight: stale: Far too old.",
      "Install nine: not-found: No such name.",
    ];
    expect(failuresOf(report, 4)).toEqual(told);
    expect(failuresOf(report, 3)).toEqual([
      ...told.slice(0, 3),
      "1 more reason: see outputs.backups.",
    ]);
    expect(failuresOf(report, 2)).toEqual([
      ...told.slice(0, 2),
      "2 more reasons: see outputs.backups.",
    ]);
  });

  test("have one told of that was cut short while nobody knew whether it was requested", () => {
    const two = named("two");
    two.progressed({ kind: "create-sent", key: "3f9a1c" });
    const report = fleetOf(endedWith(given(1), aborted, 1), endedWith(two, cutShort, 2));
    expect(failuresOf(report, 2)).toEqual([
      `Backup ${backupId(1)} of install ${installId(1)}: aborted: The host aborted the backup.`,
      `Install two: cancelled: ${unresolved(cutShort, "3f9a1c").message}`,
    ]);
  });

  test("have at most ten reasons above the table", () => {
    const records = Array.from({ length: 12 }, (_, index) =>
      endedWith(given(index), { result: "rejected", message: `Reason ${index}.` }),
    );
    const summary = summaryOf(fleetOf(...records));
    expect(summary).toContain(": rejected: Reason 9.<br>\n2 more reasons: see outputs.backups.\n");
    expect(summary).not.toContain("Reason 10.");
    expect(rowsOf(fleetOf(...records))).toHaveLength(12);
  });
});

describe("a backup that is not given", () => {
  const target: Target = { install: { name: "torquemag" }, spec: specNew() };
  const journalOf = (...steps: readonly Progress[]): BackupRecord => {
    const record = new BackupRecord(target);
    for (const step of steps) record.progressed(step);
    return record;
  };
  const verdict: Verdict = { result: "unavailable", message: "No." };
  const reportWith = (record: BackupRecord, plain: Verdict = verdict): Report => ({
    verdict: record.end(plain, 0),
    settings: { ...SETTINGS, targets: [target] },
    records: [record],
    requests: 0,
    waitedMs: 1_000,
  });
  const taken = (source: Source): Progress => ({ kind: "chosen", backup: done, source });
  const found: Progress = {
    kind: "install-found",
    install: { id: INSTALL_ID as InstallId, name: "torquemag" },
  };

  test("has no id until there is one, and its install none until it is found", () => {
    const report = reportWith(journalOf());
    expect(outputsOf(report)).toMatchObject({ "backup-id": "", "install-id": "", status: "" });
    expect(JSON.parse(outputsOf(report).backups)).toMatchObject([
      { installId: null, installName: "torquemag", backupId: null },
    ]);
    expect(subjectOf(recordIn(report))).toBe("Install torquemag");
    expect(summaryOf(report)).toContain("| `torquemag` | – | unknown |");
  });

  test.each<[Source, string]>([
    ["requested", "false"],
    ["recovered", "false"],
    ["adopted", "true"],
    ["reused", "true"],
  ])("that is %s: reused=%s", (source, reused) => {
    const report = reportWith(
      journalOf(found, { kind: "create-sent", key: "3f9a1c" }, taken(source)),
    );
    expect(outputsOf(report)).toMatchObject({
      "backup-id": BACKUP_ID,
      "install-id": INSTALL_ID,
      status: "completed",
      reused,
    });
    expect(summaryOf(report).includes("(reused)")).toBe(reused === "true");
    expect(recordIn(report).unresolvedKey).toBeUndefined();
  });

  test("is forgotten when another one is requested", () => {
    const report = reportWith(
      journalOf(found, taken("adopted"), { kind: "create-sent", key: "3f9a1c" }),
    );
    expect(outputsOf(report)).toMatchObject({ "backup-id": "", status: "", reused: "false" });
    expect(recordIn(report).unresolvedKey).toBe("3f9a1c");
  });

  test.each([{ kind: "create-refused" }, { kind: "none-created" }] as const)(
    "is the one before where another one is surely not there: %j",
    (nothing) => {
      const record = journalOf(
        found,
        taken("requested"),
        { kind: "create-sent", key: "a" },
        nothing,
      );
      expect(record).toMatchObject({ unresolvedKey: undefined, subject: { id: BACKUP_ID } });
    },
  );

  test.each(["timed-out", "unavailable", "cancelled"] as const)(
    "is not to be waited for where there is none: %s",
    (result) => {
      const remedy = remedyFor({ result, message: "" }, journalOf());
      expect(remedy).toMatch(/^There is no backup to wait for/);
      const limited = { result, message: "", cause: "rate-limit" } as const;
      expect(remedyFor(limited, journalOf())).toBe(remedy);
      expect(remedyFor({ ...limited, cause: "certificate" }, journalOf())).toContain("CA_CERTS");
      expect(remedyFor({ result, message: "" }, journalOf(taken("requested")))).toBe(
        REMEDIES[result],
      );
    },
  );

  test("has its key in the outputs, whatever else there is to say", () => {
    const message = `The API answered 403 Forbidden: ${"x".repeat(400)}.`;
    const record = journalOf({ kind: "create-sent", key: "3f9a1c" });
    const report = reportWith(record, { result: "unauthorized", message });
    expect(report.verdict).toEqual(unresolved({ result: "unauthorized", message }, "3f9a1c"));
    expect(outputsOf(report).backups).toContain("3f9a1c");
  });

  test("and was not waited for is no open gate, and no failure", () => {
    const requested = reportWith(journalOf(found, taken("requested")), {
      result: "requested",
      message: "The backup is requested.",
    });
    expect(isGood(requested.verdict)).toBe(true);
    expect(summaryOf(requested)).toMatch(
      /^## ⏳ Backup requested, no gate: nothing has waited for it\n[\s\S]*max-age/,
    );
    expect(isGood({ result: "stale", message: "" })).toBe(false);
  });
});

test.each<[Verdict["result"], Verdict["result"]]>([
  ["timed-out", "unavailable"],
  ["unavailable", "unavailable"],
  ["unauthorized", "unauthorized"],
  ["not-found", "not-found"],
  ["cancelled", "cancelled"],
  ["error", "error"],
])("%s while a request is unresolved is %s, and names the key", (result, expected) => {
  const verdict = unresolved({ result, message: "It ended." }, "3f9a1c");
  expect(verdict).toMatchObject({ result: expected, cause: "unresolved" });
  expect(verdict.message).toMatch(
    /^A backup may have been requested, .*key 3f9a1c .*\. It ended\.$/,
  );
  const record = new BackupRecord({ install: { name: "torquemag" }, spec: specNew() });
  expect(remedyFor(verdict, record)).toContain("look for that key");
});

test("a refusal that is backed off from is counted once: with its look, or where there was none", () => {
  const record = new BackupRecord(TARGET);
  const ofLook = { kind: "retryable", message: "429", answered: true } as const;
  record.looked(ofLook);
  record.backingOff(ofLook);
  expect(record).toMatchObject({ refused: 1, failed: 0 });
  record.backingOff({ kind: "retryable", message: "past backups: 429", answered: true });
  expect(record).toMatchObject({ refused: 2, failed: 0 });
  record.progressed({ kind: "reply-lost", key: "3f9a1c", message: "504", waitMs: 1_000 });
  expect(record).toMatchObject({ refused: 2, failed: 1 });
});
