import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import { Host } from "../../../simulator/wpengine/host.ts";
import { type Fate, runVirtually, WELL } from "../../support/virtual-api.ts";
import {
  accepted,
  DESCRIPTION,
  HOUR_MS,
  idOf,
  instant,
  kinds,
  listing,
  listingWith,
  lost,
  lostReply,
  outcome,
  pageOf,
  rowOf,
  type Script,
  scripted,
  sends,
  neverReceived,
} from "./cases.ts";

const LOST = "The create request may have failed: no answer.";
const sendsOf = ({ calls }: ReturnType<typeof scripted>): number[] =>
  calls.flatMap(([operation, atMs]) => (operation === "create" ? [atMs] : []));
const withFates = async (
  list: readonly Fate[],
  timeoutMs = 300_000,
): ReturnType<typeof runVirtually> =>
  runVirtually({ fates: { create: [lost(0), WELL], list }, timeoutMs });

describe("while a row without the key may be ours, nothing is sent:", () => {
  test.each<[string, Record<string, unknown>]>([
    ["no description", { description: null }],
    ["an empty description", { description: "" }],
    ["a description that is cut within the key", { description: "[gate 00000" }],
    ["another description", { description: "Nightly" }],
    ["no description and no creation", { description: null, create_time: null }],
    ["the key elsewhere in its description", { description: "Text [gate 000001, run 1]" }],
  ])("%s", async (_, fields) => {
    const story = await withFates([listingWith(fields)]);
    expect(sends(story)).toEqual([0]);
    const id = story.created[0]?.id ?? "";
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(story.verdict.message).toContain(`To wait for it, set backup-id: ${id}.`);
    // at the first listing after the 64 s
    expect(story.endedAtMs).toBe(64_150);
    expect(story.record.subject.id).toBeUndefined();
  });

  test.each<[string, Record<string, unknown>]>([
    ["another gate's key", { description: "[gate 00000f, run 1, attempt 1] Before a deploy" }],
    ["an older creation", { description: null, create_time: "2025-01-01T00:00:00Z" }],
    ["an older completion", { description: null, complete_time: "2025-01-01T00:00:00Z" }],
  ])("but a row with %s is not ours", async (_, fields) => {
    const story = await withFates([listingWith(fields)]);
    expect(sends(story)).toHaveLength(2);
  });

  test.each([
    [60_000, 1],
    [60_001, 2],
  ])("created %i ms before the first request: it is sent %i times", async (beforeMs, times) => {
    const clock = new FakeClock();
    const sentAtMs = 10_000;
    const create_time = new Date(clock.epoch() + sentAtMs - beforeMs).toISOString();
    const story = await runVirtually({
      clock,
      maxAgeMs: 1_000,
      fates: {
        create: [lost(0), WELL],
        list: [{ ...WELL, tookMs: sentAtMs }, listingWith({ description: null, create_time })],
      },
      timeoutMs: 300_000,
    });
    expect(sends(story)[0]).toBe(sentAtMs);
    expect(sends(story)).toHaveLength(times);
  });

  test("it is older by our own clock only, which is ahead", async () => {
    const clock = new FakeClock();
    const nameless: Fate = { ...listingWith({ description: null }), isUndated: true };
    const story = await runVirtually({
      clock,
      host: new Host({ now: () => clock.epoch() - HOUR_MS }),
      fates: { create: [lost(0), WELL], list: [nameless] },
      timeoutMs: 300_000,
    });
    expect(sends(story)).toEqual([0]);
    expect(story.verdict.cause).toBe("unresolved");
  });

  test("the step knew it before the first lost send: it is not ours", async () => {
    const row = rowOf(1);
    const known = scripted({
      replies: [lostReply, accepted()],
      pages: [pageOf([row])],
      known: [row.id],
    });
    expect(await outcome(known)).toMatchObject({ source: "requested" });
    const unknown = scripted({ replies: [lostReply, accepted()], pages: [pageOf([row])] });
    expect(await outcome(unknown)).toMatchObject({ result: "unavailable" });
  });

  test("the step knew it before the second lost send only: it may be ours", async () => {
    // It appears after the listing that ended the first search, and before the second send.
    const row = rowOf(1);
    const limited = { kind: "retryable", message: "429", reason: "rate-limited" } as const;
    const empty = Array.from({ length: 7 }, () => pageOf());
    const script = scripted({
      replies: [lostReply, limited, lostReply, accepted()],
      pages: [...empty, pageOf([row])],
    });
    expect(await outcome(script)).toMatchObject({ result: "unavailable" });
    expect(sendsOf(script)).toEqual([0, 64_000]);
  });
});

