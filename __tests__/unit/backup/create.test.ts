import { describe, expect, test } from "vitest";
import { Creation } from "../../../src/backup/create.ts";
import type { BackupEvent } from "../../../src/backup/events.ts";
import type { InstallId } from "../../../src/model/ids.ts";
import { CREATE_GRACE_MS } from "../../../src/schedule/last-seconds.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import type { CreateReply } from "../../../src/model/reply.ts";
import { apiOf, budgetOf, contextOf } from "../../support/context.ts";
import { backupOf, INSTALL_ID, SERVER_MS } from "../../support/fixtures.ts";
import { type Fate, holdVirtually, type Plan, specNew, WELL } from "../../support/virtual-api.ts";
import { down, lost, of, sends, SPACING_MS } from "./cases.ts";

describe("a request that is answered", () => {
  test("is sent once, and its backup is waited for", async () => {
    const story = await holdVirtually();
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0]);
    expect(of(story, "show")[0]?.atMs).toBe(SPACING_MS);
    expect(story.created).toHaveLength(1);
    expect(story.created[0]?.description).toBe("[gate 000001, run 1, attempt 1] Before a deploy");
    expect(story.record).toMatchObject({
      subject: { id: story.created[0]?.id, reused: false },
      unresolvedKey: undefined,
    });
  });

  test("may have no listener for what is sent", async () => {
    const backup = backupOf("requested");
    const sent: unknown[] = [];
    const context = contextOf<BackupEvent>({
      api: apiOf({
        createBackup(installId, body, options) {
          options.onSend?.();
          sent.push([installId, body, options]);
          return Promise.resolve({ kind: "accepted", backup, serverMs: SERVER_MS });
        },
      }),
    });
    const order = { installId: INSTALL_ID as InstallId, spec: specNew(), key: "00002a" };
    const created = await new Creation(order, new Set(), context).next();
    expect(created).toEqual({ source: "requested", backup, serverMs: SERVER_MS });
    expect(context.events).toEqual([
      { kind: "create-sent", key: "00002a" },
      { kind: "chosen", backup, source: "requested" },
    ]);
    const description = "[gate 00002a, run 1, attempt 1] Before a deploy";
    expect(sent).toMatchObject([
      [
        INSTALL_ID,
        { description, emails: ["a@example.com"] },
        { timeoutMs: 30_000, sendBy: 59_999, abortGraceMs: CREATE_GRACE_MS },
      ],
    ]);
  });

  test.each([
    [400, "rejected"],
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
    [422, "rejected"],
    [301, "rejected"],
    [307, "rejected"],
  ])("with %i: closed at once as %s", async (status, result) => {
    const story = await holdVirtually({
      fates: { create: [{ kind: "status", status, tookMs: 50 }] },
    });
    expect(story.verdict).toMatchObject({
      result,
      message: `Requesting a backup: The API answered ${status}. If a backup was created all the same, its description shows the key 000001.`,
    });
    expect(story.record.unresolvedKey).toBeUndefined();
    expect(story.endedAtMs).toBe(50);
    expect(story.got).toHaveLength(1);
  });
});

describe("a Retry-After on the acceptance", () => {
  const accepted = (retryAfterMs: number): Fate => ({ kind: "answered", tookMs: 50, retryAfterMs });

  test("is waited out before the first poll, which is no failed one", async () => {
    const story = await holdVirtually({ fates: { create: [accepted(10_000)] } });
    expect(of(story, "show")[0]?.atMs).toBe(10_050);
    expect(story.record).toMatchObject({ refused: 0, failed: 0 });
  });

  test("that is longer than the time left closes the gate, with the id", async () => {
    const story = await holdVirtually({
      fates: { create: [accepted(400_000)] },
      timeoutMs: 300_000,
    });
    expect(story.verdict.result).toBe("timed-out");
    expect(story.record.subject.id).toBe(story.created[0]?.id);
    expect(story.endedAtMs).toBe(50);
  });

  test("is nothing to a step that does not wait", async () => {
    const fates = { create: [accepted(400_000)] };
    const story = await holdVirtually({ fates, spec: specNew({ wait: false }) });
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
  ])("%s closes the gate", async (_, fate, endedAtMs, result) => {
    const story = await holdVirtually({ fates: { create: [fate] }, timeoutMs: 300_000 });
    expect(story.verdict.result).toBe(result);
    expect(story.endedAtMs).toBe(endedAtMs);
    expect(Math.max(...sends(story))).toBeLessThan(300_000);
    expect(story.record.unresolvedKey).toBeUndefined();
    expect(story.created).toEqual([]);
  });
});

