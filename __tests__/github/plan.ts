import { isActionStep, isJob, isRunStep } from "@actions/workflow-parser/model/type-guards";
import type {
  Job,
  ReusableWorkflowJob,
  Step,
  WorkflowJob,
} from "@actions/workflow-parser/model/workflow-template";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import {
  isBasicExpression,
  isMapping,
  isScalar,
} from "@actions/workflow-parser/templates/tokens/type-guards";
import { parse } from "yaml";
import { compile, type Expression } from "./expressions.ts";
import { readWorkflow } from "./parser.ts";
import type { WorkflowFile } from "./workflow-files.ts";

/** What the player needs to know about a workflow. A job with a matrix counts as one job, and so does a called workflow. */
export interface Plan {
  readonly name: string;
  /** In an order in which each job comes after the jobs that it needs. */
  readonly jobs: readonly PlannedJob[];
}

export interface PlannedJob {
  readonly id: string;
  readonly needs: readonly string[];
  readonly condition: Expression;
  readonly continuesOnError: boolean;
  readonly outputs: readonly { readonly name: string; readonly value: Expression }[];
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  /** The job and the step, for example "deploy.gate". */
  readonly place: string;
  readonly id: string;
  readonly name: string;
  readonly condition: Expression;
  readonly continuesOnError: boolean;
  /** Whether the step uses our action: it waits for the backup, or it only requests one. */
  readonly gate: "waits" | "requests" | undefined;
}

/** Parts of the file that the template of GitHub's parser omits. */
interface Source {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly "continue-on-error"?: boolean | string;
        readonly steps?: readonly { readonly with?: { readonly wait?: boolean | string } }[];
      }
    >
  >;
}

export async function planOf(file: WorkflowFile): Promise<Plan> {
  const { template, errors } = await readWorkflow(file);
  if (template === undefined || errors.length > 0) throw new Error(errors.join("\n"));
  const source = parse(file.text) as Source;
  const jobs = template.jobs.map((job) => (isJob(job) ? planJob(job, source) : planCall(job)));
  return { name: file.name, jobs: inOrder(jobs) };
}

function planJob(job: Job, { jobs }: Source): PlannedJob {
  const id = job.id.value;
  const source = jobs[id];
  return {
    id,
    needs: (job.needs ?? []).map(({ value }) => value),
    condition: compile(job.if.expression),
    continuesOnError: isOn(source?.["continue-on-error"]),
    outputs: [...(job.outputs ?? [])].map(({ key, value }) => ({
      name: key.toString(),
      value: compile(sourceOf(value)),
    })),
    steps: job.steps.map((step, index) => planStep(step, id, source?.steps?.[index]?.with?.wait)),
  };
}

/** A job that calls another workflow: the only job of that workflow, with the outputs that the workflow has. */
function planCall({
  id,
  needs = [],
  if: condition,
  outputs,
  jobs = [],
}: ReusableWorkflowJob): PlannedJob {
  const [called, ...others] = jobs;
  if (called === undefined || !isJob(called) || others.length > 0) {
    throw new Error(`${id.value} calls a workflow that does not have exactly one job.`);
  }
  return {
    id: id.value,
    needs: needs.map(({ value }) => value),
    condition: compile(condition.expression),
    continuesOnError: false,
    outputs: [...(outputs ?? [])].map(({ key, value }) => ({
      name: key.toString(),
      value: compile(sourceOf(outputOf(called, value))),
    })),
    steps: called.steps.map((step) => planStep(step, id.value, undefined)),
  };
}

/** The job output to which a workflow output `${{ jobs.JOB.outputs.NAME }}` refers. */
function outputOf({ id, outputs }: WorkflowJob, definition: TemplateToken): TemplateToken {
  const value = isMapping(definition) ? definition.find("value") : undefined;
  const source = value !== undefined && isBasicExpression(value) ? value.expression : "";
  const [, job, name = ""] = /^jobs\.([\w-]+)\.outputs\.([\w-]+)$/.exec(source) ?? [];
  const output = job === id.value ? outputs?.find(name) : undefined;
  if (output === undefined) throw new Error(`${source} is not an output of the job ${id.value}.`);
  return output;
}

/** An expression counts as true: the player then tries the worse case. */
const isOn = (value: unknown): boolean => value !== undefined && value !== false;

/** A value as an expression. A literal becomes a string of the expression language. */
function sourceOf(token: TemplateToken): string {
  if (isBasicExpression(token)) return token.expression;
  if (isScalar(token)) return `'${token.toString().replaceAll("'", "''")}'`;
  throw new Error("An output of a job is not a text.");
}

function planStep(step: Step, job: string, wait: boolean | string | undefined): PlannedStep {
  if (!isActionStep(step) && !isRunStep(step)) throw new Error(`${step.id} has an unknown kind.`);
  const isGate = isActionStep(step) && step.uses.value.includes("/backup-gate-for-wp-engine@");
  const waits = wait !== false && wait !== "false";
  return {
    place: `${job}.${step.id}`,
    id: step.id,
    name: step.name?.toString() ?? "",
    condition: compile(step.if.expression),
    continuesOnError: isOn(step["continue-on-error"]),
    gate: isGate ? (waits ? "waits" : "requests") : undefined,
  };
}

function inOrder(jobs: readonly PlannedJob[]): PlannedJob[] {
  const ordered: PlannedJob[] = [];
  while (ordered.length < jobs.length) {
    const next = jobs.find(
      (job) => !ordered.includes(job) && job.needs.every((id) => ordered.some((o) => o.id === id)),
    );
    if (next === undefined) throw new Error("The jobs need each other.");
    ordered.push(next);
  }
  return ordered;
}
