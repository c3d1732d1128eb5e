import { existsSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ENDLESS } from "../e2e/world.ts";
import { metadata } from "../../simulator/runner.ts";
import { AUTHORIZATION, PASSWORD, USERNAME } from "../../simulator/wpengine/credentials.ts";
import { needsAct } from "./act.ts";
import { runWorkflow, stepOf } from "./engine.ts";
import { ABORTS, COMPLETES, createStage } from "./examples.ts";

const GATE = "OWNER/backup-gate-for-wp-engine@v0";
const CHECK_OUT = "- uses: actions/checkout@v5";
const CREDENTIALS = `
          api-username: \${{ secrets.WPE_API_USERNAME }}
          api-password: \${{ secrets.WPE_API_PASSWORD }}
          create-backup: true`;

/** Optional inputs that the tests leave blank. `max-poll-interval` is set to save half a minute. */
const BLANK = Object.keys(metadata.inputs).filter(
  (name) => !/^(api-.*|install-name|create-backup|max-poll-interval)$/.test(name),
);

/** A job with a gate, and the steps that follow it. */
function gateJob(inputs: string, steps = ""): string {
  return `
on: push
jobs:
  gate:
    runs-on: ubuntu-latest
    outputs:
      backups: \${{ steps.gate.outputs.backups }}
    steps:
      - id: gate
        uses: ${GATE}
        with:${CREDENTIALS}
          ${inputs}
${steps}`;
}

