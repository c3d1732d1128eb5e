import { describe, expect, test } from "vitest";
import { credentialsOf, secretsOf } from "../src/credentials.ts";
import { readSettings } from "../src/inputs.ts";
import { BACKUP_ID, INSTALL_ID } from "./fixtures.ts";

const GIVEN = {
  "install-id": INSTALL_ID,
  "backup-id": BACKUP_ID,
  "api-username": "user",
  "api-password": "hunter2-hunter2",
};

function environment(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...GIVEN, ...inputs }).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value,
    ]),
  );
}

function breachesOf(
  inputs: Readonly<Record<string, string>>,
  env: Record<string, string> = {},
): string {
  try {
    readSettings({ ...environment(inputs), ...env });
  } catch (error) {
    return String(error);
  }
  return "none";
}

test("the defaults hold where nothing is given", () => {
  expect(readSettings(environment({}))).toEqual({
    install: { id: INSTALL_ID },
    wanted: { kind: "given", backupId: BACKUP_ID },
    maxAgeMs: undefined,
    authorization: "Basic dXNlcjpodW50ZXIyLWh1bnRlcjI=",
    apiUrl: "https://api.wpengineapi.com/v1",
    timeoutMs: 1_800_000,
    requestTimeoutMs: 30_000,
    minPollIntervalMs: 2_000,
    maxPollIntervalMs: 60_000,
  });
});

test("a blank input means that it was not given", () => {
  const blank = {
    timeout: "",
    "request-timeout": "  ",
    "min-poll-interval": "\n",
    "max-poll-interval": "\t",
    "api-url": " ",
  };
  expect(readSettings(environment(blank))).toEqual(readSettings(environment({})));
});

test("ids of any letter case are lower-cased, and trimmed of one line break", () => {
  const settings = readSettings(
    environment({
      "install-id": ` ${INSTALL_ID.toUpperCase()}\n`,
      "backup-id": `${BACKUP_ID}\r\n`,
    }),
  );
  expect(settings).toMatchObject({ install: { id: INSTALL_ID }, wanted: { backupId: BACKUP_ID } });
});

describe("ids", () => {
  test.each([
    ["../accounts", 'got "../accounts"'],
    ["not-a-uuid", 'got "not-a-uuid"'],
    [`${BACKUP_ID}/restore`, "got"],
    [`{${BACKUP_ID}}`, "got"],
    ["", "got nothing"],
    ["   ", "got nothing"],
    [`${BACKUP_ID}\n${INSTALL_ID}`, "got 2 elements"],
    [`${BACKUP_ID},${INSTALL_ID}`, "got 2 elements"],
    [`${BACKUP_ID}\n\n`, "an empty element at position 2 of 2"],
    [`${BACKUP_ID},`, "an empty element at position 2 of 2"],
    [`\n${BACKUP_ID}`, "an empty element at position 1 of 2"],
    [`${BACKUP_ID},,${INSTALL_ID}`, "an empty element at position 2 of 3"],
  ])("%j is a breach that names the input", (value, words) => {
    expect(breachesOf({ "install-id": "x" })).toContain(
      "the UUID of the install, such as 294deacc-",
    );
    expect(breachesOf({ "backup-id": "x" })).toContain(
      "the UUID of the backup to wait for, such as 294deacc-",
    );
    for (const name of ["install-id", "backup-id"]) {
      expect(breachesOf({ [name]: value })).toContain(`${name}: `);
      expect(breachesOf({ [name]: value })).toContain(words);
    }
  });
});

