import { describe, expect, test } from "vitest";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import { AUTHORIZATION, PASSWORD } from "../../simulator/wpengine/credentials.ts";
import { AUTHORITY_FILE, issue } from "./certificates.ts";
import { createWorld } from "./world.ts";

const NEW = { "backup-id": "", "create-backup": "true", "notification-emails": "you@example.com" };
const BUSY = { message: "A backup of this install is already in progress" };
const PAGE = '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body class="x">';
const HTML = { "content-type": "text/html; charset=UTF-8", "cf-mitigated": "challenge" };

const always = (status: number, body: unknown, more: Partial<Fault> = {}): Fault => ({
  kind: "answer",
  status,
  body: typeof body === "string" ? body : JSON.stringify(body),
  times: "always",
  ...(more as object),
});

describe.concurrent("a refusal shows its reason", () => {
  test.each<[number, unknown, string]>([
    [403, { Message: "User is not authorized, with an explicit deny" }, "with an explicit deny."],
    [400, { detail: "Not so" }, "Bad Request: Not so."],
    [400, { title: "Odd", detail: "Not so", status: 400 }, "Bad Request: Odd; Not so."],
    [400, { error: "Not so" }, "Bad Request: Not so."],
    [400, { error: { code: 7, message: "Not so" } }, "Bad Request: Not so."],
    [400, { error: "odd", error_description: "Not so" }, "Bad Request: odd; Not so."],
    [400, { errors: ["Not so", "Nor so"] }, "Bad Request: Not so; Nor so."],
    [400, { errors: { description: ["is odd"] } }, "Bad Request: description: is odd."],
    [400, { reason: "Not so" }, "Bad Request: Not so."],
    [400, "Not so\n", "Bad Request: Not so."],
    [409, { message: "In use" }, "409 Conflict: In use."],
  ])("%i %j", async (status, body, shown) => {
    const world = await createWorld({ faults: [always(status, body)] });
    const run = await world.run();
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^::error /m);
    expect(run.stdout).toContain(shown);
    expect(run.summary).toContain(shown);
  });

  test.each([[{ message: { message: null }, errors: [null, [[]], 7] }], ["null"], ["[{}]"]])(
    "or its status alone, if there is none: %j",
    async (body) => {
      const run = await (await createWorld({ faults: [always(400, body)] })).run();
      expect(run.outputs["result"]).toBe("rejected");
      expect(run.stdout).toContain("::The API answered 400 Bad Request.%0A");
    },
  );
});

describe.concurrent("a path that the gateway does not know", () => {
  test.each([
    "Missing Authentication Token",
    `Authorization header requires 'Credential' parameter. Authorization=${AUTHORIZATION.slice(0, -3)}`,
    `'${PASSWORD.slice(1)}' not a valid key=value pair (missing equal-sign) in Authorization header: '${AUTHORIZATION.slice(0, -3)}'.`,
    "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'gPmT7zcG='.",
  ])("is rejected, names api-url and shows no header: %s", async (message) => {
    const world = await createWorld({ faults: [always(403, { message })] });
    const run = await world.run({}, { env: { RUNNER_DEBUG: "1" } });
    expect(run.outputs).toMatchObject({ result: "rejected", requests: "1" });
    expect(run.stdout).toMatch(/^::error .*Check api-url: /m);
    expect(run.stdout).not.toContain("Check api-username");
    const shown = run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary;
    expect(shown + JSON.stringify(run.outputs)).not.toMatch(/Basic |gPmT7zcG|Passw0rd/);
  });
});

describe.concurrent("a web page instead of JSON", () => {
  test.each<[number, string]>([
    [403, "unauthorized"],
    [400, "rejected"],
    [410, "rejected"],
  ])("with %i is not the API's own, and %s", async (status, result) => {
    const world = await createWorld({
      faults: [always(status, PAGE, { headers: HTML })],
    });
    const run = await world.run();
    expect(run.outputs).toMatchObject({ result, requests: "1" });
    expect(run.stdout).toMatch(
      /with a web page \("Just a moment\.\.\."\) instead of JSON, so the API did not send it\..*A firewall may block the runner's address/,
    );
    expect(run.stdout).not.toContain("Check api-username");
    expect(run.summary).toContain("A firewall may block the runner's address");
  });

  test("with 404 is not-found, with the same advice", async () => {
    const run = await (await createWorld({ faults: [always(404, PAGE)] })).run({ timeout: "2s" });
    expect(run.outputs["result"]).toBe("not-found");
    expect(run.stdout).toMatch(/^::error .*instead of JSON.*A firewall may block/m);
  });

  test("with 401 blames the credentials", async () => {
    const run = await (await createWorld({ faults: [always(401, PAGE)] })).run();
    expect(run.outputs["result"]).toBe("unauthorized");
    expect(run.stdout).toMatch(/^::error .*The API answered 401 .*Check api-username/m);
  });
});

describe.concurrent("403 with Retry-After is waited for", () => {
  test("on a poll", async () => {
    const limited = { kind: "answer", status: 403, headers: { "retry-after": "2" } } as const;
    const world = await createWorld({ faults: [{ ...limited, body: PAGE }] });
    const run = await world.run();
    expect(run.outputs).toMatchObject({ result: "completed", requests: "2" });
    const [first, second] = world.simulator.seen.map(({ atMs }) => atMs);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(2_000);
  });

  test("on a create request, which created nothing", async () => {
    const limited = { kind: "answer", status: 403, headers: { "retry-after": "1" } } as const;
    const world = await createWorld({ faults: [{ ...limited, on: "create" }] });
    const run = await world.run({ ...NEW, wait: "false" });
    expect(run.outputs).toMatchObject({ result: "requested", requests: "2" });
  });
});

describe.concurrent("another backup in progress", () => {
  test.each([409, 423])("%i once: the create request is sent again", async (status) => {
    const fault = always(status, BUSY, { on: "create", times: 1 });
    const world = await createWorld({ faults: [fault] });
    const run = await world.run({ ...NEW, wait: "false" });
    expect(run.outputs["result"]).toBe("requested");
    expect(run.stdout).toContain(BUSY.message);
  });

  test("409 until the timeout gives unavailable, with the API's message and the advice to use max-age", async () => {
    const world = await createWorld({ faults: [always(409, BUSY, { on: "create" })] });
    const run = await world.run({ ...NEW, timeout: "3s" });
    expect(run.outputs).toMatchObject({ result: "unavailable", "backup-id": "" });
    expect(run.stdout).toMatch(new RegExp(`^::error .*${BUSY.message}.*Set max-age`, "m"));
  });
});

test("a certificate that is not trusted because of its dates names the runner's clock", async () => {
  for (const oddities of [{ expired: true }, { notYetValid: true }]) {
    const world = await createWorld({ tls: await issue("127.0.0.1", oddities) });
    const run = await world.run({}, { env: { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE } });
    expect(run.outputs).toMatchObject({ result: "unavailable", requests: "1" });
    expect(run.stdout).toMatch(/^::error .*Check the runner's clock\. .*NODE_EXTRA_CA_CERTS/m);
  }
});
