import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import type { Run, RunOptions } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { BackupBody, Course } from "../../simulator/wpengine/host.ts";
import { AUTHORITY_FILE, issue } from "./certificates.ts";
import { startProxy } from "./proxy.ts";
import { closedDoor, createWorld, type World, type WorldOptions } from "./world.ts";

const QUICK: Course = { requestedMs: 200, inProgressMs: 600, ending: "completed" };
const ABORTED: Course = { requestedMs: 200, inProgressMs: 300, ending: "aborted" };
const NEW = {
  "backup-id": "",
  "create-backup": "true",
  "notification-emails": "you@example.com",
};
const RUN = {
  GITHUB_REPOSITORY: "octo/shop",
  GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
  GITHUB_RUN_ID: "987",
  GITHUB_RUN_ATTEMPT: "2",
};

interface Requested {
  readonly world: World;
  readonly run: Run;
  readonly created: readonly BackupBody[];
}

/** Lets the action request a backup of an install that has another one already, of the same run. */
async function request(
  faults: readonly Fault[],
  {
    inputs = {},
    env = {},
    course = QUICK,
    ...more
  }: WorldOptions & {
    inputs?: Readonly<Record<string, string>>;
    env?: RunOptions["env"];
  } & Partial<RunOptions> = {},
): Promise<Requested> {
  const world = await createWorld({ ageMs: 3_600_000, ...more, faults });
  const { host } = world.simulator;
  host.course = course;
  host.addBackup(world.installId, {
    description: "[gate 00000a, run 987, attempt 2] Pre-deploy snapshot of octo/shop@0123456",
  });
  const before = host.everything(world.installId).length;
  const options = { ...more, env: { ...RUN, ...env } };
  const run = await world.run({ ...NEW, timeout: "90s", ...inputs }, options);
  return { world, run, created: host.everything(world.installId).slice(before) };
}

const sendsOf = ({ world }: Requested): number[] =>
  world.simulator.seen.filter(({ operation }) => operation === "create").map(({ atMs }) => atMs);

function expectOpen({ run, created }: Requested): void {
  expect(run.outputs).toMatchObject({ result: "completed", status: "completed", reused: "false" });
  expect(run.code).toBe(0);
  expect(created).toHaveLength(1);
  expect(run.outputs["backup-id"]).toBe(created[0]?.id);
}

describe.concurrent("a backup is requested", () => {
  test("and waited for", async () => {
    const requested = await request([]);
    expectOpen(requested);
    const { run, created, world } = requested;
    expect(created[0]?.description).toMatch(
      /^\[gate [0-9a-f]{6}, run 987, attempt 2\] Pre-deploy snapshot of octo\/shop@0123456$/,
    );
    expect(run.outputs["install-id"]).toBe(world.installId);
    expect(run.stdout).toContain("The API accepted the create request: backup ");
    expect(world.simulator.seen.map(({ operation }) => operation).slice(0, 3)).toEqual([
      "create",
      "list", // of a second attempt: what the first one has requested
      "show",
    ]);
  });

  test("with the given description and addresses", async () => {
    const { world, created } = await request([], {
      inputs: {
        description: 'Before "1.2" ⇒',
        "notification-emails": "a@example.com\nb@example.com\n",
      },
    });
    expect(created[0]?.description).toMatch(
      /^\[gate [0-9a-f]{6}, run 987, attempt 2\] Before "1\.2" ⇒$/,
    );
    expect(world.simulator.seen[0]?.body).toContain('["a@example.com","b@example.com"]');
  });

  test.each([
    [400, "rejected"],
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not-found"],
    [301, "rejected"],
  ])("%i closes the gate at once, with the API's message", async (status, result) => {
    const body = JSON.stringify({ message: "Because I say so" });
    const requested = await request([{ kind: "answer", on: "create", status, body }]);
    expect(requested.run.code).toBe(1);
    expect(requested.run.outputs).toMatchObject({ result, "backup-id": "", requests: "1" });
    expect(requested.run.stdout).toMatch(/::error .*Requesting a backup: .*Because I say so/);
    expect(requested.created).toEqual([]);
  });
});

