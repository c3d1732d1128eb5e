import { describe, expect, test } from "vitest";
import type { Course, Host, Install } from "../../../simulator/wpengine/host.ts";
import type { BackupId } from "../../../src/model/ids.ts";
import {
  type Fate,
  type Got,
  runVirtually,
  type Plan,
  type Story,
  specNew,
} from "../../support/virtual-api.ts";

const HOUR_MS = 3_600_000;
const COMPLETED: Course = { requestedMs: 0, inProgressMs: 240_000, ending: "completed" };
const PENDING: Course = { requestedMs: 0, inProgressMs: 24 * HOUR_MS, ending: "completed" };
const ABORTED: Course = { requestedMs: 0, inProgressMs: 1_000, ending: "aborted" };
const ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";
const OTHER = "f51fa98f-ea80-4654-b229-a9b765d0863a";
const status = (code: number, more: Partial<Fate> = {}): Fate => ({
  kind: "status",
  status: code,
  tookMs: 50,
  ...more,
});

type Listed = readonly [id: string, ageMs: number, course: Course];

/** A dry run on an install with these backups. */
function check(backups: readonly Listed[], plan: Plan = {}): Promise<Story> {
  return runVirtually({
    dryRun: true,
    timeoutMs: 120_000,
    prepare(host: Host, { id: installId }: Install) {
      for (const [id, ageMs, course] of backups) host.addBackup(installId, { id, ageMs, course });
    },
    ...plan,
  });
}
const given = (id = ID): Plan => ({ spec: { kind: "existing", backupId: id as BackupId } });
const operations = ({ got }: Story): Got["operation"][] => got.map(({ operation }) => operation);
const USUAL = "Backups of this install usually take 4m (based on 1 past backup).";

describe("a dry run of create-backup", () => {
  test("reads the listing, and says what would be done", async () => {
    const story = await check([[ID, 2 * HOUR_MS, COMPLETED]]);
    expect(story.verdict).toEqual({
      result: "checked",
      message:
        `Without dry-run, the step would request a new backup and wait for it. ${USUAL} ` +
        `Backups: ${ID} (completed, created 2h ago).`,
    });
    expect(operations(story)).toEqual(["list"]);
    expect(story.created).toEqual([]);
    expect(story.record.subject).toMatchObject({ id: undefined, backup: undefined });
  });

  test.each<[string, Plan, readonly Listed[], string]>([
    [
      "it would not wait",
      { spec: specNew({ wait: false }) },
      [],
      "Without dry-run, the step would request a new backup without waiting for it (wait: false). Backups usually take 2 to 10 minutes. The install has no backups yet.",
    ],
    [
      "it would reuse one",
      { maxAgeMs: HOUR_MS },
      [[ID, HOUR_MS / 2, COMPLETED]],
      `Without dry-run, the step would reuse backup ${ID}. ${USUAL} Backups: ${ID} (completed, created 30m ago).`,
    ],
    [
      "it would adopt one",
      { maxAgeMs: HOUR_MS },
      [[ID, HOUR_MS / 2, PENDING]],
      `Without dry-run, the step would reuse backup ${ID}, which has not completed yet, and wait for it. Backups usually take 2 to 10 minutes. Backups: ${ID} (in_progress, created 30m ago).`,
    ],
    [
      "none is recent enough",
      { maxAgeMs: HOUR_MS },
      [[ID, 2 * HOUR_MS, ABORTED]],
      `No backup is recent enough (max-age: 1h). Without dry-run, the step would request a new one and wait for it. Backups usually take 2 to 10 minutes. Backups: ${ID} (aborted, created 2h ago).`,
    ],
  ])("says if %s", async (_, plan, backups, message) => {
    const story = await check(backups, plan);
    expect(story.verdict).toEqual({ result: "checked", message });
    expect(operations(story)).toEqual(["list"]);
  });

  test("names the three newest backups", async () => {
    const ids = [1, 2, 3, 4].map((nth) => `0000000${nth}-ea80-4654-b229-a9b765d0863a`);
    const ages = [3, 1, 4, 2];
    const backups = ids.map((id, at): Listed => [id, (ages[at] ?? 0) * HOUR_MS, COMPLETED]);
    const { message } = (await check(backups)).verdict;
    expect(message).toMatch(
      new RegExp(
        `The newest of 4 backups: ${ids[1]} .* 1h ago\\); ${ids[3]} .* 2h ago\\); ${ids[0]} .* 3h ago\\)\\.$`,
      ),
    );
  });

  test("says nothing about the age of a backup with an unknown creation time", async () => {
    const edit: Fate["edit"] = ({ results, ...page }) => ({
      ...page,
      results: (results as object[]).map((row) => ({ ...row, create_time: null })),
    });
    const list: Fate = { kind: "answered", tookMs: 50, edit };
    const { message } = (await check([[ID, HOUR_MS, ABORTED]], { fates: { list: [list] } }))
      .verdict;
    expect(message).toContain(`${ID} (aborted).`);
  });

  test("says what is wrong with the listing", async () => {
    const edit: Fate["edit"] = (page) => ({ ...page, count: 5 });
    const list: Fate = { kind: "answered", tookMs: 50, edit };
    const story = await check([], { fates: { list: [list] } });
    expect(story.verdict.result).toBe("checked");
    expect(story.verdict.message).toMatch(
      /The list of backups is empty, but may be incomplete: it has fewer rows than its count\.$/,
    );
    expect(operations(story)).toEqual(["list", "list", "list"]);
  });

  describe("without notification-emails", () => {
    const spec = specNew({ emails: [] });

    test("asks for the API user's address, even if it would reuse a backup", async () => {
      const story = await check([[ID, HOUR_MS / 2, COMPLETED]], { spec, maxAgeMs: HOUR_MS });
      expect(story.verdict.result).toBe("checked");
      expect(operations(story)).toEqual(["list", "user"]);
    });

    test.each([
      [403, "invalid-input"],
      [404, "invalid-input"],
      [401, "unauthorized"],
    ])("and with %i in reply: %s", async (code, result) => {
      const story = await check([], { spec, fates: { user: [status(code)] } });
      expect(story.verdict.result).toBe(result);
    });
  });

  test.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
    [400, "rejected"],
    [302, "rejected"],
    [503, "unavailable"],
    [429, "timed-out"],
  ])("with a listing that is answered %i: %s", async (code, result) => {
    const story = await check([], { fates: { list: [status(code)] } });
    expect(story.verdict.result).toBe(result);
    expect(story.created).toEqual([]);
  });

  test("asks again after a failure that may pass", async () => {
    const fates = { list: [status(503), status(429), { kind: "answered", tookMs: 50 } as const] };
    const story = await check([], { fates });
    expect(story.verdict.result).toBe("checked");
    expect(operations(story)).toEqual(["list", "list", "list"]);
  });

  test("ends if it is cancelled", async () => {
    const story = await check([], { fates: { list: [status(503)] }, cancelAtMs: 5_000 });
    expect(story.verdict.result).toBe("cancelled");
    expect(story.endedAtMs).toBe(5_000);
  });
});

