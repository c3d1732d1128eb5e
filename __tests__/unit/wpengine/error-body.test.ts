import { describe, expect, test } from "vitest";
import { parseErrorBody } from "../../../src/wpengine/error-body.ts";
import { redact } from "./scripted-api.ts";

const parse = (body: string, contentType = "application/json"): ReturnType<typeof parseErrorBody> =>
  parseErrorBody(body, { contentType, statusLine: "403 Forbidden" }, redact);
const reasons = (fields: unknown): readonly string[] => parse(JSON.stringify(fields)).reasons;

describe("the messages of an error body", () => {
  test("are all shown, with the place each belongs to", () => {
    const body = {
      message: "Not valid",
      documentation_url: "https://example.com/errors",
      errors: [
        {
          resource: "Backup",
          field: "description",
          type: "invalid_value",
          code: "too_long",
          message: "is too long",
        },
        { resource: "Backup", code: "missing" },
        "odd",
      ],
    };
    expect(reasons(body)).toEqual([
      "Not valid",
      "Backup.description: is too long",
      "resource: Backup",
      "code: missing",
      "odd",
      "https://example.com/errors",
    ]);
  });

  test.each<[string, unknown, readonly string[]]>([
    ["a message", { message: "Why" }, ["Why"]],
    [
      "a Message",
      { Message: "User is not authorized: explicit deny" },
      ["User is not authorized: explicit deny"],
    ],
    ["a message in two cases", { message: null, Message: "Why", MESSAGE: "When" }, ["Why", "When"]],
    ["an error", { error: "Why" }, ["Why"]],
    ["an error with a message", { error: { code: 403, message: "Why" } }, ["Why"]],
    ["an error within an error", { Error: { error: { Message: "Why" } } }, ["Why"]],
    ["RFC 9457", { type: "about:blank", title: "Bad", status: 400, detail: "Why" }, ["Bad", "Why"]],
    ["OAuth", { error: "invalid_request", error_description: "Why" }, ["invalid_request", "Why"]],
    ["texts in errors", { errors: ["Why", "When"] }, ["Why", "When"]],
    ["errors by field", { errors: { email: ["Why"] } }, ["email: Why"]],
    ["JSON:API", { errors: [{ status: "422", title: "Bad", detail: "Why" }] }, ["Bad", "Why"]],
    ["a list of messages", { message: ["Why", "When"] }, ["Why", "When"]],
    ["a list", [{ message: "Why" }, "When"], ["Why", "When"]],
    ["a text", "Why", ["Why"]],
    ["other names, as they are", { fault: { text: "Why" } }, ["fault: text: Why"]],
    [
      "Apigee",
      { fault: { faultstring: "Why", detail: { errorcode: "x" } } },
      ["fault: errorcode: x", "fault: Why"],
    ],
    ["a reason beside an error", { error: "denied", reason: "Why" }, ["denied", "Why"]],
    ["a description", { title: "Forbidden", description: "Why" }, ["description: Why"]],
    ["details", { error: "Forbidden", message: "", details: "Why" }, ["Why"]],
    ["other names beside a mere status", { message: "forbidden", code: "QUOTA" }, ["code: QUOTA"]],
    ["nothing but the status", { message: "Forbidden", status: "403" }, []],
    ["a code, if there is nothing else", { code: "Why", status: 403 }, ["code: Why"]],
    ["no other names beside a message", { message: "Why", path: "/x" }, ["Why"]],
    ["a place with a message", { errors: [{ Field: " id ", Message: " odd\n" }] }, ["id: odd"]],
    ["two messages of one place", { field: "id", message: "a", detail: "b" }, ["id: a; b"]],
  ])("are read from %s", (_, body, expected) => {
    expect(reasons(body)).toEqual(expected);
  });

  test.each([
    [null],
    [[]],
    [{}],
    [5],
    [true],
    [" "],
    [{ message: 5, errors: [null, [], {}, false], error: null }],
    [{ message: " " }],
  ])("are none in %j", (body) => {
    expect(parse(JSON.stringify(body))).toEqual({
      reasons: [],
      isWebPage: false,
      isUnknownPath: false,
    });
  });

  test("are ten at most", () => {
    const numbers = Array.from({ length: 12 }, (_, index) => `no. ${index}`);
    expect(reasons({ errors: numbers.map((message) => ({ message })) })).toEqual(
      numbers.slice(0, 10),
    );
  });

  test("are read from the first 99 entries of a list", () => {
    const blanks = (length: number): unknown[] => Array.from({ length }, () => null);
    expect(reasons([...blanks(98), "Why"])).toEqual(["Why"]);
    expect(reasons([...blanks(99), "Why"])).toEqual([]);
  });

  test("are read to a depth of six, and end there", () => {
    const nested = (depth: number): unknown => (depth === 0 ? "Why" : { error: nested(depth - 1) });
    expect(reasons(nested(6))).toEqual(["Why"]);
    expect(reasons(nested(7))).toEqual([]);
    expect(parse("[".repeat(100_000) + "]".repeat(100_000)).reasons).toEqual([]);
  });

  test("are redacted before they are cut, and made harmless", () => {
    expect(reasons({ message: "hunter2\n::error::x" })).toEqual(["*** : :error: :x"]);
    expect(reasons({ "::error::hunter2": "Why" })).toEqual([": :error: :***: Why"]);
    expect(reasons({ message: `${"x".repeat(295)}hunter2` })).toEqual([`${"x".repeat(295)}***`]);
  });
});

