import { describe, expect, test } from "vitest";
import { BackupRecord } from "../../../src/fleet/record.ts";
import { type Cause, unresolved, type Verdict } from "../../../src/model/verdict.ts";
import { REMEDIES, REMEDIES_FOR_EXISTING, remedyFor } from "../../../src/report/remedies.ts";
import { backupReply, completed, TARGET } from "../../support/fixtures.ts";
import { chosen, endedWith, polled, recordOf, toCreate } from "./support.ts";

describe("the remedy", () => {
  const record = recordOf(toCreate(), chosen("requested"));
  test("every result has a remedy, the open one none", () => {
    for (const result of Object.keys(REMEDIES) as (keyof typeof REMEDIES)[]) {
      expect(remedyFor({ result, message: "" }, [record])).toBe(REMEDIES[result]);
    }
    expect(remedyFor({ result: "completed", message: "" }, [record])).toBe("");
  });

  test("for existing backups says how to wait again, or to request a new one", () => {
    const existing = new BackupRecord(TARGET);
    for (const result of Object.keys(REMEDIES) as (keyof typeof REMEDIES)[]) {
      const remedy = REMEDIES_FOR_EXISTING[result] ?? REMEDIES[result];
      expect(remedyFor({ result, message: "" }, [existing])).toBe(remedy);
      expect(remedyFor({ result, message: "" }, [existing, record])).toBe(REMEDIES[result]);
    }
    const limited = remedyFor({ result: "timed-out", message: "", cause: "rate-limit" }, [
      existing,
    ]);
    expect(limited).toBe(REMEDIES_FOR_EXISTING["rate-limit"]);
    expect(limited).toContain("Re-run the job");
    expect(limited).not.toContain("create-backup");
    expect(remedyFor({ result: "aborted", message: "", cause: "runner" }, [existing])).toContain(
      "disk",
    );
  });

  describe("in words", () => {
    /** What each must name: the input or the place that helps. */
    const OF_RESULTS: Readonly<Record<keyof typeof REMEDIES, readonly string[]>> = {
      requested: ["Before you deploy, wait for this backup", "backup-id", "max-age"],
      checked: ["Remove dry-run"],
      aborted: ["Don't deploy", "abort-retries", "usually temporary"],
      "timed-out": [
        "may still complete",
        "backup-id instead of create-backup",
        "max-age",
        "timeout",
      ],
      unavailable: ["not known", "api-url", "backup-id"],
      stale: ["Don't deploy", "Re-run all jobs"],
      "not-found": ["install-id", "backup-id"],
      unauthorized: ["api-username", "api-password"],
      rejected: ["api-url"],
      "invalid-input": ["No request was sent"],
      cancelled: ["backup-id", "max-age"],
      error: ["report it"],
    };
    const OF_CAUSES: Readonly<Record<Cause, readonly string[]>> = {
      "rate-limit": ["min-poll-interval", "backup-id"],
      crowded: ["timeout"],
      forbidden: ["API user", "access", "https://my.wpengine.com/api_access"],
      certificate: ["NODE_EXTRA_CA_CERTS"],
      "certificate-date": ["the runner's clock", "NODE_EXTRA_CA_CERTS"],
      "certificate-name": ["another name", "api-url"],
      "unknown-path": ["api-url"],
      "web-page": ["firewall", "maintenance", "api-url"],
      busy: ["max-age"],
      vanished: ["Request a new one"],
      unresolved: [
        "Don't deploy or re-run yet",
        "description",
        "backup-id instead of create-backup",
      ],
      "no-such-name": ["install-name"],
      "ambiguous-name": ["install-id"],
      "no-address": ["Set notification-emails", "No backup was requested"],
      runner: ["GITHUB_OUTPUT"],
      "fail-fast": ["fail-fast: false"],
    };
    const OF_EXISTING = {
      aborted: ["Don't deploy", "re-run all jobs", "create-backup: true instead of backup-id"],
      "timed-out": ["may still complete", "Re-run the job", "timeout"],
      unavailable: ["not known", "api-url", "Re-run the job"],
      stale: ["Don't deploy", "re-run all jobs", "create-backup: true", "max-age"],
      cancelled: ["continues at WP Engine", "Re-run the job"],
    };
    const WITHOUT_BACKUP = {
      "timed-out": ["timeout"],
      unavailable: ["api-url"],
      cancelled: ["Re-run all jobs"],
    };
    const records = [record];

    test.each<[string, string, readonly string[]]>([
      ...Object.entries(OF_RESULTS).map(([result, words]): [string, string, readonly string[]] => [
        result,
        remedyFor({ result, message: "" } as Verdict, records),
        words,
      ]),
      ...Object.entries(OF_CAUSES).map(([cause, words]): [string, string, readonly string[]] => [
        cause,
        remedyFor({ result: "timed-out", message: "", cause } as Verdict, records),
        words,
      ]),
      ...Object.entries(OF_EXISTING).map(([result, words]): [string, string, readonly string[]] => [
        `${result} of an existing backup`,
        remedyFor({ result, message: "" } as Verdict, [new BackupRecord(TARGET)]),
        words,
      ]),
      ...Object.entries(WITHOUT_BACKUP).map(
        ([result, words]): [string, string, readonly string[]] => [
          `${result} without a backup`,
          remedyFor({ result, message: "" } as Verdict, []),
          words,
        ],
      ),
    ])("is whole sentences, and names what helps: %s", (_, remedy, words) => {
      expect(remedy).toMatch(/^[A-Z]\S*(?: \S+)+\.$/);
      for (const word of words) expect(remedy).toContain(word);
    });
  });

  describe.each(["timed-out", "unavailable", "cancelled"] as const)("after %s", (result) => {
    const verdict = { result, message: "" };
    const none = (): BackupRecord => recordOf(toCreate());
    const waiting = (): BackupRecord => recordOf(toCreate(), chosen("requested"));
    const isWithout = /^There is no backup to wait for\. /;

    test.each<[string, readonly BackupRecord[], boolean]>([
      ["is known of none", [], true],
      ["has no backup", [none()], true],
      ["has one", [waiting()], false],
      ["of many has one", [none(), waiting()], false],
      [
        "had one that aborted, and no other one yet",
        [
          recordOf(toCreate(), chosen("requested"), polled(backupReply("aborted")), {
            kind: "recreating",
            why: "It aborted.",
            left: 0,
          }),
        ],
        true,
      ],
      [
        "of many ended like this, and only others have one",
        [endedWith(none(), verdict), endedWith(waiting(), completed)],
        true,
      ],
      ["of many has one, and ended like this", [endedWith(waiting(), verdict)], false],
    ])("says to wait only if a gate %s", (_, records, isNone) => {
      const remedy = remedyFor(verdict, records);
      expect(isWithout.test(remedy)).toBe(isNone);
      expect(remedy === REMEDIES[result]).toBe(!isNone);
    });

    test.each<[Cause, boolean]>([
      ["rate-limit", true],
      ["fail-fast", true],
      ["certificate", false],
      ["busy", false],
    ])("does not point to a backup that is not there: %s", (cause, isReplaced) => {
      const remedy = remedyFor({ ...verdict, cause }, [none()]);
      expect(isWithout.test(remedy)).toBe(isReplaced);
      expect(remedyFor({ ...verdict, cause }, [waiting()])).not.toMatch(isWithout);
    });
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
  expect(verdict.message).toMatch(/^A backup may exist, .*key 3f9a1c .*\. It ended\.$/);
  expect(remedyFor(verdict, [new BackupRecord(toCreate())])).toContain("with that key");
});
