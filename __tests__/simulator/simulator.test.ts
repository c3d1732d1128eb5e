import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, description, request, withSimulator } from "./asking.ts";
import { type Simulator, startSimulator } from "../../simulator/wpengine/server.ts";

describe("replies match the description", () => {
  let simulator: Simulator;
  let installId: string;
  beforeAll(async () => {
    simulator = await startSimulator();
    installId = simulator.host.addInstall("torquemag").id;
  });
  afterAll(() => simulator.stop());

  test("the API user has an email address, and no phone", async () => {
    expect(await ask(simulator, "user", "/user")).toMatchObject({
      status: 200,
      body: { email: "simulated-user@example.com", phone_number: null },
    });
  });

  test("the status needs no credentials, and has the time of the simulated clock", async () => {
    await withSimulator({ skewMs: -86_400_000 }, async (other) => {
      const { status, body } = await ask(other, "status", "/status", { authorization: "" });
      expect({ status, success: body["success"] }).toEqual({ status: 200, success: true });
      const agoMs = Date.now() - Date.parse(String(body["created_on"]));
      expect(Math.round(agoMs / 3_600_000)).toBe(24);
    });
  });

  test("an install in the listing has null for missing values", async () => {
    const listed = await ask(simulator, "installs", "/installs");
    expect(listed.body["results"]).toEqual([
      expect.objectContaining({ id: installId, site: null, stable_ips: null, wp_version: null }),
    ]);
  });

  test("a backup is requested, shown and listed", async () => {
    const created = await ask(simulator, "create", `/installs/${installId}/backups`, {
      body: request,
    });
    expect(created).toMatchObject({
      status: 202,
      body: { status: "requested", complete_time: null },
    });
    const shown = await ask(
      simulator,
      "show",
      `/installs/${installId}/backups/${String(created.body["id"])}`,
    );
    expect(shown).toMatchObject({
      status: 200,
      body: { id: created.body["id"], description: "By hand" },
    });
    const listed = await ask(simulator, "list", `/installs/${installId}/backups`);
    expect(listed.body["results"]).toHaveLength(1);
  });

  test.each([
    ["no description", { ...request, description: "" }, ["description"]],
    ["no addresses", { ...request, notification_emails: [] }, ["notification_emails"]],
    ["nothing at all", {}, ["description", "notification_emails"]],
  ])("%s is a bad request", async (_, body, fields) => {
    const answer = await ask(simulator, "create", `/installs/${installId}/backups`, { body });
    expect(answer.status).toBe(400);
    expect((answer.body["errors"] as { field: string }[]).map(({ field }) => field)).toEqual(
      fields,
    );
  });

  test("every operation rejects other credentials", async () => {
    const authorization = "Basic bm86b25l";
    const id = "e41fa98f-ea80-4654-b229-a9b765d0863a";
    for (const [operation, path] of [
      ["user", "/user"],
      ["installs", "/installs"],
      ["list", `/installs/${installId}/backups`],
      ["create", `/installs/${installId}/backups`],
      ["show", `/installs/${installId}/backups/${id}`],
      ["restore", `/installs/${installId}/backups/${id}/restore`],
    ] as const) {
      expect(await ask(simulator, operation, path, { authorization })).toMatchObject({
        status: 401,
        body: { message: "Bad Credentials" },
      });
    }
  });

  test("unknown IDs are not found", async () => {
    const id = "e41fa98f-ea80-4654-b229-a9b765d0863a";
    expect((await ask(simulator, "show", `/installs/${installId}/backups/${id}`)).status).toBe(404);
    expect((await ask(simulator, "show", `/installs/${id}/backups/${id}`)).status).toBe(404);
    expect((await ask(simulator, "list", `/installs/${id}/backups`)).status).toBe(404);
    expect(
      (await ask(simulator, "create", `/installs/${id}/backups`, { body: request })).status,
    ).toBe(404);
  });

  test("pages link to each other with absolute addresses", async () => {
    await withSimulator({}, async (other) => {
      for (const name of ["one", "two", "three"]) other.host.addInstall(name);
      const first = await ask(other, "installs", "/installs?limit=3");
      expect(first.body).toMatchObject({ count: 4, previous: null });
      expect(first.body["next"]).toBe(`${other.apiUrl}/installs?limit=3&offset=3&by=next`);
      const last = await ask(other, "installs", "/installs?limit=3&offset=3");
      expect(last.body["results"]).toHaveLength(1);
      expect(last.body).toMatchObject({
        next: null,
        previous: `${other.apiUrl}/installs?limit=3&offset=0&by=next`,
      });
    });
  });

  test.each(["limit=101", "limit=-1", "offset=x"])(
    "the page %s is a bad request",
    async (query) => {
      expect((await ask(simulator, "installs", `/installs?${query}`)).status).toBe(400);
    },
  );
});

describe("the published description", () => {
  const read = async ({ apiUrl }: Simulator): Promise<unknown> =>
    (await fetch(`${apiUrl}/swagger`)).json();

  test("is swagger.yaml as JSON, and needs no credentials", async () => {
    await withSimulator({}, async (simulator) => {
      expect(await read(simulator)).toMatchObject({ swagger: "2.0", basePath: "/v1" });
    });
  });

  test("has the operations that openapi.yaml has", async () => {
    const operationsIn = (paths: unknown): string[] =>
      Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
        Object.keys(methods)
          .filter((key) => ["get", "post"].includes(key))
          .map((method) => `${method} ${path}`),
      );
    await withSimulator({}, async (simulator) => {
      const { paths } = (await read(simulator)) as { paths: unknown };
      expect(operationsIn(paths)).toEqual(
        expect.arrayContaining(operationsIn(description["paths"])),
      );
    });
  });

  test("can be replaced", async () => {
    await withSimulator({ swagger: { swagger: "1.2" } }, async (simulator) => {
      expect(await read(simulator)).toEqual({ swagger: "1.2" });
    });
  });
});

describe("a backup goes through its statuses", () => {
  test("on the simulated clock, which can be sped up", async () => {
    await withSimulator({ speed: 1_000 }, async ({ host }, installId) => {
      const course = { requestedMs: 60_000, inProgressMs: 240_000, ending: "completed" } as const;
      const seen = (ageMs: number): unknown => host.addBackup(installId, { course, ageMs });
      expect(seen(0)).toMatchObject({ status: "requested", complete_time: null });
      expect(seen(60_000)).toMatchObject({ status: "in_progress", complete_time: null });
      expect(seen(300_000)).toMatchObject({ status: "completed" });
      const { id } = host.addBackup(installId, { course });
      await new Promise((resolve) => setTimeout(resolve, 350));
      expect(host.backup(installId, id)).toMatchObject({ status: "completed" });
    });
  });

  test("until it is aborted", async () => {
    await withSimulator({}, ({ host }, installId) => {
      const course = { requestedMs: 0, inProgressMs: 10, ending: "aborted" } as const;
      const backup = host.addBackup(installId, { course, ageMs: 10 });
      expect(backup).toMatchObject({ status: "aborted", complete_time: null });
      return Promise.resolve();
    });
  });
});
