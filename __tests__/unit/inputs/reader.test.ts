import { describe, expect, test } from "vitest";
import { InputReader } from "../../../src/inputs/reader.ts";
import { readSettings } from "../../../src/inputs/settings.ts";
import { BACKUP_ID, INSTALL_ID } from "../../support/fixtures.ts";
import { breachesOf, environment, targetsOf } from "./environment.ts";

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

describe("the environment", () => {
  const breachOf = (spelled: string): string =>
    `Error: ${spelled} is not an input name. Use ${spelled.replaceAll("_", "-")} instead.`;

  test.each(["max_poll_interval", "max_age", "api_url", "min_poll-interval", "install_name"])(
    "the misspelled input %s is a breach that does not quote its value",
    (spelled) => {
      const variable = `INPUT_${spelled.toUpperCase()}`;
      expect(breachesOf({}, { [variable]: "1s" })).toBe(breachOf(spelled));
      expect(breachesOf({}, { [variable.toLowerCase()]: "1s" })).toBe(breachOf(spelled));
      expect(breachesOf({ [spelled.replaceAll("_", "-")]: "" }, { [variable]: "1s" })).toBe(
        breachOf(spelled),
      );
    },
  );

  test.each([
    ["one that is blank", {}, { INPUT_ABORT_RETRIES: "" }],
    ["one of blanks", {}, { INPUT_MAX_AGE: " \t\r\n" }],
    ["one of another value", {}, { INPUT_INSTALL_ID: "x", INPUT_API_PASSWORD: "x" }],
    ["the same value", { "max-age": "1h" }, { INPUT_MAX_AGE: "1h" }],
    ["the same value but for blanks around it", { "max-age": "1h\n" }, { INPUT_MAX_AGE: " 1h" }],
    ["the default, beside the default", { "fail-fast": "true" }, { INPUT_FAIL_FAST: "true" }],
    ["the default, beside a blank", { "fail-fast": " " }, { INPUT_FAIL_FAST: "true" }],
    ["the default, beside another value", { "fail-fast": "false" }, { INPUT_FAIL_FAST: "true" }],
  ])("%s beside a right input changes nothing, and is none", (_, inputs, env) => {
    expect(breachesOf(inputs, env)).toBe("none");
  });

  test.each([
    ["is only at its default", { "create-backup": "false" }, { INPUT_CREATE_BACKUP: "true" }],
    ["is only at its default", { "fail-fast": " true\n" }, { INPUT_FAIL_FAST: "false" }],
    ["is blank", { "status-context": "" }, { INPUT_STATUS_CONTEXT: "x" }],
    ["is blanks", { "max-age": " \n" }, { INPUT_MAX_AGE: "1h" }],
    ["is blank", { "max-age": "" }, { INPUT_MAX_AGE: "\u200b" }],
  ])("one beside a right input that %s is a breach: %j %j", (_, inputs, env) => {
    const [variable = ""] = Object.keys(env);
    expect(breachesOf(inputs, env)).toBe(breachOf(variable.slice(6).toLowerCase()));
  });

  test("a misspelled secret is not shown, neither in its own breach nor where it was pasted", () => {
    const secrets = { INPUT_API_PASSWORD: "hunter3", INPUT_GITHUB_TOKEN: "ghs_other" };
    const inputs = { "api-password": "", timeout: "hunter3", "max-age": "ghs_other" };
    const breaches = breachesOf(inputs, secrets);
    expect(breaches).toContain("api_password is not an input name. Use api-password instead");
    expect(breaches).toContain("github_token is not an input name. Use github-token instead");
    expect(breaches).toContain('timeout is "***".');
    expect(breaches).toContain('max-age is "***".');
    expect(breaches).not.toMatch(/hunter3|ghs_other/);
  });

  test("so is one in another letter case, which no runner would pass", () => {
    expect(breachesOf({}, { "Input_Max-Age": "1h" })).toBe(breachOf("max-age"));
    expect(breachesOf({ "max-age": "1h" }, { "Input_Max-Age": "1h" })).toBe("none");
  });

  test("an input without a hyphen cannot be misspelled", () => {
    expect(breachesOf({}, { INPUT_WAIT_: "x", INPUT__WAIT: "x", INPUT_TIME_OUT: "x" })).toBe(
      "none",
    );
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
  expect(breaches.split("\n").map((line) => line.replace(/^Error: /, "").split(" ")[0])).toEqual([
    "api-username",
    "api-password",
    "api-url",
    "backup-id",
    "timeout",
    "An", // why values are empty
  ]);
});

test("what is quoted is harmless", () => {
  expect(breachesOf({ timeout: "a\n::error::x ##[add-mask]y" })).toContain(
    '"a : :error: :x # #[add-mask]y"',
  );
  expect(breachesOf({ timeout: "a\r\n\nb" })).toContain('"a b"');
  expect(breachesOf({ timeout: "x".repeat(90) })).toContain(`"${"x".repeat(79)}…"`);
});

describe("invisible characters in a value are named", () => {
  test.each([
    ["a zero-width space", "\u200b", "U+200B"],
    ["a zero-width joiner", "\u200d", "U+200D"],
    ["a no-break space", "\u00a0", "U+00A0"],
    ["a narrow no-break space", "\u202f", "U+202F"],
    ["an ideographic space", "\u3000", "U+3000"],
    ["a byte order mark", "\ufeff", "U+FEFF"],
    ["a soft hyphen", "\u00ad", "U+00AD"],
    ["a right-to-left mark", "\u200f", "U+200F"],
    ["an isolate", "\u2066", "U+2066"],
    ["a line separator", "\u2028", "U+2028"],
    ["a variation selector", "\ufe0f", "U+FE0F"],
    ["a tag", "\u{e0041}", "U+E0041"],
    ["a filler", "\u3164", "U+3164"],
    ["a blank of braille", "\u2800", "U+2800"],
  ])("%s", (_, char, code) => {
    const shown = `<${code}>`;
    const and = ` (with the invisible character ${code})`;
    const id = `294deacc${char}-d8b8-4005-82c4-0727ba8ddde0`;
    for (const name of ["install-id", "backup-id"]) {
      const words = `${name} is "${id.replace(char, shown)}"${and}. Use the UUID of the `;
      expect(breachesOf({ [name]: id })).toContain(words);
      expect(breachesOf({ [name]: id })).not.toContain(char);
    }
    for (const name of ["timeout", "max-age", "create-backup", "fail-fast", "abort-retries"]) {
      expect(breachesOf({ [name]: `3${char}0m` })).toContain(`${name} is "3${shown}0m"${and}. `);
    }
    for (const address of [
      `https://api.exam${char}ple.com/v1`,
      `https://api.example.com/v${char}1`,
    ])
      expect(breachesOf({ "api-url": address })).toContain(
        `api-url is "${address.replace(char, shown)}"${and}. Use an https URL`,
      );
    expect(breachesOf({ "install-id": "", "install-name": `tor${char}que` })).toContain(
      `install-name is "tor${shown}que"${and}. Use the name of the install`,
    );
    const email = { "backup-id": "", "create-backup": "true" };
    for (const address of [
      `y${char}ou@example.com`,
      `you@exam${char}ple.com`,
      `you@example.c${char}om`,
    ])
      expect(breachesOf({ ...email, "notification-emails": address })).toContain(
        `notification-emails is "${address.replace(char, shown)}"${and}. Use addresses`,
      );
  });

  test("also at an end, unless it is trimmed as a blank is", () => {
    for (const id of [`\u200b${BACKUP_ID}`, `${BACKUP_ID}\u200b`, "\u200b"]) {
      expect(breachesOf({ "backup-id": id })).toContain("<U+200B>");
    }
    const surrounded = `\ufeff${BACKUP_ID}\u00a0,\u2028${INSTALL_ID}\ufeff\n`;
    const [one, two] = targetsOf({
      "install-id": `${INSTALL_ID},${BACKUP_ID}`,
      "backup-id": surrounded,
    });
    expect(one?.spec).toEqual({ kind: "existing", backupId: BACKUP_ID });
    expect(two?.spec).toEqual({ kind: "existing", backupId: INSTALL_ID });
    expect(readSettings(environment({ timeout: "\ufeff30m\r" })).timeoutMs).toBe(1_800_000);
  });

  test("each in its place, control characters too, but line breaks as a blank", () => {
    expect(breachesOf({ timeout: "1\t2\u0007\u200b\n\u200b3" })).toContain(
      'is "1<U+0009>2<U+0007><U+200B> <U+200B>3" (with the control character U+0009). Use',
    );
    expect(breachesOf({ timeout: "soon\u007f" })).toContain(
      'is "soon<U+007F>" (with the control character U+007F). Use',
    );
    expect(breachesOf({ timeout: "so on\nor\rlater" })).toContain('is "so on or later". Use');
  });

  test("wherever it is, even if the quotation does not go that far", () => {
    expect(breachesOf({ timeout: `${"x".repeat(90)}\u200b` })).toContain(
      `is "${"x".repeat(79)}…" (with the invisible character U+200B). Use`,
    );
  });

  test("visible characters of any script are quoted unchanged", () => {
    expect(breachesOf({ "install-id": "", "install-name": "tоrque" })).toContain('"tоrque"');
    expect(breachesOf({ timeout: "３０m 🙂" })).toContain('"３０m 🙂"');
  });
});

test.each([`"30m"`, "'30m'", "“30m”", "‘30m’", `""`])(
  "%s has quotation marks that do not belong to it",
  (value) => {
    for (const name of ["timeout", "max-age", "wait", "backup-id"]) {
      expect(breachesOf({ [name]: value })).toContain(
        `${name} is "${value}" (remove the quotation marks). ${name === "wait" ? "Set" : "Use"} `,
      );
    }
  },
);

test.each([`30m"`, `"30m`, "x'30m'", "'30m'x", `"`])(
  "%s is not quoted as a whole, and gets no hint",
  (value) => {
    expect(breachesOf({ timeout: value })).toContain(`timeout is "${value}". Use `);
  },
);

describe("a list", () => {
  const read = (value: string): string[] | string => {
    const reader = new InputReader({ INPUT_LIST: value }, { list: "" });
    const parse = (text: string): string | undefined => (/^\w+$/.test(text) ? text : undefined);
    const elements = reader.attempt(() => reader.list("list", parse, () => "Use words"));
    return elements ?? String(reader.breaches[0]);
  };
  const gap = (position: number, of: number): string =>
    `Error: list has an empty element at position ${position} of ${of}. Look for an unset variable, a line break ` +
    "at the end of a value, or an extra comma.";

  test.each(["\n", "\r\n", "\r", ",", " , ", " \r\n\t"])("is separated by %j", (separator) => {
    for (const end of ["", "\n", "\r\n", "\r", " \n"]) {
      expect(read(`one${separator}two${end}`)).toEqual(["one", "two"]);
    }
  });

  test.each(["", " ", "\n", "\r\n", "\r", "\n\n"])("has no element in %j", (value) => {
    expect(read(value)).toEqual([]);
  });

  test.each([
    ["an unset variable at the end", "one\n\n", 2, 2],
    ["an unset variable in the middle", "one\n\ntwo\n", 2, 3],
    ["an unset variable at the beginning", "\none\n", 1, 2],
    ["a value that ends with a line break", "one\n\ntwo", 2, 3],
    ["a value that ends with one of Windows", "one\r\n\ntwo", 2, 3],
    ["a last value that ends with one of Windows", "one\r\n\n", 2, 2],
    ["a last value that ends with a carriage return", "one\r\n\r", 2, 2],
    ["line breaks of two kinds in the wrong order", "one\n\r", 2, 2],
    ["two carriage returns", "one\r\rtwo", 2, 3],
    ["a comma at the end of a line", "one,\ntwo", 2, 3],
    ["a comma at the end", "one,two,\n", 3, 3],
    ["nothing but a comma", ",", 1, 2],
    ["blanks between commas", "one, ,two", 2, 3],
  ])("never shrinks: %s", (_, value, position, of) => {
    expect(read(value)).toBe(gap(position, of));
  });

  test.each([
    ["folded by >", "one two\n", "one two"],
    ["separated by tabs", "one\ttwo", "one<U+0009>two", " (with the control character U+0009)"],
    ["separated by semicolons", "one;two", "one;two"],
    ["of YAML", "- one\n- two", "- one"],
    ["of JSON", '["one","two"]', '["one"'],
    ["of JSON, at its end", "one,two]", "two]"],
  ])("%s is a breach that says how to write it", (_, value, shown, and = "") => {
    const is = /[\n,]./.test(value) ? "contains" : "is";
    expect(read(value)).toBe(
      `Error: list ${is} "${shown}"${and}. Use words. To set several, write one per line ` +
        "(in a block that starts with |, not >) or separate them with commas.",
    );
  });

  test("with one wrong element gets no advice about lists", () => {
    expect(read("one\nt-wo\n")).toBe('Error: list contains "t-wo". Use words.');
  });
});
