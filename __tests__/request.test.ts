import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FakeClock } from "./fake-clock.ts";
import { Host } from "./simulator/host.ts";
import {
  type Body,
  type Fate,
  type Got,
  holdVirtually,
  type Plan,
  type Story,
  WELL,
  wantedNew,
} from "./virtual-api.ts";

const lost = (bornInMs: number, more: Partial<Fate> = {}): Fate => ({
  kind: "lost",
  tookMs: 100,
  bornInMs,
  ...more,
});
const down: Fate = { kind: "status", status: 503, tookMs: 50 };
const swallowed: Fate = { kind: "swallowed", tookMs: 100 };

const of = (story: Story, operation: Got["operation"]): Got[] =>
  story.got.filter((got) => got.operation === operation);
const sends = (story: Story): number[] => of(story, "create").map(({ atMs }) => atMs);

describe("a request that is answered", () => {
  test("is sent once, and its backup waited for", async () => {
    const story = await holdVirtually();
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0]);
    expect(of(story, "show")[0]?.atMs).toBe(50);
    expect(story.created).toHaveLength(1);
    expect(story.created[0]?.description).toBe("Before a deploy (run 1, attempt 1, key 000001)");
    expect(story.journal).toMatchObject({
      subject: { id: story.created[0]?.id, reused: false },
      unresolvedKey: undefined,
    });
  });

  test.each([
    [400, "rejected"],
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
    [409, "rejected"],
    [422, "rejected"],
    [301, "rejected"],
    [307, "rejected"],
  ])("with %i: closed at once as %s", async (status, result) => {
    const story = await holdVirtually({
      fates: { create: [{ kind: "status", status, tookMs: 50 }] },
    });
    expect(story.verdict).toMatchObject({
      result,
      message: `Requesting a backup: The API answered ${status}.`,
    });
    expect(story.endedAtMs).toBe(50);
    expect(story.got).toHaveLength(1);
  });
});

describe("a Retry-After on the acceptance", () => {
  const accepted = (retryAfterMs: number): Fate => ({ kind: "answered", tookMs: 50, retryAfterMs });

  test("is waited out before the first look, which is no failed one", async () => {
    const story = await holdVirtually({ fates: { create: [accepted(10_000)] } });
    expect(of(story, "show")[0]?.atMs).toBe(10_050);
    expect(story.journal).toMatchObject({ refused: 0, failed: 0 });
  });

  test("that is longer than the time left closes the gate, with the id", async () => {
    const story = await holdVirtually({
      fates: { create: [accepted(400_000)] },
      timeoutMs: 300_000,
    });
    expect(story.verdict.result).toBe("timed-out");
    expect(story.journal.subject.id).toBe(story.created[0]?.id);
    expect(story.endedAtMs).toBe(50);
  });

  test("is nothing to a step that does not wait", async () => {
    const fates = { create: [accepted(400_000)] };
    const story = await holdVirtually({ fates, wanted: wantedNew({ wait: false }) });
    expect(story.verdict.result).toBe("requested");
    expect(story.endedAtMs).toBe(50);
  });
});

describe("a request that has surely done nothing is sent again freely", () => {
  const refused: Fate = { kind: "refused", tookMs: 10 };
  const limited: Fate = { kind: "status", status: 429, tookMs: 10 };

  test.each([
    ["refused", refused],
    ["429", limited],
  ])("%s, more often than a lost one would be", async (_, fate) => {
    const create = [fate, fate, fate, fate, fate, WELL];
    const story = await holdVirtually({ fates: { create }, random: () => 0 });
    expect(story.verdict.result).toBe("completed");
    // after 1, 2, 4, 8 and 16 s
    expect(sends(story)).toEqual([0, 1_010, 3_020, 7_030, 15_040, 31_050]);
    expect(story.created).toHaveLength(1);
    expect(of(story, "list").every(({ atMs }) => atMs > 31_050)).toBe(true);
  });

  test("not before a Retry-After has passed", async () => {
    const story = await holdVirtually({
      fates: { create: [{ ...limited, retryAfterMs: 90_000 }, WELL] },
    });
    expect(sends(story)).toEqual([0, 90_010]);
  });

  test.each([
    ["a Retry-After beyond the deadline", { ...limited, retryAfterMs: 400_000 }, 10, "timed-out"],
    ["429 until the deadline", limited, 300_000, "timed-out"],
    ["refused until the deadline", refused, 300_000, "unavailable"],
  ])("%s closes the gate", async (_, fate, endedAtMs, result) => {
    const story = await holdVirtually({ fates: { create: [fate] }, timeoutMs: 300_000 });
    expect(story.verdict.result).toBe(result);
    expect(story.endedAtMs).toBe(endedAtMs);
    expect(Math.max(...sends(story))).toBeLessThan(300_000);
    expect(story.journal.unresolvedKey).toBeUndefined();
    expect(story.created).toEqual([]);
  });
});

