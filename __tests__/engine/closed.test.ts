import { describe, expect, test } from "vitest";
import { ENDLESS } from "../e2e/world.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { needsAct } from "./act.ts";
import { type EngineOptions, stepOf } from "./engine.ts";
import { ABORTS, COMPLETES, createStage, EXAMPLES, readExample } from "./examples.ts";

interface Trouble {
  readonly course?: Course;
  readonly secrets?: EngineOptions["secrets"];
  readonly vars?: EngineOptions["vars"];
  /** The API never replies. */
  readonly hangs?: boolean;
  readonly isShortened?: boolean;
  /** The result of the gate, and the message to the chat. */
  readonly result: string;
  readonly message: RegExp;
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  "the backup is aborted": { course: ABORTS, result: "aborted", message: /abort/ },
  "the password is wrong": {
    secrets: { WPE_API_PASSWORD: "wr0ng-Passw0rd" },
    result: "unauthorized",
    message: /credentials/,
  },
  "the backup does not complete in time": {
    course: ENDLESS,
    isShortened: true,
    result: "timed-out",
    message: /may still complete/,
  },
  "the API hangs": {
    hangs: true,
    isShortened: true,
    result: "unavailable",
    message: /not known/,
  },
  "the secret is missing": {
    secrets: { WPE_API_PASSWORD: undefined },
    result: "invalid-input",
    message: /invalid-input/,
  },
  "the variable is missing": {
    vars: {
      WPE_INSTALL_NAME: undefined,
      WPE_INSTALL_NAMES: undefined,
      WPE_STAGING_NAME: undefined,
    },
    result: "invalid-input",
    message: /invalid-input/,
  },
};

// restore.yml has its own tests.
const names = EXAMPLES.filter((name) => name !== "restore.yml");
const CASES = Object.keys(TROUBLES).flatMap((trouble) =>
  names.map((name) => [name, trouble] as const),
);

describe.concurrent("in act,", { timeout: 90_000 }, () => {
  needsAct();

  test.for(CASES)("%s does not deploy if %s", async ([name, what]) => {
    const trouble = TROUBLES[what] as Trouble;
    const { course = COMPLETES, isShortened = false, hangs = false } = trouble;
    const stage = await createStage(course);
    const { host } = stage.simulator;
    if (hangs) stage.simulator.script({ kind: "hang", times: "always" });
    const text = await readExample(name);
    const isByHand = text.includes("workflow_dispatch:");
    const byHand = (): Partial<EngineOptions> => ({
      event: "workflow_dispatch",
      inputs: { "backup-id": host.addBackup(stage.installIds[0] ?? "").id },
    });
    const run = await stage.run(text, {
      isShortened,
      vars: { ...stage.options.vars, ...trouble.vars },
      secrets: { ...stage.options.secrets, ...trouble.secrets },
      ...(isByHand ? byHand() : {}),
    });

    expect(run.code, run.log).toBe(1);
    expect(Object.values(run.jobs)).toContain("failure");
    expect(run.deploys).toEqual([]);
    if (name === "sharded-fleet.yml" && what === "the variable is missing") {
      expect(stepOf(run, "share")).toMatchObject({ result: "failure" });
      return;
    }
    const gates = run.steps.filter(({ outputs }) => outputs["result"] !== undefined);
    const results = gates.map(({ result, outputs }) => [result, outputs["result"]]);
    expect(results).toContainEqual(["failure", trouble.result]);
    if (name === "act-on-failure.yml") {
      expect(stage.webhook.messages).toEqual([expect.stringMatching(trouble.message)]);
      expect(stage.webhook.messages[0]).toMatch(
        /https:\/\/github\.com\/octo\/site\/actions\/runs\/77$/,
      );
    }
    if (name === "gate-job.yml") {
      const { published } = stage.github;
      expect(published.at(-1)?.state).toMatch(/failure|error/);
      expect(published.map(({ state }) => state)).not.toContain("success");
    }
  });

  test("act-on-failure.yml notifies the chat if the deploy fails, and names the backup", async () => {
    const stage = await createStage(COMPLETES);
    // Without the key, the deploy action fails.
    const run = await stage.run(await readExample("act-on-failure.yml"), {
      secrets: { ...stage.options.secrets, WPE_SSHG_KEY_PRIVATE: undefined },
    });
    expect(run.code, run.log).toBe(1);
    expect(run.deploys).toMatchObject([{ step: { result: "failure" }, statuses: ["completed"] }]);
    const backupId = stepOf(run, "gate").outputs["backup-id"] ?? "none";
    expect(stage.webhook.messages).toEqual([expect.stringContaining("did not finish (failure)")]);
    expect(stage.webhook.messages[0]).toContain(backupId);
  });
});
