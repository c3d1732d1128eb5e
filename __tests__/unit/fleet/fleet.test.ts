import { describe, expect, test } from "vitest";
import { pollsDue, PRIOR } from "../../../src/schedule/cadence.ts";
import type { Target } from "../../../src/model/target.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type { Result } from "../../../src/model/verdict.ts";
import {
  ABORTING,
  COMPLETED,
  courses,
  createdOf,
  hold,
  HOUR_MS,
  installId,
  lastBegunAt,
  nameOf,
  on,
  requesting,
  type Setup,
  SLOW,
  SPACING_MS,
} from "../../support/fleet-cases.ts";
import type { Operation } from "../../../simulator/wpengine/faults.ts";
import type { Course, Host } from "../../../simulator/wpengine/host.ts";
import {
  type Body,
  type Fate,
  type FleetPlan,
  type FleetStory,
  type Got,
  WELL,
  specNew,
} from "../../support/virtual-api.ts";

const status = (code: number, more: Partial<Fate> = {}): Fate => ({
  kind: "status",
  status: code,
  tookMs: 50,
  ...more,
});

/** A backup of the install that is given. */
const given = (host: Host, index: number, backup: Parameters<Host["addBackup"]>[1]): Target => {
  host.addInstall(nameOf(index), installId(index));
  const { id } = host.addBackup(installId(index), backup);
  return {
    install: { id: installId(index) },
    spec: { kind: "existing", backupId: id as BackupId },
  };
};

/** Installs of which a backup of this age and course is given each. */
const giving =
  (count: number, backup: Parameters<Host["addBackup"]>[1]) =>
  (host: Host): Target[] =>
    Array.from({ length: count }, (_, index) => given(host, index, backup));

const ofInstall = ({ got }: FleetStory, index: number): Got[] =>
  got.filter((request) => request.installId === installId(index));
const results = ({ records }: FleetStory): (Result | undefined)[] =>
  records.map(({ ended }) => ended?.verdict.result);
const causes = ({ records }: FleetStory): unknown[] =>
  records.map(({ ended }) => ended?.verdict.cause);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe("a fleet", () => {
  test("has each of its backups requested once, waited for, and is completed with the last", async () => {
    const quick: Course = { requestedMs: 1_000, inProgressMs: 60_000, ending: "completed" };
    const story = await hold({
      prepare: requesting(5, undefined, (host) => (host.course = quick)),
    });
    expect(story.verdict).toEqual({
      result: "completed",
      message: "All 5 backups are completed.",
    });
    expect(on(story, "create").map(({ installId: id, atMs }) => [id, atMs])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [installId(index), index * SPACING_MS]),
    );
    expect(story.endedAtMs).toBe(
      Math.max(...story.records.map(({ ended }) => ended?.endedAt ?? Infinity)),
    );
    for (const [index, { subject }] of story.records.entries()) {
      const [created] = createdOf(story, index);
      expect(subject).toMatchObject({ id: created?.id, backup: { status: "completed" } });
    }
  });

  test("asks never faster than five times a second", async () => {
    const story = await hold({
      prepare: requesting(60, undefined, (host) => {
        host.course = { requestedMs: 1_000, inProgressMs: 20_000, ending: "completed" };
      }),
    });
    expect(story.verdict.result).toBe("completed");
    const gaps = story.got
      .slice(1)
      .map(({ atMs }, index) => atMs - (story.got[index]?.atMs ?? NaN));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SPACING_MS - 1e-6);
  });

  test("has its own history read of each install", async () => {
    const past: Course = { requestedMs: 0, inProgressMs: 100_000, ending: "completed" };
    const story = await hold({
      prepare: requesting(3, undefined, (host) => {
        host.addBackup(installId(1), { ageMs: 5 * HOUR_MS, course: past });
        host.course = past;
      }),
    });
    expect(story.records.map(({ estimate }) => estimate?.pastBackups)).toEqual([0, 1, 0]);
    expect(story.verdict.result).toBe("completed");
  });

  test.each([
    ["of two backups has two seconds", [0, 0]],
    ["of one alone may take longer, for it keeps no other waiting", [1]],
  ])("the history %s", async (_, pastBackups) => {
    const story = await hold({
      timeoutMs: 20_000,
      prepare: (host) =>
        pastBackups.map((_past, index) => {
          const target = given(host, index, { ageMs: 60_000, course: SLOW });
          host.addBackup(installId(index), { ageMs: HOUR_MS, course: COMPLETED });
          return target;
        }),
      fateOf: ({ operation }) => (operation === "list" ? { ...WELL, tookMs: 2_500 } : undefined),
    });
    expect(story.records.map(({ estimate }) => estimate?.pastBackups)).toEqual(pastBackups);
  });

  const moments = [0, 600_000, 1_200_000];
  test.each([
    ["the request for a backup: twice as much after ten minutes", requesting(2), [2.5, 5, 7.5]],
    [
      "the first look at one that is given: as if it had been created as the step began",
      giving(2, { course: SLOW }),
      moments.map(pollsDue(PRIOR, 0)),
    ],
  ])("how much is wanted %s", async (_, prepare, looks) => {
    const wanted: number[][] = [];
    await hold({
      prepare,
      timeoutMs: 10_000,
      transport(request) {
        wanted.push(moments.map(request.priority));
        return Promise.resolve({ kind: "unanswered", fault: "gone", hopeless: true, unsent: true });
      },
    });
    expect(wanted[0]).toEqual(looks);
  });
});

