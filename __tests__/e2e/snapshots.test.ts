import { describe, expect, test } from "vitest";
import type { BackupBody, Course } from "../../simulator/wpengine/host.ts";
import { COMPLETED, createWorld, ENDLESS, type World, type WorldOptions } from "./world.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const QUICK: Course = { requestedMs: 200, inProgressMs: 400, ending: "completed" };
const NEW = {
  "backup-id": "",
  "create-backup": "true",
  "notification-emails": "you@example.com",
};
const REUSE = { ...NEW, "max-age": "1h" };

/** A world whose install has one backup of that age, and requests more that are quick. */
async function worldWith(options: WorldOptions): Promise<World> {
  const world = await createWorld(options);
  world.simulator.host.course = QUICK;
  return world;
}

const createdIn = ({ simulator, installId }: World): BackupBody[] =>
  simulator.host.everything(installId).slice(1);
const operationsOf = ({ simulator }: World): (string | undefined)[] =>
  simulator.seen.map(({ operation }) => operation);

describe.concurrent("a recent backup", () => {
  test("that is completed is reused, with one page and one poll", async () => {
    const world = await worldWith({ ageMs: 30 * MINUTE_MS });
    const run = await world.run(REUSE);
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({
      result: "completed",
      reused: "true",
      "backup-id": world.backupId,
      requests: "2",
    });
    expect(JSON.parse(run.outputs["backups"] ?? "")).toMatchObject([{ reused: true }]);
    expect(operationsOf(world)).toEqual(["list", "show"]);
    expect(createdIn(world)).toEqual([]);
  });

  test("that WP Engine created automatically is reused", async () => {
    const world = await worldWith({ nights: 2, ageMs: 10 * DAY_MS });
    const run = await world.run({ ...REUSE, "max-age": "26h" });
    const night = world.simulator.host
      .everything(world.installId)
      .filter(({ description }) => description === "Automatic nightly backup")
      .at(-1);
    expect(run.outputs).toMatchObject({
      result: "completed",
      reused: "true",
      "backup-id": night?.id,
    });
  });

  test("that only the listing shows as completed does not open the gate", async () => {
    const world = await worldWith({ course: ENDLESS, ageMs: MINUTE_MS });
    const [row] = world.simulator.host.everything(world.installId);
    world.simulator.script({
      kind: "answer",
      on: "list",
      status: 200,
      body: JSON.stringify({ count: 1, next: null, results: [{ ...row, status: "completed" }] }),
      times: "always",
    });
    const run = await world.run({ ...REUSE, timeout: "6s" });
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ result: "timed-out", status: "in_progress" });
  });

  test("that is in progress is adopted and waited for", async () => {
    const course: Course = { requestedMs: 0, inProgressMs: 12_000, ending: "completed" };
    const world = await worldWith({ course });
    const run = await world.run(REUSE);
    expect(run.outputs).toMatchObject({
      result: "completed",
      reused: "true",
      "backup-id": world.backupId,
    });
    expect(createdIn(world)).toEqual([]);
  });

  test("that is adopted and aborts is replaced by one of our own", async () => {
    const world = await worldWith({ course: ENDLESS });
    const aborted = { kind: "edit", on: "show", of: world.backupId } as const;
    world.simulator.script(
      { kind: "none", on: "show" },
      { ...aborted, set: { status: "aborted" }, times: "always" },
    );
    const run = await world.run(REUSE);
    const [own] = createdIn(world);
    expect(run.outputs).toMatchObject({
      result: "completed",
      reused: "false",
      "backup-id": own?.id,
    });
    expect(run.stdout).toContain("This step did not request that backup. Requesting a new one.");
    expect(run.stdout).not.toContain("::warning");
  });

  test.each<[string, WorldOptions]>([
    ["too old", { ageMs: 61 * MINUTE_MS }],
    ["aborted", { course: { requestedMs: 0, inProgressMs: 0, ending: "aborted" } }],
  ])("that is %s is none: one is requested", async (_, options) => {
    const world = await worldWith(options);
    const run = await world.run(REUSE);
    expect(run.outputs).toMatchObject({ result: "completed", reused: "false" });
    expect(createdIn(world)).toHaveLength(1);
    expect(run.stdout).toContain("No backup is recent enough. Requesting a new one.");
  });

  test("by the server's clock, and not by ours", async () => {
    const world = await worldWith({ skewMs: -3 * DAY_MS, ageMs: 30 * MINUTE_MS });
    expect((await world.run(REUSE)).outputs).toMatchObject({ reused: "true" });
    const older = await worldWith({ skewMs: -3 * DAY_MS, ageMs: 90 * MINUTE_MS });
    expect((await older.run(REUSE)).outputs).toMatchObject({ reused: "false" });
  });

  test("a listing that fails costs a few tries, and then one is requested", async () => {
    const world = await worldWith({
      faults: [{ kind: "answer", on: "list", status: 503, times: "always" }],
    });
    const run = await world.run(REUSE);
    expect(run.outputs).toMatchObject({ result: "completed", reused: "false" });
    expect(operationsOf(world).slice(0, 4)).toEqual(["list", "list", "list", "create"]);
    expect(createdIn(world)).toHaveLength(1);
  });
});