describe("a row that was shown once", () => {
  const search = (pages: Script["pages"]): ReturnType<typeof scripted> =>
    scripted({ replies: [lostReply, accepted()], pages: pages ?? [] });
  const row = rowOf(1);

  test("counts as shown, though later listings lack it", async () => {
    const script = search([pageOf([row]), pageOf()]);
    expect(await outcome(script)).toMatchObject({
      result: "unavailable",
      message: expect.stringContaining(idOf(1)) as string,
    });
    expect(sendsOf(script)).toEqual([0]);
    expect(script.clock.now()).toBe(64_000);
  });

  test("by the last listing before the next send only, counts too", async () => {
    const empty = Array.from({ length: 6 }, () => pageOf());
    const script = search([...empty, pageOf([row]), pageOf()]);
    expect(await outcome(script)).toMatchObject({ result: "unavailable" });
    expect(sendsOf(script)).toEqual([0]);
    // One listing more is read: two have shown it.
    expect(script.clock.now()).toBe(124_000);
  });

  test.each([
    ["its key shows that it is another gate's", { description: "[gate 00002b, run 1]" }],
    ["its time does", { createdAt: instant(-HOUR_MS) }],
    ["the time of its completion does", { completedAt: instant(-HOUR_MS) }],
  ])("is not ours once %s", async (_, fields) => {
    const script = search([pageOf([row]), pageOf([rowOf(1, fields)]), pageOf([row])]);
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(sendsOf(script)).toEqual([0, 64_000]);
  });

  test("is not ours once a listing with the server's time shows its age", async () => {
    const old = rowOf(1, { createdAt: instant(-HOUR_MS) });
    const script = search([pageOf([old], { isOurClock: true }), pageOf([old])]);
    expect(await outcome(script)).toMatchObject({ source: "requested" });
  });

  test("shows the key later: found", async () => {
    const ours = rowOf(1, { description: DESCRIPTION });
    const script = search([pageOf([row]), pageOf([row]), pageOf([ours])]);
    expect(await outcome(script)).toMatchObject({ source: "recovered", backup: ours });
    expect(script.clock.now()).toBe(7_000);
  });

  test("is as the latest listing shows it", async () => {
    const script = search([pageOf([row]), pageOf([rowOf(1, { status: "aborted" })])]);
    expect(await outcome(script)).toMatchObject({
      message: expect.stringMatching(
        / \(aborted, created [\d :UTC-]+\) without that key\. It may be /,
      ) as string,
    });
  });

  test("a list with such a row proves nothing", async () => {
    const script = search([pageOf(), pageOf([row])]);
    await outcome(script);
    const proofs = script.events.flatMap((event) =>
      event.kind === "not-listed-yet" ? [event.isProof] : [],
    );
    expect(proofs).toEqual([true, false, false, false, false, false]);
    expect(kinds(script)).not.toContain("none-created");
  });

  test("proves nothing while another one may be ours", async () => {
    const other = rowOf(2);
    const known = rowOf(1, { description: "[gate 00002b, run 1]" });
    const script = search([pageOf([row, other]), pageOf([known])]);
    expect(await outcome(script)).toMatchObject({
      result: "unavailable",
      message: expect.stringContaining(idOf(2)) as string,
    });
  });

  test("no longer counts once it is cleared, and the count of listings starts again", async () => {
    // The first row is cleared at 3 s; the second one is shown at 64 s for the first time, and then once more.
    const cleared = pageOf([rowOf(1, { description: "[gate 00002b, run 1]" })]);
    const script = search([
      pageOf([row]),
      ...Array<typeof cleared>(5).fill(cleared),
      pageOf([rowOf(2)]),
    ]);
    expect(await outcome(script)).toMatchObject({ result: "unavailable" });
    expect(script.clock.now()).toBe(124_000);
  });
});

