import { describe, expect, test } from "vitest";
import type { Course } from "../../../simulator/wpengine/host.ts";
import type { Failure } from "../../../src/model/reply.ts";
import { type Fate, runVirtually, type Plan, WELL } from "../../support/virtual-api.ts";
import {
  accepted,
  busy,
  DESCRIPTION,
  down,
  HOUR_MS,
  idOf,
  instant,
  limited,
  listing,
  of,
  operations,
  outcome,
  pageOf,
  rowOf,
  scripted,
  sends,
  status,
} from "./cases.ts";
import { SERVER_MS } from "../../support/fixtures.ts";

const inProgress = (code: number): Fate =>
  status(code, { body: '{"message":"A backup is already in progress"}' });
const SLOW: Course = { requestedMs: 0, inProgressMs: 40_000, ending: "completed" };

/** Another's backup in progress. */
const another: NonNullable<Plan["prepare"]> = (host, { id }) => {
  host.addBackup(id, { ageMs: 20_000, course: SLOW, description: "Nightly" });
};

describe("409 or 423 to a create request", () => {
  test.each([409, 423])("%i: the listing is read before the next send", async (code) => {
    const story = await runVirtually({
      prepare: another,
      fates: { create: [inProgress(code), inProgress(code), WELL] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).slice(0, 6)).toEqual([
      "create",
      "list",
      "create",
      "list",
      "create",
      "show",
    ]);
    // After 1 s, and after 2 s.
    expect(
      of(story, "list")
        .map(({ atMs }) => atMs)
        .slice(0, 2),
    ).toEqual([1_050, 3_300]);
    expect(sends(story)).toEqual([0, 1_250, 3_500]);
    expect(story.created).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
  });

  test("until the deadline closes the gate with the API's message", async () => {
    const story = await runVirtually({
      prepare: another,
      fates: { create: [inProgress(409)] },
      timeoutMs: 100_000,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "busy" });
    expect(story.verdict.message).toContain(
      "Requesting a backup: The API answered 409: A backup is already in progress. ",
    );
    expect(story.record.unresolvedKey).toBeUndefined();
    expect(story.created).toEqual([]);
  });

  test.each<[string, Fate]>([
    ["hangs", { ...WELL, tookMs: 1e9 }],
    ["is slow", { ...WELL, tookMs: 20_000 }],
  ])("until the deadline, while the listing %s: the same", async (_, list) => {
    const story = await runVirtually({
      prepare: another,
      fates: { create: [inProgress(409)], list: [list] },
      timeoutMs: 25_000,
    });
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "busy" });
    expect(story.verdict.message).toContain("A backup is already in progress");
  });

  test("the listing shows the key: that is the backup", async () => {
    const row = rowOf(1, { description: DESCRIPTION });
    const script = scripted({ replies: [busy], pages: [pageOf([rowOf(2), row, rowOf(3)])] });
    expect(await outcome(script)).toMatchObject({
      source: "recovered",
      backup: row,
      serverMs: SERVER_MS + 1_000,
    });
    expect(script.events.at(-1)).toEqual({ kind: "chosen", backup: row, source: "recovered" });
    expect(script.calls).toEqual([
      ["create", 0],
      ["list", 1_000],
    ]);
  });

  test("the listing shows it on its first page: no more are read", async () => {
    const row = rowOf(1, { description: DESCRIPTION });
    const page = pageOf([rowOf(2), row], { total: 300, hasNext: true });
    const script = scripted({ replies: [busy], pages: [page] });
    expect(await outcome(script)).toMatchObject({ source: "recovered" });
    expect(script.calls).toHaveLength(2);
  });

  test("a page without it is followed by the next one", async () => {
    const row = rowOf(2, { description: DESCRIPTION });
    const pages = [pageOf([rowOf(1)], { total: 2, hasNext: true }), pageOf([row], { total: 2 })];
    const script = scripted({ replies: [busy], pages });
    expect(await outcome(script)).toMatchObject({ source: "recovered", backup: row });
    expect(script.calls).toHaveLength(3);
  });

  test("another gate's key is not ours", async () => {
    const row = rowOf(1, { description: "[gate 00002b, run 1, attempt 1] Before a deploy" });
    const script = scripted({ replies: [busy, accepted()], pages: [pageOf([row])] });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
  });

  test.each([
    ["with max-age", HOUR_MS, "adopted"],
    ["without max-age", undefined, "requested"],
  ])("%s, a recent one in the listing is %s", async (_, maxAgeMs, source) => {
    const row = rowOf(2);
    const script = scripted({
      replies: [busy, accepted()],
      pages: [pageOf([row])],
      ...(maxAgeMs !== undefined && { maxAgeMs }),
    });
    expect(await outcome(script)).toMatchObject({ source });
    expect(script.calls.length).toBe(source === "adopted" ? 2 : 3);
  });

  test("a recent one that came to nothing is not adopted again", async () => {
    const script = scripted({
      replies: [busy, accepted()],
      pages: [pageOf([rowOf(2)])],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toMatchObject({ source: "adopted", backup: { id: idOf(2) } });
    expect(script.creation.lostKey).toBeUndefined();
    expect(await outcome(script)).toMatchObject({ source: "requested", backup: { id: idOf(100) } });
    expect(script.calls.map(([operation]) => operation)).toEqual([
      "create",
      "list",
      "list",
      "create",
    ]);
  });

  test("an old one in the listing is not adopted", async () => {
    const script = scripted({
      replies: [busy, accepted()],
      pages: [pageOf([rowOf(2, { createdAt: instant(-2 * HOUR_MS) })])],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
  });

  test("the listing is read before each further send, even after other replies", async () => {
    const script = scripted({ replies: [busy, limited, limited, accepted()] });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(script.calls).toEqual([
      ["create", 0],
      ["list", 1_000],
      ["create", 1_000],
      ["list", 3_000],
      ["create", 3_000],
      ["list", 7_000],
      ["create", 7_000],
    ]);
  });
});

describe("a listing that cannot be read after a 409", () => {
  const forbidden: Failure = { kind: "fatal", result: "unauthorized", message: "403" };

  test("does not hold the next send up: it is read once", async () => {
    const story = await runVirtually({
      fates: { create: [inProgress(409), WELL], list: [down] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).slice(0, 3)).toEqual(["create", "list", "create"]);
  });

  test("though it contradicts itself, neither", async () => {
    const odd = listing(() => []);
    const contradictory: Fate = { ...odd, edit: (page) => ({ ...page, results: [], count: 5 }) };
    const story = await runVirtually({
      fates: { create: [inProgress(409), WELL], list: [contradictory] },
    });
    expect(story.verdict.result).toBe("completed");
  });

  test("or is refused: it is ignored without max-age", async () => {
    const script = scripted({ replies: [busy, accepted()], pages: [forbidden] });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
  });

  test("or is refused: with max-age that closes the gate", async () => {
    const script = scripted({
      replies: [busy, accepted()],
      pages: [forbidden],
      maxAgeMs: HOUR_MS,
    });
    expect(await outcome(script)).toMatchObject({
      result: "unauthorized",
      message: "Looking for the backup that is in progress: 403.",
    });
    expect(script.calls).toHaveLength(2);
  });

  test("because the step is cancelled: nothing more is sent", async () => {
    const cancel = new AbortController();
    const script = scripted({ replies: [busy, accepted()], tookMs: 100, signal: cancel.signal });
    void script.clock
      .sleep(1_150, new AbortController().signal)
      .then(() => cancel.abort("SIGTERM"));
    expect(await outcome(script)).toMatchObject({ result: "cancelled" });
    expect(script.calls.map(([operation]) => operation)).toEqual(["create", "list"]);
  });

  test("because of a bug of ours is no failure of the API", async () => {
    const script = scripted({ replies: [busy, accepted()], pages: [] });
    await expect(outcome(script)).rejects.toThrow("no test has planned this");
  });
});
