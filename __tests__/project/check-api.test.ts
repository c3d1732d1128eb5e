import { execFile } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RELIED_ON } from "../../scripts/api/relied-on.ts";
import { metadata, ROOT } from "../../simulator/runner.ts";
import { startSimulator } from "../../simulator/wpengine/server.ts";
import { readSwagger } from "../../simulator/wpengine/swagger.ts";

type Key = string | number;

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const EVERYTHING = "has everything that the action relies on.\n";
const LIST = "/installs/{install_id}/backups";
const SHOW = `${LIST}/{backup_id}`;
const STATUSES = ["requested", "in_progress", "completed", "aborted"];
const STATUS = ["definitions", "Backup", "properties", "status"];
const FIELDS = ["definitions", "Backup", "properties"];
const BODY = ["paths", LIST, "post", "parameters", 2, "schema"];
const EMAILS = [...BODY, "properties", "notification_emails"];

function check(...words: readonly string[]): Promise<Result> {
  const script = join(ROOT, "scripts/check-api.ts");
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...words], (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** Checks the description that the simulator publishes instead of its own. */
async function checkDocument(swagger: unknown): Promise<Result> {
  const simulator = await startSimulator({ swagger });
  try {
    return await check("--url", `${simulator.apiUrl}/swagger`);
  } finally {
    await simulator.stop();
  }
}

async function checkServer(listener: RequestListener, ...words: string[]): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await check("--url", `http://127.0.0.1:${port}/v1/swagger`, ...words);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The simulator's description with another value at some keys; undefined removes what is there. */
function changed(
  ...changes: readonly (readonly [keys: readonly Key[], value: unknown])[]
): unknown {
  const document = readSwagger();
  for (const [keys, value] of changes) {
    let parent = document as Record<Key, unknown>;
    for (const key of keys.slice(0, -1)) parent = parent[key] as Record<Key, unknown>;
    const last = keys.at(-1) ?? "";
    if (value !== undefined) parent[last] = value;
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent, last);
  }
  return document;
}

describe("what the action relies on", () => {
  test("has the address that action.yml has", () => {
    expect(RELIED_ON.baseUrl).toBe(metadata.inputs["api-url"]?.default);
  });

  test("is in the description that the simulator publishes", async () => {
    expect(await checkDocument(undefined)).toEqual({
      code: 0,
      stdout: `The description of version 1.17.0 ${EVERYTHING}`,
      stderr: "",
    });
  });
});

