import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runAction } from "../simulator/runner.ts";
import { startSimulator } from "../simulator/wpengine/server.ts";

export interface MemoryFigures {
  readonly backups: number;
  /** Peak resident memory of the shipped action, in MiB. */
  readonly fleetMiB: number;
  readonly oneMiB: number;
  readonly ratio: number;
}

/** Long enough to poll each backup for the first time at five requests per second, and to poll for a while after that. */
const TIMEOUT_SECONDS_EACH = 0.22;

/** Runs the shipped action in real time: once for this many backups that do not end, and once for one of them. */
export async function benchMemory(backups: number): Promise<MemoryFigures> {
  const [fleetMiB, oneMiB] = await Promise.all([peakMiB(backups, backups), peakMiB(1, backups)]);
  return { backups, fleetMiB, oneMiB, ratio: fleetMiB / oneMiB };
}

async function peakMiB(backups: number, timeoutFor: number): Promise<number> {
  const simulator = await startSimulator();
  const endless = { requestedMs: 0, inProgressMs: 86_400_000, ending: "completed" } as const;
  const pairs = Array.from({ length: backups }, (_, index) => {
    const installId = simulator.host.addInstall(`site${index}`).id;
    return [installId, simulator.host.addBackup(installId, { course: endless }).id] as const;
  });
  const folder = await mkdtemp(join(tmpdir(), "backup-gate-memory-"));
  const file = join(folder, "peak");
  const note = `import{writeFileSync as w}from"node:fs";process.on("exit",()=>w(${JSON.stringify(file)},String(process.resourceUsage().maxRSS)))`;
  const { code } = await runAction({
    with: {
      "api-url": simulator.apiUrl,
      "install-id": pairs.map(([installId]) => installId).join("\n"),
      "backup-id": pairs.map(([, backupId]) => backupId).join("\n"),
      timeout: `${Math.ceil(timeoutFor * TIMEOUT_SECONDS_EACH)}s`,
    },
    env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(note)}` },
  });
  if (code !== 1) throw new Error(`memory: the action ended with ${String(code)}`);
  await simulator.stop();
  const peak = Number(await readFile(pathToFileURL(file), "utf8")) / 1_024;
  await rm(folder, { recursive: true });
  return peak;
}

export function printMemory({ backups, fleetMiB, oneMiB, ratio }: MemoryFigures): string {
  const of = `${fleetMiB.toFixed(0)} MiB for ${backups} backups, ${oneMiB.toFixed(0)} MiB for one`;
  return `Peak memory of dist/index.js: ${of} (${ratio.toFixed(2)} ×).`;
}
