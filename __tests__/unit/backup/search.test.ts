import { describe, expect, test } from "vitest";
import type { Backup } from "../../../src/model/backup.ts";
import { SERVER_MS } from "../../support/fixtures.ts";
import { type Fate, runVirtually, specNew, WELL } from "../../support/virtual-api.ts";
import {
  accepted,
  busy,
  DESCRIPTION,
  down,
  idOf,
  limited,
  lost,
  lostReply,
  of,
  operations,
  outcome,
  pageOf,
  rowOf,
  type Script,
  scripted,
  sends,
  SPACING_MS,
  status,
  neverReceived,
} from "./cases.ts";

const OLD_MS = 86_400_000;
/** When the listing is read after a loss at 0: after 1, 2, 4, 8, 16 and 32 s, and when the 64 s end. */
const LISTED_AT = [1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 64_000];
const listsOf = ({ calls }: ReturnType<typeof scripted>): number[] =>
  calls.flatMap(([operation, atMs]) => (operation === "list" ? [atMs] : []));
const sendsOf = ({ calls }: ReturnType<typeof scripted>): number[] =>
  calls.flatMap(([operation, atMs]) => (operation === "create" ? [atMs] : []));

describe("a create request with a lost reply", () => {
  test("has its events, and its backup as the listing shows it", async () => {
    const backup = rowOf(1, { description: DESCRIPTION });
    const script = scripted({ replies: [lostReply], pages: [pageOf([rowOf(2), backup])] });
    expect(await outcome(script)).toEqual({
      source: "recovered",
      backup,
      serverMs: SERVER_MS + 1_000,
      isOurClock: undefined,
    });
    expect(script.events).toEqual([
      { kind: "create-sent", key: "00002a" },
      { kind: "reply-lost", key: "00002a", message: "no answer", waitMs: 1_000 },
      { kind: "chosen", backup, source: "recovered" },
    ]);
  });

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
    const story = await runVirtually({ fates: { create: [lost(0, more)] } });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0]);
    expect(story.created).toHaveLength(1);
    expect(story.record.subject).toMatchObject({ id: story.created[0]?.id, reused: false });
    expect(story.emitted).toContain("chosen");
  });

  test.each([0, 1_000, 10_000, 29_000, 58_000, 63_000])(
    "is found if its backup is created %i ms later",
    async (bornInMs) => {
      const story = await runVirtually({ fates: { create: [lost(bornInMs)] } });
      expect(story.verdict.result).toBe("completed");
      expect(sends(story)).toEqual([0]);
      expect(story.created).toHaveLength(1);
    },
  );

  test("is found by a listing that lags", async () => {
    const story = await runVirtually({
      fates: { create: [lost(57_000)] },
      prepare: (host) => (host.listingLagMs = 6_000),
    });
    expect(story.verdict.result).toBe("completed");
    expect(sends(story)).toEqual([0]);
  });

  test.each([
    ["in capitals", DESCRIPTION.toUpperCase()],
    ["cut after the key", DESCRIPTION.slice(0, 12)],
    ["cut after 97 characters, and three dots", `${DESCRIPTION.padEnd(97, "x")}...`],
    ["with other text", "[gate 00002a] A backup"],
  ])("is found by its key %s", async (_, description) => {
    const script = scripted({ replies: [lostReply], pages: [pageOf([rowOf(1, { description })])] });
    expect(await outcome(script)).toMatchObject({ source: "recovered" });
  });

  test("is found in a listing that proves nothing", async () => {
    const backup = rowOf(1, { description: DESCRIPTION });
    const page = pageOf([backup], { isCached: true, isOurClock: true, size: 2, total: 9 });
    const script = scripted({ replies: [lostReply], pages: [page] });
    expect(await outcome(script)).toMatchObject({ source: "recovered", isOurClock: true });
  });

  test("is found on any page", async () => {
    const story = await runVirtually({
      fates: { create: [lost(0)] },
      prepare: (host, { id }) => {
        for (let n = 0; n < 250; n += 1) host.addBackup(id, { ageMs: OLD_MS });
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

  test("no page is read after the one that shows it", async () => {
    const story = await runVirtually({
      fates: { create: [lost(0)] },
      prepare: (host, { id }, clock) => {
        void clock.sleep(200, new AbortController().signal).then(() => {
          for (let n = 0; n < 120; n += 1) host.addBackup(id);
        });
      },
    });
    expect(operations(story).slice(0, 3)).toEqual(["create", "list", "show"]);
    expect(story.created).toHaveLength(121);
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });

  test("is not confused with an older backup of the same run and description", async () => {
    const story = await runVirtually({
      fates: { create: [neverReceived, WELL] },
      prepare: (host, { id }) => {
        host.addBackup(id, { description: "[gate ffffff, run 1, attempt 1] Before a deploy" });
        host.addBackup(id, {
          description: "[gate 0000010, run 1, attempt 1] Before a deploy",
          ageMs: OLD_MS,
        });
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(story.created).toHaveLength(1);
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });

  test("is searched for before a step with wait: false ends", async () => {
    const spec = specNew({ wait: false });
    const story = await runVirtually({ spec, fates: { create: [lost(20_000)] } });
    expect(story.verdict.result).toBe("requested");
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });
});

describe("of several backups with its key, the search finds", () => {
  const row = (index: number, status: Backup["status"]): Backup =>
    rowOf(index, { description: DESCRIPTION, status });

  test.each<[string, Backup[], number]>([
    [
      "the one that is completed",
      [row(1, "aborted"), row(2, "in_progress"), row(3, "completed")],
      3,
    ],
    ["the one that is pending", [row(1, "aborted"), row(2, "in_progress")], 2],
    ["one of an unknown status", [row(1, "aborted"), row(2, { unknown: "odd" })], 2],
    ["an aborted one, if there is no other", [row(1, "aborted"), row(2, "aborted")], 1],
  ])("%s", async (_, rows, expected) => {
    const script = scripted({ replies: [lostReply], pages: [pageOf(rows)] });
    expect(await outcome(script)).toMatchObject({ backup: { id: idOf(expected) } });
  });
});

describe("a lost request is sent again", () => {
  test("after 64 s, with the same key", async () => {
    const story = await runVirtually({ fates: { create: [neverReceived, WELL] }, random: () => 0 });
    expect(story.verdict.result).toBe("completed");
    const listings = of(story, "list").map(({ atMs }) => atMs);
    expect(listings.slice(0, 7)).toEqual([1_100, 3_150, 7_200, 15_250, 31_300, 63_350, 64_100]);
    expect(story.progress.filter(({ kind }) => kind === "not-listed-yet")).toEqual(
      [2_000, 4_000, 8_000, 16_000, 32_000, 700].map((waitMs) => {
        return { kind: "not-listed-yet", isProof: true, waitMs };
      }),
    );
    expect(story.emitted.slice(8, 11)).toEqual(["none-created", "resending", "create-sent"]);
    expect(sends(story)).toEqual([0, 64_100 + SPACING_MS]);
    expect(story.created.map(({ description }) => description)).toEqual([
      "[gate 000001, run 1, attempt 1] Before a deploy",
    ]);
  });

  test("and is lost again: that has 64 s and two good listings of its own", async () => {
    const script = scripted({ replies: [lostReply, lostReply, accepted()] });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(sendsOf(script)).toEqual([0, 64_000, 128_000]);
    expect(listsOf(script)).toEqual([...LISTED_AT, ...LISTED_AT.map((atMs) => 64_000 + atMs)]);
    expect(script.events.filter(({ kind }) => kind === "resending")).toEqual([
      { kind: "resending", send: 2, sends: 3 },
      { kind: "resending", send: 3, sends: 3 },
    ]);
    expect(script.events.filter(({ kind }) => kind === "reply-lost")).toHaveLength(2);
  });

  test("three times, and no more: the last reply is quoted", async () => {
    const replies = ["one", "two", "it is already in progress"].map((message) => {
      return { kind: "reply-lost", message } as const;
    });
    const script = scripted({ replies });
    expect(await outcome(script)).toEqual({
      result: "unavailable",
      message:
        "A backup was requested 3 times, but none was created. The last attempt: it is already in progress.",
    });
    expect(sendsOf(script)).toEqual([0, 64_000, 128_000]);
    expect(script.events.at(-1)).toEqual({ kind: "none-created" });
    expect(script.creation.lostKey).toBeUndefined();
  });

  test("three times: nothing is unresolved then", async () => {
    const story = await runVirtually({
      fates: { create: [status(500, { body: '{"message":"It is in progress"}' })] },
    });
    expect(story.verdict.result).toBe("unavailable");
    expect(story.verdict.message).toMatch(
      /The last attempt: The API answered 500: It is in progress\.$/,
    );
    expect(story.verdict.cause).toBeUndefined();
    expect(story.record.unresolvedKey).toBeUndefined();
    expect(sends(story)).toHaveLength(3);
    expect(story.created).toEqual([]);
  });

  test("with a listing before each further send, after any reply", async () => {
    const notSent = { kind: "retryable", message: "refused", reason: "no-answer" } as const;
    const script = scripted({ replies: [lostReply, limited, notSent, accepted()] });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(script.calls.slice(7)).toEqual([
      ["list", 64_000],
      ["create", 64_000],
      ["list", 65_000],
      ["create", 65_000],
      ["list", 67_000],
      ["create", 67_000],
    ]);
    expect(script.events.filter(({ kind }) => kind === "none-created")).toHaveLength(1);
    expect(script.events.filter(({ kind }) => kind === "resending")).toHaveLength(1);
  });

  test("and refused with 409, because it is our own that is in progress: found", async () => {
    const backup = rowOf(1, { description: DESCRIPTION });
    const empty = LISTED_AT.map(() => pageOf());
    const script = scripted({
      replies: [lostReply, busy],
      pages: [...empty, pageOf([backup])],
    });
    expect(await outcome(script)).toMatchObject({ source: "recovered", backup });
    expect(sendsOf(script)).toEqual([0, 64_000]);
  });

  describe("and refused with 409, and then the listing", () => {
    const KEY_HINT = "If a backup was created anyway, its description shows the key 00002a.";
    const then = async (...pages: Script["pages"] & object): Promise<unknown> =>
      outcome(
        scripted({
          replies: [lostReply, busy],
          pages: [...LISTED_AT.map(() => pageOf()), ...pages],
          timeoutMs: 120_000,
        }),
      );

    test("proves nothing: the verdict quotes the refusal and gives the key", async () => {
      expect(await then(pageOf([], { isCached: true }))).toEqual({
        result: "unavailable",
        cause: "busy",
        message:
          "Requesting a backup: it is busy. The create request may have failed: no answer. " +
          "The list of backups does not show that key, but may be incomplete: it came from a cache. " +
          KEY_HINT,
      });
    });

    test("is down: the same", async () => {
      const failed = { kind: "retryable", message: "503", reason: "no-answer" } as const;
      const verdict = await then(failed);
      expect(verdict).toMatchObject({ result: "unavailable", cause: "busy" });
      expect(verdict).toHaveProperty(
        "message",
        expect.stringMatching(/^Requesting a backup: it is busy\. .* shows the key 00002a\.$/s),
      );
    });

    test("is refused: that is the verdict's own result", async () => {
      const refused = { kind: "fatal", result: "unauthorized", message: "403" } as const;
      const verdict = await then(refused);
      expect(verdict).toMatchObject({ result: "unauthorized", cause: undefined });
      expect(verdict).toHaveProperty("message", expect.stringContaining(KEY_HINT));
    });
  });

  test("and a listing that cannot be read holds the next send up", async () => {
    const failed = { kind: "retryable", message: "503", reason: "no-answer" } as const;
    const script = scripted({
      replies: [lostReply, limited, accepted()],
      pages: [...LISTED_AT.map(() => pageOf()), failed, failed, pageOf()],
    });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(script.calls.slice(8)).toEqual([
      ["create", 64_000],
      ["list", 65_000],
      ["list", 66_000],
      ["list", 68_000],
      ["create", 68_000],
    ]);
  });

  test("and refused for good: the message gives the key", async () => {
    const refused = { kind: "fatal", result: "rejected", message: "it is bad" } as const;
    expect(await outcome(scripted({ replies: [lostReply, refused] }))).toEqual({
      result: "rejected",
      message:
        "Requesting a backup: it is bad. If a backup was created anyway, its description shows the key 00002a.",
    });
  });

  test("and the backoff of the sends begins anew", async () => {
    const script = scripted({ replies: [limited, limited, lostReply, limited, accepted()] });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    // After 1 and 2 s; 64 s after the loss; after 1 s again.
    expect(sendsOf(script)).toEqual([0, 1_000, 3_000, 67_000, 68_000]);
  });
});

describe("a lost request is never sent blindly:", () => {
  test("two good listings are needed, though the others failed", async () => {
    const story = await runVirtually({
      fates: { create: [neverReceived, WELL], list: [...Array<Fate>(9).fill(down), WELL] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("completed");
    const [, again = NaN] = sends(story);
    const good = of(story, "list").filter(({ atMs, fate }) => fate === WELL && atMs < again);
    expect(good).toHaveLength(2);
    expect(story.created).toHaveLength(1);
  });

  test("two good listings are needed even if the first is late enough", async () => {
    const unavailable = status(503, { retryAfterMs: 70_000 });
    const story = await runVirtually({
      fates: { create: [unavailable, WELL] },
      random: () => 0,
    });
    const [, again = NaN] = sends(story);
    const listed = of(story, "list").filter(({ atMs }) => atMs < again);
    expect(listed.map(({ atMs }) => atMs)).toEqual([70_050, 72_100]);
  });

  test("a listing that began before the 64 s were over does not end them", async () => {
    const slow: Fate = { ...WELL, tookMs: 20_000 };
    const story = await runVirtually({
      fates: { create: [neverReceived, WELL], list: [slow] },
      random: () => 0,
    });
    const [, again = NaN] = sends(story);
    const before = of(story, "list").filter(({ atMs }) => atMs < again);
    // Each begins 1, 2 and 4 s after the one before has ended, and the one that may decide after 1 s again.
    expect(before.map(({ atMs }) => atMs)).toEqual([1_100, 23_100, 47_100, 68_100]);
    expect(again).toBe(88_100);
  });

  test("a listing that ends with the 64 s is soon followed by the one that may decide", async () => {
    const slow: Fate = { ...WELL, tookMs: 750 };
    const story = await runVirtually({
      fates: { create: [neverReceived, WELL], list: [...Array<Fate>(5).fill(WELL), slow, WELL] },
      random: () => 0,
    });
    expect(of(story, "list")[5]?.atMs).toBe(63_350);
    expect(of(story, "list")[6]?.atMs).toBe(64_100 + 1_000);
    expect(sends(story)[1]).toBe(64_100 + 1_000 + SPACING_MS);
  });

  test("a failing listing is read again when the 64 s end", async () => {
    const story = await runVirtually({
      fates: { create: [neverReceived, WELL], list: [...Array<Fate>(6).fill(down), WELL] },
      random: () => 0,
    });
    const begun = of(story, "list").map(({ atMs }) => atMs);
    // Backed off by 1, 2, 4, 8, 16 and 32 s.
    expect(begun.slice(0, 7)).toEqual([1_100, 2_150, 4_200, 8_250, 16_300, 32_350, 64_100]);
    expect(sends(story)).toHaveLength(2);
  });
});

test("a Retry-After on a lost reply holds for the listing too", async () => {
  const story = await runVirtually({
    fates: { create: [status(503, { retryAfterMs: 20_000 }), WELL] },
  });
  expect(of(story, "list")[0]?.atMs).toBe(20_050);
});
