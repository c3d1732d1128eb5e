import { describe, expect, test } from "vitest";
import { ask, request, withSimulator } from "./asking.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import { AUTHORIZATION } from "../../simulator/wpengine/credentials.ts";
import type { SimulatorOptions } from "../../simulator/wpengine/server.ts";

const BODY = '{"message":"not yours"}';

interface Met {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The reply that a client gets for a fault of an operation. */
function meet(
  options: SimulatorOptions,
  on: "show" | "list" | "create",
  fault: Fault,
): Promise<Met> {
  return withSimulator(options, async (simulator, installId) => {
    const { id } = simulator.host.addBackup(installId);
    simulator.script(fault);
    const backups = `${simulator.apiUrl}/installs/${installId}/backups`;
    const answer = await fetch(on === "show" ? `${backups}/${id}` : backups, {
      headers: { authorization: AUTHORIZATION },
      redirect: "manual",
      ...(on === "create" ? { method: "POST", body: JSON.stringify(request) } : {}),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  });
}

describe("the status of a fault", () => {
  test.each([
    ["show", 403],
    ["show", 502],
    ["create", 409],
    ["create", 422],
    ["create", 502],
    ["create", 200],
    ["list", 302],
  ] as const)("on %s, the unlisted %i becomes 500", async (on, status) => {
    const headers = { "content-type": "text/plain", location: "https://example.com" };
    const fault = { kind: "answer", on, status, headers, body: BODY } as const;
    const answer = await meet({ gateway: true }, on, fault);
    expect(answer.status).toBe(500);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.has("location")).toBe(false);
    expect(answer.text).toBe(BODY);
  });

  test.each([
    ["show", 404],
    ["show", 503],
    ["create", 403],
    ["list", 502],
    ["list", 504], // from the gateway itself
  ] as const)("on %s, %i is not changed, and keeps its headers", async (on, status) => {
    const headers = { "retry-after": "7" };
    const answer = await meet({ gateway: true }, on, {
      kind: "answer",
      on,
      status,
      headers,
      body: BODY,
    });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([status, "7"]);
  });

  test("is not changed if the fault is raw, or the server has no gateway", async () => {
    const fault = { kind: "answer", on: "show", status: 403, body: BODY } as const;
    expect((await meet({ gateway: true }, "show", { ...fault, raw: true })).status).toBe(403);
    expect((await meet({}, "show", fault)).status).toBe(403);
  });

  test("becomes 500 also before a body that hangs", async () => {
    await withSimulator({ gateway: true }, async (simulator) => {
      simulator.script({ kind: "hang-in-body", on: "installs", status: 418 });
      const answer = await fetch(`${simulator.apiUrl}/installs`);
      await answer.body?.cancel();
      expect(answer.status).toBe(500);
    });
  });

  test("is not changed if the fault has none", async () => {
    await withSimulator({ gateway: true }, async (simulator) => {
      simulator.script({ kind: "edit", set: { count: 7 }, on: "installs" });
      expect((await ask(simulator, "installs", "/installs")).body["count"]).toBe(7);
    });
  });
});
