import { execFileSync } from "node:child_process";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { NODE, type Run, type RunOptions } from "../../simulator/runner.ts";
import { skipAloud } from "../support/skips.ts";
import { AUTHORITY_FILE, issue } from "./certificates.ts";
import { backup, runAgainst, serve } from "./handmade.ts";
import { startProxy } from "./proxy.ts";

const HOST = "api.backup-gate.test";
const PASSWORD = "hunter2%and/more";

/** An API whose host name resolves only through a proxy. */
async function hiddenApi(): Promise<{ readonly apiUrl: string; readonly asked: () => number }> {
  let asked = 0;
  const port = await serve(
    (_, response) => {
      asked += 1;
      response.end(backup());
    },
    await issue(HOST),
  );
  return { apiUrl: `https://${HOST}:${port}/v1`, asked: () => asked };
}

const runThrough = (
  apiUrl: string,
  env: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
  options: Partial<RunOptions> = {},
): Promise<Run> =>
  runAgainst(apiUrl, inputs, { ...options, env: { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE, ...env } });

describe.concurrent("a proxy is used", () => {
  test.each<[string, (port: number) => Record<string, string>, string?]>([
    [
      "with a % that encodes nothing",
      (port) => ({ https_proxy: `http://user:100%pure@127.0.0.1:${port}` }),
      "user:100%pure",
    ],
    ["without a scheme", (port) => ({ https_proxy: `localhost:${port}` })],
    [
      "without a scheme, but with user and password",
      (port) => ({ HTTPS_PROXY: `me:pa%20ss@localhost:${port}` }),
      "me:pa ss",
    ],
    ["with // only", (port) => ({ https_proxy: `//127.0.0.1:${port}` })],
    ["in capitals", (port) => ({ https_proxy: `HTTP://LOCALHOST:${port}/` })],
    ["with white space around", (port) => ({ https_proxy: ` http://127.0.0.1:${port}\n` })],
    ["with a path", (port) => ({ https_proxy: `http://127.0.0.1:${port}/proxy` })],
    [
      "with an @ in the user",
      (port) => ({ https_proxy: `http://me@work:pass@127.0.0.1:${port}` }),
      "me@work:pass",
    ],
    [
      "in the other variable, this one being blank",
      (port) => ({ https_proxy: " ", HTTPS_PROXY: `127.0.0.1:${port}` }),
    ],
    [
      "in both variables, the first of them",
      (port) => ({ https_proxy: `127.0.0.1:${port}`, HTTPS_PROXY: "127.0.0.1:1" }),
    ],
    [
      "beside an exception for others",
      (port) => ({
        https_proxy: `127.0.0.1:${port}`,
        no_proxy: "test2,.gate.test, api.backup-gate.test:1",
      }),
    ],
  ])("%s", async (_, envOf, credentials) => {
    const [api, proxy] = await Promise.all([hiddenApi(), startProxy()]);
    const run = await runThrough(api.apiUrl, envOf(proxy.port));
    expect(run).toMatchObject({ code: 0, stderr: "", outputs: { result: "completed" } });
    expect(proxy.requests).toHaveLength(1);
    const basic = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
    expect(/^proxy-authorization: (.*)\r$/im.exec(proxy.requests[0] ?? "")?.[1]).toBe(basic);
    if (credentials) expect(run.stdout).not.toContain(credentials.split(":")[1]);
  });

  test("at an IPv6 address", async () => {
    const [api, proxy] = await Promise.all([hiddenApi(), startProxy(undefined, { host: "::1" })]);
    const run = await runThrough(api.apiUrl, { https_proxy: proxy.url });
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    expect(proxy.requests).toHaveLength(1);
  });

  test("without its password in what NODE_DEBUG prints", async () => {
    const [api, proxy] = await Promise.all([hiddenApi(), startProxy()]);
    const https_proxy = proxy.url.replace("//", "//me:s3same@");
    const NODE_DEBUG = "net,http,https,tls";
    const run = await runThrough(api.apiUrl, { https_proxy, NODE_DEBUG });
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining("NET ") as string });
    const basic = Buffer.from("me:s3same").toString("base64");
    expect(proxy.requests[0]).toContain(basic);
    for (const secret of ["s3same", basic]) expect(run.stdout + run.stderr).not.toContain(secret);
  });

  test("that speaks TLS itself, checked by its own name", async () => {
    const [api, tls] = await Promise.all([hiddenApi(), issue("localhost")]);
    const proxy = await startProxy(undefined, { tls });
    const run = await runThrough(api.apiUrl, { https_proxy: `https://localhost:${proxy.port}` });
    expect(run).toMatchObject({ code: 0, stderr: "", outputs: { result: "completed" } });
    expect(proxy.requests).toHaveLength(1);
  });

  test("not if its certificate is not trusted", async () => {
    const [api, tls] = await Promise.all([hiddenApi(), issue("other.example", { expired: true })]);
    const proxy = await startProxy(undefined, { tls });
    const run = await runThrough(api.apiUrl, { https_proxy: proxy.url });
    expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable", requests: "1" } });
    expect(run.stdout).toContain("the proxy's certificate is not trusted (CERT_HAS_EXPIRED");
    expect(proxy.requests).toEqual([]);
  });

  test("also if it answers with 20 KB of headers", async () => {
    const headers = `x: ${"y".repeat(1_000)}\r\n`.repeat(20);
    const [api, proxy] = await Promise.all([
      hiddenApi(),
      startProxy(`HTTP/1.1 200 Connection established\r\n${headers}\r\n`),
    ]);
    const run = await runThrough(api.apiUrl, { https_proxy: proxy.url });
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
  });

  test.each(["*.backup-gate.test", "backup-gate.test", "*", `${HOST}:443`])(
    "not with no_proxy=%s",
    async (noProxy) => {
      const proxy = await startProxy();
      const run = await runThrough(
        `https://${HOST}/v1`,
        { https_proxy: proxy.url, no_proxy: noProxy },
        { timeout: "1s" },
      );
      // The name leads nowhere. Some systems take longer than that to find out.
      expect(run.code).not.toBe(0);
      expect(run.outputs["result"]).toMatch(/^(unavailable|timed-out)$/);
      expect(proxy.requests).toEqual([]);
    },
  );
});

