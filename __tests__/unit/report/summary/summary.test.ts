import { describe, expect, test, vi } from "vitest";
import { BackupRecord } from "../../../../src/fleet/record.ts";
import { statusText } from "../../../../src/model/backup.ts";
import type { InstallId } from "../../../../src/model/ids.ts";
import type { Settings } from "../../../../src/model/settings.ts";
import type { Target } from "../../../../src/model/target.ts";
import { wayBack } from "../../../../src/report/report.ts";
import { isGood, type Verdict } from "../../../../src/model/verdict.ts";
import { REMEDIES, remedyFor } from "../../../../src/report/remedies.ts";
import { escapeMarkdown } from "../../../../src/report/summary/markdown.ts";
import { summaryOf } from "../../../../src/report/summary/summary.ts";
import { timelineOf } from "../../../../src/report/summary/timeline.ts";
import { backupFrom } from "../../../../src/wpengine/parse-backup.ts";
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
  backupsIn,
  chosen,
  endedWith,
  installId,
  invalid,
  noAnswer,
  open,
  rateLimited,
  polled,
  recordFor,
  recordOf,
  reportOf,
  reportOn,
  requestFailed,
  rowsOf,
  SECRET,
  seen,
  threeEnds,
  toCreate,
  unseen,
} from "../support.ts";