describe.concurrent("a given backup that may not be too old", () => {
  test("passes where it is young enough", async () => {
    const world = await createWorld({ ageMs: 50 * MINUTE_MS });
    const run = await world.run({ "max-age": "1h" });
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({ result: "completed", reused: "false" });
  });

  test("is stale where it is older", async () => {
    const world = await createWorld({ ageMs: DAY_MS });
    const run = await world.run({ "max-age": "1h" });
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ result: "stale", status: "completed" });
    expect(run.stdout).toMatch(/^::error title=Backup gate closed%3A stale::.*it was 24h old/m);
    expect(run.summary).toContain("Backup gate closed: stale");
  });

  test.each([
    ["no", "create_time is missing or can't be read", { drop: ["create_time"] }],
    ["null as", "create_time is missing or can't be read", { set: { create_time: null } }],
    ["an odd", "create_time is missing or can't be read", { set: { create_time: "yesterday" } }],
    [
      "a future",
      "its create_time is in the future",
      { set: { create_time: new Date(Date.now() + DAY_MS).toISOString() } },
    ],
  ])("is stale with %s create_time: %s", async (_, why, edit) => {
    const world = await createWorld({ faults: [{ kind: "edit", times: "always", ...edit }] });
    const run = await world.run({ "max-age": "60d" });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("stale");
    expect(run.stdout).toContain(why);
  });

  test("has a time without an offset read as UTC", async () => {
    const createdAt = new Date(Date.now() - 30 * MINUTE_MS).toISOString().slice(0, 19);
    const edit = { kind: "edit", set: { create_time: createdAt }, times: "always" } as const;
    const world = await createWorld({ faults: [edit] });
    const env = { TZ: "America/Los_Angeles" };
    expect((await world.run({ "max-age": "40m" }, { env })).outputs["result"]).toBe("completed");
    expect((await world.run({ "max-age": "20m" }, { env })).outputs["result"]).toBe("stale");
  });

  test("is not made too old by waiting", async () => {
    const course: Course = { requestedMs: 0, inProgressMs: 14_000, ending: "completed" };
    const world = await createWorld({ course });
    const run = await world.run({ "max-age": "12s" });
    expect(run.outputs["result"]).toBe("completed");
  });
});

