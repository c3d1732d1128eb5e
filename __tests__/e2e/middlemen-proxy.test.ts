import { setTimeout as after } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { Run, RunOptions } from "../../simulator/runner.ts";
import { AUTHORIZATION, PASSWORD } from "../../simulator/wpengine/server.ts";
import { needs } from "../support/skips.ts";
import { AUTHORITY_FILE, issue } from "./certificates.ts";
import { type GitHub, startGitHub } from "./github.ts";
import {
  API_HOST,
  FORBIDDEN_HOST,
  GITHUB_HOST,
  PROXY_PASSWORD,
  PROXY_USER,
  type Squid,
  startSquid,
} from "./squid.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const TOKEN = "ghs_standInForAToken0123456789";
const basic = (text: string): string => Buffer.from(text).toString("base64");

const worldOf = async (options: WorldOptions = {}): Promise<World> =>
  createWorld({ tls: await issue(API_HOST), ...options });

let shared: Promise<Squid> | undefined;
/** The proxy of all tests but the one that stops it. */
const sharedSquid = (): Promise<Squid> => (shared ??= startSquid());

/** Runs the action against a world whose host name resolves only through the proxy. */
function runThrough(
  url: string,
  world: World,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
  options: Partial<RunOptions> = {},
): Promise<Run> {
  return world.run(
    { "api-url": `https://${API_HOST}:${world.simulator.port}/v1`, timeout: "30s", ...inputs },
    {
      ...options,
      env: { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE, https_proxy: url, ...env },
    },
  );
}

/** squid logs a tunnel when it closes, which may be after the end of the process. */
const logged = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, 20_000);

/** Holds that nothing people can read, the proxy's own log included, shows what would let them in. */
async function expectNoSecrets(run: Run, squid: Squid, password = PROXY_PASSWORD): Promise<void> {
  const printed = [
    run.stdout.replace(/^::add-mask::.*$/gm, ""),
    run.stderr,
    run.summary,
    JSON.stringify(run.outputs),
    await squid.read("access.log"),
    await squid.read("cache.log"),
  ].join("\n");
  const secrets = [
    password,
    encodeURIComponent(password),
    basic(`${PROXY_USER}:${password}`),
    PASSWORD,
    AUTHORIZATION,
    TOKEN,
  ];
  for (const secret of secrets) expect(printed).not.toContain(secret);
}

