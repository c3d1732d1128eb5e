import { appendFileSync, readFileSync, writeSync } from "node:fs";
import { helpLine } from "./report/help-page.ts";
import { OUTPUT_NAMES } from "./report/output-names.ts";

/** The oldest Node that the action runs on. */
const OLDEST_NODE = 20;
const TITLE = "Backup gate closed: error";
const REPORT_IT =
  "This is a bug in Backup Gate. Please report it in the action's issues, and include this log.";

type Place = "log" | "outputs" | "summary";

export interface StartupFailure {
  /** What happened, as one line. */
  readonly message: string;
  readonly remedy: string;
}

/** @param version as in `process.versions.node`. */
export function isSupportedNode(version: string): boolean {
  return Number.parseInt(version, 10) >= OLDEST_NODE;
}

export function unsupportedNode(version: string): StartupFailure {
  return {
    message: `Backup Gate needs Node ${OLDEST_NODE} or later, but the runner started it with Node ${version}.`,
    remedy:
      "Update the runner to version 2.327.1 or later, which has Node 24. If the job runs in act, Gitea or Forgejo, " +
      `install Node ${OLDEST_NODE} or later on the machine or in the image that runs it.`,
  };
}

/** @param message what happened, as one line without credentials. */
export function bug(message: string): StartupFailure {
  return { message, remedy: REPORT_IT };
}

/**
 * The texts for the log, the runner's outputs file and the job summary.
 * @param written the current text of the outputs file. Outputs that it has stay, except `result`.
 * @param help the annotation's last line, with the line break before it.
 */
export function textsOf(
  { message, remedy }: StartupFailure,
  written: string,
  help = "",
): Record<Place, string> {
  const outputs = OUTPUT_NAMES.filter(
    (name) => name === "result" || !`\n${written}`.includes(`\n${name}<<`),
  );
  return {
    log: `::error title=${TITLE.replace(":", "%3A")}::${escapeData(`${message}\n${remedy}${help}`)}\n`,
    outputs: outputs.map((name) => `${name}<<EOF\n${valueOf(name)}\nEOF\n`).join(""),
    summary: `## ⛔ ${TITLE}\n\n    ${message}\n\n**What to do next:** ${remedy}\n`,
  };
}

/**
 * Reports that the action could not run. It is synchronous, because the process may be about to exit. It does not use the
 * toolkit, which may have failed to load.
 */
export function reportFailure(
  failure: StartupFailure,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const help = helpLine(TITLE, env);
  const { log, outputs, summary } = textsOf(failure, read(env["GITHUB_OUTPUT"]), help);
  append(env["GITHUB_OUTPUT"], outputs);
  append(env["GITHUB_STEP_SUMMARY"], summary);
  print(log);
}

function valueOf(name: (typeof OUTPUT_NAMES)[number]): string {
  return { result: "error", backups: "[]", requests: "0" }[name as string] ?? "";
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function print(line: string): void {
  try {
    writeSync(1, line);
  } catch {
    printByStream(line);
  }
}

/** Prints to a full pipe: Node waits for its reader, except on Windows. Without a reader, nothing can be printed. */
function printByStream(line: string): void {
  process.stdout.on("error", () => undefined);
  try {
    process.stdout.write(line);
  } catch {
    // a full disk: the outputs and the summary have been written
  }
}

/** The text of one of the runner's files; empty if there is none. */
function read(file: string | undefined): string {
  try {
    return file ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}

/** Appends to one of the runner's files, if there is such a file. */
function append(file: string | undefined, text: string): void {
  try {
    if (file) appendFileSync(file, text);
  } catch {
    // the annotation has the message
  }
}
