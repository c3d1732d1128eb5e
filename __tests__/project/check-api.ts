import { execFile } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ROOT } from "../../simulator/runner.ts";
import { startSimulator } from "../../simulator/wpengine/server.ts";
import { readSwagger } from "../../simulator/wpengine/swagger.ts";

export type Key = string | number;

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const EVERYTHING = "has everything that the action relies on.\n";
export const LIST = "/installs/{install_id}/backups";
export const SHOW = `${LIST}/{backup_id}`;
export const STATUSES = ["requested", "in_progress", "completed", "aborted"];
export const STATUS = ["definitions", "Backup", "properties", "status"];
export const FIELDS = ["definitions", "Backup", "properties"];
export const BODY = ["paths", LIST, "post", "parameters", 2, "schema"];
export const EMAILS = [...BODY, "properties", "notification_emails"];

export function check(...words: readonly string[]): Promise<Result> {
  const script = join(ROOT, "scripts/check-api.ts");
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...words], (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** Runs the check on a description that the simulator publishes instead of its own. */
export async function checkDocument(swagger: unknown): Promise<Result> {
  const simulator = await startSimulator({ swagger });
  try {
    return await check("--url", `${simulator.apiUrl}/swagger`);
  } finally {
    await simulator.stop();
  }
}

export async function checkServer(listener: RequestListener, ...words: string[]): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await check("--url", `http://127.0.0.1:${port}/v1/swagger`, ...words);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The simulator's description with changed values at some keys. Undefined removes a value. */
export function changed(
  ...changes: readonly (readonly [keys: readonly Key[], value: unknown])[]
): unknown {
  const document = readSwagger();
  for (const [keys, value] of changes) {
    let parent = document as Record<Key, unknown>;
    for (const key of keys.slice(0, -1)) parent = parent[key] as Record<Key, unknown>;
    const last = keys.at(-1) ?? "";
    if (value !== undefined) parent[last] = value;
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent, last);
  }
  return document;
}
