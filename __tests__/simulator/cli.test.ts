import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";
import { freePort } from "../e2e/program.ts";
import { AUTHORIZATION } from "../../simulator/wpengine/credentials.ts";

const CLI = join(ROOT, "simulator/cli.ts");
const BACKUPS = "/installs/294deacc-d8b8-4005-82c4-0727ba8ddde0/backups";

interface Started {
  readonly ask: (path: string) => Promise<Response>;
  readonly script: (...faults: readonly object[]) => Promise<unknown>;
}

/** Starts the simulator with the command, uses it, and stops it. */
async function withCommand(
  words: readonly string[],
  use: (started: Started) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const child = spawn(process.execPath, [CLI, "--port", String(port), ...words]);
  const ended = new Promise((resolve) => child.once("close", resolve));
  try {
    const hasEnded = await Promise.race([
      new Promise((resolve) => child.stdout.once("data", () => resolve(false))),
      ended.then(() => true),
    ]);
    if (hasEnded === true) throw new Error("the command ended at once");
    const apiUrl = `http://127.0.0.1:${port}/v1`;
    await use({
      ask: (path) => fetch(`${apiUrl}${path}`, { headers: { authorization: AUTHORIZATION } }),
      script: (...faults) =>
        fetch(new URL("/_simulator/faults", apiUrl), {
          method: "POST",
          body: JSON.stringify(faults),
        }),
    });
  } finally {
    child.kill();
    await ended;
  }
}

test("by default, there are seven nightly backups, and the gateway changes faults", async () => {
  await withCommand([], async ({ ask, script }) => {
    const listed = (await (await ask(BACKUPS)).json()) as { results: unknown[] };
    expect(listed.results).toHaveLength(7);
    const fault = { kind: "answer", on: "list", status: 418 };
    await script(fault, { ...fault, raw: true });
    expect([(await ask(BACKUPS)).status, (await ask(BACKUPS)).status]).toEqual([500, 418]);
  });
});

test("--nights and --latency", async () => {
  await withCommand(["--nights", "0", "--latency"], async ({ ask }) => {
    const startedAtMs = performance.now();
    expect(await (await ask(BACKUPS)).json()).toMatchObject({ count: 0 });
    expect(performance.now() - startedAtMs).toBeGreaterThan(590);
  });
});

test.each([
  [["--email", "ops@example.com"], 200, { email: "ops@example.com" }],
  [["--email", "none"], 200, { email: null }],
  [["--email", "forbidden"], 403, { message: "You are not authorized to perform this action" }],
  [[], 200, { email: "simulated-user@example.com" }],
] as const)("%j sets the API user", async (words, status, body) => {
  await withCommand(words, async ({ ask }) => {
    const answer = await ask("/user");
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject(body);
  });
});

test.each(["x", "1.5", ""])("--nights %j is an error", async (nights) => {
  const [code, stderr] = await new Promise<[unknown, string]>((resolve) => {
    const child = execFile(process.execPath, [CLI, "--nights", nights], (_, __, text) =>
      resolve([child.exitCode, text]),
    );
  });
  expect([code, stderr]).toEqual([
    1,
    `--nights is "${nights}". Use a whole number from 0 to 9999.\n`,
  ]);
});

test("--help explains the options", async () => {
  const stdout = await new Promise<string>((resolve) =>
    execFile(process.execPath, [CLI, "--help"], (_, text) => resolve(text)),
  );
  for (const words of ["--nights N", "--latency", '"raw": true', "gate INPUT_DRY-RUN=true"]) {
    expect(stdout).toContain(words);
  }
});
