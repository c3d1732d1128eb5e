import { describe, expect, test } from "vitest";
import { type Fate, runVirtually, type Plan, WELL } from "../../support/virtual-api.ts";
import {
  accepted,
  down,
  kinds,
  listing,
  lost,
  lostReply,
  of,
  outcome,
  pageOf,
  rowOf,
  type Script,
  scripted,
  sends,
  status,
  neverReceived,
} from "./cases.ts";
import type { Failure } from "../../../src/model/reply.ts";

const LOST = "The create request may have failed: ";

describe("an error status for the listing during the search for a lost backup", () => {
  test.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
    [400, "rejected"],
  ])("%i: closes the gate at once", async (code, result) => {
    const story = await runVirtually({ fates: { create: [lost(0)], list: [status(code)] } });
    expect(story.verdict).toMatchObject({ result, cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(story.verdict.message).toContain(LOST);
    expect(story.verdict.message).toContain(
      `Looking for the requested backup: The API answered ${code}.`,
    );
    expect(of(story, "list")).toHaveLength(1);
  });

  test("though it was good before: it must last 20 s", async () => {
    const story = await runVirtually({
      fates: { create: [lost(60_000)], list: [WELL, status(404)] },
      random: () => 0,
    });
    expect(story.verdict).toMatchObject({ result: "not-found", cause: "unresolved" });
    expect(story.verdict.message).toContain("The API's earlier replies in this step were good.");
    // At 1.1 s it is good; from 3.15 s on it is not there: after 1, 2, 4 and 8 s, and when the 20 s end.
    expect(of(story, "list").map(({ atMs }) => atMs)).toEqual([
      1_100, 3_150, 4_200, 6_250, 10_300, 18_350, 23_200,
    ]);
    expect(story.endedAtMs).toBe(23_250);
  });

  test("though it was good before, for a moment: the backup is found", async () => {
    const list = [WELL, status(404), status(401), status(302), WELL];
    const story = await runVirtually({ fates: { create: [lost(4_000)], list } });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0]);
  });
});

