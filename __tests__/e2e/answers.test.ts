import { describe, expect, test } from "vitest";
import { OUTPUT_NAMES } from "../../src/report/output-names.ts";
import { AUTHORIZATION, PASSWORD, USERNAME } from "../../simulator/wpengine/credentials.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import { closedDoor, createWorld, ENDLESS } from "./world.ts";

const BAD_OUTCOME = /^::error title=Backup gate closed%3A /m;
const OTHER_ID = "00000000-0000-4000-8000-000000000000";

describe.concurrent("the course of a backup", () => {
  test("already completed: one request, no sleep, exit 0", async () => {
    const world = await createWorld();
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({
      result: "completed",
      status: "completed",
      "backup-id": world.backupId,
      "install-id": world.installId,
      "wordpress-version": "6.8.1",
      "duration-seconds": "0",
      requests: "1",
      reused: "false",
    });
    expect(Object.keys(run.outputs).sort()).toEqual([...OUTPUT_NAMES].sort());
    expect(world.simulator.seen).toHaveLength(1);
    expect(world.simulator.seen[0]?.path).toBe(
      `/v1/installs/${world.installId}/backups/${world.backupId}`,
    );
    expect(run.summary).toContain("Backup gate open");
    expect(run.stderr).toBe("");
  });

  const pendingAs = (status: string): Fault => ({
    kind: "edit",
    set: { status, complete_time: null },
  });

  test("requested, in progress, completed", async () => {
    const course = { requestedMs: 700, inProgressMs: 700, ending: "completed" } as const;
    const faults = [pendingAs("requested"), pendingAs("in_progress")];
    const world = await createWorld({ course, ageMs: 60_000, faults });
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /is requested, created [\s\S]*is in_progress \(was requested\)\.[\s\S]*is completed \(was in_progress\)\./,
    );
    expect(run.outputs).toMatchObject({ "duration-seconds": "1.4", requests: "4" });
  });

  test("an abort at the second poll closes the gate at once", async () => {
    const faults = [pendingAs("in_progress"), pendingAs("aborted")];
    const run = await (await createWorld({ faults })).run();
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({
      result: "aborted",
      status: "aborted",
      requests: "3",
      "completed-at": "",
    });
    expect(run.stdout).toMatch(BAD_OUTCOME);
    expect(run.summary).toContain("Backup gate closed: aborted");
  });

  test("the deprecated name of in_progress is waited on without a warning", async () => {
    const run = await (
      await createWorld({
        faults: [{ kind: "edit", set: { status: "initiated", complete_time: null } }],
      })
    ).run();
    expect(run.code).toBe(0);
    expect(run.stdout).not.toContain("::warning");
  });

  test("still in progress when the time is up", async () => {
    const run = await (await createWorld({ course: ENDLESS })).run({ timeout: "5s" });
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ result: "timed-out", status: "in_progress" });
    expect(run.unhinderedMs).toBeLessThan(7_000);
  });

  test("ids in capitals are asked for in small letters", async () => {
    const world = await createWorld();
    const run = await world.run({
      "install-id": world.installId.toUpperCase(),
      "backup-id": `${world.backupId.toUpperCase()}\n`,
    });
    expect(run.code).toBe(0);
    expect(run.outputs["backup-id"]).toBe(world.backupId);
  });
});

