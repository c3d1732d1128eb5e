import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { fetch, getExecOutput, ProxyAgent } from "../../../../src/wpengine/http/shims/left-out.ts";
import * as tunnels from "../../../../src/wpengine/http/shims/lazy-tunnel.ts";

const load = createRequire(import.meta.url);

describe("what stands in for tunnel", () => {
  const own = load("tunnel") as typeof tunnels;
  const kinds = ["httpOverHttp", "httpOverHttps", "httpsOverHttp", "httpsOverHttps"] as const;

  test.each(kinds)("makes the tunnel of the kind %s, with the options given", (kind) => {
    const options = { proxy: { host: "proxy.example.com", port: 3128 } };
    const tunnel = tunnels[kind](options) as { request: unknown; createSocket: unknown };
    expect(tunnel).toMatchObject({ proxyOptions: options.proxy });
    const wanted = own[kind](options) as typeof tunnel;
    expect([tunnel.request, tunnel.createSocket]).toEqual([wanted.request, wanted.createSocket]);
  });
});

describe("what stands in for packages that nothing runs", () => {
  test.each([
    ["fetch", fetch],
    ["getExecOutput", getExecOutput],
  ])("%s says so, should anything run it", (_, run) => {
    expect(run).toThrow("left out of the bundle");
  });

  test("an agent may be made, for octokit's bindings make one as they load", () => {
    expect(ProxyAgent).not.toThrow();
  });
});
