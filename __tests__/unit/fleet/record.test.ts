import { describe, expect, test } from "vitest";
import type { BackupEvent, Source } from "../../../src/backup/events.ts";
import { BackupRecord } from "../../../src/fleet/record.ts";
import type { GateEvent } from "../../../src/gate/events.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type { RetryableFailure } from "../../../src/model/reply.ts";
import type { Target } from "../../../src/model/target.ts";
import { unresolved, type Verdict } from "../../../src/model/verdict.ts";
import {
  chosen,
  createSent,
  forecast,
  noAnswer,
  pollFailed,
  polled,
  rateLimited,
  recordOf,
  requestFailed,
} from "../../support/events.ts";
import {
  aborted,
  BACKUP_ID,
  backupReply,
  backupOf,
  completed,
  cutShort,
  INSTALL_ID,
  TARGET,
} from "../../support/fixtures.ts";
import { specNew } from "../../support/virtual-api.ts";

const cancelled: Verdict = { result: "cancelled", message: "The step was canceled." };
const TO_CREATE: Target = { install: { name: "torquemag" }, spec: specNew() };

const found: BackupEvent = {
  kind: "install-found",
  install: { id: INSTALL_ID as InstallId, name: "torquemag" },
};
const OTHER = "00000000-0000-4000-8000-000000000001" as BackupId;
const chooseOther = (source: Source): BackupEvent => ({
  kind: "chosen",
  backup: { ...backupOf("requested"), id: OTHER },
  source,
});

describe("a new record", () => {
  test("has the IDs that the inputs name", () => {
    expect(new BackupRecord(TARGET)).toMatchObject({
      target: TARGET,
      install: INSTALL_ID,
      installId: INSTALL_ID,
      installName: undefined,
      subject: { id: BACKUP_ID, backup: undefined, seenMs: undefined, reused: false },
    });
  });

  test("has the install's name if the inputs name that, and no backup before one is created", () => {
    expect(new BackupRecord(TO_CREATE)).toMatchObject({
      target: TO_CREATE,
      install: "torquemag",
      installId: undefined,
      installName: "torquemag",
      subject: { id: undefined, backup: undefined, seenMs: undefined, reused: false },
    });
  });

  test("has counted nothing, and has not ended", () => {
    expect(new BackupRecord(TARGET)).toMatchObject({
      polls: 0,
      timesSeen: 0,
      rateLimited: 0,
      failed: 0,
      latestReply: undefined,
      estimate: undefined,
      unresolvedKey: undefined,
      ended: undefined,
    });
  });
});

describe("polls", () => {
  test("are counted, and the backup is as the latest one that showed it", () => {
    const record = recordOf(TARGET, polled(backupReply("requested")), polled(noAnswer));
    expect(record).toMatchObject({
      polls: 2,
      timesSeen: 1,
      rateLimited: 0,
      failed: 1,
      latestReply: noAnswer,
      subject: { id: BACKUP_ID, backup: { status: "requested" } },
    });
  });

  test("are no failures if they can be judged", () => {
    const record = recordOf(
      TARGET,
      polled(backupReply("in_progress")),
      polled({ kind: "not-found", message: "404" }),
      polled({ kind: "fatal", result: "rejected", message: "400" }),
    );
    expect(record).toMatchObject({ polls: 3, timesSeen: 1, rateLimited: 0, failed: 0 });
  });
});