describe.concurrent("a create request that created nothing is sent again", () => {
  test("by a 429, when its Retry-After has passed", async () => {
    const headers = { "retry-after": "2" };
    const requested = await request([{ kind: "answer", on: "create", status: 429, headers }]);
    expectOpen(requested);
    const [first = NaN, second = NaN] = sendsOf(requested);
    expect(second - first).toBeGreaterThanOrEqual(2_000);
  });

  test("by an HTML 429 without a hint, three times over", async () => {
    const fault: Fault = { kind: "answer", on: "create", status: 429, body: "<html>", times: 3 };
    expectOpen(await request([fault]));
  });

  test("by a connection that is refused", async () => {
    const world = await createWorld();
    world.simulator.host.course = QUICK;
    const door = await closedDoor(world);
    const run = await world.run(
      { ...NEW, "api-url": door.apiUrl, timeout: "30s" },
      { onOutput: door.openIfRefused },
    );
    expect(run.outputs["result"]).toBe("completed");
    expect(run.stdout).toMatch(/Requesting a backup: no reply \(.*ECONNREFUSED.*Trying again in/);
    expect(world.simulator.host.everything(world.installId)).toHaveLength(2);
  });

  test("by a TLS handshake that fails", async () => {
    let handshakes = 0;
    const world = await createWorld({ tls: await issue("127.0.0.1") });
    world.simulator.host.course = QUICK;
    const upset = createServer((client) => {
      handshakes += 1;
      client.once("data", () => client.resetAndDestroy());
    });
    await new Promise<void>((resolve) => upset.listen(0, "127.0.0.1", resolve));
    const { port } = upset.address() as { port: number };
    const run = await world.run(
      { ...NEW, "api-url": `https://127.0.0.1:${port}/v1`, timeout: "5s" },
      { env: { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE } },
    );
    upset.close();
    expect(handshakes).toBeGreaterThanOrEqual(2);
    expect(run.outputs).toMatchObject({ result: "unavailable", "backup-id": "" });
    expect(run.stdout).not.toContain("The create request may have failed");
    expect(run.stdout).not.toMatch(/::error .*key [0-9a-f]{6}/);
  });
});

describe.concurrent("the answer is lost, and the backup is there", () => {
  const kinds: [string, Fault][] = [
    ["reset", { kind: "reset" }],
    ["no answer in time", { kind: "hang" }],
    ["500", { kind: "answer", status: 500 }],
    ["502", { kind: "answer", status: 502, body: "<html>" }],
    ["503 with a Retry-After", { kind: "answer", status: 503, headers: { "retry-after": "1" } }],
    ["504", { kind: "answer", status: 504 }],
    ["408", { kind: "answer", status: 408 }],
    ["a 202 that is cut off", { kind: "cut-body" }],
    ["a 202 that is reset", { kind: "reset-in-body" }],
    ["a 202 that hangs", { kind: "hang-in-body" }],
    ["a 202 that drips", { kind: "drip", everyMs: 500 }],
    ["a 202 that never ends", { kind: "endless" }],
    [
      "a 202 that cannot be decompressed",
      { kind: "answer", status: 202, body: "\u001f", headers: { "content-encoding": "gzip" } },
    ],
    ["a 202 without an id", { kind: "edit", drop: ["id"] }],
    ["a 202 without a status", { kind: "edit", drop: ["status"] }],
    ["a 202 that is no JSON", { kind: "answer", status: 202, body: "Accepted" }],
  ];
  test.each(kinds)("%s: it is found by its key", async (_, fault) => {
    const inputs = { "request-timeout": "2s" };
    const strike = { ...fault, on: "create", carriedOut: true } as const;
    const requested = await request([strike], { inputs });
    expectOpen(requested);
    expect(sendsOf(requested)).toHaveLength(1);
    expect(requested.run.stdout).toContain("The create request may have failed");
    expect(requested.run.stdout).toContain("The create request succeeded: backup ");
  });

  test("over TLS, reset when the request has been sent", async () => {
    const requested = await request([{ kind: "reset", on: "create", carriedOut: true }], {
      tls: await issue("127.0.0.1"),
      env: { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE },
    });
    expectOpen(requested);
    expect(sendsOf(requested)).toHaveLength(1);
  });

  test("through a proxy", async () => {
    const name = "api.backup-gate.test";
    const proxy = await startProxy();
    const world = await createWorld({
      tls: await issue(name),
      faults: [{ kind: "reset", on: "create", carriedOut: true }],
    });
    world.simulator.host.course = QUICK;
    const run = await world.run(
      { ...NEW, "api-url": `https://${name}:${world.simulator.port}/v1` },
      { env: { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE, https_proxy: proxy.url } },
    );
    expect(run.outputs["result"]).toBe("completed");
    expect(world.simulator.host.everything(world.installId)).toHaveLength(2);
  });

  test("a listing that is down for a while", async () => {
    const down: Fault = { kind: "answer", on: "list", status: 503, times: 3 };
    expectOpen(await request([{ kind: "reset", on: "create", carriedOut: true }, down]));
  });

  test("a listing that refuses: closed at once, naming the key", async () => {
    const faults: Fault[] = [
      { kind: "reset", on: "create", carriedOut: true },
      { kind: "answer", on: "list", status: 403 },
    ];
    const { run, created } = await request(faults);
    expect(run.outputs).toMatchObject({ result: "unauthorized", "backup-id": "" });
    const key = /^\[gate ([0-9a-f]{6}),/.exec(created[0]?.description ?? "")?.[1];
    expect(run.stdout).toMatch(new RegExp(`::error .*key ${key}`));
  });

  test("a listing that is down for good: unavailable in time, naming the key", async () => {
    const faults: Fault[] = [
      { kind: "answer", on: "create", status: 500, carriedOut: true },
      { kind: "answer", on: "list", status: 503, times: "always" },
    ];
    const requested = await request(faults, { inputs: { timeout: "8s" } });
    const { run, created } = requested;
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ result: "unavailable", "backup-id": "", status: "" });
    expect(created).toHaveLength(1);
    expect(sendsOf(requested)).toHaveLength(1);
    const key = /^\[gate ([0-9a-f]{6}),/.exec(created[0]?.description ?? "")?.[1];
    expect(run.stdout).toMatch(new RegExp(`::error .*key ${key}`));
    expect(run.summary).toContain(String(key));
    expect(run.unhinderedMs).toBeLessThan(10_000);
  });
});

describe.concurrent(
  "the answer is lost, and the backup comes late or never",
  { timeout: 150_000 },
  () => {
    /** Speed of the clocks of the action and the simulator: the waits here take about a minute. */
    const FASTER = { speed: 5 };
    const lost: Fault = { kind: "answer", on: "create", status: 504, carriedOut: true };

    test("29 s later: it is waited for, and no other requested", async () => {
      const requested = await request([{ ...lost, bornInMs: 29_000 }], FASTER);
      expectOpen(requested);
      expect(sendsOf(requested)).toHaveLength(1);
    });

    test("25 s later, in a listing that lags by 5 s", async () => {
      const world = await createWorld({ ...FASTER, faults: [{ ...lost, bornInMs: 25_000 }] });
      world.simulator.host.course = QUICK;
      world.simulator.host.listingLagMs = 5_000;
      const run = await world.run({ ...NEW, timeout: "90s" }, FASTER);
      expect(run.outputs["result"]).toBe("completed");
      expect(world.simulator.host.everything(world.installId)).toHaveLength(2);
    });

    test("20 s later, in a listing that is down till then", async () => {
      const down: Fault = { kind: "answer", on: "list", status: 502, times: 4 };
      const requested = await request([{ ...lost, bornInMs: 20_000 }, down], FASTER);
      expectOpen(requested);
      expect(sendsOf(requested)).toHaveLength(1);
    });

    test.each<[string, Fault]>([
      ["reset", { kind: "reset", on: "create" }],
      ["503", { kind: "answer", on: "create", status: 503 }],
    ])(
      "never (%s): a second request is sent once the first can no longer succeed",
      async (_, fault) => {
        const requested = await request([fault], FASTER);
        expectOpen(requested);
        const [first = NaN, second = NaN] = sendsOf(requested);
        const gapMs = second - first;
        expect(gapMs * FASTER.speed).toBeGreaterThanOrEqual(64_000);
        expect((gapMs - requested.run.hinderedMs) * FASTER.speed).toBeLessThan(74_000);
        expect(requested.run.stdout).toContain("Requesting the backup again (request 2 of 3)");
      },
    );

    test("never, and the time is up before that is known", async () => {
      const fault: Fault = { kind: "reset", on: "create" };
      const requested = await request([fault], { inputs: { timeout: "10s" } });
      expect(requested.run.outputs).toMatchObject({ result: "unavailable", "backup-id": "" });
      expect(requested.run.stdout).toMatch(/::error .*with the key [0-9a-f]{6}/);
      expect(sendsOf(requested)).toHaveLength(1);
      expect(requested.run.unhinderedMs).toBeLessThan(12_000);
    });
  },
);

describe.concurrent("an aborted backup", () => {
  test("is asked again, with a warning for each time, and a key of its own", async () => {
    const { run, created } = await request([], {
      course: ABORTED,
      inputs: { "abort-retries": "2" },
    });
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ result: "aborted", "backup-id": created[2]?.id });
    expect(created).toHaveLength(3);
    expect(new Set(created.map(({ description }) => description)).size).toBe(3);
    expect(run.stdout.match(/^::warning title=Backup gate%3A requesting again::/gm)).toHaveLength(
      2,
    );
  });

  test("is forgiven where the next one completes", async () => {
    const world = await createWorld();
    world.simulator.host.course = ABORTED;
    const run = await world.run(
      { ...NEW, "abort-retries": "1" },
      {
        onOutput(text) {
          if (text.includes("API accepted")) world.simulator.host.course = QUICK;
        },
      },
    );
    expect(run.outputs["result"]).toBe("completed");
    expect(run.stdout).toContain("abort-retries remaining: none");
  });
});