describe("a dry run of a given backup", () => {
  test.each<[string, Course, Plan, string, RegExp]>([
    [
      "completed",
      COMPLETED,
      {},
      "checked",
      /^The backup is completed\. Without dry-run, the gate would open\. Backups of this install usually take 4m \(based on 1 past backup\)\. Backups: /,
    ],
    [
      "pending",
      PENDING,
      {},
      "checked",
      /^The backup has not completed yet\. Without dry-run, the step would wait for it\. Backups usually take 2 to 10 minutes\. /,
    ],
    ["aborted", ABORTED, {}, "aborted", /^WP Engine aborted the backup/],
    [
      "completed and fresh",
      COMPLETED,
      { maxAgeMs: 3 * HOUR_MS },
      "checked",
      /^The backup is completed\. /,
    ],
    [
      "completed and too old",
      COMPLETED,
      { maxAgeMs: HOUR_MS },
      "stale",
      /^The backup is completed, but it was 2h old/,
    ],
    [
      "pending and too old",
      PENDING,
      { maxAgeMs: HOUR_MS },
      "checked",
      /^The backup has not completed yet/,
    ],
  ])("that is %s", async (_, course, plan, result, message) => {
    const story = await check([[ID, 2 * HOUR_MS, course]], { ...given(), ...plan });
    expect(story.verdict.result).toBe(result);
    expect(story.verdict.message).toMatch(message);
    expect(operations(story)).toEqual(["list", "show"]);
    expect(story.record.subject.id).toBe(ID);
    expect(story.record.subject.backup).toBeDefined();
  });

  test("that is missing ends as not-found at the first 404", async () => {
    const story = await check([[OTHER, HOUR_MS, COMPLETED]], given());
    expect(story.verdict.result).toBe("not-found");
    expect(operations(story)).toEqual(["list", "show"]);
    expect(story.endedAtMs).toBeLessThan(1_000);
  });

  test("asks again after a poll that failed", async () => {
    const show = [status(503), status(500), { kind: "answered", tookMs: 50 } as const];
    const story = await check([[ID, HOUR_MS, COMPLETED]], { ...given(), fates: { show } });
    expect(story.verdict.result).toBe("checked");
    expect(operations(story)).toEqual(["list", "show", "show", "show"]);
  });

  test("that cannot be polled", async () => {
    const fates = { show: [status(503)] };
    const story = await check([[ID, HOUR_MS, COMPLETED]], { ...given(), fates });
    expect(story.verdict.result).toBe("unavailable");
  });
});
