import { execFile, execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { AUTHORITY_FILE, issue } from "./certificates.ts";
import { NODE } from "../../simulator/runner.ts";
import { skipAloud } from "../support/skips.ts";
import { startProxy } from "./proxy.ts";
import { createWorld } from "./world.ts";

const HOST = "api.backup-gate.test";
const trusted = { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE };

describe.concurrent("TLS", () => {
  test("a certificate of a trusted authority is accepted", async () => {
    const world = await createWorld({ tls: await issue("127.0.0.1") });
    const run = await world.run({}, { env: trusted });
    expect(run.code).toBe(0);
    expect(run.stderr).toBe("");
  });

  test.each([
    ["self-signed", () => issue("127.0.0.1", { selfSigned: true }), "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["expired", () => issue("127.0.0.1", { expired: true }), "CERT_HAS_EXPIRED"],
    ["for another name", () => issue("other.example"), "ERR_TLS_CERT_ALTNAME_INVALID"],
  ])(
    "a certificate that is %s closes at once, and never gets to see the credentials",
    async (_, certificate, code) => {
      const world = await createWorld({ tls: await certificate() });
      const run = await world.run({}, { env: trusted });
      expect(run.code).toBe(1);
      expect(run.outputs).toMatchObject({ result: "unavailable", requests: "1" });
      expect(run.stdout).toMatch(
        new RegExp(`::error .*not trusted \\(${code}[\\s\\S]*NODE_EXTRA_CA_CERTS`),
      );
      expect(world.simulator.seen).toEqual([]);
      expect(run.unhinderedMs).toBeLessThan(5_000);
    },
  );

  test("a certificate of an unknown authority is not trusted", async () => {
    const world = await createWorld({ tls: await issue("127.0.0.1") });
    const run = await world.run();
    expect(run.outputs["result"]).toBe("unavailable");
    expect(world.simulator.seen).toEqual([]);
  });
});

describe.concurrent("a proxy", () => {
  test("that works forwards the poll, sees no credentials, and does not delay the end of the process", async () => {
    const world = await createWorld({ tls: await issue(HOST) });
    const proxy = await startProxy();
    const run = await world.run(
      { "api-url": `https://${HOST}:${world.simulator.port}/v1` },
      { env: { ...trusted, https_proxy: proxy.url } },
    );
    expect(run.code).toBe(0);
    expect(proxy.requests).toEqual([
      expect.stringMatching(`^CONNECT ${HOST}:${world.simulator.port} HTTP/1.1\r\n`),
    ]);
    expect(world.simulator.seen).toHaveLength(1);
    expect(proxy.tunnelled().toString("latin1")).not.toContain("uthorization");
    expect(run.unhinderedMs).toBeLessThan(5_000);
  });

  test.each([
    ["self-signed", () => issue(HOST, { selfSigned: true })],
    ["for another name", () => issue("other.example")],
  ])("does not make a certificate that is %s any better", async (_, certificate) => {
    const world = await createWorld({ tls: await certificate() });
    const proxy = await startProxy();
    const run = await world.run(
      { "api-url": `https://${HOST}:${world.simulator.port}/v1` },
      { env: { ...trusted, HTTPS_PROXY: proxy.url } },
    );
    expect(run.outputs["result"]).toBe("unavailable");
    expect(run.stdout).toContain("not trusted");
    expect(world.simulator.seen).toEqual([]);
  });

  test.each(["hang", "close", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"])(
    "that does not let through (%j) ends with the time",
    async (behaviour) => {
      const proxy = await startProxy(behaviour);
      const world = await createWorld();
      const run = await world.run(
        { "api-url": `https://${HOST}/v1`, timeout: "4s" },
        { env: { https_proxy: proxy.url } },
      );
      expect(run.code).toBe(1);
      expect(run.outputs["result"]).toBe("unavailable");
      expect(run.summary).toContain("Backup gate closed: unavailable");
      expect(proxy.requests[0]).toMatch(`CONNECT ${HOST}:443 HTTP/1.1\r\n`);
      expect(run.unhinderedMs).toBeLessThan(6_000);
    },
  );

  test("receives no request for a loopback address", async () => {
    const proxy = await startProxy("hang");
    const world = await createWorld();
    const run = await world.run({}, { env: { http_proxy: proxy.url, https_proxy: proxy.url } });
    expect(run.code).toBe(0);
    expect(proxy.requests).toEqual([]);
  });
});

/** Runs a command in a network of its own, in which the only name server never answers. */
const SILENT_RESOLVER = join(import.meta.dirname, "with-silent-resolver.sh");
const canIsolate = spawnSync("bash", [SILENT_RESOLVER, "true"]).status === 0;

/** What a process takes that has nothing to do in such a network. */
async function bareRunMs(): Promise<number> {
  const startedAt = performance.now();
  await promisify(execFile)("bash", [SILENT_RESOLVER, NODE, "--eval", ""]);
  return performance.now() - startedAt;
}

describe("a name server that never answers", () => {
  if (!canIsolate)
    skipAloud("no network of its own to be made here: it takes Linux, unshare and ip");

  test("does not hold the process past its time, though a lookup cannot be cancelled", async () => {
    const world = await createWorld();
    const [run, bareMs] = await Promise.all([
      world.run(
        { "api-url": "https://api.wpengineapi.com/v1", timeout: "4s" },
        { under: ["bash", SILENT_RESOLVER] },
      ),
      bareRunMs(),
    ]);
    // Without process.execve, SIGKILL ends the process: 137 in a shell.
    const execve = execFileSync(NODE, ["--print", "typeof process.execve"], { encoding: "utf8" });
    expect(run.code).toBe(execve.trim() === "function" ? 1 : 137);
    expect(run.outputs["result"]).toBe("unavailable");
    expect(run.summary).toContain("Backup gate closed: unavailable");
    expect(run.stdout).toContain("Backup gate closed: unavailable. Waited");
    expect(run.tookMs).toBeGreaterThan(4_000);
    // The network of its own takes its time to be made, and the process ends as a second Node, which has to start too.
    expect(run.unhinderedMs - 2 * bareMs).toBeLessThan(6_000);
  });
});
