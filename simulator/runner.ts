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
  /** Null if a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly tookMs: number;
  /** How long the machine was too busy to run the action, or this process, which runs its servers. */
  readonly hinderedMs: number;
  /** `tookMs` without `hinderedMs`. */
  readonly unhinderedMs: number;
}

export interface RunOptions {
  /** Inputs, as a workflow sets them. The defaults of action.yml and the credentials of the simulator are added. */
  readonly with: Readonly<Record<string, string>>;
  /** More variables. A value of undefined removes the variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How many times faster the clock of the action runs. Below 1 it is slower, which gives a busy machine more time. */
  readonly speed?: number;
  /** Path of the Node executable that runs the action. */
  readonly node?: string;
  /** Path of a changed copy of the action's bundle. */
  readonly main?: string;
  /** A command that runs the action. It gets the path of Node and its arguments as arguments. */
  readonly under?: readonly string[];
  /** `startedAt` is the time just before the process starts. */
  readonly onStart?: (child: ChildProcess, startedAt: number) => void;
  readonly onOutput?: (text: string) => void;
}

/** Path of the Node executable that runs the action: the value of ACTION_NODE, or else the one that runs this process. */
export const NODE = process.env["ACTION_NODE"] ?? process.execPath;

let lastLoad: Promise<void> = Promise.resolve();

/**
 * Resolves when the previous process has loaded. Call the function that it resolves to when this process has loaded. If
 * several processes load at the same time, each of them sends its first request late.
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
 * Measures how long a process was ready to run and had no processor, and how late the timers of this process were.
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
      // The process has ended, or the system does not report the value.
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

/** Variables that change the speed of the clock. Older versions of Node can't read types, so the types are removed. */
async function variablesOf(speed: number): Promise<Record<string, string>> {
  if (speed === 1) return {};
  timeLapse ??= stripTypeScriptTypes(await readFile(TIME_LAPSE, "utf8"));
  const preload = `data:text/javascript,${encodeURIComponent(timeLapse)}`;
  return { NODE_OPTIONS: `--import=${preload}`, TIME_LAPSE: String(speed) };
}

/** Runs the shipped action as a GitHub runner does: in its own process, with environment variables as its only input. */
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

/** `INPUT_…` variables with the defaults of action.yml. As on a runner, hyphens stay in their names. */
function inputVariables(given: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = Object.fromEntries(
    Object.entries(metadata.inputs).map(([name, { default: value }]) => [name, value ?? ""]),
  );
  const inputs = { ...defaults, "api-username": USERNAME, "api-password": PASSWORD, ...given };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

/** Reads outputs in the format of the runner: `name<<DELIMITER`, value, `DELIMITER`. The last value of a name wins. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const entry = /^(?<name>[^<\n]+)<<(?<delimiter>\S+)\n(?<value>[\s\S]*?)\n?\k<delimiter>\n/gm;
  for (const { groups } of text.matchAll(entry)) {
    if (groups?.["name"] !== undefined) outputs[groups["name"]] = groups["value"] ?? "";
  }
  return outputs;
}

/** The log as GitHub shows it: with annotations for commands, without masked values and debug lines. */
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
