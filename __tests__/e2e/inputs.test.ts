import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PASSWORD } from "../../simulator/wpengine/credentials.ts";
import { createWorld } from "./world.ts";

const BACKUP_ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";

const NEW = {
  "backup-id": "",
  "create-backup": "true",
  "notification-emails": "you@example.com",
};

describe.concurrent("bad input closes the gate before any request", () => {
  const breaches: [string, Record<string, string>][] = [
    ["install-id", { "install-id": "" }],
    ["install-id", { "install-id": "../accounts" }],
    ["backup-id", { "backup-id": "../accounts" }],
    [
      "backup-id",
      { "backup-id": "e41fa98f-ea80-4654-b229-a9b765d0863a\ne41fa98f-ea80-4654-b229-a9b765d0863b" },
    ],
    ["backup-id", { "backup-id": "e41fa98f-ea80-4654-b229-a9b765d0863a," }],
    ["api-username", { "api-username": "" }],
    ["api-username", { "api-username": "user:name" }],
    ["api-username", { "api-username": "user\u0007" }],
    ["api-password", { "api-password": "" }],
    ["timeout", { timeout: "soon" }],
    ["timeout", { timeout: "-5m" }],
    ["timeout", { timeout: "0" }],
    ["timeout", { timeout: "7h" }],
    ["request-timeout", { "request-timeout": "1 minute" }],
    ["min-poll-interval", { "min-poll-interval": "0s" }],
    ["max-poll-interval", { "max-poll-interval": "1e3" }],
    ["min-poll-interval", { "min-poll-interval": "10s", "max-poll-interval": "5s" }],
    ["create-backup", { ...NEW, "create-backup": "yes" }],
    ["notification-emails", { ...NEW, "notification-emails": "you@example" }],
    ["notification-emails", { ...NEW, "notification-emails": "you@example.com," }],
    ["backup-id", { ...NEW, "backup-id": "e41fa98f-ea80-4654-b229-a9b765d0863a" }],
    ["backup-id", { "backup-id": "", "create-backup": "false" }],
    ["wait", { wait: "false" }],
    ["wait", { ...NEW, wait: "no" }],
    ["abort-retries", { "abort-retries": "1" }],
    ["abort-retries", { ...NEW, "abort-retries": "4" }],
    ["abort-retries", { ...NEW, "abort-retries": "1", wait: "false" }],
    ["description", { description: "Mine" }],
    ["install-name", { "install-name": "torquemag" }],
    ["install-name", { "install-id": "", "install-name": "../accounts" }],
    ["max-age", { "max-age": "61d" }],
    ["max-age", { "max-age": "0" }],
    ["api-url", { "api-url": "http://api.wpengineapi.com/v1" }],
    ["api-url", { "api-url": "https://user:pass@api.wpengineapi.com/v1" }],
    ["api-url", { "api-url": "https://api.wpengineapi.com/v1?x=1" }],
    ["api-url", { "api-url": "https://api.wpengineapi.com/v1#x" }],
    ["api-url", { "api-url": "https://api.wpe\u00adngineapi.com/v1" }],
    ["api-url", { "api-url": '"https://api.wpengineapi.com/v1"' }],
    ["timeout", { timeout: '"30m"' }],
    ["timeout", { timeout: "30m\u200b" }],
    ["max-age", { "max-age": "1\u00a0h" }],
    ["status-context", { "status-context": "backup\u200bgate" }],
    ["api-password", { "api-password": `${PASSWORD}\u200b` }],
    ["backup-id", { "backup-id": `${BACKUP_ID}\r\n\n` }],
    ["backup-id", { "backup-id": `${BACKUP_ID}\n\r` }],
  ];

  test.each(breaches)("%s: %j", async (name, inputs) => {
    const world = await createWorld();
    const run = await world.run(inputs);
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({
      result: "invalid-input",
      requests: "0",
      backups: "[]",
      reused: "false",
    });
    expect(run.stdout).toMatch(
      new RegExp(
        `^::error title=Backup gate closed%3A invalid-input::.*${name} (is|and|has|contains) `,
        "m",
      ),
    );
    expect(run.summary).toMatch(new RegExp(`${name} (is|and|has|contains) `));
    expect(world.simulator.seen).toEqual([]);
  });

  test("a misspelled input", async () => {
    const world = await createWorld();
    const run = await world.run({}, { env: { INPUT_MAX_AGE: "1h" } });
    expect(run.outputs["result"]).toBe("invalid-input");
    expect(run.stdout).toContain("max_age is not an input name. Use max-age instead.");
    expect(world.simulator.seen).toEqual([]);
  });

  const NAMED = { "install-id": "" };
  test.each<[string, Record<string, string>]>([
    [
      'backup-id is "e41fa98f<U+200B>-ea80-4654-b229-a9b765d0863a" (with the invisible character U+200B). Use',
      { "backup-id": BACKUP_ID.replace("-", "\u200b-") },
    ],
    [
      'install-name is "torque<U+00AD>mag" (with the invisible character U+00AD). Use',
      { ...NAMED, "install-name": "torque\u00admag" },
    ],
    [
      "api-username contains the invisible character U+200B. Set it to the API user ID",
      { "api-username": "user\u200b" },
    ],
    [
      'install-id is "a b". Use the UUID of the install, such as 294deacc-d8b8-4005-82c4-0727ba8ddde0. To set ' +
        "several, write one per line (in a block that starts with |, not >) or separate them with commas.",
      { "install-id": "a b\n" },
    ],
    [
      "backup-id has an empty element at position 2 of 2. Look for an unset variable, a line break at the end of a value, or",
      { "backup-id": `${BACKUP_ID}\n\n` },
    ],
    [
      'install-name is "torquemag.wpengine.com". Use torquemag, without .wpengine.com.',
      { ...NAMED, "install-name": "torquemag.wpengine.com" },
    ],
    [
      'install-name is "https://torquemag.wpengine.com/". Use torquemag, without .wpengine.com.',
      { ...NAMED, "install-name": "https://torquemag.wpengine.com/" },
    ],
  ])("with a message that helps: %s", async (message, inputs) => {
    const world = await createWorld();
    const run = await world.run(inputs);
    expect(run.outputs["result"]).toBe("invalid-input");
    expect(run.stdout).toContain(`::error title=Backup gate closed%3A invalid-input::${message}`);
    expect(world.simulator.seen).toEqual([]);
  });

  test("secrets in misspelled inputs are masked, and never quoted", async () => {
    const world = await createWorld();
    const env = { INPUT_API_PASSWORD: "hunter3", INPUT_GITHUB_TOKEN: "ghs_other" };
    const run = await world.run(
      { "api-password": "", timeout: "hunter3", wait: "ghs_other" },
      { env },
    );
    expect(run.outputs["result"]).toBe("invalid-input");
    expect(run.stdout).toContain("::add-mask::hunter3\n");
    expect(run.stdout).toContain("::add-mask::ghs_other\n");
    expect(run.stdout).toContain("api_password is not an input name. Use api-password instead.");
    const shown = run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary;
    expect(shown).not.toMatch(/hunter3|ghs_other/);
  });

  test("unchecked TLS in the environment", async () => {
    const world = await createWorld();
    const run = await world.run({}, { env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" } });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("invalid-input");
    expect(run.stdout).toMatch(/NODE_TLS_REJECT_UNAUTHORIZED is "0", .*NODE_EXTRA_CA_CERTS/);
    expect(world.simulator.seen).toEqual([]);
  });

  test("the password is masked even then, and never quoted", async () => {
    const world = await createWorld();
    const run = await world.run({ timeout: PASSWORD });
    expect(run.stdout.startsWith(`::add-mask::${PASSWORD}\n`)).toBe(true);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary).not.toContain(PASSWORD);
  });
});

describe.concurrent("what is left over in the environment changes nothing", () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["another value beside a right one", {}, { INPUT_INSTALL_ID: "x", INPUT_API_URL: "x" }],
    ["blanks", {}, { INPUT_ABORT_RETRIES: "", INPUT_MAX_AGE: " \n" }],
    ["the same value", { "max-age": "1h" }, { INPUT_MAX_AGE: "1h\n" }],
    ["the default beside the default", {}, { INPUT_FAIL_FAST: "true", INPUT_ABORT_RETRIES: "0" }],
  ])("%s", async (_, inputs, env) => {
    const world = await createWorld();
    const run = await world.run(inputs, { env });
    expect(run.outputs["result"]).toBe("completed");
    expect(run.code).toBe(0);
  });
});

