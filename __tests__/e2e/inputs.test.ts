import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PASSWORD } from "../../simulator/wpengine/credentials.ts";
import { createWorld } from "./world.ts";

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
    ["notification-emails", { ...NEW, "notification-emails": "" }],
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
    ["description", { ...NEW, description: "x".repeat(201) }],
    ["install-name", { "install-name": "torquemag" }],
    ["install-name", { "install-id": "", "install-name": "../accounts" }],
    ["max-age", { "max-age": "61d" }],
    ["max-age", { "max-age": "0" }],
    ["api-url", { "api-url": "http://api.wpengineapi.com/v1" }],
    ["api-url", { "api-url": "https://user:pass@api.wpengineapi.com/v1" }],
    ["api-url", { "api-url": "https://api.wpengineapi.com/v1?x=1" }],
    ["api-url", { "api-url": "https://api.wpengineapi.com/v1#x" }],
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
      new RegExp(`^::error title=Backup gate closed%3A invalid-input::.*${name}: got `, "m"),
    );
    expect(run.summary).toContain(`${name}: got `);
    expect(world.simulator.seen).toEqual([]);
  });

  test("a misspelt input", async () => {
    const world = await createWorld();
    const run = await world.run({}, { env: { INPUT_MAX_POLL_INTERVAL: "1s" } });
    expect(run.outputs["result"]).toBe("invalid-input");
    expect(run.stdout).toContain(
      "max_poll_interval: got an input of that name; write it as max-poll-interval",
    );
    expect(world.simulator.seen).toEqual([]);
  });

  test("unchecked TLS in the environment", async () => {
    const world = await createWorld();
    const run = await world.run({}, { env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" } });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("invalid-input");
    expect(run.stdout).toMatch(/NODE_TLS_REJECT_UNAUTHORIZED: .*NODE_EXTRA_CA_CERTS/);
    expect(world.simulator.seen).toEqual([]);
  });

  test("the password is masked even then, and never quoted", async () => {
    const world = await createWorld();
    const run = await world.run({ timeout: PASSWORD });
    expect(run.stdout.startsWith(`::add-mask::${PASSWORD}\n`)).toBe(true);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary).not.toContain(PASSWORD);
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
    expect(run.stdout).toContain("up to 30m (timeout)");
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
        /^::error title=Backup gate closed%3A error::.*The outputs could not be written \((EISDIR|ENOENT).*%0ALook at the runner/m,
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
