import { describe, expect, test } from "vitest";
import { readSettings } from "../../../src/inputs/settings.ts";
import type { BackupSpec } from "../../../src/model/target.ts";
import { BACKUP_ID, INSTALL_ID } from "../../support/fixtures.ts";
import { breachesOf, environment, targetsOf } from "./environment.ts";

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
    ["../accounts", 'is "../accounts"'],
    ["not-a-uuid", 'is "not-a-uuid"'],
    [`${BACKUP_ID}/restore`, 'is "'],
    [`{${BACKUP_ID}}`, 'is "'],
    [`0${BACKUP_ID}`, 'is "'],
    [`${BACKUP_ID}0`, 'is "'],
    ["", "is empty"],
    ["   ", "is empty"],
    [`${BACKUP_ID}\n\n`, "has an empty element at position 2 of 2"],
    [`${BACKUP_ID},`, "has an empty element at position 2 of 2"],
    [`\n${BACKUP_ID}`, "has an empty element at position 1 of 2"],
    [`${BACKUP_ID},,${INSTALL_ID}`, "has an empty element at position 2 of 3"],
  ])("%j is a breach that names the input", (value, words) => {
    expect(breachesOf({ "install-id": "x" })).toContain(
      "the UUID of the install, such as 294deacc-",
    );
    expect(breachesOf({ "backup-id": "x" })).toContain(
      "the UUID of the backup to wait for, such as e41fa98f-",
    );
    const ofInstall = words === "is empty" ? "and install-name are empty" : words;
    expect(breachesOf({ "install-id": value })).toContain(`install-id ${ofInstall}`);
    expect(breachesOf({ "backup-id": value })).toContain(`backup-id ${words}`);
  });
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
      /^\S+ install-id and install-name are empty\. Set install-name to the name of the install, or install-id to its UUID, such as 2/,
    );
  });

  test("both id and name", () => {
    expect(breachesOf({ "install-name": "torquemag" })).toContain(
      "install-name and install-id are both set. Remove one of them.",
    );
  });

  test.each(["../accounts", "my site", "my_site", "site/..", "site%2f", "sité", "a".repeat(101)])(
    "%j is no name",
    (name) => {
      const breaches = breachesOf({ "install-id": "", "install-name": name });
      expect(breaches).toContain("install-name is ");
      expect(breaches).toContain("letters, digits and hyphens");
    },
  );

  test.each([
    ["torquemag.wpengine.com", ".wpengine.com", "torquemag"],
    ["https://torquemag.wpengine.com/", ".wpengine.com", "torquemag"],
    ["http://torquemag.wpengine.com:443/wp-admin/?x=1", ".wpengine.com", "torquemag"],
    ["TorqueMag.WPEngine.com", ".wpengine.com", "torquemag"],
    ["torque-mag2.wpenginepowered.com", ".wpenginepowered.com", "torque-mag2"],
    ["torquemag.sftp.wpengine.com", ".sftp.wpengine.com", "torquemag"],
    ["torquemag@torquemag.ssh.wpengine.net", ".ssh.wpengine.net", "torquemag"],
  ])("%s is the address of an install, and the breach gives its name", (value, rest, name) => {
    expect(breachesOf({ "install-id": "", "install-name": `other,${value}` })).toBe(
      `Error: install-name contains "${value}". Use ${name}, without ${rest}.`,
    );
  });

  test.each([
    "torquemag.wpengine.com.evil.example",
    "torquemag.wpengine.org",
    "torquemag.example.com",
    "torquemagwpengine.com",
    "wpengine.com",
    "torque_mag.wpengine.com",
    "my.torquemag.wpengine.com",
    "torquemag.wpengine.com other.wpengine.com",
    "other torquemag.wpengine.com",
  ])("%s is no such address", (value) => {
    const breaches = breachesOf({ "install-id": "", "install-name": value });
    expect(breaches).toContain(`install-name is "${value}". Use the name of the install: `);
  });

  test.each([
    ["one,", "has an empty element at position 2 of 2"],
    ["one\n\ntwo", "has an empty element at position 2 of 3"],
  ])("%j", (name, words) => {
    expect(breachesOf({ "install-id": "", "install-name": name })).toContain(
      `install-name ${words}`,
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
    [1, 2, "has 2 IDs for 1 install"],
    [2, 1, "has 1 ID for 2 installs"],
    [3, 2, "has 2 IDs for 3 installs"],
  ])("%j installs and %j backup-ids are a breach that names both counts", (some, others, words) => {
    const ids = backups.slice(0, others).join("\n");
    const breach = `Error: backup-id ${words}. Set one for each install, in the same order.`;
    expect(breachesOf({ "install-id": installs.slice(0, some).join(), "backup-id": ids })).toBe(
      breach,
    );
    const names = ["one", "two", "three"].slice(0, some).join();
    expect(breachesOf({ "install-id": "", "install-name": names, "backup-id": ids })).toBe(breach);
  });

  test("counts are not compared if a list is a breach itself", () => {
    expect(breachesOf({ "install-id": installs.join(), "backup-id": "x" })).toMatch(
      /^Error: backup-id is "x". Use the UUID [^\n]*$/,
    );
    expect(breachesOf({ "install-id": "x", "backup-id": backups.join() })).toMatch(
      /^Error: install-id is "x". Use the UUID [^\n]*$/,
    );
  });

  test("an invalid ID is named with its position", () => {
    const inputs = {
      "install-id": installs.join(),
      "backup-id": `${backups[0]},${backups[1]},../x`,
    };
    expect(breachesOf(inputs)).toMatch(
      /^Error: backup-id contains "\.\.\/x". Use the UUID [^\n]*$/,
    );
  });

  test.each([
    ["as it was", (id: string) => id],
    ["in another letter case", (id: string) => id.toUpperCase()],
  ])("an id given twice, %s, is a breach that names both positions", (_, again) => {
    const twiceOf = ([first, second, third]: readonly [string, string, string]): string =>
      [first, second, third, again(second)].join("\n");
    const four = (kind: "a" | "b"): string => [1, 2, 3, 4].map((i) => idOf(kind, i)).join("\n");
    expect(breachesOf({ "install-id": twiceOf(installs), "backup-id": four("b") })).toBe(
      `Error: install-id contains "${installs[1]}" twice, at positions 2 and 4. List each value once.`,
    );
    expect(breachesOf({ "install-id": four("a"), "backup-id": twiceOf(backups) })).toBe(
      `Error: backup-id contains "${backups[1]}" twice, at positions 2 and 4. List each value once.`,
    );
  });

  test("a name given twice is a breach that names both positions", () => {
    const inputs = { "install-id": "", "install-name": "one,two,one", "backup-id": backups.join() };
    expect(breachesOf(inputs)).toBe(
      'Error: install-name contains "one" twice, at positions 1 and 3. List each value once.',
    );
  });

  test("800 are accepted, and 801 are rejected", () => {
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
    const words = "has 801 elements, and the limit is 800. Split them among several jobs.";
    expect(breachesOf({ "install-id": ids("a", 801) })).toBe(`Error: install-id ${words}`);
    expect(breachesOf({ "backup-id": ids("b", 801) })).toBe(`Error: backup-id ${words}`);
    expect(breachesOf({ "install-id": "", "install-name": names(801) })).toBe(
      `Error: install-name ${words}`,
    );
    expect(breachesOf({ "install-id": ids("a", 801), "backup-id": ids("b", 801) })).toBe(
      `Error: install-id ${words}\nbackup-id ${words}`,
    );
  });

  test("an empty element is a breach that names its position", () => {
    const emptied = ([first, , third]: readonly [string, string, string]): string =>
      [first, "", third].join("\n");
    const words = "has an empty element at position 2 of 3. Look for an unset variable,";
    expect(
      breachesOf({ "install-id": emptied(installs), "backup-id": backups.join("\n") }),
    ).toContain(`Error: install-id ${words}`);
    expect(
      breachesOf({ "install-id": installs.join("\n"), "backup-id": emptied(backups) }),
    ).toContain(`Error: backup-id ${words}`);
  });

  test("new ones of several installs have one and the same specification", () => {
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
    const [spec, ...others] = new Set(targets.map((target) => target.spec));
    expect(spec).toMatchObject({
      kind: "new",
      emails: ["you@example.com"],
      abortRetries: 1,
      wait: true,
    });
    expect(others).toEqual([]);
  });
});

