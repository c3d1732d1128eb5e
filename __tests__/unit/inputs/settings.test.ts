import { describe, expect, test } from "vitest";
import { credentialsOf, secretsIn, secretsOf, tokenOf } from "../../../src/inputs/credentials.ts";
import { InputReader } from "../../../src/inputs/reader.ts";
import { readSettings, statusWishOf } from "../../../src/inputs/settings.ts";
import type { Target, BackupSpec } from "../../../src/model/target.ts";
import { BACKUP_ID, INSTALL_ID } from "../../support/fixtures.ts";

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

function targetsOf(inputs: Readonly<Record<string, string>>): readonly Target[] {
  return readSettings(environment(inputs)).targets;
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
    targets: [{ install: { id: INSTALL_ID }, spec: { kind: "existing", backupId: BACKUP_ID } }],
    maxAgeMs: undefined,
    authorization: "Basic dXNlcjpodW50ZXIyLWh1bnRlcjI=",
    apiUrl: "https://api.wpengineapi.com/v1",
    timeoutMs: 1_800_000,
    requestTimeoutMs: 30_000,
    minPollIntervalMs: 2_000,
    maxPollIntervalMs: 60_000,
    failFast: true,
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
  const targets = targetsOf({
    "install-id": ` ${INSTALL_ID.toUpperCase()}\n`,
    "backup-id": `${BACKUP_ID}\r\n`,
  });
  expect(targets).toEqual([
    { install: { id: INSTALL_ID }, spec: { kind: "existing", backupId: BACKUP_ID } },
  ]);
});

