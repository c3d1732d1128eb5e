import { describe, expect, test } from "vitest";
import type { Course, Host, Install } from "../../../simulator/wpengine/host.ts";
import {
  type Fate,
  runVirtually,
  type Plan,
  type Story,
  specNew,
  WELL,
} from "../../support/virtual-api.ts";
import type { Backup } from "../../../src/model/backup.ts";
import {
  accepted,
  busy,
  DESCRIPTION,
  HOUR_MS,
  idOf,
  instant,
  limited,
  lostReply,
  operations,
  outcome,
  pageOf,
  rowOf,
  type Script,
  scripted,
} from "./cases.ts";

const COMPLETED: Course = { requestedMs: 0, inProgressMs: 1_000, ending: "completed" };
const PENDING: Course = { requestedMs: 0, inProgressMs: 4 * HOUR_MS, ending: "completed" };
const ABORTED: Course = { requestedMs: 0, inProgressMs: 1_000, ending: "aborted" };

const ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";

/** A step whose create request gets a 202 with another's backup of this age and course. */
async function hold(
  ageMs: number,
  course: Course,
  plan: Plan & {
    readonly wait?: boolean;
    readonly description?: string;
    readonly then?: Fate;
  } = {},
): Promise<Story> {
  const { wait = true, description = "Nightly", then, ...more } = plan;
  const create = { kind: "status", status: 202, body: "", tookMs: 50 } as const;
  return runVirtually({
    timeoutMs: 600_000,
    spec: specNew({ wait }),
    ...more,
    prepare(host: Host, { id }: Install) {
      Object.assign(create, {
        body: JSON.stringify(host.addBackup(id, { id: ID, ageMs, course, description })),
      });
    },
    fates: { create: then === undefined ? [create] : [create, then], ...more.fates },
  });
}

describe("a 202 that names another's backup", () => {
  test("which is completed: stale without max-age, with its age", async () => {
    const story = await hold(24 * HOUR_MS, COMPLETED);
    expect(story.verdict).toMatchObject({
      result: "stale",
      message: `The API replied to the create request with backup ${ID}, which this step did not request. It was 24h old then, and max-age is not set.`,
    });
    expect(operations(story)).toEqual(["create", "show"]);
    expect(story.record.subject).toMatchObject({ id: ID, reused: true });
    expect(story.created).toEqual([]);
  });

  test("in progress: the step waits for it, and it is stale once completed", async () => {
    const story = await hold(120_000, { ...COMPLETED, inProgressMs: 180_000 });
    expect(story.verdict.result).toBe("stale");
    expect(story.verdict.message).toContain("It was 2m old then, and max-age is not set.");
    expect(story.endedAtMs).toBeGreaterThan(60_000);
    expect(operations(story).filter((operation) => operation === "create")).toHaveLength(1);
  });

  test("which is aborted: so is the step", async () => {
    const story = await hold(120_000, ABORTED);
    expect(story.verdict.result).toBe("aborted");
    expect(story.record.subject).toMatchObject({ id: ID, reused: true });
  });

  test("which is recent and is aborted: the listing is read, and one of our own requested", async () => {
    const list: Fate = { kind: "status", status: 503, tookMs: 50 };
    const fates = { list: [list, list, list, WELL] };
    const story = await hold(120_000, ABORTED, { maxAgeMs: HOUR_MS, fates, then: WELL });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story)).toEqual([
      ...["list", "list", "list", "create", "show", "list", "create"],
      ...operations(story).slice(7),
    ]);
    expect(story.emitted).toContain("replacing");
    expect(story.emitted).not.toContain("recreating");
    expect(story.created).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
  });

  test("which never ends: timed-out, as any other", async () => {
    const story = await hold(120_000, PENDING, { timeoutMs: 90_000 });
    expect(story.verdict.result).toBe("timed-out");
  });

  /** The listing before the request fails, so nobody has shown the backup before. */
  const blind = { list: [{ kind: "status", status: 503, tookMs: 0 }] } as const;

  test.each([
    ["young enough", 20 * 60_000, "completed"],
    ["too old", HOUR_MS + 1_000, "stale"],
  ])("with max-age: judged by it (%s)", async (_, ageMs, result) => {
    const story = await hold(ageMs, COMPLETED, { maxAgeMs: HOUR_MS, fates: blind });
    expect(story.verdict.result).toBe(result);
    expect(story.record.subject).toMatchObject({ id: ID, reused: true });
    if (result === "stale") {
      expect(story.verdict.message).toMatch(
        /^The backup is completed, but it was 1h old when this step first saw it, and max-age is 1h\.$/,
      );
    }
  });

  test("with max-age: its age is that at the 202, however long it takes", async () => {
    const course = { ...COMPLETED, inProgressMs: HOUR_MS + 60_000 };
    // The request is sent after three failed listings, more than 3 s later.
    const story = await hold(HOUR_MS - 10_000, course, { maxAgeMs: HOUR_MS, fates: blind });
    expect(story.verdict.result).toBe("completed");
    expect(story.endedAtMs).toBeGreaterThan(60_000);
  });
});

