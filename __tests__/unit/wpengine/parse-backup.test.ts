import { describe, expect, test } from "vitest";
import { parseBackup, parseErrorMessages } from "../../../src/wpengine/parse-backup.ts";
import { statusText } from "../../../src/model/backup.ts";

const ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";
const asIs = (text: string): string => text;
const parse = (fields: unknown): ReturnType<typeof parseBackup> =>
  parseBackup(JSON.stringify(fields), asIs);

describe("parseBackup", () => {
  test("reads all fields", () => {
    const fields = {
      id: ID.toUpperCase(),
      status: "completed",
      create_time: "2026-01-15T10:00:00Z",
      complete_time: "2026-01-15T10:04:10Z",
      wordpress_version: "6.8.1",
      description: "Before a deploy",
    };
    expect(parse(fields)).toEqual({
      id: ID,
      status: "completed",
      description: "Before a deploy",
      createdAt: { iso: "2026-01-15T10:00:00Z", epochMs: Date.UTC(2026, 0, 15, 10) },
      completedAt: { iso: "2026-01-15T10:04:10Z", epochMs: Date.UTC(2026, 0, 15, 10, 4, 10) },
      wordpressVersion: "6.8.1",
    });
  });

  test.each([
    {},
    { create_time: null, complete_time: null, wordpress_version: null },
    { create_time: 5, complete_time: {}, wordpress_version: [] },
    { create_time: ["2026-01-15T10:00:00Z"] },
  ])("takes what only informs for unknown where it is absent, null or odd: %j", (odd) => {
    expect(parse({ id: ID, status: "requested", ...odd })).toEqual({
      id: ID,
      status: "requested",
      description: undefined,
      createdAt: undefined,
      completedAt: undefined,
      wordpressVersion: undefined,
    });
  });

  test.each([
    [{ status: "completed" }, "no backup id"],
    [{ id: "", status: "completed" }, "no backup id"],
    [{ id: `${ID} `, status: "completed" }, "no backup id"],
    [{ id: [ID], status: "completed" }, "no backup id"],
    [{ id: 7, status: "completed" }, "no backup id"],
    [{ id: ID }, "no status"],
    [{ id: ID, status: null }, "no status"],
    [{ id: ID, status: "" }, "no status"],
    [{ id: ID, status: true }, "no status"],
    [{ id: ID, status: ["completed"] }, "no status"],
    [{ id: ID, status: { status: "completed" } }, "no status"],
    [null, "not a JSON object"],
    [[{ id: ID, status: "completed" }], "not a JSON object"],
    ["completed", "not a JSON object"],
    [true, "not a JSON object"],
  ])("finds no backup in %j", (fields, fault) => {
    expect(parse(fields)).toContain(fault);
  });

  test.each(["", "<html>", `{"id":"${ID}","status":"comp`])(
    "finds no backup in the text %j",
    (body) => {
      expect(parseBackup(body, asIs)).toContain("not a JSON object");
    },
  );

  test.each([
    "COMPLETED",
    "complete",
    "completed ",
    " completed",
    "completed\n",
    "Completed",
    "cоmpleted",
  ])("never reads %j as a known status", (status) => {
    const backup = parse({ id: ID, status });
    expect(backup).toHaveProperty("status.unknown");
  });

  test("keeps a status that the scrubbing would turn into a known one apart from it", () => {
    const backup = parseBackup(JSON.stringify({ id: ID, status: "xcompleted" }), (text) =>
      text.slice(1),
    );
    expect(backup).toHaveProperty("status", { unknown: "completed" });
  });

  test("makes an unknown status and the version harmless", () => {
    const backup = parse({ id: ID, status: "a\n::error::b", wordpress_version: "6 ##[add-mask]x" });
    expect(backup).toMatchObject({
      status: { unknown: "a : :error: :b" },
      wordpressVersion: "6 # #[add-mask]x",
    });
  });

  test("a status in words", () => {
    expect(statusText("in_progress")).toBe("in_progress");
    expect(statusText({ unknown: "paused" })).toBe("paused");
  });
});

describe("parseErrorMessages", () => {
  const messages = (fields: unknown, redact = asIs): string =>
    parseErrorMessages(JSON.stringify(fields), redact);

  test("shows all messages, with the place each belongs to", () => {
    const body = {
      message: "Not valid",
      documentation_url: "https://example.com/errors",
      errors: [
        {
          resource: "Backup",
          field: "description",
          type: "invalid_value",
          code: "too_long",
          message: "is too long",
        },
        { resource: "Backup", code: "missing" },
        "odd",
      ],
    };
    expect(messages(body)).toBe(
      "Not valid; Backup.description: is too long; Backup: missing; see https://example.com/errors",
    );
  });

  test.each([
    ["what it says, where it has no place", { message: "is too long" }, "is too long"],
    ["its type, where it has nothing better", { field: "id", type: "invalid" }, "id: invalid"],
    ["nothing, where it has a place alone", { resource: "Backup", field: "id" }, ""],
    ["no blanks around its words", { field: " id ", message: " odd\n" }, "id: odd"],
    ["nothing, where it is blank", { message: " " }, ""],
    ["nothing, where it is null", null, ""],
  ])("shows of one error %s", (_, detail, shown) => {
    expect(messages({ errors: [detail] })).toBe(shown);
  });

  test("shows ten at most", () => {
    const numbers = Array.from({ length: 12 }, (_, index) => String(index));
    const errors = numbers.map((message) => ({ message }));
    expect(messages({ errors })).toBe(numbers.slice(0, 10).join("; "));
  });

  test.each([[null], [[]], ["text"], [{}], [{ message: 5, errors: "x" }]])(
    "finds none in %j",
    (body) => {
      expect(messages(body)).toBe("");
    },
  );

  test("finds none in a page of HTML", () => {
    expect(parseErrorMessages("<html>no</html>", asIs)).toBe("");
  });

  test("scrubs before it cuts, and makes harmless", () => {
    const redact = (text: string): string => text.replaceAll("hunter2", "***");
    expect(messages({ message: "hunter2\n::error::x" }, redact)).toBe("*** : :error: :x");
    expect(messages({ message: `${"x".repeat(295)}hunter2` }, redact)).toBe(
      `${"x".repeat(295)}***`,
    );
  });
});