describe("a search that the deadline ends", () => {
  test("with a listing that is down for good", async () => {
    const story = await runVirtually({
      fates: { create: [lost(0)], list: [down] },
      timeoutMs: 300_000,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(story.verdict.message).toContain(
      "Looking for the requested backup: The API answered 503.",
    );
    expect(story.record.subject.id).toBeUndefined();
    expect(sends(story)).toEqual([0]);
    expect(story.endedAtMs).toBeGreaterThanOrEqual(299_900);
    expect(story.endedAtMs).toBeLessThan(301_400);
  });

  test("with a good listing: it has not been found yet", async () => {
    const story = await runVirtually({
      fates: { create: [{ kind: "neverReceived", tookMs: 50 }] },
      timeoutMs: 20_000,
      random: () => 0,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain(
      `${LOST}no answer (socket hang up). The time is up (timeout: 20s), and the requested backup has not been found.`,
    );
    // The last one begins 100 ms before the deadline.
    expect(of(story, "list").map(({ atMs }) => atMs)).toEqual([
      1_050, 3_100, 7_150, 15_200, 19_900,
    ]);
    expect(story.endedAtMs).toBe(19_950);
    expect(sends(story)).toEqual([0]);
  });

  test("before the first listing: nothing more is sent", async () => {
    const story = await runVirtually({
      fates: { create: [{ kind: "neverReceived", tookMs: 60_000 }] },
      timeoutMs: 20_000,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toMatch(
      /create request may have failed: no answer.*\. The time is up \(timeout: 20s\), and the requested backup has not been found\./,
    );
    expect(story.emitted).not.toContain("reply-lost");
    expect(story.got).toHaveLength(1);
  });

  test("which comes before the 64 s: no other request is announced", async () => {
    const story = await runVirtually({
      fates: { create: [neverReceived] },
      timeoutMs: 64_150,
      random: () => 0,
    });
    expect(story.verdict.cause).toBe("unresolved");
    expect(story.emitted).not.toContain("none-created");
    expect(sends(story)).toEqual([0]);
  });

  test("right after the 64 s: it is known that none was created, and none is requested", async () => {
    const script = scripted({ replies: [lostReply, accepted()], timeoutMs: 64_000 });
    // The listing at 63.9 s is the last one.
    expect(await outcome(script)).toMatchObject({ result: "unavailable" });
    const later = scripted({ replies: [lostReply, accepted()], timeoutMs: 64_100 });
    expect(await outcome(later)).toMatchObject({ source: "requested" });
    const slow = scripted({ replies: [lostReply, accepted()], timeoutMs: 64_280, tookMs: 150 });
    expect(await outcome(slow)).toMatchObject({
      result: "timed-out",
      message: "The time is up (timeout: 1m04s), and there is no backup.",
    });
    expect(kinds(slow).slice(-2)).toEqual(["none-created", "resending"]);
  });

  test("a Retry-After that is too long is in the verdict with what it came with", async () => {
    const create: Fate[] = [status(503, { retryAfterMs: 400_000, tookMs: 100 })];
    const story = await runVirtually({ fates: { create }, timeoutMs: 300_000 });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toMatch(
      /failed: The API answered 503\. Retry-After asks for a wait/,
    );
    expect(story.endedAtMs).toBe(100);
  });

  test("a Retry-After of a listing that is too long, too", async () => {
    const story = await runVirtually({
      fates: { create: [lost(60_000)], list: [{ ...WELL, retryAfterMs: 400_000 }] },
      timeoutMs: 300_000,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(of(story, "list")).toHaveLength(1);
  });
});

describe("a search that is cancelled", () => {
  const cancelAt = async (atMs: number): Promise<ReturnType<typeof scripted>> => {
    const cancel = new AbortController();
    const script = scripted({ replies: [lostReply], tookMs: 100, signal: cancel.signal });
    void script.clock.sleep(atMs, new AbortController().signal).then(() => cancel.abort("SIGTERM"));
    expect(await outcome(script)).toEqual({
      result: "cancelled",
      message: "The step was canceled (SIGTERM).",
    });
    expect(script.clock.now()).toBe(atMs);
    expect(script.creation.lostKey).toBe("00002a");
    return script;
  };

  test("before its first listing", async () => {
    expect((await cancelAt(500)).calls).toHaveLength(1);
  });

  test("while a listing is read", async () => {
    expect((await cancelAt(1_150)).calls).toHaveLength(2);
  });

  test("between two listings", async () => {
    expect((await cancelAt(2_000)).calls).toHaveLength(2);
  });
});

test("a verdict keeps its cause", async () => {
  const refused: Failure = { kind: "not-found", message: "404" };
  const { creation } = scripted({ replies: [lostReply], pages: [refused] });
  const verdict = {
    result: "not-found",
    message: "Looking for the requested backup: 404.",
  };
  await expect(creation.next()).rejects.toMatchObject({ cause: { verdict } });
});

test("a bug of ours is no verdict", async () => {
  const script = scripted({ replies: [lostReply], pages: [] });
  await expect(outcome(script)).rejects.toThrow("no test has planned this");
});

describe("a listing that cannot be read", () => {
  const failed: Failure = { kind: "retryable", message: "503", reason: "no-answer" };
  const row = rowOf(1);
  const cached = pageOf([], { isCached: true });

  test("is read again until the timeout", async () => {
    const pages = [...Array.from({ length: 20 }, () => failed), pageOf(), pageOf()];
    const script = scripted({ replies: [lostReply, accepted()], pages, timeoutMs: 3_600_000 });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
  });

  test.each<[string, Script["pages"], RegExp]>([
    ["a row that may be ours was shown", [pageOf([row]), pageOf()], /set backup-id: \S+\.$/],
    ["listings were flawed", [cached, cached, cached], /incomplete: it came from a cache\.$/],
  ])("ends the search after the 64 s if %s often enough", async (_, pages = [], message) => {
    const script = scripted({ replies: [lostReply], pages: [...pages, failed] });
    expect(await outcome(script)).toMatchObject({
      result: "unavailable",
      message: expect.stringMatching(message) as string,
    });
    expect(script.clock.now()).toBe(64_000);
  });

  test.each<[string, Script["pages"]]>([
    ["one listing has shown a row that may be ours", [pageOf([row])]],
    ["two were flawed", [cached, cached]],
    ["three were flawed, each in its own way", [cached, pageOf([], { hasNext: true }), cached]],
  ])("does not end it if %s", async (_, pages = []) => {
    const script = scripted({ replies: [lostReply], pages: [...pages, failed] });
    expect(await outcome(script)).toMatchObject({
      result: "unavailable",
      message: expect.stringContaining("Looking for the requested backup: 503.") as string,
    });
    expect(script.clock.now()).toBeGreaterThan(599_000);
  });
});

describe("a row that may be ours, shown only after the 64 s and before the request is sent again,", () => {
  const id = "e41fa98f-ea80-4654-b229-a9b765d0863a";
  const late = listing(() => [{ id, status: "in_progress", description: null }]);
  const plan: Plan = {
    fates: { create: [neverReceived, status(429)], list: [...Array<Fate>(7).fill(WELL), late] },
    timeoutMs: 300_000,
    random: () => 0,
  };

  test("keeps it from being sent", async () => {
    const story = await runVirtually(plan);
    expect(sends(story)).toHaveLength(2);
    expect(story.verdict.result).toBe("unavailable");
    expect(story.verdict.message).toContain(`set backup-id: ${id}.`);
    expect(story.verdict.message).toContain("key 000001");
  });

  // The lost request is unresolved again, but the record has taken it for one that created nothing.
  test("makes the lost request unresolved again", async () => {
    const story = await runVirtually(plan);
    expect(story.verdict.cause).toBe("unresolved");
  });

  test("makes a cancelled step give the key", async () => {
    const story = await runVirtually({ ...plan, cancelAtMs: 66_000 });
    expect(story.verdict.message).toContain("key 000001");
  });
});