describe("the message of a search that ends without knowing", () => {
  const message = async (pages: Script["pages"]): Promise<unknown> => {
    const script = scripted({ replies: [lostReply], pages: pages ?? [] });
    const verdict = await outcome(script);
    expect(verdict).toMatchObject({ result: "unavailable" });
    expect(script.clock.now()).toBe(64_000);
    expect(script.creation.lostKey).toBe("00002a");
    return "message" in verdict ? verdict.message : undefined;
  };
  const created = (index: number, afterMs: number): ReturnType<typeof rowOf> =>
    rowOf(index, { createdAt: instant(afterMs) });

  const time = (seconds: number): string => `created 2026-01-15 10:00:${seconds} UTC`;
  const ONE =
    "It may be the requested one, because WP Engine can change descriptions. More checks would not show it.";
  const SEVERAL = ONE.replace("It", "One of them");

  test("names the key, the row, and how to wait for it", async () => {
    expect(await message([pageOf([rowOf(1)])])).toBe(
      `${LOST} The list of backups shows backup ${idOf(1)} (in_progress, ${time(30)}) without that key. ${ONE} To wait for it, set backup-id: ${idOf(1)}.`,
    );
  });

  test("does not say how to wait for one that is aborted", async () => {
    expect(await message([pageOf([rowOf(1, { status: "aborted" })])])).toBe(
      `${LOST} The list of backups shows backup ${idOf(1)} (aborted, ${time(30)}) without that key. ${ONE}`,
    );
  });

  test("names three at most, the newest first", async () => {
    const rows = [created(1, 0), created(2, 2_000), created(3, 1_000), created(4, -1_000)];
    expect(await message([pageOf(rows)])).toBe(
      `${LOST} The list of backups shows backups ${idOf(2)} (in_progress, ${time(32)}), ${idOf(3)} (in_progress, ${time(31)}), ${idOf(1)} (in_progress, ${time(30)}) without that key. ${SEVERAL} To wait for the first one, set backup-id: ${idOf(2)}.`,
    );
  });

  test("names one of unknown time first", async () => {
    const rows = [created(1, 0), rowOf(2, { createdAt: undefined })];
    expect(await message([pageOf(rows)])).toContain(
      `${idOf(2)} (in_progress), ${idOf(1)} (in_progress, ${time(30)})`,
    );
  });

  test("names aborted ones last", async () => {
    const aborted = { status: "aborted", createdAt: instant(9_000) } as const;
    const rows = [rowOf(1, aborted), created(2, 0), rowOf(3, aborted), created(4, 1_000)];
    expect(await message([pageOf(rows)])).toContain(
      `shows backups ${idOf(4)} (in_progress, ${time(31)}), ${idOf(2)} (in_progress, ${time(30)}), ${idOf(1)} (aborted, ${time(39)}) without that key. ${SEVERAL} To wait for the first one, set backup-id: ${idOf(4)}.`,
    );
  });

  test("names several that are all aborted", async () => {
    const aborted = [1, 2].map((index) => rowOf(index, { status: "aborted" }));
    expect(await message([pageOf(aborted)])).toMatch(new RegExp(`without that key\\. ${SEVERAL}$`));
  });

  test("says why the listing proves nothing, if it shows no such row", async () => {
    expect(await message([pageOf([], { isCached: true })])).toBe(
      `${LOST} The list of backups does not show that key, but may be incomplete: it came from a cache.`,
    );
  });

  test("gives the latest flaw", async () => {
    const wrong = pageOf([], { hasNext: true });
    const cached = pageOf([], { isCached: true });
    expect(await message([wrong, wrong, wrong, cached])).toMatch(
      /incomplete: it came from a cache\.$/,
    );
    const latest = [cached, cached, cached, wrong, wrong, pageOf(), wrong];
    expect(await message(latest)).toMatch(
      /incomplete: its count and its next page contradict each other\.$/,
    );
  });
});

