import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../../simulator/runner.ts";

export interface WorkflowFile {
  readonly name: string;
  readonly text: string;
}

type Texts = Readonly<Record<string, string | number | boolean>>;

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Texts;
  readonly run?: string;
  readonly env?: Texts;
  readonly "continue-on-error"?: boolean;
}

/** A job that calls another workflow. */
export interface Call {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses: string;
  readonly secrets?: string | Readonly<Record<string, string>>;
}

export interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly "runs-on": string;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: { readonly os?: readonly string[] } };
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job | Call>>;
}

export interface ParsedFile extends WorkflowFile {
  readonly workflow: Workflow;
}

const parsed = (file: WorkflowFile): ParsedFile => ({
  ...file,
  workflow: parse(file.text) as Workflow,
});

async function filesIn(folder: string): Promise<ParsedFile[]> {
  const names = await readdir(join(ROOT, folder));
  return Promise.all(
    names
      .sort()
      .map(async (name) =>
        parsed({ name, text: await readFile(join(ROOT, folder, name), "utf8") }),
      ),
  );
}

export const examples = await filesIn("examples");
export const ownWorkflows = await filesIn(".github/workflows");

export const readme = await readFile(join(ROOT, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);
const isWorkflow = (text: string): boolean =>
  (parse(text) as { readonly jobs?: unknown }).jobs !== undefined;

/** The YAML blocks of the README that are whole workflows. */
export const readmeWorkflows: readonly ParsedFile[] = blocks
  .filter(isWorkflow)
  .map((text, index) => parsed({ name: `README.md, workflow ${index + 1}`, text }));

/** The other YAML blocks of the README. */
export const readmeFragments = blocks.filter((text) => !isWorkflow(text));

export const allWorkflows = [...ownWorkflows, ...examples, ...readmeWorkflows];

/** Whether only other workflows start this workflow. */
export function isCalled({ workflow }: ParsedFile): boolean {
  return Object.keys(workflow.on).join() === "workflow_call";
}

export interface Named<T> {
  /** The file and the job. */
  readonly where: string;
  readonly job: T;
}

function allJobsOf(files: readonly ParsedFile[]): Named<Job | Call>[] {
  return files.flatMap(({ name, workflow }) =>
    Object.entries(workflow.jobs).map(([key, job]) => ({ where: `${name}, ${key}`, job })),
  );
}

/** The jobs that have steps. */
export function jobsOf(files: readonly ParsedFile[]): Named<Job>[] {
  return allJobsOf(files).flatMap(({ where, job }) => ("steps" in job ? [{ where, job }] : []));
}

/** The jobs that call another workflow. */
export function callsOf(files: readonly ParsedFile[]): Named<Call>[] {
  return allJobsOf(files).flatMap(({ where, job }) => ("uses" in job ? [{ where, job }] : []));
}

/** The example with this name. */
export function example(name: string): WorkflowFile {
  const file = examples.find((each) => each.name === name);
  if (file === undefined) throw new Error(`There is no examples/${name}.`);
  return file;
}

/** The file with one part replaced. A part that does not occur is an error. */
export function changed(file: WorkflowFile, from: string | RegExp, to: string): WorkflowFile {
  const text = file.text.replace(from, to);
  if (text === file.text) throw new Error(`${file.name} does not contain ${String(from)}.`);
  return { name: `changed ${file.name}`, text };
}