describe.concurrent("only the status completed under the exact ID opens the gate", () => {
  const edits: [string, Fault, string][] = [
    ...[
      "COMPLETED",
      "Completed",
      "complete",
      "completed ",
      " completed",
      "completed\n",
      "succeeded",
    ].map((status): [string, Fault, string] => [
      `the status ${JSON.stringify(status)}`,
      { kind: "edit", set: { status } },
      "timed-out",
    ]),
    ...[true, 1, null, "", ["completed"], { status: "completed" }].map(
      (status): [string, Fault, string] => [
        `the status ${JSON.stringify(status)}`,
        { kind: "edit", set: { status } },
        "unavailable",
      ],
    ),
    ...[OTHER_ID, "", null, 7, ["x"]].map((id): [string, Fault, string] => [
      `the id ${JSON.stringify(id)}`,
      { kind: "edit", set: { id } },
      "unavailable",
    ]),
    ["no status", { kind: "edit", drop: ["status"] }, "unavailable"],
    ["no id", { kind: "edit", drop: ["id"] }, "unavailable"],
    ...[
      "<html>completed</html>",
      "null",
      "",
      "true",
      '"completed"',
      "[]",
      "{}",
      "completed",
      '{"status":"completed"',
    ].map((body): [string, Fault, string] => [
      `the body ${body}`,
      { kind: "answer", body },
      "unavailable",
    ]),
    [
      "a list of the backup",
      { kind: "answer", body: `[{"id":"${OTHER_ID}","status":"completed"}]` },
      "unavailable",
    ],
    [
      "a compressed body that is broken",
      { kind: "answer", body: "\u001f\u008b", headers: { "content-encoding": "gzip" } },
      "unavailable",
    ],
    ["a body cut off", { kind: "cut-body" }, "unavailable"],
    ["a chunked body cut off", { kind: "cut-chunked" }, "unavailable"],
    ["a reset within the body", { kind: "reset-in-body" }, "unavailable"],
    ["a reset before the headers", { kind: "reset" }, "unavailable"],
    ["an endless body", { kind: "endless" }, "unavailable"],
    ["a body that hangs", { kind: "hang-in-body" }, "unavailable"],
    ["a slow drip", { kind: "drip", everyMs: 300 }, "unavailable"],
    ["no answer at all", { kind: "hang" }, "unavailable"],
    ...[201, 202, 203, 206].map((status): [string, Fault, string] => [
      `a ${status} with the backup in it`,
      { kind: "answer", carriedOut: true, status },
      "unavailable",
    ]),
    ["a 204", { kind: "answer", status: 204, body: "" }, "unavailable"],
  ];

  test.each(edits)("%s", async (_, fault, result) => {
    const world = await createWorld({ faults: [{ ...fault, times: "always" }] });
    const run = await world.run({ timeout: "5s" });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe(result);
    expect(run.stdout).toMatch(BAD_OUTCOME);
    expect(run.stderr).toBe("");
    expect(run.unhinderedMs).toBeLessThan(7_000);
    expect(run.outputs["requests"]).toBe(String(world.simulator.seen.length));
  });

  test.each(edits)("%s, once, does not hide a completed backup", async (_, fault) => {
    const world = await createWorld({ faults: [fault] });
    const run = await world.run({ "request-timeout": "3s" });
    expect(run.code).toBe(0);
    expect(world.simulator.seen.filter(({ operation }) => operation === "show")).toHaveLength(2);
  });

  test("an unknown status is warned of once, by name", async () => {
    const world = await createWorld({
      faults: [{ kind: "edit", set: { status: "paused" }, times: 3 }],
    });
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(run.stdout.match(/::warning [^\n]*paused/g)).toHaveLength(1);
  });
});

