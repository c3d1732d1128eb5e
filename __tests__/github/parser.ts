import { parseAction } from "@actions/workflow-parser/actions/index";
import { convertWorkflowTemplate, ErrorPolicy } from "@actions/workflow-parser/model/convert";
import type { WorkflowTemplate } from "@actions/workflow-parser/model/workflow-template";
import { NoOperationTraceWriter } from "@actions/workflow-parser/templates/trace-writer";
import type { FileProvider } from "@actions/workflow-parser/workflows/file-provider";
import { parseWorkflow } from "@actions/workflow-parser/workflows/workflow-parser";
import { example, type WorkflowFile } from "./workflow-files.ts";

const FOLDER = ".github/workflows/";

/** Reads the workflows that examples call, which are examples, too. */
export const calledWorkflows: FileProvider = {
  getFileContent(ref) {
    const isLocal = !("repository" in ref) && ref.path.startsWith(FOLDER);
    if (!isLocal) return Promise.reject(new Error(`${ref.path} is not in ${FOLDER}`));
    const { text: content } = example(ref.path.slice(FOLDER.length));
    return Promise.resolve({ name: ref.path, content });
  },
};

/** The errors that GitHub's parser finds in the text of an action.yml. */
export function actionErrors(text: string): string[] {
  const { context } = parseAction(
    { name: "action.yml", content: text },
    new NoOperationTraceWriter(),
  );
  return context.errors.getErrors().map(({ message }) => message);
}

export interface ParsedWorkflow {
  /** Undefined if the text is not YAML. */
  readonly template: WorkflowTemplate | undefined;
  /** The errors of the parser and of the conversion. */
  readonly errors: readonly string[];
}

/** A workflow as GitHub reads it, with the workflows that it calls. In the template, each `if` has its implicit `success()`. */
export async function readWorkflow({ name, text }: WorkflowFile): Promise<ParsedWorkflow> {
  const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
  const options = { errorPolicy: ErrorPolicy.TryConversion, fetchReusableWorkflowDepth: 1 };
  const template =
    value === undefined
      ? undefined
      : await convertWorkflowTemplate(context, value, calledWorkflows, options);
  return { template, errors: context.errors.getErrors().map(({ message }) => message) };
}
