import { describe, expect, test } from "vitest";
import { BackupRecord } from "../../../src/fleet/record.ts";
import { type Cause, unresolved, type Verdict } from "../../../src/model/verdict.ts";
import { REMEDIES, remedyFor } from "../../../src/report/remedies.ts";
import { chosen, onlyRecord, open, recordOf, toCreate } from "./support.ts";

describe("the remedy", () => {
  test("every result has a remedy, the open one none", () => {
    for (const result of Object.keys(REMEDIES) as (keyof typeof REMEDIES)[]) {
      expect(remedyFor({ result, message: "" }, onlyRecord(open))).toBe(REMEDIES[result]);
    }
    expect(remedyFor({ result: "completed", message: "" }, onlyRecord(open))).toBe("");
  });

  describe("in words", () => {
    /** What each must name: the input or the place that helps. */
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
      "unknown-path": ["api-url"],
      "web-page": ["firewall"],
      busy: ["max-age"],
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
    const record = onlyRecord(open);

    test.each<[string, string, readonly string[]]>([
      ...Object.entries(OF_RESULTS).map(([result, words]): [string, string, readonly string[]] => [
        result,
        remedyFor({ result, message: "" } as Verdict, record),
        words,
      ]),
      ...Object.entries(OF_CAUSES).map(([cause, words]): [string, string, readonly string[]] => [
        cause,
        remedyFor({ result: "timed-out", message: "", cause } as Verdict, record),
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

  test.each(["timed-out", "unavailable", "cancelled"] as const)(
    "does not say to wait for a backup if there is none: %s",
    (result) => {
      const remedy = remedyFor({ result, message: "" }, recordOf(toCreate()));
      expect(remedy).toMatch(/^There is no backup to wait for/);
      const limited = { result, message: "", cause: "rate-limit" } as const;
      expect(remedyFor(limited, recordOf(toCreate()))).toBe(remedy);
      expect(remedyFor({ ...limited, cause: "certificate" }, recordOf(toCreate()))).toContain(
        "CA_CERTS",
      );
      expect(remedyFor({ result, message: "" }, recordOf(toCreate(), chosen("requested")))).toBe(
        REMEDIES[result],
      );
    },
  );
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
  expect(remedyFor(verdict, new BackupRecord(toCreate()))).toContain("look for that key");
});
