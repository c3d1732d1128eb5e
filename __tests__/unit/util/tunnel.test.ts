import { once } from "node:events";
import { readFile } from "node:fs/promises";
import {
  createServer,
  type IncomingMessage,
  request as requestPlainly,
  type RequestListener,
  type RequestOptions,
} from "node:http";
import { createServer as createTlsServer, request as requestSecurely } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { proxyFor, type ProxyServer } from "../../../src/util/proxy.ts";
import { agentFor, TunnelError } from "../../../src/util/tunnel.ts";
import { AUTHORITY_FILE, type Certificate, issue } from "../../e2e/certificates.ts";
import { type Proxy, startProxy } from "../../e2e/proxy.ts";

const HOST = "api.example.com";

let authorities: string[];
beforeEach(async () => {
  authorities = getCACertificates();
  setDefaultCACertificates([await readFile(AUTHORITY_FILE, "utf8")]);
});
afterEach(() => {
  setDefaultCACertificates(authorities);
  for (const close of closes.splice(0)) close();
});
const closes: (() => void)[] = [];

/** Starts a server, and returns its port. */
async function serve(listener: RequestListener, tls?: Certificate): Promise<number> {
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on("tlsClientError", () => undefined);
  await once(server.listen(0, "127.0.0.1"), "listening");
  closes.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

const parse = (url: string): ProxyServer =>
  proxyFor("https://api.example.com", { https_proxy: url }) as ProxyServer;

/** Gets a page through a proxy, and returns its text. */
async function get(proxy: ProxyServer, url: string, options: RequestOptions = {}): Promise<string> {
  const isSecure = url.startsWith("https:");
  const { hostname, port } = new URL(url);
  const { signal = new AbortController().signal } = options;
  const request = (isSecure ? requestSecurely : requestPlainly)({
    host: hostname.replace(/^\[|\]$/g, ""),
    port,
    agent: agentFor(isSecure, proxy, signal),
    ...options,
  });
  request.end();
  const [message] = (await once(request, "response")) as [IncomingMessage];
  return text(message);
}

/** The headers of the only CONNECT, after its first line. */
const headersOf = ({ requests }: Proxy): string[] => {
  expect(requests).toHaveLength(1);
  return requests[0]?.trimEnd().toLowerCase().split("\r\n").slice(1) ?? [];
};

describe("through a proxy", () => {
  test("a TLS server is verified by its name, and the proxy sees only encrypted data", async () => {
    const port = await serve((_, response) => response.end("secret"), await issue(HOST));
    const proxy = await startProxy();
    expect(await get(parse(proxy.url), `https://${HOST}:${port}/`)).toBe("secret");
    expect(proxy.requests[0]).toMatch(`CONNECT ${HOST}:${port} HTTP/1.1\r\n`);
    expect(headersOf(proxy)).toContain(`host: ${HOST}:${port}`);
    expect(proxy.requests[0]).not.toMatch(/authorization/i);
    expect(proxy.tunnelled().toString("latin1")).not.toContain("HTTP/1.1");
  });

  test("its own name is sent to the TLS server", async () => {
    let name: unknown;
    const port = await serve(
      ({ socket }, response) => {
        name = (socket as { servername?: unknown }).servername;
        response.end();
      },
      await issue(HOST),
    );
    await get(parse((await startProxy()).url), `https://${HOST}:${port}/`);
    expect(name).toBe(HOST);
  });

  test("a server without TLS is reached, too", async () => {
    const port = await serve((_, response) => response.end("plain"));
    const proxy = await startProxy();
    expect(await get(parse(proxy.url), `http://${HOST}:${port}/`)).toBe("plain");
    expect(proxy.requests[0]).toMatch(`CONNECT ${HOST}:${port} HTTP/1.1\r\n`);
  });

  test("an IPv6 address keeps its brackets, and its certificate is checked", async () => {
    const port = await serve((_, response) => response.end("six"), await issue("2001:db8::1"));
    const proxy = await startProxy();
    expect(await get(parse(proxy.url), `https://[2001:db8::1]:${port}/`)).toBe("six");
    expect(proxy.requests[0]).toMatch(`CONNECT [2001:db8::1]:${port} HTTP/1.1\r\n`);
    await expect(get(parse(proxy.url), `https://[2001:db8::2]:${port}/`)).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
  });

  test.each(["127.0.0.1", "::1"])("the proxy may be an address: %s", async (host) => {
    const port = await serve((_, response) => response.end("ok"), await issue(HOST));
    const proxy = await startProxy(undefined, { host });
    expect(await get(parse(proxy.url), `https://${HOST}:${port}/`)).toBe("ok");
  });

  test("user and password go to the proxy, and in UTF-8", async () => {
    const port = await serve((request, response) => {
      response.end(JSON.stringify(request.headers));
    });
    const proxy = await startProxy();
    const url = proxy.url.replace("//", "//us%65r:p:%C3%BC@");
    expect(await get(parse(url), `http://${HOST}:${port}/`)).not.toContain("proxy");
    const basic = Buffer.from("user:p:ü").toString("base64").toLowerCase();
    expect(headersOf(proxy)).toContain(`proxy-authorization: basic ${basic}`);
  });

  test.each(["HTTP/1.0 200 Connection established", "HTTP/1.1 204 No Content", "HTTP/1.1 299 x"])(
    "the tunnel is open by %s",
    async (line) => {
      const port = await serve((_, response) => response.end("ok"));
      const proxy = await startProxy(`${line}\r\nx: y\r\n\r\n`);
      expect(await get(parse(proxy.url), `http://${HOST}:${port}/`)).toBe("ok");
    },
  );

  test("what comes along with the proxy's answer is read as the server's", async () => {
    const port = await serve(() => undefined);
    const early = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nearly";
    const proxy = await startProxy(`HTTP/1.1 200 OK\r\n\r\n${early}`);
    expect(await get(parse(proxy.url), `http://${HOST}:${port}/`)).toBe("early");
  });
});

describe("a proxy that speaks TLS", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
    ["localhost", "127.0.0.1"],
  ])("is checked by its own name (%s), and the server by its own", async (name, host) => {
    const port = await serve((_, response) => response.end("ok"), await issue(HOST));
    const proxy = await startProxy(undefined, { tls: await issue(name), host });
    const url = `https://${name.includes("::") ? `[${name}]` : name}:${proxy.port}`;
    expect(await get(parse(url), `https://${HOST}:${port}/`)).toBe("ok");
  });

  test.each([
    ["for the server's name", () => issue(HOST), "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["self-signed", () => issue("127.0.0.1", { selfSigned: true }), "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ])("is not trusted with a certificate that is %s", async (_, certificate, code) => {
    const proxy = await startProxy(undefined, { tls: await certificate() });
    const failed = await get(parse(proxy.url), `https://${HOST}/`).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(TunnelError);
    expect(failed).toHaveProperty("cause.code", code);
    expect(proxy.requests).toEqual([]);
  });

  test("does not make a server any better that proves to be another", async () => {
    let asked = 0;
    const port = await serve(() => (asked += 1), await issue("127.0.0.1"));
    const proxy = await startProxy(undefined, { tls: await issue("127.0.0.1") });
    await expect(get(parse(proxy.url), `https://${HOST}:${port}/`)).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(asked).toBe(0);
  });
});

