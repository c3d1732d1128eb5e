import { expect, test } from "vitest";
import { mayBeOurs, type SentCreate, type Shown } from "../../../src/backup/ours.ts";
import type { Backup } from "../../../src/model/backup.ts";
import { idOf, instant, rowOf } from "./cases.ts";
import { SERVER_MS } from "../../support/fixtures.ts";

/** Sent 5 s after the server's clock began. */
const request: SentCreate = { key: "00002a", sentAt: 5_000, knownBefore: new Set([idOf(9)]) };
/** 30 s later. */
const shown: Shown = { serverMs: SERVER_MS + 35_000, at: 35_000 };
const LONG_AGO = instant(-3_600_000);

test.each<[string, Partial<Backup>, boolean]>([
  ["shows the key", { description: "[gate 00002a, run 1, attempt 1] Text" }, true],
  ["shows the key in capitals", { description: "[GATE 00002A" }, true],
  [
    "shows the key, whatever else",
    { id: idOf(9), description: "[gate 00002a,", createdAt: LONG_AGO },
    true,
  ],
  ["shows another gate's key", { description: "[gate 00002b, run 1, attempt 1] Text" }, false],
  ["shows another gate's key, cut off", { description: "[gate 00002b" }, false],
  ["was known before", { id: idOf(9) }, false],
  ["has no description", { description: undefined }, true],
  ["has another description", { description: "Nightly" }, true],
  ["has the key in another place", { description: "Text [gate 00002a, run 1]" }, true],
  ["has a part of another key", { description: "[gate 00002" }, true],
  ["has no times", { createdAt: undefined, completedAt: undefined }, true],
  [
    "is completed, and has no time of creation",
    { createdAt: undefined, completedAt: instant(10_000) },
    true,
  ],
  ["was created 60 s before it", { createdAt: instant(-55_000) }, true],
  ["was created more than 60 s before it", { createdAt: instant(-55_001) }, false],
  ["was completed 60 s before it", { createdAt: undefined, completedAt: instant(-55_000) }, true],
  [
    "was completed more than 60 s before it",
    { createdAt: undefined, completedAt: instant(-55_001) },
    false,
  ],
  ["was completed before it was created, and before it", { completedAt: instant(-55_001) }, false],
  ["was created in the future", { createdAt: instant(3_600_000) }, true],
])("a backup that %s may be ours: %j, %j", (_, fields, expected) => {
  expect(mayBeOurs(rowOf(1, fields), request, shown)).toBe(expected);
});

test.each<[string, Partial<Shown>, Partial<Backup>, boolean]>([
  [
    "times prove nothing by our own clock",
    { isOurClock: true },
    { createdAt: LONG_AGO, completedAt: LONG_AGO },
    true,
  ],
  ["but another gate's key does", { isOurClock: true }, { description: "[gate 00002b," }, false],
  ["and what was known before", { isOurClock: true }, { id: idOf(9) }, false],
  ["by the server's clock", { isOurClock: false }, { createdAt: LONG_AGO }, false],
  // The request was sent 65 s before this reply, by the monotonic clock.
  [
    "at a later reply",
    { serverMs: SERVER_MS + 70_000, at: 70_000 },
    { createdAt: instant(-55_000) },
    true,
  ],
  [
    "at a later reply, a moment earlier",
    { serverMs: SERVER_MS + 70_000, at: 70_000 },
    { createdAt: instant(-55_001) },
    false,
  ],
  [
    "by a server's clock that is behind",
    { serverMs: SERVER_MS, at: 35_000 },
    { createdAt: instant(-90_000) },
    true,
  ],
  [
    "by a server's clock that is behind, a moment earlier",
    { serverMs: SERVER_MS, at: 35_000 },
    { createdAt: instant(-90_001) },
    false,
  ],
])("%s", (_, more, fields, expected) => {
  expect(mayBeOurs(rowOf(1, fields), request, { ...shown, ...more })).toBe(expected);
});
