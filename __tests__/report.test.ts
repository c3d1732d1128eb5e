import { describe, expect, test } from "vitest";
import type { BackupId, InstallId } from "../src/ids.ts";
import type { Look } from "../src/judge.ts";
import type { Progress, Source } from "../src/progress.ts";
import { type Cause, unresolved, type Verdict } from "../src/verdict.ts";
import { Journal } from "../src/report/journal.ts";
import { outputsOf } from "../src/report/outputs.ts";
import { isGood, REMEDIES, type Report, remedyFor, subjectOf } from "../src/report/report.ts";
import { escapeMarkdown, summaryOf } from "../src/report/summary.ts";
import type { Backup } from "../src/wpengine/schema.ts";
import { BACKUP_ID, backupLook, INSTALL_ID, SETTINGS } from "./fixtures.ts";
import { wantedNew } from "./virtual-api.ts";

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

function reportOf(verdict: Verdict, ...looks: readonly Look[]): Report {
  const journal = new Journal();
  journal.begun(SETTINGS.install, SETTINGS.wanted);
  for (const look of looks) journal.looked(look);
  journal.requests = looks.length;
  return { verdict, settings: SETTINGS, journal, waitedMs: 252_340 };
}

const open = reportOf(
  { result: "completed", message: "The backup is completed." },
  backupLook("in_progress"),
  { kind: "backup", backup: done, serverMs: 0 },
);
const failedLook: Look = { kind: "failed", message: "no", answered: false };
const unseen = reportOf({ result: "unavailable", message: "Nothing <came> back." }, failedLook);
const invalid: Report = {
  verdict: { result: "invalid-input", message: "timeout: one.\napi-url: two." },
  settings: undefined,
  journal: new Journal(),
  waitedMs: 40,
};

describe("the journal", () => {
  test("counts looks and remembers the backup as it was last seen", () => {
    const { journal } = reportOf(open.verdict, backupLook("requested"), failedLook);
    expect(journal).toMatchObject({
      looks: 2,
      failedLooks: 1,
      latestLook: failedLook,
      subject: { backup: { status: "requested" } },
    });
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
      "backup-id": "",
      "install-id": "",
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

Waited 4m12s of 30m: 2 looks (0 failed), 2 requests.
`);
  });

  test("of a closed gate says what happened and what to do next", () => {
    const summary = summaryOf(unseen);
    expect(summary).toContain(
      "## ⛔ Backup gate closed: unavailable\n\nNothing &#60;came&#62; back.\n\n**What to do next:** ",
    );
    expect(summary).toContain("| unknown | – | – | – | – |");
    expect(summary).toContain(remedyFor({ result: "unavailable", message: "" }, unseen.journal));
  });

  test("of invalid inputs shows each breach on a line, and no table", () => {
    const summary = summaryOf(invalid);
    expect(summary).toContain("timeout: one.<br>\napi-url: two.");
    expect(summary).not.toContain("|");
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
      expect(remedyFor({ result, message: "" }, open.journal)).toBe(REMEDIES[result]);
    }
    expect(remedyFor({ result: "completed", message: "" }, open.journal)).toBe("");
  });

  test("a remedy is that of the cause, where the result may have several", () => {
    const of = (cause: Cause): string =>
      remedyFor({ result: "timed-out", message: "", cause }, open.journal);
    expect(of("rate-limit")).toContain("min-poll-interval");
    expect(of("certificate")).toContain("NODE_EXTRA_CA_CERTS");
    expect(of("vanished")).toContain("Request a new one");
    expect(of("runner")).toContain("GITHUB_OUTPUT");
  });

  test("the subject is named once it is known", () => {
    expect(subjectOf(open)).toBe(`Backup ${BACKUP_ID} of install ${INSTALL_ID}.`);
    expect(subjectOf(invalid)).toBe("");
  });
});

describe("a backup that is not given", () => {
  const wanted = wantedNew();
  const journalOf = (...steps: readonly Progress[]): Journal => {
    const journal = new Journal();
    journal.begun({ name: "torquemag" }, wanted);
    for (const step of steps) journal.progressed(step);
    return journal;
  };
  const verdict: Verdict = { result: "unavailable", message: "No." };
  const reportWith = (journal: Journal): Report => ({
    verdict,
    settings: { ...SETTINGS, install: { name: "torquemag" }, wanted },
    journal,
    waitedMs: 1_000,
  });
  const taken = (source: Source): Progress => ({ kind: "taken", backup: done, source });
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
    expect(subjectOf(report)).toBe("Install torquemag.");
    expect(summaryOf(report)).toContain("| `torquemag` | – | unknown |");
  });

  test.each<[Source, string]>([
    ["requested", "false"],
    ["found", "false"],
    ["adopted", "true"],
    ["reused", "true"],
  ])("that is %s: reused=%s", (source, reused) => {
    const report = reportWith(
      journalOf(found, { kind: "requesting", key: "3f9a1c" }, taken(source)),
    );
    expect(outputsOf(report)).toMatchObject({
      "backup-id": BACKUP_ID,
      "install-id": INSTALL_ID,
      status: "completed",
      reused,
    });
    expect(summaryOf(report).includes("(reused)")).toBe(reused === "true");
    expect(report.journal.unresolvedKey).toBeUndefined();
  });

  test("is forgotten when another one is requested", () => {
    const report = reportWith(
      journalOf(found, taken("adopted"), { kind: "requesting", key: "3f9a1c" }),
    );
    expect(outputsOf(report)).toMatchObject({ "backup-id": "", status: "", reused: "false" });
    expect(report.journal.unresolvedKey).toBe("3f9a1c");
  });

  test.each([{ kind: "refused" }, { kind: "came-to-nothing" }] as const)(
    "is the one before where another one is surely not there: %j",
    (nothing) => {
      const journal = journalOf(
        found,
        taken("requested"),
        { kind: "requesting", key: "a" },
        nothing,
      );
      expect(journal).toMatchObject({ unresolvedKey: undefined, subject: { id: BACKUP_ID } });
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
    const report = {
      ...reportWith(journalOf({ kind: "requesting", key: "3f9a1c" })),
      verdict: unresolved({ result: "unauthorized", message }, "3f9a1c"),
    };
    expect(outputsOf(report).backups).toContain("3f9a1c");
  });

  test("and was not waited for is no open gate, and no failure", () => {
    const requested: Report = {
      ...reportWith(journalOf(found, taken("requested"))),
      verdict: { result: "requested", message: "The backup is requested." },
    };
    expect(isGood(requested.verdict)).toBe(true);
    expect(summaryOf(requested)).toMatch(/^## ⏳ Backup requested, not waited for\n[\s\S]*max-age/);
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
  expect(remedyFor(verdict, new Journal())).toContain("look for that key");
});
