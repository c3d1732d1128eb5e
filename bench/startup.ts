import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, runAction } from "../simulator/runner.ts";
import { startSimulator } from "../simulator/wpengine/server.ts";
import { quantile } from "./statistics.ts";
import { table } from "./table.ts";

export interface StartupFigures {
  readonly node: string;
  readonly pairs: number;
  /** Medians, in milliseconds. */
  readonly bareNodeMs: number;
  readonly firstRequestMs: number;
  readonly exitMs: number;
  /** From the last reply to the exit. */
  readonly exitAfterAnswerMs: number;
  /** As multiples of a run of Node without a script. */
  readonly firstRequestRatio: number;
  readonly exitRatio: number;
  readonly bytes: { readonly indexJs: number; readonly dist: number };
}

const WARM_UPS = 3;

/**
 * Measures the shipped action from its start to its first request and to its exit. The backup is already completed. After
 * each run, Node runs without a script, so other load on the machine affects both.
 * @throws Error if this is not the version of Node that the action uses.
 */
export async function benchStartup(pairs: number): Promise<StartupFigures> {
  if (!process.version.startsWith("v24.")) {
    throw new Error(
      `startup: this is Node ${process.version}, and the action runs on Node 24. Use npm run bench -- startup.`,
    );
  }
  const simulator = await startSimulator();
  const installId = simulator.host.addInstall("bench").id;
  const course = { requestedMs: 0, inProgressMs: 0, ending: "completed" } as const;
  const backupId = simulator.host.addBackup(installId, { course }).id;
  const inputs = { "api-url": simulator.apiUrl, "install-id": installId, "backup-id": backupId };

  const runs: { firstRequestMs: number; answerMs: number; exitMs: number; bareMs: number }[] = [];
  for (let round = 0; round < pairs + WARM_UPS; round += 1) {
    const seen = simulator.seen.length;
    let startedAt = NaN;
    let exitedAt = NaN;
    const { code, stdout } = await runAction({
      with: inputs,
      onStart(child, spawnedAt) {
        startedAt = spawnedAt;
        child.once("exit", () => (exitedAt = performance.now()));
      },
    });
    if (code !== 0) throw new Error(`startup: the action ended with ${code}:\n${stdout}`);
    const request = simulator.seen[seen];
    if (request?.answeredAtMs === undefined) throw new Error("startup: no request got a reply");
    const bareMs = await runBareNode();
    if (round < WARM_UPS) continue;
    const since = (at: number): number => at - startedAt;
    runs.push({
      firstRequestMs: since(request.atMs),
      answerMs: since(request.answeredAtMs),
      exitMs: since(exitedAt),
      bareMs,
    });
  }
  await simulator.stop();

  const median = (values: readonly number[]): number => quantile(values, 0.5);
  const bareNodeMs = median(runs.map(({ bareMs }) => bareMs));
  const firstRequestMs = median(runs.map((run) => run.firstRequestMs));
  const exitMs = median(runs.map((run) => run.exitMs));
  return {
    node: process.version,
    pairs,
    bareNodeMs,
    firstRequestMs,
    exitMs,
    exitAfterAnswerMs: median(runs.map((run) => run.exitMs - run.answerMs)),
    firstRequestRatio: firstRequestMs / bareNodeMs,
    exitRatio: exitMs / bareNodeMs,
    bytes: await sizes(),
  };
}

async function runBareNode(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["-e", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] }, // as for the action: NODE_OPTIONS, for example, would slow only one of them
  });
  await once(child, "exit");
  return performance.now() - startedAt;
}

async function sizes(): Promise<StartupFigures["bytes"]> {
  const dist = join(ROOT, "dist");
  const files = await readdir(dist, { recursive: true, withFileTypes: true });
  const bytes = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return {
    indexJs: (await stat(join(dist, "index.js"))).size,
    dist: bytes.reduce((sum, size) => sum + size, 0),
  };
}

export function printStartup(figures: StartupFigures): string {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const ratio = (value: number): string => value.toFixed(2);
  const kB = (bytes: number): string => `${Math.round(bytes / 1_000)} kB`;
  return [
    `Start-up: medians of ${figures.pairs} runs of the action, each followed by a run of Node without a script (bare Node), on Node ${figures.node}.`,
    table(
      ["", "median", "× bare Node"],
      [
        ["bare Node, start to exit", ms(figures.bareNodeMs), "1.00"],
        [
          "action, start to first request",
          ms(figures.firstRequestMs),
          ratio(figures.firstRequestRatio),
        ],
        ["action, start to exit", ms(figures.exitMs), ratio(figures.exitRatio)],
        ["action, last reply to exit", ms(figures.exitAfterAnswerMs), ""],
      ],
    ),
    `dist/index.js: ${kB(figures.bytes.indexJs)}. All of dist/: ${kB(figures.bytes.dist)}.`,
  ].join("\n");
}
