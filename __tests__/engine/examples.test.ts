import { describe, expect, test } from "vitest";
import { ENDLESS } from "../e2e/world.ts";
import { needsAct } from "./act.ts";
import { stepOf, stepsOf } from "./engine.ts";
import { COMPLETES, createStage, EXAMPLES, readExample, type Stage } from "./examples.ts";

/** Number of deploys that each example starts for the three installs. */
const DEPLOYS: Readonly<Record<string, number>> = {
  "act-on-failure.yml": 1,
  "call-reusable-gate.yml": 1,
  "deploy.yml": 1,
  "fleet.yml": 1,
  "gate-job.yml": 2, // one for each part
  "request-early-wait-late.yml": 1,
  "reuse-recent.yml": 1,
  "sharded-fleet.yml": 1,
  "staging-then-production.yml": 2,
};
/** A person starts this example with the ID of a backup, */
const BY_HAND = "wait-for-backup.yml";
/** and also this one, which has its own tests. */
const RESTORES = "restore.yml";

/** Redirects the output of the deploy step to its summary: act can lose the output of short steps. */
function written(workflow: string): string {
  return workflow.replace(/echo "deploy .*here"/, '$& >> "$$GITHUB_STEP_SUMMARY"');
}

function expectNoErrors({ simulator }: Stage): void {
  expect(simulator.seen.filter(({ status }) => status >= 300)).toEqual([]);
}

test("every example is tested", () => {
  expect(EXAMPLES.toSorted()).toEqual([...Object.keys(DEPLOYS), BY_HAND, RESTORES].toSorted());
});

describe.concurrent("in act, after a completed backup,", { timeout: 90_000 }, () => {
  needsAct();

  test.for(Object.entries(DEPLOYS))("%s deploys", async ([name, count]) => {
    const stage = await createStage(COMPLETES);
    const run = await stage.run(await readExample(name));
    expect(run.code, run.log).toBe(0);
    expect(new Set(Object.values(run.jobs))).toEqual(new Set(["success"]));
    expect(run.deploys).toHaveLength(count);
    for (const { step, statuses } of run.deploys) {
      expect(step.result).toBe("success");
      expect(new Set(statuses)).toEqual(new Set(["completed"]));
    }
    expect(stage.webhook.messages).toEqual([]);
    expectNoErrors(stage);
  });

  test("wait-for-backup.yml deploys", async () => {
    const stage = await createStage(COMPLETES);
    const backup = stage.simulator.host.addBackup(stage.installIds[0] ?? "");
    const inputs = { "backup-id": backup.id };
    const run = await stage.run(await readExample(BY_HAND), { event: "workflow_dispatch", inputs });
    expect(run.code, run.log).toBe(0);
    expect(run.deploys).toMatchObject([{ step: { result: "success" }, statuses: ["completed"] }]);
    expect(stepOf(run, "gate").outputs["backup-id"]).toBe(backup.id);
    expect(stage.simulator.seen.filter(({ operation }) => operation === "create")).toEqual([]);
  });

  test.for([
    ["deploy.yml", ["deploy . to torquemag/\n"]],
    ["call-reusable-gate.yml", ["deploy . to torquemag/\n"]],
    ["staging-then-production.yml", ["deploy . to torquemag2/\n", "deploy . to torquemag/\n"]],
  ] as const)("%s deploys to the right install", async ([name, summaries]) => {
    const stage = await createStage(COMPLETES);
    const { deploys } = await stage.run(await readExample(name));
    expect(deploys.map(({ summary }) => summary)).toEqual(summaries);
  });

  test("call-reusable-gate.yml deploys with the backup of the called gate", async () => {
    const stage = await createStage(COMPLETES);
    const run = await stage.run(await readExample("call-reusable-gate.yml"));
    const backups = stage.installIds.flatMap((id) => stage.simulator.host.everything(id));
    expect(backups).toHaveLength(1);
    expect(stepOf(run, "again").outputs["backup-id"]).toBe(backups[0]?.id);
  });

  test("staging-then-production.yml backs up each install before its deploy", async () => {
    const stage = await createStage(COMPLETES);
    const run = await stage.run(await readExample("staging-then-production.yml"));
    const [production = "", staging = ""] = stage.installIds;
    expect(stepsOf(run, "gate").map(({ outputs }) => outputs["install-id"])).toEqual([
      staging,
      production,
    ]);
  });

  test("staging-then-production.yml does not touch production if the deploy to staging fails", async () => {
    const stage = await createStage(COMPLETES);
    const run = await stage.run(await readExample("staging-then-production.yml"), {
      secrets: { ...stage.options.secrets, WPE_SSHG_KEY_PRIVATE: undefined },
    });
    expect(run.jobs).toMatchObject({ staging: "failure" });
    expect(run.deploys).toMatchObject([{ step: { jobId: "staging", result: "failure" } }]);
    expect(stage.simulator.host.everything(stage.installIds[0] ?? "")).toEqual([]);
  });

  test("fleet.yml deploys to every install", async () => {
    const stage = await createStage(COMPLETES);
    const { deploys } = await stage.run(written(await readExample("fleet.yml")));
    expect(deploys[0]?.summary.trimEnd().split("\n")).toEqual(
      stage.installNames.map((name) => `deploy to ${name} here`),
    );
  });

  test("sharded-fleet.yml deploys to every install once", async () => {
    const stage = await createStage(COMPLETES);
    const text = await readExample("sharded-fleet.yml");
    const { code, deploys } = await stage.run(
      written(text).replace("SITES_EACH: 200", "SITES_EACH: 2"),
    );
    expect(code).toBe(0);
    expect(deploys.map(({ statuses }) => statuses.length).toSorted()).toEqual([1, 2]);
    expect(deploys.flatMap(({ statuses }) => statuses)).toEqual(Array(3).fill("completed"));
    const lines = deploys.flatMap(({ summary }) => summary.trimEnd().split("\n"));
    expect(lines.toSorted()).toEqual(stage.installNames.map((name) => `deploy to ${name} here`));
  });

  test("gate-job.yml publishes a commit status, and its deploys use the gate's backup", async () => {
    const stage = await createStage(COMPLETES);
    const run = await stage.run(await readExample("gate-job.yml"));
    const { outputs } = stepOf(run, "gate");
    expect(stepsOf(run, "again").map((step) => step.outputs["backup-id"])).toEqual([
      outputs["backup-id"],
      outputs["backup-id"],
    ]);
    expect(run.deploys.map(({ summary }) => summary).toSorted()).toEqual([
      "deploy wp-content/plugins/ to torquemag/wp-content/plugins/\n",
      "deploy wp-content/themes/ to torquemag/wp-content/themes/\n",
    ]);
    const path = expect.stringMatching(/^\/repos\/octo\/site\/statuses\/[0-9a-f]{40}$/) as unknown;
    const { published } = stage.github;
    expect(published.at(-1)).toMatchObject({ path, state: "success" });
    expect(published.at(-1)).toMatchObject({ context: "backup-gate/production" });
    expect(published.at(-1)?.authorization).toContain("ghs_token");
  });

  test("reuse-recent.yml deploys with the recent backup", async () => {
    const stage = await createStage(ENDLESS);
    const { id } = stage.simulator.host.addBackup(stage.installIds[0] ?? "", {
      course: COMPLETES,
      ageMs: 1_800_000,
    });
    const run = await stage.run(await readExample("reuse-recent.yml"));
    expect(run.code, run.log).toBe(0);
    expect(stepOf(run, "gate").outputs).toMatchObject({ reused: "true", "backup-id": id });
    expect(run.deploys).toMatchObject([{ statuses: ["completed"] }]);
  });

  test("the tests detect an action that opens too early", async () => {
    const stage = await createStage(COMPLETES);
    const { id } = stage.simulator.host.addBackup(stage.installIds[0] ?? "", { course: ENDLESS });
    const outputs = `result=completed\nbackups=${JSON.stringify([{ backupId: id }])}\n`;
    const impostor = `
      import { writeFileSync } from "node:fs";
      writeFileSync(process.env.GITHUB_OUTPUT, ${JSON.stringify(outputs)});`;
    const run = await stage.run(await readExample("deploy.yml"), { impostor });
    expect(run.deploys, run.log).toMatchObject([{ statuses: ["in_progress"] }]);
  });
});