describe("backups that are given", () => {
  const firstsOf = (story: FleetStory, count: number): unknown[] =>
    Array.from({ length: count }, (_, index) => ofInstall(story, index)[0]?.operation);

  test("that are mostly pending have their histories read first, which may show one to be over", async () => {
    const story = await hold({
      timeoutMs: 60_000,
      prepare: (host) =>
        Array.from({ length: 30 }, (_, index) =>
          given(host, index, { ageMs: 60_000, course: index === 28 ? COMPLETED : SLOW }),
        ),
    });
    const firsts = firstsOf(story, 30);
    expect(firsts.slice(0, 8)).toEqual(times(8, "show"));
    expect(firsts.slice(10)).toEqual(times(20, "list"));
    expect(results(story)[28]).toBe("completed");
    // It is most urgent to look at the one that is listed as completed: only a look can tell.
    const [listed, looked, ...more] = ofInstall(story, 28);
    expect(more).toEqual([]);
    expect(looked?.operation).toBe("show");
    expect((looked?.atMs ?? NaN) - (listed?.atMs ?? NaN)).toBeLessThanOrEqual(2 * SPACING_MS);
  });

  test("that are mostly completed are looked at alone", async () => {
    const story = await hold({
      prepare: (host) =>
        Array.from({ length: 30 }, (_, index) =>
          given(host, index, {
            ageMs: 60_000,
            course: index % 3 === 0 ? { ...SLOW, inProgressMs: 90_000 } : COMPLETED,
          }),
        ),
    });
    expect(story.verdict.result).toBe("completed");
    expect(firstsOf(story, 30)).toEqual(times(30, "show"));
    expect(new Set(on(story, "list").map(({ installId: id }) => id)).size).toBe(10);
  });
});

