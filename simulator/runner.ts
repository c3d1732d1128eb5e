import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { PASSWORD, USERNAME } from "./wpengine/credentials.ts";

export const ROOT = join(import.meta.dirname, "..");

export interface ActionMetadata {
  readonly inputs: Readonly<
    Record<string, { description: string; required?: boolean; default?: string }>
  >;
  readonly outputs: Readonly<Record<string, { description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const metadata = parse(await readFile(join(ROOT, "action.yml"), "utf8")) as ActionMetadata;

export interface Run {
  /** Undefined where a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly tookMs: number;
  /** For how long the machine was too busy to run the action, or this process, which plays its servers, */
  readonly hinderedMs: number;
  /** and what it took without that. */
  readonly unhinderedMs: number;
}

export interface RunOptions {
  /** Inputs as a workflow gives them, beside action.yml's defaults and the simulator's credentials. */
  readonly with: Readonly<Record<string, string>>;
  /** Further variables; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How many times faster than ours the action's time runs. Below 1 it is slower, and leaves a busy machine more time. */
  readonly speed?: number;
  /** Path of the Node that runs the action. */
  readonly node?: string;
  /** Path of a changed copy of the action's bundle. */
  readonly main?: string;
  /** Runs the action under another command, which gets node and its arguments. */
  readonly under?: readonly string[];
  /** `startedAt`: just before the process was spawned. */
  readonly onStart?: (child: ChildProcess, startedAt: number) => void;
  readonly onOutput?: (text: string) => void;
}

/** The Node that runs the action: the one that runs the tests, unless ACTION_NODE has the path of another one. */
export const NODE = process.env["ACTION_NODE"] ?? process.execPath;

let lastLoad: Promise<void> = Promise.resolve();

/**
 * Resolves when the process before has loaded, with what tells that this one has. If all loaded at once, each would take long
 * to send its first request.
 */
async function turnToLoad(): Promise<() => void> {
  const before = lastLoad;
  let loaded: () => void = () => undefined;
  lastLoad = new Promise((resolve) => (loaded = resolve));
  await before;
  return loaded;
}

const SAMPLE_MS = 50;

/**
 * Measures for how long a process was ready to run and had no processor, and by how much the timers of this one were late.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
function watchLoad({ pid }: ChildProcess): () => number {
  let waitedMs = 0;
  let lateMs = 0;
  let sampledAt = performance.now();
  const sample = (): void => {
    const now = performance.now();
    lateMs += Math.max(0, now - sampledAt - SAMPLE_MS);
    sampledAt = now;
    try {
      waitedMs = Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
    } catch {
      // The process has gone, or the system does not tell.
    }
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return () => {
    sample();
    clearInterval(timer);
    return waitedMs + lateMs;
  };
}

const TIME_LAPSE = join(import.meta.dirname, "demo/time-lapse.ts");
let timeLapse: string | undefined;

/** Variables that let time run at another speed. Older Nodes read no types, so they get the preload without. */
async function variablesOf(speed: number): Promise<Record<string, string>> {
  if (speed === 1) return {};
  timeLapse ??= stripTypeScriptTypes(await readFile(TIME_LAPSE, "utf8"));
  const preload = `data:text/javascript,${encodeURIComponent(timeLapse)}`;
  return { NODE_OPTIONS: `--import=${preload}`, TIME_LAPSE: String(speed) };
}

/** Runs the shipped action as a GitHub runner would: a process of its own, told by its environment alone. */
export async function runAction(options: RunOptions): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), "backup-gate-"));
  const outputFile = join(folder, "output");
  const summaryFile = join(folder, "summary");
  await Promise.all([writeFile(outputFile, ""), writeFile(summaryFile, "")]);
  const { under = [], node = NODE, main = join(ROOT, metadata.runs.main), speed = 1 } = options;
  const words = [...under, node, main];
  const lapse = await variablesOf(speed);
  const loaded = await turnToLoad();
  const startedAt = performance.now();
  const child = spawn(words[0] ?? "", words.slice(1), {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      GITHUB_ACTIONS: "true",
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      ...inputVariables(options.with),
      ...lapse,
      ...options.env,
    },
  });
  const endWatch = watchLoad(child);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    loaded();
    stdout += text;
    options.onOutput?.(text);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  options.onStart?.(child, startedAt);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(loaded);
  const tookMs = performance.now() - startedAt;
  const hinderedMs = endWatch();
  const [outputs, summary] = await Promise.all([
    readFile(outputFile, "utf8"),
    readFile(summaryFile, "utf8"),
  ]);
  await rm(folder, { recursive: true });
  return {
    code,
    stdout,
    stderr,
    outputs: parseOutputs(outputs),
    summary,
    tookMs,
    hinderedMs,
    unhinderedMs: tookMs - hinderedMs,
  };
}

/** `INPUT_…` variables, defaults filled in as the runner does; hyphens stay. */
function inputVariables(given: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = Object.fromEntries(
    Object.entries(metadata.inputs).map(([name, { default: value }]) => [name, value ?? ""]),
  );
  const inputs = { ...defaults, "api-username": USERNAME, "api-password": PASSWORD, ...given };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

/** Outputs from the runner's file, in its form `name<<DELIMITER`, value, `DELIMITER`; the last one holds. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const entry = /^(?<name>[^<\n]+)<<(?<delimiter>\S+)\n(?<value>[\s\S]*?)\n?\k<delimiter>\n/gm;
  for (const { groups } of text.matchAll(entry)) {
    if (groups?.["name"] !== undefined) outputs[groups["name"]] = groups["value"] ?? "";
  }
  return outputs;
}

/** A log as a job shows it: commands become what they do, masked words are hidden, debug lines are left out. */
export function renderLog(stdout: string): string {
  const masks: string[] = [];
  const shown: string[] = [];
  for (const line of stdout.split("\n")) {
    const [, command = "", properties = "", data = ""] =
      /^::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? [];
    const text = unescape(data);
    if (command === "add-mask") masks.push(text);
    else if (command === "") shown.push(line);
    else if (command !== "debug") {
      const title = /title=([^,]*)/.exec(properties)?.[1];
      const kind = command.replace(/^[a-z]/, (letter) => letter.toUpperCase());
      shown.push(`${kind}: ${title === undefined ? "" : `[${unescape(title)}] `}${text}`);
    }
  }
  return masks.reduce((log, mask) => log.replaceAll(mask, "***"), shown.join("\n"));
}

function unescape(text: string): string {
  return text
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%25", "%");
}
