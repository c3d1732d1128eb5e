import { describe, expect, test } from "vitest";
import { ENDLESS } from "../e2e/world.ts";
import { PASSWORD, USERNAME } from "../../simulator/wpengine/credentials.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { Seen } from "../../simulator/wpengine/server.ts";
import { needsAct } from "./act.ts";
import {
  ABORTS,
  COMPLETES,
  createStage,
  type ExampleOptions,
  type ExampleRun,
  readExample,
  type Stage,
} from "./examples.ts";

const text = await readExample("restore.yml");
/** Parts of the example that the tests replace: the address of the API and the first line of the script. */
const API = "https://api.wpengineapi.com/v1";
const FIRST_LINE = "# A re-run would";
const DAY_MS = 86_400_000;
const EMAIL = "me@example.com";

/** An install with a completed backup. */
async function createSite(): Promise<{ stage: Stage; installId: string; backupId: string }> {
  const stage = await createStage(COMPLETES);
  const [installId = ""] = stage.installIds;
  const { id: backupId } = stage.simulator.host.addBackup(installId, { ageMs: DAY_MS });
  return { stage, installId, backupId };
}

/** Runs the example with these fields of its form. */
function restore(
  stage: Stage,
  inputs: Readonly<Record<string, string>>,
  options: ExampleOptions = {},
): Promise<ExampleRun> {
  for (const part of [API, FIRST_LINE]) expect(text.split(part)).toHaveLength(2);
  const workflow = text
    .replace(API, stage.simulator.apiUrl)
    // act can lose the last output before a step ends.
    .replace(FIRST_LINE, `trap "sleep 1" EXIT\n          ${FIRST_LINE}`);
  return stage.run(workflow, {
    isShortened: true,
    event: "workflow_dispatch",
    inputs: { "install-name": "torquemag", "notification-email": EMAIL, ...inputs },
    ...options,
  });
}

function restoresIn({ simulator }: Stage): Seen[] {
  return simulator.seen.filter(({ operation }) => operation === "restore");
}

/** Log of the step that restores. Empty if it did not run. */
function restoreLog(run: ExampleRun): string {
  return run.steps.find(({ name }) => name.includes("Start the restore"))?.log ?? "";
}

