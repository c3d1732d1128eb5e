import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import fc from "fast-check";
import { type Run, runAction } from "../../simulator/runner.ts";
import type { Fault, Operation } from "../../simulator/wpengine/faults.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { AUTHORIZATION, PASSWORD } from "../../simulator/wpengine/credentials.ts";
import type { Seen } from "../../simulator/wpengine/responder.ts";
import { startSimulator } from "../../simulator/wpengine/server.ts";
import { SHA } from "../e2e/github.ts";

const HOUR_MS = 3_600_000;
const TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";
/** The password, the credentials as they are sent, and the GitHub token. */
export const SECRETS = [PASSWORD, AUTHORIZATION.replace("Basic ", ""), TOKEN] as const;
/** In a fault, the placeholder for the origin of another server. The action must send it no request. */
const ELSEWHERE = "http://elsewhere.invalid";

/** A run of the shipped action and its server. Plain data, so a counterexample is readable and repeatable. */
export interface ProcessPlan {
  /** How many times faster than real time the clocks of the action and the simulator run. */
  readonly speed: number;
  readonly isNew: boolean;
  readonly isNamed: boolean;
  readonly wait: boolean;
  readonly abortRetries: number;
  readonly maxAge: "" | "1h";
  readonly failFast: boolean;
  /** In the time of the action, like all times here without another comment. */
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly publishesStatus: boolean;
  readonly cancelAtMs: number | undefined;
  readonly sites: readonly { readonly course: Course; readonly ageMs: number }[];
  readonly faults: readonly Fault[];
}

export interface ProcessStory {
  readonly run: Run;
  readonly seen: readonly Seen[];
  /** When the process started (by its own clock) and when its clock began to run faster. Both on the clock of `seen`. */
  readonly startedAtMs: number;
  readonly fasterFromMs: number;
  readonly endedAtMs: number;
  readonly installIds: readonly string[];
  /** IDs of the given backups to wait for. */
  readonly givenIds: readonly string[];
  /** Descriptions of the backups that the step created, by install. */
  readonly created: readonly (readonly string[])[];
  /** Number of requests that another server received. */
  readonly unexpectedRequests: number;
  readonly isCancelled: boolean;
  /** How long the machine was too busy to run the action, or this process, which is the server. */
  readonly busyMs: number;
}