describe.concurrent("the table of replies", () => {
  test.each([401, 403])(
    "%i is unauthorized at once, and says where credentials are made",
    async (status) => {
      const body = JSON.stringify({ message: "Not you" });
      const world = await createWorld({
        faults: [{ kind: "answer", status, body, times: "always" }],
      });
      const run = await world.run();
      expect(run.code).toBe(1);
      expect(run.outputs).toMatchObject({ result: "unauthorized", requests: "1" });
      expect(run.stdout).toMatch(/::error .*Not you[\s\S]*https:\/\/my\.wpengine\.com\/api_access/);
    },
  );

  test("wrong credentials are unauthorized", async () => {
    const run = await (await createWorld()).run({ "api-password": "another" });
    expect(run.outputs).toMatchObject({ result: "unauthorized", requests: "1" });
  });

  test.each([400, 402, 405, 409, 410, 418, 422, 451])(
    "%i is rejected at once, with the API's message",
    async (status) => {
      const body = JSON.stringify({
        message: "Not so",
        errors: [{ resource: "Backup", field: "id", message: "is odd" }],
      });
      const world = await createWorld({
        faults: [{ kind: "answer", status, body, times: "always" }],
      });
      const run = await world.run();
      expect(run.outputs).toMatchObject({ result: "rejected", requests: "1" });
      expect(run.stdout).toContain(`${status}`);
      expect(run.stdout).toContain("Not so; Backup.id: is odd");
    },
  );

  test.each([300, 301, 302, 303, 304, 307, 308])(
    "%i is rejected at once, and not followed",
    async (status) => {
      const other = await createWorld();
      const location = `${other.simulator.apiUrl}/installs/${other.installId}/backups/${other.backupId}`;
      const world = await createWorld({
        faults: [{ kind: "answer", status, headers: { location }, body: "", times: "always" }],
      });
      const run = await world.run();
      expect(run.outputs).toMatchObject({ result: "rejected", requests: "1" });
      expect(other.simulator.seen).toEqual([]);
    },
  );

  test.each([408, 425, 429, 500, 502, 503, 504, 507, 599])("%i is tried again", async (status) => {
    const world = await createWorld({ faults: [{ kind: "answer", status, body: "<html>" }] });
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(run.outputs["requests"]).toBe("2");
    expect(run.stdout).toContain(`The API answered ${status}`);
  });

  test.each([
    [429, "timed-out"],
    [408, "unavailable"],
    [425, "unavailable"],
    [503, "unavailable"],
  ])("%i until the time is up is %s", async (status, result) => {
    const world = await createWorld({
      faults: [{ kind: "answer", status, body: "", times: "always" }],
    });
    const run = await world.run({ timeout: "5s" });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe(result);
  });

  test("a verdict by status does not wait for a body that hangs", async () => {
    const world = await createWorld({ faults: [{ kind: "hang-in-body", times: "always" }] });
    const run = await world.run({ "api-password": "another" });
    expect(run.outputs).toMatchObject({ result: "unauthorized", requests: "1" });
    expect(run.unhinderedMs).toBeLessThan(5_000);
  });

  test("nor does it where request-timeout is shorter than that body's grace", async () => {
    const world = await createWorld({ faults: [{ kind: "hang-in-body", times: "always" }] });
    const run = await world.run(
      { "api-password": "another", "request-timeout": "500ms" },
      { speed: 0.25 },
    );
    expect(run.outputs).toMatchObject({ result: "unauthorized", requests: "1" });
  });

  test("404 is polled again for 20 s, then not-found", async () => {
    const world = await createWorld();
    const run = await world.run({
      "backup-id": OTHER_ID,
      timeout: "60s",
      "min-poll-interval": "2s",
      "max-poll-interval": "60s",
    });
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ result: "not-found", "backup-id": OTHER_ID });
    expect(run.tookMs).toBeGreaterThan(20_000);
    expect(run.unhinderedMs).toBeLessThan(23_000);
  });

  test("a backup that appears within the grace opens the gate", async () => {
    const world = await createWorld({
      faults: [{ kind: "answer", status: 404, body: "", times: 3 }],
    });
    expect((await world.run()).code).toBe(0);
  });

  test("404 after a good reply closes the gate only once it has lasted 20 s", async () => {
    const FASTER = { speed: 10 };
    const gone: Fault = { kind: "answer", on: "show", status: 404, body: "", times: "always" };
    const world = await createWorld({
      ...FASTER,
      course: ENDLESS,
      faults: [{ kind: "none", on: "show" }, gone],
    });
    const run = await world.run({ timeout: "5m" }, FASTER);
    expect(run.outputs).toMatchObject({ result: "not-found", status: "in_progress" });
    expect(run.stdout).toContain("The backup no longer exists");
    const shows = world.simulator.seen.filter(({ operation }) => operation === "show");
    const lastedMs = (shows.at(-1)?.atMs ?? NaN) - (shows[1]?.atMs ?? NaN);
    expect(lastedMs * FASTER.speed).toBeGreaterThanOrEqual(20_000);
  });

  test("a refused connection is tried again", async () => {
    const world = await createWorld();
    const door = await closedDoor(world);
    const run = await world.run({ "api-url": door.apiUrl }, { onOutput: door.openIfRefused });
    expect(run.code).toBe(0);
    expect(Number(run.outputs["requests"])).toBeGreaterThan(1);
    expect(run.stdout).toContain("ECONNREFUSED");
  });

  test("a name that does not resolve is unavailable once the time is up", async () => {
    const run = await (
      await createWorld()
    ).run({ "api-url": "https://gate.invalid/v1", timeout: "5s" });
    expect(run.outputs["result"]).toBe("unavailable");
    expect(run.unhinderedMs).toBeLessThan(7_000);
  });

  test("after three 500s in a row it says what the listing answers", async () => {
    const world = await createWorld({
      faults: [
        { kind: "answer", status: 500, body: "", on: "show", times: 4 },
        { kind: "answer", status: 403, body: JSON.stringify({ message: "No entry" }), on: "list" },
      ],
    });
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(
      "Listing this install's backups: The API answered 403 Forbidden: No entry",
    );
    expect(world.simulator.seen.filter(({ operation }) => operation === "list")).toHaveLength(1);
    expect(run.outputs["requests"]).toBe("6");
  });

  test("Retry-After on the third 500 is kept by the listing too", async () => {
    const world = await createWorld({
      faults: [
        { kind: "answer", status: 500, body: "", on: "show", times: 2 },
        { kind: "answer", status: 500, body: "", headers: { "retry-after": "3" }, on: "show" },
      ],
    });
    const run = await world.run();
    expect(run.code).toBe(0);
    const [, , third, fourth] = world.simulator.seen.map(({ atMs }) => atMs);
    expect((fourth ?? 0) - (third ?? 0)).toBeGreaterThanOrEqual(3_000);
  });
});

