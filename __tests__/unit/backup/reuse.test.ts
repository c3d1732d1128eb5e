import { describe, expect, test } from "vitest";
import type { Course, Host, Install } from "../../../simulator/wpengine/host.ts";
import {
  type Body,
  type Fate,
  type Got,
  runVirtually,
  type Plan,
  type Story,
  specNew,
  WELL,
} from "../../support/virtual-api.ts";

const HOUR_MS = 3_600_000;
const COMPLETED: Course = { requestedMs: 0, inProgressMs: 1_000, ending: "completed" };
const ABORTED: Course = { requestedMs: 0, inProgressMs: 1_000, ending: "aborted" };
const SLOW: Course = { requestedMs: 0, inProgressMs: 4 * HOUR_MS, ending: "completed" };
const status = (code: number, more: Partial<Fate> = {}): Fate => ({
  kind: "status",
  status: code,
  tookMs: 50,
  ...more,
});
const down = status(503);

type Listed = readonly [ageMs: number, course: Course];

/** A host whose install has backups of these ages and courses, and the id of each. */
function listing(...backups: readonly Listed[]): {
  ids: string[];
  prepare: NonNullable<Plan["prepare"]>;
} {
  const ids: string[] = [];
  const prepare = (host: Host, { id }: Install): void => {
    for (const [ageMs, course] of backups) ids.push(host.addBackup(id, { ageMs, course }).id);
    host.course = { requestedMs: 1_000, inProgressMs: 20_000, ending: "completed" };
  };
  return { ids, prepare };
}

const operations = ({ got }: Story): Got["operation"][] => got.map(({ operation }) => operation);

