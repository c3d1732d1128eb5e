import type { RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type Clock, systemClock } from "../../../../src/util/clock.ts";
import { proxyFor, type ProxyServer } from "../../../../src/util/proxy.ts";
import { issue } from "../../../e2e/certificates.ts";
import { type Proxy, startProxy } from "../../../e2e/proxy.ts";
import {
  exchange,
  open,
  retryAts,
  setUp,
  serveRaw,
  trustAuthority,
  useTransport,
} from "./transport-harness.ts";

setUp();

describe("a request over TLS", () => {
  trustAuthority();

  const serveTls = async (host: string, listener: RequestListener): Promise<string> => {
    const url = await open(createHttps(await issue(host), listener));
    return url.replace("http:", "https:");
  };

  test("may have been carried out once the server has proven who it is", async () => {
    const url = await serveTls("127.0.0.1", ({ socket }) => socket.destroy());
    expect(await exchange(undefined, { url })).toMatchObject({
      kind: "unanswered",

      unsent: false,
    });
  });

  test("is not sent to a server that proves to be another", async () => {
    let asked = 0;
    const url = await serveTls("other.example", () => (asked += 1));
    expect(await exchange(undefined, { url })).toMatchObject({
      fault: expect.stringContaining("not trusted (ERR_TLS_CERT_ALTNAME_INVALID") as string,
      untrusted: "certificate-name",
      unsent: true,
    });
    expect(asked).toBe(0);
  });
});

describe("through a proxy", () => {
  const HOST = "api.example.com";
  const REFUSED = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\n\r\n";
  trustAuthority();

  const through = ({ url }: Proxy, clock: Clock = systemClock): void => {
    const proxy = proxyFor(`https://${HOST}`, { https_proxy: url });
    useTransport(clock, proxy as ProxyServer);
  };
  const serveTls = async (listener: RequestListener): Promise<string> => {
    const url = await open(createHttps(await issue(HOST), listener));
    return url.replace("http://127.0.0.1", `https://${HOST}`);
  };

  test("a server is reached, and the environment has no say in it", async () => {
    const url = await serveTls((_, response) => response.end("{}"));
    const proxy = await startProxy();
    through(proxy);
    vi.stubEnv("https_proxy", "http://127.0.0.1:1");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await exchange(undefined, { url })).toMatchObject({ status: 200 });
    expect(proxy.requests).toHaveLength(1);
  });

  test("a request may have been carried out once the server has proven who it is", async () => {
    const url = await serveTls(({ socket }) => socket.destroy());
    through(await startProxy());
    expect(await exchange(undefined, { url })).toMatchObject({
      kind: "unanswered",
      unsent: false,
    });
  });

  test("a request was surely not sent where the server ends the handshake", async () => {
    const url = (await serveRaw((socket) => socket.end())).replace(
      "http://127.0.0.1",
      `https://${HOST}`,
    );
    through(await startProxy());
    expect(await exchange(undefined, { url })).toMatchObject({ kind: "unanswered", unsent: true });
  });

  test("a request was surely not sent where the proxy refuses, and it says when to ask again", async () => {
    through(await startProxy(REFUSED), { ...systemClock, now: () => 500 });
    expect(await exchange(undefined, { url: `https://${HOST}/` })).toEqual({
      kind: "unanswered",
      fault: "no reply (the proxy refused the connection: 503 Service Unavailable)",

      unsent: true,
    });
    expect(retryAts).toEqual([7_500]);
  });

  test("no hint is made up where the proxy does not answer", async () => {
    through(await startProxy("close"));
    expect(await exchange(undefined, { url: `https://${HOST}/` })).toMatchObject({ unsent: true });
    expect(retryAts).toEqual([]);
  });

  test("a proxy that hangs is let go when the time is up", async () => {
    const proxy = await startProxy("hang");
    through(proxy);
    expect(await exchange(undefined, { url: `https://${HOST}/`, timeoutMs: 300 })).toEqual({
      kind: "unanswered",
      fault: "no complete reply within 0.3s",

      unsent: true,
    });
    await expect.poll(() => proxy.connections.now).toBe(0);
  });

  test("a proxy may answer with 20 KB of headers", async () => {
    const url = await serveTls((_, response) => response.end("{}"));
    const headers = `x: ${"y".repeat(1_000)}\r\n`.repeat(20);
    through(await startProxy(`HTTP/1.1 200 OK\r\n${headers}\r\n`));
    expect(await exchange(undefined, { url })).toMatchObject({ status: 200 });
  });
});
