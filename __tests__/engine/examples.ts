import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll } from "vitest";
import { parse } from "yaml";
import { type GitHub, startGitHub } from "../e2e/github.ts";
import { ROOT } from "../../simulator/runner.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { type Simulator, startSimulator } from "../../simulator/wpengine/server.ts";
import { type EngineOptions, type EngineRun, runWorkflow, SECRETS } from "./engine.ts";
import type { Step } from "./events.ts";
import { startWebhook, type Webhook } from "./webhook.ts";

export const COMPLETES: Course = { requestedMs: 300, inProgressMs: 700, ending: "completed" };
export const ABORTS: Course = { ...COMPLETES, ending: "aborted" };

const FOLDER = join(ROOT, "examples");
/** A reusable workflow: only other workflows start it. */
const CALLED = "reusable-gate.yml";
/** The examples that an event starts. */
export const EXAMPLES = (await readdir(FOLDER)).filter((name) => name !== CALLED);

export function readExample(name: string): Promise<string> {
  return readFile(join(FOLDER, name), "utf8");
}

function shorten(workflow: string): string {
  return workflow.replace(/\btimeout: \d+m\b/g, "timeout: 6s");
}

/** Defaults that make the action use the simulator, and poll it often. */
export function defaultsFor({ apiUrl }: Simulator): Record<string, string> {
  return { "api-url": apiUrl, "min-poll-interval": "200ms", "max-poll-interval": "400ms" };
}

const simulators: Simulator[] = [];
afterAll(() => Promise.all(simulators.map((simulator) => simulator.stop())));

const called = await readExample(CALLED);

/** Servers for an example: the simulated API with three installs, GitHub, and a chat. */
export interface Stage {
  readonly simulator: Simulator;
  readonly github: GitHub;
  readonly webhook: Webhook;
  readonly installIds: readonly string[];
  readonly installNames: readonly string[];
  /** Options of every run: secrets, variables, and the addresses of these servers. */
  readonly options: Required<Pick<EngineOptions, "defaults" | "secrets" | "vars" | "env">>;
  /** Runs a workflow and records its deploy steps. */
  run(workflow: string, options?: ExampleOptions): Promise<ExampleRun>;
}

export interface ExampleOptions extends Partial<EngineOptions> {
  /** Shortens the timeouts of the gates, which are minutes. */
  readonly isShortened?: boolean;
}

/** A deploy step that has started. */
export interface Deploy {
  readonly step: Step;
  /** Statuses at that time of the backups in the outputs of its gate. */
  readonly statuses: readonly (string | undefined)[];
  /** Summary of the step, or of the step inside a composite action. */
  readonly summary: string;
}

export interface ExampleRun extends EngineRun {
  readonly deploys: readonly Deploy[];
}

/** @param course of every requested backup */
export async function createStage(course: Course): Promise<Stage> {
  const [simulator, github, webhook] = await Promise.all([
    startSimulator(),
    startGitHub(),
    startWebhook(),
  ]);
  simulators.push(simulator);
  simulator.host.course = course;
  const installNames = ["torquemag", "torquemag2", "torquemag3"];
  const installIds = installNames.map((name) => simulator.host.addInstall(name).id);
  const options = {
    defaults: defaultsFor(simulator),
    secrets: {
      ...SECRETS,
      GITHUB_TOKEN: "ghs_token",
      WPE_SSHG_KEY_PRIVATE: "a private key",
      CHAT_WEBHOOK_URL: webhook.url,
    },
    vars: {
      WPE_INSTALL_NAME: "torquemag",
      WPE_INSTALL_NAMES: installNames.join("\n"),
      WPE_STAGING_NAME: "torquemag2",
      WPE_PRODUCTION_NAME: "torquemag",
    },
    env: { GITHUB_API_URL: github.url, GITHUB_RUN_ID: "77" },
  };
  return { simulator, github, webhook, installIds, installNames, options, run };

  async function run(
    text: string,
    { isShortened = false, ...given }: ExampleOptions = {},
  ): Promise<ExampleRun> {
    const read = isShortened ? shorten : (same: string): string => same;
    const workflow = read(text);
    const files = { [`.github/workflows/${CALLED}`]: read(called) };
    const started: { step: Step; statuses: Map<string, string> }[] = [];
    const deploySteps = deployStepsOf(workflow);
    const result = await runWorkflow({
      workflow,
      ...(workflow.includes(CALLED) && { files }),
      ...options,
      ...given,
      env: { ...options.env, ...given.env },
      onStart: (step) => {
        if (deploySteps.has(keyOf(step.jobId, step.id)))
          started.push({ step, statuses: statusesNow() });
      },
    });
    const deploys = started.map(({ step, statuses }) => {
      const gateId = deploySteps.get(keyOf(step.jobId, step.id));
      const gate = result.steps.find(({ job, id }) => job === step.job && id === gateId);
      const backups = JSON.parse(gate?.outputs["backups"] ?? "[]") as { backupId: string }[];
      // act reports the summary of a composite action's step for that step, and again for the action.
      const inner = result.steps.find(
        ({ job, id }) => job === step.job && id.startsWith(`${step.id}/`),
      );
      return {
        step,
        statuses: backups.map(({ backupId }) => statuses.get(backupId)),
        summary: (inner ?? step).summary,
      };
    });
    return { ...result, deploys };
  }

  function statusesNow(): Map<string, string> {
    const backups = installIds.flatMap((id) => simulator.host.everything(id));
    return new Map(backups.map(({ id, status }) => [id, status]));
  }
}

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps?: readonly { readonly id?: string; readonly if?: string }[] }>
  >;
}

/** The deploy steps (those that run if a gate's result is `completed`), each with the ID of its gate. */
function deployStepsOf(workflow: string): Map<string, string> {
  const { jobs } = parse(workflow) as Workflow;
  const entries = Object.entries(jobs).flatMap(([jobId, { steps = [] }]) =>
    steps.flatMap((step, index): [string, string][] => {
      const gate = /^steps\.([\w-]+)\.outputs\.result == 'completed'$/.exec(step.if ?? "")?.[1];
      return gate === undefined ? [] : [[keyOf(jobId, step.id ?? `${index}`), gate]];
    }),
  );
  if (entries.length === 0) throw new Error("the workflow has no deploy step");
  return new Map(entries);
}

function keyOf(jobId: string, stepId: string): string {
  return `${jobId} ${stepId}`;
}
