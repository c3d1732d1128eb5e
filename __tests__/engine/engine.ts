import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import { ROOT } from "../../simulator/runner.ts";
import { PASSWORD, USERNAME } from "../../simulator/wpengine/credentials.ts";
import { ACT, ENGINE_PATH } from "./act.ts";
import { SITE_DEPLOY } from "../support/site-deploy.ts";
import { Events, type Line, type Step } from "./events.ts";
import { SITE_DEPLOY_STAND_IN } from "./site-deploy.ts";

/** How long act may run. It then gets SIGTERM, and after KILL_AFTER_MS SIGKILL. */
const LIMIT_MS = 60_000;
const KILL_AFTER_MS = 5_000;

type Texts = Readonly<Record<string, string>>;
/** Undefined values are omitted. */
type MaybeTexts = Readonly<Record<string, string | undefined>>;

export const SECRETS: Texts = { WPE_API_USERNAME: USERNAME, WPE_API_PASSWORD: PASSWORD };

export interface EngineOptions {
  /** The workflow to run, as YAML. */
  readonly workflow: string;
  /** Further files of the repository, by path. */
  readonly files?: Texts;
  /** Files and folders of this project to copy into the repository, */
  readonly copies?: readonly string[];
  /** and to link from it. */
  readonly links?: readonly string[];
  /** Input defaults that replace those in action.yml. */
  readonly defaults?: Texts;
  readonly event?: "push" | "workflow_dispatch";
  readonly inputs?: Texts;
  readonly secrets?: MaybeTexts;
  readonly vars?: MaybeTexts;
  readonly env?: Texts;
  /** JavaScript that runs instead of the shipped action. */
  readonly impostor?: string;
  /** Called when a step starts. */
  readonly onStart?: (step: Step) => void;
  readonly limitMs?: number;
}

export interface EngineRun {
  /** Null if act was killed. */
  readonly code: number | null;
  /** Results of the jobs that ran, by ID. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly lines: readonly Line[];
  /** The whole output of act, */
  readonly text: string;
  /** and only its messages, in readable form. */
  readonly log: string;
  /** The folder that act ran in. It is deleted after the run. */
  readonly folder: string;
}

/** Steps of a run by their ID in the workflow file. */
export function stepsOf({ steps }: EngineRun, id: string): Step[] {
  return steps.filter((step) => step.id === id);
}

/** The only step with this ID. */
export function stepOf(run: EngineRun, id: string): Step {
  const [step, ...others] = stepsOf(run, id);
  if (step === undefined || others.length > 0)
    throw new Error(`expected exactly one step ${id}: ${run.log}`);
  return step;
}

/** Actions that act reads from a folder beside the repository: ours, and stand-ins for other actions. */
const FOLDERS: readonly (readonly [action: RegExp, folder: string])[] = [
  [/uses: ([^/\s]+\/backup-gate-for-wp-engine@\S+)/g, "action"],
  [new RegExp(`uses: (${SITE_DEPLOY}@\\S+)`, "g"), "site-deploy"],
];

