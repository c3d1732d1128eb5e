import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";
import { findingsIn } from "./language-service.ts";
import { allWorkflows, changed, example, ownWorkflows } from "./workflow-files.ts";

const action = { name: "action.yml", text: await readFile(join(ROOT, "action.yml"), "utf8") };

describe("GitHub's language service", () => {
  test.each([action, ...allWorkflows])("finds nothing in $name", async (file) => {
    expect(await findingsIn(file)).toEqual([]);
  });

  const deploy = example("deploy.yml");
  const gateJob = example("gate-job.yml");
  const caller = example("call-reusable-gate.yml");
  const selfTest = ownWorkflows.find(({ name }) => name === "self-test.yml") ?? deploy;
  test.each([
    ["an unknown input", changed(deploy, "timeout: 30m", "timeouts: 30m"), /input 'timeouts'/],
    [
      "a missing required input",
      changed(deploy, /\n *api-password: .*/, ""),
      /Missing required input `api-password`/,
    ],
    [
      "an unknown output in a condition",
      changed(deploy, "outputs.result", "outputs.verdict"),
      /Context access might be invalid: verdict/,
    ],
    [
      "an unknown output among the outputs of a job",
      changed(gateJob, "steps.gate.outputs.install-id", "steps.gate.outputs.install"),
      /Context access might be invalid: install/,
    ],
    [
      "an output that the needed job does not have",
      changed(gateJob, "needs.gate.outputs.backup-id", "needs.gate.outputs.backup"),
      /Context access might be invalid: backup/,
    ],
    [
      "a step that does not exist",
      changed(deploy, "steps.gate.", "steps.gaet."),
      /Context access might be invalid: gaet/,
    ],
    [
      "an unknown input of this action as `./`",
      changed(selfTest, "max-age: 2h", "maximum-age: 2h"),
      /Invalid action input 'maximum-age'/,
    ],
    [
      "an unknown output of this action as `./`",
      changed(selfTest, "steps.opens.outputs.result", "steps.opens.outputs.verdict"),
      /Context access might be invalid: verdict/,
    ],
    [
      "an unknown input of the deploy action",
      changed(deploy, "WPE_ENV:", "WPE_ENVIRONMENT:"),
      /Invalid action input 'WPE_ENVIRONMENT'/,
    ],
    [
      "an output that the called workflow does not have",
      changed(caller, "needs.gate.outputs.backup-id", "needs.gate.outputs.backup"),
      /Context access might be invalid: backup/,
    ],
    [
      "an input that the called workflow does not have",
      changed(caller, "install-name: ${{ vars", "install: ${{ vars"),
      /Input install-name is required|Invalid input, install is not defined/,
    ],
    [
      "a secret that the called workflow needs",
      changed(caller, /\n *WPE_API_PASSWORD: .*(?=\n\n)/, ""),
      /Secret WPE_API_PASSWORD is required/,
    ],
    ["an unknown key of action.yml", changed(action, "main:", "mian:"), /mian/],
    [
      "an expression in action.yml",
      changed(action, "`github.token`", "`${{ github.token }}`"),
      /Unrecognized named-value: 'github'/,
    ],
  ])("finds %s", async (_, file, finding) => {
    const named = file.name.endsWith("action.yml") ? { ...file, name: "action.yml" } : file;
    expect((await findingsIn(named)).join("\n")).toMatch(finding);
  });
});
