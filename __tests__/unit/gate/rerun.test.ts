import { describe, expect, test } from "vitest";
import type { Course } from "../../../simulator/wpengine/host.ts";
import type { EarlierAttempts } from "../../../src/backup/events.ts";
import { hold, installId, on, requesting } from "../../support/fleet-cases.ts";
import {
  type Fate,
  runVirtually,
  type Plan,
  specNew,
  type Story,
} from "../../support/virtual-api.ts";

const HOUR_MS = 3_600_000;
const DONE: Course = { requestedMs: 0, inProgressMs: 60_000, ending: "completed" };
const spec = specNew({
  describe: (key) => `[gate ${key}, run 987, attempt 2] X`,
  rerun: { run: "987", attempt: 2 },
});
const FIRST = "[gate abcdef, run 987, attempt 1] X";

interface Listed {
  readonly ageMs: number;
  readonly description?: string;
  readonly course?: Course;
}

/** A second attempt, at an install that has these backups. */
async function rerun(
  listed: readonly Listed[],
  { prepare, ...plan }: Plan = {},
): Promise<Story & { readonly ids: readonly string[] }> {
  const ids: string[] = [];
  const story = await runVirtually({
    spec,
    ...plan,
    prepare(host, install, clock) {
      for (const backup of listed)
        ids.push(host.addBackup(install.id, { course: DONE, ...backup }).id);
      host.course = { requestedMs: 1_000, inProgressMs: 240_000, ending: "completed" };
      prepare?.(host, install, clock);
    },
  });
  return { ...story, ids };
}

const operations = ({ got }: Story): unknown[] => got.map(({ operation }) => operation);
const lists = (story: Story): number => operations(story).filter((one) => one === "list").length;
const firstOf = ({ earlier }: { earlier: EarlierAttempts | undefined }): unknown =>
  earlier && (earlier.first?.backup.id ?? "none");