describe.concurrent("in act, a re-run of request-early-wait-late.yml", { timeout: 90_000 }, () => {
  needsAct();
  const DAY_MS = 86_400_000;

  test("does not deploy with yesterday's backup", async () => {
    const stage = await createStage(COMPLETES);
    const [installId = ""] = stage.installIds;
    const { id } = stage.simulator.host.addBackup(installId, { ageMs: DAY_MS });
    // "Re-run failed jobs" does not run the first job again: GitHub keeps its outputs. act can't do this.
    const kept = `echo "install-id=${installId}" >> "$GITHUB_OUTPUT"; echo "backup-id=${id}" >> "$GITHUB_OUTPUT"`;
    const text = await readExample("request-early-wait-late.yml");
    const request = /( {8}id: backup\n)[\s\S]*?(?=\n\n {2}build:)/;
    expect(text).toMatch(request);
    const run = await stage.run(text.replace(request, `$1        run: ${JSON.stringify(kept)}`), {
      env: { GITHUB_RUN_ATTEMPT: "2" },
    });
    expect(run.code, run.log).toBe(1);
    expect(stepOf(run, "gate").outputs).toMatchObject({ result: "stale", "backup-id": id });
    expect(run.deploys).toEqual([]);
  });

  test("of all jobs requests another backup and deploys", async () => {
    const stage = await createStage(COMPLETES);
    const [installId = ""] = stage.installIds;
    stage.simulator.host.addBackup(installId, { ageMs: DAY_MS });
    const run = await stage.run(await readExample("request-early-wait-late.yml"), {
      env: { GITHUB_RUN_ATTEMPT: "2" },
    });
    expect(run.code, run.log).toBe(0);
    expect(run.deploys).toMatchObject([{ statuses: ["completed"] }]);
    const [, requested, ...others] = stage.simulator.host.everything(installId);
    expect(requested?.description).toMatch(/^\[gate [0-9a-f]{6}, run 77, attempt 2\] /);
    expect(others).toEqual([]);
  });

  test("names the backup of the first attempt", async () => {
    const stage = await createStage(COMPLETES);
    const [installId = ""] = stage.installIds;
    const { host } = stage.simulator;
    const description = "[gate abcdef, run 77, attempt 1] Before";
    const course = { ...COMPLETES, inProgressMs: 60_000 };
    const { id } = host.addBackup(installId, { ageMs: DAY_MS, description, course });
    const run = await stage.run(await readExample("request-early-wait-late.yml"), {
      env: { GITHUB_RUN_ATTEMPT: "2" },
    });
    expect(run.code, run.log).toBe(0);
    expect(run.deploys).toMatchObject([{ statuses: ["completed"] }]);
    const named = `Backup ${id} of install torquemag`;
    expect(run.lines.filter(({ msg }) => msg?.includes(named))).not.toEqual([]);
    expect(run.log).toContain("contains the state before this run deployed anything");
  });
});