describe("with wait: false, a 202 that names another's backup", () => {
  const blind = { list: [{ kind: "status", status: 503, tookMs: 0 }] } as const;

  test.each<[string, number, Course, number | undefined, string, string[]]>([
    ["completed", 20 * 60_000, COMPLETED, undefined, "stale", ["create"]],
    ["under way", 20 * 60_000, PENDING, undefined, "stale", ["create"]],
    ["aborted", 20 * 60_000, ABORTED, undefined, "aborted", ["create"]],
    ["completed and fresh", 20 * 60_000, COMPLETED, HOUR_MS, "completed", ["create", "show"]],
    ["completed and old", 2 * HOUR_MS, COMPLETED, HOUR_MS, "stale", ["create"]],
    ["under way and fresh", 20 * 60_000, PENDING, HOUR_MS, "requested", ["create"]],
    ["under way and old", 2 * HOUR_MS, PENDING, HOUR_MS, "stale", ["create"]],
    ["aborted and fresh", 20 * 60_000, ABORTED, HOUR_MS, "aborted", ["create"]],
  ])("which is %s", async (_, ageMs, course, maxAgeMs, result, expected) => {
    const story = await hold(ageMs, course, { wait: false, maxAgeMs, fates: blind });
    expect(story.verdict.result).toBe(result);
    expect(operations(story).filter((operation) => operation !== "list")).toEqual(expected);
    expect(story.record.subject).toMatchObject({ id: ID, reused: true });
  });

  test("which is too old for max-age: the message says so", async () => {
    const story = await hold(2 * HOUR_MS, COMPLETED, {
      wait: false,
      maxAgeMs: HOUR_MS,
      fates: blind,
    });
    expect(story.verdict.message).not.toContain("max-age is not set");
  });

  test("that is listed as completed but polled as in progress", async () => {
    const show: Fate = {
      kind: "answered",
      tookMs: 50,
      edit: (body) => ({ ...body, status: "in_progress" }),
    };
    const story = await hold(20 * 60_000, COMPLETED, {
      wait: false,
      maxAgeMs: HOUR_MS,
      fates: { ...blind, show: [show] },
    });
    expect(story.verdict.result).toBe("requested");
  });
});