describe("plain text", () => {
  test.each([
    [" upstream\nis down ", ["upstream is down"]],
    ["x".repeat(500), [`${"x".repeat(299)}…`]],
    ["403", []],
    ["", []],
    ["no {braces} here", ["no {braces} here"]],
    ['{"message":"cut o', []],
    [" [broken", []],
  ])("is its own message, unless it is broken JSON: %j", (text, expected) => {
    expect(parse(text, "text/plain")).toEqual({
      reasons: expected,
      isWebPage: false,
      isUnknownPath: false,
    });
  });
});

describe("a web page", () => {
  test.each<[string, string, string, readonly string[]]>([
    [
      "a body that begins with <",
      "<html><TITLE lang='x'> Just a\nmoment </TITLE>",
      "",
      ["Just a moment"],
    ],
    ["that of a firewall labelled as JSON", " \n<p>No.", "application/json", []],
    ["one after blanks", " \n<title>Down</title>", "", ["Down"]],
    ["XML", "<?xml?><Error><Message>Denied</Message></Error>", "application/xml", ["Denied"]],
    ["no body at all, labelled as HTML", "", "text/html; charset=utf-8", []],
    ["XHTML", "", "application/xhtml+xml", []],
    [
      "text that is labelled as HTML",
      "Forbidden by rule 7<br>",
      "TEXT/HTML",
      ["Forbidden by rule 7"],
    ],
    ["a JSON text labelled as HTML", '"No."', "text/html", ['"No."']],
    ["a page without a title", "<html><body>No.", "text/html", []],
    ["a page with a heading", "<title></title><h1 id=x>\nBlocked </h1>", "text/html", ["Blocked"]],
    ["a page whose title is the status", "<title>403 Forbidden</title>", "text/html", []],
    [
      "a page whose title comes late",
      `<html>${" ".repeat(9_999)}<title>x</title>`,
      "text/html",
      [],
    ],
  ])("is %s", (_, body, contentType, expected) => {
    expect(parse(body, contentType)).toEqual({
      reasons: expected,
      isWebPage: true,
      isUnknownPath: false,
    });
  });

  test.each([
    ['{"message":"a <b> c"}', "application/json"],
    ['{"message":"a <b> c"}', "text/html"],
    ["a <b> c", "text/plain"],
  ])("is not %j labelled as %s", (body, contentType) => {
    expect(parse(body, contentType)).toEqual({
      reasons: ["a <b> c"],
      isWebPage: false,
      isUnknownPath: false,
    });
  });

  test("is searched quickly for any content", () => {
    expect(parse("<title".repeat(150_000)).reasons).toEqual([]);
  });
});

describe("the gateway's message for an unknown path", () => {
  const HEADER = "Basic dXNlcjpwYXNz";
  const HASH = "gPmT7zcGYBh2Pr8A7wsNEpzSiWXKC9BHcC2nvSCvTRQ=";

  test.each([
    ["Missing Authentication Token", "Missing Authentication Token"],
    [
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
        `Authorization=${HEADER}`,
      "Authorization header requires",
    ],
    [
      `'${HEADER}' not a valid key=value pair (missing equal-sign) in Authorization header: '${HEADER}'.`,
      "key=value pair (missing equal-sign)",
    ],
    [
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): " +
        `'${HASH}'.`,
      "key=value pair (missing equal-sign)",
    ],
    [`Invalid key=value pair in Authorization header: '${HASH}'`, "key=value pair"],
  ])("are known, and quoted without the header: %s", (message, quoted) => {
    for (const body of [{ message }, { Message: message.toUpperCase() }]) {
      const { reasons, ...facts } = parse(JSON.stringify(body));
      expect(facts).toEqual({ isWebPage: false, isUnknownPath: true });
      expect(reasons.map((reason) => reason.toLowerCase())).toEqual([quoted.toLowerCase()]);
    }
  });

  test.each(["Bad Credentials", "Denied", "The Authorization header is missing"])(
    "are not %j",
    (message) => {
      expect(parse(JSON.stringify({ message }))).toEqual({
        reasons: [message],
        isWebPage: false,
        isUnknownPath: false,
      });
    },
  );
});
