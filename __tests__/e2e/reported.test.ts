import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { createWorld, ENDLESS } from "./world.ts";

const NEW = { "backup-id": "", "create-backup": "true", "notification-emails": "you@example.com" };
const ABORTED: Course = { requestedMs: 0, inProgressMs: 0, ending: "aborted" };
const DAY_MS = 86_400_000;
const LIMITED = { kind: "answer", status: 429, body: "", on: "create", times: "always" } as const;

const warningsOf = ({ stdout }: Run): string[] =>
  stdout.split("\n").filter((line) => line.startsWith("::warning"));
const edit = (set: Readonly<Record<string, unknown>>, times: Fault["times"] = 1): Fault => ({
  kind: "edit",
  set,
  times,
});

describe.concurrent("a backup that no longer exists", () => {
  async function runAfterAbort(
    timeout: string,
    onOutput?: (kill: () => void, text: string) => void,
  ): Promise<Run> {
    const world = await createWorld({ faults: [{ kind: "none", on: "create" }, LIMITED] });
    world.simulator.host.course = ABORTED;
    let kill = (): void => undefined;
    return world.run(
      { ...NEW, "abort-retries": "1", timeout },
      {
        onStart: (child) => (kill = () => child.kill("SIGINT")),
        onOutput: (text) => onOutput?.(() => kill(), text),
      },
    );
  }

  test("aborted, and the next one refused until the time is up: nothing to wait for", async () => {
    const run = await runAfterAbort("4s");
    expect(run.outputs).toMatchObject({ result: "timed-out", status: "aborted", "backup-id": "" });
    expect(run.stdout).toMatch(/^::error .*There is no backup to wait for\./m);
    expect(run.summary).toContain("There is no backup to wait for.");
  });

  test("aborted, and cancelled before the next one is accepted: the same", async () => {
    const run = await runAfterAbort("20s", (kill, text) => {
      if (text.includes("429 Too Many Requests")) kill();
    });
    expect(run.outputs).toMatchObject({ result: "cancelled", status: "aborted", "backup-id": "" });
    expect(run.stdout).toMatch(/^::error .*There is no backup to wait for\./m);
    expect(run.stdout).not.toContain("continues at WP Engine");
  });

  test("aborted, and no retry left: it keeps its ID", async () => {
    const world = await createWorld();
    world.simulator.host.course = ABORTED;
    const run = await world.run(NEW);
    const id = world.simulator.host.everything(world.installId)[1]?.id;
    expect(run.outputs).toMatchObject({ result: "aborted", status: "aborted", "backup-id": id });
  });

  test("is not reported if the next create request is rate-limited", async () => {
    const gone: Fault = { kind: "answer", status: 404, body: "", times: "always" };
    const world = await createWorld({ faults: [gone, LIMITED] });
    const run = await world.run({ ...NEW, "max-age": "1h", timeout: "4s" });
    expect(run.outputs).toMatchObject({
      result: "timed-out",
      status: "",
      "backup-id": "",
      "created-at": "",
      "wordpress-version": "",
      reused: "false",
    });
    expect(JSON.parse(run.outputs["backups"] ?? "")).toMatchObject([
      { backupId: null, status: null, createdAt: null, reused: false },
    ]);
    expect(run.stdout).toMatch(/^::error .*There is no backup to wait for\./m);
  });
});

test("a listed backup that no poll has shown has an ID, and no state", async () => {
  const world = await createWorld({ faults: [{ kind: "answer", status: 503, times: "always" }] });
  const run = await world.run({ ...NEW, "max-age": "1h", timeout: "3s" });
  expect(run.outputs).toMatchObject({
    result: "unavailable",
    "backup-id": world.backupId,
    reused: "true",
    status: "",
    "created-at": "",
    "completed-at": "",
    "duration-seconds": "",
    "wordpress-version": "",
  });
  expect(run.summary).toContain(`| \`${world.backupId}\` (reused) | unknown | – | – | – | – |`);
});

describe.concurrent("text from the API", () => {
  test.each([
    ["Completed", "unknown:Completed"],
    ["completed!", "unknown:completed_"],
    ["COMPLETED", "unknown:COMPLETED"],
    ["$(curl x)", "unknown:__curl_x_"],
    ["::set-output name=result::completed", "unknown:__:set-output_name_result:_:completed"],
  ])("as a status %j is %s, in every output", async (status, shown) => {
    const world = await createWorld({
      faults: [edit({ status, wordpress_version: "$(id) `x`\n6" }, "always")],
    });
    const run = await world.run({ timeout: "2s" });
    expect(run.outputs).toMatchObject({
      result: "timed-out",
      status: shown,
      "wordpress-version": "__id___x__6",
    });
    expect(JSON.parse(run.outputs["backups"] ?? "")).toMatchObject([
      { status: shown, wordpressVersion: "__id___x__6" },
    ]);
  });

  test("as another unknown status each time is warned of three times", async () => {
    const words = ["one", "two", "three", "four", "five"];
    const world = await createWorld({ faults: words.map((status) => edit({ status })) });
    const run = await world.run({ "max-poll-interval": "200ms" });
    expect(run.code).toBe(0);
    expect(warningsOf(run).map((line) => /"(\w+)"/.exec(line)?.[1])).toEqual(words.slice(0, 3));
  });
});

describe.concurrent("a given backup that is old", () => {
  test("opens the gate with a warning that names its age", async () => {
    const run = await (await createWorld({ ageMs: 3 * DAY_MS })).run();
    expect(run.code).toBe(0);
    expect(warningsOf(run)).toEqual([
      expect.stringMatching(
        /^::warning title=Backup gate%3A old backup::.* is 3d old\. The input max-age is not set or empty/,
      ),
    ]);
  });

  test("is warned of once in a fleet", async () => {
    const world = await createWorld({ ageMs: 2 * DAY_MS });
    const { host } = world.simulator;
    const more = [3 * DAY_MS, 0].map((ageMs, index) => {
      const { id } = host.addInstall(`site${index}`);
      return {
        id,
        backup: host.addBackup(id, { ageMs, course: { ...ABORTED, ending: "completed" } }).id,
      };
    });
    const run = await world.run({
      "install-id": [world.installId, ...more.map(({ id }) => id)].join(),
      "backup-id": [world.backupId, ...more.map(({ backup }) => backup)].join(),
    });
    expect(run.code).toBe(0);
    expect(warningsOf(run)).toEqual([
      expect.stringContaining(
        `2 of 3 backups are older than 24 hours. The oldest, backup ${more[0]?.backup} of install ${more[0]?.id}, is 3d old`,
      ),
    ]);
  });

  test.each<[string, number, Readonly<Record<string, string>>]>([
    ["a day", DAY_MS - 60_000, {}],
    ["three days with max-age", 3 * DAY_MS, { "max-age": "4d" }],
  ])("%s: opens without one", async (_, ageMs, inputs) => {
    const run = await (await createWorld({ ageMs })).run(inputs);
    expect(run.code).toBe(0);
    expect(warningsOf(run)).toEqual([]);
  });

  test("stays without one if it never opens", async () => {
    const run = await (
      await createWorld({
        ageMs: 3 * DAY_MS,
        course: { ...ENDLESS, inProgressMs: 4 * DAY_MS },
      })
    ).run({ timeout: "2s" });
    expect(run.code).toBe(1);
    expect(warningsOf(run)).toEqual([]);
  });
});
