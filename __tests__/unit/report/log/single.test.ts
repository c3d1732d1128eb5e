import { describe, expect, test } from "vitest";
import type { BackupEvent, Source } from "../../../../src/backup/events.ts";
import type { GateEvent } from "../../../../src/gate/events.ts";
import { spokenStatus, type Status } from "../../../../src/model/backup.ts";
import type { InstallId } from "../../../../src/model/ids.ts";
import type { BackupReply } from "../../../../src/model/reply.ts";
import { expectedDistribution } from "../../../../src/schedule/cadence.ts";
import { medianLeftMs } from "../../../../src/schedule/distribution.ts";
import {
  BACKUP_ID,
  backupReply,
  backupOf,
  completed,
  INSTALL_ID,
} from "../../../support/fixtures.ts";
import {
  at,
  capturePrinted,
  chosen,
  createSent,
  forecast,
  Gate,
  noAnswer,
  notBelievedYet,
  pollFailed,
  polled,
  tellEnd,
  toCreate,
} from "../support.ts";

const printed = capturePrinted();

test("prints a line for each change of status, and none in between", () => {
  const gate = new Gate();
  for (const status of [
    "requested",
    "requested",
    "in_progress",
    "in_progress",
    "completed",
  ] as const) {
    gate.report(polled(backupReply(status)));
  }
  expect(printed).toEqual([
    "[0s] The backup is requested.",
    "[0s] The backup is in_progress (was requested).",
    "[0s] The backup is completed (was in_progress).",
  ]);
});

test("says for each failed poll how long it waits", () => {
  const gate = new Gate();
  const failure = {
    kind: "retryable",
    message: "The API answered 429 Too Many Requests",
    reason: "rate-limited",
  } as const;
  gate.report(pollFailed({ ...failure, hasRetryAfter: true }, 45_000));
  gate.report(pollFailed({ ...failure, message: "no answer" }, 1_250));
  expect(printed).toEqual([
    "[0s] The API answered 429 Too Many Requests. Checking again in 45s, as requested by Retry-After.",
    "[0s] No answer. Checking again in 1.3s.",
  ]);
});

test("says that the API does not know the backup yet", () => {
  const gate = new Gate();
  const absent = { kind: "not-found", message: "The API answered 404 Not Found" } as const;
  gate.report(notBelievedYet(absent));
  gate.report(notBelievedYet(absent));
  gate.report(polled(backupReply("requested")));
  gate.report(notBelievedYet(absent));
  expect(printed).toEqual([
    "[0s] The API answered 404 Not Found. Checking for another 20s, because a new backup can take that long to appear.",
    "[0s] The backup is requested.",
    "[0s] The API answered 404 Not Found. Checking for another 20s, because earlier replies in this step were good.",
  ]);
});

test("says once that a refusal contradicts good replies, and again after the next good one", () => {
  const gate = new Gate();
  const refusal = {
    kind: "fatal",
    result: "rejected",
    message: "The API answered 302 Found",
  } as const;
  const line =
    "[0s] The API answered 302 Found. Checking for another 20s, because earlier replies in this step were good.";
  for (const event of [refusal, refusal]) gate.report(notBelievedYet(event));
  expect(printed).toEqual([line]);
  gate.report(polled(backupReply("requested")));
  gate.report(notBelievedYet(refusal));
  expect(printed.slice(1)).toEqual(["[0s] The backup is requested.", line]);
});

test.each<BackupReply>([
  { kind: "retryable", message: "no answer", reason: "no-answer" },
  { kind: "not-found", message: "The API answered 404 Not Found" },
  { kind: "fatal", result: "rejected", message: "The API answered 400 Bad Request" },
])("prints nothing by itself for a poll that showed no backup: %j", (reply) => {
  new Gate().report(polled(reply));
  expect(printed).toEqual([]);
});

test("prints heartbeats before the first good poll, too", async () => {
  await new Gate().beat(61_000, 90_000);
  expect(printed).toEqual([
    "[1m] ░░░░░░░░░░ Still waiting: the status of the backup is not known yet, timeout in 30s.",
  ]);
});