describe.concurrent("in act, the action", { timeout: 90_000 }, () => {
  needsAct();

  test("works in a composite action that passes on blank inputs", async () => {
    const stage = await createStage(COMPLETES);
    // act does not apply the defaults of action.yml to blank inputs. The action must do it.
    const wrapper = `
name: Wrapper
description: Backs up one install
inputs:
  api-url: { description: Address, required: true }
  api-password: { description: Password, required: true }
  site: { description: Name of the install, required: true }
${BLANK.map((name) => `  ${name}: { description: Passed on }`).join("\n")}
outputs:
  result: { description: Result, value: "\${{ steps.inner.outputs.result }}" }
runs:
  using: composite
  steps:
    - id: inner
      uses: ${GATE}
      with:
        api-url: \${{ inputs.api-url }}
        api-username: ${USERNAME}
        api-password: \${{ inputs.api-password }}
        install-name: \${{ inputs.site }}
        create-backup: true
        max-poll-interval: 2s
${BLANK.map((name) => `        ${name}: \${{ inputs.${name} }}`).join("\n")}
`;
    const workflow = `
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      ${CHECK_OUT}
      - id: wrapper
        uses: ./wrapper
        with:
          site: torquemag
          api-url: ${stage.simulator.apiUrl}
          api-password: \${{ secrets.WPE_API_PASSWORD }}
      - id: deploy
        if: steps.wrapper.outputs.result == 'completed'
        run: echo "deploy here"
`;
    const files = { "wrapper/action.yml": wrapper };
    const run = await runWorkflow({ workflow, files, ...stage.options });
    expect(run.code, run.log).toBe(0);
    expect(stepOf(run, "wrapper/inner").outputs["result"]).toBe("completed");
    // The log shows the default timeout.
    expect(stepOf(run, "wrapper/inner").log).toContain("30m");
    expect(stepOf(run, "deploy").result).toBe("success");
    expect(stage.simulator.seen.every(({ status }) => status < 300)).toBe(true);
  });

  test.for([
    ["completed", COMPLETES],
    ["aborted", ABORTS],
  ] as const)("works in a reusable workflow if the backup is %s", async ([result, course]) => {
    const stage = await createStage(course);
    const called = `
on:
  workflow_call:
    inputs:
      install-name: { type: string, required: true }
    secrets:
      WPE_API_USERNAME: { required: true }
      WPE_API_PASSWORD: { required: true }
    outputs:
      result: { value: "\${{ jobs.gate.outputs.result }}" }
      backup-id: { value: "\${{ jobs.gate.outputs.backup-id }}" }
jobs:
  gate:
    runs-on: ubuntu-latest
    outputs:
      result: \${{ steps.gate.outputs.result }}
      backup-id: \${{ steps.gate.outputs.backup-id }}
    steps:
      - id: gate
        uses: ${GATE}
        with:${CREDENTIALS}
          install-name: \${{ inputs.install-name }}
`;
    const workflow = `
on: push
jobs:
  backup:
    uses: ./.github/workflows/called.yml
    with:
      install-name: \${{ vars.WPE_INSTALL_NAME }}
    secrets: inherit
  deploy:
    needs: backup
    if: needs.backup.outputs.result == 'completed'
    runs-on: ubuntu-latest
    steps:
      - id: deploy
        run: echo "id=\${{ needs.backup.outputs.backup-id }}" >> "$GITHUB_OUTPUT"
`;
    const files = { ".github/workflows/called.yml": called };
    const run = await runWorkflow({ workflow, files, ...stage.options });
    const [backup] = stage.simulator.host.everything(stage.installIds[0] ?? "");
    expect(stepOf(run, "gate").outputs).toMatchObject({ result, "backup-id": backup?.id });
    expect(run.code, run.log).toBe(result === "completed" ? 0 : 1);
    const deploys = run.steps.filter(({ id }) => id === "deploy");
    expect(deploys.map(({ outputs }) => outputs["id"])).toEqual(
      result === "completed" ? [backup?.id] : [],
    );
  });

  test("provides the backups for a matrix", async () => {
    const stage = await createStage(COMPLETES);
    const workflow = gateJob(
      "install-name: ${{ vars.WPE_INSTALL_NAMES }}",
      `
  deploy:
    needs: gate
    strategy:
      matrix:
        backup: \${{ fromJSON(needs.gate.outputs.backups) }}
    runs-on: ubuntu-latest
    steps:
      - id: deploy
        run: echo "to=\${{ matrix.backup.installName }} \${{ matrix.backup.status }}" >> "$GITHUB_OUTPUT"
`,
    );
    const run = await runWorkflow({ workflow, ...stage.options });
    expect(run.code, run.log).toBe(0);
    const deploys = run.steps.filter(({ id }) => id === "deploy");
    expect(deploys.map(({ outputs }) => outputs["to"]).toSorted()).toEqual(
      stage.installNames.map((name) => `${name} completed`),
    );
  });

  test("lets later steps react to its failure", async () => {
    const stage = await createStage(ABORTS);
    const workflow = gateJob(
      "install-name: torquemag",
      `
      - id: next
        run: echo "not reached"
      - id: failed
        if: failure() && steps.gate.outputs.result == 'aborted'
        run: echo "outcome=\${{ steps.gate.outcome }}" >> "$GITHUB_OUTPUT"
      - id: timed-out
        if: failure() && steps.gate.outputs.result == 'timed-out'
        run: echo "not reached"
`,
    );
    const run = await runWorkflow({ workflow, ...stage.options });
    expect(run.code, run.log).toBe(1);
    expect(run.steps.map(({ id }) => id)).toEqual(["gate", "failed"]);
    expect(stepOf(run, "failed").outputs).toEqual({ outcome: "failure" });
  });

  test("treats blank optional inputs as missing", async () => {
    const stage = await createStage(COMPLETES);
    const blanks = BLANK.map((name) => `          ${name}: \${{ vars.NOT_SET }}`);
    const workflow = gateJob(
      `install-name: torquemag\n          max-poll-interval: 2s\n${blanks.join("\n")}`,
    );
    const run = await runWorkflow({ workflow, ...stage.options });
    expect(run.code, run.log).toBe(0);
    expect(stepOf(run, "gate").outputs).toMatchObject({ result: "completed", reused: "false" });
  });

  test.for([
    ["completes", COMPLETES],
    ["is aborted", ABORTS],
  ] as const)("masks the password if the backup %s", async ([, course]) => {
    const stage = await createStage(course);
    // The password is a variable, because act masks only secrets by itself.
    const workflow = gateJob(
      "install-name: torquemag",
      `
      - id: prints
        if: always()
        env:
          PASSWORD: \${{ vars.PASSWORD }}
        run: |
          echo "the password is $PASSWORD, and $(printf '%s' "$PASSWORD" | tr a-z A-Z) is not"
          sleep 1
`,
    ).replace("secrets.WPE_API_PASSWORD", "vars.PASSWORD");
    const { secrets, vars, ...others } = stage.options;
    const run = await runWorkflow({
      workflow,
      ...others,
      secrets: { ...secrets, WPE_API_PASSWORD: undefined },
      vars: { ...vars, PASSWORD },
    });
    expect(run.jobs, run.log).toEqual({ gate: course === COMPLETES ? "success" : "failure" });
    expect(stepOf(run, "prints").log).toContain(
      `the password is ***, and ${PASSWORD.toUpperCase()} is not`,
    );

    const words = [PASSWORD, AUTHORIZATION.replace("Basic ", "")];
    const masks = run.lines.filter(({ command }) => command === "add-mask");
    expect(masks.map(({ arg }) => arg)).toEqual(expect.arrayContaining(words));
    for (const line of run.lines) {
      // An add-mask command contains the value that it masks. The message that people see does not.
      const shown = line.command === "add-mask" ? (line.msg ?? "") : JSON.stringify(line);
      for (const word of words) expect(shown).not.toContain(word);
    }
  });

  test("leaves no process and no folder if act is terminated", async () => {
    const stage = await createStage(ENDLESS);
    const workflow = gateJob("install-name: torquemag");
    const run = await runWorkflow({ workflow, ...stage.options, limitMs: 12_000 });
    expect(run.code).toBeNull();
    expect(existsSync(run.folder)).toBe(false);
    const { seen } = stage.simulator;
    const count = seen.length;
    expect(count).toBeGreaterThan(0);
    await after(2_000);
    expect(seen).toHaveLength(count);
  });
});