describe("the check passes", () => {
  const userParameters = ["paths", "/user", "get", "parameters"];
  const inline = { name: "limit", in: "query", type: "integer", maximum: 250 };
  const installId = { name: "install_id", in: "path", required: true, type: "string" };
  const status = { type: "string", enum: STATUSES };

  test.concurrent.for<[string, readonly Key[], unknown, string]>([
    [
      "a newer version",
      ["info", "version"],
      "1.21.2",
      "Version: this check knows 1.17.0. The description has 1.21.2.",
    ],
    [
      "a new optional parameter",
      ["paths", LIST, "get", "parameters", 4],
      { name: "sort", in: "query", type: "string" },
      `GET ${LIST}: the action does not send the query parameter sort. The description adds it as optional.`,
    ],
    [
      "a new optional field of the request",
      [...BODY, "properties", "tag"],
      { type: "string" },
      `POST ${LIST}: the action does not send the body field tag. The description adds it as optional.`,
    ],
    [
      "a new field of an answer",
      ["definitions", "User", "properties", "time_zone"],
      { type: "string" },
      "GET /user: the action does not read the field time_zone. The description adds it.",
    ],
    [
      "a new field of a row",
      [...FIELDS, "size"],
      { type: "integer" },
      `GET ${LIST}: the action does not read the field results[].size. The description adds it.`,
    ],
    [
      "a new code",
      ["paths", LIST, "post", "responses", "409"],
      { description: "Conflict" },
      `POST ${LIST}: the action does not expect the code 409. The description adds it.`,
    ],
  ])("and mentions %s", async ([, keys, value, line], { expect }) => {
    const { code, stdout, stderr } = await checkDocument(changed([keys, value]));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Differences that do not matter:\n/);
    expect(stdout).toContain(`- ${line}\n`);
    expect(stdout).toMatch(new RegExp(`${EVERYTHING}$`));
  });

  test.concurrent.for<[string, (readonly [readonly Key[], unknown])[]]>([
    ["another operation is gone", [[["paths", "/status"], undefined]]],
    ["another operation has a broken reference", [[["definitions", "Status"], undefined]]],
    ["texts are different", [[[...STATUS, "description"], "The state"]]],
    ["limit is written in its place", [[["paths", LIST, "get", "parameters", 1], inline]]],
    ["limit has no maximum", [[["parameters", "limitParam", "maximum"], undefined]]],
    ["ids of a request need no format", [[["paths", SHOW, "get", "parameters", 1], installId]]],
    ["the header Authorization is required", [[["parameters", "authorization", "required"], true]]],
    ["the API adds a scheme", [[["schemes"], ["https", "wss"]]]],
    ["notification_emails needs an address", [[[...EMAILS, "minItems"], 1]]],
    [
      "all operations sign in alike",
      [
        [["security"], [{ basicAuth: [] }]],
        [["paths", "/user", "get", "security"], undefined],
      ],
    ],
    ["media types have a character set", [[["produces"], ["application/json; charset=utf-8"]]]],
    [
      "the path has the parameter",
      [
        [["paths", SHOW, "parameters"], [installId]],
        [["paths", SHOW, "get", "parameters", 1], undefined],
      ],
    ],
    [
      "a backup is put together from parts",
      [
        [["definitions", "Rest"], { properties: { id: { x: 1 } } }],
        [
          ["definitions", "State"],
          { type: "object", required: ["status"], properties: { status } },
        ],
        [[...FIELDS, "status"], undefined],
        [["definitions", "Backup", "required"], ["id"]],
        [
          ["definitions", "Backup", "allOf"],
          [{ $ref: "#/definitions/State" }, { $ref: "#/definitions/Rest" }],
        ],
      ],
    ],
    [
      "a reference leads to another, with escaped characters",
      [
        [["definitions", "a/b ~c"], { type: "string" }],
        [["definitions", "NextPage"], { $ref: "#/definitions/a~1b%20~0c" }],
      ],
    ],
    ["integers have a format", [[["parameters", "limitParam", "format"], "int32"]]],
    [
      "a type is a list",
      [
        [
          [...FIELDS, "description", "type"],
          ["string", "null"],
        ],
      ],
    ],
    ["the responses have an extension", [[["paths", SHOW, "get", "responses", "x-note"], 1]]],
    ["the user has no parameter", [[userParameters, undefined]]],
  ])("without a word if %s", async ([, changes], { expect }) => {
    expect(await checkDocument(changed(...changes))).toEqual({
      code: 0,
      stdout: `The description of version 1.17.0 ${EVERYTHING}`,
      stderr: "",
    });
  });
});