test("does not call a backup well that it cannot see any more", async () => {
  const gate = new Gate();
  await gate.sleep(10_000);
  gate.report(polled(backupReply("in_progress")), polled(noAnswer));
  await gate.beat(61_000, 90_000);
  expect(printed.at(-1)).toBe(
    "[1m10s] ░░░░░░░░░░ Still waiting: the backup was in_progress 1m ago (status checks have failed since), 2 status checks so far, timeout in 20s.",
  );
});

test("says when the backup was created, after the first good poll", () => {
  const reply = backupReply("in_progress");
  new Gate().report(polled({ ...reply, backup: { ...reply.backup, createdAt: at(0) } }));
  expect(printed).toEqual(["[0s] The backup is in_progress, created 2026-01-15 10:00:00 UTC."]);
});

test("says how long it may still take, and how long it usually takes if that is known", async () => {
  for (const [pastDurationsMs, bar, estimate] of [
    [[], "██░░░░░░░░", "about 3m30s remaining"],
    [[90_000, 92_000, 91_000], "██████░░░░", "about 33s remaining (usual duration: 1m30s)"],
  ] as const) {
    const gate = new Gate();
    gate.report(polled(backupReply("in_progress")), forecast(0, pastDurationsMs, false));
    await gate.beat();
    expect(printed.at(-1)).toBe(
      `[1m] ${bar} Still waiting: the backup is in_progress, ${estimate}, 1 status check so far, timeout in 29m.`,
    );
  }
});

describe("the age of the backup", () => {
  const LEFT = "1 status check so far, timeout in 29m.";
  const CREATED_AT = -128_000;

  /** The first heartbeat, a minute after these events. */
  const beatAfter = async (...events: readonly GateEvent[]): Promise<string | undefined> => {
    await new Gate().report(...events).beat();
    return printed.at(-1);
  };

  test("is printed if its creation is known, between its state and the estimate", async () => {
    const seen = polled(backupReply("in_progress", 128_000));
    expect(await beatAfter(seen, forecast(CREATED_AT))).toBe(
      `[1m] █████░░░░░ Still waiting: the backup is in_progress, 3m08s old, about 2m50s remaining, ${LEFT}`,
    );
  });

  test("is not printed if its creation is not known", async () => {
    const seen = polled(backupReply("in_progress"));
    expect(await beatAfter(seen, forecast(CREATED_AT, [], false))).toBe(
      `[1m] █████░░░░░ Still waiting: the backup is in_progress, about 2m50s remaining, ${LEFT}`,
    );
  });

  test("is not printed before there is an estimate", async () => {
    expect(await beatAfter(polled(backupReply("in_progress", 128_000)))).toBe(
      `[1m] ░░░░░░░░░░ Still waiting: the backup is in_progress, ${LEFT}`,
    );
  });

  test("is not that of the previous backup while another one is being requested", async () => {
    const seen = polled(backupReply("aborted", 128_000));
    expect(await beatAfter(seen, forecast(CREATED_AT), createSent)).toBe(
      `[1m] ░░░░░░░░░░ Still waiting: it is not known yet whether a backup was created, ${LEFT}`,
    );
  });

  test("precedes an estimate that is longer than usual", async () => {
    const seen = polled(backupReply("in_progress", 128_000));
    expect(await beatAfter(seen, forecast(CREATED_AT, [90_000, 92_000, 91_000]))).toMatch(
      /: the backup is in_progress, 3m08s old, longer than usual \(1m30s\), perhaps \S+ remaining, 1 status check so far, /,
    );
  });
});

const found: BackupEvent = {
  kind: "install-found",
  install: { id: INSTALL_ID as InstallId, name: "torquemag" },
};