describe("ids", () => {
  test.each([
    ["../accounts", 'got "../accounts"'],
    ["not-a-uuid", 'got "not-a-uuid"'],
    [`${BACKUP_ID}/restore`, "got"],
    [`{${BACKUP_ID}}`, "got"],
    [`0${BACKUP_ID}`, "got"],
    [`${BACKUP_ID}0`, "got"],
    ["", "got nothing"],
    ["   ", "got nothing"],
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
    "xhttp://localhost/v1",
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
    expect(breaches).toBe(
      'Error: api-url: got "***@api.example.com/v1?***"; write an https URL (http to a loopback host alone) without user, query or fragment.',
    );
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
    const variables = [
      "INPUT_WHO_KNOWS",
      "INPUT_",
      "MAX_POLL_INTERVAL",
      "MY_INPUT_MAX_POLL_INTERVAL",
    ];
    for (const name of variables) expect(breachesOf({}, { [name]: "1s" })).toBe("none");
  });

  test("unchecked TLS is a breach that names the way out", () => {
    expect(breachesOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toBe(
      'Error: NODE_TLS_REJECT_UNAUTHORIZED: got "0"; remove it, for it would show the credentials to whoever answers; ' +
        "to trust a certificate authority of your own, name its file in NODE_EXTRA_CA_CERTS.",
    );
    expect(breachesOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBe("none");
  });
});

test("a bug is no breach: it is thrown on", () => {
  const bug = new TypeError("no");
  const reader = new InputReader({}, {});
  expect(() =>
    reader.attempt(() => {
      throw bug;
    }),
  ).toThrow(bug);
  expect(reader.breaches).toEqual([]);
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

describe("which install", () => {
  test("by its name", () => {
    const targets = targetsOf({ "install-id": "", "install-name": " my-site01\n" });
    expect(targets).toEqual([
      { install: { name: "my-site01" }, spec: { kind: "existing", backupId: BACKUP_ID } },
    ]);
  });

  test("neither id nor name", () => {
    expect(breachesOf({ "install-id": "" })).toMatch(
      /^\S+ install-id: got nothing; .* or its name/,
    );
  });

  test("both id and name", () => {
    expect(breachesOf({ "install-name": "torquemag" })).toContain(
      "install-name: got a name beside an install-id; remove one of the two.",
    );
  });

  test.each(["../accounts", "my site", "my_site", "site/..", "site%2f", "sité", "a".repeat(101)])(
    "%j is no name",
    (name) => {
      const breaches = breachesOf({ "install-id": "", "install-name": name });
      expect(breaches).toContain("install-name: got ");
      expect(breaches).toContain("letters, digits and hyphens");
    },
  );

  test.each([
    ["one,", "got an empty element at position 2 of 2"],
    ["one\n\ntwo", "got an empty element at position 2 of 3"],
  ])("%j", (name, words) => {
    expect(breachesOf({ "install-id": "", "install-name": name })).toContain(
      `install-name: ${words}`,
    );
  });
});

describe("many backups", () => {
  const idOf = (kind: "a" | "b", index: number): string =>
    `${kind}0000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const installs = [1, 2, 3].map((index) => idOf("a", index)) as [string, string, string];
  const backups = [1, 2, 3].map((index) => idOf("b", index)) as [string, string, string];
  const given = (backupId: string): BackupSpec => ({ kind: "existing", backupId }) as BackupSpec;
  const inOrder = installs.map((id, index) => ({
    install: { id },
    spec: given(backups[index] ?? ""),
  }));

  test.each([
    ["one a line", "\n", ""],
    ["one a line, with a final line break", "\n", "\n"],
    ["one a line of a file from Windows", "\r\n", "\r\n"],
    ["comma separated", ",", ""],
    ["comma separated, with blanks and a final line break", " , ", "\n"],
  ])("ids %s come in their order", (_, separator, end) => {
    const inputs = {
      "install-id": `${installs.join(separator)}${end}`,
      "backup-id": `${backups.join(separator)}${end}`,
    };
    expect(targetsOf(inputs)).toEqual(inOrder);
    const turned = {
      "install-id": installs.toReversed().join(separator),
      "backup-id": backups.toReversed().join(separator),
    };
    expect(targetsOf(turned)).toEqual(inOrder.toReversed());
  });

  test("the two lists need not be written the same way", () => {
    const inputs = { "install-id": installs.join("\n"), "backup-id": backups.join(",") };
    expect(targetsOf(inputs)).toEqual(inOrder);
  });

  test("names go with backup-ids as ids do", () => {
    const inputs = {
      "install-id": "",
      "install-name": "three\none\ntwo\n",
      "backup-id": backups.join("\n"),
    };
    expect(targetsOf(inputs)).toEqual([
      { install: { name: "three" }, spec: given(backups[0]) },
      { install: { name: "one" }, spec: given(backups[1]) },
      { install: { name: "two" }, spec: given(backups[2]) },
    ]);
  });

  test.each([
    [1, 2, "got 2 ids for 1 install"],
    [2, 1, "got 1 id for 2 installs"],
    [3, 2, "got 2 ids for 3 installs"],
  ])("%j installs and %j backup-ids are a breach that names both counts", (some, others, words) => {
    const ids = backups.slice(0, others).join("\n");
    const breach = `Error: backup-id: ${words}; write one for each install, in the same order.`;
    expect(breachesOf({ "install-id": installs.slice(0, some).join(), "backup-id": ids })).toBe(
      breach,
    );
    const names = ["one", "two", "three"].slice(0, some).join();
    expect(breachesOf({ "install-id": "", "install-name": names, "backup-id": ids })).toBe(breach);
  });

  test("counts are not compared where a list is a breach itself", () => {
    expect(breachesOf({ "install-id": installs.join(), "backup-id": "x" })).toMatch(
      /^Error: backup-id: got "x"; write the UUID [^\n]*$/,
    );
    expect(breachesOf({ "install-id": "x", "backup-id": backups.join() })).toMatch(
      /^Error: install-id: got "x"; write the UUID [^\n]*$/,
    );
  });

  test("an id that is none is named wherever it stands", () => {
    const inputs = {
      "install-id": installs.join(),
      "backup-id": `${backups[0]},${backups[1]},../x`,
    };
    expect(breachesOf(inputs)).toMatch(/^Error: backup-id: got "\.\.\/x"; write the UUID [^\n]*$/);
  });

  test.each([
    ["as it was", (id: string) => id],
    ["in another letter case", (id: string) => id.toUpperCase()],
  ])("an id given twice, %s, is a breach that names both positions", (_, again) => {
    const twiceOf = ([first, second, third]: readonly [string, string, string]): string =>
      [first, second, third, again(second)].join("\n");
    const four = (kind: "a" | "b"): string => [1, 2, 3, 4].map((i) => idOf(kind, i)).join("\n");
    expect(breachesOf({ "install-id": twiceOf(installs), "backup-id": four("b") })).toBe(
      `Error: install-id: got "${installs[1]}" at the positions 2 and 4; write each once.`,
    );
    expect(breachesOf({ "install-id": four("a"), "backup-id": twiceOf(backups) })).toBe(
      `Error: backup-id: got "${backups[1]}" at the positions 2 and 4; write each once.`,
    );
  });

  test("a name given twice is a breach that names both positions", () => {
    const inputs = { "install-id": "", "install-name": "one,two,one", "backup-id": backups.join() };
    expect(breachesOf(inputs)).toBe(
      'Error: install-name: got "one" at the positions 1 and 3; write each once.',
    );
  });

  test("800 are taken, and 801 are a breach", () => {
    const ids = (kind: "a" | "b", many: number): string =>
      Array.from({ length: many }, (_, index) => idOf(kind, index)).join("\n");
    const names = (many: number): string =>
      Array.from({ length: many }, (_, index) => `site${index}`).join("\n");
    const byIds = targetsOf({ "install-id": ids("a", 800), "backup-id": ids("b", 800) });
    const byNames = targetsOf({
      "install-id": "",
      "install-name": names(800),
      "backup-id": ids("b", 800),
    });
    for (const targets of [byIds, byNames]) {
      expect(targets).toHaveLength(800);
      expect(targets.at(-1)).toMatchObject({ spec: given(idOf("b", 799)) });
    }
    const words = "got 801 elements; write at most 800, and share more among several jobs.";
    expect(breachesOf({ "install-id": ids("a", 801) })).toBe(`Error: install-id: ${words}`);
    expect(breachesOf({ "backup-id": ids("b", 801) })).toBe(`Error: backup-id: ${words}`);
    expect(breachesOf({ "install-id": "", "install-name": names(801) })).toBe(
      `Error: install-name: ${words}`,
    );
    expect(breachesOf({ "install-id": ids("a", 801), "backup-id": ids("b", 801) })).toBe(
      `Error: install-id: ${words}\nbackup-id: ${words}`,
    );
  });

  test("an empty element is a breach that names its position", () => {
    const emptied = ([first, , third]: readonly [string, string, string]): string =>
      [first, "", third].join("\n");
    const words =
      "got an empty element at position 2 of 3; remove it, or set the variable that was";
    expect(breachesOf({ "install-id": emptied(installs), "backup-id": backups.join("\n") })).toBe(
      `Error: install-id: ${words} to fill it.`,
    );
    expect(breachesOf({ "install-id": installs.join("\n"), "backup-id": emptied(backups) })).toBe(
      `Error: backup-id: ${words} to fill it.`,
    );
  });

  test("new ones of several installs are wanted in one and the same way", () => {
    const inputs = {
      "install-id": "",
      "install-name": "one\ntwo\nthree\n",
      "backup-id": "",
      "create-backup": "true",
      "notification-emails": "you@example.com",
      "abort-retries": "1",
    };
    const targets = targetsOf(inputs);
    expect(targets.map(({ install }) => install)).toEqual([
      { name: "one" },
      { name: "two" },
      { name: "three" },
    ]);
    const [wanted, ...others] = new Set(targets.map((target) => target.spec));
    expect(wanted).toMatchObject({
      kind: "new",
      emails: ["you@example.com"],
      abortRetries: 1,
      wait: true,
    });
    expect(others).toEqual([]);
  });

  test("fail-fast", () => {
    expect(readSettings(environment({})).failFast).toBe(true);
    expect(readSettings(environment({ "fail-fast": " " })).failFast).toBe(true);
    expect(readSettings(environment({ "fail-fast": "true" })).failFast).toBe(true);
    expect(readSettings(environment({ "fail-fast": "False" })).failFast).toBe(false);
    expect(readSettings(environment({ "fail-fast": "false\n" })).failFast).toBe(false);
    expect(breachesOf({ "fail-fast": "no" })).toBe(
      'Error: fail-fast: got "no"; write true or false.',
    );
  });
});

describe("a new backup", () => {
  const NEW = {
    "backup-id": "",
    "create-backup": "true",
    "notification-emails": "you@example.com",
  };
  const wantedOf = (
    inputs: Readonly<Record<string, string>> = {},
    env: Record<string, string> = {},
  ): Extract<BackupSpec, { kind: "new" }> => {
    const { targets } = readSettings({ ...environment({ ...NEW, ...inputs }), ...env });
    const [target, ...others] = targets;
    if (others.length > 0) throw new Error("there are several targets");
    if (target?.spec.kind !== "new") throw new Error("a backup was given");
    return target.spec;
  };

  test("and what else holds of it by default", () => {
    expect(wantedOf()).toMatchObject({ emails: ["you@example.com"], abortRetries: 0, wait: true });
  });

  test.each(["true", "True", "TRUE", " true\n"])("create-backup: %j", (value) => {
    expect(wantedOf({ "create-backup": value }).kind).toBe("new");
  });

  test.each(["yes", "1", "on", "tRUE", "y"])(
    "create-backup: %s is a breach, and the only one",
    (value) => {
      expect(breachesOf({ ...NEW, "create-backup": value })).toBe(
        `Error: create-backup: got "${value}"; write true or false.`,
      );
    },
  );

  test.each(["false", "False", "FALSE", ""])("create-backup: %j asks for none", (value) => {
    expect(targetsOf({ "create-backup": value })).toMatchObject([{ spec: { kind: "existing" } }]);
  });

  test("neither a backup-id nor create-backup", () => {
    expect(breachesOf({ "backup-id": "" })).toMatch(
      /^Error: backup-id: got nothing; .* or create-backup: true\.$/,
    );
  });

  test("both a backup-id and create-backup", () => {
    expect(breachesOf({ ...NEW, "backup-id": BACKUP_ID })).toBe(
      "Error: backup-id: got an id beside create-backup: true; remove one of the two.",
    );
  });

  test.each([
    ["a@example.com, b@example.org", ["a@example.com", "b@example.org"]],
    ["a@example.com\nb.c+d@sub.example.co.uk\n", ["a@example.com", "b.c+d@sub.example.co.uk"]],
    ["jürgen@exämple.de", ["jürgen@exämple.de"]],
    [`${"a".repeat(242)}@example.com`, [`${"a".repeat(242)}@example.com`]],
  ])("mails %j", (value, emails) => {
    expect(wantedOf({ "notification-emails": value }).emails).toEqual(emails);
  });

  test.each([
    ["", "got nothing"],
    [" \n", "got nothing"],
    ["you", 'got "you"; write addresses such as you@example.com, comma separated or one a line.'],
    ["you@example", 'got "you@example"'],
    ["you@", "got"],
    ["@example.com", "got"],
    ["you@example..com", "got"],
    ["you@@example.com", "got"],
    ["You <you@example.com>", "got"],
    ["you@example.com b@example.com", "got"],
    ["a@example.com,,b@example.com", "got an empty element at position 2 of 3"],
    ["a@example.com,", "got an empty element at position 2 of 2"],
    [`${"a".repeat(243)}@example.com`, "got"],
  ])("notification-emails: %j is a breach", (value, words) => {
    const breaches = breachesOf({ ...NEW, "notification-emails": value });
    expect(breaches).toContain(`notification-emails: ${words}`);
    expect(breaches.split("\n")).toHaveLength(1);
  });

  test.each([
    [{ wait: "false" }, "wait: got false without create-backup: true"],
    [{ wait: "no" }, 'wait: got "no"; write true or false'],
    [{ "abort-retries": "1" }, "abort-retries: got 1 without create-backup: true"],
    [{ description: "Mine" }, 'description: got "Mine" without create-backup: true'],
  ])("%j without create-backup", (inputs, words) => {
    expect(breachesOf(inputs)).toContain(words);
  });

  test("what a wrapper passes on at its default is no breach", () => {
    const inputs = {
      wait: "true",
      "abort-retries": "0",
      description: "",
      "create-backup": "false",
    };
    expect(breachesOf({ ...inputs, "notification-emails": "you@example.com" })).toBe("none");
  });

  test("abort-retries with wait: false", () => {
    expect(breachesOf({ ...NEW, wait: "false", "abort-retries": "2" })).toContain(
      "abort-retries: got 2 with wait: false; write 0",
    );
    expect(wantedOf({ wait: "False" })).toMatchObject({ wait: false });
  });

  test.each(["4", "-1", "1.0", "one", "1e0", "0x1"])("abort-retries: %s is a breach", (value) => {
    expect(breachesOf({ ...NEW, "abort-retries": value })).toBe(
      `Error: abort-retries: got "${value}"; write 0, 1, 2 or 3.`,
    );
  });

  test("abort-retries: 3", () => {
    expect(wantedOf({ "abort-retries": "3" })).toMatchObject({ abortRetries: 3 });
  });

  describe("is described", () => {
    const RUN = {
      GITHUB_REPOSITORY: "octo/shop",
      GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
      GITHUB_RUN_ID: "987",
      GITHUB_RUN_ATTEMPT: "2",
    };

    test("by repository and commit", () => {
      expect(wantedOf({}, RUN).describe("abc123")).toBe(
        "Pre-deploy snapshot of octo/shop@0123456 (run 987, attempt 2, key abc123)",
      );
    });

    test("in words of one's own, with the same ending", () => {
      expect(wantedOf({ description: "Before 1.2" }, RUN).describe("abc123")).toBe(
        "Before 1.2 (run 987, attempt 2, key abc123)",
      );
    });

    test.each(["GITHUB_REPOSITORY", "GITHUB_SHA"])("as of a working copy without %s", (name) => {
      expect(wantedOf({}, { ...RUN, [name]: "" }).describe("abc123")).toContain(
        "of a working copy (run",
      );
    });

    test("even where no runner is", () => {
      expect(wantedOf().describe("abc123")).toBe(
        "Pre-deploy snapshot of a working copy (run local, attempt 1, key abc123)",
      );
    });

    test("in 200 characters, of whatever script, and no more", () => {
      expect(wantedOf({ description: "🙂".repeat(200) }).describe("k")).toContain("🙂 (run");
      expect(breachesOf({ ...NEW, description: "x".repeat(201) })).toBe(
        "Error: description: got 201 characters; write at most 200.",
      );
    });
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
      `Error: max-age: got "${value}"; write a duration such as 30m, 12h or 7d, above 0 and at most 60d.`,
    );
  });
});

describe("a commit status", () => {
  const TOKEN = "ghs_0123456789abcdefghijABCDEFGHIJ012345";
  const wishOf = (
    inputs: Readonly<Record<string, string>>,
    env: Record<string, string> = {},
  ): ReturnType<typeof statusWishOf> => statusWishOf({ ...environment(inputs), ...env });
  const BOTH = { "github-token": TOKEN, "status-context": "backup-gate" };

  test("is wished for where there are a token and a name", () => {
    expect(wishOf(BOTH)).toEqual({ token: TOKEN, context: "backup-gate" });
    expect(
      wishOf({ "github-token": ` ${TOKEN}\n`, "status-context": " Backup: gate / 1 " }),
    ).toEqual({ token: TOKEN, context: "Backup: gate / 1" });
  });

  test.each([
    [{}],
    [{ "github-token": TOKEN }],
    [{ "github-token": TOKEN, "status-context": "" }],
    [{ "github-token": TOKEN, "status-context": " \t\n" }],
    [{ "github-token": "", "status-context": "" }],
  ])("is not wished for without a name, which is no breach: %j", (inputs) => {
    expect(wishOf(inputs)).toBeUndefined();
    expect(breachesOf(inputs)).toBe("none");
  });

  test.each([[{}], [{ "github-token": "" }], [{ "github-token": " \n" }]])(
    "is wished for in vain without a token, which is no breach: %j",
    (inputs) => {
      const given = { "status-context": "backup-gate", ...inputs };
      expect(wishOf(given)).toEqual({ token: "", context: "backup-gate" });
      expect(breachesOf(given)).toBe("none");
    },
  );

  test("changes nothing of the settings", () => {
    expect(readSettings(environment(BOTH))).toEqual(readSettings(environment({})));
  });

  test.each([
    ["a blank", "ghs_secret part"],
    ["a line break", "ghs_secret\npart"],
    ["a tab", "ghs_secret\tpart"],
    ["a control character", "ghs_secret\u0000part"],
    ["a deletion", "ghs_secret\u007fpart"],
    ["a letter of another script", "ghs_secretépart"],
  ])("a token with %s in it is a breach that does not quote it", (_, token) => {
    for (const inputs of [{ "github-token": token }, { ...BOTH, "github-token": token }]) {
      expect(breachesOf(inputs)).toBe(
        "Error: github-token: got a character in it that no token has; write ${{ github.token }}.",
      );
      expect(wishOf(inputs)).toBeUndefined();
    }
  });

  test("a name of 255 characters of whatever script is taken, and a longer one is a breach", () => {
    for (const char of ["x", "🙂"]) {
      const inputs = { ...BOTH, "status-context": char.repeat(255) };
      expect(breachesOf(inputs)).toBe("none");
      expect(wishOf(inputs)).toEqual({ token: TOKEN, context: char.repeat(255) });
      const longer = { ...BOTH, "status-context": char.repeat(256) };
      expect(breachesOf(longer)).toBe(
        "Error: status-context: got 256 characters; write a name of at most 255 characters, such as backup-gate.",
      );
      expect(wishOf(longer)).toBeUndefined();
    }
  });

  test.each(["backup\ngate", "backup\tgate", "backup\rgate", "backup\u001b[31mgate", "a\u0085b"])(
    "the name %j has a control character in it, which is a breach",
    (context) => {
      const inputs = { ...BOTH, "status-context": context };
      expect(breachesOf(inputs)).toBe(
        "Error: status-context: got a control character in it; write a name of at most 255 characters, such as backup-gate.",
      );
      expect(wishOf(inputs)).toBeUndefined();
    },
  );

  test("both breaches are named in one go, beside others", () => {
    const inputs = { "github-token": "a b", "status-context": "a\tb", timeout: "soon" };
    expect(breachesOf(inputs).match(/(?:^Error: |^)[a-z-]+(?=: got)/gm)).toEqual([
      "Error: timeout",
      "github-token",
      "status-context",
    ]);
  });

  test("is wished for even where other inputs are wrong", () => {
    const inputs = { ...BOTH, timeout: "soon", "backup-id": "x", "api-password": "" };
    expect(wishOf(inputs)).toEqual({ token: TOKEN, context: "backup-gate" });
  });

  test("is not wished for where the token would go to whoever answers", () => {
    expect(wishOf(BOTH, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toBeUndefined();
    expect(wishOf(BOTH, { NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBeDefined();
  });

  test.each(["github_token", "status_context"])("the misspelt input %s is a breach", (spelt) => {
    expect(breachesOf({}, { [`INPUT_${spelt.toUpperCase()}`]: "x" })).toContain(
      `${spelt}: got an input of that name; write it as ${spelt.replaceAll("_", "-")}`,
    );
  });

  test("its token is a secret beside the credentials, as it is sent", () => {
    const env = environment({ "github-token": ` ${TOKEN}\n`, "api-password": "hunter2" });
    expect(tokenOf(env)).toBe(TOKEN);
    expect(secretsIn(env)).toEqual([...secretsOf(credentialsOf(env)), TOKEN]);
    expect(secretsIn(environment({ "api-password": "" }))).toEqual([]);
    expect(secretsIn(environment({ "api-password": "", "github-token": TOKEN }))).toEqual([TOKEN]);
    expect(tokenOf({})).toBe("");
  });

  test("no error shows its token, wherever it was pasted", () => {
    const breaches = breachesOf({ ...BOTH, timeout: TOKEN, "backup-id": `Bearer ${TOKEN}` });
    expect(breaches).toContain('timeout: got "***";');
    expect(breaches).toContain('backup-id: got "Bearer ***";');
    expect(breaches).not.toContain("ghs_");
  });
});