describe("a request that could be sent again only after the deadline", () => {
  test.each<[string, Fate, string]>([
    ["429", { kind: "status", status: 429, tookMs: 10 }, "timed-out"],
    ["409", { kind: "status", status: 409, tookMs: 10 }, "unavailable"],
    ["refused", { kind: "refused", tookMs: 10 }, "unavailable"],
  ])("%s: it is not sent, and the step ends at once", async (_, fate, result) => {
    const story = await holdVirtually({ fates: { create: [fate] }, timeoutMs: 300_000 });
    expect(story.verdict.result).toBe(result);
    expect(story.verdict.message).toContain("The next try would be due after the timeout (5m).");
    expect(story.endedAtMs).toBeGreaterThan(240_000);
    expect(story.endedAtMs).toBe(story.heard.at(-1)?.atMs ?? NaN);
    expect(story.created).toEqual([]);
  });
});

describe("a backup that is in progress (409)", () => {
  const busy: Fate = { kind: "status", status: 409, tookMs: 10 };

  test("has the listing read before each further request", async () => {
    const story = await holdVirtually({ fates: { create: [busy, busy, WELL] }, random: () => 0 });
    expect(story.verdict.result).toBe("completed");
    expect(story.got.slice(0, 5).map(({ operation }) => operation)).toEqual([
      "create",
      "list",
      "create",
      "list",
      "create",
    ]);
    expect(story.created).toHaveLength(1);
  });

  test("is asked for again though the listing cannot be read", async () => {
    const list: Fate = { kind: "status", status: 403, tookMs: 10 };
    const story = await holdVirtually({ fates: { create: [busy, WELL], list: [list] } });
    expect(story.verdict.result).toBe("completed");
    const closed = await holdVirtually({
      fates: { create: [busy, WELL], list: [WELL, list] },
      maxAgeMs: 60_000,
    });
    expect(closed.verdict.result).toBe("unauthorized");
    expect(closed.created).toEqual([]);
  });

  test("is used if it is recent enough", async () => {
    const story = await holdVirtually({
      fates: { create: [busy] },
      maxAgeMs: 60_000,
      prepare: (host, { id }, clock) => {
        void clock.sleep(300, new AbortController().signal).then(() => host.addBackup(id));
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(story.record.subject.reused).toBe(true);
    expect(sends(story)).toHaveLength(1);
  });

  test("is the remedy's cause if it goes on", async () => {
    const story = await holdVirtually({ fates: { create: [busy] } });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "busy" });
    expect(story.verdict.message).toContain("Requesting a backup: The API answered 409.");
  });
});

describe("a 401 after a good reply", () => {
  const denied: Fate = { kind: "status", status: 401, tookMs: 10 };
  const listed = { maxAgeMs: 60_000, random: (): number => 0 };

  test("is asked again, and the backup is created", async () => {
    const story = await holdVirtually({ ...listed, fates: { create: [denied, WELL] } });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toHaveLength(2);
  });

  test("closes the gate once it has lasted 20 s, and gives the key", async () => {
    const story = await holdVirtually({ ...listed, fates: { create: [denied] } });
    expect(story.verdict.result).toBe("unauthorized");
    expect(story.verdict.message).toContain("The credentials had worked before in this step.");
    expect(story.verdict.message).toContain("its description shows the key 000001.");
    const [first = NaN, ...others] = sends(story);
    expect((others.at(-1) ?? NaN) - first).toBeGreaterThanOrEqual(20_000);
    expect((others.at(-1) ?? NaN) - first).toBeLessThan(20_500);
  });
});

describe("an acceptance that names somebody else's backup", () => {
  const foreign = (fields: Record<string, unknown>): Fate => ({
    ...WELL,
    edit: (body) => ({ ...body, ...fields }),
  });
  const old = { description: "Nightly", create_time: "2025-01-01T00:00:00Z" };
  const completed = { ...old, status: "completed" };

  test.each([true, false])("is stale without max-age, with its age: wait %j", async (wait) => {
    const story = await holdVirtually({
      spec: specNew({ wait }),
      fates: { create: [foreign(completed)], show: [foreign(completed)] },
    });
    expect(story.verdict.result).toBe("stale");
    expect(story.verdict.message).toMatch(
      /which this step did not request: it was (over 100 days|\d+d\d*h?) old then, and max-age is not set/,
    );
    expect(story.record.subject.reused).toBe(true);
  });

  test.each([
    [86_400_000, "stale"],
    [40_000_000_000, "completed"],
  ])("is judged by a max-age of %i ms: %s", async (maxAgeMs, result) => {
    const story = await holdVirtually({
      maxAgeMs,
      fates: { create: [foreign(completed)], show: [foreign(completed)] },
    });
    expect(story.verdict.result).toBe(result);
  });

  test.each([
    ["aborted", 40_000_000_000, "aborted"],
    ["in_progress", 40_000_000_000, "requested"],
    ["completed", 40_000_000_000, "completed"],
    ["in_progress", 1_000, "stale"],
    ["in_progress", undefined, "stale"],
  ])("without waiting, %s with a max-age of %j: %s", async (status, maxAgeMs, result) => {
    const fates = { create: [foreign({ ...old, status })], show: [foreign({ ...old, status })] };
    const story = await holdVirtually({ spec: specNew({ wait: false }), maxAgeMs, fates });
    expect(story.verdict.result).toBe(result);
  });
});

test.each([
  ["aborted", "aborted"],
  ["completed", "requested"],
  ["in_progress", "requested"],
])(
  "a step that does not wait for a backup that is accepted as %s is %s",
  async (status, result) => {
    const create: Fate = { ...WELL, edit: (body) => ({ ...body, status }) };
    const story = await holdVirtually({
      spec: specNew({ wait: false }),
      fates: { create: [create] },
    });
    expect(story.verdict.result).toBe(result);
    expect(of(story, "show")).toEqual([]);
  },
);

describe("a host that aborts", () => {
  const aborting: Plan["prepare"] = (host) => {
    host.course = { requestedMs: 1_000, inProgressMs: 4_000, ending: "aborted" };
  };

  test("closes the gate unless retries are asked for", async () => {
    const story = await holdVirtually({ prepare: aborting });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created).toHaveLength(1);
  });

  test("is asked again as often as the retries say, each time with a key of its own", async () => {
    const story = await holdVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 2 }),
    });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created.map(({ description }) => description.slice(6, 12))).toEqual([
      "000001",
      "000002",
      "000003",
    ]);
    expect(story.record.subject.id).toBe(story.created[2]?.id);
    expect(story.told.filter((kind) => kind === "recreating")).toHaveLength(2);
  });

  test("the first backup is not taken for that of a retry whose reply is lost", async () => {
    const story = await holdVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 1 }),
      fates: { create: [WELL, lost(20_000)] },
    });
    expect(story.created).toHaveLength(2);
    expect(story.record.subject.id).toBe(story.created[1]?.id);
  });

  test("at the deadline is not asked again, and the verdict is the abort", async () => {
    const story = await holdVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 3 }),
      timeoutMs: 5_200,
    });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created).toHaveLength(1);
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });

  test("and then refuses: the one that was aborted is not waited for", async () => {
    const forbidden: Fate = { kind: "status", status: 403, tookMs: 50 };
    const story = await holdVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 1 }),
      fates: { create: [WELL, forbidden] },
    });
    expect(story.verdict.result).toBe("unauthorized");
    expect(story.record.subject).toMatchObject({ id: undefined, backup: { status: "aborted" } });
  });

  test("within the same budget", async () => {
    const story = await holdVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 3 }),
      timeoutMs: 60_000,
    });
    expect(story.endedAtMs).toBeLessThan(62_000);
  });
});