describe("no tunnel", () => {
  const failure = async (url: string, options?: RequestOptions): Promise<unknown> =>
    get(parse(url), `https://${HOST}/`, options).catch((error: unknown) => error);

  test.each([
    ["HTTP/1.1 407 Proxy Authentication Required", "407 Proxy Authentication Required"],
    ["HTTP/1.1 199 Odd", "199"],
    ["HTTP/1.1 300 Multiple Choices", "300 Multiple Choices"],
    ["HTTP/1.1 599 Whatever", "599"],
  ])("where the proxy answers %s", async (line, words) => {
    const proxy = await startProxy(`${line}\r\nRetry-After: 7\r\n\r\nbody`);
    const failed = await failure(proxy.url);
    expect(failed).toBeInstanceOf(TunnelError);
    expect(failed).toMatchObject({
      message: `the proxy refused the connection: ${words}`,
      refusal: { headersDistinct: { "retry-after": ["7"] } },
      cause: undefined,
    });
    await vi.waitFor(() => expect(proxy.connections.now).toBe(0));
  });

  test("where it closes the connection, or speaks no HTTP", async () => {
    for (const behaviour of ["close", "220 ready\r\n"]) {
      const failed = await failure((await startProxy(behaviour)).url);
      expect(failed).toBeInstanceOf(TunnelError);
      expect(failed).toMatchObject({
        message: expect.stringMatching(
          /^the proxy did not answer: (socket hang up|Parse)/,
        ) as string,
        refusal: undefined,
      });
    }
  });

  test("is made if the connection is refused", async () => {
    const failed = await failure("http://127.0.0.1:1");
    expect(failed).toMatchObject({
      message: "the proxy did not answer: connect ECONNREFUSED 127.0.0.1:1",
      cause: { code: "ECONNREFUSED" },
    });
  });

  test.each(["hang", "HTTP/1.1 200 OK\r\n\r\n"])(
    "is left open after the request is aborted (the proxy: %j)",
    async (behaviour) => {
      const port = await serve(() => undefined); // and TLS with it hangs
      const proxy = await startProxy(behaviour);
      const cancel = new AbortController();
      const pending = get(parse(proxy.url), `http://${HOST}:${port}/`, { signal: cancel.signal });
      await vi.waitFor(() => expect(proxy.requests).toHaveLength(1));
      expect(proxy.connections.now).toBe(1);
      cancel.abort();
      await expect(pending).rejects.toThrow("aborted");
      await vi.waitFor(() => expect(proxy.connections.now).toBe(0));
    },
  );

  test("is made before a proxy has ended its headers, nor after too many of them", async () => {
    const long = `x: ${"y".repeat(1_000)}\r\n`;
    const answer = `HTTP/1.1 502 Bad Gateway\r\n${long.repeat(40)}\r\n`;
    const proxy = await startProxy(answer);
    expect(await failure(proxy.url)).toMatchObject({
      message: "the proxy did not answer: Parse Error: Header overflow",
    });
    expect(await failure(proxy.url, { maxHeaderSize: 65_536 })).toMatchObject({
      message: "the proxy refused the connection: 502 Bad Gateway",
    });
  });
});

test("without a proxy the server is reached directly", async () => {
  const port = await serve((_, response) => response.end("direct"), await issue("127.0.0.1"));
  const agent = agentFor(true, undefined, new AbortController().signal);
  const request = requestSecurely({ host: "127.0.0.1", port, agent });
  const [message] = (await once(request.end(), "response")) as [IncomingMessage];
  expect(await text(message)).toBe("direct");
});