describe("the owner of a backup that a 202 names:", () => {
  const old = instant(-HOUR_MS);
  const source = async (script: Partial<Script>): Promise<unknown> =>
    outcome(scripted({ replies: [accepted()], ...script }));

  test.each<[string, string, Parameters<typeof rowOf>[1]]>([
    ["it shows our key", "requested", { description: DESCRIPTION, createdAt: old }],
    ["it shows another gate's key", "foreign", { description: "[gate 00002b, run 1]" }],
    ["it has no description", "requested", { description: undefined }],
    ["it has another description", "requested", { description: "Nightly" }],
    ["it is older than the request", "foreign", { description: "Nightly", createdAt: old }],
    ["it was completed before the request", "foreign", { completedAt: old }],
    ["its times are not known", "requested", { createdAt: undefined }],
  ])("%s: %s", async (_, expected, fields) => {
    const backup = rowOf(1, fields);
    expect(await source({ replies: [accepted(backup)] })).toMatchObject({
      source: expected,
      backup,
    });
  });

  test("the step knew it before: foreign", async () => {
    const reply = accepted(rowOf(1));
    expect(await source({ replies: [reply], known: [idOf(1)] })).toMatchObject({
      source: "foreign",
    });
    expect(await source({ replies: [reply], known: [idOf(2)] })).toMatchObject({
      source: "requested",
    });
  });

  test("by our own clock, its age proves nothing", async () => {
    const reply = { ...accepted(rowOf(1, { createdAt: old })), isOurClock: true };
    expect(await source({ replies: [reply] })).toMatchObject({
      source: "requested",
      isOurClock: true,
    });
  });

  // Sent after 0, 1, 3, 7, 15, 31 and 63 s.
  const sixTimes = Array.from({ length: 6 }, () => limited);

  test("it was created after the first send with this key, long before the latest one", async () => {
    const reply = accepted(rowOf(1, { createdAt: instant(0) }));
    expect(await source({ replies: [...sixTimes, reply] })).toMatchObject({ source: "requested" });
    const earlier = accepted(rowOf(1, { createdAt: instant(-60_001) }));
    expect(await source({ replies: [...sixTimes, earlier] })).toMatchObject({ source: "foreign" });
  });

  const ours = rowOf(1, { description: DESCRIPTION });
  const afterListing = async (row: Backup, named: Backup): Promise<unknown> =>
    source({ replies: [busy, accepted(named)], pages: [pageOf([row])] });

  test("a listing showed it after the first send", async () => {
    expect(await afterListing(rowOf(1), rowOf(1))).toMatchObject({ source: "requested" });
  });

  test.each([
    ["its key", { description: "[gate 00002b, run 1, attempt 1] Text" }],
    ["its time", { createdAt: old }],
  ])(
    "a listing proved by %s that it is another's, and the 202 does not show that",
    async (_, fields) => {
      expect(await afterListing(rowOf(1, fields), rowOf(1))).toMatchObject({ source: "foreign" });
      expect(await afterListing(rowOf(2, fields), rowOf(1))).toMatchObject({ source: "requested" });
    },
  );

  test("a listing proved it during the search for a lost backup", async () => {
    const script = {
      replies: [lostReply, accepted(rowOf(1))],
      pages: [pageOf([rowOf(1, { createdAt: old })])],
    };
    expect(await source(script)).toMatchObject({ source: "foreign" });
  });

  test("a listing shows it as too old, but the 202 shows our key", async () => {
    expect(await afterListing(rowOf(1, { createdAt: old }), ours)).toMatchObject({
      source: "requested",
    });
  });
});

