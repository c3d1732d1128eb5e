import { describe, expect, test } from "vitest";
import { type Answer, ask, request, withSimulator } from "./asking.ts";
import { AUTHORIZATION } from "../../simulator/wpengine/credentials.ts";

describe("scripted faults", () => {
  test("can be posted, and affect their operations in order", async () => {
    await withSimulator({}, async (simulator, installId) => {
      await fetch(new URL("/_simulator/faults", simulator.apiUrl), {
        method: "POST",
        body: JSON.stringify([
          { kind: "answer", status: 503, on: "list" },
          { kind: "edit", set: { count: 7 }, drop: ["next"], on: "installs" },
        ]),
      });
      const installs = await fetch(`${simulator.apiUrl}/installs`, {
        headers: { authorization: AUTHORIZATION },
      });
      expect(await installs.json()).toMatchObject({ count: 7 });
      expect((await fetch(`${simulator.apiUrl}/installs/${installId}/backups`)).status).toBe(503);
    });
  });

  test("can be removed, and an unknown one is an error", async () => {
    await withSimulator({}, async (simulator) => {
      const faults = new URL("/_simulator/faults", simulator.apiUrl);
      const post = (body: string): Promise<Response> => fetch(faults, { method: "POST", body });
      expect((await post('[{"kind":"answer","status":503,"times":"always"}]')).status).toBe(204);
      expect((await fetch(`${simulator.apiUrl}/installs`)).status).toBe(503);
      expect((await fetch(faults, { method: "DELETE" })).status).toBe(204);
      expect((await fetch(`${simulator.apiUrl}/installs`)).status).toBe(401);
      for (const odd of ['[{"kind":"explode"}]', '{"kind":"hang"}', "hang"]) {
        const refused = await post(odd);
        expect(refused.status).toBe(400);
        expect(await refused.json()).toHaveProperty("message");
      }
    });
  });

  test("a fault can happen after the request is carried out", async () => {
    await withSimulator({}, async (simulator, installId) => {
      simulator.script(
        { kind: "reset", on: "create", carriedOut: true },
        { kind: "reset", on: "create" },
      );
      const create = (): Promise<Answer> =>
        ask(simulator, "create", `/installs/${installId}/backups`, { body: request });
      await expect(create()).rejects.toThrow();
      await expect(create()).rejects.toThrow();
      expect(simulator.host.backups(installId, 100, 0).total).toBe(1);
    });
  });

  test("a fault can refuse connections for a while", async () => {
    await withSimulator({}, async (simulator) => {
      const back = simulator.refuse(100);
      await expect(fetch(`${simulator.apiUrl}/installs`)).rejects.toThrow();
      await back;
      expect((await fetch(`${simulator.apiUrl}/installs`)).status).toBe(401);
    });
  });
});