describe("a re-run without max-age", () => {
  test("requests a backup, and reads the listing once, for the first one and for the history", async () => {
    const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }]);
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).slice(0, 3)).toEqual(["create", "list", "show"]);
    expect(lists(story)).toBe(1);
    expect(story.created).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
    expect(firstOf(story.record)).toBe(story.ids[0]);
    expect(story.record.earlier).toMatchObject({
      first: { attempt: 1 },
      seenMs: Date.parse("2026-01-01T00:00:00Z") + 250, // 50 ms and a permit, then 50 ms
    });
    expect(story.record.estimate?.pastBackups).toBe(1);
    expect(story.emitted.filter((kind) => kind === "earlier-attempts")).toHaveLength(1);
  });

  test("says that there is none", async () => {
    const story = await rerun([{ ageMs: HOUR_MS, description: "Nightly" }]);
    expect(firstOf(story.record)).toBe("none");
  });

  test("reads all pages", async () => {
    const nightly = Array.from({ length: 230 }, (_, night) => ({ ageMs: (night + 2) * HOUR_MS }));
    const story = await rerun([...nightly, { ageMs: HOUR_MS, description: FIRST }]);
    expect(firstOf(story.record)).toBe(story.ids[230]);
    expect(lists(story)).toBe(3);
  });

  test("reads it although the first poll shows the backup completed", async () => {
    const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }], {
      prepare: (host) => {
        host.course = { requestedMs: 0, inProgressMs: 0, ending: "completed" };
      },
    });
    expect(operations(story)).toEqual(["create", "list", "show"]);
    expect(firstOf(story.record)).toBe(story.ids[0]);
  });

  const instantly: Plan["prepare"] = (host) => {
    host.course = { requestedMs: 0, inProgressMs: 0, ending: "completed" };
  };
  test.each<[string, number, string | undefined, number]>([
    ["is waited for, for up to a second", 1_249, "first", 1_449],
    ["is given up after that", 30_000, undefined, 1_450],
  ])("a slow listing of a quick backup %s", async (_, tookMs, shown, endedAtMs) => {
    const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }], {
      prepare: instantly,
      fates: { list: [{ kind: "answered", tookMs }] },
    });
    expect(story.verdict.result).toBe("completed");
    expect(firstOf(story.record)).toBe(shown && story.ids[0]);
    expect(story.endedAtMs).toBe(endedAtMs);
  });

  test("polls beside a slow listing, and learns from it what it shows", async () => {
    const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }], {
      fates: { list: [{ kind: "answered", tookMs: 29_000 }] },
    });
    const polls = story.got.filter(({ operation }) => operation === "show");
    expect(polls.filter(({ atMs }) => atMs < 29_000).length).toBeGreaterThan(1);
    expect(firstOf(story.record)).toBe(story.ids[0]);
    expect(story.record.estimate?.pastBackups).toBe(1);
    expect(lists(story)).toBe(1);
  });

  const status = (code: number, more: Partial<Fate> = {}): Fate => ({
    kind: "status",
    status: code,
    tookMs: 50,
    ...more,
  });
  test.each<[string, Fate]>([
    ["401", status(401)],
    ["403", status(403)],
    ["404", status(404)],
    ["429", status(429)],
    ["500", status(500)],
    ["302", status(302)],
    ["nothing that can be read", { kind: "garbled", tookMs: 50 }],
    ["a lost answer", { kind: "lost", tookMs: 50 }],
    ["a refused connection", { kind: "refused", tookMs: 50 }],
    ["silence", { kind: "neverReceived", tookMs: 60_000 }],
  ])("%s instead of the listing costs only the warning", async (_, fate) => {
    const listed = [{ ageMs: HOUR_MS, description: FIRST }];
    const story = await rerun(listed, { fates: { list: [fate] } });
    const quiet = await rerun([], {});
    expect(story.verdict).toEqual(quiet.verdict);
    expect(story.record.earlier).toBeUndefined();
    expect(lists(story)).toBe(1);
    const pollsOf = ({ got }: Story): number[] =>
      got.filter(({ operation }) => operation === "show").map(({ atMs }) => atMs);
    expect(pollsOf(story)).toEqual(pollsOf(quiet));
  });

  test("that fails on its second page costs only the warning", async () => {
    const old = Array.from({ length: 130 }, () => ({ ageMs: HOUR_MS, description: FIRST }));
    const well: Fate = { kind: "answered", tookMs: 50 };
    const story = await rerun(old, { fates: { list: [well, status(500)] } });
    expect(story.verdict.result).toBe("completed");
    expect(story.record.earlier).toBeUndefined();
    expect(lists(story)).toBe(2);
  });

  test("waits out a Retry-After of the listing", async () => {
    const story = await rerun([], {
      fates: { list: [status(429, { retryAfterMs: 20_000 })] },
    });
    const [first] = story.got.filter(({ operation }) => operation === "show");
    expect(first?.atMs).toBe(20_250);
    expect(story.heldBack).toEqual([]);
    expect(story.record.rateLimited).toBe(1);
    expect(story.verdict.result).toBe("completed");
  });

  test("closes as soon as a Retry-After of the listing is longer than the time left", async () => {
    const story = await rerun([], {
      fates: { list: [status(403, { retryAfterMs: HOUR_MS, tookMs: 5_000 })] },
    });
    expect(story.verdict).toMatchObject({ result: "timed-out" });
    expect(story.verdict.message).toContain("Reading past backups: ");
    expect(story.endedAtMs).toBe(5_200);
  });

  test("reads the listing once, even if more backups are requested", async () => {
    const aborting: Course = { requestedMs: 0, inProgressMs: 20_000, ending: "aborted" };
    const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }], {
      spec: { ...spec, abortRetries: 1 },
      prepare: (host) => (host.course = aborting),
    });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created).toHaveLength(2);
    expect(lists(story)).toBe(1);
  });

  test("that is cancelled while the listing is read ends at once", async () => {
    const story = await rerun([], {
      fates: { list: [{ kind: "neverReceived", tookMs: 30_000 }] },
      cancelAtMs: 10_000,
    });
    expect(story.verdict.result).toBe("cancelled");
    expect(story.endedAtMs).toBe(10_000);
  });

  test("does not read it if the last poll would have to wait for that", async () => {
    const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }], { timeoutMs: 300 });
    expect(lists(story)).toBe(0);
    expect(story.verdict.result).toBe("timed-out");
  });

  test.each<[string, Fate, string | undefined]>([
    ["names the first backup", { kind: "answered", tookMs: 3_000 }, "first"],
    ["tries once", status(503), undefined],
  ])("and without a wait %s", async (_, fate, shown) => {
    const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }], {
      spec: { ...spec, wait: false },
      fates: { list: [fate] },
    });
    expect(story.verdict.result).toBe("requested");
    expect(operations(story)).toEqual(["create", "list"]);
    expect(firstOf(story.record)).toBe(shown && story.ids[0]);
  });
});