describe("a 202 with only an ID and a status, of a backup that polls show to be another's", () => {
  const bare = (
    plan: Plan & { readonly ageMs?: number; readonly course?: Course } = {},
  ): Promise<Story> => {
    const { ageMs = 24 * HOUR_MS, course = COMPLETED, ...more } = plan;
    const body = JSON.stringify({ id: ID, status: "requested" });
    return runVirtually({
      timeoutMs: 600_000,
      prepare(host: Host, { id }: Install) {
        host.addBackup(id, { id: ID, ageMs, course, description: "Nightly" });
      },
      ...more,
      fates: { create: [{ kind: "status", status: 202, body, tookMs: 50 }, WELL], ...more.fates },
    });
  };

  test("is stale without max-age", async () => {
    const story = await bare();
    expect(story.verdict).toMatchObject({
      result: "stale",
      message: `The API replied to the create request with backup ${ID}, which this step did not request. It was 24h old then, and max-age is not set.`,
    });
    expect(operations(story)).toEqual(["create", "show"]);
    expect(story.record.subject).toMatchObject({ id: ID, reused: true });
  });

  const blind = { list: [{ kind: "status", status: 503, tookMs: 0 }] } as const;

  test.each([
    [20 * 60_000, "completed"],
    [HOUR_MS + 1_000, "stale"],
  ])("is judged by max-age: %i ms old", async (ageMs, result) => {
    const story = await bare({ ageMs, maxAgeMs: HOUR_MS, fates: blind });
    expect(story.verdict.result).toBe(result);
    expect(story.record.subject).toMatchObject({ id: ID, reused: true });
  });

  test("is waited for while it is pending", async () => {
    const story = await bare({ ageMs: 120_000, course: { ...COMPLETED, inProgressMs: 180_000 } });
    expect(story.verdict.result).toBe("stale");
    expect(story.endedAtMs).toBeGreaterThan(60_000);
  });

  test("and a later poll shows it only", async () => {
    const bareRow = { create_time: null, complete_time: null, status: "in_progress" };
    const show: Fate = { ...WELL, edit: (body) => ({ ...body, ...bareRow }) };
    const story = await bare({ fates: { show: [show, WELL] } });
    expect(story.verdict.result).toBe("stale");
  });

  test("is judged by the last poll, too", async () => {
    const late = { kind: "status", status: 503, tookMs: 100 } as const;
    const fates = { ...blind, show: [late, late, late, late, WELL] };
    const more = { maxAgeMs: HOUR_MS, fates, random: () => 0 };
    const probe = await bare({ ageMs: 20 * 60_000, ...more });
    const shownMs = probe.got.filter(({ operation }) => operation === "show").at(-1)?.atMs ?? NaN;
    const story = await bare({ ageMs: 20 * 60_000, ...more, timeoutMs: shownMs + 101 });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story)).toEqual(operations(probe));
  });

  test("is timed-out if the last poll shows it pending", async () => {
    const story = await bare({
      ageMs: 60_000,
      course: PENDING,
      maxAgeMs: HOUR_MS,
      fates: blind,
      timeoutMs: 60_000,
    });
    expect(story.verdict).toMatchObject({
      result: "timed-out",
      message: expect.stringContaining("the backup is still in_progress") as string,
    });
  });

  test("aborts, and the listing shows ours: it is found, and no second one requested", async () => {
    const named = (): unknown => ({ id: ID, status: "requested" });
    const story = await runVirtually({
      timeoutMs: 600_000,
      maxAgeMs: 48 * HOUR_MS,
      prepare(host: Host, { id }: Install) {
        host.addBackup(id, {
          id: ID,
          ageMs: 24 * HOUR_MS,
          course: ABORTED,
          description: "Nightly",
        });
        host.course = { requestedMs: 1_000, inProgressMs: 20_000, ending: "completed" };
      },
      fates: {
        create: [{ ...WELL, edit: named }],
        list: [...Array<Fate>(3).fill(blind.list[0]), WELL],
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).slice(0, 6)).toEqual([
      "list",
      "list",
      "list",
      "create",
      "show",
      "list",
    ]);
    expect(operations(story).filter((operation) => operation === "create")).toHaveLength(1);
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });

  test("uses no retry if it is aborted", async () => {
    const fates = { list: [...Array<Fate>(3).fill(blind.list[0]), WELL] };
    const story = await bare({ ageMs: 120_000, course: ABORTED, maxAgeMs: HOUR_MS, fates });
    expect(story.verdict.result).toBe("completed");
    expect(story.emitted).not.toContain("recreating");
    expect(story.created).toHaveLength(1);
  });

  test("is not ours if only the listing that is read for its history shows that", async () => {
    const nothing = { create_time: null, complete_time: null, description: null };
    const pending: Fate = {
      ...WELL,
      edit: (body) => ({ ...body, ...nothing, status: "in_progress" }),
    };
    const completed: Fate = { ...WELL, edit: (body) => ({ ...body, ...nothing }) };
    const dated: Fate = {
      ...WELL,
      edit: (body) => ({ ...body, complete_time: null, description: null, status: "in_progress" }),
    };
    // The history is read after a first poll that shows the backup's age, which its own clock cannot prove.
    const first: Fate = { ...dated, isUndated: true };
    const story = await bare({ fates: { show: [first, pending, completed] } });
    expect(operations(story)).toContain("list");
    expect(story.verdict.result).toBe("stale");
  });
});
