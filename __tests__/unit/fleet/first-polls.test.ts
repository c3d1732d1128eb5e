import { expect, test } from "vitest";
import { FirstPolls } from "../../../src/fleet/first-polls.ts";
import type { BackupReply } from "../../../src/model/reply.ts";
import { backupLook } from "../../support/fixtures.ts";

const pending = backupLook("in_progress");
const completed = backupLook("completed");
const absent: BackupReply = { kind: "not-found", message: "There is no such backup." };

const times = (count: number, look: BackupReply): BackupReply[] =>
  Array.from({ length: count }, () => look);

/** The first looks at a fleet, each followed by one more where that is given. */
function firstLooks(firsts: readonly BackupReply[], second?: BackupReply): FirstPolls {
  const looks = new FirstPolls();
  for (const first of firsts) {
    const passedOn: BackupReply[] = [];
    const watcher = looks.watching({
      looked: (look) => passedOn.push(look),
      foresaw: () => undefined,
      missing: () => undefined,
      backingOff: () => undefined,
    });
    const taken = second === undefined ? [first] : [first, second];
    for (const look of taken) watcher.looked(look);
    expect(passedOn).toEqual(taken);
  }
  return looks;
}

test.each<[string, FirstPolls, boolean]>([
  ["by none", firstLooks([]), false],
  ["by seven of seven", firstLooks(times(7, pending)), false],
  ["by eight of eight", firstLooks(times(8, pending)), true],
  ["by five of eight", firstLooks([...times(3, completed), ...times(5, pending)]), true],
  ["by half of them", firstLooks([...times(4, completed), ...times(4, pending)]), false],
  ["by what is not there either", firstLooks(times(8, absent)), true],
  ["by no second look: four twice", firstLooks(times(4, pending), pending), false],
  ["by no second look: completed then", firstLooks(times(8, pending), completed), true],
  ["by no second look: pending then", firstLooks(times(8, completed), pending), false],
])("backups are mostly pending, %s", (_, looks, areMostlyPending) => {
  expect(looks.areMostlyPending).toBe(areMostlyPending);
});
