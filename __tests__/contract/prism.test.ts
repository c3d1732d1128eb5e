import { describe, expect, test } from "vitest";
import { createWorld, ENDLESS, type World, type WorldOptions } from "../e2e/world.ts";
import { AUTHORIZATION } from "../../simulator/wpengine/credentials.ts";
import { needs, skipAloud } from "../support/skips.ts";
import { isPrismInstalled, type Prism, startPrism } from "./prism.ts";

interface Checked {
  readonly world: World;
  readonly prism: Prism;
}

async function checkedWorld(options: WorldOptions = {}): Promise<Checked> {
  const world = await createWorld(options);
  return { world, prism: await startPrism(world.simulator.port) };
}

describe.concurrent("Prism, between the shipped action and the simulator,", () => {
  needs("setpriv");
  // Too large for every run of all tests: this test has its own command, which installs Prism.
  if (!isPrismInstalled) skipAloud("Prism not installed: npm run test:contract");

  test("finds nothing wrong with any operation", async () => {
    const { world, prism } = await checkedWorld({ course: ENDLESS, ageMs: 7_200_000 });
    world.simulator.host.course = { requestedMs: 500, inProgressMs: 1_500, ending: "completed" };
    const run = await world.run({
      "api-url": prism.apiUrl,
      "install-id": "",
      "install-name": "torquemag",
      "backup-id": "",
      "create-backup": "true",
      "notification-emails": "me@example.com",
      "max-age": "1h",
      timeout: "40s",
    });
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed", reused: "false" } });
    const asked = new Set(world.simulator.seen.map(({ operation }) => operation));
    expect(asked).toEqual(new Set(["installs", "list", "create", "show"]));
    expect(prism.violations()).toEqual([]);
  });

  test("finds nothing wrong with error replies", async () => {
    const { world, prism } = await checkedWorld({ course: ENDLESS });
    const body = JSON.stringify({ message: "Too many requests" });
    const headers = { "content-type": "application/json", "retry-after": "3600" };
    const wanted: [number, string, Readonly<Record<string, string>>][] = [
      [401, "unauthorized", { "api-password": "wrong" }],
      [404, "not-found", { "install-id": "e41fa98f-ea80-4654-b229-a9b765d0863a" }],
      [429, "timed-out", {}],
    ];
    for (const [status, result, inputs] of wanted) {
      if (status === 429) world.simulator.script({ kind: "answer", status, headers, body });
      const run = await world.run({ "api-url": prism.apiUrl, timeout: "8s", ...inputs });
      expect(run).toMatchObject({ code: 1, outputs: { result } });
      expect(world.simulator.seen.at(-1)?.status).toBe(status);
    }
    expect(prism.violations()).toEqual([]);
  });

  test("detects requests and replies that the description does not have, and the gate stays closed", async () => {
    const { world, prism } = await checkedWorld();
    const { simulator, installId, backupId } = world;
    const backups = `/installs/${installId}/backups`;
    const ask = async (path: string, body?: unknown): Promise<[number, string]> => {
      const headers = { authorization: AUTHORIZATION, "content-type": "application/json" };
      const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      const answer = await fetch(`${prism.apiUrl}${path}`, { headers, ...sent });
      return [answer.status, await answer.text()];
    };
    const refused = (status: number, words: string): unknown => [
      status,
      expect.stringContaining(words),
    ];

    // Requests: Prism does not forward them.
    expect(await ask("/installs?limit=101")).toEqual(refused(422, "limit must be <= 100"));
    expect(await ask(backups, { description: "no addresses" })).toEqual(
      refused(422, "required property 'notification_emails'"),
    );
    expect(await ask("/sites")).toEqual(refused(404, "no path matched"));
    expect(simulator.seen).toEqual([]);

    // Replies.
    for (const [edit, words] of [
      [{ set: { status: "paused" } }, "status must be equal to one of the allowed values"],
      [{ drop: ["id"] }, "must have required property 'id'"],
      [{ set: { create_time: "noon" } }, "create_time must match format"],
      [{ set: { size: 1 } }, "must NOT have additional properties"],
    ] as const) {
      simulator.script({ kind: "edit", ...edit });
      expect(await ask(`${backups}/${backupId}`)).toEqual(refused(500, words));
    }
    simulator.script({ kind: "answer", status: 418, body: "{}" });
    expect(await ask(`${backups}/${backupId}`)).toEqual([418, "{}"]);
    expect(prism.violations()).toHaveLength(8);
    expect(prism.violations().at(-1)).toContain("Unable to match the returned status code");

    simulator.script({ kind: "edit", drop: ["id"], times: "always" });
    const run = await world.run({ "api-url": prism.apiUrl, timeout: "6s" });
    expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable" } });
    expect(run.stdout).toContain("500 Internal Server Error");
    expect(prism.violations().length).toBeGreaterThan(8);
  });
});
