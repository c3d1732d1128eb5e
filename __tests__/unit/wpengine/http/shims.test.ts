import { describe, expect, test } from "vitest";
import * as leftOut from "../../../../src/wpengine/http/shims/left-out.ts";

describe("the shims for unused packages", () => {
  test.each(["fetch"] as const)("%s says so, should anything run it", (name) => {
    expect(leftOut[name]).toThrow("left out of the bundle");
  });

  test.each([
    "ProxyAgent",
    "httpOverHttp",
    "httpOverHttps",
    "httpsOverHttp",
    "httpsOverHttps",
  ] as const)("a %s may be made, for octokit's bindings make one as they load", (name) => {
    expect(leftOut[name]).not.toThrow();
  });
});