describe("the check fails", () => {
  const address = `Address: the action sends requests to ${RELIED_ON.baseUrl}. The description has`;
  const listParameters = ["paths", LIST, "get", "parameters"];
  const showGet = ["paths", SHOW, "get"];

  test.concurrent.for<[string, readonly Key[], unknown, string]>([
    ["another host", ["host"], "api.example.com", `${address} https://api.example.com/v1.`],
    ["another base path", ["basePath"], "/v2", `${address} https://api.wpengineapi.com/v2.`],
    ["no https", ["schemes"], ["http"], `${address} http://api.wpengineapi.com/v1.`],
    ["no scheme", ["schemes"], undefined, `${address} no address.`],
    ...["/installs", LIST, SHOW, "/user"].map((path): [string, Key[], unknown, string] => [
      `no ${path}`,
      ["paths", path],
      undefined,
      `GET ${path}: the action sends this request. The description does not have it.`,
    ]),
    [
      "another method",
      ["paths", LIST, "post"],
      undefined,
      `POST ${LIST}: the action sends this request. The description does not have it.`,
    ],
    [
      "a deprecated operation",
      [...showGet, "deprecated"],
      true,
      `GET ${SHOW}: the action sends this request. The description says that it is deprecated.`,
    ],
    ...(
      [
        ["another way to sign in", ["securityDefinitions", "basicAuth", "type"], "oauth2"],
        ["no way to sign in", ["paths", "/user", "get", "security"], undefined],
        ["no need to sign in", ["paths", "/user", "get", "security"], [{}]],
        [
          "a second credential",
          ["paths", "/user", "get", "security"],
          [{ basicAuth: [], unknown: [] }],
        ],
      ] as const
    ).map(([what, keys, value]): [string, readonly Key[], unknown, string] => [
      what,
      keys,
      value,
      "GET /user: the action signs in with Basic authentication. The description does not accept it on its own.",
    ]),
    [
      "a request that is not JSON",
      ["paths", LIST, "post", "consumes"],
      ["application/x-www-form-urlencoded"],
      `POST ${LIST}: the action sends JSON. The description does not accept it.`,
    ],
    [
      "an answer that is not JSON",
      [...showGet, "produces"],
      ["application/xml"],
      `GET ${SHOW}: the action reads JSON. The description does not offer it.`,
    ],
    [
      "no parameter limit",
      [...listParameters, 1],
      undefined,
      `GET ${LIST}: the action sends the query parameter limit. The description does not have it.`,
    ],
    [
      "a moved parameter",
      ["parameters", "offsetParam", "in"],
      "header",
      "GET /installs: the action sends the query parameter offset. The description does not have it.",
    ],
    [
      "a renamed parameter",
      [...showGet, "parameters", 2, "name"],
      "id",
      `GET ${SHOW}: the action sends the path parameter backup_id. The description does not have it.`,
    ],
    [
      "a retyped parameter",
      [...showGet, "parameters", 2],
      { name: "backup_id", in: "path", required: true, type: "integer" },
      `GET ${SHOW}: the action sends the path parameter backup_id with the type string (uuid). In the description, it has the type integer.`,
    ],
    [
      "a lower maximum of limit",
      ["parameters", "limitParam", "maximum"],
      50,
      `GET ${LIST}: the action sends the query parameter limit with values up to 100. The description has maximum 50.`,
    ],
    [
      "a higher minimum of limit",
      ["parameters", "limitParam", "minimum"],
      10,
      `GET ${LIST}: the action sends the query parameter limit with values from 1. The description has minimum 10.`,
    ],
    [
      "a maximum of offset",
      ["parameters", "offsetParam", "maximum"],
      10_000,
      `GET ${LIST}: the action sends the query parameter offset with values of any size. The description has maximum 10000.`,
    ],
    [
      "an offset that is always required",
      ["parameters", "offsetParam", "required"],
      true,
      "GET /installs: the action does not always send the query parameter offset. The description requires it.",
    ],
    [
      "a new required parameter",
      [...listParameters, 4],
      { name: "X-Region", in: "header", required: true, type: "string" },
      `GET ${LIST}: the action does not send the header parameter x-region. The description requires it.`,
    ],
    [
      "a known parameter that is required now",
      ["parameters", "account_id", "required"],
      true,
      "GET /installs: the action does not send the query parameter account_id. The description requires it.",
    ],
    [
      "a new required parameter of a path",
      ["paths", "/user", "parameters"],
      [{ name: "account_id", in: "query", required: true, type: "string" }],
      "GET /user: the action does not send the query parameter account_id. The description requires it.",
    ],
    [
      "a new required body",
      [...showGet, "parameters", 3],
      { name: "anything", in: "body", required: true, schema: { type: "object" } },
      `GET ${SHOW}: the action does not send the body. The description requires it.`,
    ],
    [
      "no body",
      ["paths", LIST, "post", "parameters", 2],
      undefined,
      `POST ${LIST}: the action sends a body. The description has none.`,
    ],
    [
      "a renamed body field",
      [...BODY, "properties"],
      {
        text: { type: "string" },
        notification_emails: { type: "array", items: { type: "string" } },
      },
      `POST ${LIST}: the action sends the body field description. The description has no such field.`,
    ],
    [
      "a retyped body field",
      EMAILS,
      { type: "string" },
      `POST ${LIST}: the action sends the body field notification_emails with the type array. In the description, it has the type string.`,
    ],
    [
      "other items of a body field",
      [...EMAILS, "items"],
      { type: "object" },
      `POST ${LIST}: the action sends the body field notification_emails[] with the type string. In the description, it has the type object.`,
    ],
    [
      "at most so many items of a body field",
      [...EMAILS, "maxItems"],
      5,
      `POST ${LIST}: the action sends the body field notification_emails with values of any size. The description has maxItems 5.`,
    ],
    [
      "a longer body field",
      [...BODY, "properties", "description", "minLength"],
      10,
      `POST ${LIST}: the action sends the body field description with values from 1. The description has minLength 10.`,
    ],
    [
      "a pattern of a body field",
      [...BODY, "properties", "description", "pattern"],
      "^[a-z]+$",
      `POST ${LIST}: the action sends the body field description without that limit. The description has pattern "^[a-z]+$".`,
    ],
    [
      "a new required body field",
      [...BODY, "required", 2],
      "kind",
      `POST ${LIST}: the action does not send the body field kind. The description requires it.`,
    ],
    [
      "a body that is an array",
      BODY,
      { type: "array", items: { type: "object" } },
      `POST ${LIST}: the action sends the body with the type object. In the description, it has the type array.`,
    ],
    [
      "a status that is gone",
      [...STATUS, "enum"],
      STATUSES.slice(0, 3),
      `GET ${SHOW}: the action knows the value "aborted" of the field status. The description no longer lists it.`,
    ],
    [
      "a new status",
      [...STATUS, "enum"],
      [...STATUSES, "failed"],
      `GET ${SHOW}: the action does not know the value "failed" of the field status. The description lists it.`,
    ],
    [
      "any status",
      [...STATUS, "enum"],
      undefined,
      `GET ${SHOW}: the action knows each value of the field status. The description no longer lists them.`,
    ],
    ...["id", "status"].map((field): [string, Key[], unknown, string] => [
      `a backup that needs no ${field}`,
      ["definitions", "Backup", "required"],
      ["id", "status"].filter((each) => each !== field),
      `GET ${SHOW}: the action needs a value in the field ${field}. In the description, the field is optional.`,
    ]),
    [
      "a part that allows fewer statuses",
      [...STATUS, "allOf"],
      [{ enum: STATUSES.slice(1) }],
      `GET ${SHOW}: the action knows the value "requested" of the field status. The description no longer lists it.`,
    ],
    [
      "a status whose type can be null",
      [...STATUS, "type"],
      ["string", "null"],
      `GET ${SHOW}: the action needs a value in the field status. In the description, it can be null.`,
    ],
    [
      "a status that can be null",
      [...STATUS, "x-nullable"],
      true,
      `GET ${LIST}: the action needs a value in the field results[].status. In the description, it can be null.`,
    ],
    ...["id", "status", "description", "create_time", "complete_time", "wordpress_version"].flatMap(
      (field): [string, Key[], unknown, string][] => [
        [
          `a backup without ${field}`,
          [...FIELDS, field],
          undefined,
          `POST ${LIST}: the action reads the field ${field}. The description has no such field.`,
        ],
        [
          `another type of ${field}`,
          [...FIELDS, field, "type"],
          "integer",
          `GET ${LIST}: the action reads the field results[].${field} with the type string`,
        ],
      ],
    ),
    [
      "a time without its format",
      [...FIELDS, "create_time", "format"],
      undefined,
      `GET ${SHOW}: the action reads the field create_time with the type string (date-time). In the description, it has the type string.`,
    ],
    ...["id", "name"].map((field): [string, Key[], unknown, string] => [
      `an install without ${field}`,
      ["definitions", "Installation", "properties", field],
      undefined,
      `GET /installs: the action reads the field results[].${field}. The description has no such field.`,
    ]),
    ...["results", "count", "next"].map((field): [string, Key[], unknown, string] => [
      `a page without ${field}`,
      ["paths", "/installs", "get", "responses", "200", "schema", "properties", field],
      undefined,
      `GET /installs: the action reads the field ${field}. The description has no such field.`,
    ]),
    [
      "a page without rows that are described",
      ["paths", LIST, "get", "responses", "200", "schema", "properties", "results", "items"],
      undefined,
      `GET ${LIST}: the action reads the field results[] with the type object. In the description, it has no type.`,
    ],
    [
      "a list that is no page",
      ["paths", LIST, "get", "responses", "200", "schema"],
      { type: "array", items: { $ref: "#/definitions/Backup" } },
      `GET ${LIST}: the action reads the answer with the type object. In the description, it has the type array.`,
    ],
    [
      "a user without email",
      ["definitions", "User", "properties", "email"],
      undefined,
      "GET /user: the action reads the field email. The description has no such field.",
    ],
    [
      "no answer",
      [...showGet, "responses", "200", "schema"],
      undefined,
      `GET ${SHOW}: the action reads the body of the answer. The description has none.`,
    ],
    ...RELIED_ON.operations.flatMap(({ method, path, success, errors }) =>
      [success, ...errors].map((code): [string, Key[], unknown, string] => [
        `no code ${code} of ${method} ${path}`,
        ["paths", path, method, "responses", code],
        undefined,
        `${method.toUpperCase()} ${path}: the action knows the code ${code}. The description no longer lists it.`,
      ]),
    ),
  ])("with %s", async ([, keys, value, line], { expect }) => {
    const { code, stdout, stderr } = await checkDocument(changed([keys, value]));
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(/^Differences that matter:\n/);
    expect(stdout).toContain(`- ${line}${line.endsWith(".") ? "\n" : ""}`);
    expect(stdout).not.toContain(EVERYTHING);
  });

  test("and mentions what does not matter after what does", async () => {
    const { code, stdout } = await checkDocument(
      changed([["info", "version"], "2.0.0"], [["host"], "api.example.com"]),
    );
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `Differences that matter:
- ${address} https://api.example.com/v1.
Differences that do not matter:
- Version: this check knows 1.17.0. The description has 2.0.0.
Change the action where it must change, then update scripts/api/relied-on.ts.
`,
    });
  });

  test("and prints nothing that a GitHub runner takes as a command", async () => {
    const { code, stdout } = await checkDocument(
      changed([["host"], "x\n::stop-commands::y\r##[z]"]),
    );
    expect(code).toBe(1);
    expect(stdout).not.toMatch(/^\s*::|##\[/m);
  });
});