/** Sends SIGTERM as soon as the log shows the cue, or the simulator has got so many requests. */
function cancelAt(world: () => World | undefined, cue: RegExp | number): Partial<RunOptions> {
  let child: ChildProcess | undefined;
  let log = "";
  return {
    onStart(started) {
      child = started;
      if (typeof cue !== "number") return;
      const timer = setInterval(() => {
        if ((world()?.simulator.seen.length ?? 0) < cue) return;
        clearInterval(timer);
        setTimeout(() => child?.kill("SIGTERM"), 100); // the masks come first
      }, 10);
    },
    onOutput(text) {
      log += text;
      if (typeof cue === "number" || !cue.test(log)) return;
      child?.kill("SIGTERM");
    },
  };
}

describe.concurrent("cancelled", () => {
  const ENDLESS: Course = { requestedMs: 0, inProgressMs: 86_400_000, ending: "completed" };
  async function cancelled(
    faults: readonly Fault[],
    cue: RegExp | number,
    speed = 1,
  ): Promise<Requested> {
    const world = await createWorld({ faults });
    world.simulator.host.course = ENDLESS;
    const run = await world.run(NEW, { ...cancelAt(() => world, cue), speed });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("cancelled");
    expect(run.summary).toContain("Backup gate closed: cancelled");
    return { world, run, created: world.simulator.host.everything(world.installId).slice(1) };
  }

  test("after the request was accepted: the id is in the outputs", async () => {
    const { run, created } = await cancelled([], /API accepted/);
    expect(run.outputs["backup-id"]).toBe(created[0]?.id);
    expect(created).toHaveLength(1);
  });

  test("while the request is on its way: its answer is waited for, a second long", async () => {
    const { run, created } = await cancelled([{ kind: "delay", ms: 2_000, on: "create" }], 1, 0.25);
    expect(run.outputs["backup-id"]).toBe(created[0]?.id);
  });

  test("while the request hangs: the key is named", async () => {
    const fault: Fault = { kind: "hang", on: "create", carriedOut: true };
    const { run, created } = await cancelled([fault], 1);
    expect(run.outputs["backup-id"]).toBe("");
    const key = /^\[gate ([0-9a-f]{6}),/.exec(created[0]?.description ?? "")?.[1];
    expect(run.stdout).toMatch(new RegExp(`::error .*key ${key}`));
    expect(run.unhinderedMs).toBeLessThan(4_000);
  });

  test("while the step looks for a lost backup: the message names the key", async () => {
    const faults: Fault[] = [
      { kind: "reset", on: "create", carriedOut: true },
      { kind: "answer", on: "list", status: 503, times: "always" },
    ];
    const { run } = await cancelled(faults, /looking for the requested backup/i);
    expect(run.outputs["backup-id"]).toBe("");
    expect(run.stdout).toMatch(/::error .*key [0-9a-f]{6}/);
  });
});
