import { expect, test } from "vitest";
import { parseBackups, parseInstalls } from "../../../src/wpengine/parse-page.ts";
import { BACKUP_ID, INSTALL_ID } from "../../support/fixtures.ts";

const asIs = (text: string): string => text;

test("a page of backups counts the rows that are none, and leaves them out", () => {
  const results = [{ id: BACKUP_ID, status: "completed" }, { id: BACKUP_ID }, { status: "x" }, "x"];
  expect(parseBackups(JSON.stringify({ results }), asIs)).toMatchObject({
    rows: [{ id: BACKUP_ID, status: "completed" }],
    size: 4,
  });
});

test("a page of installs counts the rows that are none, and leaves them out", () => {
  const results = [{ id: INSTALL_ID, name: "shop" }, { id: INSTALL_ID }, { id: 5, name: "blog" }];
  expect(parseInstalls(JSON.stringify({ results }), asIs)).toMatchObject({
    rows: [{ id: INSTALL_ID, name: "shop" }],
    size: 3,
  });
});

test.each([
  [120, 120],
  [0, 0],
  ["120", 120],
  [null, undefined],
  [undefined, undefined],
  [1.5, undefined, true],
  ["many", undefined, true],
  ["", undefined, true],
  [{}, undefined, true],
])("a count of %j makes a total of %j", (count, total, isCountUnreadable = false) => {
  const page = parseBackups(JSON.stringify({ results: [], count }), asIs);
  expect(page).toMatchObject({ isCountUnreadable });
  expect(page).toHaveProperty("total", total);
});

test.each([
  ["https://api.example/next", true],
  [" ", false],
  [null, false],
  [undefined, false],
  [2, true],
  [{ href: "https://api.example/next" }, true],
])("a next page %j is there: %s", (next, hasNext) => {
  const page = parseBackups(JSON.stringify({ results: [], next }), asIs);
  expect(page).toMatchObject({ hasNext });
});
