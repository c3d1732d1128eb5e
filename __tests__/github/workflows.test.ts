import { describe, expect, test } from "vitest";
import { readWorkflow } from "./parser.ts";
import {
  allWorkflows,
  changed,
  example,
  examples,
  ownWorkflows,
  readmeWorkflows,
} from "./workflow-files.ts";

test("own workflows, examples and README workflows are found", () => {
  expect(ownWorkflows.length).toBeGreaterThan(0);
  expect(examples.length).toBeGreaterThan(0);
  expect(readmeWorkflows.length).toBeGreaterThan(0);
});

describe("GitHub's parser", () => {
  test.each(allWorkflows)("accepts $name", async (file) => {
    const { errors, template } = await readWorkflow(file);
    expect(errors).toEqual([]);
    expect(template?.jobs.length).toBeGreaterThan(0);
  });

  const deploy = example("deploy.yml");
  const gateJob = example("gate-job.yml");
  const fleet = example("fleet.yml");
  const caller = example("call-reusable-gate.yml");
  test.each([
    ["text that is not YAML", changed(deploy, /$/, "["), /flow|bracket|\]/i],
    ["an unknown key", changed(deploy, "timeout-minutes", "timeout"), /Unexpected value 'timeout'/],
    ["an unknown event", changed(deploy, "push:", "pushed:"), /Unexpected value 'pushed'/],
    ["a condition with a syntax error", changed(deploy, "== 'c", "= 'c"), /Unexpected symbol/],
    [
      "a context that is not available",
      changed(deploy, "if: steps.", "if: secrets."),
      /Unrecognized named-value: 'secrets'/,
    ],
    ["an unknown function", changed(deploy, "if: s", "if: passed() && s"), /passed/],
    ["a job that needs an unknown job", changed(gateJob, "needs: gate", "needs: gaet"), /gaet/],
    ["a step without an action or a script", changed(fleet, /\n *run: [\s\S]*/, ""), /run/],
    [
      "a call of a workflow that does not exist",
      changed(caller, "reusable-gate.yml\n    perm", "reusable.yml\n    perm"),
      /Unable to find reusable workflow/,
    ],
    ["two steps with one id", changed(deploy, "- name: Deploy", "- id: gate"), /gate/],
  ])("refuses %s", async (_, file, error) => {
    expect((await readWorkflow(file)).errors.join("\n")).toMatch(error);
  });
});
