import { describe, expect, test } from "vitest";
import { credentialsOf, secretsOf } from "../../../src/inputs/credentials.ts";
import { readSettings } from "../../../src/inputs/settings.ts";
import { BACKUP_ID, INSTALL_ID } from "../../support/fixtures.ts";
import { breachesOf, environment } from "./environment.ts";

test("the defaults hold if nothing is given", () => {
  expect(readSettings(environment({}))).toEqual({
    targets: [{ install: { id: INSTALL_ID }, spec: { kind: "existing", backupId: BACKUP_ID } }],
    maxAgeMs: undefined,
    authorization: "Basic dXNlcjpodW50ZXIyLWh1bnRlcjI=",
    apiUrl: "https://api.wpengineapi.com/v1",
    timeoutMs: 1_800_000,
    requestTimeoutMs: 30_000,
    minPollIntervalMs: 2_000,
    maxPollIntervalMs: 60_000,
    failFast: true,
    dryRun: false,
    notices: [],
  });
});

describe("durations", () => {
  test.each(["soon", "-5m", "0", "0s", "6h1s", "7h", "21601", "1d", "1e3", "5 m", "Infinity"])(
    "%s is a breach",
    (value) => {
      for (const name of ["timeout", "request-timeout", "min-poll-interval", "max-poll-interval"]) {
        expect(breachesOf({ [name]: value })).toContain(
          `${name} is "${value}". Use a duration such as`,
        );
      }
    },
  );

  test("6h is the longest", () => {
    expect(readSettings(environment({ timeout: "6h" })).timeoutMs).toBe(21_600_000);
  });

  test("min-poll-interval may equal max-poll-interval, not exceed it", () => {
    expect(breachesOf({ "min-poll-interval": "5s", "max-poll-interval": "5s" })).toBe("none");
    expect(breachesOf({ "min-poll-interval": "6s", "max-poll-interval": "5s" })).toContain(
      "min-poll-interval is 6s, which is longer than max-poll-interval (5s)",
    );
    expect(breachesOf({ "max-poll-interval": "1s" })).toContain(
      "is 2s, which is longer than max-poll-interval (1s)",
    );
  });
});

describe("max-age", () => {
  test.each([
    ["1h", 3_600_000],
    ["7d", 604_800_000],
    ["60d", 5_184_000_000],
    ["90", 90_000],
  ])("%s", (value, ms) => {
    expect(readSettings(environment({ "max-age": value })).maxAgeMs).toBe(ms);
  });

  test.each(["0", "0d", "61d", "60d1s", "1w", "yesterday", "-1h"])("%s is a breach", (value) => {
    expect(breachesOf({ "max-age": value })).toBe(
      `Error: max-age is "${value}". Use a duration such as 30m, 12h or 7d, above 0 and at most 60d.`,
    );
  });
});

test("fail-fast", () => {
  expect(readSettings(environment({})).failFast).toBe(true);
  expect(readSettings(environment({ "fail-fast": " " })).failFast).toBe(true);
  expect(readSettings(environment({ "fail-fast": "true" })).failFast).toBe(true);
  expect(readSettings(environment({ "fail-fast": "False" })).failFast).toBe(false);
  expect(readSettings(environment({ "fail-fast": "false\n" })).failFast).toBe(false);
  expect(breachesOf({ "fail-fast": "no" })).toBe(
    'Error: fail-fast is "no". Set it to true or false.',
  );
});