describe("durations", () => {
  test.each(["soon", "-5m", "0", "0s", "6h1s", "7h", "21601", "1d", "1e3", "5 m", "Infinity"])(
    "%s is a breach",
    (value) => {
      for (const name of ["timeout", "request-timeout", "min-poll-interval", "max-poll-interval"]) {
        expect(breachesOf({ [name]: value })).toContain(
          `${name}: got "${value}"; write a duration such as`,
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
      "min-poll-interval: got 6s, above max-poll-interval (5s)",
    );
    expect(breachesOf({ "max-poll-interval": "1s" })).toContain(
      "got 2s, above max-poll-interval (1s)",
    );
  });
});

describe("credentials", () => {
  test.each([
    [{ "api-username": "" }, "api-username: got nothing"],
    [{ "api-username": "user:secret-part" }, "api-username: got a colon"],
    [{ "api-username": "us\ter" }, "api-username: got a control character"],
    [{ "api-password": "" }, "api-password: got nothing"],
    [{ "api-password": "  \n" }, "api-password: got nothing"],
    [{ "api-password": "pass\nword" }, "api-password: got a control character"],
  ])("%j", (inputs, words) => {
    const breaches = breachesOf(inputs);
    expect(breaches).toContain(words);
    expect(breaches).toContain("https://my.wpengine.com/api_access");
    expect(breaches).not.toMatch(/secret-part|pass\nword|us\ter/);
  });

  test("a password may hold colons, quotes and letters of any script", () => {
    const settings = readSettings(environment({ "api-password": 'pä:ss "word"' }));
    expect(Buffer.from(settings.authorization.slice(6), "base64").toString()).toBe(
      'user:pä:ss "word"',
    );
  });

  test("every form of them is a secret, even where other inputs are wrong", () => {
    const env = environment({ timeout: "soon", "api-password": "hunter2\n" });
    expect(secretsOf(credentialsOf(env))).toEqual(["hunter2", "dXNlcjpodW50ZXIy", "user:hunter2"]);
    expect(secretsOf({ username: "u", password: 'p &"/s' })).toEqual([
      'p &"/s',
      "dTpwICYiL3M=",
      "dTpwICYiL3M",
      'u:p &"/s',
      'p &\\"/s',
      "p%20%26%22%2Fs",
      "p%20%26%22%2fs",
      "p+%26%22%2Fs",
      "p+%26%22%2fs",
    ]);
    expect(secretsOf({ username: "us", password: "pass" })).toEqual([
      "pass",
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
    expect(breaches).toContain('timeout: got "***"');
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
  ])("%s is taken as %s", (value, expected) => {
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
    "file:///etc/passwd",
    "api.wpengineapi.com/v1",
    "https://",
    "https://api.example.com/v1?x=1",
    "https://api.example.com/v1?",
    "https://api.example.com/v1#x",
    "https://api.example.com/v 1",
    "https:\\\\api.example.com",
    "https://api.example.com\n.evil.example",
  ])("%j is a breach", (value) => {
    expect(breachesOf({ "api-url": value })).toContain("api-url: got");
  });

  test.each(["user:hunter3@x/v1", "https:user:hunter3@x/", "https:\\\\user:hunter3@x"])(
    "a mistyped one does not show the password in it: %s",
    (value) => {
      expect(breachesOf({ "api-url": value })).toContain('api-url: got "***@');
      expect(breachesOf({ "api-url": value })).not.toContain("hunter3");
    },
  );

  test("a user in it is a breach that does not show the password", () => {
    const breaches = breachesOf({
      "api-url": "https://user:p@ssw0rd@api.example.com/v1?token=t0ken",
    });
    expect(breaches).toContain("api-url: got");
    expect(breaches).not.toMatch(/ssw0rd|t0ken/);
  });
});

describe("the environment", () => {
  test.each(["max_poll_interval", "backup_id", "api_url", "min_poll-interval"])(
    "the misspelt input %s is a breach",
    (spelt) => {
      expect(breachesOf({}, { [`INPUT_${spelt.toUpperCase()}`]: "1s" })).toContain(
        `${spelt}: got an input of that name; write it as ${spelt.replaceAll("_", "-")}`,
      );
    },
  );

  test("even a blank misspelt input is one", () => {
    expect(breachesOf({}, { INPUT_MAX_POLL_INTERVAL: "" })).toContain("max_poll_interval");
  });

  test("a variable that is no input of ours is none", () => {
    expect(breachesOf({}, { INPUT_WHO_KNOWS: "x", INPUT_: "x", MAX_POLL_INTERVAL: "1s" })).toBe(
      "none",
    );
  });

  test("unchecked TLS is a breach that names the way out", () => {
    expect(breachesOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toMatch(
      /NODE_TLS_REJECT_UNAUTHORIZED: got "0".*NODE_EXTRA_CA_CERTS/,
    );
    expect(breachesOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBe("none");
  });
});

test("every breach is named in one go", () => {
  const breaches = breachesOf({
    "api-username": "",
    timeout: "soon",
    "backup-id": "x",
    "api-url": "x",
    "api-password": "",
  });
  expect(breaches.split("\n")).toHaveLength(5);
});

test("what is quoted is harmless", () => {
  expect(breachesOf({ timeout: "a\n::error::x ##[add-mask]y" })).toContain(
    '"a : :error: :x # #[add-mask]y"',
  );
});
