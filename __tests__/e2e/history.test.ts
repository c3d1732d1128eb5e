import { describe, expect, test } from "vitest";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { createWorld, ENDLESS, FIRST_PENDING, type World } from "./world.ts";

const SHORT: Course = { requestedMs: 0, inProgressMs: 2_000, ending: "completed" };

const listingsOf = ({ simulator }: World): number[] =>
  simulator.seen.filter(({ operation }) => operation === "list").map(({ atMs }) => atMs);
const looksOf = ({ simulator }: World): number[] =>
  simulator.seen.filter(({ operation }) => operation === "show").map(({ atMs }) => atMs);

describe.concurrent("the history of the install", () => {
  test("is read once and makes a quick backup be detected on time", async () => {
    const world = await createWorld({ course: SHORT, faults: [FIRST_PENDING] });
    for (let past = 1; past <= 8; past += 1) {
      world.simulator.host.addBackup(world.installId, { course: SHORT, ageMs: past * 3_600_000 });
    }
    const run = await world.run({ "min-poll-interval": "500ms", "max-poll-interval": "60s" });
    expect(run.code).toBe(0);
    expect(listingsOf(world)).toHaveLength(1);
    // Without a history, the second poll would come after about 20 s.
    expect(run.unhinderedMs).toBeLessThan(8_000);
    expect(run.outputs["requests"]).toBe(String(world.simulator.seen.length));
  });

  const mishaps: [string, Fault][] = [
    ["403", { kind: "answer", status: 403, body: '{"message":"not yours"}' }],
    ["404", { kind: "answer", status: 404, body: "" }],
    ["500", { kind: "answer", status: 500, body: "oops" }],
    ["a redirect", { kind: "answer", status: 302, headers: { location: "https://example.com" } }],
    ["a page of another shape", { kind: "answer", status: 200, body: '{"results":{}}' }],
    ["rows of another shape", { kind: "answer", status: 200, body: '{"results":[null,1,{}]}' }],
    ["HTML", { kind: "answer", status: 200, body: "<html>" }],
    ["a reset", { kind: "reset" }],
    ["a body that is cut off", { kind: "cut-body" }],
    ["silence", { kind: "hang" }],
    ["a drip", { kind: "drip", everyMs: 50 }],
    ["no end", { kind: "endless" }],
  ];
  test.each(mishaps)("%s instead of it is no matter", async (_, fault) => {
    const world = await createWorld({
      faults: [FIRST_PENDING, { ...fault, on: "list", times: "always" }],
    });
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(listingsOf(world)).toHaveLength(1);
    expect(run.stdout).not.toMatch(/reading past backups/i);
    expect(run.stderr).toBe("");
  });

  test("a refusal of it is said, and the quiet it asks for is kept", async () => {
    const headers = { "retry-after": "2" };
    const world = await createWorld({
      course: SHORT,
      faults: [FIRST_PENDING, { kind: "answer", on: "list", status: 429, headers, body: "" }],
    });
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /Reading past backups: The API answered 429 Too Many Requests\. Checking again in (2|1\.\d)s, as requested by Retry-After\./,
    );
    const [, second = NaN] = looksOf(world);
    expect(second - (listingsOf(world)[0] ?? NaN)).toBeGreaterThanOrEqual(2_000);
  });

  test("a refusal that outlasts the time closes the gate at once", async () => {
    const headers = { "retry-after": "60" };
    const world = await createWorld({
      course: ENDLESS,
      faults: [{ kind: "answer", on: "list", status: 429, headers, body: "" }],
    });
    const run = await world.run();
    expect(run.outputs).toMatchObject({ result: "timed-out", requests: "2" });
    expect(run.stdout).toMatch(/asks for a wait of (1m|59(\.\d)?s)/);
    expect(run.unhinderedMs).toBeLessThan(5_000);
  });

  test("is of no use for a backup of unknown age, and not asked for", async () => {
    const world = await createWorld({
      faults: [
        { ...FIRST_PENDING, drop: ["create_time"] },
        { kind: "edit", drop: ["create_time"], times: "always" },
      ],
    });
    expect((await world.run()).code).toBe(0);
    expect(listingsOf(world)).toEqual([]);
  });
});

test("a history request that hangs until the deadline does not prevent the last poll", async () => {
  const world = await createWorld({ faults: [FIRST_PENDING, { kind: "hang", on: "list" }] });
  const run = await world.run({ timeout: "4s", "max-poll-interval": "60s" });
  expect(run.code).toBe(0);
  expect(looksOf(world)).toHaveLength(2);
  expect(run.stdout).not.toContain("Retry-After");
});