describe.concurrent("in act, restore.yml", { timeout: 90_000 }, () => {
  needsAct();

  test("restores a completed backup once, with its database and a checkpoint", async () => {
    const { stage, installId, backupId } = await createSite();
    const run = await restore(stage, { "backup-id": backupId });
    expect(run.code, run.log).toBe(0);
    expect(run.deploys).toMatchObject([{ step: { result: "success" }, statuses: ["completed"] }]);
    expect(stage.simulator.host.restores).toEqual([
      {
        installId,
        backupId,
        notificationEmails: [EMAIL],
        restoresDatabase: true,
        createsCheckpoint: true,
      },
    ]);
    expect(restoresIn(stage)).toHaveLength(1);
    expect(restoreLog(run)).toContain(`WP Engine has accepted the restore, and emails ${EMAIL}`);
    expect(run.log).not.toContain(PASSWORD);
  });

  test("finds the install by its ID, and restores only the files", async () => {
    const { stage, installId, backupId } = await createSite();
    const run = await restore(stage, {
      "install-name": "",
      "install-id": installId,
      "backup-id": backupId,
      "restore-database": "false",
    });
    expect(run.code, run.log).toBe(0);
    expect(stage.simulator.host.restores).toMatchObject([
      { installId, backupId, restoresDatabase: false, createsCheckpoint: true },
    ]);
  });

  const UNKNOWN = "e41fa98f-ea80-4654-b229-a9b765d0863a";
  test.for<[string, string, (stage: Stage, backupId: string) => Readonly<Record<string, string>>]>([
    ["an unknown ID", "not-found", () => ({ "backup-id": UNKNOWN })],
    ["no ID", "invalid-input", () => ({ "backup-id": "" })],
    ["an ID that is a path", "invalid-input", (_, id) => ({ "backup-id": `${id}/../${id}` })],
    [
      "the ID of another install's backup",
      "not-found",
      (_, id) => ({ "install-name": "torquemag2", "backup-id": id }),
    ],
    [
      "a name and an ID of the install",
      "invalid-input",
      ({ installIds: [id = ""] }, backup) => ({ "install-id": id, "backup-id": backup }),
    ],
    [
      "neither a name nor an ID of the install",
      "invalid-input",
      (_, id) => ({ "install-name": "", "backup-id": id }),
    ],
    [
      "the ID of an aborted backup",
      "aborted",
      ({ simulator, installIds: [id = ""] }) => ({
        "backup-id": simulator.host.addBackup(id, { course: ABORTS, ageMs: DAY_MS }).id,
      }),
    ],
    [
      "the ID of a backup that does not complete",
      "timed-out",
      ({ simulator, installIds: [id = ""] }) => ({
        "backup-id": simulator.host.addBackup(id, { course: ENDLESS }).id,
      }),
    ],
  ])("restores nothing with %s", async ([, result, inputsFor]) => {
    const { stage, backupId } = await createSite();
    const run = await restore(stage, inputsFor(stage, backupId));
    expect(run.code, run.log).toBe(1);
    expect(run.steps.map((step) => [step.id, step.outputs["result"]])).toEqual([["gate", result]]);
    expect(restoresIn(stage)).toEqual([]);
  });

  test("restores nothing if the password is wrong", async () => {
    const { stage, backupId } = await createSite();
    const secrets = { ...stage.options.secrets, WPE_API_PASSWORD: "wr0ng-Passw0rd" };
    const run = await restore(stage, { "backup-id": backupId }, { secrets });
    expect(run.code, run.log).toBe(1);
    expect(run.steps.map((step) => step.outputs["result"])).toEqual(["unauthorized"]);
    expect(restoresIn(stage)).toEqual([]);
  });

  test("restores nothing in a re-run", async () => {
    const { stage, backupId } = await createSite();
    const run = await restore(
      stage,
      { "backup-id": backupId },
      { env: { GITHUB_RUN_ATTEMPT: "2" } },
    );
    expect(run.code, run.log).toBe(1);
    expect(run.steps.find(({ id }) => id === "gate")?.outputs["result"]).toBe("completed");
    expect(run.log).toContain("To restore, start a new run.");
    expect(restoresIn(stage)).toEqual([]);
  });

  test.for<[string, Fault, RegExp, number]>([
    [
      "a lost reply",
      { kind: "reset", on: "restore", carriedOut: true },
      /No clear reply \(HTTP 000, curl exit code \d+\)\. The restore may have started\. Check the User Portal/,
      1,
    ],
    [
      "a 503 with Retry-After",
      { kind: "answer", on: "restore", status: 503, headers: { "retry-after": "1" }, body: "" },
      /No clear reply \(HTTP 503, curl exit code 22\)/,
      0,
    ],
    [
      "a redirect",
      { kind: "answer", on: "restore", status: 307, headers: { location: "/v1/user" }, body: "" },
      /No clear reply \(HTTP 307, curl exit code 0\)/,
      0,
    ],
    [
      "a 200, which the API does not document for a restore",
      { kind: "answer", on: "restore", status: 200, body: "{}" },
      /No clear reply \(HTTP 200, curl exit code 0\)/,
      0,
    ],
    [
      "a rejection, and shows its reason without its workflow commands",
      {
        kind: "answer",
        on: "restore",
        status: 429,
        body: "::set-output name=x::y\nToo many requests ##[set-output name=x]y",
      },
      /The API replied: [^\n]*Too many requests[\s\S]*WP Engine rejected the restore \(HTTP 429\)\. The site is unchanged\./,
      0,
    ],
  ])("sends no second request after %s", async ([, fault, message, restores]) => {
    const { stage, backupId } = await createSite();
    stage.simulator.script(fault);
    const run = await restore(stage, { "backup-id": backupId });
    expect(run.code, run.log).toBe(1);
    expect(run.log).toMatch(message);
    expect(restoresIn(stage)).toHaveLength(1);
    expect(stage.simulator.host.restores).toHaveLength(restores);
    expect(run.deploys).toMatchObject([{ step: { result: "failure", outputs: {} } }]);
  });

  test("sends a password with characters that must be escaped for curl", async () => {
    const { stage, installId, backupId } = await createSite();
    const password = String.raw`a"b\c\n #:'$(id)é&`;
    // The simulator has another password. Only the restore sends this one.
    const outputs = `result=completed\ninstall-id=${installId}\nbackup-id=${backupId}\n`;
    const impostor = `
      import { writeFileSync } from "node:fs";
      writeFileSync(process.env.GITHUB_OUTPUT, ${JSON.stringify(outputs)});`;
    const secrets = { WPE_API_USERNAME: USERNAME, WPE_API_PASSWORD: password };
    const run = await restore(stage, { "backup-id": backupId }, { secrets, impostor });
    const sent = restoresIn(stage).map(({ authorization = "" }) =>
      Buffer.from(authorization.replace("Basic ", ""), "base64").toString(),
    );
    expect(sent, run.log).toEqual([`${USERNAME}:${password}`]);
    expect(run.log).toContain("WP Engine rejected the restore (HTTP 401). The site is unchanged.");
  });
});
