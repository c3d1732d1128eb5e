import { EOL } from "node:os";
import { issueCommand } from "../../../node_modules/@actions/core/lib/command.js";
import {
  issueFileCommand,
  prepareKeyValueMessage,
} from "../../../node_modules/@actions/core/lib/file-command.js";

/**
 * Replaces the entry of @actions/core in the bundle (`paths` in tsconfig.json): the same functions, with the package's own
 * commands. It omits the parts that the action does not use: summary, OIDC client and operating system details.
 */
interface Annotation {
  readonly title?: string;
}

type Annotate = (message: string, annotation?: Annotation) => void;

const annotating =
  (command: string): Annotate =>
  (message, annotation = {}) =>
    issueCommand(command, annotation, message);

export const error = annotating("error");
export const warning = annotating("warning");
export const notice = annotating("notice");

export function info(message: string): void {
  process.stdout.write(message + EOL);
}

export function debug(message: string): void {
  issueCommand("debug", {}, message);
}

export function setSecret(secret: string): void {
  issueCommand("add-mask", {}, secret);
}

/** `GITHUB_OUTPUT` must name a file. */
export function setOutput(name: string, value: string): void {
  issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
}
