import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { context as Context } from "@actions/github";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { STATUS_CALL_MS } from "../../../src/schedule/last-seconds.ts";
import { type Clock, systemClock } from "../../../src/util/clock.ts";
import { redactorOf } from "../../../src/util/sanitize.ts";
import { STATES, StatusPublisher } from "../../../src/report/commit-status.ts";
import { fetch } from "../../../src/report/github/fetch.ts";
import type { Result, Verdict } from "../../../src/model/verdict.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import { aborted, completed } from "../../support/fixtures.ts";

/** Every result of the contract, by what it is beside a commit. */
const RESULTS: Readonly<Record<Result, string>> = {
  completed: "success",
  requested: "pending",
  checked: "pending",
  aborted: "failure",
  stale: "failure",
  "not-found": "failure",
  "timed-out": "failure",
  unavailable: "error",
  unauthorized: "error",
  rejected: "error",
  "invalid-input": "error",
  cancelled: "error",
  error: "error",
};

test.each(Object.entries(RESULTS))("the commit status of %s is %s", (result, state) => {
  expect(STATES[result as Result]).toBe(state);
});

test("no other result has one, and only an open gate is a success", () => {
  expect(Object.keys(STATES).toSorted()).toEqual(Object.keys(RESULTS).toSorted());
  const successes = Object.entries(STATES).filter(([, state]) => state === "success");
  expect(successes).toEqual([["completed", "success"]]);
});

const TOKEN = "ghs_t0k3n";
const SHA = "5c8a8f3e2b1d4f60718293a4b5c6d7e8f9012345";
const couldNot = (state: string, fault: string): string =>
  `::warning title=Backup gate%3A no commit status::The commit status "Backup" could not be set to ${state}: ${fault} ` +
  "The result of the gate is not affected.";

/** A call that the fake GitHub API received. */
interface Call {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, string>>;
  /** When it came, and when it was answered. */
  readonly cameAt: number;
  readonly answeredAt?: number;
}

type Handler = (response: ServerResponse, request: IncomingMessage) => void;

/** An answer with this status, after a while. */
const answer =
  (status: number, message = "no", afterMs = 0): Handler =>
  (response) => {
    const body = JSON.stringify({ message });
    const headers = { "content-type": "application/json" };
    setTimeout(() => response.writeHead(status, headers).end(body), afterMs);
  };
const hang: Handler = () => undefined;