describe("fail-fast", () => {
  test("closes at once: all others are cut short, and nothing more is asked", async () => {
    const story = await hold({ prepare: requesting(5, undefined, courses({ 2: ABORTING })) });
    expect(results(story)).toEqual(["cancelled", "cancelled", "aborted", "cancelled", "cancelled"]);
    expect(causes(story)).toEqual(["fail-fast", "fail-fast", undefined, "fail-fast", "fail-fast"]);
    expect(story.records[0]?.ended?.verdict.message).toBe(
      `The gate closed before this backup came to its end: that of install ${installId(2)} is aborted.`,
    );
    expect(story.verdict).toMatchObject({
      result: "aborted",
      message: "1 of 5 backups failed, and 4 were cut short by that (fail-fast).",
    });
    const closedAt = story.records[2]?.ended?.endedAt ?? NaN;
    expect(lastBegunAt(story)).toBeLessThanOrEqual(closedAt);
    expect(story.endedAtMs).toBe(closedAt);
    // Their ids are known all the same, for whoever wants to wait on.
    expect(story.records.map(({ subject }) => subject.id)).toEqual(
      [0, 1, 2, 3, 4].map((index) => createdOf(story, index)[0]?.id),
    );
  });

  test("is tripped by a request that is refused for good", async () => {
    const story = await hold({
      prepare: requesting(60, undefined, courses({})),
      fateOf: ({ operation, installId: id }) =>
        operation === "create" && id === installId(9) ? status(403) : undefined,
    });
    expect(on(story, "create")).toHaveLength(10);
    expect(story.endedAtMs).toBe(9 * SPACING_MS + 50);
    expect(results(story)).toEqual([
      ...times(9, "cancelled"),
      "unauthorized",
      ...times(50, "cancelled"),
    ]);
    expect(story.verdict.message).toBe(
      "1 of 60 backups failed, and 59 were cut short by that (fail-fast).",
    );
  });

  test("leaves those as they are that have ended before", async () => {
    const story = await hold({
      prepare: (host) => [
        given(host, 0, { ageMs: HOUR_MS, course: COMPLETED }),
        given(host, 1, { ageMs: 0, course: SLOW }),
        given(host, 2, { ageMs: 0, course: ABORTING }),
      ],
    });
    expect(results(story)).toEqual(["completed", "cancelled", "aborted"]);
    expect(story.verdict.message).toBe(
      "1 of 3 backups failed, and 1 was cut short by that (fail-fast).",
    );
  });

  test("that is off sees all to their ends", async () => {
    const late: Course = { requestedMs: 1_000, inProgressMs: 400_000, ending: "completed" };
    const story = await hold({
      failFast: false,
      prepare: requesting(
        4,
        undefined,
        courses({ 0: late, 1: ABORTING, 3: { ...late, ending: "aborted" } }, COMPLETED),
      ),
    });
    expect(results(story)).toEqual(["completed", "aborted", "completed", "aborted"]);
    expect(causes(story)).toEqual(times(4, undefined));
    expect(story.verdict).toMatchObject({ result: "aborted", message: "2 of 4 backups failed." });
    expect(story.endedAtMs).toBeGreaterThan(400_000);
  });

  test("is not tripped by an abort with retries left, which count for each install", async () => {
    const thenWell: Setup = (host, clock) => {
      courses({ 1: ABORTING }, COMPLETED)(host, clock);
      void clock.sleep(3_000, new AbortController().signal).then(() => host.courses.clear());
    };
    const story = await hold({ prepare: requesting(3, specNew({ abortRetries: 1 }), thenWell) }, 2);
    expect(results(story)).toEqual(times(3, "completed"));
    expect([0, 1, 2].map((index) => createdOf(story, index).length)).toEqual([1, 2, 1]);
    expect(story.records[1]?.subject.id).toBe(createdOf(story, 1)[1]?.id);
  });

  test("is tripped by an abort once its install has no retries left", async () => {
    const story = await hold(
      {
        prepare: requesting(3, specNew({ abortRetries: 2 }), courses({ 0: ABORTING, 2: ABORTING })),
        failFast: false,
        timeoutMs: 120_000,
      },
      3,
    );
    expect(results(story)).toEqual(["aborted", "timed-out", "aborted"]);
    expect([0, 1, 2].map((index) => createdOf(story, index).length)).toEqual([3, 1, 3]);
    const fast = await hold(
      { prepare: requesting(3, specNew({ abortRetries: 1 }), courses({ 0: ABORTING })) },
      2,
    );
    expect(results(fast)).toEqual(["aborted", "cancelled", "cancelled"]);
    expect([0, 1, 2].map((index) => createdOf(fast, index).length)).toEqual([2, 1, 1]);
  });
});

describe("a request for a backup that is under way when the gate closes", () => {
  /** The first one's backup is aborted, which is seen at 300 ms; the request of the second one begins at 200 ms. */
  const closing = (create: Fate): FleetPlan => ({
    prepare(host, clock) {
      const [, ...others] = requesting(3)(host, clock);
      return [given(host, 0, { ageMs: HOUR_MS, course: ABORTING }), ...others];
    },
    fateOf({ operation }) {
      return operation === "show" ? { ...WELL, tookMs: 300 } : create;
    },
  });

  test("has a second to be answered, so that its id is known", async () => {
    const story = await hold(closing({ ...WELL, tookMs: 1_000 }));
    expect(results(story)).toEqual(["aborted", "cancelled", "cancelled"]);
    expect(causes(story)).toEqual([undefined, "fail-fast", "fail-fast"]);
    expect(story.got.map(({ operation, atMs }) => [operation, atMs])).toEqual([
      ["show", 0],
      ["create", 200],
    ]);
    expect(story.records[1]?.subject.id).toBe(createdOf(story, 1)[0]?.id);
    expect(story.endedAtMs).toBe(1_200);
  });

  test("has no more than that: then its key is told", async () => {
    const story = await hold(closing({ ...WELL, tookMs: 1_200 }));
    expect(story.endedAtMs).toBe(1_300);
    expect(story.records[1]?.subject.id).toBeUndefined();
    expect(story.records[1]?.ended?.verdict).toMatchObject({
      result: "cancelled",
      cause: "fail-fast",
      message: expect.stringContaining("key 000001") as string,
    });
    expect(results(story)).toEqual(["aborted", "cancelled", "cancelled"]);
    expect(story.verdict.result).toBe("aborted");
  });
});

