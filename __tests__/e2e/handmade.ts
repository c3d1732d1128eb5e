import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { type Run, runAction, type RunOptions } from "../../simulator/runner.ts";
import type { Certificate } from "./certificates.ts";

const INSTALL_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";
const BACKUP_ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";

/** The body of the backup. */
export const backup = (fields: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ id: BACKUP_ID, status: "completed", ...fields });

const closes: (() => void)[] = [];
afterAll(() => closes.forEach((close) => close()));

/** Starts an API that answers as the listener does, and returns its port. */
export async function serve(
  listener: RequestListener,
  tls?: Certificate,
  host = "127.0.0.1",
): Promise<number> {
  const options = { maxHeaderSize: 1024 * 1024 };
  const server =
    tls === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...options, ...tls }, listener);
  server.on("tlsClientError", () => undefined);
  await once(server.listen(0, host), "listening");
  closes.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** Lets the shipped action wait for the backup of such an API. */
export function runAgainst(
  apiUrl: string,
  inputs: Readonly<Record<string, string>> = {},
  options: Partial<RunOptions> = {},
): Promise<Run> {
  const given = {
    "api-url": apiUrl,
    "install-id": INSTALL_ID,
    "backup-id": BACKUP_ID,
    timeout: "20s",
    "min-poll-interval": "200ms",
    "max-poll-interval": "400ms",
  };
  return runAction({ ...options, with: { ...given, ...inputs } });
}
