import { describe, expect, test } from "vitest";
import { type Answer, ask, withSimulator } from "./asking.ts";
import { AUTHORIZATION } from "../../simulator/wpengine/credentials.ts";

describe("extra slashes", () => {
  test.each(["//installs", "/installs/", "///installs//"])("%s is /installs", async (path) => {
    await withSimulator({}, async (simulator) => {
      const read = async (to: string): Promise<Answer["body"]> =>
        (await ask(simulator, "installs", `${to}?limit=1&offset=1`)).body;
      const plain = await read("/installs");
      expect(plain["previous"]).toBe(`${simulator.apiUrl}/installs?limit=1&offset=0&by=next`);
      expect(await read(path)).toEqual(plain);
      expect(simulator.seen.map(({ operation }) => operation)).toEqual(["installs", "installs"]);
    });
  });

  test("are ignored in the paths of backups and of the description", async () => {
    await withSimulator({}, async (simulator, installId) => {
      const backups = `//installs/${installId}/backups/`;
      expect((await ask(simulator, "list", backups)).status).toBe(200);
      const { id } = simulator.host.addBackup(installId);
      expect((await ask(simulator, "show", `${backups}${id}/`)).body["id"]).toBe(id);
      expect((await fetch(`${simulator.apiUrl}//swagger/`)).status).toBe(200);
    });
  });
});

describe("without an operation, the gateway replies with a missing token", () => {
  const id = "e41fa98f-ea80-4654-b229-a9b765d0863a";
  test.each([
    ["GET", ""],
    ["GET", "/install"],
    ["GET", `/installs/${id}/backup`],
    ["GET", `/installs//backups`],
    ["GET", "/../installs"],
    ["GET", "/../v1installs"],
    ["POST", "/installs"],
    ["PUT", `/installs/${id}/backups`],
    ["DELETE", `/installs/${id}/backups/${id}`],
    ["POST", "/swagger"],
  ])("%s %s", async (method, path) => {
    const rateLimit = { perSecond: 1, burst: 0.5, page: "json", retryAfter: "none" } as const;
    await withSimulator({ rateLimit }, async ({ apiUrl, seen }) => {
      for (const headers of [{ authorization: AUTHORIZATION }, {}]) {
        const answer = await fetch(`${apiUrl}${path}`, { method, headers });
        expect(answer.status).toBe(403);
        expect(answer.headers.get("content-type")).toBe("application/json");
        expect(await answer.json()).toEqual({ message: "Missing Authentication Token" });
      }
      expect(seen.map(({ status, operation }) => [status, operation])).toEqual([
        [403, undefined],
        [403, undefined],
      ]);
    });
  });

  test("an ID of any form has an operation, and is not found", async () => {
    await withSimulator({}, async (simulator, installId) => {
      expect((await ask(simulator, "list", "/installs/torquemag/backups")).status).toBe(404);
      expect((await ask(simulator, "show", `/installs/${installId}/backups/1`)).status).toBe(404);
    });
  });
});
