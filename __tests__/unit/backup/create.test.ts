import { describe, expect, test } from "vitest";
import { CREATE_GRACE_MS } from "../../../src/schedule/last-seconds.ts";
import type { CreateReply, Failure } from "../../../src/model/reply.ts";
import { SERVER_MS } from "../../support/fixtures.ts";
import { type Fate, runVirtually, specNew, WELL } from "../../support/virtual-api.ts";
import {
  accepted,
  DESCRIPTION,
  HOUR_MS,
  limited,
  of,
  outcome,
  rowOf,
  scripted,
  sends,
  SPACING_MS,
  status,
} from "./cases.ts";

const KEY_NAMED = "If a backup was created anyway, its description shows the key 000001.";

describe("a request that is answered", () => {
  test("is sent once, and its backup is waited for", async () => {
    const story = await runVirtually();
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

  test("has its options and events", async () => {
    const backup = rowOf(1, { description: DESCRIPTION });
    const script = scripted({ replies: [accepted(backup)], timeoutMs: 60_000 });
    expect(await outcome(script)).toEqual({
      source: "requested",
      backup,
      serverMs: SERVER_MS,
      isOurClock: undefined,
    });
    expect(script.events).toEqual([
      { kind: "create-sent", key: "00002a" },
      { kind: "chosen", backup, source: "requested" },
    ]);
    expect(script.creation.lostKey).toBeUndefined();
    expect(script.bodies).toEqual([{ description: DESCRIPTION, emails: ["a@example.com"] }]);
    expect(script.options).toMatchObject([
      { timeoutMs: 30_000, sendBy: 59_999, abortGraceMs: CREATE_GRACE_MS },
    ]);
  });

  test.each([
    [400, "rejected"],
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
    [422, "rejected"],
    [301, "rejected"],
    [303, "rejected"],
    [307, "rejected"],
  ])("with %i: closed at once as %s, with the key", async (code, result) => {
    const story = await runVirtually({ fates: { create: [status(code)] } });
    expect(story.verdict.result).toBe(result);
    const { message } = story.verdict;
    expect(message).toContain(`Requesting a backup: The API answered ${code}. `);
    expect(message).toContain("000001");
    expect(story.endedAtMs).toBe(50);
    expect(story.got).toHaveLength(1);
  });

  test("with a refusal: the message says of which key there may be a backup", async () => {
    const refused: Failure = { kind: "fatal", result: "rejected", message: "it is bad" };
    expect(await outcome(scripted({ replies: [refused] }))).toMatchObject({
      result: "rejected",
      message: `Requesting a backup: it is bad. ${KEY_NAMED.replace("000001", "00002a")}`,
    });
  });
});

test("the verdict on a refusal keeps its cause", async () => {
  const refused: Failure = { kind: "not-found", message: "404" };
  const { creation } = scripted({ replies: [refused] });
  const verdict = { result: "not-found", message: "Requesting a backup: 404." };
  await expect(creation.next()).rejects.toMatchObject({ cause: { verdict } });
});

describe("a 401 after a good reply", () => {
  const unauthorized = status(401);

  test("is asked again", async () => {
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      fates: { create: [unauthorized, unauthorized, WELL] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("completed");
    // after 1 and 2 s
    expect(sends(story)).toEqual([200, 1_250, 3_300]);
    expect(story.created).toHaveLength(1);
  });

  test("closes the gate once it has lasted 20 s, and says so", async () => {
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      fates: { create: [unauthorized] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("unauthorized");
    expect(story.verdict.message).toContain(
      `Requesting a backup: The API answered 401. The credentials worked earlier in this step. `,
    );
    expect(story.verdict.message).toContain("000001");
    // The first one came at 250 ms. After 1, 2, 4 and 8 s, the last one is due when the 20 s end.
    expect(sends(story)).toEqual([200, 1_250, 3_300, 7_350, 15_400, 20_250]);
    expect(story.endedAtMs).toBe(20_300);
  });

  test("has the same 20 s after another failure", async () => {
    const refused: Failure = {
      kind: "fatal",
      result: "unauthorized",
      message: "401",
      isContradicted: true,
    };
    const replies: CreateReply[] = [refused, limited, refused, refused, refused, accepted()];
    const script = scripted({ replies });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(script.calls.map(([, atMs]) => atMs)).toEqual([0, 1_000, 3_000, 7_000, 15_000, 20_000]);
  });

  test("and is cancelled while it waits: the verdict names the key", async () => {
    const story = await runVirtually({
      maxAgeMs: HOUR_MS,
      fates: { create: [unauthorized] },
      cancelAtMs: 2_000,
    });
    expect(story.verdict.result).toBe("cancelled");
    expect(story.verdict.cause).toBe("unresolved");
    expect(story.verdict.message).toMatch(
      /^The step was canceled \(SIGTERM\)\. If a backup was created anyway, its description shows the key 000001\.$/,
    );
  });
});

describe("a Retry-After on the acceptance", () => {
  const withHint = (retryAfterMs: number): Fate => ({ ...WELL, retryAfterMs });

  test("is waited out before the first poll, which is no failed one", async () => {
    const story = await runVirtually({ fates: { create: [withHint(10_000)] } });
    expect(of(story, "show")[0]?.atMs).toBe(10_050);
    expect(story.record).toMatchObject({ rateLimited: 0, failed: 0 });
  });

  test("that is longer than the time left closes the gate, with the id", async () => {
    const story = await runVirtually({
      fates: { create: [withHint(400_000)] },
      timeoutMs: 300_000,
    });
    expect(story.verdict.result).toBe("timed-out");
    expect(story.record.subject.id).toBe(story.created[0]?.id);
    expect(story.endedAtMs).toBe(50);
  });

  test("is nothing to a step that does not wait", async () => {
    const fates = { create: [withHint(400_000)] };
    const story = await runVirtually({ fates, spec: specNew({ wait: false }) });
    expect(story.verdict.result).toBe("requested");
    expect(story.endedAtMs).toBe(50);
  });
});

describe("a request that has surely created nothing is sent again freely", () => {
  const refused: Fate = { kind: "refused", tookMs: 10 };
  const rateLimited = status(429, { tookMs: 10 });

  test.each([
    ["refused", refused],
    ["429", rateLimited],
  ])("%s, more often than a lost one would be", async (_, fate) => {
    const create = [fate, fate, fate, fate, fate, WELL];
    const story = await runVirtually({ fates: { create }, random: () => 0 });
    expect(story.verdict.result).toBe("completed");
    // after 1, 2, 4, 8 and 16 s
    expect(sends(story)).toEqual([0, 1_010, 3_020, 7_030, 15_040, 31_050]);
    expect(story.created).toHaveLength(1);
    expect(of(story, "list").every(({ atMs }) => atMs > 31_050)).toBe(true);
  });

  test.each([429, 403])("%i: not before a Retry-After has passed", async (code) => {
    const hinting = status(code, { tookMs: 10, retryAfterMs: 90_000 });
    const story = await runVirtually({ fates: { create: [hinting, WELL] } });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0, 90_010]);
  });

  test("with its events", async () => {
    const script = scripted({ replies: [limited, accepted()] });
    await outcome(script);
    const failure = { ...limited, message: "requesting a backup: 429" };
    expect(script.events).toEqual([
      { kind: "create-sent", key: "00002a" },
      { kind: "create-refused" },
      { kind: "request-failed", failure, waitMs: 1_000 },
      { kind: "create-sent", key: "00002a" },
      expect.objectContaining({ kind: "chosen" }),
    ]);
  });

  test("a Retry-After beyond the deadline closes the gate at once", async () => {
    const story = await runVirtually({
      fates: { create: [status(429, { retryAfterMs: 400_000 })] },
      timeoutMs: 300_000,
    });
    expect(story.verdict).toMatchObject({
      result: "timed-out",
      message: expect.stringMatching(/Retry-After asks for a wait of 6m40s/) as string,
      cause: "rate-limit",
    });
    expect(story.endedAtMs).toBe(50);
    expect(story.record.unresolvedKey).toBeUndefined();
  });
});

describe("a create request that would be due after the deadline is not sent", () => {
  const refused: Fate = { kind: "refused", tookMs: 10 };
  const rateLimited = status(429, { tookMs: 10 });

  test.each([
    ["429", rateLimited, "timed-out", "rate-limit", "The API answered 429."],
    ["refused", refused, "unavailable", undefined, "No answer (connect ECONNREFUSED)."],
    ["409", status(409, { tookMs: 10 }), "unavailable", "busy", "The API answered 409."],
  ])("%s: the step ends at once, with what was answered", async (_, fate, result, cause, says) => {
    const fates = { create: [fate] };
    const story = await runVirtually({ fates, timeoutMs: 31_000, random: () => 0 });
    expect(story.verdict).toMatchObject({ result, cause });
    expect(story.verdict.message.toLowerCase()).toContain(
      `requesting a backup: ${says.toLowerCase()} `,
    );
    expect(sends(story)).toHaveLength(5);
    expect(story.endedAtMs).toBeLessThan(16_000);
    expect(story.record.unresolvedKey).toBeUndefined();
    expect(story.created).toEqual([]);
  });

  test.each([
    [31_050, 5, 15_050],
    [31_051, 6, 31_060],
  ])("at the very deadline neither: timeout %i", async (timeoutMs, times, endedAtMs) => {
    // The sixth one is due at 31,050 ms.
    const story = await runVirtually({
      fates: { create: [rateLimited] },
      timeoutMs,
      random: () => 0,
    });
    expect(sends(story)).toHaveLength(times);
    expect(story.endedAtMs).toBe(endedAtMs);
  });

  test("nor after a Retry-After that ends with the deadline", async () => {
    const hinting = (retryAfterMs: number): Fate => status(429, { retryAfterMs });
    const late = await runVirtually({
      fates: { create: [hinting(9_950)] },
      timeoutMs: 10_000,
    });
    expect(sends(late)).toEqual([0]);
    expect(late.endedAtMs).toBe(50);
    const early = await runVirtually({
      fates: { create: [hinting(9_949), WELL] },
      timeoutMs: 10_000,
    });
    expect(sends(early)).toEqual([0, 9_999]);
  });

  test("one that gets no permit in time does not hide the refusal before it", async () => {
    const notSent = { kind: "retryable", message: "not asked", reason: "not-sent" } as const;
    const replies = [limited, { ...notSent, hasApiReplied: true }];
    const script = scripted({ replies, timeoutMs: 2_000 });
    expect(await outcome(script)).toMatchObject({
      result: "timed-out",
      message: "The time is up (timeout: 2s). Requesting a backup: 429.",
      cause: "rate-limit",
    });
    const alone = scripted({ replies: [{ ...notSent, hasApiReplied: true }] });
    expect(await outcome(alone)).toMatchObject({
      result: "timed-out",
      message: expect.stringContaining("Requesting a backup: not asked.") as string,
      cause: "crowded",
    });
    expect(alone.calls).toHaveLength(1);
  });

  test("nor is the first one, once the time is up", async () => {
    const script = scripted({ replies: [accepted()], timeoutMs: 1_000 });
    const { clock } = script;
    await clock.sleep(1_000, new AbortController().signal);
    expect(await outcome(script)).toMatchObject({
      result: "timed-out",
      message: expect.stringMatching(/, and there is no backup\.$/) as string,
    });
    expect(script.calls).toEqual([]);
  });

  test("but a moment before, it is", async () => {
    const script = scripted({ replies: [accepted()], timeoutMs: 1_000 });
    await script.clock.sleep(999, new AbortController().signal);
    expect(await outcome(script)).toMatchObject({ source: "requested" });
  });
});