/** Runs a workflow in act. Each pin of our action runs the shipped action, and WP Engine's deploy action is replaced by a stand-in. */
export async function runWorkflow(options: EngineOptions): Promise<EngineRun> {
  const folder = await mkdtemp(join(tmpdir(), "backup-gate-engine-"));
  try {
    await prepare(folder, options);
    return await runAct(folder, options);
  } finally {
    // A killed step may still write.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Writes the repository and, beside it, the action with changed defaults. */
async function prepare(
  folder: string,
  { workflow, files = {}, copies = [], links = [], defaults = {}, impostor }: EngineOptions,
): Promise<void> {
  const repository = join(folder, "repository");
  const action = parseDocument(await readFile(join(ROOT, "action.yml"), "utf8"));
  for (const [name, value] of Object.entries(defaults)) {
    if (!action.hasIn(["inputs", name, "default"])) throw new Error(`${name} has no default`);
    action.setIn(["inputs", name, "default"], value);
  }
  await mkdir(join(folder, "temporary"));
  await cp(join(ROOT, "dist"), join(folder, "action/dist"), { recursive: true });
  if (impostor !== undefined) await writeFile(join(folder, "action/dist/index.js"), impostor);
  await writeFile(join(folder, "action/action.yml"), action.toString());
  await mkdir(join(folder, "site-deploy"));
  await writeFile(join(folder, "site-deploy/action.yml"), SITE_DEPLOY_STAND_IN);
  const written = { ".github/workflows/tested.yml": workflow, ...files };
  for (const [path, text] of Object.entries(written)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  }
  for (const path of copies)
    await cp(join(ROOT, path), join(repository, path), { recursive: true });
  for (const path of links) await symlink(join(ROOT, path), join(repository, path));
  await git(repository, "init", "--quiet", "--initial-branch=main");
  await git(repository, "add", "--all");
  await git(repository, "commit", "--quiet", "--message=Test");
  await git(repository, "remote", "add", "origin", "https://github.com/octo/site.git");
}

async function git(repository: string, ...words: readonly string[]): Promise<void> {
  const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  // Use no configuration of the user or the system.
  const env = { PATH: ENGINE_PATH, HOME: dirname(repository), GIT_CONFIG_NOSYSTEM: "1" };
  await promisify(execFile)("git", ["-C", repository, ...author, ...words], { env });
}

async function runAct(folder: string, options: EngineOptions): Promise<EngineRun> {
  // If this process is killed, act ends its steps and itself.
  const child = spawn("setpriv", ["--pdeathsig", "TERM", ACT, ...wordsFor(folder, options)], {
    cwd: join(folder, "repository"),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: ENGINE_PATH,
      HOME: folder,
      XDG_CACHE_HOME: join(folder, "cache"),
      TMPDIR: join(folder, "temporary"),
    },
  });
  const timers = cutOff(child, options.limitMs ?? LIMIT_MS);
  const events = new Events(options.onStart ?? (() => undefined));
  let text = "";
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
  createInterface({ input: child.stdout }).on("line", (line) => {
    text += `${line}\n`;
    events.add(JSON.parse(line) as Line);
  });
  const [code] = (await once(child, "close")) as [number | null];
  timers.forEach(clearTimeout);
  const { jobs, steps, lines } = events;
  const messages = lines.map(({ job = "", step = "", msg = "" }) => `${job} | ${step} | ${msg}`);
  const log = [errors, ...messages].join("\n");
  return { code: child.killed ? null : code, jobs, steps, lines, text: errors + text, log, folder };
}

function cutOff(child: ChildProcess, limitMs: number): NodeJS.Timeout[] {
  return [
    setTimeout(() => child.kill("SIGTERM"), limitMs),
    setTimeout(() => child.kill("SIGKILL"), limitMs + KILL_AFTER_MS),
  ];
}

function wordsFor(
  folder: string,
  { event = "push", workflow, files = {}, ...options }: EngineOptions,
): string[] {
  const each = (flag: string, texts: MaybeTexts = {}): string[] =>
    Object.entries(texts).flatMap(([name, value]) =>
      value === undefined ? [] : [flag, `${name}=${value}`],
    );
  const text = [workflow, ...Object.values(files)].join("\n");
  const actions = FOLDERS.flatMap(([action, name]) => {
    const pins = new Set([...text.matchAll(action)].map(([, pin = ""]) => pin));
    return [...pins].map((pin) => `${pin}=${join(folder, name)}`);
  });
  return [
    ...[event, "--json", "--no-cache-server", "--workflows", ".github/workflows/tested.yml"],
    ...["--platform", "ubuntu-latest=-self-hosted"],
    ...actions.flatMap((action) => ["--local-repository", action]),
    ...each("--secret", options.secrets ?? SECRETS),
    ...each("--var", options.vars),
    ...each("--env", options.env),
    ...each("--input", options.inputs),
  ];
}
