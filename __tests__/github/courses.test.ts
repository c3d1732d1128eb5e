import { describe, expect, test } from "vitest";
import { REMEDIES } from "../../src/report/remedies.ts";
import { coursesOf, deploysOf, faultsIn, goodCourse, missingDeploys } from "./courses.ts";
import { planOf } from "./plan.ts";
import { type Course, type Disturbance, play, RESULTS } from "./player.ts";
import {
  changed,
  example,
  examples,
  isCalled,
  readmeWorkflows,
  type WorkflowFile,
} from "./workflow-files.ts";

// A called workflow deploys nothing itself. It is part of the plan of its caller.
const started = examples.filter((file) => !isCalled(file));
const plans = await Promise.all([...started, ...readmeWorkflows].map(planOf));

test("the courses use every result of the action", () => {
  expect(RESULTS).toEqual(expect.arrayContaining(["completed", ...Object.keys(REMEDIES)]));
  expect(RESULTS).toHaveLength(13);
});

describe("a workflow deploys only after a completed gate", () => {
  test.each(plans)("$name", (plan) => {
    const faults: unknown[] = [];
    let count = 0;
    for (const course of coursesOf(plan)) {
      count += 1;
      const found = faultsIn(plan, course);
      if (found.length > 0) faults.push({ found, course });
    }
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(300);
  });

  test("there are more than 50,000 courses", () => {
    const counts = plans.map((plan) => [...coursesOf(plan)].length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50_000);
  });
});

test.each(plans)("$name deploys if all backups completed", (plan) => {
  expect(deploysOf(plan)).not.toEqual([]);
  expect(missingDeploys(plan, goodCourse(plan))).toEqual([]);
});

describe("act-on-failure.yml notifies the chat", async () => {
  const plan = await planOf(example("act-on-failure.yml"));
  /** Whether the message was sent in the last attempt. */
  const isNotified = (course: Course): boolean =>
    play(plan, course)
      .at(-1)
      ?.flatMap(({ steps }) => steps)
      .find(({ step }) => step.name === "Notify the chat")?.outcome === "success";
  const failing = (at: string): Disturbance => ({ kind: "the step fails", at });
  const good = goodCourse(plan);

  test.each(RESULTS.filter((result) => !["completed", "checked"].includes(result)))(
    "if the gate fails: %s",
    (result) => {
      expect(isNotified({ results: { "deploy.gate": result }, disturbances: [] })).toBe(true);
    },
  );

  test("if the deploy fails", () => {
    const [deploy] = deploysOf(plan);
    expect(isNotified({ ...good, disturbances: [failing(deploy?.place ?? "")] })).toBe(true);
  });

  test("if the run is canceled during the gate", () => {
    const kind = "the run is cancelled during the gate";
    const course: Course = {
      results: { "deploy.gate": "cancelled" },
      disturbances: [{ kind, at: "deploy.gate" }],
    };
    expect(isNotified(course)).toBe(true);
    const [deploy] = deploysOf(plan);
    expect(missingDeploys(plan, course)).toEqual([deploy?.place]);
  });

  test("but not if nothing fails", () => {
    expect(isNotified(good)).toBe(false);
  });
});

describe("after a failed deploy, the re-run jobs", async () => {
  const deployed = changed(
    example("gate-job.yml"),
    "steps.again.outputs.result",
    "always() && needs.gate.outputs.result",
  );
  test.each([
    ["do not deploy on a stale backup", await planOf(example("gate-job.yml")), "skipped"],
    [
      "would deploy if their condition used the result of the first attempt",
      await planOf(deployed),
      "success",
    ],
  ])("%s", (_, plan, outcome) => {
    const [deploy] = deploysOf(plan);
    const at = deploy?.place ?? "";
    const [, again] = play(plan, {
      results: { "gate.gate": "aborted", "deploy.again": "stale" },
      disturbances: [{ kind: "failed jobs are run again after a failure", at }],
    });
    expect(again).toMatchObject([
      { job: { id: "gate" }, isKept: true, outputs: { result: "completed" } },
      { job: { id: "deploy" }, isKept: false, result: "failure" },
    ]);
    const run = again?.[1]?.steps.find(({ step }) => step === deploy);
    expect(run?.outcome).toBe(outcome);
  });
});

