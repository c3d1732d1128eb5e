import { describe, expect, test } from "vitest";
import { Creation } from "../../../src/backup/create.ts";
import type { BackupEvent } from "../../../src/backup/events.ts";
import type { InstallId } from "../../../src/model/ids.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import { Host } from "../../../simulator/wpengine/host.ts";
import { apiOf, contextOf } from "../../support/context.ts";
import { backupOf, INSTALL_ID, SERVER_MS } from "../../support/fixtures.ts";
import { type Body, type Fate, holdVirtually, specNew, WELL } from "../../support/virtual-api.ts";
import { down, lost, of, sends, SPACING_MS, swallowed } from "./cases.ts";

const OLD = "2025-01-01T00:00:00Z";

describe("a request whose reply is lost", () => {
  test("has its events, and its backup as the listing shows it", async () => {
    const order = { installId: INSTALL_ID as InstallId, spec: specNew(), key: "00002a" };
    const backup = { ...backupOf("requested"), description: "[GATE 00002A, run" };
    const rows = { kind: "page", rows: [backup], size: 1, total: 1, hasNext: false } as const;
    const context = contextOf<BackupEvent>({
      api: apiOf({
        createBackup(_id, _body, { onSend }) {
          onSend?.();
          return Promise.resolve({ kind: "reply-lost", message: "no answer" });
        },
        listBackups: () => Promise.resolve({ ...rows, serverMs: SERVER_MS }),
      }),
    });
    const created = await new Creation(order, new Set(), context).next();
    expect(created).toEqual({ source: "recovered", backup, serverMs: SERVER_MS });
    expect(context.events).toEqual([
      { kind: "create-sent", key: "00002a" },
      { kind: "reply-lost", key: "00002a", message: "no answer", waitMs: 1_000 },
      { kind: "chosen", backup, source: "recovered" },
    ]);
  });

  test.each([
    ["reset", {}],
    ["500", { status: 500 }],
    ["502", { status: 502 }],
    ["504 after 29 s", { status: 504, tookMs: 29_000 }],
    ["408", { status: 408 }],
    ["425", { status: 425 }],
    ["no answer in time", { tookMs: 60_000 }],
    ["a body that cannot be read", { kind: "garbled" } as const],
  ])("%s: is found by its key, and not sent again", async (_, more) => {
    const story = await holdVirtually({ fates: { create: [lost(0, more)] } });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0]);
    expect(story.created).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
    expect(story.told).toContain("chosen");
  });

  test.each([0, 1_000, 10_000, 29_000])(
    "is found if its backup is created %i ms later",
    async (bornInMs) => {
      const story = await holdVirtually({ fates: { create: [lost(bornInMs)] } });
      expect(story.verdict.result).toBe("completed");
      expect(sends(story)).toEqual([0]);
      expect(story.created).toHaveLength(1);
    },
  );

  test("is found by a listing that lags", async () => {
    const story = await holdVirtually({
      fates: { create: [lost(28_000)] },
      prepare: (host) => (host.listingLagMs = 6_000),
    });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0]);
  });

  test("is sent again after 64 s and two good listings, with the same key", async () => {
    const story = await holdVirtually({ fates: { create: [swallowed, WELL] }, random: () => 0 });
    expect(story.verdict.result).toBe("completed");
    // looked for after 1, 2, 4, 8, 16 and 32 s, and 64 s after the loss
    const listings = of(story, "list").map(({ atMs }) => atMs);
    expect(listings.slice(0, 7)).toEqual([1_100, 3_150, 7_200, 15_250, 31_300, 63_350, 64_100]);
    expect(story.progress.filter(({ kind }) => kind === "not-listed-yet")).toEqual(
      [2_000, 4_000, 8_000, 16_000, 32_000, 700].map((waitMs) => {
        return { kind: "not-listed-yet", isProof: true, waitMs };
      }),
    );
    expect(sends(story)).toEqual([0, 64_100 + SPACING_MS]);
    expect(story.created.map(({ description }) => description)).toEqual([
      "[gate 000001, run 1, attempt 1] Before a deploy",
    ]);
  });

  test("is never sent blindly: the listing is down at first, and one good listing is not enough", async () => {
    const story = await holdVirtually({
      fates: { create: [swallowed, WELL], list: [...Array<Fate>(9).fill(down), WELL] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("completed");
    const [, again = NaN] = sends(story);
    const good = of(story, "list").filter(({ atMs, fate }) => fate === WELL && atMs < again);
    expect(good).toHaveLength(2);
    expect(story.created).toHaveLength(1);
  });

  test("is never sent blindly: the listing is down for good", async () => {
    const story = await holdVirtually({
      fates: { create: [lost(0)], list: [down] },
      timeoutMs: 300_000,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(story.record.subject.id).toBeUndefined();
    expect(sends(story)).toEqual([0]);
    expect(story.endedAtMs).toBeGreaterThanOrEqual(299_900);
    expect(story.endedAtMs).toBeLessThan(301_500);
  });

  test.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
  ])("closes at once if the listing answers %i", async (status, result) => {
    const list: Fate[] = [{ kind: "status", status, tookMs: 50 }];
    const story = await holdVirtually({ fates: { create: [lost(0)], list } });
    expect(story.verdict).toMatchObject({ result, cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(story.verdict.message).toContain(
      `Looking for the backup that was requested: The API answered ${status}.`,
    );
    expect(of(story, "list")).toHaveLength(1);
  });

  test("three times, and none came of it: three sends, and no more", async () => {
    const story = await holdVirtually({ fates: { create: [swallowed] } });
    expect(story.verdict).toEqual({
      result: "unavailable",
      message:
        "A backup was requested 3 times. Each time the answer was lost, and no backup was created. The last time, the answer to the request for a backup was lost: no answer (socket hang up).",
      cause: undefined,
    });
    expect(sends(story)).toHaveLength(3);
    expect(story.progress.filter(({ kind }) => kind === "resending")).toEqual([
      { kind: "resending", send: 2, sends: 3 },
      { kind: "resending", send: 3, sends: 3 },
    ]);
    expect(story.created).toEqual([]);
  });

  test("a Retry-After on it holds for the listing too", async () => {
    const busy: Fate = { kind: "status", status: 503, retryAfterMs: 20_000, tookMs: 100 };
    const story = await holdVirtually({ fates: { create: [busy, WELL] } });
    expect(of(story, "list")[0]?.atMs).toBe(20_100);
    const endless = await holdVirtually({
      fates: { create: [{ ...busy, retryAfterMs: 400_000 }] },
      timeoutMs: 300_000,
    });
    expect(endless.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(endless.endedAtMs).toBe(100);
  });

  test("two good listings are needed even if the first is late enough", async () => {
    const busy: Fate = { kind: "status", status: 503, retryAfterMs: 70_000, tookMs: 100 };
    const story = await holdVirtually({ fates: { create: [busy, WELL] }, random: () => 0 });
    const [, again = NaN] = sends(story);
    expect(of(story, "list").filter(({ atMs }) => atMs < again)).toHaveLength(2);
  });

  const odd: Fate = {
    ...WELL,
    edit: ({ results: [, ...rows], ...page }) => ({ ...page, results: ["?", ...rows] }),
  };
  const onlyOnTheFirst: Fate = {
    ...WELL,
    edit: (page) => (page.results.length === 100 ? odd.edit?.(page) : page),
  };

  test.each<[string, Fate[], number]>([
    ["two before do not end it", [odd, odd, WELL], 7],
    [
      "whole ones before count, but it does not end them",
      [WELL, WELL, WELL, WELL, WELL, odd, WELL],
      7,
    ],
  ])("a listing with an odd row proves nothing: %s", async (_, list, listings) => {
    const story = await holdVirtually({
      fates: { create: [swallowed, WELL], list },
      random: () => 0,
      prepare: (host, { id }) => host.addBackup(id, { ageMs: 86_400_000 }),
    });
    const [, again = NaN] = sends(story);
    expect(of(story, "list").filter(({ atMs }) => atMs < again)).toHaveLength(listings);
    expect(story.created).toHaveLength(1);
  });

  test("a listing with an odd row on any page proves nothing", async () => {
    const story = await holdVirtually({
      fates: { create: [swallowed], list: [onlyOnTheFirst] },
      random: () => 0,
      prepare: (host, { id }) => {
        for (let n = 0; n < 120; n += 1) host.addBackup(id, { ageMs: 86_400_000 });
      },
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain(
      "does not show the key 000001, and proves nothing: it has rows that cannot be read.",
    );
    expect(story.endedAtMs).toBeGreaterThanOrEqual(64_100);
    expect(story.endedAtMs).toBeLessThan(66_000);
    expect(sends(story)).toEqual([0]);
  });

  const unkeyed: Fate = {
    ...WELL,
    edit: ({ results, ...page }) => ({
      ...page,
      results: results.map((row) => ({ ...row, description: null })),
    }),
  };

  test("ends with the 64 s if two listings have shown a backup that may be ours", async () => {
    const list = [unkeyed, unkeyed, down];
    const story = await holdVirtually({ fates: { create: [lost(0)], list }, random: () => 0 });
    const id = story.created[0]?.id ?? "";
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain(
      `shows backup ${id} without the key 000001, which that request may have created. To wait for it, set backup-id: ${id}.`,
    );
    expect(story.verdict.message).toContain("was lost: no answer (socket hang up).");
    expect(story.endedAtMs).toBe(64_150);
    expect(sends(story)).toEqual([0]);
  });

  test("does not say how to wait for one that was aborted", async () => {
    const story = await holdVirtually({
      fates: { create: [lost(0)], list: [unkeyed] },
      prepare: (host) => {
        host.course = { requestedMs: 0, inProgressMs: 0, ending: "aborted" };
      },
    });
    expect(story.verdict.message).toContain(story.created[0]?.id);
    expect(story.verdict.message).toContain("It is aborted.");
    expect(story.verdict.message).not.toContain("backup-id");
  });

  test("names several, and the newest first", async () => {
    const ids: string[] = [];
    const story = await holdVirtually({
      fates: { create: [swallowed], list: [{ ...unkeyed, isUndated: true }] },
      prepare: (host, { id }) => {
        for (const ageMs of [2_000, 1_000, 4_000, 3_000]) {
          ids.push(host.addBackup(id, { ageMs }).id);
        }
      },
    });
    const [second, first, , third] = ids;
    expect(story.verdict.message).toContain(
      `shows the backups ${first}, ${second}, ${third} without the key`,
    );
    expect(story.verdict.message).toContain(
      `To wait for the first of them, set backup-id: ${first}.`,
    );
  });

  test("counts a backup that was shown once as shown, until a listing proves that it is not ours", async () => {
    const hidden: Fate = { ...WELL, edit: (page) => ({ ...page, count: 0, results: [] }) };
    const list = [unkeyed, hidden];
    const story = await holdVirtually({ fates: { create: [lost(0)], list } });
    expect(story.verdict.result).toBe("unavailable");
    expect(story.verdict.message).toContain(story.created[0]?.id);
    const foreign: Fate = {
      ...WELL,
      edit: ({ results, ...page }) => ({
        ...page,
        results: results.map((row) => ({ ...row, description: "[gate ffffff, run 9" })),
      }),
    };
    const sentAgain = await holdVirtually({
      fates: { create: [lost(0), WELL], list: [unkeyed, foreign, unkeyed] },
    });
    expect(sends(sentAgain)).toHaveLength(2);
  });

  test("uses a recent backup with max-age, and goes on looking if that is aborted", async () => {
    const aborting = { requestedMs: 0, inProgressMs: 5_000, ending: "aborted" } as const;
    const story = await holdVirtually({
      maxAgeMs: 60_000,
      fates: { create: [lost(20_000)] },
      prepare: (host, { id }, clock) => {
        void clock
          .sleep(300, new AbortController().signal)
          .then(() => host.addBackup(id, { course: aborting, description: "Nightly" }));
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(story.told).toContain("still-lost");
    expect(sends(story)).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ reused: false });
  });

  test("says with the verdict on a recent backup that another may have been requested", async () => {
    const story = await holdVirtually({
      maxAgeMs: 60_000,
      fates: { create: [swallowed] },
      prepare: (host, { id }, clock) => {
        void clock.sleep(300, new AbortController().signal).then(() => host.addBackup(id));
      },
    });
    expect(story.verdict).toMatchObject({ result: "completed" });
    expect(story.verdict.message).toBe(
      "The backup is completed. Another backup may have been requested, with the key 000001 in its description.",
    );
  });

  test("is looked for before each further request, once one was lost", async () => {
    const limited: Fate = { kind: "status", status: 429, tookMs: 10 };
    const story = await holdVirtually({
      fates: { create: [swallowed, limited, limited, WELL] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("completed");
    const later = story.got.filter(({ atMs }) => atMs > 64_200).map(({ operation }) => operation);
    expect(later.slice(0, 5)).toEqual(["create", "list", "create", "list", "create"]);
    expect(story.created).toHaveLength(1);
  });

  test.each<[string, Partial<Body>, number]>([
    ["no description", { description: null }, 1],
    ["a description that is cut short", { description: "Before a deploy (run 1, att" }, 1],
    ["no description, but an older creation", { description: null, create_time: OLD }, 2],
    ["no description and no creation", { description: null, create_time: null }, 1],
    ["another description", { description: "Nightly" }, 1],
    ["a description of nothing", { description: "" }, 1],
    ["another gate's key", { description: "[gate ffffff, run 9" }, 2],
  ])("a new row with %s: it is sent %j", async (_, fields, times) => {
    const list: Fate = {
      ...WELL,
      edit: ({ results, ...page }) => ({
        ...page,
        results: results.map((row) => ({ ...row, ...fields })),
      }),
    };
    const story = await holdVirtually({
      fates: { create: [lost(0), WELL], list: [list] },
      timeoutMs: 200_000,
    });
    expect(sends(story)).toHaveLength(times);
    if (times === 1) expect(story.verdict.cause).toBe("unresolved");
  });

  test.each([
    [60_000, 1],
    [60_001, 2],
  ])(
    "a row with no description that was created %i ms before the first request: it is sent %i times",
    async (beforeMs, times) => {
      const clock = new FakeClock();
      const sentAtMs = 10_000;
      const create_time = new Date(clock.epoch() + sentAtMs - beforeMs).toISOString();
      const nameless: Fate = {
        ...WELL,
        edit: ({ results, ...page }) => ({
          ...page,
          results: results.map((row) => ({ ...row, description: null, create_time })),
        }),
      };
      const story = await holdVirtually({
        clock,
        maxAgeMs: 1_000,
        fates: { create: [lost(0), WELL], list: [{ ...WELL, tookMs: sentAtMs }, nameless] },
        timeoutMs: 200_000,
      });
      expect(sends(story)[0]).toBe(sentAtMs);
      expect(sends(story)).toHaveLength(times);
    },
  );

  test("a new row with no description that is older by our own clock alone, which is ahead, may be it", async () => {
    const clock = new FakeClock();
    const list: Fate = {
      ...WELL,
      isUndated: true,
      edit: ({ results, ...page }) => ({
        ...page,
        results: results.map((row) => ({ ...row, description: null })),
      }),
    };
    const story = await holdVirtually({
      clock,
      host: new Host({ now: () => clock.epoch() - 60_000 }),
      fates: { create: [lost(0), WELL], list: [list] },
      timeoutMs: 200_000,
    });
    expect(sends(story)).toEqual([0]);
    expect(story.verdict.cause).toBe("unresolved");
  });

  test.each<[string, Fate["edit"]]>([
    ["names a next page", () => ({ results: [], next: "https://api.example.com/2", count: 0 })],
    ["has fewer rows than it counts", () => ({ results: [], next: null, count: 3 })],
  ])("an empty listing that %s proves nothing", async (_, edit) => {
    const list: Fate = { ...WELL, edit };
    const story = await holdVirtually({
      fates: { create: [lost(0)], list: [list] },
      timeoutMs: 100_000,
    });
    expect(sends(story)).toEqual([0]);
    expect(story.verdict.cause).toBe("unresolved");
    // and it is read again no faster than any other that fails
    expect(of(story, "list").length).toBeLessThan(12);
  });

  test("at the very deadline: that is what the verdict says, and nothing more is sent", async () => {
    const story = await holdVirtually({
      fates: { create: [{ kind: "swallowed", tookMs: 60_000 }] },
      timeoutMs: 20_000,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toMatch(
      /request for a backup was lost: no answer .* The time is up/,
    );
    expect(story.got).toHaveLength(1);
  });

  test("a Retry-After that is too long is in the verdict with what it came with", async () => {
    const create: Fate[] = [{ kind: "status", status: 503, retryAfterMs: 9e6, tookMs: 50 }];
    const story = await holdVirtually({ fates: { create } });
    expect(story.verdict.message).toMatch(
      /lost: The API answered 503\. The API asked for no request/,
    );
  });

  test.each([
    ["over", 64_220],
    ["just over", 64_250],
  ])(
    "which comes to nothing when the time is %s: no other request is sent",
    async (_, timeoutMs) => {
      const story = await holdVirtually({
        fates: { create: [swallowed] },
        timeoutMs,
        random: () => 0,
      });
      expect(story.verdict).toEqual({
        result: "timed-out",
        message:
          "The time is up (timeout: 1m04s). Requesting a backup: no request was sent, because its turn did not come in time.",
        cause: undefined,
      });
      expect(story.endedAtMs).toBe(timeoutMs);
      expect(story.told).toContain("none-created");
      expect(story.record.unresolvedKey).toBeUndefined();
    },
  );

  test("is looked for no more once a listing has ended at the very deadline", async () => {
    const story = await holdVirtually({
      fates: { create: [swallowed] },
      timeoutMs: 1_250,
      random: () => 0,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain("a backup that was requested has not been found yet.");
    expect(of(story, "list").map(({ atMs }) => atMs)).toEqual([1_100]);
    expect(story.endedAtMs).toBe(1_150);
  });

  test("a listing that ends with the 64 s is followed by the next one as any other is", async () => {
    const slow: Fate = { ...WELL, tookMs: 1_000 };
    const story = await holdVirtually({
      fates: { create: [swallowed, WELL], list: [WELL, WELL, WELL, WELL, WELL, slow, WELL] },
      random: () => 0,
    });
    expect(of(story, "list")[6]?.atMs).toBe(64_350 + 60_000);
    expect(sends(story)).toEqual([0, 64_350 + 60_000 + SPACING_MS]);
  });

  test("a listing that began before the 64 s were over does not end them", async () => {
    const slow: Fate = { ...WELL, tookMs: 12_000 };
    const story = await holdVirtually({
      fates: { create: [swallowed, WELL], list: [slow] },
      random: () => 0,
    });
    const [, again = NaN] = sends(story);
    const before = of(story, "list").filter(({ atMs }) => atMs < again);
    expect(before.at(-1)?.atMs).toBeGreaterThanOrEqual(64_100);
    expect(again).toBe((before.at(-1)?.atMs ?? NaN) + 12_000);
  });

  test("an older backup of the same run and description is not taken for it", async () => {
    const story = await holdVirtually({
      fates: { create: [swallowed, WELL] },
      prepare: (host, { id }) => {
        host.addBackup(id, { description: "[gate ffffff, run 1, attempt 1] Before a deploy" });
        const description = "[gate 0000010, run 1, attempt 1] Before a deploy";
        host.addBackup(id, { description, ageMs: 86_400_000 });
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(story.created).toHaveLength(1);
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });

  test("is found on whatever page it is", async () => {
    const story = await holdVirtually({
      fates: { create: [lost(0)] },
      prepare: (host, { id }) => {
        for (let n = 0; n < 250; n += 1) host.addBackup(id, { ageMs: 86_400_000 });
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0]);
    const base = "/v1/installs/";
    expect(
      of(story, "list")
        .slice(0, 3)
        .map(({ path }) => path.slice(base.length + 36)),
    ).toEqual([
      "/backups?limit=100",
      "/backups?limit=100&offset=100",
      "/backups?limit=100&offset=200",
    ]);
  });

  test("no page is read after the one that shows it", async () => {
    const story = await holdVirtually({
      fates: { create: [lost(0)] },
      prepare: (host, { id }, clock) => {
        void clock.sleep(200, new AbortController().signal).then(() => {
          for (let n = 0; n < 120; n += 1) host.addBackup(id);
        });
      },
    });
    expect(story.got.slice(0, 3).map(({ operation }) => operation)).toEqual([
      "create",
      "list",
      "show",
    ]);
    expect(story.created).toHaveLength(121);
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });
});
