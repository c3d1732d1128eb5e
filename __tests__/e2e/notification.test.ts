import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { Seen } from "../../simulator/wpengine/responder.ts";
import type { ApiUser } from "../../simulator/wpengine/user.ts";
import { SIMULATED_USER } from "../../simulator/wpengine/user.ts";
import { createWorld, type World } from "./world.ts";

const NEW = { "backup-id": "", "create-backup": "true" };
const ADDRESS = "Simulated-User@Example.com";
const ECHO = JSON.stringify({ message: `Dear ${ADDRESS} (${ADDRESS.toLowerCase()}), no.` });

interface Asked {
  readonly world: World;
  readonly run: Run;
}

/** Requests a backup without notification-emails. */
async function ask(
  faults: readonly Fault[],
  inputs: Readonly<Record<string, string>> = {},
  user: Partial<ApiUser> | "forbidden" = {},
): Promise<Asked> {
  const world = await createWorld({ ageMs: 3_600_000, faults });
  world.simulator.host.user =
    user === "forbidden" ? user : { ...SIMULATED_USER, email: ADDRESS, ...user };
  const run = await world.run({ ...NEW, timeout: "60s", ...inputs });
  return { world, run };
}

const seen = ({ world }: Asked): Seen["operation"][] =>
  world.simulator.seen.map(({ operation }) => operation);
const emailsSent = ({ world }: Asked): unknown[] =>
  world.simulator.seen
    .filter(({ operation }) => operation === "create")
    .map(({ body }) => (JSON.parse(body) as Record<string, unknown>)["notification_emails"]);

/** The address may be in the command that masks it, and nowhere else. */
function expectSecret({ run }: Asked): void {
  const isMask = (line: string): boolean => line.startsWith("::add-mask::");
  const log = run.stdout.split("\n").filter((line) => !isMask(line));
  const texts = [...log, run.stderr, run.summary, ...Object.values(run.outputs)];
  expect(texts.filter((text) => text.toLowerCase().includes(ADDRESS.toLowerCase()))).toEqual([]);
}

function expectClosed(asked: Asked, result: string, message: RegExp): void {
  const { run } = asked;
  expect(run.code).toBe(1);
  expect(run.outputs).toMatchObject({ result, "backup-id": "" });
  expect(run.stdout).toMatch(message);
  expect(run.summary).toMatch(/\*\*What to do next:\*\* /);
  expect(seen(asked)).not.toContain("create");
  expectSecret(asked);
}

describe.concurrent("a blank notification-emails", () => {
  test("is the API user's own address, masked before it is sent", async () => {
    const asked = await ask([]);
    expect(asked.run.outputs).toMatchObject({ result: "completed" });
    expect(seen(asked).slice(0, 3)).toEqual(["user", "create", "show"]);
    expect(emailsSent(asked)).toEqual([[ADDRESS]]);
    expect(asked.run.outputs["requests"]).toBe(String(asked.world.simulator.seen.length));
    for (const text of [ADDRESS, ADDRESS.toLowerCase(), ADDRESS.replace("@", "%2540")]) {
      expect(asked.run.stdout).toContain(`::add-mask::${text}\n`);
    }
    expectSecret(asked);
  });

  test.each<[string, Partial<ApiUser> | "forbidden", string]>([
    ["is forbidden", "forbidden", "403 Forbidden: You are not authorized to perform this action"],
    ["has none", { email: null }, "200 OK without a valid email address"],
    ["has a broken one", { email: "you@example" }, "200 OK without a valid email address"],
  ])("is an invalid input if the user %s", async (_, user, words) => {
    const asked = await ask([], {}, user);
    const message = `The input notification-emails is empty, .*: The API answered ${words}`;
    expectClosed(asked, "invalid-input", new RegExp(`::error .*${message}`));
    expect(asked.run.stdout).not.toContain("No request was sent");
    expect(asked.run.stdout).not.toContain("you@example\n");
    expect(asked.run.summary).toContain("Set notification-emails to the address");
    expect(asked.run.outputs["requests"]).toBe("1");
  });

  test.each<[number, Partial<Fault>, string, RegExp]>([
    [404, { raw: true }, "invalid-input", /::error .*The input notification-emails is empty/],
    [403, { raw: true }, "invalid-input", /::error .*The input notification-emails is empty/],
    [401, {}, "unauthorized", /::error .*[Ll]ooking up the address for notification-emails: /],
  ])("answered with %i, which echoes the address, closes the gate", async (...row) => {
    const [status, more, result, message] = row;
    const fault = { kind: "answer", on: "user", status, body: ECHO, ...more } as Fault;
    const asked = await ask([fault]);
    expectClosed(asked, result, message);
    expect(asked.run.stdout).toContain("Dear *** *** no.");
    expect(seen(asked)).toEqual(["user"]);
  });

  test("is asked for again after a 429, when its Retry-After has passed", async () => {
    const headers = { "retry-after": "2" };
    const asked = await ask([
      { kind: "answer", on: "user", status: 429, headers, body: ECHO },
      { kind: "answer", on: "user", status: 503, body: ECHO },
    ]);
    expect(asked.run.outputs).toMatchObject({ result: "completed" });
    expect(asked.run.stdout).toMatch(
      /Looking up the address for notification-emails: The API answered 429 .*Trying again in 2s, as/,
    );
    expect(asked.run.stdout).toContain(
      "The API answered 503 Service Unavailable: Dear *** *** no.",
    );
    const [first, second] = asked.world.simulator.seen;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(2_000);
    expect(seen(asked).slice(0, 4)).toEqual(["user", "user", "user", "create"]);
    expectSecret(asked);
  });

  test.each<[string, Fault]>([
    ["create request", { kind: "answer", on: "create", status: 400, body: ECHO }],
    ["status check", { kind: "answer", on: "show", status: 400, body: ECHO, times: "always" }],
  ])("is redacted from what the API says to a %s", async (_, fault) => {
    const asked = await ask([fault], { timeout: "4s" });
    expect(asked.run.outputs["result"]).toBe("rejected");
    expect(asked.run.stdout).toContain("Dear *** (***), no.");
    expect(asked.run.outputs["backups"]).toContain('"result":"rejected"');
    expectSecret(asked);
  });

  test("is not asked for if a recent backup is reused", async () => {
    const asked = await ask([], { "max-age": "2h" });
    expect(asked.run.outputs).toMatchObject({ result: "completed", reused: "true" });
    expect(seen(asked)).toEqual(["list", "show"]);
  });

  test("never holds the step beyond its timeout", async () => {
    const asked = await ask([{ kind: "hang", on: "user", times: "always" }], {
      timeout: "3s",
      "request-timeout": "1s",
    });
    expectClosed(asked, "unavailable", /The time is up \(timeout: 3s\)\. Looking up the address/);
    expect(asked.run.unhinderedMs).toBeLessThan(5_000);
  });

  test("is asked for once by three sites", async () => {
    const world = await createWorld();
    const { host } = world.simulator;
    const ids = [world.installId, host.addInstall("shop").id, host.addInstall("blog").id];
    const run = await world.run({ ...NEW, "install-id": ids.join("\n"), timeout: "60s" });
    expect(run.outputs["result"]).toBe("completed");
    const asked = { world, run };
    expect(seen(asked).filter((operation) => operation === "user")).toHaveLength(1);
    const emails = [SIMULATED_USER.email];
    expect(emailsSent(asked)).toEqual([emails, emails, emails]);
  });
});