describe("failed requests", () => {
  test.each<[string, RetryableFailure, number, number]>([
    ["rate-limited", rateLimited, 1, 0],
    ["rate-limited, with a Retry-After", { ...rateLimited, hasRetryAfter: true }, 1, 0],
    ["without an answer", noAnswer, 0, 1],
    ["failed, because the install is busy", { ...noAnswer, reason: "busy" }, 0, 1],
    ["not sent", { ...noAnswer, reason: "not-sent", hasApiReplied: true }, 0, 0],
    [
      "not sent before the API replied to anything",
      { ...noAnswer, reason: "not-sent", hasApiReplied: false },
      0,
      0,
    ],
  ])("are counted as rate-limited or as failed: %s", (_, failure, limited, failed) => {
    const polling = recordOf(TARGET, polled(failure));
    expect(polling).toMatchObject({ polls: 1, rateLimited: limited, failed, latestReply: failure });
    const requesting = recordOf(TARGET, requestFailed(failure));
    expect(requesting).toMatchObject({
      polls: 0,
      rateLimited: limited,
      failed,
      latestReply: failure,
    });
  });

  test("are counted once: a failed poll as a poll, a rate-limited history by itself", () => {
    const record = recordOf(TARGET, polled(rateLimited), pollFailed(rateLimited));
    expect(record).toMatchObject({ rateLimited: 1, failed: 0 });
    record.apply(pollFailed({ ...rateLimited, message: "past backups: 429" }));
    expect(record).toMatchObject({ rateLimited: 2, failed: 0, latestReply: rateLimited });
    record.apply({ kind: "reply-lost", key: "3f9a1c", message: "504", waitMs: 1_000 });
    expect(record).toMatchObject({ rateLimited: 2, failed: 1 });
  });
});

describe("the time of the last poll that returned the backup", () => {
  test("is the server's time at the latest poll that showed it", () => {
    const record = new BackupRecord(TARGET);
    expect(record.subject.seenMs).toBeUndefined();
    record.apply(polled({ ...backupReply("completed"), serverMs: 1_000 }));
    record.apply(polled({ ...backupReply("completed"), serverMs: 2_000 }));
    record.apply(polled(noAnswer));
    expect(record.subject.seenMs).toBe(2_000);
  });

  test("is not known of another one that is chosen", () => {
    const { subject } = recordOf(
      TARGET,
      polled(backupReply("completed")),
      chooseOther("requested"),
    );
    expect(subject).toMatchObject({ id: OTHER, seenMs: undefined });
  });
});

describe("on the way to a backup", () => {
  test("the install's ID is recorded, and its name stays that of the inputs", () => {
    const record = recordOf(TO_CREATE, found);
    expect(record).toMatchObject({ installId: INSTALL_ID, install: "torquemag" });
  });

  test("a create request leaves it open which backup there is, and clears what was known", () => {
    const record = recordOf(TARGET, polled(rateLimited), forecast(30_000), chosen("adopted"));
    expect(record.estimate).toMatchObject({ createdAt: 30_000 });
    record.apply(createSent);
    expect(record).toMatchObject({
      unresolvedKey: "3f9a1c",
      latestReply: undefined,
      estimate: undefined,
      subject: { id: undefined, backup: undefined, reused: false },
    });
  });

  test.each([{ kind: "create-refused" }, { kind: "none-created" }] as const)(
    "the previous backup is there again if that request created none: %j",
    (event) => {
      const record = recordOf(TO_CREATE, chosen("requested"), createSent, event);
      expect(record).toMatchObject({ unresolvedKey: undefined, subject: { id: BACKUP_ID } });
    },
  );

  test.each<[Source, boolean]>([
    ["requested", false],
    ["recovered", false],
    ["adopted", true],
    ["reused", true],
    ["foreign", true],
  ])("a backup that is %s replaces the previous one", (source, reused) => {
    const record = recordOf(TO_CREATE, chosen("adopted"), createSent, chooseOther(source));
    expect(record.unresolvedKey).toBeUndefined();
    expect(record.subject).toMatchObject({ id: OTHER, seenMs: undefined, reused });
  });

  test.each<GateEvent>([
    { kind: "not-listed-yet", isProof: true, waitMs: 1_000 },
    { kind: "resending", send: 2, sends: 3 },
    { kind: "list-failed", message: "503" },
    { kind: "none-reusable" },
    { kind: "not-believed-yet", failure: { kind: "not-found", message: "404" } },
  ])("nothing that is reported changes: %j", (event) => {
    const before = recordOf(TARGET, polled(noAnswer), createSent);
    const after = recordOf(TARGET, polled(noAnswer), createSent, event);
    expect(after).toEqual(before);
    expect(after.subject).toEqual(before.subject);
  });
});

