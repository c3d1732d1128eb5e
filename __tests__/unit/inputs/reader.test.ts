import { describe, expect, test } from "vitest";
import { InputReader } from "../../../src/inputs/reader.ts";
import { readSettings } from "../../../src/inputs/settings.ts";
import { breachesOf, environment } from "./environment.ts";

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
  const breachOf = (spelt: string): string =>
    `Error: ${spelt}: got an input of that name; write it as ${spelt.replaceAll("_", "-")}.`;

  test.each(["max_poll_interval", "max_age", "api_url", "min_poll-interval", "install_name"])(
    "the misspelt input %s is a breach that does not quote its value",
    (spelt) => {
      const variable = `INPUT_${spelt.toUpperCase()}`;
      expect(breachesOf({}, { [variable]: "1s" })).toBe(breachOf(spelt));
      expect(breachesOf({}, { [variable.toLowerCase()]: "1s" })).toBe(breachOf(spelt));
      expect(breachesOf({ [spelt.replaceAll("_", "-")]: "" }, { [variable]: "1s" })).toBe(
        breachOf(spelt),
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

  test("a misspelt secret is not shown, neither in its own breach nor where it was pasted", () => {
    const secrets = { INPUT_API_PASSWORD: "hunter3", INPUT_GITHUB_TOKEN: "ghs_other" };
    const inputs = { "api-password": "", timeout: "hunter3", "max-age": "ghs_other" };
    const breaches = breachesOf(inputs, secrets);
    expect(breaches).toContain("api_password: got an input of that name; write it as api-password");
    expect(breaches).toContain("github_token: got an input of that name; write it as github-token");
    expect(breaches).toContain('timeout: got "***";');
    expect(breaches).toContain('max-age: got "***";');
    expect(breaches).not.toMatch(/hunter3|ghs_other/);
  });

  test("an input without a hyphen cannot be misspelt", () => {
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
  expect(breaches.split("\n")).toHaveLength(5);
});

test("what is quoted is harmless", () => {
  expect(breachesOf({ timeout: "a\n::error::x ##[add-mask]y" })).toContain(
    '"a : :error: :x # #[add-mask]y"',
  );
});

describe("a list", () => {
  const read = (value: string): string[] | string => {
    const reader = new InputReader({ INPUT_LIST: value }, { list: "" });
    const parse = (text: string): string | undefined => (/^\w+$/.test(text) ? text : undefined);
    const elements = reader.attempt(() => reader.list("list", parse, "write words"));
    return elements ?? String(reader.breaches[0]);
  };
  const gap = (position: number, of: number): string =>
    `Error: list: got an empty element at position ${position} of ${of}: a variable is not set, a value ends with a line ` +
    "break, or there is an extra comma; set that variable, or remove the line break or comma.";

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
    ["separated by tabs", "one\ttwo", "one<U+0009>two", " with the control character U+0009 in it"],
    ["separated by semicolons", "one;two", "one;two"],
    ["of YAML", "- one\n- two", "- one"],
    ["of JSON", '["one","two"]', '["one"'],
    ["of JSON, at its end", "one,two]", "two]"],
  ])("%s is a breach that says how to write it", (_, value, shown, and = "") => {
    expect(read(value)).toBe(
      `Error: list: got "${shown}"${and}; write words; to give several, write one per line ` +
        "(in a block that starts with |, not >) or comma-separated.",
    );
  });

  test("with one wrong element gets no advice about lists", () => {
    expect(read("one\nt-wo\n")).toBe('Error: list: got "t-wo"; write words.');
  });
});
