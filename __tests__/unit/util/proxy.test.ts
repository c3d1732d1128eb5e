import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { proxyFor, type ProxyServer } from "../../../src/util/proxy.ts";

const API = "https://api.example.com/v1";

const proxyOf = (value: string): ReturnType<typeof proxyFor> =>
  proxyFor(API, { https_proxy: value });
const plain = (host: string, port: number, credentials?: string): ProxyServer => ({
  isSecure: false,
  host,
  port,
  credentials,
});

describe("a proxy is read", () => {
  test.each<[string, ProxyServer]>([
    ["http://proxy:3128", plain("proxy", 3128)],
    ["HTTP://Proxy.Example.com:3128", plain("proxy.example.com", 3128)],
    ["http://proxy", plain("proxy", 80)],
    ["https://proxy", { ...plain("proxy", 443), isSecure: true }],
    ["HTTPS://proxy:8443", { ...plain("proxy", 8443), isSecure: true }],
    ["proxy:3128", plain("proxy", 3128)],
    ["localhost:3128", plain("localhost", 3128)],
    ["proxy", plain("proxy", 80)],
    ["//proxy:3128", plain("proxy", 3128)],
    ["http://proxy:3128/", plain("proxy", 3128)],
    ["http://proxy:3128/a/path", plain("proxy", 3128)],
    ["http://proxy:3128?query", plain("proxy", 3128)],
    ["http://proxy:3128#fragment", plain("proxy", 3128)],
    ["proxy:3128/", plain("proxy", 3128)],
    ["proxy:3128//x", plain("proxy", 3128)],
    ["http://proxy/https:", plain("proxy", 80)],
    ["  http://proxy:3128\n", plain("proxy", 3128)],
    ["http://10.0.0.1:1", plain("10.0.0.1", 1)],
    ["http://proxy_1-a.local:65535", plain("proxy_1-a.local", 65_535)],
    ["http://[::1]:3128", plain("::1", 3128)],
    ["[2001:DB8::1]:3128", plain("2001:db8::1", 3128)],
    ["http://[::1]", plain("::1", 80)],
    ["http://pröxy.example:3128", plain("xn--prxy-6qa.example", 3128)],
    ["http://user:pass@proxy:3128", plain("proxy", 3128, "user:pass")],
    ["user:pass@proxy:3128", plain("proxy", 3128, "user:pass")],
    ["http://user@proxy:3128", plain("proxy", 3128, "user:")],
    ["http://:pass@proxy:3128", plain("proxy", 3128, ":pass")],
    ["http://@proxy:3128", plain("proxy", 3128)],
    ["http://user:100%pure@proxy:3128", plain("proxy", 3128, "user:100%pure")],
    ["http://user:%70%40ss%3a%2F@proxy:3128", plain("proxy", 3128, "user:p@ss:/")],
    ["http://us%65r:%C3%BC@proxy:3128", plain("proxy", 3128, "user:ü")],
    ["http://user:%ff@proxy:3128", plain("proxy", 3128, "user:%ff")],
    ["http://user:%70%f@proxy:3128", plain("proxy", 3128, "user:p%f")],
    ["http://user:a:b@proxy:3128", plain("proxy", 3128, "user:a:b")],
    ["http://us@er:p@ss@proxy:3128", plain("proxy", 3128, "us@er:p@ss")],
    ["http://domain\\user:pass@proxy:3128", plain("proxy", 3128, "domain\\user:pass")],
    ["http://user:p ss@proxy:3128", plain("proxy", 3128, "user:p ss")],
  ])("%j", (value, proxy) => {
    expect(proxyOf(value)).toEqual(proxy);
  });
});