describe("the summary", () => {
  test("of an open gate", () => {
    expect(summaryOf(open)).toBe(`## ✅ Backup gate open: the backup is completed

| Install | Backup | Status | Created | Completed | Took | WordPress |
| --- | --- | --- | --- | --- | --- | --- |
| \`${INSTALL_ID}\` | \`${BACKUP_ID}\` | completed | 2026-01-15 10:00:00 UTC | 2026-01-15 10:04:10 UTC | 4m11s | 6.8.1 |

Created 2026-01-15 10:00:00 UTC, completed after 4m11s. This step saw it 0.5s later.

${wayBack(open.records)}

Waited 4m12s of 30m: 2 status checks, 2 requests in total.

Settings: timeout: \`30m\` · request-timeout: \`30s\` · min-poll-interval: \`2s\` · max-poll-interval: \`1m\` · create-backup: \`false\` · api-url: \`https://api.example.com/v1\`
`);
  });

  test("of a closed gate says what happened and what to do next", () => {
    const summary = summaryOf(unseen);
    expect(summary).toContain(
      "## ⛔ Backup gate closed: unavailable\n\nNothing &#60;came&#62; back.\n\n**What to do next:** ",
    );
    expect(summary).toContain("| unknown | – | – | – | – |");
    expect(summary).toContain(remedyFor({ result: "unavailable", message: "" }, unseen.records));
  });

  test("of invalid inputs shows each breach on a line, and no table", () => {
    const summary = summaryOf(invalid);
    expect(summary).toContain("timeout: one.<br>\napi-url: two.");
    expect(summary).not.toContain("|");
  });

  test("of a backup with an unknown creation time has no timeline", () => {
    const summary = summaryOf(reportOf(unseen.verdict, backupReply("in_progress")));
    expect(summary).not.toContain("Created 2026");
    expect(summary).toMatch(/\| \S+ \|\n\n\[Sites and their backups/);
    expect(summary).not.toContain("\n\n\n");
  });

  test("escapes untrusted text in the timeline", () => {
    const status = { unknown: "<b>a</b> | [x](https://evil.example) `y`" };
    const summary = summaryOf(reportOf(unseen.verdict, backupReply(status, 90_000)));
    expect(summary).toContain(
      'UTC. Last seen 1m30s later: "&#60;b&#62;a&#60;/b&#62; &#124; &#91;x&#93;(https&#58;//evil.example) &#96;y&#96;".\n',
    );
    expect(summary).not.toMatch(/<b>|\]\(https:\/\/evil|`y/);
  });

  test("of a fleet with an open gate says once how to restore", () => {
    const records = [1, 2].map((index) => endedWith(seen(recordFor(index)), completed));
    const summary = summaryOf(reportOn(records));
    expect(summary).toContain(`\n\n${wayBack(records)}\n\nWaited `);
    expect(summary).not.toContain("[Sites");
  });

  test("of any other result does not say how to restore", () => {
    expect(summaryOf(unseen)).not.toContain("To restore");
  });

  describe("shows the description", () => {
    const withText = (description: string, ...others: readonly BackupRecord[]): string =>
      summaryOf(reportOn([endedWith(seen(recordFor(1), { description }), completed), ...others]));

    test("on a line, as text without credentials", () => {
      expect(withText(` [gate 3f9a1c]\n<b>${SECRET}</b> `)).toContain(
        "\n\nDescription: &#91;gate 3f9a1c&#93; &#60;b&#62;&#42;&#42;&#42;&#60;/b&#62;\n\nTo restore",
      );
    });

    test("not if it is blank, or one of many", () => {
      expect(withText(" \n")).not.toContain("Description");
      const other = endedWith(seen(recordFor(2)), completed);
      expect(withText("text", other)).not.toMatch(/Description|text/);
    });
  });

  test("links to the troubleshooting page if the gate is closed, and only then", () => {
    vi.stubEnv("GITHUB_ACTION_REPOSITORY", "owner/gate");
    vi.stubEnv("GITHUB_ACTION_REF", "v1");
    const requested = reportOf({ result: "requested", message: "Requested." });
    const [closed, notClosed] = [unseen, requested].map(summaryOf);
    vi.unstubAllEnvs();
    const page = "https://github.com/owner/gate/blob/v1/docs/troubleshooting.md";
    expect(closed).toContain(
      `. [More about this result](${page}#backup-gate-closed-unavailable)\n\n`,
    );
    expect(notClosed).not.toContain(page);
  });

  describe("links to the portal", () => {
    const linkIn = (...records: readonly BackupRecord[]): string[] =>
      summaryOf({ ...unseen, records }).match(/^\[.*\]\(.*\)$/gm) ?? [];
    const foundOf = (name: string): BackupRecord => {
      const install = { id: INSTALL_ID as InstallId, name };
      return recordOf(toCreate(name), { kind: "install-found", install });
    };
    const rowOf = (record: BackupRecord): string | undefined =>
      summaryOf({ ...unseen, records: [record, recordFor("other")] })
        .split("\n")
        .find((line) => line.startsWith("| ") && line.includes(record.install))
        ?.split(" | ")[0];
    const general = "[Sites and their backups in the User Portal](https://my.wpengine.com/sites)";

    test("where the backups of that install are, by its name", () => {
      expect(linkIn(foundOf("torquemag"))).toEqual([
        "[Backups of torquemag in the User Portal](https://my.wpengine.com/installs/torquemag/backup_points)",
      ]);
    });

    test("to the list of installs for an ID (the portal has no page by ID) or a fleet", () => {
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
      const lost = recordFor("torquemog");
      lost.end({ result: "not-found", message: "No such name.", cause: "no-such-name" }, 0);
      expect(linkIn(lost)).toEqual([general]);
      expect(rowOf(lost)).toBe("| `torquemog`");
      expect(summaryOf({ ...unseen, records: [lost] })).not.toContain("/installs/");
    });

    test("nowhere where the inputs are not valid", () => {
      expect(summaryOf(invalid)).not.toContain("](");
    });
  });

  describe("lists the settings", () => {
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
      expect(inForce(more)).toBe(`Settings: ${expected}`);
    });

    test("but not where the inputs are not valid", () => {
      expect(summaryOf(invalid)).not.toContain("Settings");
    });
  });

  test("of a backup that was not waited for is no open gate, and no failure", () => {
    const verdict: Verdict = { result: "requested", message: "The backup is requested." };
    const record = recordOf(toCreate(), chosen("requested"));
    const requested = reportOn([endedWith(record, verdict)]);
    expect(isGood(requested.verdict)).toBe(true);
    expect(summaryOf(requested)).toMatch(
      /^## ⏳ Backup requested, no gate: this step did not wait for it\n[\s\S]*max-age/,
    );
    expect(isGood({ result: "stale", message: "" })).toBe(false);
  });

  test("never shows the credentials", () => {
    expect(summaryOf(open)).not.toContain("c2VjcmV0");
  });
});