describe.concurrent("a description", () => {
  const sent = async (description: string, env: Record<string, string> = {}): Promise<string> => {
    const world = await createWorld();
    const run = await world.run({ ...NEW, description }, { env: { ...RUN, ...env } });
    expect(run.outputs["result"]).toBe("completed");
    const { body = "" } =
      world.simulator.seen.find(({ operation }) => operation === "create") ?? {};
    return (JSON.parse(body) as { description: string }).description;
  };
  const RUN = { GITHUB_RUN_ID: "987", GITHUB_RUN_ATTEMPT: "2" };

  test("of 500 characters is cut to 200, behind the key", async () => {
    expect(await sent("🙂".repeat(500))).toMatch(
      /^\[gate [0-9a-f]{6}, run 987, attempt 2\] (?:🙂){200}$/u,
    );
  });

  test("keeps its own bracket, even with brackets in its text and the run ID", async () => {
    expect(
      await sent("[gate ffffff]", { GITHUB_RUN_ID: "9]\n[8", GITHUB_RUN_ATTEMPT: "]" }),
    ).toMatch(/^\[gate [0-9a-f]{6}, run 98, attempt 1\] \[gate ffffff\]$/);
  });
});

describe.concurrent("blank inputs mean their defaults", () => {
  test("a blank timeout is 30m", async () => {
    const world = await createWorld();
    const run = await world.run({
      timeout: "",
      "request-timeout": " ",
      "min-poll-interval": "",
      "max-poll-interval": "",
    });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("Timeout: 30m.");
  });
});