describe.concurrent("a proxy that cannot be used is named before any request", () => {
  test.each([
    ["https_proxy", '"http://proxy:3128"', "quotation marks"],
    ["HTTPS_PROXY", `'http://me:${PASSWORD}@proxy:3128'`, "quotation marks"],
    ["https_proxy", `socks5://me:${PASSWORD}@proxy:1080`, "Other kinds of proxy"],
    ["HTTPS_PROXY", `http://me:${PASSWORD}@proxy:3128`, "slash"],
    ["https_proxy", "http://me:hunter2@proxy:99999", "not the address of a proxy"],
    ["https_proxy", "http://me:hunter2@proxy:port", "not the address of a proxy"],
    ["https_proxy", "http://", "not the address of a proxy"],
  ])("%s=%s", async (variable, value, fault) => {
    const run = await runThrough(`https://${HOST}/v1`, { [variable]: value });
    expect(run).toMatchObject({ code: 1, outputs: { result: "invalid-input", requests: "0" } });
    expect(run.stdout).toMatch(new RegExp(`^::error .*${variable} .*${fault}`, "m"));
    expect(run.stdout + run.summary + JSON.stringify(run.outputs)).not.toContain("hunter2");
  });

  test.each(["https_proxy", "http_proxy"])("but not %s, if nothing is sent by it", async (name) => {
    const port = await serve((_, response) => response.end(backup()));
    const run = await runAgainst(`http://127.0.0.1:${port}/v1`, {}, { env: { [name]: "'" } });
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
  });
});

describe.concurrent("a proxy that refuses", () => {
  test.each([
    ["429 Too Many Requests", "3"],
    ["503 Service Unavailable", "2.5"],
  ])("with %s is asked again when it says", async (status, retryAfter) => {
    const answer = `HTTP/1.1 ${status}\r\nretry-after: ${retryAfter}\r\n\r\n`;
    const [api, proxy] = await Promise.all([hiddenApi(), startProxy(answer)]);
    const run = await runThrough(api.apiUrl, { https_proxy: proxy.url }, { timeout: "5500ms" });
    // The second hint is longer than the time left.
    expect(run).toMatchObject({ code: 1, outputs: { result: "timed-out", requests: "2" } });
    expect(run.stdout).toContain(`the proxy refused the connection: ${status}`);
    expect(api.asked()).toBe(0);
  });

  test("has carried out no create request, which is sent again", async () => {
    const proxy = await startProxy("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    const run = await runThrough(
      `https://${HOST}/v1`,
      { https_proxy: proxy.url },
      {
        "backup-id": "",
        "create-backup": "true",
        "notification-emails": "me@example.com",
        timeout: "4s",
      },
    );
    expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable" } });
    expect(proxy.requests.length).toBeGreaterThan(1);
  });
});

test("100 backups behind a proxy that hangs, with few files to open: outputs and summary are written", async () => {
  const proxy = await startProxy("hang");
  const ids = Array.from({ length: 100 }, (_, index) => {
    return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  });
  const run = await runThrough(
    `https://${HOST}/v1`,
    { https_proxy: proxy.url },
    {
      "install-id": ids.join("\n"),
      "backup-id": ids.join("\n"),
      timeout: "20s",
      "request-timeout": "2s",
    },
    { under: ["bash", "-c", 'ulimit -n 64; exec "$@"', "bash"] },
  );
  expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable" } });
  expect(run.summary).toContain("Backup gate closed: unavailable");
  expect(run.stdout).not.toContain("EMFILE");
  expect(proxy.requests.length).toBeGreaterThan(64);
  expect(proxy.connections.most).toBeLessThan(20);
});

