import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../../simulator/runner.ts";
import type { Operation } from "../../simulator/wpengine/faults.ts";
import { AUTHORIZATION } from "../../simulator/wpengine/credentials.ts";
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from "../../simulator/wpengine/server.ts";

/** The description of the simulator's replies. */
export const description = parse(
  await readFile(join(ROOT, "simulator/wpengine/openapi.yaml"), "utf8"),
) as Record<string, unknown>;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...description, $id: "openapi" });

const PATHS: Record<Operation, string> = {
  status: "/paths/~1status/get",
  user: "/paths/~1user/get",
  installs: "/paths/~1installs/get",
  list: "/paths/~1installs~1{install_id}~1backups/get",
  create: "/paths/~1installs~1{install_id}~1backups/post",
  show: "/paths/~1installs~1{install_id}~1backups~1{backup_id}/get",
  restore: "/paths/~1installs~1{install_id}~1backups~1{backup_id}~1restore/post",
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The target of the reference at a JSON pointer into the description, if there is a reference. */
function refAt(pointer: string): string | undefined {
  const keys = pointer.slice(1).split("/");
  const node = keys.reduce<unknown>(
    (parent, key) => (parent as Record<string, unknown> | undefined)?.[key.replaceAll("~1", "/")],
    description,
  );
  return (node as { $ref?: string } | undefined)?.$ref?.slice(1);
}

/** Sends a request to the simulator, and compares the reply with the description. */
export async function ask(
  simulator: Simulator,
  operation: Operation,
  path: string,
  { authorization = AUTHORIZATION, body }: { authorization?: string; body?: unknown } = {},
): Promise<Answer> {
  const response = await fetch(`${simulator.apiUrl}${path}`, {
    method: operation === "create" || operation === "restore" ? "POST" : "GET",
    headers: { authorization, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  const pointer = `${PATHS[operation]}/responses/${response.status}`;
  const where = refAt(pointer) ?? pointer;
  const validate = ajv.getSchema(`openapi#${where}/content/application~1json/schema`);
  if (validate === undefined) throw new Error(`${operation} ${response.status} is not described`);
  expect(validate(answer), JSON.stringify(validate.errors)).toBe(true);
  return { status: response.status, headers: response.headers, body: answer };
}

/** A body that requests a backup. */
export const request = { description: "By hand", notification_emails: ["me@example.com"] };

/** Starts a simulator with one install, uses it, and stops it. */
export async function withSimulator<T>(
  options: SimulatorOptions,
  use: (simulator: Simulator, installId: string) => Promise<T>,
): Promise<T> {
  const simulator = await startSimulator(options);
  try {
    return await use(simulator, simulator.host.addInstall("torquemag").id);
  } finally {
    await simulator.stop();
  }
}
