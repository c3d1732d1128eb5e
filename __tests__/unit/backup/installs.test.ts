import { describe, expect, test } from "vitest";
import type { InstallId } from "../../../src/model/ids.ts";
import {
  type Body,
  type Fate,
  type Got,
  runFleetVirtually,
  runVirtually,
  type Plan,
  type Story,
  specNew,
} from "../../support/virtual-api.ts";

const among =
  (...names: readonly string[]): NonNullable<Plan["prepare"]> =>
  (host) => {
    for (const name of names) host.addInstall(name);
  };
const lookups = ({ got }: Pick<Story, "got">): Got[] =>
  got.filter(({ operation }) => operation === "installs");

describe("an install's name", () => {
  test("is looked up, and its backup requested", async () => {
    const story = await runVirtually({ install: { name: "torquemag" }, prepare: among("torque") });
    expect(story.verdict.result).toBe("completed");
    expect(story.record).toMatchObject({ installName: "torquemag" });
    expect(story.record.installId).toMatch(/^[0-9a-f-]{36}$/);
    expect(lookups(story)).toHaveLength(1);
  });

  test("is looked for on every page, because two installs may have one name", async () => {
    const many = Array.from({ length: 350 }, (_, index) => `site${index}`);
    const story = await runVirtually({ install: { name: "site230" }, prepare: among(...many) });
    expect(story.verdict.result).toBe("completed");
    expect(lookups(story).map(({ path }) => path)).toEqual([
      "/v1/installs?limit=100",
      "/v1/installs?limit=100&offset=100",
      "/v1/installs?limit=100&offset=200",
      "/v1/installs?limit=100&offset=300",
    ]);
  });

  test.each(["Torquemag", "torque", "torquemag1"])("%s is not torquemag", async (name) => {
    const story = await runVirtually({ install: { name }, prepare: among("zebra", "torquemog") });
    expect(story.verdict).toMatchObject({ result: "not-found", cause: "no-such-name" });
    expect(story.verdict.message).toMatch(
      new RegExp(
        `No install named "${name}" is visible with these credentials. Did you mean "torquem.g"?`,
      ),
    );
    expect(story.got).toHaveLength(1);
    expect(story.created).toEqual([]);
  });

  test("that does not exist gives the three most similar names", async () => {
    const name = "torquemug";
    const prepare = among("torque", "zebra", "torquemog");
    const story = await runVirtually({ install: { name }, prepare });
    expect(story.verdict.message).toBe(
      'No install named "torquemug" is visible with these credentials. Did you mean "torquemag", "torquemog" or "torque"?',
    );
  });

  test("is not confused with credentials that see no install", async () => {
    const edit = (page: Body): unknown => ({ ...page, count: 0, results: [] });
    const story = await runVirtually({
      install: { name: "torquemag" },
      fates: { installs: [{ kind: "answered", tookMs: 50, edit }] },
    });
    expect(story.verdict.message).toBe(
      'No install named "torquemag" is visible with these credentials. They do not give access to any install.',
    );
  });

  test.each<[string, Fate[], string]>([
    ["401", [{ kind: "status", status: 401, tookMs: 50 }], "unauthorized"],
    ["503 for good", [{ kind: "status", status: 503, tookMs: 50 }], "unavailable"],
    ["429 for good", [{ kind: "status", status: 429, tookMs: 50 }], "timed-out"],
    ["hanging for good", [{ kind: "answered", tookMs: 1e9 }], "unavailable"],
  ])("cannot be found out: %s", async (_, installs, result) => {
    const install = { name: "torquemag" };
    const story = await runVirtually({ install, fates: { installs }, timeoutMs: 100_000 });
    expect(story.verdict.result).toBe(result);
    expect(story.verdict.message).toMatch(/ooking for install torquemag: /);
    expect(story.endedAtMs).toBeLessThanOrEqual(101_500);
    expect(story.created).toEqual([]);
  });

  test("may be that of a row that cannot be read", async () => {
    const edit = (page: Body): unknown => ({ ...page, results: [{ name: "torquemag" }] });
    const story = await runVirtually({
      install: { name: "torquemag" },
      fates: { installs: [{ kind: "answered", tookMs: 50, edit }] },
    });
    expect(story.verdict).toMatchObject({ result: "unavailable" });
    expect(story.verdict.message).toContain("rows that can't be read");
  });

  test("is found when the listing is well again", async () => {
    const installs: Fate[] = [
      { kind: "status", status: 503, tookMs: 50 },
      { kind: "answered", tookMs: 50 },
    ];
    const story = await runVirtually({ install: { name: "torquemag" }, fates: { installs } });
    expect(story.verdict.result).toBe("completed");
  });
});