const TIME_LAPSE = new URL("../../simulator/demo/time-lapse.ts", import.meta.url).href;
/**
 * Preloaded into the process: records when it started, and how long it was ready to run but had no processor. On a busy
 * machine, that makes it late.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
const RECORD_TIMES = `
  import { existsSync, readFileSync, writeFileSync } from "node:fs";
  const started = [performance.timeOrigin, performance.now()];
  const waited = "/proc/self/schedstat";
  process.on("exit", () => {
    const [, ns] = existsSync(waited) ? readFileSync(waited, "utf8").split(" ") : [];
    writeFileSync(process.env.TIMES_FILE, [...started, (ns ?? 0) / 1e6].join());
  });`;

export async function runProcess(plan: ProcessPlan): Promise<ProcessStory> {
  const stall = monitorEventLoopDelay({ resolution: 10 });
  stall.enable();
  let unexpectedRequests = 0;
  const otherServer = await listen((count) => (unexpectedRequests = count));
  const simulator = await startSimulator({ speed: plan.speed });
  const { host } = simulator;
  const sites = plan.sites.map(({ course, ageMs }, index) => {
    const { id } = host.addInstall(`site${index}`);
    host.courses.set(id, course);
    return { id, backupId: host.addBackup(id, { ageMs, description: "nightly" }).id };
  });
  const faults = JSON.stringify(plan.faults).replaceAll(ELSEWHERE, otherServer.origin);
  simulator.script(...(JSON.parse(faults) as Fault[]));

  const folder = await mkdtemp(join(tmpdir(), "backup-gate-"));
  const timesFile = join(folder, "times");
  let isCancelled = false;
  let cancel = (): void => undefined;
  const run = await runAction({
    with: inputsOf(plan, simulator.apiUrl, sites),
    env: {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(RECORD_TIMES)}${plan.speed === 1 ? "" : ` --import=${TIME_LAPSE}`}`,
      TIME_LAPSE: String(plan.speed),
      TIMES_FILE: timesFile,
      GITHUB_API_URL: otherServer.github,
      GITHUB_REPOSITORY: "octo/site",
      GITHUB_SHA: SHA,
    },
    onStart(child) {
      if (plan.cancelAtMs === undefined) return;
      const { cancelAtMs } = plan;
      cancel = () => {
        cancel = () => undefined;
        const timer = setTimeout(
          () => (isCancelled = child.kill("SIGTERM")),
          cancelAtMs / plan.speed,
        );
        child.on("close", () => clearTimeout(timer));
      };
    },
    // Only after the first output: before that, the action has no signal handler.
    onOutput: () => cancel(),
  });
  const endedAtMs = performance.now();
  const times = (await readFile(timesFile, "utf8")).split(",");
  const [originMs = NaN, preloadedMs = NaN, waitedMs = NaN] = times.map(Number);
  const startedAtMs = originMs - performance.timeOrigin;
  await rm(folder, { recursive: true });

  const created = sites.map(({ id, backupId }) =>
    host.everything(id).flatMap((one) => (one.id === backupId ? [] : [one.description])),
  );
  await Promise.all([simulator.stop(), otherServer.stop()]);
  stall.disable();
  return {
    run,
    seen: simulator.seen,
    startedAtMs,
    fasterFromMs: startedAtMs + preloadedMs,
    endedAtMs,
    installIds: sites.map(({ id }) => id),
    givenIds: sites.map(({ backupId }) => backupId),
    created,
    unexpectedRequests,
    isCancelled,
    busyMs: waitedMs + stall.max / 1e6,
  };
}

function inputsOf(
  plan: ProcessPlan,
  apiUrl: string,
  sites: readonly { readonly id: string; readonly backupId: string }[],
): Record<string, string> {
  const installs = plan.isNamed
    ? { "install-name": sites.map((_, index) => `site${index}`).join("\n") }
    : { "install-id": sites.map(({ id }) => id).join(",") };
  const backups = plan.isNew
    ? {
        "create-backup": "true",
        "notification-emails": "you@example.com",
        wait: String(plan.wait),
        "abort-retries": String(plan.wait ? plan.abortRetries : 0),
      }
    : { "backup-id": sites.map(({ backupId }) => backupId).join("\n") };
  return {
    "api-url": apiUrl,
    ...installs,
    ...backups,
    "max-age": plan.maxAge,
    "fail-fast": String(plan.failFast),
    timeout: `${plan.timeoutMs}ms`,
    "request-timeout": `${plan.requestTimeoutMs}ms`,
    "min-poll-interval": "200ms",
    "max-poll-interval": plan.speed === 1 ? "400ms" : "10s",
    ...(plan.publishesStatus ? { "github-token": TOKEN, "status-context": "backup" } : {}),
  };
}

/** A server that accepts commit statuses. It counts every other request as unexpected. */
async function listen(
  unexpectedRequests: (count: number) => void,
): Promise<{ origin: string; github: string; stop(): Promise<void> }> {
  let count = 0;
  const server: Server = createServer((request, response) => {
    const isStatus =
      request.method === "POST" && request.url === `/api/repos/octo/site/statuses/${SHA}`;
    if (!isStatus || request.headers.authorization?.includes(TOKEN) !== true)
      unexpectedRequests((count += 1));
    response.writeHead(201, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin, github: `${origin}/api`, stop };
}

/** A reply that contains all secrets. The action must not print them. */
const LEAKY_REPLY = JSON.stringify({
  message: `No: ${SECRETS.join(" ")}`,
  errors: [{ message: SECRETS[0] }],
});
const OTHER_COMPLETED_BACKUP = { id: "e41fa98f-ea80-4654-b229-a9b765d0863a", status: "completed" };

const retryAfter = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.integer({ min: 0, max: 3 }).map((seconds) => ({ "retry-after": String(seconds) })),
);
const answer = (...codes: readonly number[]): fc.Arbitrary<Fault> =>
  fc
    .record({
      status: fc.constantFrom(...codes),
      headers: retryAfter,
      body: fc.constantFrom("", "<html>", LEAKY_REPLY),
    })
    .map((reply) => ({ kind: "answer", ...reply }));
const passing: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: answer(429, 500, 503, 408) },
  fc.constantFrom<Fault>(
    { kind: "reset" },
    { kind: "reset-in-body" },
    { kind: "cut-body" },
    { kind: "cut-chunked" },
    { kind: "hang" },
    { kind: "hang-in-body", status: 200 },
    { kind: "endless" },
    { kind: "gzip" },
    { kind: "drip", everyMs: 300 },
    { kind: "delay", ms: 150 },
    { kind: "refuse", forMs: 100 },
  ),
);
const redirect = fc.constantFrom(301, 302, 303, 307, 308).map((status): Fault => ({
  kind: "answer",
  status,
  headers: { location: `${ELSEWHERE}/v1` },
  body: LEAKY_REPLY,
}));
const permanent = fc.oneof(answer(400, 401, 403, 404, 422), redirect, redirect);
const misleading = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: "edit", set: { status: "Completed" } },
    { kind: "edit", set: { status: "completed." } },
    { kind: "edit", set: { status: "in_progress", description: LEAKY_REPLY } },
    { kind: "edit", set: { status: SECRETS[0], wordpress_version: SECRETS[1] } },
    { kind: "edit", set: { id: OTHER_COMPLETED_BACKUP.id, status: "completed" } },
    { kind: "edit", set: { status: "aborted" } },
    { kind: "edit", drop: ["create_time"] },
    { kind: "answer", status: 200, body: JSON.stringify(OTHER_COMPLETED_BACKUP), headers: {} },
    { kind: "answer", status: 202, body: JSON.stringify(OTHER_COMPLETED_BACKUP), headers: {} },
    { kind: "answer", status: 204, body: "", headers: {} },
  ),
);
const lost = fc
  .record({
    kind: fc.constantFrom("reset" as const, "hang" as const, "answer" as const),
    status: fc.constantFrom(500, 504),
    carriedOut: fc.constantFrom(true, true, false),
    bornInMs: fc.nat(20_000),
  })
  .map(({ kind, status, ...fault }): Fault =>
    kind === "answer"
      ? { kind, status, headers: {}, body: LEAKY_REPLY, ...fault }
      : { kind, ...fault },
  );