test.each<[BackupEvent, RegExp]>([
  [
    chosen("requested"),
    new RegExp(
      `^\\[0s\\] The API accepted the create request: backup ${BACKUP_ID}, status requested, created 2026-01-15 10:00:00 UTC\\.$`,
    ),
  ],
  [
    { kind: "chosen", backup: backupOf("requested"), source: "requested" },
    /^\[0s\] The API accepted the create request: backup \S+, status requested\.$/,
  ],
  [
    chosen("recovered"),
    /The create request succeeded: backup \S+, status requested, created 2026-01-15 10:00:00 UTC\.$/,
  ],
  [
    chosen("adopted", "in_progress"),
    /Reusing a recent backup that has not completed yet: backup \S+, status in_progress, created /,
  ],
  [
    chosen("reused", "completed"),
    /Reusing a recent backup: backup \S+, status completed, created /,
  ],
  [
    chosen("adopted", { unknown: "paused" }),
    /Reusing a recent backup that has not completed yet: backup \S+, status "paused", created /,
  ],
  [
    { kind: "reply-lost", key: "3f9a1c", message: "no answer (reset)", waitMs: 900 },
    /The create request may have failed: no answer \(reset\)\. Checking the list of backups for the key 3f9a1c in 0\.9s\. /,
  ],
  [
    { kind: "not-listed-yet", isProof: true, waitMs: 4_000 },
    /The list of backups doesn't show the key yet\. Checking again in 4s\.$/,
  ],
  [
    { kind: "not-listed-yet", isProof: false, waitMs: 4_000 },
    /The list of backups doesn't show the key, but the backup may exist\. Checking again/,
  ],
  [{ kind: "none-created" }, /The request counts as failed\.$/],
  [{ kind: "resending", send: 2, sends: 3 }, /Requesting the backup again \(request 2 of 3\)\.$/],
  [
    { kind: "list-failed", message: "looking: 503" },
    /Looking: 503\. Requesting a new backup instead\.$/,
  ],
  [{ kind: "none-reusable" }, /No backup is recent enough\. Requesting a new one\.$/],
  [
    { kind: "replacing", why: "It aborted." },
    /It aborted\. This step did not request that backup\. Requesting a new one\.$/,
  ],
  [
    { kind: "recreating", why: "It aborted.", left: 0 },
    /^::warning title=.*requesting again::It aborted\. .*abort-retries remaining: none\)/,
  ],
  [
    { kind: "recreating", why: "It aborted.", left: 2 },
    /^::warning title=.*requesting again::It aborted\. .*abort-retries remaining: 2\)/,
  ],
])("says in one line what happens: %j", (event, line) => {
  new Gate().report(event);
  expect(printed).toEqual([expect.stringMatching(line)]);
});

test("prints nothing for an install that is found, or a request", () => {
  new Gate(toCreate()).report(found, createSent, { kind: "create-refused" });
  expect(printed).toEqual([]);
});

test.each<[Source, Status, Status]>([
  ["requested", "requested", "in_progress"],
  ["recovered", "requested", "in_progress"],
  ["adopted", "in_progress", "completed"],
  ["reused", "completed", "aborted"],
])("does not print the status of a backup that is %s twice", (source, status, next) => {
  const gate = new Gate();
  gate.report(chosen(source, status));
  gate.report(polled(backupReply(status)));
  expect(printed).toHaveLength(1);
  gate.report(polled(backupReply(next)));
  expect(printed.slice(1)).toEqual([
    `[0s] The backup is ${spokenStatus(next)} (was ${spokenStatus(status)}).`,
  ]);
});

test("says that the API does not know the backup yet that it has just accepted", () => {
  const gate = new Gate();
  gate.report(createSent);
  gate.report(chosen("requested"));
  gate.report(notBelievedYet({ kind: "not-found", message: "The API answered 404 Not Found" }));
  gate.report(notBelievedYet({ kind: "not-found", message: "The API answered 404 Not Found" }));
  expect(printed.slice(1)).toEqual([
    "[0s] The API answered 404 Not Found. Checking for another 20s, because a new backup can take that long to appear.",
  ]);
});

test("says how long past backups took, if there are any", async () => {
  const gate = new Gate();
  await gate.sleep(60_000);
  gate.report(forecast(0));
  expect(printed).toEqual([]);
  const past = [90_000, 92_000, 91_000];
  gate.report(forecast(0, past), forecast(60_000, past));
  expect(printed).toEqual([
    "[1m] Backups of this install usually take 1m30s (based on 3 past backups). About 33s remaining.",
    "[1m] Backups of this install usually take 1m30s (based on 3 past backups). About 1m30s remaining.",
  ]);
});

