import { expect, test } from "vitest";
import { readSettings } from "../../../src/inputs/settings.ts";
import { breachesOf, environment } from "./environment.ts";

const proxyBy = (inputs: Record<string, string>, env: Record<string, string>): unknown =>
  readSettings({ ...environment(inputs), ...env }).proxy;

test("the proxy that leads to the API is read from the environment", () => {
  expect(proxyBy({}, {})).toBeUndefined();
  expect(proxyBy({}, { https_proxy: "me:secret@proxy:3128" })).toEqual({
    isSecure: false,
    host: "proxy",
    port: 3128,
    credentials: "me:secret",
  });
  expect(proxyBy({ "api-url": "https://localhost/v1" }, { https_proxy: "'" })).toBeUndefined();
});

test("one that cannot be used is a breach, which names the variable as it is spelled", () => {
  expect(() => proxyBy({}, { HTTPS_PROXY: "socks5://me:secret@proxy" })).toThrow(
    "HTTPS_PROXY is not an http:// or https:// address. Other kinds of proxy are not supported.",
  );
});

test("it is none beside an api-url that is one", () => {
  expect(breachesOf({ "api-url": "soon" })).toContain("api-url");
  expect(() => proxyBy({ "api-url": "soon" }, { https_proxy: "'" })).toThrow(/^api-url [^\n]*$/);
});
