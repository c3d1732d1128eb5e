import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import type { Fault, Operation } from "../../simulator/wpengine/faults.ts";
import { skipAloud } from "../support/skips.ts";
import { COMPLETED, createWorld, ENDLESS, type World, type WorldOptions } from "./world.ts";

const NEW = { "backup-id": "", "create-backup": "true", "notification-emails": "you@example.com" };
const AS_ERROR =
  /^::error title=Backup gate closed%3A error::The outputs could not be written \(ENOSPC/m;
const FULL = "/dev/full";

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

interface Disk {
  readonly env: { readonly GITHUB_OUTPUT: string };
  /** Lets every write to the outputs file fail, or succeed again. */
  setFull(isFull: boolean): Promise<void>;
  written(): Promise<string>;
}

/** An outputs file on a disk that can become full. */
async function createDisk(): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), "backup-gate-"));
  folders.push(folder);
  const [file, link, next] = ["file", "link", "next"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(file, "");
  const setFull = async (isFull: boolean): Promise<void> => {
    await symlink(isFull ? FULL : file, next);
    await rename(next, link);
  };
  await setFull(false);
  return { env: { GITHUB_OUTPUT: link }, setFull, written: () => readFile(file, "utf8") };
}

/** Resolves once the world has seen a request of the operation. */
async function requested({ simulator }: World, operation: Operation): Promise<void> {
  while (!simulator.seen.some((request) => request.operation === operation)) await after(5);
}

/** A world that answers each request so late that the disk can become full meanwhile. */
function slowWorld(options: WorldOptions = {}, ...faults: readonly Fault[]): Promise<World> {
  const delays = (["list", "create", "show"] as const).map((on): Fault => ({
    kind: "delay",
    ms: 400,
    on,
    times: "always",
  }));
  return createWorld({ ...options, faults: [...faults, ...delays] });
}

async function runOnDisk(
  world: World,
  inputs: Readonly<Record<string, string>>,
  operation: Operation,
): Promise<Run> {
  const disk = await createDisk();
  const running = world.run(inputs, { env: disk.env });
  await requested(world, operation);
  await disk.setFull(true);
  const run = await running;
  expect(await disk.written()).not.toMatch(/^result</m);
  return run;
}

const created = ({ simulator, installId }: World): string =>
  simulator.host.everything(installId)[1]?.id ?? "none";

describe.concurrent("a disk that is full", () => {
  if (!existsSync(FULL)) skipAloud(`this system has no ${FULL}`);

  test("at the start closes the gate before any request", async () => {
    const world = await createWorld();
    for (const inputs of [NEW, {}]) {
      const run = await world.run(inputs, { env: { GITHUB_OUTPUT: FULL } });
      expect(run.code).toBe(1);
      expect(run.stdout).toMatch(AS_ERROR);
      expect(run.stdout).not.toContain("Otherwise");
      expect(run.summary).toContain("The outputs could not be written (ENOSPC");
    }
    expect(world.simulator.seen).toEqual([]);
  });

  test.each<[string, Operation]>([
    ["when the create request is sent", "list"],
    ["when the create request is accepted", "create"],
    ["when the backup is completed", "show"],
  ])("%s closes it, and log and summary have the ID", async (_, operation) => {
    const world = await slowWorld({ ageMs: 7_200_000 });
    world.simulator.host.course = COMPLETED;
    const run = await runOnDisk(world, { ...NEW, "max-age": "1h" }, operation);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(AS_ERROR);
    expect(run.stdout).toContain("Otherwise, the result would be completed");
    const id = created(world);
    expect(run.stdout).toMatch(new RegExp(`^Backup ${id} of install ${world.installId}$`, "m"));
    expect(run.stdout).toMatch(new RegExp(`^::error .*Affected: backup ${id} of install `, "m"));
    expect(run.summary).toContain(`| \`${id}\` | completed |`);
    expect(run.summary).toContain("Check the runner's disk");
  });

  test("without waiting for the backup, too", async () => {
    const world = await slowWorld();
    const run = await runOnDisk(world, { ...NEW, wait: "false" }, "create");
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(AS_ERROR);
    expect(run.stdout).toContain("Otherwise, the result would be requested");
    expect(run.stdout).toContain(`Affected: backup ${created(world)} of install`);
    expect(run.summary).toContain(created(world));
  });

  test("while the reply to the create request never comes: log and summary have the key", async () => {
    const world = await createWorld({
      faults: [
        { kind: "hang", on: "create", times: "always" },
        { kind: "answer", status: 503, on: "list", times: "always" },
      ],
    });
    const run = await runOnDisk(
      world,
      { ...NEW, timeout: "4s", "request-timeout": "2s" },
      "create",
    );
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(AS_ERROR);
    const [, key = "none"] = /with the key ([0-9a-f]{6}) in its description/.exec(run.stdout) ?? [];
    expect(run.stdout).toMatch(
      new RegExp(`^Install ${world.installId}: create request with the key ${key}$`, "m"),
    );
    expect(run.summary).toContain(`with the key ${key} in its description`);
    expect(run.summary).toContain(`| unknown (key \`${key}\`) |`);
  });

  test("for a while changes nothing", async () => {
    const world = await slowWorld();
    world.simulator.host.course = COMPLETED;
    const disk = await createDisk();
    const running = world.run(NEW, { env: disk.env });
    await requested(world, "create");
    await disk.setFull(true);
    await requested(world, "show");
    await disk.setFull(false);
    const run = await running;
    expect(run.code).toBe(0);
    expect(await disk.written()).toContain(created(world));
    expect(run.stdout).not.toContain("could not be written");
  });

  test("in a fleet loses no reply: the log has each ID, and the summary too", async () => {
    const world = await slowWorld({ course: ENDLESS });
    const { host } = world.simulator;
    const ids = [world.installId, host.addInstall("two").id, host.addInstall("three").id];
    host.course = COMPLETED;
    const run = await runOnDisk(world, { ...NEW, "install-id": ids.join() }, "create");
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(AS_ERROR);
    expect(run.stdout).toContain("Otherwise, the result would be completed");
    for (const installId of ids) {
      const { id } = host.everything(installId).at(-1) ?? { id: "none" };
      expect(run.stdout).toMatch(new RegExp(`^Backup ${id} of install ${installId}$`, "m"));
      expect(run.summary).toContain(id);
    }
  });
});
