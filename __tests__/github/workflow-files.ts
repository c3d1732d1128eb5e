import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../runner.ts";

export interface WorkflowFile {
  readonly name: string;
  readonly text: string;
}

async function filesIn(folder: string): Promise<WorkflowFile[]> {
  const names = await readdir(join(ROOT, folder));
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      text: await readFile(join(ROOT, folder, name), "utf8"),
    })),
  );
}

export const examples = await filesIn("examples");
export const ownWorkflows = await filesIn(".github/workflows");

export const readme = await readFile(join(ROOT, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);
const isWorkflow = (text: string): boolean =>
  (parse(text) as { readonly jobs?: unknown }).jobs !== undefined;

/** The YAML blocks of the README that are whole workflows. */
export const readmeWorkflows: readonly WorkflowFile[] = blocks
  .filter(isWorkflow)
  .map((text, index) => ({ name: `README.md, workflow ${index + 1}`, text }));

/** The other YAML blocks of the README. */
export const readmeFragments = blocks.filter((text) => !isWorkflow(text));

export const allWorkflows = [...ownWorkflows, ...examples, ...readmeWorkflows];

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