describe("the check fails if there is nothing to compare:", () => {
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
      "a part that has itself as a part",
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
    ["an empty answer", (_, response) => response.writeHead(200).end(), "is not JSON. Open"],
    [
      "HTML",
      (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      "is not JSON. Open",
    ],
    [
      "half of the JSON",
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
      "too much",
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
    ["no answer", () => undefined],
    ["half of an answer", (_, response) => response.writeHead(200).write("{")],
  ])("%s, from a server that then hangs", async ([, listener], { expect }) => {
    const { code, stderr } = await checkServer(listener, "--timeout", "500ms");
    expect(code).toBe(1);
    expect(stderr).toContain("did not answer in full within 0.5s. Run");
  });

  test("503, from a server that then hangs: the check does not wait for the rest", async () => {
    const hang: RequestListener = (_, response) => response.writeHead(503).write("{");
    const { code, stderr } = await checkServer(hang, "--timeout", "10m");
    expect(code).toBe(1);
    expect(stderr).toContain("answered 503 instead of 200. Run the check again later.");
  });

  test("nobody listens", async () => {
    const simulator = await startSimulator();
    await simulator.stop();
    const { code, stderr } = await check("--url", `${simulator.apiUrl}/swagger`);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /did not answer in full \(.*ECONNREFUSED.*\)\. Run the check again later/,
    );
  });
});

describe("the options", () => {
  test("are explained", async () => {
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
  ])("refuse %j", async (words, fault) => {
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