describe("a recent backup", () => {
  test("that is completed is polled once, the newest first", async () => {
    const { ids, prepare } = listing(
      [50 * 60_000, COMPLETED],
      [10 * 60_000, COMPLETED],
      [30 * 60_000, COMPLETED],
      [5 * 60_000, ABORTED],
    );
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story)).toEqual(["list", "show"]);
    expect(story.record.subject).toMatchObject({ id: ids[1], reused: true });
    expect(story.created).toEqual([]);
  });

  test("that is completed is preferred to a newer one in progress", async () => {
    const { ids, prepare } = listing([10 * 60_000, COMPLETED], [60_000, SLOW]);
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare });
    expect(story.record.subject.id).toBe(ids[0]);
  });

  test("in progress is adopted, and the listing's durations are used to wait for it", async () => {
    const took: Course = { requestedMs: 0, inProgressMs: 100_000, ending: "completed" };
    const { ids, prepare } = listing([2 * HOUR_MS, took], [3 * HOUR_MS, took], [40_000, took]);
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare });
    expect(story.verdict.result).toBe("completed");
    expect(story.record).toMatchObject({
      subject: { id: ids[2], reused: true },
      estimate: { pastBackups: 2 },
    });
    expect(operations(story).filter((operation) => operation === "list")).toHaveLength(1);
    expect(story.created).toEqual([]);
  });

  test.each<[string, Listed[]]>([
    ["none at all", []],
    ["one that is a moment too old", [[HOUR_MS + 1_000, COMPLETED]]],
    ["one that was aborted", [[60_000, ABORTED]]],
  ])("%s: one is requested", async (_, backups) => {
    const { prepare } = listing(...backups);
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).slice(0, 3)).toEqual(["list", "create", "show"]);
    expect(operations(story).slice(3)).not.toContain("list");
    expect(story.progress[0]).toEqual({ kind: "none-reusable" });
    expect(story.created).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
  });

  test("of exactly that age will do", async () => {
    const { ids, prepare } = listing([HOUR_MS - 50, COMPLETED]); // the listing takes 50 ms
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare });
    expect(story.record.subject.id).toBe(ids[0]);
  });

  test("is searched for on every page", async () => {
    const old = Array.from({ length: 230 }, (): Listed => [HOUR_MS * 30, COMPLETED]);
    const { ids, prepare } = listing(...old, [60_000, COMPLETED]);
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare });
    expect(story.record.subject.id).toBe(ids[230]);
    expect(operations(story)).toEqual(["list", "list", "list", "show"]);
  });

  test("that is adopted and aborts is replaced by one of our own, which spends no retry", async () => {
    const aborting: Course = { requestedMs: 0, inProgressMs: 100_000, ending: "aborted" };
    const { prepare } = listing([40_000, aborting]);
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare });
    expect(story.verdict.result).toBe("completed");
    expect(story.created).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
    expect(story.emitted).toContain("replacing");
  });

  test("that no longer exists when polled is replaced by a new backup", async () => {
    const { prepare } = listing([60_000, COMPLETED]);
    const gone: Fate = { kind: "status", status: 404, tookMs: 50 };
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      prepare,
      fates: { show: [gone, { kind: "answered", tookMs: 50 }] },
    });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).slice(0, 4)).toEqual(["list", "show", "create", "show"]);
    expect(story.created).toHaveLength(1);
  });

  test("that turns out to be older when it is polled is replaced by one of our own", async () => {
    const { prepare } = listing([60_000, COMPLETED]);
    const edit = (body: Body): unknown => ({ ...body, create_time: "2025-01-01T00:00:00Z" });
    const show: Fate[] = [
      { kind: "answered", tookMs: 50, edit },
      { kind: "answered", tookMs: 50 },
    ];
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare, fates: { show } });
    expect(story.verdict.result).toBe("completed");
    expect(story.created).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
  });

  test.each([null, "yesterday", "2126-01-01T00:00:00Z"])(
    "whose creation is %j is none",
    async (create_time) => {
      const { prepare } = listing([60_000, COMPLETED]);
      const edit = ({ results, ...page }: Body): unknown => ({
        ...page,
        results: results.map((row) => ({ ...row, create_time })),
      });
      const list: Fate[] = [{ kind: "answered", tookMs: 50, edit }];
      const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare, fates: { list } });
      expect(story.created).toHaveLength(1);
    },
  );

  test.each([
    ["requested", true],
    ["initiated", true],
    ["paused", false],
  ])("of the status %s is adopted: %s", async (status, isAdopted) => {
    const { prepare } = listing([60_000, SLOW]);
    const edit = ({ results, ...page }: Body): unknown => ({
      ...page,
      results: results.map((row) => ({ ...row, status })),
    });
    const list: Fate[] = [{ kind: "answered", tookMs: 50, edit }];
    const spec = specNew({ wait: false });
    const story = await runVirtually({ spec, maxAgeMs: HOUR_MS, prepare, fates: { list } });
    expect(story.record.subject.reused).toBe(isAdopted);
  });

  test("that is adopted, and not there yet when it is polled, is waited for", async () => {
    const { ids, prepare } = listing([
      5_000,
      { requestedMs: 0, inProgressMs: 60_000, ending: "completed" },
    ]);
    const missing: Fate = { kind: "status", status: 404, tookMs: 50 };
    const show: Fate[] = [missing, missing, { kind: "answered", tookMs: 50 }];
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare, fates: { show } });
    expect(story.verdict.result).toBe("completed");
    expect(story.record.subject).toMatchObject({ id: ids[0], reused: true });
    expect(story.emitted).toContain("not-believed-yet");
  });

  test("one of our own is never too old", async () => {
    const { prepare } = listing();
    const story = await runVirtually({ maxAgeMs: 1_000, prepare });
    expect(story.verdict.result).toBe("completed");
    expect(story.created).toHaveLength(1);
  });
});