describe.concurrent("where the runner's files fail", () => {
  test("no outputs close the gate as an error", async () => {
    const world = await createWorld();
    const run = await world.run({}, { env: { GITHUB_OUTPUT: undefined } });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("::error title=Backup gate closed%3A error::");
    expect(run.stdout).toContain("GITHUB_OUTPUT is not set");
    expect(world.simulator.seen).toEqual([]);
  });

  test("outputs that cannot be written close it too", async () => {
    const folder = await mkdtemp(join(tmpdir(), "backup-gate-"));
    const world = await createWorld();
    for (const file of [folder, join(folder, "missing", "file")]) {
      const run = await world.run({}, { env: { GITHUB_OUTPUT: file } });
      expect(run.code).toBe(1);
      expect(run.stdout).toMatch(
        /^::error title=Backup gate closed%3A error::.*The outputs could not be written \((EISDIR|ENOENT).*%0ACheck the runner/m,
      );
      expect(world.simulator.seen).toEqual([]);
    }
  });

  test.each(["stdout", "stderr"] as const)(
    "a reader of %s that has gone changes no verdict",
    async (stream) => {
      const world = await createWorld();
      const run = await world.run({}, { onStart: (child) => child[stream]?.destroy() });
      expect(run.code).toBe(0);
      expect(run.outputs["result"]).toBe("completed");
      expect(run.summary).toContain("Backup gate open");
    },
  );

  test.each(["--no-deprecation", "--throw-deprecation"])(
    "NODE_OPTIONS=%s changes no verdict",
    async (options) => {
      const world = await createWorld();
      const run = await world.run({}, { env: { NODE_OPTIONS: options } });
      expect(run.code).toBe(0);
      expect(run.outputs["result"]).toBe("completed");
    },
  );

  test("no summary is a warning", async () => {
    const world = await createWorld();
    const run = await world.run({}, { env: { GITHUB_STEP_SUMMARY: undefined } });
    expect(run.code).toBe(0);
    expect(run.outputs["result"]).toBe("completed");
    expect(run.stdout).toMatch(/^::warning::The job summary could not be written/m);
  });
});