describe("a refusal", () => {
  const forbidden =
    (operation: Operation, index: number): NonNullable<FleetPlan["fateOf"]> =>
    (asked) =>
      asked.operation === operation && asked.installId === installId(index)
        ? status(403)
        : undefined;

  test.each(["create", "show"] as const)(
    "403 on the %s of one install is its own, while others are completed",
    async (operation) => {
      const story = await hold({
        failFast: false,
        prepare: requesting(4),
        fateOf: forbidden(operation, 1),
      });
      expect(results(story)).toEqual(["completed", "unauthorized", "completed", "completed"]);
      expect(story.verdict).toMatchObject({
        result: "unauthorized",
        message: "1 of 4 backups failed.",
      });
    },
  );

  test.each<[string, Operation, Partial<FleetPlan>]>([
    ["the name of an install is looked up", "installs", {}],
    ["a recent backup is looked for", "list", { maxAgeMs: HOUR_MS }],
    ["a backup is requested", "create", {}],
    ["a backup is looked at", "show", {}],
  ])("401 where %s is everyone's at once, without fail-fast too", async (_, operation, more) => {
    for (const failFast of [false, true]) {
      let refusedAt = NaN;
      const story = await hold({
        ...more,
        failFast,
        prepare: (host, clock) =>
          requesting(
            30,
            undefined,
            courses({}),
          )(host, clock).map((target, index) =>
            operation === "installs" ? { ...target, install: { name: nameOf(index) } } : target,
          ),
        fateOf(asked) {
          // of all creations and looks, that of the fifth install
          const isIt = operation === "installs" || asked.installId === installId(4);
          if (asked.operation !== operation || !isIt) return undefined;
          refusedAt = asked.atMs + 50;
          return status(401);
        },
      });
      expect(results(story)).toEqual(times(30, "unauthorized"));
      expect(causes(story)).toEqual(times(30, undefined));
      expect(story.verdict).toMatchObject({
        result: "unauthorized",
        message: "30 of 30 backups failed.",
      });
      expect(lastBegunAt(story)).toBeLessThanOrEqual(refusedAt);
      expect(story.endedAtMs).toBe(refusedAt);
    }
  });

  test("401 leaves those completed that were", async () => {
    const story = await hold({
      failFast: false,
      prepare: (host) => [
        given(host, 0, { ageMs: HOUR_MS, course: COMPLETED }),
        given(host, 1, { ageMs: HOUR_MS, course: SLOW }),
        given(host, 2, { ageMs: HOUR_MS, course: SLOW }),
      ],
      fateOf: ({ installId: id }) => (id === installId(2) ? status(401) : undefined),
    });
    expect(results(story)).toEqual(["completed", "unauthorized", "unauthorized"]);
  });
});

describe("a Retry-After", () => {
  const TOO_LONG_MS = 2 * HOUR_MS;
  const hints: [string, Operation, Fate][] = [
    ["a 429", "show", status(429)],
    ["a 503", "show", status(503)],
    ["a look at a pending backup", "show", WELL],
    ["the acceptance of a request", "create", WELL],
    ["a 429 to a request", "create", status(429)],
    ["the history of an install", "list", WELL],
    ["a 429 to a history", "list", status(429)],
  ];
  /** The third install's first answer of that operation asks for quiet. */
  const hinting =
    (operation: Operation, fate: Fate, retryAfterMs: number): NonNullable<FleetPlan["fateOf"]> =>
    (asked) =>
      asked.operation === operation && asked.installId === installId(2) && asked.nth === 0
        ? { ...fate, retryAfterMs }
        : undefined;
  const hintedAt = ({ heard }: FleetStory): number =>
    heard.find(({ answer }) => answer.retryAt !== undefined)?.atMs ?? NaN;

  test.each(hints)(
    "on %s: no request of any gate before it has passed",
    async (_, operation, fate) => {
      const story = await hold(
        {
          prepare: requesting(12, undefined, (host) => {
            host.course = { requestedMs: 1_000, inProgressMs: 90_000, ending: "completed" };
          }),
          fateOf: hinting(operation, fate, 45_000),
        },
        2,
      );
      expect(story.verdict.result).toBe("completed");
      const from = hintedAt(story);
      expect(from).toBeGreaterThan(0);
      const during = story.got.filter(({ atMs }) => atMs > from && atMs < from + 45_000);
      expect(during).toEqual([]);
      expect(story.got.some(({ atMs }) => atMs === from + 45_000)).toBe(true);
    },
  );

  test.each(hints)(
    "on %s that is longer than the time left closes everyone at once",
    async (_, operation, fate) => {
      const story = await hold({
        failFast: false,
        prepare: requesting(12, undefined, courses({})),
        fateOf: hinting(operation, fate, TOO_LONG_MS),
      });
      const from = hintedAt(story);
      expect(from).toBeGreaterThan(0);
      expect(results(story)).toEqual(times(12, "timed-out"));
      expect(story.verdict.result).toBe("timed-out");
      expect(story.verdict.message).toBe("12 of 12 backups failed.");
      expect(lastBegunAt(story)).toBeLessThanOrEqual(from);
      // A request for a backup that is under way has a second more.
      expect(story.endedAtMs).toBeLessThanOrEqual(from + 1_000);
    },
  );

  test("on the look that sees one completed, longer than the time left, closes all others at once", async () => {
    const story = await hold({
      failFast: false,
      prepare: (host) => [
        // It is looked at once a minute.
        given(host, 0, { ageMs: 5 * HOUR_MS, course: SLOW }),
        given(host, 1, { course: { requestedMs: 0, inProgressMs: 5_000, ending: "completed" } }),
      ],
      fateOf: ({ operation, installId: id, nth }) =>
        operation === "show" && id === installId(1) && nth > 0
          ? { ...WELL, retryAfterMs: TOO_LONG_MS }
          : undefined,
    });
    expect(results(story)).toEqual(["timed-out", "completed"]);
    expect(hintedAt(story)).toBeGreaterThan(5_000);
    expect(story.endedAtMs).toBe(hintedAt(story));
  });
});