describe("installs", () => {
  test("may be given by name beside others by id", async () => {
    const story = await runFleetVirtually({
      prepare(host) {
        const { id } = host.addInstall("one");
        host.addInstall("two");
        const refs = [{ id: id as InstallId }, { name: "two" }];
        return refs.map((install) => ({ install, spec: specNew() }));
      },
    });
    expect(story.verdict.result).toBe("completed");
  });

  test("that cannot be found out are named as so many", async () => {
    const story = await runFleetVirtually({
      prepare: () => ["one", "two"].map((name) => ({ install: { name }, spec: specNew() })),
      fates: { installs: [{ kind: "status", status: 401, tookMs: 50 }] },
    });
    expect(story.records[0]?.ended?.verdict.message).toMatch(/^Looking for 2 installs: /);
  });

  test("that are one and the same close the gate", async () => {
    const edit = (page: Body): unknown => {
      const [row] = page.results;
      return { ...page, count: 2, results: [row, { ...row, name: "two" }] };
    };
    const story = await runFleetVirtually({
      prepare(host) {
        host.addInstall("one");
        return ["one", "two"].map((name) => ({ install: { name }, spec: specNew() }));
      },
      fates: { installs: [{ kind: "answered", tookMs: 50, edit }] },
    });
    expect(story.records[1]?.ended?.verdict).toEqual({
      result: "unavailable",
      message: 'The API lists the same install under two names: "one" and "two".',
    });
    expect(lookups(story)).toHaveLength(story.got.length);
  });

  const edited = (edit: (page: Body) => unknown): Fate => ({ kind: "answered", tookMs: 50, edit });

  test("of one name are not found, and both IDs are named", async () => {
    const ids = ["1", "2"].map((digit) => `${digit}0000000-0000-4000-8000-000000000000`);
    const twice = ids.map((id) => ({ id, name: "torquemag" }));
    const story = await runVirtually({
      install: { name: "torquemag" },
      fates: { installs: [edited((page) => ({ ...page, count: 2, results: twice }))] },
    });
    expect(story.verdict).toEqual({
      result: "not-found",
      message: `The API lists 2 installs named "torquemag": ${ids.join(", ")}.`,
      cause: "ambiguous-name",
    });
    expect(story.created).toEqual([]);
  });

  test("with the same name are listed (up to five) and never confused", async () => {
    const ids = ["1", "2", "3", "4", "5", "6"].map(
      (one) => `${one}0000000-0000-4000-8000-000000000000`,
    );
    const many = ids.map((id) => ({ id, name: "torquemag" }));
    const story = await runFleetVirtually({
      failFast: false,
      prepare: (host) => {
        host.addInstall("other", "70000000-0000-4000-8000-000000000000");
        return ["torquemag", "other"].map((name) => ({ install: { name }, spec: specNew() }));
      },
      fates: {
        installs: [
          edited(({ results, ...page }) => ({ ...page, count: 7, results: [...many, ...results] })),
        ],
      },
    });
    expect(story.records.map(({ ended }) => ended?.verdict.result)).toEqual([
      "not-found",
      "completed",
    ]);
    expect(story.records[0]?.ended?.verdict.message).toContain(
      `6 installs named "torquemag": ${ids.slice(0, 5).join(", ")}.`,
    );
  });

  test("that are shown twice are one", async () => {
    const story = await runVirtually({
      install: { name: "torquemag" },
      fates: {
        installs: [
          edited(({ results, ...page }) => ({
            ...page,
            count: 2,
            results: [...results, ...results],
          })),
        ],
      },
    });
    expect(story.verdict.result).toBe("completed");
    expect(lookups(story)).toHaveLength(3);
  });

  test("of which rows cannot be read, in a listing that contradicts itself: the name is not found", async () => {
    const story = await runVirtually({
      install: { name: "other" },
      fates: {
        installs: [edited((page) => ({ ...page, count: 5, results: ["?", ...page.results] }))],
      },
    });
    expect(story.verdict).toMatchObject({ result: "not-found", cause: "no-such-name" });
    expect(story.verdict.message).toMatch(/may be incomplete: it has fewer rows than its count\.$/);
  });

  test("are looked up three times if the listing counts more rows than it shows", async () => {
    const story = await runVirtually({
      install: { name: "other" },
      fates: { installs: [edited((page) => ({ ...page, count: 5 }))] },
    });
    expect(story.verdict).toMatchObject({ result: "not-found", cause: "no-such-name" });
    expect(story.verdict.message).toMatch(
      /The list of installs may be incomplete: it has fewer rows than its count\.$/,
    );
    expect(lookups(story)).toHaveLength(3);
    const found = await runVirtually({
      install: { name: "torquemag" },
      fates: { installs: [edited((page) => ({ ...page, count: 5 }))] },
    });
    expect(found.verdict.result).toBe("completed");
  });

  test("are read on at most 100 pages, at five a second", async () => {
    let rows = 0;
    const endless = edited(() => ({
      results: [
        {
          id: `${String((rows += 1)).padStart(8, "0")}-0000-4000-8000-000000000000`,
          name: `x${rows}`,
        },
      ],
      next: "https://api.example.com/v1/installs?offset=1",
    }));
    const story = await runVirtually({ install: { name: "y" }, fates: { installs: [endless] } });
    expect(story.verdict.message).toContain("it has more than 100 pages.");
    expect(lookups(story)).toHaveLength(100);
    expect(story.endedAtMs).toBeGreaterThan(19_000);
  });
});