describe("a re-run with max-age", () => {
  const maxAgeMs = 2 * HOUR_MS;

  test("reuses the first backup of the run before a newer one, by one reading", async () => {
    const story = await rerun(
      [
        { ageMs: HOUR_MS, description: FIRST },
        { ageMs: HOUR_MS / 2, description: "Nightly" },
      ],
      { maxAgeMs },
    );
    expect(operations(story)).toEqual(["list", "show"]);
    expect(story.record.subject).toMatchObject({ id: story.ids[0], reused: true });
    expect(firstOf(story.record)).toBe(story.ids[0]);
    expect(story.progress[0]?.kind).toBe("earlier-attempts");
  });

  test("names the first backup, and reuses a newer one if that is too old", async () => {
    const story = await rerun(
      [
        { ageMs: 3 * HOUR_MS, description: FIRST },
        { ageMs: HOUR_MS, description: "Nightly" },
      ],
      { maxAgeMs },
    );
    expect(story.record.subject.id).toBe(story.ids[1]);
    expect(firstOf(story.record)).toBe(story.ids[0]);
  });

  test("requests one if nothing is fresh, and does not read the listing again", async () => {
    const story = await rerun([{ ageMs: 3 * HOUR_MS, description: FIRST }], { maxAgeMs });
    expect(story.created).toHaveLength(1);
    expect(lists(story)).toBe(1);
    expect(firstOf(story.record)).toBe(story.ids[0]);
  });

  test("reads the listing beside its own backup if it could not be read before", async () => {
    const down = { kind: "status", status: 503, tookMs: 50 } as const;
    const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }], {
      maxAgeMs,
      fates: { list: [down, down, down, { kind: "answered", tookMs: 50 }] },
    });
    expect(story.created).toHaveLength(1);
    expect(lists(story)).toBe(4);
    expect(firstOf(story.record)).toBe(story.ids[0]);
  });

  test("reuses the first backup when a listing shows it after a lost request", async () => {
    const down = { kind: "status", status: 503, tookMs: 50 } as const;
    const story = await rerun(
      [
        { ageMs: HOUR_MS, description: FIRST },
        { ageMs: HOUR_MS / 2, description: "Nightly" },
      ],
      {
        maxAgeMs,
        fates: {
          list: [down, down, down, { kind: "answered", tookMs: 50 }],
          create: [{ kind: "neverReceived", tookMs: 50 }],
        },
      },
    );
    expect(story.record.subject).toMatchObject({ id: story.ids[0], reused: true });
  });
});

test("a first attempt reads no listing for that", async () => {
  const story = await rerun([{ ageMs: HOUR_MS, description: FIRST }], {
    spec: specNew(),
    prepare: (host) => (host.course = { requestedMs: 0, inProgressMs: 0, ending: "completed" }),
  });
  expect(operations(story)).toEqual(["create", "show"]);
  expect(story.record.earlier).toBeUndefined();
});

test("a fleet reads each install's listing once", async () => {
  const ids: string[] = [];
  const story = await hold({
    prepare: requesting(4, spec, (host) => {
      host.course = { requestedMs: 1_000, inProgressMs: 60_000, ending: "completed" };
      for (const index of [0, 2]) {
        ids.push(host.addBackup(installId(index), { ageMs: HOUR_MS, description: FIRST }).id);
      }
    }),
  });
  expect(story.verdict.result).toBe("completed");
  expect(on(story, "list")).toHaveLength(4);
  expect(story.records.map(firstOf)).toEqual([ids[0], "none", ids[1], "none"]);
  expect(story.records.map(({ estimate }) => estimate?.pastBackups)).toEqual([1, 0, 1, 0]);
});