test("the credentials are masked before anything else is printed, and appear nowhere else", async () => {
  const basic = AUTHORIZATION.replace("Basic ", "");
  const echo = JSON.stringify({ message: `You said ${PASSWORD}, that is Basic ${basic}` });
  const world = await createWorld({
    faults: [
      { kind: "edit", set: { status: `x${PASSWORD}`, wordpress_version: basic } },
      { kind: "answer", status: 400, body: echo },
    ],
  });
  const run = await world.run({}, { env: { RUNNER_DEBUG: "1" } });
  const lines = run.stdout.split("\n");
  const masks = lines.slice(0, 4).toSorted();
  expect(masks).toEqual(
    [PASSWORD, basic, `${USERNAME}:${PASSWORD}`, Buffer.from(PASSWORD).toString("base64")]
      .map((secret) => `::add-mask::${secret.replace(/=+$/, "")}`)
      .sort(),
  );
  const rest = lines.filter((line) => !line.startsWith("::add-mask::")).join("\n");
  for (const text of [rest, run.stderr, run.summary, ...Object.values(run.outputs)]) {
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(basic);
  }
  expect(run.outputs).toMatchObject({ result: "completed", status: "completed" });
});

test("what Node prints of its own accord comes after the masks", async () => {
  const world = await createWorld();
  const run = await world.run(
    {},
    { env: { NODE_DEBUG: "net" }, under: ["bash", "-c", 'exec "$@" 2>&1', "bash"] },
  );
  expect(run.code).toBe(0);
  const basic = AUTHORIZATION.replace("Basic ", "");
  const lines = run.stdout.split("\n").filter((line) => line.includes(basic));
  expect(lines.length).toBeGreaterThan(1);
  expect(lines[0]).toBe(`::add-mask::${basic}`);
});