describe("the summary of many backups", () => {
  test.each([
    ["that need escaping", "|"],
    ["of four bytes each", "🙂"],
  ])(
    "800 with the longest names and untrusted texts %s keep the summary below 1 MiB",
    (_, char) => {
      const name = (index: number): string => `${"n".repeat(96)}${String(index).padStart(4, "0")}`;
      const message = `${char.repeat(299)}…`;
      const records = Array.from({ length: 800 }, (_, index) => {
        const record = recordFor(name(index));
        record.apply({
          kind: "install-found",
          install: { id: installId(index), name: name(index) },
        });
        const untrusted = backupFrom(
          {
            id: backupId(index),
            status: char.repeat(1_000),
            wordpress_version: char.repeat(1_000),
            create_time: "2026-01-15T10:00:00Z",
            complete_time: "2026-01-15T10:04:10Z",
          },
          (text) => text,
        );
        if (typeof untrusted === "string") throw new Error(untrusted);
        record.apply({ kind: "chosen", backup: untrusted, source: "adopted" });
        record.apply(polled({ kind: "backup", backup: untrusted, serverMs: 0 }));
        // Each has a reason of its own, which makes ten lines.
        return endedWith(record, { result: "invalid-input", message: `${index}${message}` });
      });
      const targets = records.map((_, index) => ({
        install: { name: name(index) },
        spec: specNew(),
      }));
      const summary = summaryOf({ ...reportOn(records), settings: { ...SETTINGS, targets } });
      expect(summary.match(/^\| \[`n/gm)).toHaveLength(800);
      expect(summary.match(/ :crit, /g)).toHaveLength(100);
      expect(Buffer.byteLength(summary, "utf8")).toBeLessThan(1_048_576);
      expect(Buffer.byteLength(summary, "utf8")).toBeGreaterThan(500_000);
    },
  );

  test("has a row for each, those that are not completed first", () => {
    const report = threeEnds();
    expect(timelineOf(report.records)).toContain(`4m11s ${installId(1)} :done, `);
    expect(summaryOf(report)).toBe(`## ⛔ Backup gate closed: not-found

2 of 3 backups failed.<br>
Install two: There is no such name.<br>
Backup ${backupId(3)} of install ${installId(3)}: WP Engine aborted the backup.

**What to do next:** ${REMEDIES["not-found"]}

| Install | Backup | Status | Created | Completed | Took | WordPress | Result |
| --- | --- | --- | --- | --- | --- | --- | --- |
| \`two\` | – | – | – | – | – | – | not-found |
| \`${installId(3)}\` | \`${backupId(3)}\` | aborted | 2026-01-15 10:00:00 UTC | – | – | 6.8.1 | aborted |
| \`${installId(1)}\` | \`${backupId(1)}\` | completed | 2026-01-15 10:00:00 UTC | 2026-01-15 10:04:10 UTC | 4m11s | 6.8.1 | completed |

${timelineOf(report.records)}

[Sites and their backups in the User Portal](https://my.wpengine.com/sites)

Waited 4m12s of 30m: 2 status checks, 12 requests in total.

Settings: timeout: \`30m\` · request-timeout: \`30s\` · min-poll-interval: \`2s\` · max-poll-interval: \`1m\` · create-backup: \`false\` · api-url: \`https://api.example.com/v1\`
`);
  });

  test("keeps their order among those that are completed, and among those that are not", () => {
    const verdicts = [completed, aborted, completed, cutShort, completed, aborted];
    const records = verdicts.map((verdict, index) => endedWith(recordFor(index), verdict));
    const order = rowsOf(reportOn(records)).map(([, install]) => install);
    expect(order).toEqual([1, 3, 5, 0, 2, 4].map((index) => `\`${installId(index)}\``));
  });

  test("counts the polls of all", () => {
    const records = [recordFor(1), recordFor(2)].map((record) => {
      record.apply(polled(noAnswer));
      return endedWith(seen(record), completed);
    });
    expect(summaryOf(reportOn(records))).toContain(
      "Waited 4m12s of 30m: 4 status checks, 12 requests in total (2 failed).\n",
    );
    records[1]?.apply(requestFailed(rateLimited));
    expect(summaryOf(reportOn(records))).toContain(
      "Waited 4m12s of 30m: 4 status checks, 12 requests in total (1 rate-limited, 2 failed).\n",
    );
  });

  test("has a heading for all", () => {
    const requested: Verdict = { result: "requested", message: "The backup is requested." };
    const headingOf = (...verdicts: readonly Verdict[]): string | undefined =>
      summaryOf(
        reportOn([...verdicts.map((verdict, index) => endedWith(recordFor(index), verdict))]),
      )
        .split("\n")
        .at(0);
    expect(headingOf(completed, completed, completed)).toBe(
      "## ✅ Backup gate open: all 3 backups are completed",
    );
    expect(headingOf(requested, requested)).toBe(
      "## ⏳ Backup requested, no gate: this step did not wait for them",
    );
    expect(headingOf(completed, requested)).toBe(
      "## ⏳ Backup requested, no gate: this step did not wait for them",
    );
    expect(headingOf(completed, aborted)).toBe("## ⛔ Backup gate closed: aborted");
  });

  test("has no failures if all are completed", () => {
    const open = summaryOf(
      reportOn([endedWith(recordFor(1), completed), endedWith(recordFor(2), completed)]),
    );
    expect(open).not.toContain("What to do next");
    expect(open).toMatch(/^[^\n]+\n\n\| Install /);
  });

  test("keeps untrusted text in its place", () => {
    const hostile = "<img src=x> | **bold** `code` [x](https://evil.example) @team #1";
    const report = reportOn([
      endedWith(seen(recordFor(1), { wordpressVersion: hostile }), completed),
      endedWith(seen(recordFor(2), { status: { unknown: hostile } }), {
        result: "rejected",
        message: hostile,
      }),
    ]);
    const summary = summaryOf(report);
    expect(summary).toContain(
      `Backup ${backupId(2)} of install ${installId(2)}: ${escapeMarkdown(hostile)}\n`,
    );
    // What is ours: the line breaks and the one link.
    const ours = /<br>|\[[\w' ]+\]\(https:\/\/my\.wpengine\.com\/[\w/]+\)/g;
    expect(summary.match(ours)).toHaveLength(2);
    const untrusted = summary.replace(ours, "");
    expect(untrusted).not.toMatch(/<\/?[a-z!]|\*\*bold|\]\(|@team|\s#1/i);
    const rows = rowsOf(report);
    expect(rows.map((cells) => cells.length)).toEqual([10, 10]);
    expect(rows[0]?.[3]).toBe(escapeMarkdown(statusText({ unknown: hostile })));
    expect(rows[1]?.[7]).toBe(escapeMarkdown(hostile));
    expect(backupsIn(report)[1]).toMatchObject({
      status: statusText({ unknown: hostile }),
      message: hostile,
    });
  });

  test("has at most ten reasons above the table", () => {
    const records = Array.from({ length: 12 }, (_, index) =>
      endedWith(recordFor(index), { result: "rejected", message: `Reason ${index}.` }),
    );
    const summary = summaryOf(reportOn(records));
    expect(summary).toContain(": Reason 9.<br>\n2 more reasons: see the output backups.\n");
    expect(summary).not.toContain("Reason 10.");
    expect(rowsOf(reportOn(records))).toHaveLength(12);
  });
});