describe.concurrent("without waiting", () => {
  test("a step requests, and a later one waits", async () => {
    const course: Course = { requestedMs: 500, inProgressMs: 1_500, ending: "completed" };
    const world = await createWorld();
    world.simulator.host.course = course;
    const early = await world.run({ ...NEW, wait: "false" });
    expect(early.code).toBe(0);
    expect(early.outputs).toMatchObject({
      result: "requested",
      status: "requested",
      "backup-id": createdIn(world)[0]?.id,
      "completed-at": "",
      requests: "1",
    });
    expect(early.stdout).toContain("without waiting for it (wait: false)");
    expect(early.stdout).not.toContain("::error");
    expect(early.summary).toContain("Backup requested, no gate: this step did not wait for it");

    const late = await world.run({
      "install-id": early.outputs["install-id"] ?? "",
      "backup-id": early.outputs["backup-id"] ?? "",
      "max-age": "1h",
    });
    expect(late.code).toBe(0);
    expect(late.outputs["result"]).toBe("completed");
  });

  test("a recent backup in progress is adopted", async () => {
    const world = await worldWith({ course: ENDLESS });
    const run = await world.run({ ...REUSE, wait: "false" });
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({
      result: "requested",
      reused: "true",
      "backup-id": world.backupId,
    });
    expect(operationsOf(world)).toEqual(["list"]);
  });

  test("a recent completed backup is polled once", async () => {
    const world = await worldWith({ course: COMPLETED });
    const run = await world.run({ ...REUSE, wait: "false" });
    expect(run.outputs).toMatchObject({ result: "completed", reused: "true" });
    expect(operationsOf(world)).toEqual(["list", "show"]);
  });

  test("a request that is refused fails the step", async () => {
    const world = await worldWith({ faults: [{ kind: "answer", on: "create", status: 403 }] });
    const run = await world.run({ ...NEW, wait: "false" });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("unauthorized");
  });
});

describe.concurrent("an install's name", () => {
  const byName = { "install-id": "", "install-name": "torquemag" };
  async function crowded(before: number): Promise<World> {
    const world = await createWorld();
    const { host } = world.simulator;
    for (let n = 0; n < before; n += 1) host.addInstall(`site${n}`);
    return world;
  }

  test("is resolved to its ID", async () => {
    const world = await createWorld();
    const run = await world.run(byName);
    expect(run.code).toBe(0);
    expect(run.outputs["install-id"]).toBe(world.installId);
    expect(JSON.parse(run.outputs["backups"] ?? "")).toMatchObject([{ installName: "torquemag" }]);
  });

  test("is found beyond the first page, and no listing's next address is followed", async () => {
    const world = await crowded(230);
    const { id } = world.simulator.host.addInstall("shop");
    world.simulator.host.course = QUICK;
    for (let n = 0; n < 130; n += 1) {
      world.simulator.host.addBackup(id, { ageMs: DAY_MS, course: COMPLETED });
    }
    const run = await world.run({ ...REUSE, "install-id": "", "install-name": "shop" });
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({ "install-id": id, reused: "false" });
    const pages = world.simulator.seen.map(({ path }) => path).filter((path) => path.includes("?"));
    expect(pages.slice(0, 5)).toEqual([
      "/v1/installs?limit=100",
      "/v1/installs?limit=100&offset=100",
      "/v1/installs?limit=100&offset=200",
      `/v1/installs/${id}/backups?limit=100`,
      `/v1/installs/${id}/backups?limit=100&offset=100`,
    ]);
    expect(pages.join()).not.toContain("by=next");
  });

  test("that does not exist gives not-found and suggests similar names", async () => {
    const world = await crowded(3);
    const run = await world.run({ ...byName, "install-name": "torquemagg" });
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ result: "not-found", "install-id": "", requests: "1" });
    expect(run.stdout).toContain('Did you mean "torquemag", ');
  });

  test("in other letters is another one", async () => {
    const world = await crowded(0);
    const run = await world.run({ ...byName, "install-name": "TorqueMag" });
    expect(run.outputs["result"]).toBe("not-found");
    expect(run.stdout).toContain('Did you mean "torquemag"?');
  });

  test("is made harmless before it is printed", async () => {
    const world = await createWorld();
    world.simulator.host.addInstall("x ##[error]y\n::error::z");
    const run = await world.run({ ...byName, "install-name": "nobody" });
    expect(run.stdout).toContain('"x # #[error]y : :error: :z"');
    expect(run.stdout.match(/^::error/gm)).toHaveLength(1);
  });
});
