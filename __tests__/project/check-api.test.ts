import { describe, expect, test } from "vitest";
import { RELIED_ON } from "../../scripts/api/relied-on.ts";
import { metadata } from "../../simulator/runner.ts";
import {
  BODY,
  changed,
  checkDocument,
  EMAILS,
  EVERYTHING,
  FIELDS,
  type Key,
  LIST,
  SHOW,
  STATUS,
  STATUSES,
} from "./check-api.ts";

describe("what the action relies on", () => {
  test("includes the default api-url of action.yml", () => {
    expect(RELIED_ON.baseUrl).toBe(metadata.inputs["api-url"]?.default);
  });

  test("is all in the description that the simulator publishes", async () => {
    expect(await checkDocument(undefined)).toEqual({
      code: 0,
      stdout: `The description of version 1.17.0 ${EVERYTHING}`,
      stderr: "",
    });
  });
});

describe("the check of the API description passes", () => {
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
      "a new field of a reply",
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
    ["an operation that the action does not use is removed", [[["paths", "/status"], undefined]]],
    [
      "an operation that the action does not use has a broken reference",
      [[["definitions", "Status"], undefined]],
    ],
    ["texts are different", [[[...STATUS, "description"], "The state"]]],
    [
      "limit is defined inline instead of by reference",
      [[["paths", LIST, "get", "parameters", 1], inline]],
    ],
    ["limit has no maximum", [[["parameters", "limitParam", "maximum"], undefined]]],
    ["IDs in a request need no format", [[["paths", SHOW, "get", "parameters", 1], installId]]],
    ["the header Authorization is required", [[["parameters", "authorization", "required"], true]]],
    ["the API adds a scheme", [[["schemes"], ["https", "wss"]]]],
    ["notification_emails needs at least one address", [[[...EMAILS, "minItems"], 1]]],
    [
      "the authentication is defined once for all operations",
      [
        [["security"], [{ basicAuth: [] }]],
        [["paths", "/user", "get", "security"], undefined],
      ],
    ],
    ["media types have a charset", [[["produces"], ["application/json; charset=utf-8"]]]],
    [
      "a parameter is defined for the path",
      [
        [["paths", SHOW, "parameters"], [installId]],
        [["paths", SHOW, "get", "parameters", 1], undefined],
      ],
    ],
    [
      "the schema of a backup consists of parts (allOf)",
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
      "a reference leads to another reference, with escaped characters",
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
  ])("without a remark if %s", async ([, changes], { expect }) => {
    expect(await checkDocument(changed(...changes))).toEqual({
      code: 0,
      stdout: `The description of version 1.17.0 ${EVERYTHING}`,
      stderr: "",
    });
  });
});

describe("the check of the API description fails", () => {
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
        ["another authentication scheme", ["securityDefinitions", "basicAuth", "type"], "oauth2"],
        ["no authentication scheme", ["paths", "/user", "get", "security"], undefined],
        ["optional authentication", ["paths", "/user", "get", "security"], [{}]],
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
      "a reply that is not JSON",
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
      "a maximum number of items of a body field",
      [...EMAILS, "maxItems"],
      5,
      `POST ${LIST}: the action sends the body field notification_emails with values of any size. The description has maxItems 5.`,
    ],
    [
      "a minimum length of a body field",
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
      "a removed status",
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
      "no list of statuses",
      [...STATUS, "enum"],
      undefined,
      `GET ${SHOW}: the action knows each value of the field status. The description no longer lists them.`,
    ],
    ...["id", "status"].map((field): [string, Key[], unknown, string] => [
      `a backup with an optional ${field}`,
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
      "a page whose rows have no schema",
      ["paths", LIST, "get", "responses", "200", "schema", "properties", "results", "items"],
      undefined,
      `GET ${LIST}: the action reads the field results[] with the type object. In the description, it has no type.`,
    ],
    [
      "a listing that is an array instead of a page",
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
      "no schema of the reply",
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

  test("and lists the differences that matter before the others", async () => {
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

  test("and prints no workflow commands", async () => {
    const { code, stdout } = await checkDocument(
      changed([["host"], "x\n::stop-commands::y\r##[z]"]),
    );
    expect(code).toBe(1);
    expect(stdout).not.toMatch(/^\s*::|##\[/m);
  });
});
