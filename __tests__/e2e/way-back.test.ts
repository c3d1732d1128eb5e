import { describe, expect, test } from "vitest";
import { OUTPUT_NAMES } from "../../src/report/output-names.ts";
import type { Run } from "../../simulator/runner.ts";
import { AUTHORIZATION, PASSWORD } from "../../simulator/wpengine/credentials.ts";
import { freePort } from "./program.ts";
import { COMPLETED, createWorld, type World } from "./world.ts";

const linesOf = ({ stdout }: Run): string[] =>
  stdout
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("::debug::"));
const annotationsOf = (run: Run, kind: "error" | "warning"): string[] =>
  linesOf(run).filter((line) => line.startsWith(`::${kind}`));
const restoreLinesOf = (text: string): string[] => text.match(/^To restore .*$/gm) ?? [];

const ABORTED = { ...COMPLETED, ending: "aborted" } as const;

/** Inputs that request a backup of the world's install. */
const create = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  "backup-id": "",
  "create-backup": "true",
  "notification-emails": "you@example.com",
  ...more,
});
const byName = { "install-id": "", "install-name": "torquemag" };

/** Adds an install with a completed backup to a world. Returns the inputs for both. */
function andAnother({ simulator, installId, backupId }: World): Record<string, string> {
  const { id } = simulator.host.addInstall("second");
  const other = simulator.host.addBackup(id, { course: COMPLETED }).id;
  return { "install-id": `${installId}\n${id}`, "backup-id": `${backupId}\n${other}` };
}

describe.concurrent("an open gate says how to restore its backup", () => {
  test("by the name of the install, at the end of the log and once in the summary", async () => {
    const world = await createWorld();
    world.simulator.host.courses.set(world.installId, COMPLETED);
    const run = await world.run(create({ ...byName, description: "Before 1.2" }));
    expect(run.code).toBe(0);
    const page = "https://my.wpengine.com/installs/torquemag/backup_points";
    expect(run.outputs["portal-url"]).toBe(page);
    expect(run.outputs["description"]).toMatch(
      /^\[gate [0-9a-f]{6}, run [^\]]+, attempt \d+\] Before 1\.2$/,
    );
    const created = new Date(run.outputs["created-at"] ?? "").toISOString();
    const time = `${created.slice(0, 19).replace("T", " ")} UTC`;
    const line = `To restore this backup, open the backup points of install torquemag at ${page} and select the backup created ${time} (ID ${run.outputs["backup-id"]}). A restore loses everything written to the site since the backup was created, such as orders and comments.`;
    expect(linesOf(run).at(-1)).toBe(line);
    expect(restoreLinesOf(run.stdout)).toHaveLength(1);
    expect(restoreLinesOf(run.summary)).toEqual([line]);
  });

  test("by the page of all sites if only the ID of the install is known", async () => {
    const world = await createWorld();
    const run = await world.run();
    expect(run.outputs["portal-url"]).toBe("https://my.wpengine.com/sites");
    expect(linesOf(run).at(-1)).toContain(`${world.installId} at https://my.wpengine.com/sites `);
    expect(linesOf(run).at(-1)).toContain(`(ID ${world.backupId}).`);
  });

  test("in one line for a fleet, with empty outputs", async () => {
    const world = await createWorld();
    const run = await world.run(andAnother(world));
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({ description: "", "portal-url": "" });
    expect(restoreLinesOf(run.stdout)).toEqual([linesOf(run).at(-1)]);
    expect(restoreLinesOf(run.summary)).toEqual(restoreLinesOf(run.stdout));
  });

  test("but not if it stays closed, or if nothing has waited", async () => {
    const world = await createWorld({ course: ABORTED });
    const runs = [await world.run(), await world.run(create({ wait: "false" }))];
    for (const run of runs) expect(restoreLinesOf(run.stdout + run.summary)).toEqual([]);
    expect(runs.map(({ outputs }) => outputs["result"])).toEqual(["aborted", "requested"]);
  });
});