let server: Server;
/** Where it listens. */
let address: string;
let context: typeof Context;
let calls: Call[];
/** How calls are handled, in their order; those beyond them are taken. */
let handlers: Handler[];
let printed: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const cameAt = performance.now();
    void text(request).then((body) => {
      const { method, url: path } = request;
      const { authorization } = request.headers;
      const call = { method, path, authorization, body: JSON.parse(body) as Call["body"], cameAt };
      const nth = calls.push(call) - 1;
      response.on("finish", () => (calls[nth] = { ...call, answeredAt: performance.now() }));
      (handlers[nth] ?? answer(201))(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  // The toolkit reads these as it loads, which it does for the first status.
  address = `http://127.0.0.1:${port}`;
  vi.stubEnv("GITHUB_API_URL", address);
  vi.stubEnv("GITHUB_SERVER_URL", "https://github.example.com");
  vi.stubEnv("GITHUB_RUN_ID", "4711");
  vi.stubEnv("GITHUB_SHA", SHA);
  vi.stubEnv("GITHUB_EVENT_PATH", undefined);
  ({ context } = await import("@actions/github"));
  vi.unstubAllEnvs();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  vi.stubEnv("GITHUB_REPOSITORY", "octo/site");
  calls = [];
  handlers = [];
  printed = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    printed.push(
      ...String(chunk)
        .replace(/\r?\n$/, "")
        .split("\n"),
    );
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  context.payload = {};
  context.sha = SHA;
});

const warnings = (): string[] => printed.filter((line) => line.startsWith("::warning"));
const debugged = (): string[] => printed.filter((line) => line.startsWith("::debug"));

function publisherOf(clock: Clock = systemClock, settings = {}): StatusPublisher {
  return new StatusPublisher(
    { token: TOKEN, context: "Backup", ...settings },
    clock,
    redactorOf([TOKEN, "s3cr3t"]),
  );
}

/** Publishes only a verdict. */
async function publish(verdict: Verdict = completed, clock?: Clock): Promise<void> {
  await publisherOf(clock).end(verdict, 5_000);
}

describe("a commit status", () => {
  test("is pending, and then the verdict, of the commit and with the run as its target", async () => {
    const publisher = publisherOf();
    publisher.begin("Holding the deploy.");
    await publisher.end(completed, 5_000);
    const status = {
      context: "Backup",
      target_url: "https://github.example.com/octo/site/actions/runs/4711",
    };
    expect(calls).toMatchObject([
      { body: { state: "pending", description: "Holding the deploy.", ...status } },
      { body: { state: "success", description: completed.message, ...status } },
    ]);
    for (const call of calls) {
      expect(call).toMatchObject({
        method: "POST",
        path: `/repos/octo/site/statuses/${SHA}`,
        authorization: `token ${TOKEN}`,
      });
    }
    expect(debugged()).toHaveLength(2);
    for (const line of debugged()) {
      expect(line).toMatch(/^::debug::POST \/repos\/octo\/site\/statuses\/\w+: 201 \([\d.]+m?s\)$/);
    }
    expect(warnings()).toEqual([]);
  });

  test("says which result it is where the gate is closed", async () => {
    await publish(aborted);
    expect(calls[0]?.body).toMatchObject({
      state: "failure",
      description: `aborted: ${aborted.message}`,
    });
    expect(warnings()).toEqual([]);
  });

  test("has no credentials, commands or what GitHub refuses, and at most 140 characters", async () => {
    const publisher = publisherOf(systemClock, { context: "Backup s3cr3t" });
    await publisher.end({ ...completed, message: `##[error]🚢 é ${"x".repeat(200)}` }, 5_000);
    const { description = "", context: name } = calls[0]?.body ?? {};
    expect(name).toBe("Backup ***");
    expect(description).toBe(`# #[error]? é ${"x".repeat(125)}…`);
    expect(Array.from(description)).toHaveLength(140);
  });

  test("is published for the head commit of a pull request", async () => {
    const head = "0123456789abcdef0123456789abcdef01234567";
    context.payload = { pull_request: { number: 1, head: { sha: head } } };
    await publish();
    expect(calls[0]?.path).toBe(`/repos/octo/site/statuses/${head}`);
  });

  test.each([{ number: 1 }, { number: 1, head: {} }, { number: 1, head: { sha: 7 } }])(
    "is that of the run's commit where the pull request %j names none",
    async (pullRequest) => {
      context.payload = { pull_request: pullRequest };
      await publish();
      expect(calls[0]?.path).toBe(`/repos/octo/site/statuses/${SHA}`);
    },
  );

  test("is sent after the reply to the pending one, even if that is slow", async () => {
    handlers = [answer(201, "", 150)];
    const publisher = publisherOf();
    publisher.begin("Holding the deploy.");
    await publisher.end(completed, 5_000);
    const [pending, verdict] = calls as [Call, Call];
    expect(verdict.body["state"]).toBe("success");
    expect(verdict.cameAt).toBeGreaterThanOrEqual(pending.answeredAt ?? Infinity);
    expect(warnings()).toEqual([]);
  });
});

describe("that cannot be published is one warning, with", () => {
  test.each([
    [401, "Bad credentials", "401 Bad credentials. Check github-token."],
    [
      403,
      "Resource not accessible by integration",
      "403 Resource not accessible by integration. The job needs the permission statuses: write. Runs from forks don't get it.",
    ],
    [
      404,
      "Not Found",
      "404 Not Found. The job needs the permission statuses: write. Runs from forks don't get it.",
    ],
    [403, "API Rate Limit exceeded!", "403 API Rate Limit exceeded!"],
    [500, "Oops.", "500 Oops."],
    [422, `No ${TOKEN} ::error::`, "422 No *** : :error: :."],
  ])("the status %i and what it means: %s", async (status, message, text) => {
    handlers = [answer(status, message)];
    await publish();
    expect(warnings()).toEqual([couldNot("success", text)]);
    expect(debugged()).toEqual([expect.stringMatching(`^::debug::POST /repos/.*: ${status} \\(`)]);
  });

  test.each([200, 202])("the status %i, which is unexpected", async (status) => {
    handlers = [answer(status)];
    await publish();
    expect(warnings()).toEqual([couldNot("success", `unexpected status ${status}.`)]);
  });

  test("the place that it was redirected to, where the token does not go", async () => {
    handlers = [(response) => void response.writeHead(307, { location: "/elsewhere" }).end()];
    await publish();
    expect(calls).toHaveLength(1);
    expect(warnings()).toEqual([couldNot("success", "unexpected status 307.")]);
  });

  test("what became of the connection", async () => {
    handlers = [(_, request) => void request.socket.destroy()];
    await publish();
    expect(warnings()).toEqual([couldNot("success", "socket hang up.")]);
    expect(debugged()).toEqual([expect.stringMatching("^::debug::POST .*: no reply ")]);
  });

  test.each([undefined, "", "main", `${SHA}0`.slice(2), "../../x", `x${SHA}`, `${SHA}/x`])(
    "the commit that the environment should name, and does not: %s",
    async (sha) => {
      context.sha = sha as string;
      await publish();
      expect(calls).toEqual([]);
      expect(warnings()).toEqual([
        couldNot("success", "neither the event nor GITHUB_SHA has a commit."),
      ]);
      expect(debugged()).toEqual([expect.stringMatching("^::debug::commit status: no reply ")]);
    },
  );

  test("the token that is empty", async () => {
    const publisher = publisherOf(systemClock, { token: "" });
    publisher.begin("Holding the deploy.");
    await publisher.end(completed, 5_000);
    expect(calls).toEqual([]);
    expect(warnings()).toEqual([couldNot("pending", "github-token is empty.")]);
  });

  test("only the first fault, and a verdict that is published all the same", async () => {
    handlers = [answer(500, "Oops")];
    const publisher = publisherOf();
    publisher.begin("Holding the deploy.");
    await publisher.end(completed, 5_000);
    expect(calls.map(({ body }) => body["state"])).toEqual(["pending", "success"]);
    expect(warnings()).toEqual([couldNot("pending", "500 Oops.")]);
  });
});

describe("a missing reply from GitHub", () => {
  test("delays neither status by more than its limit", async () => {
    handlers = [hang, hang];
    const clock = new FakeClock();
    const publisher = publisherOf(clock);
    publisher.begin("Holding the deploy.");
    await publisher.end(completed, 5_000);
    expect(clock.now()).toBe(2 * STATUS_CALL_MS);
    expect(warnings()).toEqual([couldNot("success", "GitHub did not reply within 0.7s.")]);
  });

  test("has half of what is left for the pending one, and the rest for the verdict", async () => {
    handlers = [hang, hang];
    const clock = new FakeClock();
    const publisher = publisherOf(clock);
    publisher.begin("Holding the deploy.");
    await publisher.end(completed, 300);
    expect(clock.now()).toBe(300);
  });

  test("only to the pending status, so it may replace the verdict, is a warning", async () => {
    handlers = [hang];
    const publisher = publisherOf();
    publisher.begin("Holding the deploy.");
    await publisher.end(completed, 1_000);
    expect(calls.map(({ body }) => body["state"])).toEqual(["pending", "success"]);
    expect(warnings()).toEqual([
      couldNot(
        "success",
        "GitHub was slow to accept the pending status, which may have replaced it.",
      ),
    ]);
  });

  test("to the pending status is a warning after ten seconds", async () => {
    handlers = [hang];
    const clock = new FakeClock();
    publisherOf(clock).begin("Holding the deploy.");
    await clock.sleep(9_999, new AbortController().signal);
    expect(warnings()).toEqual([]);
    await clock.sleep(2, new AbortController().signal);
    expect(warnings()).toEqual([couldNot("pending", "GitHub did not reply within 10s.")]);
  });
});

describe("a call", () => {
  const forever = new AbortController().signal;
  const call = (method = "POST", signal = forever): Promise<Response> =>
    fetch(address, { method, headers: {}, body: "{}", signal });

  test("that is not answered ends with its signal", async () => {
    const over = new AbortController();
    handlers = [() => over.abort()];
    await expect(call("POST", over.signal)).rejects.toThrow("aborted");
  });

  test("with a truncated reply reports only the HTTP status", async () => {
    handlers = [
      (response, { socket }) => {
        response.writeHead(201, { "content-length": 9 }).write("{", () => socket.destroy());
      },
    ];
    const { status, body } = await call();
    expect({ status, body }).toEqual({ status: 201, body: null });
  });

  test("may be answered with a status that goes without a body", async () => {
    handlers = [(response) => void response.writeHead(204).end()];
    const { status, body, headers } = await call();
    expect({ status, body }).toEqual({ status: 204, body: null });
    expect(headers.get("content-type")).toBe("");
  });

  test("is sent once, for each method and reply", async () => {
    handlers = [answer(503), answer(201)];
    expect((await call("GET")).status).toBe(503);
    expect(calls).toHaveLength(1);
  });
});
