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
/** The password, the pair as it is sent, and GitHub's token. */
export const SECRETS = [PASSWORD, AUTHORIZATION.replace("Basic ", ""), TOKEN] as const;
/** In a fault, the origin of another server, which nobody may ever ask for anything. */
const ELSEWHERE = "http://elsewhere.invalid";

/** A run of the shipped action, and the server that it meets. Plain data, so that a case can be read and run again. */
export interface ProcessPlan {
  /** How many times faster than ours the time of the action and of the host runs. */
  readonly speed: number;
  readonly isNew: boolean;
  readonly isNamed: boolean;
  readonly wait: boolean;
  readonly abortRetries: number;
  readonly maxAge: "" | "1h";
  readonly failFast: boolean;
  /** Of the action's time, as are all moments that bear no other name. */
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly isTellingGitHub: boolean;
  readonly cancelAtMs: number | undefined;
  readonly sites: readonly { readonly course: Course; readonly ageMs: number }[];
  readonly faults: readonly Fault[];
}

export interface ProcessStory {
  readonly run: Run;
  readonly seen: readonly Seen[];
  /** When the process started, by itself, and when its time began to run faster, on the clock of `seen`. */
  readonly startedAtMs: number;
  readonly fasterFromMs: number;
  readonly endedAtMs: number;
  readonly installIds: readonly string[];
  /** Ids of the backups that are waited for, where they are given. */
  readonly givenIds: readonly string[];
  /** Descriptions of the backups that the step has brought about, install by install. */
  readonly created: readonly (readonly string[])[];
  /** Requests that another server has got. */
  readonly strayed: number;
  readonly isCancelled: boolean;
  /** For how long the machine was too busy to run the action, or this process, which plays the server. */
  readonly busyMs: number;
}

const TIME_LAPSE = new URL("../../simulator/demo/time-lapse.ts", import.meta.url).href;
/**
 * Has the process write down when it started, and how long it was ready to run and did not, for there was no processor for
 * it: on a busy machine that is what makes it late.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
const TIMEKEEPER = `
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
  let strayed = 0;
  const elsewhere = await listen((count) => (strayed = count));
  const simulator = await startSimulator({ speed: plan.speed });
  const { host } = simulator;
  const sites = plan.sites.map(({ course, ageMs }, index) => {
    const { id } = host.addInstall(`site${index}`);
    host.courses.set(id, course);
    return { id, backupId: host.addBackup(id, { ageMs, description: "nightly" }).id };
  });
  const place = JSON.stringify(plan.faults).replaceAll(ELSEWHERE, elsewhere.origin);
  simulator.script(...(JSON.parse(place) as Fault[]));

  const folder = await mkdtemp(join(tmpdir(), "backup-gate-"));
  const timesFile = join(folder, "times");
  let isCancelled = false;
  let cancel = (): void => undefined;
  const run = await runAction({
    with: inputsOf(plan, simulator.apiUrl, sites),
    env: {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TIMEKEEPER)}${plan.speed === 1 ? "" : ` --import=${TIME_LAPSE}`}`,
      TIME_LAPSE: String(plan.speed),
      TIMES_FILE: timesFile,
      GITHUB_API_URL: elsewhere.github,
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
    // Not before it has begun: until then a signal ends any process.
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
  await Promise.all([simulator.stop(), elsewhere.stop()]);
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
    strayed,
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
    ...(plan.isTellingGitHub ? { "github-token": TOKEN, "status-context": "backup" } : {}),
  };
}

/** A server that nobody may ask for anything, but for a commit status. */
async function listen(
  strayed: (count: number) => void,
): Promise<{ origin: string; github: string; stop(): Promise<void> }> {
  let count = 0;
  const server: Server = createServer((request, response) => {
    const isStatus =
      request.method === "POST" && request.url === `/api/repos/octo/site/statuses/${SHA}`;
    if (!isStatus || request.headers.authorization?.includes(TOKEN) !== true) strayed((count += 1));
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

/** Answers with all secrets in them, to tempt whoever prints what a server says. */
const TELLTALE = JSON.stringify({
  message: `No: ${SECRETS.join(" ")}`,
  errors: [{ message: SECRETS[0] }],
});
const LIE = { id: "e41fa98f-ea80-4654-b229-a9b765d0863a", status: "completed" };

const retryAfter = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.integer({ min: 0, max: 3 }).map((seconds) => ({ "retry-after": String(seconds) })),
);
const answer = (...codes: readonly number[]): fc.Arbitrary<Fault> =>
  fc
    .record({
      status: fc.constantFrom(...codes),
      headers: retryAfter,
      body: fc.constantFrom("", "<html>", TELLTALE),
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
  body: TELLTALE,
}));
const permanent = fc.oneof(answer(400, 401, 403, 404, 422), redirect, redirect);
const misleading = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: "edit", set: { status: "Completed" } },
    { kind: "edit", set: { status: "completed." } },
    { kind: "edit", set: { status: "in_progress", description: TELLTALE } },
    { kind: "edit", set: { status: SECRETS[0], wordpress_version: SECRETS[1] } },
    { kind: "edit", set: { id: LIE.id, status: "completed" } },
    { kind: "edit", set: { status: "aborted" } },
    { kind: "edit", drop: ["create_time"] },
    { kind: "answer", status: 200, body: JSON.stringify(LIE), headers: {} },
    { kind: "answer", status: 202, body: JSON.stringify(LIE), headers: {} },
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
      ? { kind, status, headers: {}, body: TELLTALE, ...fault }
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
const looks = fc.oneof(
  { weight: 8, arbitrary: passing },
  { weight: 3, arbitrary: misleading },
  permanent,
);
const listings = fc.oneof({ weight: 6, arbitrary: passing }, fc.constant(next), permanent);
const course = fc.record({
  requestedMs: fc.constant(0),
  inProgressMs: fc.oneof(fc.constant(0), fc.nat(3_000), fc.constant(24 * HOUR_MS)),
  ending: fc.constantFrom("completed", "completed", "completed", "completed", "aborted"),
});

const common = {
  isNamed: fc.constantFrom(false, false, true),
  failFast: fc.boolean(),
  isTellingGitHub: fc.constantFrom(false, false, false, true),
  cancelAtMs: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.nat(3_000)),
  sites: fc.array(fc.record({ course, ageMs: fc.constantFrom(0, 0, 300_000, 3 * HOUR_MS) }), {
    minLength: 1,
    maxLength: 3,
    size: "small",
  }),
};

/** Runs in our own time, of a few seconds each. */
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
      fc.array(on("show", looks), { maxLength: 3 }),
      fc.array(on("list", listings), { maxLength: 2 }),
      fc.array(on("create", fc.oneof(passing, lost, permanent)), { maxLength: 1 }),
      fc.array(on("installs", listings), { maxLength: 1 }),
    )
    .map((faults) => faults.flat()),
});

/** Runs in which a request for a backup goes wrong, twenty times faster than ours: some last minutes. */
export const sentAgain: fc.Arbitrary<ProcessPlan> = fc.record({
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
