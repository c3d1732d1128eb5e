import { describe, expect, test } from "vitest";
import type { Course } from "../../../simulator/wpengine/host.ts";
import { SERVER_MS } from "../../support/fixtures.ts";
import { runVirtually, specNew, WELL } from "../../support/virtual-api.ts";
import {
  accepted,
  DESCRIPTION,
  HOUR_MS,
  idOf,
  instant,
  kinds,
  lost,
  lostReply,
  of,
  outcome,
  pageOf,
  rowOf,
  scripted,
  sends,
  neverReceived,
} from "./cases.ts";

const ENDLESS: Course = { requestedMs: 0, inProgressMs: 10 * HOUR_MS, ending: "completed" };
const ABORTING: Course = { requestedMs: 0, inProgressMs: 20_000, ending: "aborted" };
const QUICK: Course = { requestedMs: 1_000, inProgressMs: 4_000, ending: "completed" };

const fresh = rowOf(1, { createdAt: instant(-60_000), description: "Nightly" });
const ageLimit = (afterMs: number): object => ({
  maxAgeMs: HOUR_MS,
  asOfMs: SERVER_MS + afterMs,
});

describe("with max-age, during the search for a lost backup,", () => {
  test("a fresh backup in progress is adopted", async () => {
    const script = scripted({
      replies: [lostReply],
      pages: [pageOf(), pageOf([fresh])],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toEqual({
      source: "adopted",
      backup: fresh,
      ageLimit: ageLimit(3_000),
    });
    expect(script.creation.lostKey).toBe("00002a");
  });

  test("a fresh row that is completed is reused", async () => {
    const completed = rowOf(2, { status: "completed", createdAt: instant(-120_000) });
    const script = scripted({
      replies: [lostReply],
      pages: [pageOf([fresh, completed])],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toMatchObject({ source: "reused", backup: completed });
  });

  test("the key comes before any fresh row", async () => {
    const ours = rowOf(2, { description: DESCRIPTION });
    const completed = rowOf(3, { status: "completed" });
    const script = scripted({
      replies: [lostReply],
      pages: [pageOf([completed, fresh, ours])],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toMatchObject({ source: "recovered", backup: ours });
  });

  test.each([
    ["is too old", { createdAt: instant(-2 * HOUR_MS) }],
    ["is aborted", { status: "aborted" }],
  ] as const)("a row that %s is not adopted", async (_, fields) => {
    const row = rowOf(1, { description: "[gate 00002b, run 1]", ...fields });
    const script = scripted({
      replies: [lostReply, accepted()],
      pages: [pageOf([row])],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
  });

  test("without it, none is adopted", async () => {
    const known = [fresh.id];
    const script = scripted({ replies: [lostReply, accepted()], pages: [pageOf([fresh])], known });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
  });

  test("one that came to nothing is not adopted again, and the search goes on", async () => {
    const script = scripted({
      replies: [lostReply, accepted()],
      pages: [pageOf(), pageOf([fresh]), pageOf()],
      known: [fresh.id],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toMatchObject({ source: "adopted", backup: fresh });
    const before = kinds(script).length;
    expect(script.clock.now()).toBe(3_000);
    await script.clock.sleep(100_000, new AbortController().signal);
    expect(await outcome(script)).toMatchObject({ source: "requested", backup: { id: idOf(100) } });
    const after = script.events.slice(before);
    expect(after[0]).toEqual({ kind: "still-lost", key: "00002a" });
    // The 64 s are over, and one listing was good.
    expect(after.map(({ kind }) => kind)).toEqual([
      "still-lost",
      "none-created",
      "resending",
      "create-sent",
      "chosen",
    ]);
    expect(script.calls.slice(3)).toEqual([
      ["list", 103_000],
      ["create", 103_000],
    ]);
    expect(script.creation.lostKey).toBeUndefined();
  });

  test("one that came to nothing may have been ours", async () => {
    const script = scripted({
      replies: [lostReply, accepted()],
      pages: [pageOf([rowOf(1)]), pageOf([rowOf(1, { status: "aborted" })])],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toMatchObject({ source: "adopted" });
    expect(await outcome(script)).toMatchObject({
      result: "unavailable",
      message: expect.stringMatching(
        / \(aborted, created [\d :UTC-]+\) without that key\. It may be /,
      ) as string,
    });
    expect(script.calls.filter(([operation]) => operation === "create")).toHaveLength(1);
  });
});

describe("another's fresh backup, found during the search for a lost one,", () => {
  const OTHER = "[gate abcdef, run 9, attempt 1] Another deploy";

  test("is waited for, and opens the gate", async () => {
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      fates: { create: [neverReceived] },
      prepare(host, { id }, clock) {
        void clock.sleep(10_000, new AbortController().signal).then(() => {
          host.addBackup(id, { course: QUICK, description: OTHER });
        });
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([200]);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: true });
    expect(story.record.unresolvedKey).toBeUndefined();
  });

  test("aborts: the step looks for the lost backup before it sends another request", async () => {
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      fates: { create: [lost(40_000), WELL] },
      prepare(host, { id }, clock) {
        void clock.sleep(5_000, new AbortController().signal).then(() => {
          host.addBackup(id, { course: ABORTING, description: OTHER });
        });
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toHaveLength(1);
    expect(story.emitted).toContain("replacing");
    expect(story.emitted).toContain("still-lost");
    const ours = story.created.find(({ description }) => description.startsWith("[gate 000001"));
    expect(story.record.subject).toMatchObject({ id: ours?.id, reused: false });
    expect(story.created).toHaveLength(2);
  });

  test("aborts, and the lost request created nothing: it is sent again", async () => {
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      fates: { create: [neverReceived, WELL] },
      prepare(host, { id }, clock) {
        void clock.sleep(5_000, new AbortController().signal).then(() => {
          host.addBackup(id, { course: ABORTING, description: OTHER });
        });
      },
    });
    expect(story.verdict.result).toBe("completed");
    const [first = NaN, again = NaN] = sends(story);
    expect(again - first).toBeGreaterThanOrEqual(64_000);
    expect(of(story, "list").some(({ atMs }) => atMs >= first + 64_100 && atMs < again)).toBe(true);
    expect(story.created.map(({ description }) => description.slice(0, 12))).toEqual([
      "[gate abcdef",
      "[gate 000001",
    ]);
  });

  test("is still in progress at the deadline: the verdict also names the key of the lost one", async () => {
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      timeoutMs: 120_000,
      fates: { create: [lost(60_000)] },
      prepare(host, { id }, clock) {
        void clock.sleep(5_000, new AbortController().signal).then(() => {
          host.addBackup(id, { course: ENDLESS, description: OTHER });
        });
      },
    });
    expect(story.verdict.result).toBe("timed-out");
    expect(story.verdict.message).toContain(
      "Another backup may exist, with the key 000001 in its description.",
    );
    expect(story.record.subject.reused).toBe(true);
  });

  test("is in progress: a step with wait: false ends with it", async () => {
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      spec: specNew({ wait: false }),
      fates: { create: [neverReceived] },
      prepare(host, { id }, clock) {
        void clock.sleep(5_000, new AbortController().signal).then(() => {
          host.addBackup(id, { course: ENDLESS, description: OTHER });
        });
      },
    });
    expect(story.verdict.result).toBe("requested");
    expect(story.verdict.message).toContain("key 000001");
  });
});
