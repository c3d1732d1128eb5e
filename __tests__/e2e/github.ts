import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterAll } from "vitest";

/** A commit status as it was sent. */
export interface Published {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly state: string;
  readonly context: string;
  readonly description: string;
  readonly target_url: string;
}

/** The reply to one call. The call is recorded first. Without a reply, its socket stays open. */
export type Behaviour =
  | { readonly kind: "answer"; readonly status: number; readonly afterMs?: number }
  | { readonly kind: "hang" | "reset" | "drip" }
  | { readonly kind: "redirect"; readonly to: string };

export interface GitHub {
  /** Ready to be GITHUB_API_URL. */
  readonly url: string;
  readonly port: number;
  readonly published: readonly Published[];
  /** Variables as a runner sets them for a push. */
  readonly env: Readonly<Record<string, string>>;
}

export const SHA = "5c8a8f3e2b1d4f60718293a4b5c6d7e8f9012345";
const CREATED: Behaviour = { kind: "answer", status: 201 };

const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
});

/**
 * A stand-in for GitHub's API, which knows how to take a commit status.
 * @param behaviours of the calls, in their order; calls beyond them are taken.
 */
export async function startGitHub(...behaviours: readonly Behaviour[]): Promise<GitHub> {
  const published: Published[] = [];
  const sockets = new Set<Socket>();
  let calls = 0;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const behaviour = behaviours[calls] ?? CREATED;
      calls += 1;
      const taken = {
        method: request.method ?? "",
        path: request.url ?? "",
        authorization: request.headers.authorization,
        ...(JSON.parse(body || "{}") as Pick<
          Published,
          "state" | "context" | "description" | "target_url"
        >),
      };
      const take = (): void => void published.push({ ...taken, atMs: performance.now() });
      if (behaviour.kind !== "answer") {
        take();
        misbehave(behaviour, request, response);
        return;
      }
      setTimeout(() => {
        take();
        answer(behaviour.status, taken.description, response);
      }, behaviour.afterMs ?? 0);
    });
  });
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const env = {
    GITHUB_API_URL: url,
    GITHUB_SERVER_URL: "https://github.example.com",
    GITHUB_REPOSITORY: "octo/site",
    GITHUB_RUN_ID: "4711",
    GITHUB_SHA: SHA,
  };
  return { url, port, published, env };
}

const JSON_TYPE = { "content-type": "application/json" };

function answer(status: number, description: string, response: ServerResponse): void {
  // As the real one does.
  const isRefused = /[\u{10000}-\u{10ffff}]/u.test(description);
  const message = isRefused
    ? "Validation Failed: description doesn't accept 4-byte Unicode"
    : "Resource not accessible by integration";
  response.writeHead(isRefused ? 422 : status, JSON_TYPE).end(JSON.stringify({ message }));
}

function misbehave(
  behaviour: Exclude<Behaviour, { kind: "answer" }>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (behaviour.kind) {
    case "redirect":
      response.writeHead(307, { location: behaviour.to }).end();
      return;
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "drip": {
      response.writeHead(201, JSON_TYPE).write("{");
      const drip = setInterval(() => response.write(" "), 100);
      response.on("close", () => clearInterval(drip));
      return;
    }
    case "hang":
      return;
    default:
      behaviour satisfies never;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