const OLD = "2025-01-01T00:00:00Z";

describe("a request whose answer is lost", () => {
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
    expect(story.journal.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
    expect(story.told).toContain("taken");
  });

  test.each([0, 1_000, 10_000, 29_000])(
    "is found where it comes to be %i ms later",
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

  test("is sent again after 35 s and two good listings, with the same key", async () => {
    const story = await holdVirtually({ fates: { create: [swallowed, WELL] }, random: () => 0 });
    expect(story.verdict.result).toBe("completed");
    // looked for after 1, 2, 4, 8, 16 s, and 35 s after the loss
    const looks = of(story, "list").map(({ atMs }) => atMs);
    expect(looks.slice(0, 6)).toEqual([1_100, 3_150, 7_200, 15_250, 31_300, 35_100]);
    expect(sends(story)).toEqual([0, 35_150]);
    expect(story.created.map(({ description }) => description)).toEqual([
      "Before a deploy (run 1, attempt 1, key 000001)",
    ]);
  });

  test("is never sent blindly: the listing is down at first, and one good look is not enough", async () => {
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
    expect(story.journal.subject.id).toBeUndefined();
    expect(sends(story)).toEqual([0]);
    expect(story.endedAtMs).toBeGreaterThanOrEqual(300_000);
    expect(story.endedAtMs).toBeLessThan(301_500);
  });

  test.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
  ])("closes at once where the listing answers %i", async (status, result) => {
    const list: Fate[] = [{ kind: "status", status, tookMs: 50 }];
    const story = await holdVirtually({ fates: { create: [lost(0)], list } });
    expect(story.verdict).toMatchObject({ result, cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(of(story, "list")).toHaveLength(1);
  });

  test("three times, and none came of it: three sends, and no more", async () => {
    const story = await holdVirtually({ fates: { create: [swallowed] } });
    expect(story.verdict).toEqual({
      result: "unavailable",
      message:
        "A backup was requested 3 times, and each time the answer was lost and no backup came of it.",
      cause: undefined,
    });
    expect(sends(story)).toHaveLength(3);
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

  test("two good listings are needed even where the first is late enough", async () => {
    const busy: Fate = { kind: "status", status: 503, retryAfterMs: 40_000, tookMs: 100 };
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
    ["nor is one, once it is too late for the others", [odd, odd, odd, odd, odd, odd, WELL], 8],
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
      timeoutMs: 200_000,
      prepare: (host, { id }) => {
        for (let n = 0; n < 120; n += 1) host.addBackup(id, { ageMs: 86_400_000 });
      },
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain("has not shown yet");
    expect(sends(story)).toEqual([0]);
  });

  test.each<[string, Partial<Body>, number]>([
    ["no description", { description: null }, 1],
    ["a description that is cut short", { description: "Before a deploy (run 1, att" }, 1],
    ["no description, but an older creation", { description: null, create_time: OLD }, 2],
    ["no description and no creation", { description: null, create_time: null }, 1],
    ["another description", { description: "Nightly" }, 2],
    ["a description of nothing", { description: "" }, 2],
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

  test("at the very deadline: that is what is told, and nothing is asked in no time", async () => {
    const story = await holdVirtually({
      fates: { create: [{ kind: "swallowed", tookMs: 60_000 }] },
      timeoutMs: 20_000,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toMatch(
      /The time is up .* request for a backup was lost: no answer/,
    );
    expect(story.got).toHaveLength(1);
  });

  test("a Retry-After that is too long is told with what it came with", async () => {
    const create: Fate[] = [{ kind: "status", status: 503, retryAfterMs: 9e6, tookMs: 50 }];
    const story = await holdVirtually({ fates: { create } });
    expect(story.verdict.message).toMatch(
      /lost: The API answered 503\. The API asked for no request/,
    );
  });

  test("which comes to nothing in the last listing: it is not said to be requested again", async () => {
    const story = await holdVirtually({
      fates: { create: [swallowed] },
      timeoutMs: 35_120,
      random: () => 0,
    });
    expect(story.verdict.result).toBe("timed-out");
    expect(story.verdict.cause).toBeUndefined();
    expect(story.told).toContain("came-to-nothing");
    expect(story.told).not.toContain("resending");
    expect(story.journal.unresolvedKey).toBeUndefined();
  });

  test("a listing that was begun before the 35 s were over does not end them", async () => {
    const slow: Fate = { ...WELL, tookMs: 12_000 };
    const story = await holdVirtually({
      fates: { create: [swallowed, WELL], list: [slow] },
      random: () => 0,
    });
    const [, again = NaN] = sends(story);
    const before = of(story, "list").filter(({ atMs }) => atMs < again);
    expect(before.at(-1)?.atMs).toBeGreaterThanOrEqual(35_100);
    expect(again).toBe((before.at(-1)?.atMs ?? NaN) + 12_000);
  });

  test("an older backup of the same run and description is not taken for it", async () => {
    const story = await holdVirtually({
      fates: { create: [swallowed, WELL] },
      prepare: (host, { id }) => {
        host.addBackup(id, { description: "Before a deploy (run 1, attempt 1, key ffffff)" });
        host.addBackup(id, { description: "Before a deploy (run 1, attempt 1, key 0000010)" });
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(story.created).toHaveLength(1);
    expect(story.journal.subject.id).toBe(story.created[0]?.id);
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
});

describe("a host that aborts", () => {
  const aborting: Plan["prepare"] = (host) => {
    host.course = { requestedMs: 1_000, inProgressMs: 4_000, ending: "aborted" };
  };

  test("closes the gate where nothing else is wanted", async () => {
    const story = await holdVirtually({ prepare: aborting });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created).toHaveLength(1);
  });

  test("is asked again as often as is wanted, each time with a key of its own", async () => {
    const story = await holdVirtually({
      prepare: aborting,
      wanted: wantedNew({ abortRetries: 2 }),
    });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created.map(({ description }) => description.slice(-7))).toEqual([
      "000001)",
      "000002)",
      "000003)",
    ]);
    expect(story.journal.subject.id).toBe(story.created[2]?.id);
    expect(story.told.filter((kind) => kind === "retrying")).toHaveLength(2);
  });

  test("the first one of a retry whose answer is lost is not taken for it", async () => {
    const story = await holdVirtually({
      prepare: aborting,
      wanted: wantedNew({ abortRetries: 1 }),
      fates: { create: [WELL, lost(20_000)] },
    });
    expect(story.created).toHaveLength(2);
    expect(story.journal.subject.id).toBe(story.created[1]?.id);
  });

  test("at the deadline is not asked again, and it is the abort that is told", async () => {
    const story = await holdVirtually({
      prepare: aborting,
      wanted: wantedNew({ abortRetries: 3 }),
      timeoutMs: 5_100,
    });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created).toHaveLength(1);
    expect(story.journal.subject.id).toBe(story.created[0]?.id);
  });

  test("and then refuses: the one that was aborted is what is known", async () => {
    const forbidden: Fate = { kind: "status", status: 403, tookMs: 50 };
    const story = await holdVirtually({
      prepare: aborting,
      wanted: wantedNew({ abortRetries: 1 }),
      fates: { create: [WELL, forbidden] },
    });
    expect(story.verdict.result).toBe("unauthorized");
    expect(story.journal.subject).toMatchObject({
      id: story.created[0]?.id,
      backup: { status: "aborted" },
    });
  });

  test("within the same budget", async () => {
    const story = await holdVirtually({
      prepare: aborting,
      wanted: wantedNew({ abortRetries: 3 }),
      timeoutMs: 60_000,
    });
    expect(story.endedAtMs).toBeLessThan(62_000);
  });
});

describe("cancelled", () => {
  test("while the request is under way: its answer is given a second, so that the id is known", async () => {
    const create: Fate[] = [{ kind: "answered", tookMs: 1_500 }];
    const story = await holdVirtually({ fates: { create }, cancelAtMs: 600 });
    expect(story.verdict.result).toBe("cancelled");
    expect(story.journal.subject.id).toBe(story.created[0]?.id);
    expect(story.endedAtMs).toBe(1_500);
  });

  test("while the request hangs: nobody knows, and the key is named", async () => {
    const create: Fate[] = [{ kind: "lost", tookMs: 20_000 }];
    const story = await holdVirtually({ fates: { create }, cancelAtMs: 600 });
    expect(story.verdict).toMatchObject({ result: "cancelled", cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(story.journal.subject.id).toBeUndefined();
    expect(story.endedAtMs).toBe(1_600);
  });

  test("while a lost one is looked for", async () => {
    const story = await holdVirtually({
      fates: { create: [lost(0)], list: [down] },
      cancelAtMs: 5_000,
    });
    expect(story.verdict).toMatchObject({ result: "cancelled", cause: "unresolved" });
    expect(story.endedAtMs).toBe(5_000);
  });

  test("before the request is sent again: nothing is sent", async () => {
    const story = await holdVirtually({
      fates: { create: [{ kind: "refused", tookMs: 10 }] },
      cancelAtMs: 200,
    });
    expect(story.verdict.result).toBe("cancelled");
    expect(story.verdict.cause).toBeUndefined();
    expect(sends(story)).toEqual([0]);
  });
});

describe("whatever goes wrong", () => {
  const tookMs = fc.oneof(fc.nat(2_000), fc.nat(40_000));
  const retryAfterMs = fc.option(fc.nat(120_000), { nil: undefined, freq: 5 });
  const status = (...codes: number[]): fc.Arbitrary<Fate> =>
    fc.record({
      kind: fc.constant("status" as const),
      status: fc.constantFrom(...codes),
      tookMs,
      retryAfterMs,
    });
  const fate: fc.Arbitrary<Fate> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("answered" as const), tookMs }) },
    fc.record({ kind: fc.constantFrom("refused" as const, "swallowed" as const), tookMs }),
    status(408, 425, 429, 500, 502, 503, 504),
  );
  const createFate: fc.Arbitrary<Fate> = fc.oneof(
    { weight: 2, arbitrary: fate },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("lost" as const),
        tookMs,
        bornInMs: fc.nat(29_000),
        status: fc.constantFrom(undefined, 500, 502, 504),
      }),
    },
    fc.record({ kind: fc.constant("garbled" as const), tookMs }),
    status(400, 401, 403, 404),
  );
  const well: fc.Arbitrary<Fate> = fc.constant(WELL);
  const script = (one: fc.Arbitrary<Fate>): fc.Arbitrary<Fate[]> =>
    fc
      .tuple(fc.array(one, { maxLength: 8 }), fc.oneof({ weight: 4, arbitrary: well }, one))
      .map(([fates, last]) => [...fates, last]);
  const plan = fc.record({
    create: script(createFate),
    list: script(fc.oneof({ weight: 8, arbitrary: fate }, status(403))),
    show: script(fate),
    lagMs: fc.nat(5_000),
    others: fc.nat(220),
    timeoutMs: fc.oneof(fc.integer({ min: 5_000, max: 120_000 }), fc.constant(1_200_000)),
    cancelAtMs: fc.option(fc.nat(200_000), { nil: undefined, freq: 4 }),
    seed: fc.nat(),
    ending: fc.constantFrom("completed" as const, "completed" as const, "aborted" as const),
    abortRetries: fc.nat(2),
    maxAgeMs: fc.option(fc.constant(3_600_000), { nil: undefined, freq: 2 }),
  });

  test("one backup where the step passes, at most one where it does not, for each time it may be requested", async () => {
    const results = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(plan, async (drawn) => {
        const { lagMs, others, ending, abortRetries, seed, timeoutMs, cancelAtMs, maxAgeMs } =
          drawn;
        let state = seed;
        const story = await holdVirtually({
          fates: { create: drawn.create, list: drawn.list, show: drawn.show },
          timeoutMs,
          maxAgeMs,
          ...(cancelAtMs === undefined ? {} : { cancelAtMs }),
          wanted: wantedNew({ abortRetries }),
          random: () => (state = (state * 16_807 + 1) % 2_147_483_647) / 2_147_483_647,
          prepare(host, { id }) {
            for (let n = 0; n < others; n += 1) host.addBackup(id, { ageMs: 86_400_000 });
            host.listingLagMs = lagMs;
            host.course = { requestedMs: 1_000, inProgressMs: 30_000, ending };
          },
        });
        const { verdict, created, journal } = story;
        results.set(verdict.result, (results.get(verdict.result) ?? 0) + 1);

        const keys = created.map(({ description }) => description.slice(-7, -1));
        expect(new Set(keys).size).toBe(created.length); // none of them twice
        const retries = story.told.filter((kind) => kind === "retrying").length;
        expect(retries).toBeLessThanOrEqual(abortRetries);
        expect(created.length).toBeLessThanOrEqual(1 + retries);
        if (verdict.result === "completed") {
          const last = created.find(({ id }) => id === journal.subject.id);
          expect(last?.status).toBe("completed");
          expect(created).toHaveLength(1 + retries);
        }
        // Nobody is left without a trace of a backup that may be theirs.
        if (created.length === 1 + retries && journal.subject.id === undefined) {
          expect(journal.unresolvedKey).toBe(keys.at(-1));
          expect(verdict.message).toContain(`key ${keys.at(-1)}`);
        }
        const endMs = Math.min(timeoutMs + 1_500, (cancelAtMs ?? Infinity) + 1_000);
        expect(story.endedAtMs).toBeLessThanOrEqual(endMs);
      }),
      { numRuns: 2_000 },
    );
    expect([...results.keys()]).toEqual(
      expect.arrayContaining(["completed", "aborted", "unavailable", "cancelled", "timed-out"]),
    );
  });
});
