import { describe, expect, test } from "vitest";
import type { Course, Host } from "../../../simulator/wpengine/host.ts";
import type { InstallId } from "../../../src/model/ids.ts";
import type { Target } from "../../../src/model/target.ts";
import { pollsDue, PRIOR } from "../../../src/schedule/cadence.ts";
import {
  COMPLETED,
  courses,
  createdOf,
  hold,
  HOUR_MS,
  installId,
  lastBegunAt,
  on,
  requesting,
  SLOW,
  SPACING_MS,
} from "../../support/fleet-cases.ts";
import { type FleetStory, specNew, WELL } from "../../support/virtual-api.ts";
import { causes, given, giving, ofInstall, results, status, times } from "./cases.ts";

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

  test("never sends more than five requests a second", async () => {
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
    ["of only one may take longer, because no other waits for it", [1]],
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
    ["the create request: twice as much after ten minutes", requesting(2), [2.5, 5, 7.5]],
    [
      "the first poll of one that is given: as if it had been created as the step began",
      giving(2, { course: SLOW }),
      moments.map(pollsDue(PRIOR, 0)),
    ],
  ])("the priority of %s", async (_, prepare, expected) => {
    const priorities: number[][] = [];
    await hold({
      prepare,
      timeoutMs: 10_000,
      transport(request) {
        priorities.push(moments.map((now) => request.priority?.(now) ?? NaN));
        return Promise.resolve({
          kind: "unanswered",
          fault: "gone",
          untrusted: "certificate",
          unsent: true,
        });
      },
    });
    expect(priorities[0]).toEqual(expected);
  });
});

describe("backups that are given", () => {
  const firstsOf = (story: FleetStory, count: number): unknown[] =>
    Array.from({ length: count }, (_, index) => ofInstall(story, index)[0]?.operation);

  test("that are mostly pending have their histories read first, which may show that one has ended", async () => {
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
    // Polling the one that is listed as completed is most urgent: only a poll can tell.
    const [listed, polled, ...more] = ofInstall(story, 28);
    expect(more).toEqual([]);
    expect(polled?.operation).toBe("show");
    expect((polled?.atMs ?? NaN) - (listed?.atMs ?? NaN)).toBeLessThanOrEqual(2 * SPACING_MS);
  });

  test("that are mostly completed are only polled", async () => {
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
      return created?.description.slice(6, 12);
    });
    expect(new Set(keys).size).toBe(8);
    expect(story.emitted.filter((kind) => kind === "reply-lost")).toHaveLength(2);
  });

  test("is searched for only among the backups of its install", async () => {
    const story = await hold(
      {
        failFast: false,
        timeoutMs: 100_000,
        prepare: requesting(4),
        fateOf: ({ operation, installId: id, nth }) =>
          operation === "create" && id === installId(2) && nth === 0
            ? { kind: "neverReceived", tookMs: 100 }
            : undefined,
      },
      2,
    );
    // 64 s later, and with the key it was first sent with
    expect(ofInstall(story, 2).filter(({ operation }) => operation === "create")).toHaveLength(2);
    expect(createdOf(story, 2).map(({ description }) => description.slice(6, 12))).toEqual([
      "000003",
    ]);
    expect(story.verdict.result).toBe("completed");
  });
});

