/** "Re-run jobs" after a broken deployment: the backup that a later attempt takes is one of the broken site. */
import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import { createWorld, type World } from "./world.ts";

const HOUR_MS = 3_600_000;
const NEW = {
  "backup-id": "",
  "create-backup": "true",
  "notification-emails": "you@example.com",
};
const TITLE = "title=Backup gate%3A re-run";
const STATE = "the state before this run deployed anything";
const MAY_HAVE = "attempt may have reused a recent backup and deployed";

/** A world without backups of its own, whose installs take half a second for one. */
async function createSite(faults: readonly Fault[] = []): Promise<World> {
  const world = await createWorld({ ageMs: 30 * HOUR_MS, faults });
  world.simulator.host.course = { requestedMs: 100, inProgressMs: 400, ending: "completed" };
  return world;
}

const attempt = (world: World, number: number, inputs: Record<string, string> = {}): Promise<Run> =>
  world.run(
    { ...NEW, ...inputs },
    { env: { GITHUB_RUN_ID: "987", GITHUB_RUN_ATTEMPT: String(number) } },
  );

const add = ({ simulator, installId }: World, of: string, ageMs: number): string =>
  simulator.host.addBackup(installId, {
    ageMs,
    description: of,
    course: { requestedMs: 0, inProgressMs: 60_000, ending: "completed" },
  }).id;
const bracket = (number: number, run = "987"): string =>
  `[gate abcdef, run ${run}, attempt ${number}] Before`;

const warningsOf = ({ stdout }: Run): string[] =>
  stdout.split("\n").filter((line) => line.startsWith("::warning") && line.includes(TITLE));
const operationsOf = ({ simulator }: World): (string | undefined)[] =>
  simulator.seen.map(({ operation }) => operation);

describe.concurrent("a re-run", () => {
  test("without max-age requests a backup each time, and names the first", async () => {
    const world = await createSite();
    const runs = [await attempt(world, 1), await attempt(world, 2), await attempt(world, 3)];
    const [first, second, third] = runs as [Run, Run, Run];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(new Set(runs.map(({ outputs }) => outputs["backup-id"])).size).toBe(3);
    expect(warningsOf(first)).toEqual([]);
    expect(first.summary).not.toContain("Re-run");
    for (const run of [second, third]) {
      const [warning, ...others] = warningsOf(run);
      expect(others).toEqual([]);
      const named = `Backup ${first.outputs["backup-id"]} of install`;
      expect(warning).toContain(named);
      expect(warning).toContain(STATE);
      expect(warning).toContain("User Portal");
      expect(run.summary).toContain(`**Re-run:** This is attempt ${run === second ? 2 : 3} of`);
      expect(run.summary).toContain(named);
      expect(run.outputs["reused"]).toBe("false");
    }
  });

  test("with max-age reuses the run's first backup even if newer ones exist", async () => {
    const world = await createSite();
    const first = await attempt(world, 1);
    add(world, bracket(2), 0);
    add(world, "Nightly", 0);
    const again = await attempt(world, 3, { "max-age": "1h" });
    expect(again.code).toBe(0);
    expect(again.outputs).toMatchObject({
      "backup-id": first.outputs["backup-id"],
      reused: "true",
    });
    expect(warningsOf(again)).toHaveLength(1);
    expect(warningsOf(again)[0]).toContain(STATE);
    expect(operationsOf(world).slice(-2)).toEqual(["list", "show"]);
  });

  test("with max-age does not claim more than attempt 1's backup proves", async () => {
    const world = await createSite();
    add(world, "Nightly", HOUR_MS); // which attempt 1 had reused
    const of2 = add(world, bracket(2), HOUR_MS / 2);
    add(world, bracket(1, "986"), HOUR_MS / 4);
    const run = await attempt(world, 3, { "max-age": "2h" });
    expect(run.outputs).toMatchObject({ "backup-id": of2, reused: "true", result: "completed" });
    const [warning] = warningsOf(run);
    expect(warning).toContain(of2);
    expect(warning).toContain(`An earlier ${MAY_HAVE}`);
    expect(warning).not.toContain(STATE);
    expect(run.summary).not.toContain(STATE);
  });

  test("says so if no earlier attempt has a backup", async () => {
    const world = await createSite();
    add(world, "Nightly", HOUR_MS);
    const run = await attempt(world, 2);
    expect(run.code).toBe(0);
    expect(warningsOf(run)).toHaveLength(1);
    expect(warningsOf(run)[0]).toContain(`An earlier ${MAY_HAVE}`);
    expect(run.summary).toContain(MAY_HAVE);
  });

  test("without a wait names the first backup", async () => {
    const world = await createSite();
    const first = add(world, bracket(1), HOUR_MS);
    const run = await attempt(world, 2, { wait: "false" });
    expect(run.outputs["result"]).toBe("requested");
    expect(warningsOf(run)[0]).toContain(first);
    expect(operationsOf(world)).toEqual(["create", "list"]);
  });

  test("of several installs has one warning for all", async () => {
    const world = await createSite();
    const { host } = world.simulator;
    const { id: other } = host.addInstall("torquemag2");
    const first = add(world, bracket(1), HOUR_MS);
    const run = await attempt(world, 2, { "install-id": `${world.installId}\n${other}` });
    expect(run.code).toBe(0);
    expect(warningsOf(run)).toHaveLength(1);
    expect(warningsOf(run)[0]).toContain(first);
    expect(warningsOf(run)[0]).toContain(
      `backup of install ${other}. For these installs, an earlier ${MAY_HAVE}`,
    );
  });

  test.each<[string, Fault]>([
    ["403", { kind: "answer", status: 403, body: "{}" }],
    ["404", { kind: "answer", status: 404, body: "" }],
    ["500", { kind: "answer", status: 500, body: "" }],
    ["silence", { kind: "hang" }],
    ["HTML", { kind: "answer", status: 200, body: "<html>" }],
  ])("%s instead of the listing costs only the warning", async (_, fault) => {
    const world = await createSite([{ ...fault, on: "list", times: "always" }]);
    add(world, bracket(1), HOUR_MS);
    const run = await attempt(world, 2);
    expect(run.code).toBe(0);
    expect(warningsOf(run)).toEqual([]);
    expect(run.outputs["result"]).toBe("completed");
    expect(operationsOf(world).filter((operation) => operation === "list")).toHaveLength(1);
  });
});
