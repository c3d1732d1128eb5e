/** `dry-run: true` checks what can be checked, creates nothing, waits for nothing, and gates nothing. */
import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import { startGitHub } from "./github.ts";
import { createWorld, ENDLESS, type World, type WorldOptions } from "./world.ts";

const DRY = { "dry-run": "true" };
const NEW = {
  ...DRY,
  "backup-id": "",
  "create-backup": "true",
};
const UNKNOWN = "e41fa98f-ea80-4654-b229-a9b765d0863a";

async function check(
  inputs: Readonly<Record<string, string>>,
  options: WorldOptions = {},
): Promise<{ run: Run; world: World; operations: unknown[] }> {
  const world = await createWorld(options);
  const run = await world.run(inputs);
  return { run, world, operations: world.simulator.seen.map(({ operation }) => operation) };
}

const warningsIn = ({ stdout }: Run): string[] =>
  stdout.split("\n").filter((line) => line.startsWith("::warning"));

describe.concurrent("a dry run", () => {
  test("of a new backup creates none, exits with 0, and warns that nothing is gated", async () => {
    const { run, world, operations } = await check(NEW);
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({ result: "checked", "backup-id": "", status: "" });
    expect(operations).toEqual(["list", "user"]);
    expect(world.simulator.host.everything(world.installId)).toHaveLength(1);
    expect(warningsIn(run)).toEqual([
      expect.stringContaining("No backup was created or waited for (dry-run: true)."),
    ]);
    expect(run.stdout).toContain("would request a new backup");
    expect(run.stdout).toContain(world.backupId);
    expect(run.summary).toContain("Dry run, no gate");
    expect(run.summary).toContain(world.backupId);
  });

  test("of a given backup polls it once", async () => {
    const { run, world, operations } = await check(DRY, { course: ENDLESS });
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({
      result: "checked",
      status: "in_progress",
      "backup-id": world.backupId,
    });
    expect(operations).toEqual(["list", "show"]);
  });

  test("of a completed one says that the gate would open, and opens none", async () => {
    const { run } = await check(DRY);
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({ result: "checked", status: "completed" });
    expect(run.stdout).toContain("the gate would open");
    expect(run.stdout).not.toContain("Backup gate open");
  });

  test("of one that is too old is stale", async () => {
    const { run } = await check({ ...DRY, "max-age": "1h" }, { ageMs: 7_200_000 });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("stale");
  });

  test.each([
    ["a wrong password", { "api-password": "wrong" }, "unauthorized"],
    ["an unknown backup", { "backup-id": UNKNOWN }, "not-found"],
    ["an unknown install", { "install-id": UNKNOWN }, "not-found"],
    ["an unknown name", { "install-id": "", "install-name": "torquemg" }, "not-found"],
    ["a word for true", { "dry-run": "yes" }, "invalid-input"],
  ])("with %s fails", async (_, inputs, result) => {
    const { run, world } = await check({ ...DRY, ...inputs });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe(result);
    expect(world.simulator.host.everything(world.installId)).toHaveLength(1);
  });

  test("publishes no commit status", async () => {
    const github = await startGitHub();
    const world = await createWorld();
    const status = { "github-token": "ghs_standInForAToken0123456789", "status-context": "gate" };
    const run = await world.run({ ...DRY, ...status }, { env: github.env });
    expect(run.outputs["result"]).toBe("checked");
    expect(github.published).toEqual([]);
  });

  test("of several installs is checked if all are", async () => {
    const world = await createWorld();
    const { host } = world.simulator;
    const other = host.addInstall("other").id;
    const ids = (...all: string[]): Readonly<Record<string, string>> => ({
      ...NEW,
      "install-id": all.join("\n"),
    });
    const good = await world.run(ids(world.installId, other));
    expect(good.code).toBe(0);
    expect(good.outputs["result"]).toBe("checked");
    const entries = JSON.parse(good.outputs["backups"] ?? "") as { result: string }[];
    expect(entries.map(({ result }) => result)).toEqual(["checked", "checked"]);
    for (const text of [good.stdout, good.summary])
      expect(text).toContain("The install has no backups yet.");
    expect(warningsIn(good)).toHaveLength(1);

    const bad = await world.run({ ...ids(world.installId, UNKNOWN), "fail-fast": "false" });
    expect(bad.code).toBe(1);
    expect(bad.outputs["result"]).toBe("not-found");
    expect([host.everything(world.installId), host.everything(other)].flat()).toHaveLength(1);
  });
});
