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
