import { describe, expect, test } from "vitest";
import { FirstPolls } from "../../../src/fleet/first-polls.ts";
import type { BackupReply } from "../../../src/model/reply.ts";
import {
  COMPLETED,
  hold,
  HOUR_MS,
  installId,
  requesting,
  SLOW,
} from "../../support/fleet-cases.ts";
import { backupReply } from "../../support/fixtures.ts";
import { type Body, type FleetStory, type Got, WELL } from "../../support/virtual-api.ts";
import { given, giving, ofInstall, results, times } from "./cases.ts";

const pending = backupReply("in_progress");
const completed = backupReply("completed");
const absent: BackupReply = { kind: "not-found", message: "There is no such backup." };

test.each<[string, BackupReply[], boolean]>([
  ["by none", [], false],
  ["by seven of seven", times(7, pending), false],
  ["by eight of eight", times(8, pending), true],
  ["by five of eight", [...times(3, completed), ...times(5, pending)], true],
  ["by half of them", [...times(4, completed), ...times(4, pending)], false],
  ["by what is not there either", times(8, absent), true],
])("backups are mostly pending, %s", (_, replies, areMostlyPending) => {
  const polls = new FirstPolls();
  for (const reply of replies) polls.count(reply);
  expect(polls.areMostlyPending).toBe(areMostlyPending);
});

describe("only the first poll of a backup counts:", () => {
  const MINUTE_MS = 60_000;
  /** A backup that has been seen, and may end any moment, is polled before one that has not been seen yet. */
  const bounds = { minMs: 100, maxMs: 300 };
  const firstOf = (story: FleetStory, index: number): Got | undefined => ofInstall(story, index)[0];
  /** Polls of others before the first request of a gate. */
  const pollsBefore = (story: FleetStory, index: number): number =>
    story.got
      .slice(0, story.got.indexOf(firstOf(story, index) as Got))
      .filter(({ operation }) => operation === "show").length;

  test("seven that are pending do not become eight when they are polled again", async () => {
    const story = await hold({
      bounds,
      timeoutMs: MINUTE_MS,
      prepare: giving(8, { ageMs: MINUTE_MS, course: SLOW }),
    });
    expect(pollsBefore(story, 7)).toBeGreaterThanOrEqual(8);
    expect(firstOf(story, 7)?.operation).toBe("show");
  });

  test("eight that were pending say so though they are completed by then", async () => {
    const story = await hold({
      bounds,
      timeoutMs: MINUTE_MS,
      prepare: (host) =>
        Array.from({ length: 10 }, (_, index) =>
          given(host, index, { ageMs: MINUTE_MS, course: index < 8 ? COMPLETED : SLOW }),
        ),
      fateOf: ({ operation, nth }) =>
        operation === "show" && nth === 0
          ? { ...WELL, edit: (backup) => ({ ...backup, status: "in_progress" }) }
          : undefined,
    });
    expect(results(story)).toEqual([...times(8, "completed"), ...times(2, "timed-out")]);
    expect(pollsBefore(story, 8)).toBe(16);
    expect(firstOf(story, 9)?.operation).toBe("list");
  });

  test("eight completed backups count even if other backups replaced them", async () => {
    const old = "2025-01-01T00:00:00Z";
    const minuteAgo = (backup: Body): unknown => {
      const createdMs = Date.parse(String(backup["create_time"])) - MINUTE_MS;
      return { ...backup, create_time: new Date(createdMs).toISOString() };
    };
    const story = await hold({
      bounds,
      timeoutMs: MINUTE_MS,
      maxAgeMs: HOUR_MS,
      prepare: (host, clock) => [
        ...requesting(8, undefined, (host) => {
          for (const index of times(8, 0).keys()) {
            host.addBackup(installId(index), { ageMs: MINUTE_MS, course: COMPLETED });
          }
          host.course = SLOW;
        })(host, clock),
        ...[8, 9, 10, 11, 12, 13].map((index) =>
          given(host, index, { ageMs: MINUTE_MS, course: SLOW }),
        ),
      ],
      fateOf({ operation, installId: id, nth }) {
        if (operation === "create") return { ...WELL, edit: minuteAgo };
        // The first poll shows the recent one completed, and too old: the step creates its own.
        const isStale = operation === "show" && nth === 0 && id < installId(8);
        return isStale ? { ...WELL, edit: (body) => ({ ...body, create_time: old }) } : undefined;
      },
    });
    expect(story.emitted.filter((kind) => kind === "replacing")).toHaveLength(8);
    expect(pollsBefore(story, 13)).toBeGreaterThan(2 * 8 + 1);
    expect(firstOf(story, 13)?.operation).toBe("show");
  });
});
