import { parseAction } from "@actions/workflow-parser/actions/index";
import { convertWorkflowTemplate, ErrorPolicy } from "@actions/workflow-parser/model/convert";
import type { WorkflowTemplate } from "@actions/workflow-parser/model/workflow-template";
import { NoOperationTraceWriter } from "@actions/workflow-parser/templates/trace-writer";
import { parseWorkflow } from "@actions/workflow-parser/workflows/workflow-parser";
import type { WorkflowFile } from "./workflow-files.ts";

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

/** A workflow as GitHub reads it. In the template, each `if` has its implicit `success()`. */
export async function readWorkflow({ name, text }: WorkflowFile): Promise<ParsedWorkflow> {
  const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
  const options = { errorPolicy: ErrorPolicy.TryConversion };
  const template =
    value === undefined
      ? undefined
      : await convertWorkflowTemplate(context, value, undefined, options);
  return { template, errors: context.errors.getErrors().map(({ message }) => message) };
}