describe("the courses detect", () => {
  const condition = /(?<=if: )steps\..* == 'completed'/;
  const called = example("call-reusable-gate.yml");
  const deploy = example("deploy.yml");
  const gateJob = example("gate-job.yml");
  const oneGate = changed(
    gateJob,
    /\n *- name: Check the backup[\s\S]*?(?=\n *- name: Deploy)/,
    "",
  );

  const faultsOf = async (file: WorkflowFile): Promise<{ found: string[]; course: Course }[]> => {
    const plan = await planOf(file);
    return [...coursesOf(plan)]
      .map((course) => ({ found: faultsIn(plan, course), course }))
      .filter(({ found }) => found.length > 0);
  };

  type Case = [string, WorkflowFile, string, Disturbance["kind"]?];
  test.each<Case>([
    ["always()", changed(deploy, condition, "always()"), "ran, and the gate before it was aborted"],
    ["failure()", changed(deploy, condition, "failure()"), "ran, and the gate before it was stale"],
    [
      "!cancelled()",
      changed(deploy, condition, "${{ !cancelled() }}"),
      "ran, and the gate before it was error",
    ],
    [
      "cancelled()",
      changed(deploy, condition, "cancelled()"),
      "ran, and the gate before it was aborted",
      "the run is cancelled during the gate",
    ],
    [
      "success() after a gate that continues on error",
      changed(deploy, condition, "success()"),
      "ran, and the gate before it was timed-out",
      "the gate continues on error",
    ],
    [
      "a missing condition after a skipped gate",
      changed(deploy, /\n *if: .*/, ""),
      "ran, and the gate before it was skipped",
      "the gate is skipped",
    ],
    [
      "the conclusion of the gate",
      changed(deploy, condition, "steps.gate.conclusion == 'success'"),
      "ran, and the gate before it was checked",
    ],
    [
      "a condition that names one bad result",
      changed(deploy, condition, "always() && steps.gate.outputs.result != 'aborted'"),
      "ran, and the gate before it was not-found",
    ],
    [
      "a deploy with the gate of an earlier attempt only",
      changed(oneGate, condition, "needs.gate.outputs.result == 'completed'"),
      "ran, and the gate before it was absent",
      "failed jobs are run again after a failure",
    ],
    [
      "the result of the gate of an earlier attempt",
      changed(gateJob, condition, "always() && needs.gate.outputs.result == 'completed'"),
      "ran, and the gate before it was stale",
      "failed jobs are run again after a failure",
    ],
    [
      "a job without the condition on the gate that it needs",
      changed(gateJob, /\n *if: needs.*/, ""),
      "deploy started, and a gate of gate was closed",
      "the gate continues on error",
    ],
    [
      "a deploy with a called gate of an earlier attempt only",
      changed(
        changed(called, /\n *- name: Check the backup[\s\S]*?(?=\n *- name: Deploy)/, ""),
        condition,
        "needs.gate.outputs.result == 'completed'",
      ),
      "ran, and the gate before it was absent",
      "failed jobs are run again after a failure",
    ],
    [
      "a job without the condition on the called gate",
      changed(called, /\n *if: needs.*/, ""),
      "deploy started, and a gate of gate was closed",
      "the gate continues on error",
    ],
    [
      "a restore without a condition",
      changed(example("restore.yml"), condition, "always()"),
      "restore.__run ran, and the gate before it was not-found",
    ],
    [
      "production without the condition on the gate of staging",
      changed(example("staging-then-production.yml"), /\n *if: needs.*/, ""),
      "production started, and a gate of staging was closed",
      "the gate continues on error",
    ],
    [
      "a gate with wait: false",
      changed(deploy, "timeout: 30m", "wait: false"),
      "ran, and the gate before it was absent",
    ],
    [
      "always() on another step after a gate",
      changed(deploy, "name: Deploy\n        if: s", "name: Other\n        if: always() || s"),
      "ran, and the gate before it was rejected",
    ],
    [
      "a gate with continue-on-error",
      changed(deploy, "id: gate\n", "id: gate\n        continue-on-error: true\n"),
      "deploy.gate failed, and its job did not",
    ],
    [
      "a deploy with continue-on-error",
      changed(
        deploy,
        "name: Deploy\n      ",
        "name: Deploy\n        continue-on-error: true\n      ",
      ),
      "failed, and its job did not",
      "the step fails",
    ],
    [
      "a job with continue-on-error",
      changed(deploy, "timeout-minutes", "continue-on-error: true\n    timeout-minutes"),
      "deploy.gate failed, and its job did not",
    ],
  ])("%s", async (_, file, fault, kind) => {
    const faults = (await faultsOf(file)).filter(({ course: { disturbances } }) =>
      kind === undefined ? disturbances.length === 0 : disturbances.some((d) => d.kind === kind),
    );
    expect(faults.flatMap(({ found }) => found).join("\n")).toContain(fault);
  });

  test.each([
    ["a deploy that never runs", changed(deploy, "'completed'", "'complete'")],
    ["a job that never starts", changed(gateJob, "steps.gate.outputs.result", "'none'")],
  ])("%s", async (_, file) => {
    const plan = await planOf(file);
    expect(missingDeploys(plan, goodCourse(plan))).not.toEqual([]);
  });
});
