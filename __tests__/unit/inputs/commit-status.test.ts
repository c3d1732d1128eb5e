import { describe, expect, test } from "vitest";
import { credentialsOf, secretsIn, secretsOf, tokenOf } from "../../../src/inputs/credentials.ts";
import { readSettings, statusSettingsOf } from "../../../src/inputs/settings.ts";
import { breachesOf, environment } from "./environment.ts";

describe("a commit status", () => {
  const TOKEN = "ghs_0123456789abcdefghijABCDEFGHIJ012345";
  const statusOf = (
    inputs: Readonly<Record<string, string>>,
    env: Record<string, string> = {},
  ): ReturnType<typeof statusSettingsOf> => statusSettingsOf({ ...environment(inputs), ...env });
  const BOTH = { "github-token": TOKEN, "status-context": "backup-gate" };

  test("is asked for by a token and a name", () => {
    expect(statusOf(BOTH)).toEqual({ token: TOKEN, context: "backup-gate" });
    expect(
      statusOf({ "github-token": ` ${TOKEN}\n`, "status-context": " Backup: gate / 1 " }),
    ).toEqual({ token: TOKEN, context: "Backup: gate / 1" });
  });

  test.each([
    [{}],
    [{ "github-token": TOKEN }],
    [{ "github-token": TOKEN, "status-context": "" }],
    [{ "github-token": TOKEN, "status-context": " \t\n" }],
    [{ "github-token": "", "status-context": "" }],
  ])("is off without a name, which is no error: %j", (inputs) => {
    expect(statusOf(inputs)).toBeUndefined();
    expect(breachesOf(inputs)).toBe("none");
  });

  test.each([[{}], [{ "github-token": "" }], [{ "github-token": " \n" }]])(
    "is asked for without a token, which is no breach: %j",
    (inputs) => {
      const given = { "status-context": "backup-gate", ...inputs };
      expect(statusOf(given)).toEqual({ token: "", context: "backup-gate" });
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
        "Error: github-token contains a character that no token has. Set it to ${{ github.token }}.",
      );
      expect(statusOf(inputs)).toBeUndefined();
    }
  });

  test("a name of 255 characters of any script is accepted, and a longer one is rejected", () => {
    for (const char of ["x", "🙂"]) {
      const inputs = { ...BOTH, "status-context": char.repeat(255) };
      expect(breachesOf(inputs)).toBe("none");
      expect(statusOf(inputs)).toEqual({ token: TOKEN, context: char.repeat(255) });
      const longer = { ...BOTH, "status-context": char.repeat(256) };
      expect(breachesOf(longer)).toBe(
        "Error: status-context has 256 characters. Use a name of at most 255 characters, such as backup-gate.",
      );
      expect(statusOf(longer)).toBeUndefined();
    }
  });

  test.each([
    ["backup\ngate", "control character U+000A"],
    ["backup\tgate", "control character U+0009"],
    ["backup\rgate", "control character U+000D"],
    ["backup\u001b[31mgate", "control character U+001B"],
    ["a\u0085b", "control character U+0085"],
    ["backup\u200bgate", "invisible character U+200B"],
    ["backup\u00a0gate", "invisible character U+00A0"],
    ["👩\u200d💻\u2060", "invisible character U+2060"],
  ])("the name %j is a breach that names the %s", (context, character) => {
    const inputs = { ...BOTH, "status-context": context };
    expect(breachesOf(inputs)).toBe(
      `Error: status-context contains the ${character}. Use a name of at most 255 characters, such as backup-gate.`,
    );
    expect(statusOf(inputs)).toBeUndefined();
  });

  test.each(["🛡\ufe0f backup gate", "👩\u200d💻", "می\u200cخواهم"])(
    "the name %j is taken: it cannot be written without joiners",
    (context) => {
      expect(statusOf({ ...BOTH, "status-context": context })).toEqual({ token: TOKEN, context });
    },
  );

  test("both breaches are named in one go, beside others", () => {
    const inputs = { "github-token": "a b", "status-context": "a\tb", timeout: "soon" };
    expect(breachesOf(inputs).match(/(?:^Error: |^)[a-z-]+(?= (?:is|has|contains) )/gm)).toEqual([
      "Error: timeout",
      "github-token",
      "status-context",
    ]);
  });

  test("is asked for even if other inputs are wrong", () => {
    const inputs = { ...BOTH, timeout: "soon", "backup-id": "x", "api-password": "" };
    expect(statusOf(inputs)).toEqual({ token: TOKEN, context: "backup-gate" });
  });

  test("is off with NODE_TLS_REJECT_UNAUTHORIZED=0", () => {
    expect(statusOf(BOTH, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toBeUndefined();
    expect(statusOf(BOTH, { NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBeDefined();
  });

  test.each(["github_token", "status_context"])(
    "the misspelled input %s is a breach",
    (spelled) => {
      expect(breachesOf({}, { [`INPUT_${spelled.toUpperCase()}`]: "x" })).toContain(
        `${spelled} is not an input name. Use ${spelled.replaceAll("_", "-")} instead`,
      );
    },
  );

  test("its token is a secret beside the credentials, as it is sent", () => {
    const env = environment({ "github-token": ` ${TOKEN}\n`, "api-password": "hunter2" });
    expect(tokenOf(env)).toBe(TOKEN);
    expect(secretsIn(env)).toEqual([...secretsOf(credentialsOf(env)), TOKEN]);
    expect(secretsIn(environment({ "api-password": "" }))).toEqual([]);
    expect(secretsIn({})).toEqual([]);
    expect(secretsIn(environment({ "api-password": "", "github-token": TOKEN }))).toEqual([TOKEN]);
    expect(tokenOf({})).toBe("");
  });

  test("the secrets in inputs that are misspelled with _ are secrets too, each once", () => {
    const env = environment({ "github-token": TOKEN, "api-password": "hunter2" });
    const twins = { INPUT_API_PASSWORD: " hunter3\n", INPUT_GITHUB_TOKEN: " ghs_other " };
    const other = secretsOf({ username: "user", password: "hunter3" });
    expect(other).toContain("user:hunter3");
    const right = secretsOf(credentialsOf(env));
    expect(secretsIn({ ...env, ...twins })).toEqual([...right, ...other, TOKEN, "ghs_other"]);
    expect(secretsIn(twins)).toEqual([
      ...secretsOf({ username: "", password: "hunter3" }),
      "ghs_other",
    ]);
    const same = { INPUT_API_PASSWORD: "hunter2", INPUT_GITHUB_TOKEN: TOKEN };
    expect(secretsIn({ ...env, ...same })).toEqual(secretsIn(env));
    const blank = { INPUT_API_PASSWORD: " ", INPUT_GITHUB_TOKEN: "" };
    expect(secretsIn({ ...env, ...blank })).toEqual(secretsIn(env));
  });

  test("no error shows its token, wherever it was pasted", () => {
    const breaches = breachesOf({ ...BOTH, timeout: TOKEN, "backup-id": `Bearer ${TOKEN}` });
    expect(breaches).toContain('timeout is "***".');
    expect(breaches).toContain('backup-id is "Bearer ***".');
    expect(breaches).not.toContain("ghs_");
  });
});