describe("names", () => {
  const named =
    (...names: readonly string[]) =>
    (host: Host): Target[] => {
      for (let index = 0; index < 150; index += 1) host.addInstall(nameOf(index), installId(index));
      host.course = COMPLETED;
      return names.map((name) => ({ install: { name }, spec: specNew() }));
    };

  test("are looked up in one reading of the listing, of as many pages as it needs", async () => {
    const story = await hold({ prepare: named("site140", "site3", "site99", "site149") });
    expect(story.verdict.result).toBe("completed");
    expect(on(story, "installs").map(({ path }) => path)).toEqual([
      "/v1/installs?limit=100",
      "/v1/installs?limit=100&offset=100",
    ]);
    expect(story.records.map((record) => record.installId)).toEqual(
      [140, 3, 99, 149].map(installId),
    );
    const early = await hold({ prepare: named("site3", "site99") });
    expect(on(early, "installs")).toHaveLength(1);
  });

  test("are told to be found, which ids are not", async () => {
    const story = await hold({
      prepare: (host) => [
        ...named("site3")(host),
        { install: { id: installId(99) }, spec: specNew() },
      ],
    });
    expect(story.progress.filter(({ kind }) => kind === "install-found")).toEqual([
      { kind: "install-found", install: { id: installId(3), name: "site3" } },
    ]);
  });

  test("one that nobody knows is its own failure", async () => {
    const story = await hold({
      failFast: false,
      prepare: named("site140", "sight3", "site99", "?"),
    });
    expect(results(story)).toEqual(["completed", "not-found", "completed", "not-found"]);
    expect(causes(story)).toEqual([undefined, "no-such-name", undefined, "no-such-name"]);
    expect(story.records[1]?.ended?.verdict.message).toContain('of the name "sight3"');
    expect(story.records[3]?.ended?.verdict.message).toContain('of the name "?"');
    expect(on(story, "installs")).toHaveLength(2);
  });

  test.each([
    ["first", ["nobody", "site1", "site2"]],
    ["last", ["site1", "site2", "nobody"]],
  ])(
    "one that nobody knows closes the gate before any backup is requested: %s",
    async (_, names) => {
      const story = await hold({ prepare: named(...names) });
      expect(story.verdict).toMatchObject({ result: "not-found", cause: "no-such-name" });
      expect(on(story, "create")).toEqual([]);
      expect(results(story)).toEqual(
        names.map((name) => (name === "nobody" ? "not-found" : "cancelled")),
      );
      expect(causes(story)).toEqual(
        names.map((name) => (name === "nobody" ? "no-such-name" : "fail-fast")),
      );
      expect(story.endedAtMs).toBe(SPACING_MS + 50); // with the second page
    },
  );

  test("that cannot be looked up are everyone's failure", async () => {
    const story = await hold({
      failFast: false,
      prepare: named("site1", "site2"),
      fates: { installs: [status(403)] },
    });
    expect(results(story)).toEqual(["unauthorized", "unauthorized"]);
    expect(story.got).toHaveLength(1);
  });
});

describe("a lost request among many", () => {
  test("is found again by its own key, and never sent twice", async () => {
    const story = await hold({
      prepare: requesting(8),
      fateOf: ({ operation, installId: id }) =>
        operation === "create" && [installId(3), installId(5)].includes(id as InstallId)
          ? { kind: "lost", tookMs: 100, bornInMs: 3_000 }
          : undefined,
    });
    expect(story.verdict.result).toBe("completed");
    const keys = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => {
      const [created, ...more] = createdOf(story, index);
      expect(more).toEqual([]);
      expect(story.records[index]?.subject.id).toBe(created?.id);
      return created?.description.slice(-7, -1);
    });
    expect(new Set(keys).size).toBe(8);
    expect(story.told.filter((kind) => kind === "reply-lost")).toHaveLength(2);
  });

  test("is looked for among those of its install alone", async () => {
    const story = await hold(
      {
        failFast: false,
        timeoutMs: 100_000,
        prepare: requesting(4),
        fateOf: ({ operation, installId: id, nth }) =>
          operation === "create" && id === installId(2) && nth === 0
            ? { kind: "swallowed", tookMs: 100 }
            : undefined,
      },
      2,
    );
    // 35 s later, and with the key it was first sent with
    expect(ofInstall(story, 2).filter(({ operation }) => operation === "create")).toHaveLength(2);
    expect(createdOf(story, 2).map(({ description }) => description.slice(-7))).toEqual([
      "000003)",
    ]);
    expect(story.verdict.result).toBe("completed");
  });
});