describe("cancelled", () => {
  test("while the request is under way: its reply is given a second, so that the id is known", async () => {
    const create: Fate[] = [{ kind: "answered", tookMs: 1_500 }];
    const story = await holdVirtually({ fates: { create }, cancelAtMs: 600 });
    expect(story.verdict.result).toBe("cancelled");
    expect(story.record.subject.id).toBe(story.created[0]?.id);
    expect(story.endedAtMs).toBe(1_500);
  });

  test("while the request hangs: nobody knows, and the key is named", async () => {
    const create: Fate[] = [{ kind: "lost", tookMs: 20_000 }];
    const story = await holdVirtually({ fates: { create }, cancelAtMs: 600 });
    expect(story.verdict).toMatchObject({ result: "cancelled", cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(story.record.subject.id).toBeUndefined();
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

test("a create request that gets no permit in time does not hide the refusal before it", async () => {
  const replies: CreateReply[] = [
    { kind: "retryable", message: "The API answered 429", reason: "rate-limited" },
    { kind: "retryable", message: "not asked", reason: "not-sent", hasApiReplied: true },
  ];
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const context = contextOf<BackupEvent>({
    clock,
    budget: budgetOf({ timeoutMs: 2_000 }),
    api: apiOf({
      async createBackup() {
        const reply = replies.shift();
        if (replies.length === 0) await clock.sleep(2_000 - clock.now(), signal);
        return reply as CreateReply;
      },
    }),
  });
  const order = { installId: INSTALL_ID as InstallId, spec: specNew(), key: "00002a" };
  const creation = new Creation(order, new Set(), context);
  await expect(creation.next()).rejects.toHaveProperty("verdict", {
    result: "timed-out",
    message: "The time is up (timeout: 2s). Requesting a backup: The API answered 429.",
    cause: "rate-limit",
  });
});
