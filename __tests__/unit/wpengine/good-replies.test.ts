import { describe, expect, test } from "vitest";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type { FinalFailure } from "../../../src/model/reply.ts";
import { GoodReplies, type Subject } from "../../../src/wpengine/good-replies.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import { BACKUP_ID, INSTALL_ID } from "../../support/fixtures.ts";
import { ID } from "./scripted-api.ts";

const OTHER_INSTALL = "00000000-0000-4000-8000-000000000001" as InstallId;
const OTHER_BACKUP = "00000000-0000-4000-8000-000000000002" as BackupId;
const PATH = `/installs/${INSTALL_ID}/backups`;

const fatal = (
  result: "unauthorized" | "rejected" | "unavailable",
  more: { isGeneral?: boolean; messageForAll?: string } = {},
): FinalFailure => ({ kind: "fatal", result, message: "no", ...more });
const gone: FinalFailure = { kind: "not-found", message: "There is none" };
const unauthorized = fatal("unauthorized", { isGeneral: true, messageForAll: "for all" });
const redirect = fatal("rejected", { isGeneral: true });
const forbidden = fatal("unauthorized");
const rejected = fatal("rejected");
const untrusted = fatal("unavailable", { messageForAll: "for all" });

type Note = (good: GoodReplies) => void;
const nothing: Note = () => undefined;
const shown: Note = (good) => good.noteBackups(ID.installId, [ID.backupId]);
const shownAnother: Note = (good) => good.noteBackups(ID.installId, [OTHER_BACKUP]);
const shownElsewhere: Note = (good) => good.noteBackups(OTHER_INSTALL, [ID.backupId]);
const listed: Note = (good) => good.notePath(PATH);
const listedElsewhere: Note = (good) => good.notePath("/installs");

const listing: Subject = { path: PATH };

describe("a refusal", () => {
  test.each<[string, FinalFailure, Subject, Note, boolean]>([
    ["404 before any good reply", gone, ID, nothing, false],
    ["404 of a backup that was shown", gone, ID, shown, true],
    ["404 of a backup, after another one was shown", gone, ID, shownAnother, false],
    ["404 of a backup, after one of another install was shown", gone, ID, shownElsewhere, false],
    ["404 of a backup, after a listing without it", gone, ID, listed, false],
    ["403 of a backup that was shown", forbidden, ID, shown, true],
    ["403 of another backup", forbidden, ID, shownAnother, false],
    ["400 of a backup that was shown", rejected, ID, shown, true],
    ["400 before any good reply", rejected, ID, nothing, false],
    ["404 of a listing that was good", gone, listing, listed, true],
    ["404 of a listing, after one of another path", gone, listing, listedElsewhere, false],
    ["403 of a listing that was good", forbidden, listing, listed, true],
    ["403 of a listing, after a backup was shown", forbidden, listing, shown, false],
    ["401 before any good reply", unauthorized, ID, nothing, false],
    ["401 after a backup of another install", unauthorized, ID, shownElsewhere, true],
    ["401 after any listing", unauthorized, ID, listedElsewhere, true],
    ["401 of a listing, after a backup was shown", unauthorized, listing, shownElsewhere, true],
    [
      "404 with a web page, before any good reply",
      { ...gone, isGeneral: true },
      ID,
      nothing,
      false,
    ],
    ["404 with a web page, after any listing", { ...gone, isGeneral: true }, ID, listed, true],
    ["a redirect before any good reply", redirect, ID, nothing, false],
    ["a redirect after a backup of another install", redirect, ID, shownElsewhere, true],
    ["a redirect of a listing, after any listing", redirect, listing, listedElsewhere, true],
    ["a certificate that is not trusted, after good replies", untrusted, ID, shown, false],
  ])("%s", (_, refusal, subject, note, isContradicted) => {
    const good = new GoodReplies(new FakeClock());
    note(good);
    const judged = good.judge(refusal, subject);
    if (isContradicted) {
      const messageForAll = refusal.kind === "fatal" ? { messageForAll: undefined } : {};
      expect(judged).toEqual({ ...refusal, ...messageForAll, isContradicted: true });
      expect("messageForAll" in judged).toBe(refusal.kind === "fatal");
    } else expect(judged).toBe(refusal);
  });

  test.each([
    { kind: "backup" },
    { kind: "page" },
    { kind: "retryable", message: "503", reason: "no-answer" },
  ])("is none: %j", (reply) => {
    const good = new GoodReplies(new FakeClock());
    shown(good);
    expect(good.judge(reply, ID)).toBe(reply);
    expect(good.judgeCreate(reply)).toBe(reply);
  });
});