describe.concurrent("an answer is read", () => {
  const text = backup({ description: "für alle" });
  const plain = Buffer.from(text);

  test.each<[string, Record<string, string>, Buffer]>([
    ["with gzip", { "content-encoding": "gzip" }, gzipSync(plain)],
    ["with x-gzip", { "content-encoding": "x-gzip" }, gzipSync(plain)],
    ["with deflate", { "content-encoding": "deflate" }, deflateSync(plain)],
    ["with deflate and no zlib header", { "content-encoding": "deflate" }, deflateRawSync(plain)],
    ["with br", { "content-encoding": "br" }, brotliCompressSync(plain)],
    ["with two encodings", { "content-encoding": "br, gzip" }, gzipSync(brotliCompressSync(plain))],
    ["with a charset for an encoding", { "content-encoding": "UTF-8" }, plain],
    ["with a word that nobody knows", { "content-encoding": "none" }, plain],
    ["with gzip that a proxy has undone", { "content-encoding": "gzip" }, plain],
    ["with 60 KB of headers", { x: "y".repeat(60_000) }, plain],
    ["with a byte order mark", {}, Buffer.concat([Buffer.from("efbbbf", "hex"), plain])],
    ["in Latin-1", {}, Buffer.from(text, "latin1")],
  ])("%s", async (_, headers, body) => {
    const port = await serve((_, response) => response.writeHead(200, headers).end(body));
    const run = await runAgainst(`http://127.0.0.1:${port}/v1`);
    expect(run).toMatchObject({
      code: 0,
      stderr: "",
      outputs: { result: "completed", requests: "1" },
    });
  });

  test.each<[string, string, Buffer]>([
    ["that was cut off", "gzip", gzipSync(plain).subarray(0, -10)],
    ["that is none", "br", plain],
    ["that is far longer than it looks", "gzip", gzipSync(Buffer.alloc(64 * 1024 * 1024, " "))],
  ])("not with an encoding %s", async (_, encoding, body) => {
    const port = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(body),
    );
    const run = await runAgainst(`http://127.0.0.1:${port}/v1`, { timeout: "1s" });
    expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable", status: "" } });
    expect(run.stdout).toMatch(/the body (cannot be decompressed|is over 1 MiB)/);
  });

  test.each(["completed\u00ff", "\u00ffcompleted"])(
    "but a status is compared as it is: %j",
    async (status) => {
      const body = Buffer.from(backup({ status }), "latin1");
      const port = await serve((_, response) => response.end(body));
      const run = await runAgainst(`http://127.0.0.1:${port}/v1`, { timeout: "1s" });
      expect(run).toMatchObject({ code: 1, outputs: { result: "timed-out" } });
    },
  );

  test("fresh, from a cache that yields to no-cache", async () => {
    const port = await serve((request, response) => {
      const isFresh = request.headers["cache-control"] === "no-cache";
      response.end(backup({ status: isFresh ? "completed" : "in_progress" }));
    });
    expect(await runAgainst(`http://127.0.0.1:${port}/v1`)).toMatchObject({ code: 0 });
  });
});

describe.concurrent("a host name with IPv4 and IPv6 addresses", () => {
  /** Lets every name have both loopback addresses, of which each answers a connection so late, or never. */
  const preload = (sixMs: number, fourMs: number): string => {
    const script = `
      import dns from "node:dns";
      const addresses = [{ address: "::1", family: 6 }, { address: "127.0.0.1", family: 4 }];
      dns.lookup = (name, options, callback) => process.nextTick(callback, null, addresses);
      const { TCP } = process.binding("tcp_wrap");
      for (const [name, ms] of Object.entries({ connect6: ${sixMs}, connect: ${fourMs} })) {
        const connect = TCP.prototype[name];
        TCP.prototype[name] = function (...words) {
          if (ms > 0) setTimeout(() => connect.apply(this, words), ms);
          return 0;
        };
      }`;
    return `--import=data:text/javascript,${encodeURIComponent(script)}`;
  };
  const runBy = (port: number, sixMs: number, fourMs: number, inputs = {}): Promise<Run> => {
    const env = { NODE_OPTIONS: preload(sixMs, fourMs) };
    return runAgainst(`http://localhost:${port}/v1`, inputs, { env });
  };

  test.each([
    ["first", "::1"],
    ["second", "127.0.0.1"],
  ])("that is far away, is reached at the %s of them", async (_, host) => {
    const port = await serve((_, response) => response.end(backup()), undefined, host);
    const run = await runBy(port, 600, 600);
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed", requests: "1" } });
  });

  describe("of which one is dead", () => {
    const version = execFileSync(NODE, ["--version"], { encoding: "utf8" });
    if (version.startsWith("v20.0.")) skipAloud("Node 20.0 never tries the second one");

    test.each(["30s", "2s"])("is reached within a request-timeout of %s", async (timeout) => {
      const port = await serve((_, response) => response.end(backup()));
      const run = await runBy(port, 0, 1, { "request-timeout": timeout });
      expect(run).toMatchObject({ code: 0, outputs: { result: "completed", requests: "1" } });
    });
  });
});