describe("max-age", () => {
  /** The first good answer comes at 50 ms. */
  const exactly: Parameters<Host["addBackup"]>[1] = { ageMs: HOUR_MS - 50, course: COMPLETED };

  test("is taken as of the first good answer, however long the queue is", async () => {
    const story = await hold({ maxAgeMs: HOUR_MS, prepare: giving(300, exactly) });
    expect(results(story)).toEqual(times(300, "completed"));
    expect(story.endedAtMs).toBe(299 * SPACING_MS + 50);
  });

  test("a millisecond more is too old, for the first as for the last", async () => {
    const older = { ...exactly, ageMs: HOUR_MS - 49 };
    const story = await hold({ maxAgeMs: HOUR_MS, failFast: false, prepare: giving(30, older) });
    expect(results(story)).toEqual(times(30, "stale"));
  });

  test("an answer that is none does not count", async () => {
    const [well, bad]: Fate[] = [WELL, status(503)];
    const story = await hold({
      maxAgeMs: HOUR_MS,
      prepare: giving(3, { ...exactly, ageMs: HOUR_MS - SPACING_MS - 50 }),
      fates: { show: [bad as Fate, well as Fate] },
    });
    expect(results(story)).toEqual(times(3, "completed"));
  });

  test("of listed ones is taken as of it too: none is requested", async () => {
    const story = await hold({
      maxAgeMs: HOUR_MS,
      prepare: requesting(40, undefined, (host) => {
        for (let index = 0; index < 40; index += 1) host.addBackup(installId(index), exactly);
      }),
    });
    expect(story.verdict.result).toBe("completed");
    expect(on(story, "create")).toEqual([]);
    expect(story.records.every(({ subject }) => subject.reused)).toBe(true);
  });
});

describe("the deadline", () => {
  test.each([
    [20, 120_000, giving(20, { ageMs: 100_000, course: SLOW })],
    [60, 300_000, giving(60, { ageMs: 100_000, course: SLOW })],
    [100, 300_000, requesting(100, undefined, courses({}))],
  ])("has all %i looked at once more just before it", async (count, timeoutMs, prepare) => {
    const story = await hold({ timeoutMs, prepare });
    expect(results(story)).toEqual(times(count, "timed-out"));
    const windowMs = (count - 1) * SPACING_MS;
    const lastLooks = Array.from({ length: count }, (_, index) => {
      const looks = ofInstall(story, index).filter(({ operation }) => operation === "show");
      return looks.at(-1)?.atMs ?? NaN;
    });
    expect(Math.min(...lastLooks)).toBeGreaterThanOrEqual(timeoutMs - windowMs - 1e-6);
    expect(Math.max(...lastLooks)).toBeLessThanOrEqual(timeoutMs + 100);
    expect(lastBegunAt(story)).toBeLessThanOrEqual(timeoutMs + 100);
    expect(story.endedAtMs).toBeLessThanOrEqual(timeoutMs + 1_500);
  });

  test("counts those that have ended no more: the others have their last looks later", async () => {
    const story = await hold({
      timeoutMs: 120_000,
      failFast: false,
      prepare: (host) =>
        Array.from({ length: 100 }, (_, index) =>
          given(host, index, { ageMs: HOUR_MS, course: index < 95 ? COMPLETED : SLOW }),
        ),
    });
    const last = [95, 96, 97, 98, 99].map((index) => ofInstall(story, index).at(-1)?.atMs ?? NaN);
    expect(Math.min(...last)).toBeGreaterThanOrEqual(120_000 - 4 * SPACING_MS);
    expect(results(story).slice(95)).toEqual(times(5, "timed-out"));
  });

  test("before the queue has come to its end: what was not asked is not completed", async () => {
    const story = await hold({
      timeoutMs: 10_000,
      prepare: giving(100, { ageMs: HOUR_MS, course: COMPLETED }),
    });
    expect(story.verdict.result).toBe("timed-out");
    expect(results(story)).toEqual([...times(51, "completed"), ...times(49, "timed-out")]);
    expect(story.got).toHaveLength(51);
    expect(lastBegunAt(story)).toBe(10_000);
  });

  test("before all are requested: no more is requested from then on", async () => {
    const story = await hold({
      timeoutMs: 10_000,
      prepare: requesting(100, undefined, courses({})),
    });
    expect(results(story)).toEqual(times(100, "timed-out"));
    expect(Math.max(...on(story, "create").map(({ atMs }) => atMs))).toBeLessThan(10_000);
    const ids = story.records.map(({ subject }) => subject.id).filter((id) => id !== undefined);
    expect(ids).toHaveLength(on(story, "create").length);
  });
});