describe("a new backup", () => {
  const NEW = {
    "backup-id": "",
    "create-backup": "true",
    "notification-emails": "you@example.com",
  };
  const specOf = (
    inputs: Readonly<Record<string, string>> = {},
    env: Record<string, string> = {},
  ): Extract<BackupSpec, { kind: "new" }> => {
    const { targets } = readSettings({ ...environment({ ...NEW, ...inputs }), ...env });
    const [target, ...others] = targets;
    if (others.length > 0) throw new Error("there are several targets");
    if (target?.spec.kind !== "new") throw new Error("a backup was given");
    return target.spec;
  };

  test("has these defaults", () => {
    expect(specOf()).toMatchObject({ emails: ["you@example.com"], abortRetries: 0, wait: true });
  });

  test.each(["true", "True", "TRUE", " true\n"])("create-backup: %j", (value) => {
    expect(specOf({ "create-backup": value }).kind).toBe("new");
  });

  test.each(["yes", "1", "on", "tRUE", "y"])(
    "create-backup: %s is a breach, and the only one",
    (value) => {
      expect(breachesOf({ ...NEW, "create-backup": value })).toBe(
        `Error: create-backup is "${value}". Set it to true or false.`,
      );
    },
  );

  test.each(["false", "False", "FALSE", ""])("create-backup: %j asks for none", (value) => {
    expect(targetsOf({ "create-backup": value })).toMatchObject([{ spec: { kind: "existing" } }]);
  });

  test("neither a backup-id nor create-backup", () => {
    expect(breachesOf({ "backup-id": "" })).toMatch(
      /^Error: backup-id is empty\. Set create-backup: true to .*, or set backup-id to the UUID /,
    );
  });

  test("both a backup-id and create-backup", () => {
    expect(breachesOf({ ...NEW, "backup-id": BACKUP_ID })).toBe(
      "Error: backup-id and create-backup: true are both set. Remove one of them.",
    );
  });

  test.each([
    ["a@example.com, b@example.org", ["a@example.com", "b@example.org"]],
    ["a@example.com\nb.c+d@sub.example.co.uk\n", ["a@example.com", "b.c+d@sub.example.co.uk"]],
    ["jürgen@exämple.de", ["jürgen@exämple.de"]],
    [`${"a".repeat(242)}@example.com`, [`${"a".repeat(242)}@example.com`]],
    // nobody named: the step asks for the API user's own address
    ["", []],
    [" \n", []],
  ])("mails %j", (value, emails) => {
    expect(specOf({ "notification-emails": value }).emails).toEqual(emails);
  });

  test.each([
    ["you", 'is "you". Use addresses such as you@example.com.'],
    ["you@example", 'is "you@example"'],
    ["you@", 'is "'],
    ["@example.com", 'is "'],
    ["you@example..com", 'is "'],
    ["you@@example.com", 'is "'],
    ["You <you@example.com>", 'is "'],
    ["you@example.com b@example.com", 'is "'],
    ["yo\u0007u@example.com", 'is "yo<U+0007>u@example.com" (with the control character'],
    ["you@exam\tple.com", 'is "'],
    ["you@example.c\u00a0om", 'is "'],
    ["a@example.com,,b@example.com", "has an empty element at position 2 of 3"],
    ["a@example.com,", "has an empty element at position 2 of 2"],
    [`${"a".repeat(243)}@example.com`, 'is "'],
  ])("notification-emails: %j is a breach", (value, words) => {
    const breaches = breachesOf({ ...NEW, "notification-emails": value });
    expect(breaches).toContain(`notification-emails ${words}`);
    expect(breaches.split("\n")).toHaveLength(1);
  });

  test.each([
    [{ wait: "false" }, "wait is false, which requires create-backup: true"],
    [{ wait: "no" }, 'wait is "no". Set it to true or false'],
    [{ "abort-retries": "1" }, "abort-retries is 1, which requires create-backup: true"],
    [{ description: "Mine" }, 'description is "Mine", which requires create-backup: true'],
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
      "abort-retries is 2, but with wait: false the step can't detect an abort. Set abort-retries to 0",
    );
    expect(specOf({ wait: "False" })).toMatchObject({ wait: false });
  });

  test.each(["4", "-1", "1.0", "one", "1e0", "0x1"])("abort-retries: %s is a breach", (value) => {
    expect(breachesOf({ ...NEW, "abort-retries": value })).toBe(
      `Error: abort-retries is "${value}". Set it to 0, 1, 2 or 3.`,
    );
  });

  test("abort-retries: 3", () => {
    expect(specOf({ "abort-retries": "3" })).toMatchObject({ abortRetries: 3 });
  });

  describe("is described", () => {
    const RUN = {
      GITHUB_REPOSITORY: "octo/shop",
      GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
      GITHUB_RUN_ID: "987",
      GITHUB_RUN_ATTEMPT: "2",
    };

    test("by repository and commit", () => {
      expect(specOf({}, RUN).describe("abc123")).toBe(
        "[gate abc123, run 987, attempt 2] Pre-deploy snapshot of octo/shop@0123456",
      );
    });

    test("by a given text, after the same bracket", () => {
      expect(specOf({ description: "Before 1.2" }, RUN).describe("abc123")).toBe(
        "[gate abc123, run 987, attempt 2] Before 1.2",
      );
    });

    test.each(["GITHUB_REPOSITORY", "GITHUB_SHA"])("as of a working copy without %s", (name) => {
      expect(specOf({}, { ...RUN, [name]: "" }).describe("abc123")).toBe(
        "[gate abc123, run 987, attempt 2] Pre-deploy snapshot of a working copy",
      );
    });

    test("even if there is no runner", () => {
      expect(specOf().describe("abc123")).toBe(
        "[gate abc123, run local, attempt 1] Pre-deploy snapshot of a working copy",
      );
    });

    test.each([
      ["9]8\n7, attempt 1]", "987attempt1", "2", "2"],
      [" \r\n]", "local", "[]", "1"],
      ["", "local", "", "1"],
      ["a.B_c-0", "a.B_c-0", "2\u2028é", "2"],
    ])("with a run id %j as %s, and an attempt %j as %s", (run, runShown, attempt, shown) => {
      const env = { ...RUN, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt };
      expect(specOf({ description: "[gate ffffff, run 1]" }, env).describe("abc123")).toBe(
        `[gate abc123, run ${runShown}, attempt ${shown}] [gate ffffff, run 1]`,
      );
    });

    test.each<[string, string, string, { run: string; attempt: number } | undefined]>([
      ["a second attempt", "987", "2", { run: "987", attempt: 2 }],
      ["a twelfth attempt of a run with capitals", "Ab-9", "12", { run: "ab-9", attempt: 12 }],
      ["a first attempt", "987", "1", undefined],
      ["no attempt", "987", "", undefined],
      ["an attempt that is no number", "987", "x", undefined],
      ["an attempt that is no whole number", "987", "2.5", undefined],
      ["no run", "", "2", undefined],
    ])("and is a re-run's with %s: %j, %j", (_, run, attempt, rerun) => {
      const env = { ...RUN, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt };
      expect(specOf({}, env).rerun).toEqual(rerun);
    });

    test.each(["x", "🙂"])("in at most 200 characters such as %s, with a notice if cut", (char) => {
      const read = (length: number): readonly string[] => {
        const inputs = { ...NEW, description: ` ${char.repeat(length)}\n` };
        const { targets, notices } = readSettings(environment(inputs));
        const [spec] = targets.map((target) => target.spec as BackupSpec & { kind: "new" });
        return [spec?.describe("k").replace(/^.*?] /, "") ?? "", ...notices];
      };
      const whole = char.repeat(200);
      expect(read(200)).toEqual([whole]);
      expect(read(201)).toEqual([
        whole,
        "The description has 201 characters. Only the first 200 are sent.",
      ]);
      expect(read(500)).toEqual([
        whole,
        "The description has 500 characters. Only the first 200 are sent.",
      ]);
    });
  });
});