describe.concurrent("through squid with a password", () => {
  needs("squid", "setpriv");

  test("the gate opens, and the proxy learns where to and who, and nothing else", async () => {
    const [world, squid] = await Promise.all([worldOf(), sharedSquid()]);
    const run = await runThrough(squid.url(), world);
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" }, stderr: "" });
    await logged(async () =>
      expect(await squid.tunnels(world.simulator.port)).toEqual([
        `200 CONNECT ${API_HOST}:${world.simulator.port} ${PROXY_USER}`,
      ]),
    );
    expect(world.simulator.seen.map(({ authorization }) => authorization)).toEqual([AUTHORIZATION]);
    await expectNoSecrets(run, squid);
  });

  test("a backup is requested and waited for, by a tunnel for each request", async () => {
    const [world, squid] = await Promise.all([worldOf(), sharedSquid()]);
    world.simulator.host.course = { requestedMs: 500, inProgressMs: 1_500, ending: "completed" };
    const run = await runThrough(squid.url(), world, {
      "backup-id": "",
      "create-backup": "true",
      "notification-emails": "me@example.com",
    });
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed", reused: "false" } });
    const { seen, host } = world.simulator;
    expect(seen.filter(({ operation }) => operation === "create")).toHaveLength(1);
    expect(host.everything(world.installId)).toHaveLength(2);
    await logged(async () =>
      expect(await squid.tunnels(world.simulator.port)).toHaveLength(seen.length),
    );
    await expectNoSecrets(run, squid);
  });

  test("a temporary proxy outage does not close the gate", async () => {
    const squid = await startSquid();
    const set = { status: "in_progress", complete_time: null };
    const world = await worldOf({ faults: [{ kind: "edit", set, times: 4 }] });
    let back: Promise<void> | undefined;
    const goAway = async (): Promise<void> => {
      await squid.stop();
      await after(1_500);
      await squid.start();
    };
    const onOutput = (text: string): void => {
      if (text.includes("is in_progress")) back ??= goAway();
    };
    const run = await runThrough(squid.url(), world, { timeout: "90s" }, {}, { onOutput });
    await back;
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    expect(run.stdout).toContain(`ECONNREFUSED 127.0.0.1:${squid.port}`);
    await expectNoSecrets(run, squid);
  });

  test.each<[string, string, (squid: Squid) => string, string]>([
    ["a wrong password", "407", (squid) => squid.url("not:the/p@ss%"), PROXY_USER],
    ["no password at all", "407", ({ port }) => `http://127.0.0.1:${port}`, "-"],
  ])("%s closes the gate in time, and says with what", async (_, status, urlOf, user) => {
    const [world, squid] = await Promise.all([worldOf(), sharedSquid()]);
    const run = await runThrough(urlOf(squid), world, { timeout: "8s" });
    expectKeptOut(run, world, status);
    expect(new Set(await squid.tunnels(world.simulator.port))).toEqual(
      new Set([`${status} CONNECT ${API_HOST}:${world.simulator.port} ${user}`]),
    );
    await expectNoSecrets(run, squid, "not:the/p@ss%");
  });

  test("a proxy that may not go there closes it likewise", async () => {
    const [world, squid] = await Promise.all([worldOf(), sharedSquid()]);
    const run = await runThrough(squid.url(), world, {
      "api-url": `https://${FORBIDDEN_HOST}/v1`,
      timeout: "8s",
    });
    expectKeptOut(run, world, "403");
    await expectNoSecrets(run, squid);
  });

  test("a proxy that cannot connect closes the gate as unavailable, too", async () => {
    const [world, squid] = await Promise.all([worldOf(), sharedSquid()]);
    const run = await runThrough(squid.url(), world, {
      "api-url": `https://${API_HOST}:1/v1`,
      timeout: "8s",
    });
    expectKeptOut(run, world, "503");
    await expectNoSecrets(run, squid);
  });
});

describe.concurrent("a commit status through squid", () => {
  needs("squid", "setpriv");

  test("the commit status goes the same way", async () => {
    const [world, squid, github] = await Promise.all([worldOf(), sharedSquid(), startGitHub()]);
    const run = await runBeside(github, squid.url(), world);
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    expect(github.published.at(-1)).toMatchObject({
      state: "success",
      authorization: `token ${TOKEN}`,
    });
    await logged(async () =>
      expect(await squid.tunnels(github.port)).toContain(
        `200 CONNECT ${GITHUB_HOST}:${github.port} ${PROXY_USER}`,
      ),
    );
    expect(run.stdout).not.toContain("::warning");
    await expectNoSecrets(run, squid);
  });

  test("a proxy that keeps GitHub from us costs the status and a warning, not the gate", async () => {
    const [world, squid, github] = await Promise.all([worldOf(), sharedSquid(), startGitHub()]);
    const run = await runBeside(github, squid.url(), world, FORBIDDEN_HOST);
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    expect(github.published).toEqual([]);
    expect(run.stdout.match(/^::warning .*/gm)).toEqual([expect.stringContaining("403")]);
    await expectNoSecrets(run, squid);
  });
});

/** Holds that the gate ended in time, closed, said with what the proxy had answered, and that the API saw nothing. */
function expectKeptOut(run: Run, world: World, status: string): void {
  expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable" } });
  expect(run.stdout).toMatch(new RegExp(`::error .*the proxy refused the connection: ${status} `));
  expect(run.tookMs).toBeGreaterThan(7_900);
  expect(run.unhinderedMs).toBeLessThan(10_000);
  expect(world.simulator.seen).toEqual([]);
}

const runBeside = (github: GitHub, url: string, world: World, host = GITHUB_HOST): Promise<Run> =>
  runThrough(
    url,
    world,
    { "github-token": TOKEN, "status-context": "backup-gate/production" },
    { ...github.env, GITHUB_API_URL: `http://${host}:${github.port}`, http_proxy: url },
    { speed: 0.25 }, // the last status is given 0.7 s, of which a busy machine leaves little
  );