test("a key that is unresolved again hides the backup", () => {
  const record = recordOf(TO_CREATE, chosen("adopted"), { kind: "still-lost", key: "0a1b2c" });
  expect(record).toMatchObject({ unresolvedKey: "0a1b2c", subject: { id: undefined } });
});

describe("the state of a backup", () => {
  test.each<Source>(["requested", "foreign"])(
    "is known of one that the reply to a create request names: %s",
    (source) => {
      const { subject } = recordOf(TO_CREATE, chosen(source, "in_progress"));
      expect(subject.backup).toEqual(backupOf("in_progress", 30_000));
    },
  );

  test.each<Source>(["recovered", "adopted", "reused"])(
    "is not known of one that is %s until a poll has shown it",
    (source) => {
      const record = recordOf(TO_CREATE, chosen(source, "completed"), polled(noAnswer));
      expect(record.subject).toMatchObject({ id: BACKUP_ID, backup: undefined });
      record.apply(polled(backupReply("completed")));
      expect(record.subject).toMatchObject({ id: BACKUP_ID, backup: { status: "completed" } });
    },
  );
});

describe("a backup that another one is to replace", () => {
  const replacing: BackupEvent = { kind: "replacing", why: "It is gone." };
  const recreating: BackupEvent = { kind: "recreating", why: "It aborted.", left: 1 };
  const NONE = { id: undefined, backup: undefined, seenMs: undefined, reused: false };
  const isAborted = polled({ ...backupReply("aborted"), serverMs: 5_000 });

  test("is forgotten if it was not ours", () => {
    expect(recordOf(TO_CREATE, chosen("reused"), replacing).subject).toEqual(NONE);
    expect(recordOf(TO_CREATE, chosen("adopted"), isAborted, replacing).subject).toEqual(NONE);
  });

  test("has no ID if ours was aborted, and keeps its status", () => {
    const record = recordOf(TO_CREATE, chosen("requested"), isAborted, recreating);
    const { subject } = record;
    expect(subject).toEqual({ ...NONE, backup: backupOf("aborted"), seenMs: 5_000 });
    record.apply(createSent);
    expect(record.subject).toEqual(NONE);
    record.apply({ kind: "create-refused" });
    expect(record.subject).toEqual(subject);
    record.end(cancelled, 0);
    expect(record.subject).toEqual(subject);
  });

  test("has its ID if the gate ends with its abort", () => {
    const record = recordOf(TO_CREATE, chosen("requested"), isAborted, recreating);
    record.end(aborted, 0);
    expect(record.subject).toMatchObject({ id: BACKUP_ID, backup: { status: "aborted" } });
  });

  test("gives way to the next one", () => {
    const next = recordOf(TO_CREATE, chosen("requested"), isAborted, recreating, createSent);
    next.apply(chooseOther("requested"));
    expect(next.subject).toEqual({
      ...NONE,
      id: OTHER,
      backup: { ...backupOf("requested"), id: OTHER },
    });
  });
});

describe("the end", () => {
  test("is the verdict, with its moment", () => {
    const record = new BackupRecord(TARGET);
    expect(record.end(completed, 4_000)).toBe(completed);
    expect(record.ended).toEqual({ verdict: completed, endedAt: 4_000 });
  });

  test("does not change with later events", () => {
    const record = new BackupRecord(TARGET);
    record.end(aborted, 4_000);
    expect(record.end(cutShort, 5_000)).toBe(aborted);
    expect(record.ended).toEqual({ verdict: aborted, endedAt: 4_000 });
  });

  test("names the key of a create request that is unresolved", () => {
    const record = recordOf(TO_CREATE, createSent);
    const verdict = unresolved(cutShort, "3f9a1c");
    expect(record.end(cutShort, 4_000)).toEqual(verdict);
    expect(record.ended?.verdict).toEqual(verdict);
  });

  test("does not name a key that is resolved", () => {
    expect(recordOf(TO_CREATE, createSent, chosen("requested")).end(aborted, 0)).toBe(aborted);
  });
});