describe("max-age", () => {
  /** Installs of which a backup is given each that has reached `ageMs` when its first poll is answered. */
  const agedAtPoll =
    (count: number, ageMs: number) =>
    (host: Host): Target[] =>
      Array.from({ length: count }, (_, index) =>
        given(host, index, { ageMs: ageMs - index * SPACING_MS - 50, course: COMPLETED }),
      );

  test("uses the age at the first reply that shows the backup, at any place in the queue", async () => {
    const story = await hold({ maxAgeMs: HOUR_MS, prepare: agedAtPoll(300, HOUR_MS) });
    expect(results(story)).toEqual(times(300, "completed"));
    expect(story.endedAtMs).toBe(299 * SPACING_MS + 50);
  });

  test("does not pass while a gate waits", async () => {
    const course = { requestedMs: 0, inProgressMs: HOUR_MS + 60_000, ending: "completed" } as const;
    const prepare = giving(1, { ageMs: HOUR_MS - 50, course });
    expect(results(await hold({ maxAgeMs: HOUR_MS, prepare }))).toEqual(["completed"]);
  });

  test("a millisecond more is too old, for the first as for the last", async () => {
    const prepare = agedAtPoll(30, HOUR_MS + 1);
    const story = await hold({ maxAgeMs: HOUR_MS, failFast: false, prepare });
    expect(results(story)).toEqual(times(30, "stale"));
  });

  test.each([
    [0, "completed"],
    [1, "stale"],
  ])("a failure does not show it (%i ms more: %s)", async (moreMs, result) => {
    // The second poll is due after 750 ms.
    const story = await hold({
      maxAgeMs: HOUR_MS,
      prepare: giving(1, { ageMs: HOUR_MS - 850 + moreMs, course: COMPLETED }),
      fates: { show: [status(503), WELL] },
    });
    expect(story.got.map(({ atMs }) => atMs)).toEqual([0, 800]);
    expect(results(story)).toEqual([result]);
  });

  test("uses the age at the listing for listed backups, even with a long queue", async () => {
    const holdListed = (agesMs: readonly number[]): Promise<FleetStory> =>
      hold({
        maxAgeMs: HOUR_MS,
        prepare: requesting(40, undefined, (host) => {
          for (const [index, ageMs] of agesMs.entries()) {
            host.addBackup(installId(index), { ageMs, course: COMPLETED });
          }
        }),
      });
    const rehearsal = await holdListed(times(40, 1_000));
    const listedAtMs = Array.from({ length: 40 }, (_, index) => {
      const [listed] = ofInstall(rehearsal, index);
      expect(listed?.operation).toBe("list");
      return (listed?.atMs ?? NaN) + 50;
    });
    expect(Math.max(...listedAtMs)).toBeGreaterThan(39 * SPACING_MS);
    const exact = await holdListed(listedAtMs.map((atMs) => HOUR_MS - atMs));
    expect(exact.verdict.result).toBe("completed");
    expect(on(exact, "create")).toEqual([]);
    expect(exact.records.every(({ subject }) => subject.reused)).toBe(true);
    const older = await holdListed(
      listedAtMs.map((atMs, index) => HOUR_MS - atMs + (index === 39 ? 1 : 0)),
    );
    expect(on(older, "create").map(({ installId: id }) => id)).toEqual([installId(39)]);
  });
});

describe("a step that does not wait", () => {
  test("requests all, and polls none", async () => {
    const story = await hold({ prepare: requesting(20, specNew({ wait: false })) });
    expect(results(story)).toEqual(times(20, "requested"));
    expect(story.verdict.result).toBe("requested");
    expect(story.got.map(({ operation }) => operation)).toEqual(times(20, "create"));
    expect(story.endedAtMs).toBe(19 * SPACING_MS + 50);
    expect(story.records.map(({ subject }) => subject.id)).toEqual(
      Array.from({ length: 20 }, (_, index) => createdOf(story, index)[0]?.id),
    );
  });

  test("reuses a recent one that is completed, which a poll has to show", async () => {
    const story = await hold({
      maxAgeMs: HOUR_MS,
      prepare: requesting(3, specNew({ wait: false }), (host) => {
        host.addBackup(installId(1), { ageMs: 60_000, course: COMPLETED });
        host.addBackup(installId(2), { ageMs: 60_000, course: SLOW });
      }),
    });
    expect(results(story)).toEqual(["requested", "completed", "requested"]);
    expect(story.records.map(({ subject }) => subject.reused)).toEqual([false, true, true]);
    expect(story.verdict.message).toMatch(/^Not completed yet: 2 of 3 backups\./);
  });
});

describe("cancelled", () => {
  test("while it waits: all are, and nothing more is sent", async () => {
    const story = await hold({
      prepare: requesting(40, undefined, courses({})),
      cancelAtMs: 4_090,
    });
    expect(results(story)).toEqual(times(40, "cancelled"));
    expect(causes(story)).toEqual(times(40, undefined));
    expect(story.verdict.result).toBe("cancelled");
    expect(story.verdict.cause).toBeUndefined();
    expect(story.records[39]?.ended?.verdict.message).toBe("The step was canceled (SIGTERM).");
    expect(story.endedAtMs).toBe(4_090);
    expect(lastBegunAt(story)).toBe(4_000);
  });

  test("just before the deadline: so are those that have not started", async () => {
    const story = await hold({
      timeoutMs: 450,
      prepare: giving(6, { ageMs: HOUR_MS, course: COMPLETED }),
      cancelAtMs: 370,
    });
    expect(results(story)).toEqual([...times(2, "completed"), ...times(4, "cancelled")]);
    expect(story.got).toHaveLength(2);
  });
});
