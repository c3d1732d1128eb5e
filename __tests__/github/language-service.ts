import { DescriptionDictionary } from "@actions/expressions/completion/descriptionDictionary";
import { StringData } from "@actions/expressions/data/string";
import { type ActionMetadata, parseActionReference } from "@actions/languageservice/action";
import { registerLogger } from "@actions/languageservice/log";
import { type ValidationConfig, validate } from "@actions/languageservice/validate";
import { isActionStep } from "@actions/workflow-parser/model/type-guards";
import { metadata } from "../../simulator/runner.ts";
import { SITE_DEPLOY, SITE_DEPLOY_INPUTS } from "../support/site-deploy.ts";
import { calledWorkflows } from "./parser.ts";
import type { WorkflowFile } from "./workflow-files.ts";

const OUR_ACTION = "OWNER/backup-gate-for-wp-engine";

function isOurs(uses: string): boolean {
  const action = parseActionReference(uses);
  return action !== undefined && `${action.owner}/${action.name}` === OUR_ACTION;
}

/** The actions whose inputs are checked. */
const ACTIONS: Readonly<Record<string, ActionMetadata>> = {
  [OUR_ACTION]: { description: "", ...metadata, name: OUR_ACTION },
  [SITE_DEPLOY]: {
    name: SITE_DEPLOY,
    description: "",
    inputs: Object.fromEntries(
      Object.entries(SITE_DEPLOY_INPUTS).map(([name, input]) => [
        name,
        { description: "", ...input },
      ]),
    ),
  },
};

/** The outputs of our action. The language service reports each other name. */
const ourOutputs = new DescriptionDictionary(
  ...Object.keys(metadata.outputs).map((key) => ({ key, value: new StringData("") })),
);

/** A step of our action in the context `steps`. */
const ourStep = new DescriptionDictionary(
  { key: "outputs", value: ourOutputs },
  { key: "outcome", value: new StringData("") },
  { key: "conclusion", value: new StringData("") },
);

const config: ValidationConfig = {
  fileProvider: calledWorkflows,
  actionsMetadataProvider: {
    fetchActionMetadata({ owner, name }) {
      // Without a list of inputs, the language service accepts each input.
      return Promise.resolve(ACTIONS[`${owner}/${name}`] ?? { name, description: "" });
    },
  },
  contextProviderConfig: {
    getContext(name, context, { job }) {
      if (name !== "steps" || context === undefined) return Promise.resolve(undefined);
      const ours = job?.steps.filter((step) => isActionStep(step) && isOurs(step.uses.value)) ?? [];
      const steps = context.pairs().map(({ key, value }) => ({
        key,
        value: ours.some(({ id }) => id === key) ? ourStep : value,
      }));
      return Promise.resolve(new DescriptionDictionary(...steps));
    },
  },
};

/** The methods of a text document that validation does not call. */
const UNUSED = {
  positionAt: () => ({ line: 0, character: 0 }),
  offsetAt: () => 0,
  getLineRange: () => ({ start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }),
  getEOLCharacters: () => "\n",
};

// If the language service itself fails, it only logs the error and reports no findings.
const failures: string[] = [];
const ignore = (): void => undefined;
registerLogger({
  error: (message) => void failures.push(message),
  warn: ignore,
  info: ignore,
  log: ignore,
});

let documents = 0;

/** What GitHub's language service, which editors use, finds in a workflow or in an action.yml. */
export async function findingsIn({ name, text }: WorkflowFile): Promise<string[]> {
  // The language service looks up actions by their repository, so `./` gets the name of ours.
  const content = text.replaceAll(/uses: \.\/$/gm, `uses: ${OUR_ACTION}@main`);
  // It caches texts by URI, so each text gets its own URI.
  const folder = name === "action.yml" ? "" : ".github/workflows/";
  const findings = await validate(
    {
      uri: `file:///${documents++}/${folder}${name}`,
      languageId: "yaml",
      version: 1,
      lineCount: content.split("\n").length,
      getText: () => content,
      ...UNUSED,
    },
    config,
  );
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return findings.map(({ range, message }) => {
    const text = typeof message === "string" ? message : message.value;
    return `${name}:${range.start.line + 1}: ${text}`;
  });
}