describe("a listing that is not good proves nothing:", () => {
  const unreadable = listing((rows) => ["?", ...rows]);

  test.each<[string, Fate]>([
    [
      "it names a next page beyond its count",
      { ...WELL, edit: () => ({ results: [], next: "https://api.example.com/2", count: 0 }) },
    ],
    [
      "it has fewer rows than its count",
      { ...WELL, edit: () => ({ results: [], next: null, count: 3 }) },
    ],
    [
      "it has more rows than its count",
      { ...WELL, edit: (page) => ({ ...page, results: ["?"], count: 0 }) },
    ],
    ["it has a row that cannot be read", unreadable],
    ["it came from a cache", { ...WELL, cachedForMs: 1_000 }],
  ])("%s", async (_, list) => {
    const story = await runVirtually({ fates: { create: [neverReceived], list: [list] } });
    expect(sends(story)).toEqual([0]);
    expect(story.verdict).toMatchObject({ result: "unavailable", cause: "unresolved" });
    expect(story.verdict.message).toContain("may be incomplete: ");
    expect(story.endedAtMs).toBe(64_150);
    // and it is read again no faster than any other that fails
    expect(story.got).toHaveLength(8);
  });

  test("three are needed before the search ends", async () => {
    const good = Array.from({ length: 4 }, () => pageOf());
    const cached = pageOf([], { isCached: true });
    const search = (pages: Script["pages"]): ReturnType<typeof scripted> =>
      scripted({ replies: [lostReply, accepted()], pages: pages ?? [] });
    const three = search([...good, cached]);
    expect(await outcome(three)).toMatchObject({ result: "unavailable" });
    expect(three.clock.now()).toBe(64_000);
    const two = search([...good, pageOf(), cached, cached, cached]);
    expect(await outcome(two)).toMatchObject({ result: "unavailable" });
    expect(two.clock.now()).toBe(124_000);
    const healed = search([...good, pageOf(), cached, cached, pageOf()]);
    expect(await outcome(healed)).toMatchObject({ source: "requested" });
    expect(sendsOf(healed)).toEqual([0, 124_000]);
  });

  test("and flawed in the same way", async () => {
    const cached = pageOf([], { isCached: true });
    const wrong = pageOf([], { hasNext: true });
    const pages = [pageOf(), pageOf(), pageOf(), cached, wrong, cached, wrong, pageOf()];
    const script = scripted({ replies: [lostReply, accepted()], pages });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(sendsOf(script)).toEqual([0, 124_000]);
  });

  test("good ones before count, but it does not end them", async () => {
    const pages = [...Array.from({ length: 6 }, () => pageOf()), pageOf([], { isCached: true })];
    const script = scripted({ replies: [lostReply, accepted()], pages: [...pages, pageOf()] });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(sendsOf(script)).toEqual([0, 124_000]);
  });

  test("flaws of an earlier search do not count", async () => {
    const good = pageOf();
    const cached = pageOf([], { isCached: true });
    const first = [good, good, good, good, cached, cached, good];
    const pages = [...first, good, good, good, good, good, cached, cached, good];
    const script = scripted({ replies: [lostReply, lostReply, accepted()], pages });
    expect(await outcome(script)).toMatchObject({ source: "requested" });
    expect(sendsOf(script)).toEqual([0, 64_000, 64_000 + 124_000]);
  });

  test("a row that may be ours still counts", async () => {
    const pages = [pageOf([rowOf(1)], { isCached: true }), pageOf()];
    const script = scripted({ replies: [lostReply, accepted()], pages });
    expect(await outcome(script)).toMatchObject({ result: "unavailable" });
  });
});
