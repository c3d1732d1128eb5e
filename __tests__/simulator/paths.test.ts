import { describe, expect, test } from "vitest";
import { type Answer, ask, withSimulator } from "./asking.ts";

describe("slashes that do not count", () => {
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

  test("are taken from the paths of backups and of the description, too", async () => {
    await withSimulator({}, async (simulator, installId) => {
      const backups = `//installs/${installId}/backups/`;
      expect((await ask(simulator, "list", backups)).status).toBe(200);
      const { id } = simulator.host.addBackup(installId);
      expect((await ask(simulator, "show", `${backups}${id}/`)).body["id"]).toBe(id);
      expect((await fetch(`${simulator.apiUrl}//swagger/`)).status).toBe(200);
    });
  });
});