describe("a step that does not wait", () => {
  test("requests all, and looks at none", async () => {
    const story = await hold({ prepare: requesting(20, specNew({ wait: false })) });
    expect(results(story)).toEqual(times(20, "requested"));
    expect(story.verdict.result).toBe("requested");
    expect(story.got.map(({ operation }) => operation)).toEqual(times(20, "create"));
    expect(story.endedAtMs).toBe(19 * SPACING_MS + 50);
    expect(story.records.map(({ subject }) => subject.id)).toEqual(
      Array.from({ length: 20 }, (_, index) => createdOf(story, index)[0]?.id),
    );
  });

  test("reuses a recent one that is completed, which a look has to show", async () => {
    const story = await hold({
      maxAgeMs: HOUR_MS,
      prepare: requesting(3, specNew({ wait: false }), (host) => {
        host.addBackup(installId(1), { ageMs: 60_000, course: COMPLETED });
        host.addBackup(installId(2), { ageMs: 60_000, course: SLOW });
      }),
    });
    expect(results(story)).toEqual(["requested", "completed", "requested"]);
    expect(story.records.map(({ subject }) => subject.reused)).toEqual([false, true, true]);
    expect(story.verdict.message).toMatch(/^Requested and not yet completed: 2 of 3 backups\./);
  });
});

describe("cancelled", () => {
  test("while it waits: all are, and nothing more is asked", async () => {
    const story = await hold({
      prepare: requesting(40, undefined, courses({})),
      cancelAtMs: 4_090,
    });
    expect(results(story)).toEqual(times(40, "cancelled"));
    expect(causes(story)).toEqual(times(40, undefined));
    expect(story.verdict.result).toBe("cancelled");
    expect(story.verdict.cause).toBeUndefined();
    expect(story.records[39]?.ended?.verdict.message).toBe("The step was cancelled (SIGTERM).");
    expect(story.endedAtMs).toBe(4_090);
    expect(lastBegunAt(story)).toBe(4_000);
  });

  test("just after the deadline: so are those that have not been begun with", async () => {
    const story = await hold({
      timeoutMs: 450,
      prepare: giving(6, { ageMs: HOUR_MS, course: COMPLETED }),
      cancelAtMs: 500,
    });
    expect(results(story)).toEqual([...times(3, "completed"), ...times(3, "cancelled")]);
    expect(story.got).toHaveLength(3);
  });
});