const next: Fault = {
  kind: "edit",
  set: { next: `${ELSEWHERE}/v1/installs?limit=100`, count: 250 },
};

const on = (operation: Operation, fault: fc.Arbitrary<Fault>): fc.Arbitrary<Fault> =>
  fc
    .tuple(fault, fc.constantFrom(1, 1, 1, 2, 3, "always" as const))
    .map(([one, times]) => ({ ...one, on: operation, times }));
const pollFaults = fc.oneof(
  { weight: 8, arbitrary: passing },
  { weight: 3, arbitrary: misleading },
  permanent,
);
const listFaults = fc.oneof({ weight: 6, arbitrary: passing }, fc.constant(next), permanent);
const course = fc.record({
  requestedMs: fc.constant(0),
  inProgressMs: fc.oneof(fc.constant(0), fc.nat(3_000), fc.constant(24 * HOUR_MS)),
  ending: fc.constantFrom("completed", "completed", "completed", "completed", "aborted"),
});

const common = {
  isNamed: fc.constantFrom(false, false, true),
  failFast: fc.boolean(),
  publishesStatus: fc.constantFrom(false, false, false, true),
  cancelAtMs: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.nat(3_000)),
  sites: fc.array(fc.record({ course, ageMs: fc.constantFrom(0, 0, 300_000, 3 * HOUR_MS) }), {
    minLength: 1,
    maxLength: 3,
    size: "small",
  }),
};

/** Runs in real time, a few seconds each. */
export const quickRuns: fc.Arbitrary<ProcessPlan> = fc.record({
  ...common,
  speed: fc.constant(1),
  isNew: fc.constantFrom(false, false, true),
  wait: fc.constantFrom(true, true, false),
  abortRetries: fc.nat(1),
  maxAge: fc.constantFrom("" as const, "" as const, "1h" as const),
  timeoutMs: fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 1_000, max: 3_000 }) },
    fc.integer({ min: 6_000, max: 10_000 }),
  ),
  requestTimeoutMs: fc.constantFrom(1_000, 30_000),
  faults: fc
    .tuple(
      fc.array(on("show", pollFaults), { maxLength: 3 }),
      fc.array(on("list", listFaults), { maxLength: 2 }),
      fc.array(on("create", fc.oneof(passing, lost, permanent)), { maxLength: 1 }),
      fc.array(on("installs", listFaults), { maxLength: 1 }),
    )
    .map((faults) => faults.flat()),
});

/** Runs with faults in create requests, twenty times faster than real time: some last minutes. */
export const createFaultRuns: fc.Arbitrary<ProcessPlan> = fc.record({
  ...common,
  speed: fc.constant(20),
  isNew: fc.constant(true),
  wait: fc.constant(true),
  abortRetries: fc.nat(2),
  maxAge: fc.constantFrom("" as const, "" as const, "1h" as const),
  timeoutMs: fc.integer({ min: 60_000, max: 120_000 }),
  requestTimeoutMs: fc.constant(30_000),
  faults: fc
    .tuple(
      fc.array(on("create", fc.oneof({ weight: 4, arbitrary: lost }, passing)), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.array(on("list", passing), { maxLength: 2 }),
      fc.array(on("show", passing), { maxLength: 2 }),
    )
    .map((faults) => faults.flat()),
});
