import { describe, expect, test } from "vitest";
import { BACKUP_ID, INSTALL_ID, REQUEST_OPTIONS, SETTINGS } from "../../support/fixtures.ts";
import { answered, backup, ID, RESET, scriptedApi, SERVER_MS, SHOW } from "./scripted-api.ts";

const ANY_FUNCTION = expect.any(Function) as () => void;
const BODY = { description: "Before a deploy", emails: ["a@example.com"] };
/** What each request carries besides its operation. */
const CARRIED = { ...REQUEST_OPTIONS, onRetryAfter: ANY_FUNCTION };

test("showBackup gets exactly this backup of this install, with the options given", async () => {
  const { api, requests } = scriptedApi(answered(200, backup()));
  expect(await api.showBackup(ID, REQUEST_OPTIONS)).toEqual({
    kind: "backup",
    backup: expect.objectContaining({ id: BACKUP_ID, status: "completed" }) as unknown,
    serverMs: SERVER_MS,
  });
  expect(requests).toEqual([
    { ...CARRIED, onSend: ANY_FUNCTION, method: "GET", url: SETTINGS.apiUrl + SHOW },
  ]);
});

describe("a listing", () => {
  const BACKUPS = `/installs/${INSTALL_ID}/backups?limit=100`;

  test("of backups is one page, whatever odd rows it has", async () => {
    const row = { id: INSTALL_ID, status: "completed" };
    const results = [row, null, "x", { id: 5 }, { id: BACKUP_ID, status: "in_progress" }];
    const body = JSON.stringify({ results, count: 7, next: "https://evil.example/" });
    const { api, requests } = scriptedApi(answered(200, body, { isOurClock: false }));
    expect(await api.listBackups(ID.installId, 0, REQUEST_OPTIONS)).toEqual({
      kind: "page",
      rows: [
        expect.objectContaining(row),
        expect.objectContaining({ id: BACKUP_ID, status: "in_progress" }),
      ],
      size: 5,
      total: 7,
      hasNext: true,
      serverMs: SERVER_MS,
      isOurClock: false,
      isCached: false,
    });
    expect(requests).toEqual([{ ...CARRIED, method: "GET", url: SETTINGS.apiUrl + BACKUPS }]);
  });

  test("of installs is one page", async () => {
    const body = JSON.stringify({ results: [{ id: INSTALL_ID, name: "shop" }] });
    const { api, paths } = scriptedApi(
      answered(200, body, { isOurClock: true, cachedForMs: 1_000 }),
    );
    expect(await api.listInstalls(0, REQUEST_OPTIONS)).toEqual({
      kind: "page",
      rows: [{ id: INSTALL_ID, name: "shop" }],
      size: 1,
      total: undefined,
      hasNext: false,
      serverMs: SERVER_MS,
      isOurClock: true,
      isCached: true,
    });
    expect(paths()).toEqual(["/installs?limit=100"]);
  });

  test("goes on at an offset of ours, never at the address that a page names", async () => {
    const page = answered(200, '{"results":[],"next":"https://evil.example/"}');
    const { api, paths } = scriptedApi(page, page);
    await api.listBackups(ID.installId, 100, REQUEST_OPTIONS);
    await api.listInstalls(1, REQUEST_OPTIONS);
    expect(paths()).toEqual([`${BACKUPS}&offset=100`, "/installs?limit=100&offset=1"]);
  });

  test("that fails is a failure", async () => {
    const { api } = scriptedApi(RESET, answered(404));
    expect(await api.listBackups(ID.installId, 0, REQUEST_OPTIONS)).toEqual({
      kind: "retryable",
      message: "reset",
      reason: "no-answer",
    });
    expect(await api.listInstalls(0, REQUEST_OPTIONS)).toEqual({
      kind: "not-found",
      message: "The API answered 404 Words",
    });
  });
});

test("createBackup posts one request for this install", async () => {
  const { api, requests } = scriptedApi(answered(202, backup({ status: "requested" })));
  expect(await api.createBackup(ID.installId, BODY, REQUEST_OPTIONS)).toEqual({
    kind: "accepted",
    backup: expect.objectContaining({ id: BACKUP_ID, status: "requested" }) as unknown,
    serverMs: SERVER_MS,
  });
  expect(requests).toEqual([
    {
      ...CARRIED,
      method: "POST",
      url: `${SETTINGS.apiUrl}/installs/${INSTALL_ID}/backups`,
      json: '{"description":"Before a deploy","notification_emails":["a@example.com"]}',
    },
  ]);
});

test("what an error says is printed without the credentials", async () => {
  const refusal = answered(400, '{"message":"Not hunter2"}');
  const { api } = scriptedApi(refusal, refusal, refusal);
  const replies = [
    await api.showBackup(ID, REQUEST_OPTIONS),
    await api.listInstalls(0, REQUEST_OPTIONS),
    await api.createBackup(ID.installId, BODY, REQUEST_OPTIONS),
  ];
  for (const reply of replies)
    expect(reply).toHaveProperty("message", "The API answered 400 Words: Not ***");
});