describe("what goes wrong in one place", () => {
  const lost: Fate = { kind: "swallowed", tookMs: 30_000 };
  const quick: Course = { requestedMs: 0, inProgressMs: 4_000, ending: "completed" };

  test("nothing is begun by the answer that closes the gate, though it frees a place", async () => {
    const story = await hold({
      prepare: requesting(20, undefined, courses({})),
      fateOf: ({ operation, installId: id }) => {
        if (operation !== "create") return undefined;
        return id === installId(3) ? status(403, { tookMs: 2_600 }) : { ...WELL, tookMs: 2_600 };
      },
    });
    expect(story.verdict.result).toBe("unauthorized");
    const closedAt = story.records[3]?.ended?.endedAt ?? NaN;
    expect(on(story, "create").filter(({ atMs }) => atMs >= closedAt)).toEqual([]);
  });

  test("listings that hang cost no backup its look", async () => {
    const story = await hold({
      prepare: giving(16, { course: quick }),
      timeoutMs: 30_000,
      fateOf: ({ operation }) => (operation === "list" ? lost : undefined),
    });
    expect(story.verdict.result).toBe("completed");
  });

  test("backups that hang come after those that are well, however many they are", async () => {
    const story = await hold({
      prepare: giving(40, { course: quick, ageMs: 15_000 }),
      timeoutMs: 100_000,
      failFast: false,
      fateOf: ({ installId: id }) =>
        times(30, 0).some((_, index) => id === installId(index)) ? lost : undefined,
    });
    expect(results(story).slice(30)).toEqual(times(10, "completed"));
    expect(new Set(results(story).slice(0, 30))).toEqual(new Set(["unavailable"]));
    for (const { ended } of story.records.slice(30)) expect(ended?.endedAt).toBeLessThan(60_000);
  });

  test.each([
    ["given", giving(30, { course: quick }), 20_000],
    ["given, begun with or not", giving(30, { course: quick }), 10_000],
    ["requested", requesting(30), 20_000],
  ] as const)(
    "an API that never answers is unavailable to all that are %s",
    async (_, prepare, timeoutMs) => {
      const story = await hold({
        prepare,
        timeoutMs,
        failFast: false,
        fateOf: () => lost,
      });
      expect(story.verdict.result).toBe("unavailable");
      expect(new Set(results(story))).toEqual(new Set(["unavailable"]));
      expect(causes(story)).not.toContain("rate-limit");
    },
  );

  test("what is said of one alone is not said of the others that it closes", async () => {
    const story = await hold({
      prepare: requesting(3, undefined, courses({})),
      fateOf: ({ operation, installId: id }) =>
        operation === "create" && id === installId(1)
          ? status(504, { retryAfterMs: 2 * HOUR_MS })
          : undefined,
    });
    const messages = story.records.map(({ ended }) => ended?.verdict.message);
    expect(results(story)).toEqual(["timed-out", "unavailable", "timed-out"]);
    expect(messages[0]).toMatch(/^The API asked for no request within 2h \(Retry-After\)/);
    expect(messages[1]).toContain("was lost");
    expect(messages[2]).toMatch(/^The API asked for no request within/);
  });

  test("a request that was under way when another's failure closed the gate is no failure more", async () => {
    const story = await hold({
      prepare: requesting(4, undefined, courses({})),
      fateOf: ({ operation, installId: id }) => {
        if (operation !== "create") return undefined;
        return id === installId(0) ? status(403, { tookMs: 500 }) : { ...WELL, tookMs: 5_000 };
      },
    });
    expect(story.verdict.message).toBe(
      "1 of 4 backups failed, and 3 were cut short by that (fail-fast).",
    );
    expect(story.records[1]?.ended?.verdict.message).toContain("with the key 000002");
  });

  test("a cancelled run tells how many were completed, and not that any had failed", async () => {
    const story = await hold({
      prepare: requesting(3, undefined, courses({ 0: quick })),
      cancelAtMs: 60_000,
    });
    expect(story.verdict).toEqual({
      result: "cancelled",
      message: "The step was cancelled (SIGTERM). By then 1 of 3 backups were completed.",
    });
  });

  test("a backup that was made while the step was busy elsewhere is fresh", async () => {
    const story = await hold({
      maxAgeMs: HOUR_MS,
      prepare: requesting(2, undefined, (host, clock) => {
        void clock.sleep(400_000, new AbortController().signal).then(() => {
          host.addBackup(installId(1), { course: { ...quick, inProgressMs: 0 } });
        });
      }),
      fateOf: ({ operation, installId: id, atMs }) =>
        operation === "list" && id === installId(1) && atMs < 410_000
          ? status(429, { retryAfterMs: 410_000 })
          : undefined,
    });
    expect(story.verdict.result).toBe("completed");
    expect(on(story, "create").map(({ installId: id }) => id)).toEqual([installId(0)]);
  });
});

describe("names", () => {
  const named =
    (names: readonly string[], installs: number) =>
    (host: Host): Target[] => {
      for (let index = 0; index < installs; index += 1) {
        host.addInstall(nameOf(index), installId(index));
      }
      return names.map((name) => ({ install: { name }, spec: specNew() }));
    };
  const row = (index: number, name = nameOf(index)): Body =>
    ({ id: installId(index), name }) as unknown as Body;

  test("are looked for on all pages, also where a page shows one again", async () => {
    let pages = 0;
    const story = await hold({
      prepare: named(["site50", "site240"], 250),
      fateOf: ({ operation }) => {
        if (operation !== "installs") return undefined;
        pages += 1;
        // Between the first page and the second one an install has come to the front of the listing.
        if (pages !== 2) return undefined;
        return {
          ...WELL,
          edit: (page) => ({ ...page, results: [row(50), ...page.results.slice(1)] }),
        };
      },
    });
    expect(story.verdict.result).toBe("completed");
  });

  test("of one and the same install are not two backups", async () => {
    const story = await hold({
      prepare: named(["site0", "other"], 1),
      fateOf: ({ operation }) =>
        operation === "installs"
          ? { ...WELL, edit: (page) => ({ ...page, count: 2, results: [row(0), row(0, "other")] }) }
          : undefined,
    });
    expect(story.verdict.result).not.toBe("completed");
    expect(on(story, "create")).toEqual([]);
  });

  test("that are unknown have suggestions, but hundreds of them only the first", async () => {
    const unknown = Array.from({ length: 400 }, (_, index) => `sight${index}`);
    const story = await hold({ prepare: named(unknown, 90) });
    const messages = story.records.map(({ ended }) => ended?.verdict.message ?? "");
    expect(messages.map((message) => message.includes("the nearest are"))).toEqual([
      ...times(3, true),
      ...times(397, false),
    ]);
    expect(messages[399]).toBe('These credentials can see no install of the name "sight399".');
  });
});