describe("the bar", () => {
  const pictureAt = async (
    ageMs: number,
    pastDurationsMs: readonly number[] = [],
  ): Promise<string> => {
    const gate = new Gate();
    gate.record.apply(forecast(60_000 - ageMs, pastDurationsMs));
    await gate.beat();
    return /[█░]+/.exec(printed.at(-1) ?? "")?.[0] ?? "";
  };

  test("is empty while the backup is new, and half full when half of the wait is over", async () => {
    expect(await pictureAt(0)).toBe("░░░░░░░░░░");
    const past = [91_000, 91_000, 91_000, 91_000, 91_000, 91_000, 91_000];
    const distribution = expectedDistribution(past);
    let ageMs = 0;
    while (medianLeftMs(distribution, ageMs) > ageMs) ageMs += 100;
    expect(await pictureAt(ageMs, past)).toBe("█████░░░░░");
    expect(await pictureAt(ageMs - 1_000, past)).toBe("████░░░░░░");
  });

  test("grows with the age, and is never full before the end", async () => {
    const ages = [1_000, 60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000];
    for (const pastDurationsMs of [
      [],
      [90_000],
      [20_000, 20_000, 20_000, 20_000],
      [3_000_000, 3_600_000],
    ]) {
      for (const ageMs of [...ages, 60 * 24 * 3_600_000]) {
        expect(await pictureAt(ageMs, pastDurationsMs)).toMatch(/^█{0,9}░+$/);
      }
    }
    const pictures: string[] = [];
    for (const ageMs of ages.slice(0, 4)) pictures.push(await pictureAt(ageMs));
    expect(pictures).toEqual(["░░░░░░░░░░", "██░░░░░░░░", "██████░░░░", "████████░░"]);
  });
});

test("forgets the backup that is replaced", () => {
  const gate = new Gate();
  gate.report(polled(backupReply("aborted")));
  gate.report(createSent);
  gate.report(polled(backupReply("requested")));
  expect(printed.at(-1)).toBe("[0s] The backup is requested.");
});

test("does not forget it before another one is requested", () => {
  const gate = new Gate();
  gate.report(polled(backupReply("aborted")));
  gate.report({ kind: "replacing", why: "It aborted." });
  gate.report(polled(backupReply("aborted")));
  expect(printed).toEqual([
    "[0s] The backup is aborted.",
    "[0s] It aborted. This step did not request that backup. Requesting a new one.",
  ]);
});

test("the heartbeat says that no backup is known yet", async () => {
  await new Gate(toCreate()).beat();
  expect(printed.at(-1)).toBe(
    "[1m] ░░░░░░░░░░ Still waiting: there is no backup yet, timeout in 29m.",
  );
  await new Gate(toCreate()).report(createSent).beat();
  expect(printed.at(-1)).toContain(
    "it is not known yet whether a backup was created, timeout in 29m",
  );
});

test("the heartbeat is of the backup that was chosen, until another one is requested", async () => {
  const gate = new Gate(toCreate());
  const beatAfter = async (...events: readonly GateEvent[]): Promise<string | undefined> => {
    await gate.report(...events).beat();
    return /Still waiting: [^,]+/.exec(printed.at(-1) ?? "")?.[0];
  };
  expect([
    await beatAfter(chosen("adopted", "aborted")),
    await beatAfter(createSent, { kind: "none-created" }),
    await beatAfter(createSent, chosen("requested")),
  ]).toEqual([
    "Still waiting: the backup is aborted",
    "Still waiting: there is no backup yet",
    "Still waiting: the backup is requested",
  ]);
});

test("the end of the gate is left to the closing line", () => {
  const { log, record } = new Gate();
  tellEnd(log, record, completed);
  expect(printed).toEqual([]);
});

test("the bar stops if a backup takes longer than all past ones", async () => {
  const gate = new Gate();
  gate.report(polled(backupReply("in_progress")), forecast(0, Array<number>(6).fill(120_000)));
  await gate.beat(600_001);
  const full = printed
    .filter((line) => line.includes("Still waiting"))
    .map((line) => /█*(?=░)/.exec(line)?.[0].length ?? NaN);
  expect(full).toHaveLength(10);
  expect(full).toEqual(full.toSorted((a, b) => a - b));
  expect(Math.max(...full)).toBeLessThan(10);
  expect(printed.at(-1)).toMatch(/longer than usual \(2m\), perhaps \S+ remaining/);
});
