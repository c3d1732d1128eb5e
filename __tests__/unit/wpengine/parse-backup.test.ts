import { describe, expect, test } from "vitest";
import { parseBackup } from "../../../src/wpengine/parse-backup.ts";
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
  ])("treats absent, null or invalid optional fields as unknown: %j", (odd) => {
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
    [{ status: "completed" }, "no backup ID"],
    [{ id: "", status: "completed" }, "no backup ID"],
    [{ id: `${ID} `, status: "completed" }, "no backup ID"],
    [{ id: [ID], status: "completed" }, "no backup ID"],
    [{ id: 7, status: "completed" }, "no backup ID"],
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
      wordpressVersion: "6_____add-mask_x",
    });
  });

  test("a status in words", () => {
    expect(statusText("in_progress")).toBe("in_progress");
    expect(statusText({ unknown: "paused" })).toBe("unknown:paused");
    expect(statusText({ unknown: ":: ::" })).toBe("unknown:___:_");
    expect(statusText({ unknown: "Completed" })).toBe("unknown:Completed");
    expect(statusText({ unknown: "completed! 🙂 $(id)" })).toBe("unknown:completed______id_");
  });
});