describe("an invalid proxy value is a fault, and no part of it is quoted", () => {
  const NO_ADDRESS =
    "is not the address of a proxy. Use a value such as http://proxy.example.com:3128";
  const QUOTED = "has quotation marks around its value. Remove them";
  const OTHER_KIND =
    "is not an http:// or https:// address. Other kinds of proxy are not supported";
  const SLASH = "has a slash, ? or # in its user or password. Encode them as %2F, %3F and %23";

  test.each([
    ['"http://proxy:3128"', QUOTED],
    ["'http://proxy:3128'", QUOTED],
    ['"http://proxy:3128', QUOTED],
    ["http://proxy:3128'", QUOTED],
    ["“http://proxy:3128”", QUOTED],
    ["socks5://proxy:1080", OTHER_KIND],
    ["SOCKS4A://user:pass@proxy:1080", OTHER_KIND],
    ["ftp://proxy", OTHER_KIND],
    ["httpx://proxy", OTHER_KIND],
    ["http://user:pa/ss@proxy:3128", SLASH],
    ["http://user:pa#ss@proxy:3128", SLASH],
    ["http://user:12?ss@proxy:3128", SLASH],
    ["http://", NO_ADDRESS],
    ["http:proxy:3128", NO_ADDRESS],
    ["http:/proxy:3128", NO_ADDRESS],
    ["http://:3128", NO_ADDRESS],
    ["user:pass@", NO_ADDRESS],
    ["http://proxy:", NO_ADDRESS],
    ["http://proxy:0", NO_ADDRESS],
    ["http://proxy:65536", NO_ADDRESS],
    ["http://proxy:port", NO_ADDRESS],
    ["http://proxy:3128:3128", NO_ADDRESS],
    ["http://proxy:-1", NO_ADDRESS],
    ["http://::1:3128", NO_ADDRESS],
    ["http://[::1:3128", NO_ADDRESS],
    ["http://[:::1]:3128", NO_ADDRESS],
    ["http://[fe80::1%25eth0]:3128", NO_ADDRESS],
    ["http://pro xy:3128", NO_ADDRESS],
    ["http://proxy:3128,http://other:3128", NO_ADDRESS],
    ["http://proxy,other:3128", NO_ADDRESS],
    ['http://pro"xy:3128', NO_ADDRESS],
    ["http://*:3128", NO_ADDRESS],
    ["http://1.2.3.400:3128", NO_ADDRESS],
    ["http://proxy:3128\nx", NO_ADDRESS],
    ["http://us\ner:pass@proxy:3128", NO_ADDRESS],
    ["http://user:pass@proxy:3128\u0000", NO_ADDRESS],
    ["http://proxy\\path:3128", NO_ADDRESS],
  ])("%j", (value, fault) => {
    expect(proxyOf(value)).toEqual({ variable: "https_proxy", fault });
  });

  test("any value gives a proxy or one of these faults", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (value) => {
        fc.pre(value.trim() !== "");
        for (const text of [value, `http://${value}`, `http://user:${value}@proxy:3128`]) {
          const proxy = proxyOf(text);
          if (proxy === undefined) throw new Error("passed over");
          if ("fault" in proxy) {
            expect([NO_ADDRESS, QUOTED, OTHER_KIND, SLASH]).toContain(proxy.fault);
          } else {
            expect(proxy.host).toMatch(/^[a-z\d._:-]+$/);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("which variable counts", () => {
  const via = (address: string, env: Readonly<Record<string, string>>): string | undefined => {
    const proxy = proxyFor(address, env);
    return proxy && ("host" in proxy ? proxy.host : proxy.variable);
  };

  test.each<[string, Record<string, string>, string | undefined]>([
    [API, {}, undefined],
    [API, { https_proxy: "lower", HTTPS_PROXY: "upper" }, "lower"],
    [API, { HTTPS_PROXY: "upper" }, "upper"],
    [API, { https_proxy: "", HTTPS_PROXY: "upper" }, "upper"],
    [API, { https_proxy: " \n", HTTPS_PROXY: "upper" }, "upper"],
    [API, { https_proxy: " ", HTTPS_PROXY: "" }, undefined],
    [API, { https_proxy: "'", HTTPS_PROXY: "upper" }, "https_proxy"],
    [API, { HTTPS_PROXY: "'" }, "HTTPS_PROXY"],
    [API, { http_proxy: "plain", HTTP_PROXY: "plain" }, undefined],
    ["http://api.example.com", { http_proxy: "plain", https_proxy: "secure" }, "plain"],
    ["http://api.example.com", { HTTP_PROXY: "'" }, "HTTP_PROXY"],
    ["http://api.example.com", { https_proxy: "secure" }, undefined],
    ["http://api.example.com", { https_proxy: "secure", all_proxy: "any" }, "any"],
    [API, { all_proxy: "any", ALL_PROXY: "upper" }, "any"],
    [API, { all_proxy: " ", ALL_PROXY: "upper" }, "upper"],
    [API, { HTTPS_PROXY: "secure", all_proxy: "any" }, "secure"],
    [API, { all_proxy: "socks5://any:1080" }, "all_proxy"],
    [API, { ALL_PROXY: "any", no_proxy: "*" }, undefined],
  ])("%s with %j: %s", (address, env, expected) => {
    expect(via(address, env)).toBe(expected);
  });

  test.each([
    "http://localhost:8080",
    "https://localhost/v1",
    "http://127.0.0.1:8080",
    "http://127.10.20.30",
    "http://[::1]:8080",
  ])("none leads to this machine (%s), not even one that cannot be read", (address) => {
    for (const value of ["proxy:3128", "'"]) {
      expect(via(address, { http_proxy: value, https_proxy: value })).toBeUndefined();
    }
  });

  test.each([
    "https://127.example.com",
    "https://localhost.example.com",
    "https://mylocalhost",
    "https://[::2]",
  ])("one may lead to %s", (address) =>
    expect(via(address, { https_proxy: "proxy" })).toBe("proxy"),
  );
});

describe("no_proxy", () => {
  const isExempt = (noProxy: string, address = API): boolean =>
    proxyFor(address, { https_proxy: "proxy", no_proxy: noProxy }) === undefined;

  test.each<[string, string?]>([
    ["*"],
    ["api.example.com"],
    ["API.Example.COM"],
    ["example.com"],
    ["com"],
    [".example.com"],
    ["*.example.com"],
    ["other, example.com ,"],
    ["api.example.com:443"],
    [".example.com:443"],
    ["example.com:8443", "https://api.example.com:8443/v1"],
    ["[2001:db8::1]", "https://[2001:db8::1]/v1"],
    ["2001:db8::1", "https://[2001:db8::1]/v1"],
    ["[2001:db8::1]:443", "https://[2001:db8::1]/v1"],
    ["10.0.0.1", "https://10.0.0.1/v1"],
  ])("%j exempts", (noProxy, address) => {
    expect(isExempt(noProxy, address)).toBe(true);
  });

  test.each<[string, string?]>([
    [""],
    [" , ,"],
    ["pi.example.com"],
    ["ample.com"],
    ["other.com"],
    [".api.example.com"],
    ["*.api.example.com"],
    ["api.example.com:8443"],
    ["api.example.com:80"],
    ["api.example.*"],
    ["http://api.example.com"],
    ["", "https://api.example.com./v1"],
    ["10.0.0.0/8", "https://10.0.0.1/v1"],
  ])("%j does not exempt", (noProxy, address) => {
    expect(isExempt(noProxy, address)).toBe(false);
  });

  test("the port of http is 80", () => {
    const env = { http_proxy: "proxy", no_proxy: "api.example.com:80" };
    expect(proxyFor("http://api.example.com", env)).toBeUndefined();
    expect(proxyFor("http://api.example.com:443", env)).toEqual(plain("proxy", 80));
  });

  test("counts in lower case before upper case, unless it is blank", () => {
    const env = { https_proxy: "proxy", NO_PROXY: "*" };
    expect(proxyFor(API, env)).toBeUndefined();
    expect(proxyFor(API, { ...env, no_proxy: " " })).toBeUndefined();
    expect(proxyFor(API, { ...env, no_proxy: "other" })).toEqual(plain("proxy", 80));
  });

  test("exempts from a proxy that cannot be read, too", () => {
    expect(proxyFor(API, { https_proxy: "'", no_proxy: "*" })).toBeUndefined();
  });
});