describe("credentials", () => {
  test.each([
    [{ "api-username": "" }, "api-username is empty"],
    [{ "api-username": "user:secret-part" }, "api-username contains a colon"],
    [{ "api-username": "us\ter" }, "api-username contains the control character U+0009. Set"],
    [{ "api-username": "u\u200bser" }, "api-username contains the invisible character U+200B. Set"],
    [{ "api-username": "user\u200b" }, "api-username contains the invisible character U+200B. Set"],
    [{ "api-username": "\u00aduser" }, "api-username contains the invisible character U+00AD. Set"],
    [{ "api-username": "us\u00a0er" }, "api-username contains the invisible character U+00A0. Set"],
    [{ "api-username": "us\u202eer" }, "api-username contains the invisible character U+202E. Set"],
    [{ "api-password": "" }, "api-password is empty"],
    [{ "api-password": "  \n" }, "api-password is empty"],
    [{ "api-password": "pass\nword" }, "api-password contains the control character U+000A. Set"],
    [{ "api-password": "pass\u200b" }, "api-password contains the invisible character U+200B. Set"],
  ])("%j", (inputs, words) => {
    const breaches = breachesOf(inputs);
    expect(breaches).toContain(words);
    expect(breaches).toContain("https://my.wpengine.com/api_access");
    expect(breaches).not.toMatch(/secret-part|pass[\n\u200b]|u\P{ASCII}|us[^e]er|r\P{ASCII}/u);
    const isEmpty = words.endsWith("is empty");
    expect(breaches.split("\n")).toHaveLength(isEmpty ? 2 : 1);
    expect(breaches.includes("Runs from forks and Dependabot get no secrets.")).toBe(isEmpty);
  });

  test("are sent without the blanks around them, those of other alphabets too", () => {
    const inputs = {
      "api-username": "\ufeffuser\u00a0",
      "api-password": "\u00a0hunter2-hunter2\r",
    };
    const { authorization } = readSettings(environment(inputs));
    expect(authorization).toBe("Basic dXNlcjpodW50ZXIyLWh1bnRlcjI=");
  });

  test("a blank within them is sent", () => {
    expect(breachesOf({ "api-username": "a user" })).toBe("none");
  });

  test("a password may hold colons, quotes and letters of any script", () => {
    const settings = readSettings(environment({ "api-password": 'pä:ss "word"' }));
    expect(Buffer.from(settings.authorization.slice(6), "base64").toString()).toBe(
      'user:pä:ss "word"',
    );
  });

  test("every form of them is a secret, even if other inputs are wrong", () => {
    const env = environment({ timeout: "soon", "api-password": "hunter2\n" });
    expect(secretsOf(credentialsOf(env))).toEqual([
      "hunter2",
      "aHVudGVyMg",
      "dXNlcjpodW50ZXIy",
      "user:hunter2",
    ]);
    expect(secretsOf({ username: "u", password: 'p &"/s' })).toEqual([
      'p &"/s',
      'p &\\"/s',
      'p &\\\\\\"/s',
      'p &\\"\\/s',
      "p &amp;&quot;/s",
      "p &amp;&#34;/s",
      'p &amp;"/s',
      "cCAmIi9z",
      "p%20%26%22%2Fs",
      "p%20%26%22%2fs",
      "p+%26%22%2Fs",
      "p+%26%22%2fs",
      "dTpwICYiL3M=",
      "dTpwICYiL3M",
      'u:p &"/s',
    ]);
    expect(secretsOf({ username: "us", password: "pass" })).toEqual([
      "pass",
      "cGFzcw",
      "dXM6cGFzcw==",
      "dXM6cGFzcw",
      "us:pass",
    ]);
    expect(secretsOf(credentialsOf({}))).toEqual([]);
  });

  test("no error shows the password, wherever it was pasted", () => {
    const breaches = breachesOf({
      timeout: "hunter2-hunter2",
      "backup-id": "user:hunter2-hunter2",
    });
    expect(breaches).toContain('timeout is "***"');
    expect(breaches).not.toContain("hunter2");
  });
});

describe("api-url", () => {
  test.each([
    ["https://api.example.com/v1", "https://api.example.com/v1"],
    ["https://api.example.com/v1//", "https://api.example.com/v1"],
    ["https://api.example.com", "https://api.example.com"],
    ["HTTPS://API.example.com:8443/x", "https://api.example.com:8443/x"],
    ["http://localhost:8089/v1", "http://localhost:8089/v1"],
    ["http://127.0.0.1:8089/v1", "http://127.0.0.1:8089/v1"],
    ["http://127.9.9.9/v1", "http://127.9.9.9/v1"],
    ["http://[::1]:8089/v1", "http://[::1]:8089/v1"],
  ])("%s is read as %s", (value, expected) => {
    expect(readSettings(environment({ "api-url": value })).apiUrl).toBe(expected);
  });

  test.each([
    "http://api.wpengineapi.com/v1",
    "http://127.evil.example/v1",
    "http://localhost.evil.example/v1",
    "http://0.0.0.0/v1",
    "http://[::2]/v1",
    "http://10.0.0.1/v1",
    "ftp://localhost/v1",
    "xhttp://localhost/v1",
    "file:///etc/passwd",
    "api.wpengineapi.com/v1",
    "https://",
    "https:///v1",
    "http:///127.0.0.1:1/v1",
    "https://.example.com/v1",
    "https://api.example.com/v1?x=1",
    "https://api.example.com/v1?",
    "https://api.example.com/v1#x",
    "https://api.example.com/v 1",
    "https:\\\\api.example.com",
    "https://api.example.com\n.evil.example",
    '"https://api.example.com/v1"',
    'https://api.example.com/v1"',
    "https://<host>/v1",
    "https://${HOST}/v1",
    "https://api.example.com/`v1`",
    "https://api.example.com/v1|",
    "https://api.example.com/v1^",
  ])("%j is a breach", (value) => {
    expect(breachesOf({ "api-url": value })).toContain("api-url is");
  });

  test.each(["user:hunter3@x/v1", "https:user:hunter3@x/", "https:\\\\user:hunter3@x"])(
    "a mistyped one does not show the password in it: %s",
    (value) => {
      expect(breachesOf({ "api-url": value })).toContain('api-url is "***@');
      expect(breachesOf({ "api-url": value })).not.toContain("hunter3");
    },
  );

  test("a user in it is a breach that does not show the password", () => {
    const breaches = breachesOf({
      "api-url": "https://user:p@ssw0rd@api.example.com/v1?token=t0ken",
    });
    expect(breaches).toBe(
      'Error: api-url is "***@api.example.com/v1?***". Use an https URL without user, query or fragment. http is allowed for localhost only.',
    );
  });
});

test("unchecked TLS is a breach that names the way out", () => {
  expect(breachesOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toBe(
    'Error: NODE_TLS_REJECT_UNAUTHORIZED is "0", which would send the credentials to any server that answers. ' +
      "Remove this environment variable. To trust your own certificate authority, set NODE_EXTRA_CA_CERTS to its " +
      "certificate file.",
  );
  expect(breachesOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBe("none");
});
