import { array, assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { firstOfRun } from "../../../src/backup/earlier-attempts.ts";
import type { Listing } from "../../../src/backup/pages.ts";
import { newestFresh } from "../../../src/backup/reuse.ts";
import type { Backup, Instant, Status } from "../../../src/model/backup.ts";
import type { BackupId } from "../../../src/model/ids.ts";
import { SERVER_MS } from "../../support/fixtures.ts";

const CURRENT = { run: "987", attempt: 3 };
const MINUTE_MS = 60_000;

interface Row {
  readonly run?: string;
  readonly attempt?: number;
  readonly status?: Status;
  /** Minutes before the server's time. */
  readonly created?: number | undefined;
  readonly completed?: number | undefined;
  readonly description?: string | undefined;
}

const minutesAgo = (minutes?: number): Instant | undefined => {
  if (minutes === undefined) return undefined;
  const epochMs = SERVER_MS - minutes * MINUTE_MS;
  return { iso: new Date(epochMs).toISOString(), epochMs };
};

function rowOf(row: Row, index = 0): Backup {
  const { run = "987", attempt = 1, status = "completed" } = row;
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}` as BackupId,
    status,
    description:
      "description" in row ? row.description : `[gate 3f9a1c, run ${run}, attempt ${attempt}] X`,
    createdAt: minutesAgo(row.created),
    completedAt: minutesAgo(row.completed),
    wordpressVersion: undefined,
  };
}

const nightly = (more: Row = {}): Row => ({ ...more, description: "Nightly" });

describe("the first backup of a run", () => {
  test.each<[string, Row[], number | undefined]>([
    ["no row", [], undefined],
    ["a nightly backup", [nightly({ completed: 90 })], undefined],
    ["a backup without a description", [{ description: undefined, completed: 9 }], undefined],
    ["one of attempt 1", [{ attempt: 1, completed: 9 }], 0],
    ["one of attempt 2", [{ attempt: 2, completed: 9 }], 0],
    ["one of this attempt", [{ attempt: 3, completed: 9 }], undefined],
    ["one of a later attempt", [{ attempt: 4, completed: 9 }], undefined],
    ["one of another run", [{ run: "986", completed: 9 }], undefined],
    ["one of a run that begins like this one", [{ run: "9871", completed: 9 }], undefined],
    ["an aborted one", [{ status: "aborted", completed: 9 }], undefined],
    ["a pending one", [{ status: "in_progress" }], undefined],
    ["one of an unknown status", [{ status: { unknown: "COMPLETED" } }], undefined],
    ["a cut bracket", [{ description: "[gate 3f9a1c, run 987, attempt 1" }], undefined],
    ["one without times", [{}], 0],
    ["two, the newer first", [{ completed: 5 }, { completed: 9 }], 1],
    ["two, the older first", [{ completed: 9 }, { completed: 5 }], 0],
    [
      "a later attempt that was completed first",
      [{ completed: 5 }, { attempt: 2, completed: 9 }],
      1,
    ],
    [
      "one that was created first and completed last",
      [
        { created: 20, completed: 5 },
        { created: 10, completed: 6 },
      ],
      1,
    ],
    ["no complete_time, but an earlier create_time", [{ completed: 9 }, { created: 10 }], 1],
    ["no complete_time, and a later create_time", [{ completed: 9 }, { created: 8 }], 0],
    ["one without times beside one with", [{}, { attempt: 2, created: 1 }], 1],
    ["two without times", [{ attempt: 2 }, { attempt: 1 }], 1],
    ["two at the same time", [{ attempt: 2, completed: 9 }, { completed: 9 }], 1],
    ["an aborted one before it", [{ status: "aborted", completed: 20 }, { completed: 9 }], 1],
  ])("%s", (_, rows, index) => {
    const backups = rows.map(rowOf);
    const first = firstOfRun(backups, CURRENT);
    expect(first?.backup).toBe(index === undefined ? undefined : backups[index]);
    expect(first?.attempt).toBe(index === undefined ? undefined : (rows[index]?.attempt ?? 1));
  });
});

const listingOf = (rows: readonly Backup[]): Listing<Backup> => ({
  kind: "listing",
  rows,
  flaw: undefined,
  isContradictory: false,
  isReadable: true,
  serverMs: SERVER_MS,
  at: 0,
});

const limits = { maxAgeMs: 60 * MINUTE_MS, rerun: CURRENT };

describe("what a re-run reuses", () => {
  test.each<[string, Row[], number | undefined]>([
    ["its first backup before a newer nightly one", [nightly({ created: 1 }), { created: 50 }], 1],
    [
      "its first backup before a newer one of the run",
      [{ attempt: 2, created: 1 }, { created: 50 }],
      1,
    ],
    ["the newest, if the first is too old", [nightly({ created: 9 }), { created: 61 }], 0],
    ["the newest, if the first has no age", [nightly({ created: 9 }), {}], 0],
    [
      "the newest, if the first was aborted",
      [nightly({ created: 9 }), { status: "aborted", created: 50 }],
      0,
    ],
    ["nothing, if the first is too old", [{ created: 61 }], undefined],
  ])("%s", (_, rows, index) => {
    const backups = rows.map(rowOf);
    const reusable = newestFresh(listingOf(backups), limits);
    expect(reusable?.backup).toBe(index === undefined ? undefined : backups[index]);
    expect(reusable?.source).toBe(index === undefined ? undefined : "reused");
  });

  test("is the newest in a first attempt", () => {
    const backups = [rowOf({ created: 50 }), rowOf(nightly({ created: 1 }))];
    const reusable = newestFresh(listingOf(backups), { ...limits, rerun: undefined });
    expect(reusable?.backup).toBe(backups[1]);
  });

  test("is not a backup that it has waited for already", () => {
    const backups = [rowOf({ created: 50 }, 1), rowOf(nightly({ created: 9 }), 2)] as const;
    const reusable = newestFresh(listingOf(backups), limits, new Set([backups[0].id]));
    expect(reusable?.backup).toBe(backups[1]);
  });

  test("is never a later backup of the run while its first one is fresh", () => {
    const row = record({
      run: constantFrom("987", "987", "986"),
      attempt: integer({ min: 1, max: 4 }),
      status: constantFrom<Status>("completed", "completed", "aborted", "in_progress"),
      created: integer({ min: 1, max: 90 }),
      tookMin: integer({ min: 0, max: 20 }),
      isNightly: boolean(),
    });
    let preferred = 0;
    assert(
      property(array(row, { maxLength: 8 }), (rows) => {
        const backups = rows.map(({ isNightly, tookMin, ...given }, index) => {
          const row = { ...given, completed: given.created - tookMin };
          return rowOf(isNightly ? nightly(row) : row, index);
        });
        const { backup } = newestFresh(listingOf(backups), limits) ?? {};
        const completedAt = (index: number): number => backups[index]?.completedAt?.epochMs ?? NaN;
        const ofRun = rows.flatMap(({ isNightly, run, attempt, status }, index) =>
          !isNightly && run === "987" && attempt < 3 && status === "completed" ? [index] : [],
        );
        const firstMs = Math.min(...ofRun.map(completedAt));
        const firsts = ofRun.filter((index) => completedAt(index) === firstMs);
        if (firsts.length === 0 || !firsts.every((index) => (rows[index]?.created ?? 99) <= 60))
          return;
        preferred += 1;
        expect(firsts.map((index) => backups[index])).toContain(backup);
      }),
      { numRuns: 500 },
    );
    expect(preferred).toBeGreaterThan(50);
  });
});
