import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { type GitHub, SHA, startGitHub } from "./github.ts";
import { startProxy } from "./proxy.ts";
import { COMPLETED, createWorld, ENDLESS, FIRST_PENDING, type WorldOptions } from "./world.ts";

const TOKEN = "ghs_standInForAToken0123456789";
const CONTEXT = "backup-gate/production";
const ABORTED: Course = { ...COMPLETED, ending: "aborted" };

/** A last status is given 0.7 s of the action's time. Of ours it is four times as long, of which a busy machine leaves enough. */
const SPEED = 0.25;

const wanted = { "github-token": TOKEN, "status-context": CONTEXT };

/** Runs the action with a commit status, against a world and a fake GitHub API. */
async function runBeside(
  github: GitHub,
  options: WorldOptions = {},
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Run> {
  const world = await createWorld(options);
  return world.run({ ...wanted, ...inputs }, { speed: SPEED, env: { ...github.env, ...env } });
}

const statesOf = ({ published }: GitHub): string[] => published.map(({ state }) => state);
const warningsIn = ({ stdout }: Run): string[] =>
  stdout.split("\n").filter((line) => line.startsWith("::warning"));
const always = (fault: Fault): readonly Fault[] => [{ ...fault, times: "always" }];

describe.concurrent("a commit status", () => {
  test("is pending from the start, and then the verdict, with the run as its target", async () => {
    const github = await startGitHub();
    const run = await runBeside(github, { faults: [{ ...FIRST_PENDING, times: 3 }] });
    expect(run.code).toBe(0);
    const [pending, verdict] = github.published;
    const common = {
      method: "POST",
      path: `/repos/octo/site/statuses/${SHA}`,
      authorization: `token ${TOKEN}`,
      context: CONTEXT,
      target_url: "https://github.example.com/octo/site/actions/runs/4711",
    };
    expect(github.published).toHaveLength(2);
    expect(pending).toMatchObject({ ...common, state: "pending" });
    expect(pending?.description).toMatch(/^Waiting for backup .* of install .*\.$/);
    expect(verdict).toMatchObject({
      ...common,
      state: "success",
      description: "The backup is completed.",
    });
    expect((verdict?.atMs ?? 0) - (pending?.atMs ?? 0)).toBeGreaterThan(500);
    expect(warningsIn(run)).toEqual([]);
    expect(run.stdout).toContain(`::debug::POST /repos/octo/site/statuses/${SHA}: 201 (`);
  });

  test("is published for the head commit of a pull request", async () => {
    const github = await startGitHub();
    const head = "f".repeat(40);
    const event = join(tmpdir(), `backup-gate-event-${github.port}.json`);
    await writeFile(event, JSON.stringify({ pull_request: { number: 7, head: { sha: head } } }));
    await runBeside(github, {}, {}, { GITHUB_EVENT_PATH: event });
    expect(github.published.at(-1)).toMatchObject({
      path: `/repos/octo/site/statuses/${head}`,
      state: "success",
    });
  });

  test.each<[string, string, WorldOptions, Readonly<Record<string, string>>]>([
    ["aborted", "failure", { course: ABORTED }, {}],
    ["stale", "failure", { ageMs: 7_200_000 }, { "max-age": "1h" }],
    ["timed-out", "failure", { course: ENDLESS }, { timeout: "2s" }],
    ["unavailable", "error", { faults: always({ kind: "reset" }) }, { timeout: "2s" }],
    ["unauthorized", "error", {}, { "api-password": "wrong" }],
    ["rejected", "error", { faults: always({ kind: "answer", status: 418 }) }, {}],
    ["invalid-input", "error", {}, { timeout: "soon" }],
  ])("reports %s as %s", async (result, state, options, inputs) => {
    const github = await startGitHub();
    const run = await runBeside(github, options, inputs);
    expect(run.outputs["result"]).toBe(result);
    expect(run.code).toBe(1);
    expect(github.published.at(-1)).toMatchObject({ state, context: CONTEXT });
    expect(github.published.at(-1)?.description).toMatch(new RegExp(`^${result}: .`));
    expect(github.published.at(-1)?.description.length).toBeLessThanOrEqual(140);
  });

  test("reports an unknown backup ID as failure", async () => {
    const github = await startGitHub();
    const world = await createWorld();
    const unknown = { "backup-id": "00000000-0000-4000-8000-000000000000", timeout: "2s" };
    const run = await world.run({ ...wanted, ...unknown }, { speed: SPEED, env: github.env });
    expect(run.outputs["result"]).toBe("not-found");
    expect(statesOf(github)).toEqual(["pending", "failure"]);
  });

  test("stays pending after wait: false", async () => {
    const github = await startGitHub();
    const world = await createWorld({ course: ENDLESS });
    const inputs = {
      ...wanted,
      "backup-id": "",
      "create-backup": "true",
      "notification-emails": "me@example.com",
      wait: "false",
    };
    const run = await world.run(inputs, { speed: SPEED, env: github.env });
    expect(run).toMatchObject({ code: 0, outputs: { result: "requested" } });
    expect(statesOf(github)).toEqual(["pending", "pending"]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("is published on %s, too", async (signal) => {
    const github = await startGitHub();
    const world = await createWorld({ course: ENDLESS });
    let kill: () => void = () => undefined;
    let signalledAt = NaN;
    const run = await world.run(wanted, {
      speed: SPEED,
      env: github.env,
      onStart: (child) => (kill = () => child.kill(signal)),
      onOutput(text) {
        if (!text.includes("is in_progress")) return;
        signalledAt = performance.now();
        kill();
      },
    });
    const leftAfterMs = performance.now() - signalledAt - run.hinderedMs;
    expect(leftAfterMs * SPEED).toBeLessThan(1_700);
    expect(run.outputs["result"]).toBe("cancelled");
    expect(github.published.at(-1)).toMatchObject({ state: "error" });
  });

  test("goes through a proxy", async () => {
    const github = await startGitHub();
    const proxy = await startProxy();
    const url = `http://api.github.test:${github.port}`;
    const run = await runBeside(github, {}, {}, { GITHUB_API_URL: url, http_proxy: proxy.url });
    expect(run.code).toBe(0);
    expect(github.published.at(-1)?.state).toBe("success");
    expect(proxy.requests[0]).toMatch(`CONNECT api.github.test:${github.port} HTTP/1.1\r\n`);
  });

  test("goes through a proxy that GitHub's toolkit cannot read", async () => {
    const github = await startGitHub();
    const proxy = await startProxy();
    const GITHUB_API_URL = `http://api.github.test:${github.port}`;
    const http_proxy = `me:100%pure@127.0.0.1:${proxy.port}`;
    const run = await runBeside(github, {}, {}, { GITHUB_API_URL, http_proxy });
    expect(run.code).toBe(0);
    expect(warningsIn(run)).toEqual([]);
    expect(github.published.at(-1)?.state).toBe("success");
    const basic = Buffer.from("me:100%pure").toString("base64");
    expect(proxy.requests[0]).toMatch(new RegExp(`^proxy-authorization: Basic ${basic}\r$`, "m"));
  });

  test("is not published with an invalid proxy variable: one warning names the variable", async () => {
    const github = await startGitHub();
    const GITHUB_API_URL = `http://api.github.test:${github.port}`;
    const HTTP_PROXY = "'http://me:hunter2@proxy:3128'";
    const run = await runBeside(github, {}, {}, { GITHUB_API_URL, HTTP_PROXY });
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    expect(github.published).toEqual([]);
    expect(warningsIn(run)).toEqual([
      expect.stringContaining("HTTP_PROXY has quotation marks around its value. Remove them"),
    ]);
    expect(run.stdout).not.toContain("hunter2");
  });

  test("is not published unless both inputs are given, and one warning says so where only the token is missing", async () => {
    for (const [inputs, warnings] of [
      [{ "status-context": "" }, 0],
      [{ "github-token": "", "status-context": "" }, 0],
      [{ "github-token": "" }, 1],
    ] as const) {
      const github = await startGitHub();
      const run = await runBeside(github, {}, inputs);
      expect(run.code).toBe(0);
      expect(github.published).toEqual([]);
      expect(warningsIn(run)).toHaveLength(warnings);
    }
  });

  test("is not published with NODE_TLS_REJECT_UNAUTHORIZED=0", async () => {
    const github = await startGitHub();
    const run = await runBeside(github, {}, {}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    expect(run.outputs["result"]).toBe("invalid-input");
    expect(github.published).toEqual([]);
  });
});

describe.concurrent("a commit status that fails", () => {
  test("because of a missing permission gives one warning that names it, and the result does not change", async () => {
    const forbidden = { kind: "answer", status: 403 } as const;
    const github = await startGitHub(forbidden, forbidden);
    const run = await runBeside(github, { faults: [FIRST_PENDING] });
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    expect(statesOf(github)).toEqual(["pending", "success"]);
    const [warning, ...others] = warningsIn(run);
    expect(others).toEqual([]);
    expect(warning).toMatch(/title=Backup gate%3A no commit status::/);
    expect(warning).toContain(`"${CONTEXT}"`);
    expect(warning).toContain("403 Resource not accessible by integration");
    expect(warning).toContain("statuses: write");
  });

  test("once: the verdict is published all the same", async () => {
    const github = await startGitHub({ kind: "reset" });
    const run = await runBeside(github, { faults: [FIRST_PENDING] });
    expect(run.code).toBe(0);
    expect(statesOf(github)).toEqual(["pending", "success"]);
    expect(warningsIn(run)).toHaveLength(1);
  });

  test("by being slow: the verdict comes last all the same, where that can be had", async () => {
    const slow = { kind: "answer", status: 201, afterMs: 450 / SPEED } as const;
    const github = await startGitHub(slow, slow);
    const run = await runBeside(github);
    expect(run.code).toBe(0);
    expect(statesOf(github)).toEqual(["pending", "success"]);
    expect(warningsIn(run)).toEqual([]);
  });

  test("because the pending one is slow and may overwrite it gives one warning", async () => {
    const github = await startGitHub({ kind: "answer", status: 201, afterMs: 2_000 / SPEED });
    const run = await runBeside(github);
    expect(run.code).toBe(0);
    expect(statesOf(github)).toEqual(["success"]);
    expect(warningsIn(run)).toEqual([expect.stringContaining("slow to accept the pending status")]);
  });

  test.each(["hang", "drip"] as const)(
    "by a %s at the end: 0.7 s and one warning",
    async (kind) => {
      const github = await startGitHub({ kind: "answer", status: 201 }, { kind });
      const run = await runBeside(github, { faults: [FIRST_PENDING] });
      expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
      expect(warningsIn(run)).toHaveLength(1);
      const [waited] = /Waited [\d.]+s/.exec(run.stdout) ?? [];
      const waitedMs = Number(waited?.slice(7, -1)) * 1_000;
      expect(run.unhinderedMs * SPEED - waitedMs).toBeLessThan(1_700);
    },
  );

  test.each(["hang", "drip"] as const)(
    "by a %s at both ends: one warning, and in time",
    async (kind) => {
      const github = await startGitHub({ kind }, { kind });
      const run = await runBeside(github, { course: ENDLESS }, { timeout: "2s" });
      expect(run).toMatchObject({ code: 1, outputs: { result: "timed-out" } });
      expect(run.unhinderedMs * SPEED).toBeLessThan(4_000);
      expect(warningsIn(run)).toHaveLength(1);
    },
  );

  test("while the last poll hangs, too, still ends within 2 s of the timeout", async () => {
    const github = await startGitHub({ kind: "answer", status: 201 }, { kind: "hang" });
    const faults: readonly Fault[] = [{ kind: "none" }, { kind: "hang", times: "always" }];
    const run = await runBeside(github, { course: ENDLESS, faults }, { timeout: "2s" });
    expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable" } });
    expect(run.unhinderedMs * SPEED).toBeLessThan(4_000);
    expect(statesOf(github)).toEqual(["pending", "error"]);
  });

  test("for a character that GitHub does not take, which the verdict goes without", async () => {
    const github = await startGitHub();
    const faults: readonly Fault[] = [
      { kind: "answer", status: 400, body: JSON.stringify({ message: "nope 🚫" }) },
    ];
    const run = await runBeside(github, { faults });
    expect(run.outputs["result"]).toBe("rejected");
    expect(github.published.at(-1)).toMatchObject({ state: "error" });
    expect(github.published.at(-1)?.description).toContain("nope ?");
    expect(warningsIn(run)).toEqual([]);
  });

  test("at a server that does not exist", async () => {
    const github = await startGitHub();
    const run = await runBeside(github, {}, {}, { GITHUB_API_URL: "http://127.0.0.1:1" });
    expect(run.code).toBe(0);
    expect(warningsIn(run)).toHaveLength(1);
  });

  test.each([
    { GITHUB_REPOSITORY: undefined },
    { GITHUB_SHA: undefined },
    { GITHUB_SHA: "../../../user" },
    { GITHUB_API_URL: "not a URL" },
  ])("in an environment like %j", async (env) => {
    const github = await startGitHub();
    const run = await runBeside(github, {}, {}, env);
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    expect(github.published).toEqual([]);
    expect(warningsIn(run)).toHaveLength(1);
  });

  test("by a redirect: the token goes nowhere else", async () => {
    const elsewhere = await startGitHub();
    const to = `${elsewhere.url}/repos/octo/site/statuses/${SHA}`;
    const github = await startGitHub({ kind: "redirect", to }, { kind: "redirect", to });
    const run = await runBeside(github);
    expect(run.code).toBe(0);
    expect(elsewhere.published).toEqual([]);
    expect(warningsIn(run)).toHaveLength(1);
  });
});

test("the token is masked first, and shows nowhere", async () => {
  const github = await startGitHub();
  const world = await createWorld({
    faults: [{ kind: "answer", status: 400, body: JSON.stringify({ message: `bad ${TOKEN}` }) }],
  });
  const run = await world.run(wanted, { speed: SPEED, env: github.env });
  const lines = run.stdout.split("\n");
  const masked = lines.indexOf(`::add-mask::${TOKEN}`);
  expect(masked).toBeGreaterThan(-1);
  expect(lines.slice(0, masked).every((line) => line.startsWith("::add-mask::"))).toBe(true);
  const others = lines.filter((_, index) => index !== masked).join("\n");
  const printed = `${others}${run.summary}${JSON.stringify(run.outputs)}`;
  expect(printed).not.toContain(TOKEN);
  expect(github.published.at(-1)?.description).toContain("bad ***");
});