describe("a listing that fails", () => {
  test.each<[string, Fate]>([
    ["503", down],
    ["429", { kind: "status", status: 429, tookMs: 50 }],
    ["reset", { kind: "neverReceived", tookMs: 50 }],
    ["no page", { kind: "status", status: 200, tookMs: 50 }],
  ])("%s: a few tries, then one is requested", async (_, fate) => {
    const { prepare } = listing([60_000, COMPLETED]);
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare, fates: { list: [fate] } });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).slice(0, 4)).toEqual(["list", "list", "list", "create"]);
    expect(story.progress[0]).toEqual({
      kind: "list-failed",
      message: expect.stringMatching(/^looking for a recent backup: \S/) as string,
    });
    expect(story.created).toHaveLength(1);
  });

  test("to the deadline closes the gate as unavailable", async () => {
    const { prepare } = listing();
    const slow: Fate = { kind: "status", status: 500, tookMs: 3_000 };
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      prepare,
      fates: { list: [slow] },
      timeoutMs: 9_500,
      random: () => 0,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable" });
    expect(story.emitted).not.toContain("list-failed");
    expect(story.created).toEqual([]);
  });

  test.each<[string, Fate["edit"]]>([
    ["counts more than it shows", (page) => ({ ...page, count: 5 })],
    ["shows more than it counts", (page) => ({ ...page, count: 0 })],
    [
      "shows a row twice",
      ({ results, ...page }) => ({ ...page, count: 2, results: [...results, ...results] }),
    ],
  ])("because it %s is read three times, and then used as it is", async (_, edit) => {
    const { ids, prepare } = listing([60_000, COMPLETED]);
    const list: Fate[] = [{ kind: "answered", tookMs: 50, edit }];
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare, fates: { list } });
    expect(operations(story)).toEqual(["list", "list", "list", "show"]);
    expect(story.record.subject).toMatchObject({ id: ids[0], reused: true });
  });

  test("because it never ends is read on 100 pages, and then one is requested", async () => {
    const { prepare } = listing();
    const edit = (page: Body): unknown => ({
      ...page,
      count: 100_000,
      next: "https://api.example.com/v1/next",
      results: ["?"],
    });
    const list: Fate[] = [{ kind: "answered", tookMs: 50, edit }];
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare, fates: { list } });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).indexOf("create")).toBe(100);
    expect(story.got[100]?.atMs).toBeGreaterThanOrEqual(20_000);
  });

  test("but once is read all the same", async () => {
    const { ids, prepare } = listing([60_000, COMPLETED]);
    const list: Fate[] = [down, { kind: "answered", tookMs: 50 }];
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare, fates: { list } });
    expect(story.record.subject.id).toBe(ids[0]);
  });

  test.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
    [400, "rejected"],
  ])("for good (%i) closes the gate, and nothing is requested", async (status, result) => {
    const { prepare } = listing();
    const list: Fate[] = [{ kind: "status", status, tookMs: 50 }];
    const story = await runVirtually({ maxAgeMs: HOUR_MS, prepare, fates: { list } });
    expect(story.verdict.result).toBe(result);
    expect(operations(story)).toEqual(["list"]);
  });
});

describe("without waiting", () => {
  const spec = specNew({ wait: false });

  test("a request is accepted, and that is all", async () => {
    const story = await runVirtually({ spec });
    expect(story.verdict.result).toBe("requested");
    expect(operations(story)).toEqual(["create"]);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
  });

  test("a recent backup in progress is adopted", async () => {
    const { ids, prepare } = listing([60_000, SLOW]);
    const story = await runVirtually({ spec, maxAgeMs: HOUR_MS, prepare });
    expect(story.verdict.result).toBe("requested");
    expect(operations(story)).toEqual(["list"]);
    expect(story.record.subject).toMatchObject({ id: ids[0], reused: true });
  });

  test("a recent one that is completed is polled", async () => {
    const { ids, prepare } = listing([60_000, COMPLETED]);
    const story = await runVirtually({ spec, maxAgeMs: HOUR_MS, prepare });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story)).toEqual(["list", "show"]);
    expect(story.record.subject).toMatchObject({ id: ids[0], reused: true });
  });

  const inProgress: Fate = {
    kind: "answered",
    tookMs: 50,
    edit: (body) => ({ ...body, status: "in_progress" }),
  };
  const page: Fate = status(404, { body: "<title>Down</title>" });

  test.each<[string, Fate[], string, string[]]>([
    ["is pending after all", [inProgress], "requested", ["list", "show"]],
    ["whose first poll fails", [down, WELL], "completed", ["list", "show", "show"]],
    ["whose first poll is refused", [status(403), WELL], "completed", ["list", "show", "show"]],
    ["whose first poll gets a web page", [page, WELL], "completed", ["list", "show", "show"]],
    ["that cannot be polled", [down], "unavailable", ["list", "show", "show"]],
  ])("a recent one that is listed as completed, %s", async (_, show, result, expected) => {
    const { ids, prepare } = listing([60_000, COMPLETED]);
    const story = await runVirtually({ spec, maxAgeMs: HOUR_MS, prepare, fates: { show } });
    expect(story.verdict.result).toBe(result);
    expect(operations(story).slice(0, 3)).toEqual(expected);
    expect(story.record.subject).toMatchObject({ id: ids[0], reused: true });
    expect(story.created).toEqual([]);
  });

  test("the step looks for a backup with a lost create reply before it ends", async () => {
    const create: Fate[] = [{ kind: "lost", tookMs: 50, bornInMs: 20_000 }];
    const story = await runVirtually({ spec, fates: { create } });
    expect(story.verdict.result).toBe("requested");
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });
});
