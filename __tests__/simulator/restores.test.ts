import { expect, test } from "vitest";
import { AUTHORIZATION } from "../../simulator/wpengine/credentials.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { ask, withSimulator } from "./asking.ts";

const COMPLETED: Course = { requestedMs: 0, inProgressMs: 0, ending: "completed" };
const NOT_COMPLETED: Readonly<Record<string, Course>> = {
  requested: { ...COMPLETED, requestedMs: 60_000 },
  in_progress: { ...COMPLETED, inProgressMs: 60_000 },
  aborted: { ...COMPLETED, ending: "aborted" },
};
const EMAILS = { notification_emails: ["me@example.com"] };
const UNKNOWN = "e41fa98f-ea80-4654-b229-a9b765d0863a";

test.each([
  ["with all defaults", EMAILS, true, true],
  ["of the files only", { ...EMAILS, restore_database: false }, false, true],
  ["without a checkpoint", { ...EMAILS, create_checkpoint: false }, true, false],
])(
  "a restore of a completed backup %s is accepted without a body, and recorded",
  async (_, body, restoresDatabase, createsCheckpoint) => {
    await withSimulator({}, async ({ apiUrl, host, seen }, installId) => {
      const { id: backupId } = host.addBackup(installId, { course: COMPLETED });
      const answer = await fetch(`${apiUrl}/installs/${installId}/backups/${backupId}/restore`, {
        method: "POST",
        headers: { authorization: AUTHORIZATION },
        body: JSON.stringify(body),
      });
      expect([answer.status, await answer.text()]).toEqual([202, ""]);
      expect(host.restores).toEqual([
        {
          installId,
          backupId,
          notificationEmails: ["me@example.com"],
          restoresDatabase,
          createsCheckpoint,
        },
      ]);
      expect(seen.map(({ operation }) => operation)).toEqual(["restore"]);
    });
  },
);

test.each(Object.entries(NOT_COMPLETED))(
  "a restore of a backup that is %s is refused",
  async (status, course) => {
    await withSimulator({}, async (simulator, installId) => {
      const { id } = simulator.host.addBackup(installId, { course });
      const path = `/installs/${installId}/backups/${id}/restore`;
      expect(await ask(simulator, "restore", path, { body: EMAILS })).toMatchObject({
        status: 400,
        body: { message: `The backup can't be restored: it is ${status}` },
      });
      expect(simulator.host.restores).toEqual([]);
    });
  },
);

test("a restore of an unknown backup, or of a backup of another install, is not found", async () => {
  await withSimulator({}, async (simulator, installId) => {
    const { id: otherInstallId } = simulator.host.addInstall("torquemag2");
    const { id } = simulator.host.addBackup(otherInstallId, { course: COMPLETED });
    for (const path of [
      `/installs/${installId}/backups/${UNKNOWN}/restore`,
      `/installs/${installId}/backups/${id}/restore`,
      `/installs/${UNKNOWN}/backups/${id}/restore`,
    ]) {
      expect((await ask(simulator, "restore", path, { body: EMAILS })).status).toBe(404);
    }
    expect(simulator.host.restores).toEqual([]);
  });
});

test.each([
  ["notification_emails", {}],
  ["notification_emails", null],
  ["notification_emails", { notification_emails: [] }],
  ["notification_emails", { notification_emails: ["me"] }],
  ["restore_database", { ...EMAILS, restore_database: "true" }],
  ["create_checkpoint", { ...EMAILS, create_checkpoint: 1 }],
])("a restore with a wrong %s (%j) is a bad request", async (field, body) => {
  await withSimulator({}, async (simulator, installId) => {
    const { id } = simulator.host.addBackup(installId, { course: COMPLETED });
    const path = `/installs/${installId}/backups/${id}/restore`;
    expect(await ask(simulator, "restore", path, { body })).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
    expect(simulator.host.restores).toEqual([]);
  });
});

test("a restore can only be posted", async () => {
  await withSimulator({}, async ({ apiUrl, host }, installId) => {
    const { id } = host.addBackup(installId, { course: COMPLETED });
    const answer = await fetch(`${apiUrl}/installs/${installId}/backups/${id}/restore`, {
      headers: { authorization: AUTHORIZATION },
    });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      { message: "Missing Authentication Token" },
    ]);
  });
});

test("a fault can affect a restore that is carried out", async () => {
  await withSimulator({ gateway: true }, async (simulator, installId) => {
    const { id } = simulator.host.addBackup(installId, { course: COMPLETED });
    const path = `/installs/${installId}/backups/${id}/restore`;
    simulator.script({
      kind: "answer",
      on: "restore",
      status: 409,
      body: '{"message":"Busy"}',
      carriedOut: true,
    });
    const answer = await fetch(`${simulator.apiUrl}${path}`, {
      method: "POST",
      headers: { authorization: AUTHORIZATION },
      body: JSON.stringify(EMAILS),
    });
    expect([answer.status, await answer.json()]).toEqual([500, { message: "Busy" }]);
    expect(simulator.host.restores).toHaveLength(1);
  });
});
