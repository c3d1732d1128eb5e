import { describe, expect, test } from "vitest";
import type { Host } from "../../../simulator/wpengine/host.ts";
import type { Target } from "../../../src/model/target.ts";
import { COMPLETED, hold, installId, nameOf, on, SPACING_MS } from "../../support/fleet-cases.ts";
import { type Body, specNew, WELL } from "../../support/virtual-api.ts";
import { causes, results, status, times } from "./cases.ts";

describe("names", () => {
  const named =
    (...names: readonly string[]) =>
    (host: Host): Target[] => {
      for (let index = 0; index < 150; index += 1) host.addInstall(nameOf(index), installId(index));
      host.course = COMPLETED;
      return names.map((name) => ({ install: { name }, spec: specNew() }));
    };

  test("are looked up in one listing, with as many pages as needed", async () => {
    const story = await hold({ prepare: named("site140", "site3", "site99", "site149") });
    expect(story.verdict.result).toBe("completed");
    expect(on(story, "installs").map(({ path }) => path)).toEqual([
      "/v1/installs?limit=100",
      "/v1/installs?limit=100&offset=100",
    ]);
    expect(story.records.map((record) => record.installId)).toEqual(
      [140, 3, 99, 149].map(installId),
    );
    const early = await hold({ prepare: named("site3", "site99") });
    expect(on(early, "installs")).toHaveLength(2); // another install may have that name
  });

  test("are reported as found, which ids are not", async () => {
    const story = await hold({
      prepare: (host) => [
        ...named("site3")(host),
        { install: { id: installId(99) }, spec: specNew() },
      ],
    });
    expect(story.progress.filter(({ kind }) => kind === "install-found")).toEqual([
      { kind: "install-found", install: { id: installId(3), name: "site3" } },
    ]);
  });

  test("an unknown name fails only its own backup", async () => {
    const story = await hold({
      failFast: false,
      prepare: named("site140", "sight3", "site99", "?"),
    });
    expect(results(story)).toEqual(["completed", "not-found", "completed", "not-found"]);
    expect(causes(story)).toEqual([undefined, "no-such-name", undefined, "no-such-name"]);
    expect(story.records[1]?.ended?.verdict.message).toContain('No install named "sight3" ');
    expect(story.records[3]?.ended?.verdict.message).toContain('No install named "?" ');
    expect(on(story, "installs")).toHaveLength(2);
  });

  test.each([
    ["first", ["nobody", "site1", "site2"]],
    ["last", ["site1", "site2", "nobody"]],
  ])("an unknown name closes the gate before any create request: %s", async (_, names) => {
    const story = await hold({ prepare: named(...names) });
    expect(story.verdict).toMatchObject({ result: "not-found", cause: "no-such-name" });
    expect(on(story, "create")).toEqual([]);
    expect(results(story)).toEqual(
      names.map((name) => (name === "nobody" ? "not-found" : "cancelled")),
    );
    expect(causes(story)).toEqual(
      names.map((name) => (name === "nobody" ? "no-such-name" : "fail-fast")),
    );
    expect(story.endedAtMs).toBe(SPACING_MS + 50); // with the second page
  });

  test("count a failure of the listing once, at the first backup", async () => {
    const story = await hold({
      prepare: named("site1", "site2"),
      fates: { installs: [status(503), status(429), WELL] },
    });
    expect(story.verdict.result).toBe("completed");
    expect(story.records.map(({ failed, rateLimited }) => [failed, rateLimited])).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });

  test("that cannot be looked up fail all backups", async () => {
    const story = await hold({
      failFast: false,
      prepare: named("site1", "site2"),
      fates: { installs: [status(403)] },
    });
    expect(results(story)).toEqual(["unauthorized", "unauthorized"]);
    expect(story.got).toHaveLength(1);
  });
});

describe("names in a listing", () => {
  const named =
    (names: readonly string[], installs: number) =>
    (host: Host): Target[] => {
      for (let index = 0; index < installs; index += 1) {
        host.addInstall(nameOf(index), installId(index));
      }
      return names.map((name) => ({ install: { name }, spec: specNew() }));
    };
  const row = (index: number, name = nameOf(index)): Body =>
    ({ id: installId(index), name }) as unknown as Body;

  test("are searched for on all pages, even if a page repeats one", async () => {
    let pages = 0;
    const story = await hold({
      prepare: named(["site50", "site240"], 250),
      fateOf: ({ operation }) => {
        if (operation !== "installs") return undefined;
        pages += 1;
        // Between the first page and the second one an install has come to the front of the listing.
        if (pages !== 2) return undefined;
        return {
          ...WELL,
          edit: (page) => ({ ...page, results: [row(50), ...page.results.slice(1)] }),
        };
      },
    });
    expect(story.verdict.result).toBe("completed");
  });

  test("of one and the same install are not two backups", async () => {
    const story = await hold({
      prepare: named(["site0", "other"], 1),
      fateOf: ({ operation }) =>
        operation === "installs"
          ? { ...WELL, edit: (page) => ({ ...page, count: 2, results: [row(0), row(0, "other")] }) }
          : undefined,
    });
    expect(story.verdict.result).not.toBe("completed");
    expect(on(story, "create")).toEqual([]);
  });

  test("that are unknown have suggestions, but hundreds of them only the first", async () => {
    const unknown = Array.from({ length: 400 }, (_, index) => `sight${index}`);
    const story = await hold({ prepare: named(unknown, 90) });
    const messages = story.records.map(({ ended }) => ended?.verdict.message ?? "");
    expect(messages.map((message) => message.includes("Did you mean"))).toEqual([
      ...times(3, true),
      ...times(397, false),
    ]);
    expect(messages[399]).toBe('No install named "sight399" is visible with these credentials.');
  });
});
