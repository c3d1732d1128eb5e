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
  [1.5, undefined],
  ["120", undefined],
  [null, undefined],
  [undefined, undefined],
])("a count of %j makes a total of %j", (count, total) => {
  const page = parseBackups(JSON.stringify({ results: [], count }), asIs);
  expect(page).toHaveProperty("total", total);
});
