import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { RELIED_ON } from "../../scripts/api/relied-on.ts";
import { startSimulator } from "../../simulator/wpengine/server.ts";
import { readSwagger } from "../../simulator/wpengine/swagger.ts";
import { changed, check, checkDocument, checkServer } from "./check-api.ts";

describe("the check of the API description fails without a comparison for", () => {
  const circle = { $ref: "#/definitions/Backup" };
  const nothing = { $ref: "#/definitions/Nothing" };

  test.concurrent.for<[string, unknown, string]>([
    ["an array", [], "it is not a Swagger 2.0 document"],
    ["an older format", { swaggerVersion: "1.2" }, "it is not a Swagger 2.0 document"],
    ["no paths", changed([["paths"], undefined]), "it is not a Swagger 2.0 document"],
    ["no version", changed([["info"], undefined]), "it is not a Swagger 2.0 document"],
    [
      "OpenAPI 3",
      { openapi: "3.1.0", info: { version: "2.0.0" }, paths: {} },
      "WP Engine publishes OpenAPI 3 now; this check reads Swagger 2.0",
    ],
    [
      "a reference to nothing",
      changed([["definitions", "Backup"], nothing]),
      'the reference "#/definitions/Nothing" leads to nothing',
    ],
    [
      "a reference to another file",
      changed([["definitions", "Backup"], { $ref: "backup.json" }]),
      'the description has the reference "backup.json"',
    ],
    [
      "a reference to itself",
      changed([["definitions", "Backup"], circle]),
      'the reference "#/definitions/Backup" leads back to itself',
    ],
    [
      "a part that contains itself",
      changed([["definitions", "Backup", "allOf"], [circle]]),
      'the reference "#/definitions/Backup" leads back to itself',
    ],
    [
      "parts that double with each level",
      changed(
        ...Array.from({ length: 30 }, (_, level) => {
          const part = { $ref: `#/definitions/Part${level + 1}` };
          return [["definitions", `Part${level}`], { allOf: [part, part] }] as const;
        }),
        [["definitions", "Part30"], {}],
        [["definitions", "Backup", "allOf"], [{ $ref: "#/definitions/Part0" }]],
      ),
      "a schema has too many parts",
    ],
    [
      "an operation that is null",
      changed([["paths", "/user", "get"], null]),
      "the description has null where an object must be",
    ],
    [
      "a parameter without a name",
      changed([["paths", "/user", "get", "parameters", 0], { in: "query" }]),
      'a parameter has the place "query" and the name nothing',
    ],
  ])("%s", async ([, document, fault], { expect }) => {
    const { code, stdout, stderr } = await checkDocument(document);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^The check failed\. http:\S+ cannot be compared: .*\. Open the address in a browser and compare by hand\.\n$/,
    );
    expect(stderr).toContain(`: ${fault}. `);
  });

  test.concurrent.for<[string, RequestListener, string]>([
    [
      "404",
      (_, response) => response.writeHead(404).end("{}"),
      "answered 404 instead of 200. Open",
    ],
    ["an empty reply", (_, response) => response.writeHead(200).end(), "is not JSON. Open"],
    [
      "HTML",
      (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      "is not JSON. Open",
    ],
    [
      "truncated JSON",
      (_, response) => response.end(JSON.stringify(readSwagger()).slice(0, 2_000)),
      "is not JSON. Open",
    ],
    [
      "a connection that breaks",
      ({ socket }, response) => {
        response.writeHead(200, { "content-length": 100 }).write("{");
        setTimeout(() => socket.destroy(), 50);
      },
      "did not answer in full (",
    ],
    [
      "a redirect",
      (_, response) => response.writeHead(302, { location: "/elsewhere" }).end(),
      "redirects to another address, which the check does not follow. Open",
    ],
    [
      "a reply over 5 MB",
      (_, response) => response.end(" ".repeat(5_000_001)),
      "answered with more than 5 MB. Open",
    ],
  ])("%s", async ([, listener, fault], { expect }) => {
    const { code, stdout, stderr } = await checkServer(listener);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^The check failed\. http:.*\n$/);
    expect(stderr).toContain(fault);
  });

  test.concurrent.for<[string, RequestListener]>([
    ["no reply", () => undefined],
    ["half of a reply", (_, response) => response.writeHead(200).write("{")],
  ])("%s, from a server that then hangs", async ([, listener], { expect }) => {
    const { code, stderr } = await checkServer(listener, "--timeout", "500ms");
    expect(code).toBe(1);
    expect(stderr).toContain("did not answer in full within 0.5s. Run");
  });

  test("503 from a server that then hangs (without waiting for the rest)", async () => {
    const hang: RequestListener = (_, response) => response.writeHead(503).write("{");
    const { code, stderr } = await checkServer(hang, "--timeout", "10m");
    expect(code).toBe(1);
    expect(stderr).toContain("answered 503 instead of 200. Run the check again later.");
  });

  test("a refused connection", async () => {
    const simulator = await startSimulator();
    await simulator.stop();
    const { code, stderr } = await check("--url", `${simulator.apiUrl}/swagger`);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /did not answer in full \(.*ECONNREFUSED.*\)\. Run the check again later/,
    );
  });
});

describe("the options of the check", () => {
  test("are explained by --help", async () => {
    const { code, stdout } = await check("--help");
    expect(code).toBe(0);
    expect(stdout).toContain(`(${RELIED_ON.baseUrl}/swagger)`);
  });

  test.each([
    [["--url", "http://api.wpengineapi.com/v1/swagger"], "Use an https address. http is allowed"],
    [["--url", "file:///etc/hosts"], "Use an https address. http is allowed"],
    [["--timeout", "soon"], '--timeout is "soon". Use a duration'],
    [["--timeout", "1h"], "at most 10m"],
    [["--loud"], "Unknown option '--loud'"],
  ])("reject %j", async (words, fault) => {
    const { code, stdout, stderr } = await check(...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(fault);
  });

  test("send no credentials", async () => {
    let headers = {};
    const { code } = await checkServer((request, response) => {
      ({ headers } = request);
      response.end(JSON.stringify(readSwagger()));
    });
    expect(code).toBe(0);
    expect(headers).not.toHaveProperty("authorization");
    expect(headers).toMatchObject({ accept: "application/json" });
  });
});