describe.concurrent("the description", () => {
  test("has no credentials in it, in the outputs and in the summary", async () => {
    const description = `Made by ${AUTHORIZATION}\nwith ${PASSWORD}`;
    const set = { description };
    const world = await createWorld({ faults: [{ kind: "edit", set, times: "always" }] });
    const run = await world.run();
    expect(run.outputs["description"]).toBe("Made by Basic *** with ***");
    expect(run.summary).toContain("\nDescription: Made by Basic &#42;&#42;&#42; with ");
    expect(run.summary).not.toContain(PASSWORD);
  });

  test.each([null, undefined, 7])("is empty if the API gives %j", async (description) => {
    const set = { description };
    const world = await createWorld({ faults: [{ kind: "edit", set, times: "always" }] });
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(run.outputs["description"]).toBe("");
    expect(run.summary).not.toContain("Description");
  });
});

describe.concurrent("a closed gate", () => {
  const from = { GITHUB_ACTION_REPOSITORY: "octo-org/gate", GITHUB_ACTION_REF: "v1.2" };

  test("ends its annotation with a link to the entry of its result", async () => {
    const world = await createWorld({ course: ABORTED });
    const run = await world.run({}, { env: from });
    const page = "https://github.com/octo-org/gate/blob/v1.2/docs/troubleshooting.md";
    expect(annotationsOf(run, "error")).toEqual([
      expect.stringMatching(new RegExp(`%0ATroubleshooting: ${page}#backup-gate-closed-aborted$`)),
    ]);
    expect(run.summary).toContain(`(${page}#backup-gate-closed-aborted)`);
  });

  test("has no link if the runner does not say where the action comes from", async () => {
    const world = await createWorld();
    const run = await world.run({ timeout: "soon" }, { env: { ...from, GITHUB_ACTION_REF: "" } });
    expect(run.stdout + run.summary).not.toContain("troubleshooting.md");
    expect(Object.keys(run.outputs).sort()).toEqual([...OUTPUT_NAMES].sort());
    expect(run.outputs).toMatchObject({
      result: "invalid-input",
      description: "",
      "portal-url": "",
    });
  });
});

describe.concurrent("two minutes without a good reply", () => {
  const speed = 60;

  test("are one warning with the failure and what to check", async () => {
    const world = await createWorld();
    const apiUrl = `http://127.0.0.1:${await freePort()}/v1`;
    const run = await world.run({ "api-url": apiUrl, timeout: "6m" }, { speed });
    expect(run.outputs["result"]).toBe("unavailable");
    const warnings = annotationsOf(run, "warning");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^::warning title=Backup gate%3A no good reply::No good reply from the API for [23]m.*\. Latest failure: .*ECONNREFUSED.*Check api-url for a typo/,
    );
  });

  test("are one warning for many backups", async () => {
    const world = await createWorld();
    const apiUrl = `http://127.0.0.1:${await freePort()}/v1`;
    const inputs = { ...andAnother(world), "api-url": apiUrl, timeout: "5m" };
    expect(annotationsOf(await world.run(inputs, { speed }), "warning")).toHaveLength(1);
  });

  test("name the rate limit if that is why", async () => {
    const fault = { kind: "answer", status: 429, body: "", times: "always" } as const;
    const world = await createWorld({ faults: [fault] });
    const run = await world.run({ timeout: "5m" }, { speed });
    const [warning = "", ...others] = annotationsOf(run, "warning");
    expect(others).toEqual([]);
    expect(warning).toContain("429 Too Many Requests. The step keeps trying");
    expect(warning).toContain("The account's rate limit is used up");
    expect(warning).not.toContain("api-url");
  });

  test("are none if good replies come between, however slow the backup is", async () => {
    const world = await createWorld({ speed });
    const course = { requestedMs: 0, inProgressMs: 240_000, ending: "completed" } as const;
    world.simulator.host.courses.set(world.installId, course);
    const inputs = create({ timeout: "30m", "max-poll-interval": "60s" });
    const run = await world.run(inputs, { speed });
    expect(run.outputs["result"]).toBe("completed");
    expect(Number(run.outputs["waited-seconds"])).toBeGreaterThan(120);
    expect(annotationsOf(run, "warning")).toEqual([]);
  });
});