describe("a refused create request", () => {
  test.each<[string, FinalFailure, Note, boolean]>([
    ["401 before any good reply", unauthorized, nothing, false],
    ["401 after any backup was shown", unauthorized, shownElsewhere, true],
    ["401 after any listing", unauthorized, listedElsewhere, true],
    ["403 after its install's backups were shown", forbidden, shown, false],
    ["403 that came from elsewhere", fatal("unauthorized", { isGeneral: true }), shown, false],
    ["404", gone, shown, false],
    ["400", rejected, shown, false],
    ["a redirect", redirect, shown, false],
    ["a redirect of the whole step", fatal("rejected", { messageForAll: "for all" }), shown, false],
    ["a certificate that is not trusted", untrusted, shown, false],
  ])("%s", (_, refusal, note, isContradicted) => {
    const good = new GoodReplies(new FakeClock());
    note(good);
    const judged = good.judgeCreate(refusal);
    if (isContradicted) {
      expect(judged).toEqual({ ...refusal, messageForAll: undefined, isContradicted: true });
    } else expect(judged).toBe(refusal);
  });
});

describe("a 401 after a good reply concerns the whole step", () => {
  /** What is said of a 401 at a moment, after these statuses. */
  async function messageForAllAt(
    atMs: number,
    statuses: readonly (readonly [atMs: number, status: number])[],
    refusal: FinalFailure = unauthorized,
  ): Promise<(string | undefined)[]> {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const good = new GoodReplies(clock);
    shown(good);
    for (const [at, status] of statuses) {
      await clock.sleep(at - clock.now(), signal);
      good.noteStatus(status);
    }
    await clock.sleep(atMs - clock.now(), signal);
    const judged = [good.judge(refusal, ID), good.judgeCreate(refusal)];
    return judged.map((one) => (one.kind === "fatal" ? one.messageForAll : "none"));
  }
  const FOR_ALL = ["for all", "for all"];
  const FOR_ONE = [undefined, undefined];

  test.each<[string, number, (readonly [number, number])[], (string | undefined)[]]>([
    ["once nothing else has come for 20 s", 21_000, [[1_000, 401]], FOR_ALL],
    [
      "once several have come for 20 s",
      21_000,
      [
        [1_000, 401],
        [9_000, 401],
        [21_000, 401],
      ],
      FOR_ALL,
    ],
    ["not a moment earlier", 20_999, [[1_000, 401]], FOR_ONE],
    [
      "not if another reply came between",
      25_000,
      [
        [1_000, 401],
        [9_000, 200],
        [10_000, 401],
      ],
      FOR_ONE,
    ],
    [
      "not if a failure came between",
      25_000,
      [
        [1_000, 401],
        [9_000, 503],
        [10_000, 401],
      ],
      FOR_ONE,
    ],
    [
      "20 s after the other reply",
      30_000,
      [
        [1_000, 401],
        [9_000, 503],
        [10_000, 401],
      ],
      FOR_ALL,
    ],
    [
      "not if the latest reply was another",
      30_000,
      [
        [1_000, 401],
        [9_000, 200],
      ],
      FOR_ONE,
    ],
    ["not if none came", 30_000, [], FOR_ONE],
  ])("%s", async (_, atMs, statuses, expected) => {
    expect(await messageForAllAt(atMs, statuses)).toEqual(expected);
  });

  test("but no other refusal does, however long the 401s have lasted", async () => {
    const refusals = [forbidden, rejected, redirect];
    for (const refusal of refusals) {
      expect(await messageForAllAt(30_000, [[1_000, 401]], refusal)).toEqual(FOR_ONE);
    }
  });
});

describe("the backups that any reply has shown", () => {
  test("are known by their install", () => {
    const good = new GoodReplies(new FakeClock());
    expect(good.backupsOf(ID.installId)).toEqual(new Set());
    shown(good);
    good.noteBackups(ID.installId, [OTHER_BACKUP, ID.backupId]);
    expect(good.backupsOf(ID.installId)).toEqual(new Set([BACKUP_ID, OTHER_BACKUP]));
    expect(good.backupsOf(OTHER_INSTALL)).toEqual(new Set());
  });

  test("may be none: a good reply all the same", () => {
    const good = new GoodReplies(new FakeClock());
    good.noteBackups(ID.installId, []);
    expect(good.backupsOf(ID.installId)).toEqual(new Set());
    expect(good.judge(unauthorized, ID)).toHaveProperty("isContradicted", true);
    expect(good.judge(gone, ID)).toBe(gone);
  });
});
