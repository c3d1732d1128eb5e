import { describe, expect, test } from "vitest";
import type { BackupApi } from "../../../src/model/api.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type { Answer } from "../../../src/wpengine/http/transport.ts";
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

  test("of backups is one page, even with invalid rows", async () => {
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
      isCountUnreadable: false,
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
      isCountUnreadable: false,
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
      cause: "unknown-path",
    });
  });

  test("of installs that is a web page is no wrong path", async () => {
    const { api } = scriptedApi(answered(404, "<title>Down</title>"));
    expect(await api.listInstalls(0, REQUEST_OPTIONS)).toMatchObject({
      kind: "not-found",
      cause: "web-page",
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

describe("showUser", () => {
  const ADDRESS = "Jane.Doe@example.com";
  const user = (email: unknown): Answer => answered(200, JSON.stringify({ id: ID, email }));

  test("gets the address of the API user, and makes it a secret", async () => {
    const { api, requests, added } = scriptedApi(user(` ${ADDRESS} `));
    expect(await api.showUser(REQUEST_OPTIONS)).toEqual({ kind: "user", email: ADDRESS });
    expect(requests).toEqual([{ ...CARRIED, method: "GET", url: `${SETTINGS.apiUrl}/user` }]);
    expect(added).toEqual([ADDRESS]);
  });

  test.each([[null], [undefined], [5], [""], ["jane"], [["jane.doe@example.com"]]])(
    "needs an address, and %j is none",
    async (email) => {
      const { api, added } = scriptedApi(user(email));
      expect(await api.showUser(REQUEST_OPTIONS)).toEqual({
        kind: "fatal",
        result: "invalid-input",
        cause: "no-address",
        message: "The API answered 200 Words without a valid email address",
      });
      expect(added).toEqual([]);
    },
  );

  test.each<[string, Answer, string]>([
    ["no object", answered(200, "[]"), "the body is not a JSON object"],
    [
      "unreadable",
      answered(200, "", { body: { kind: "unreadable", fault: "it is cut off" } }),
      "it is cut off",
    ],
  ])("fails if the body is %s", async (_, answer, fault) => {
    expect(await scriptedApi(answer).api.showUser(REQUEST_OPTIONS)).toEqual({
      kind: "retryable",
      message: `The API answered 200 Words, but ${fault}`,
      reason: "no-answer",
      hasRetryAfter: false,
    });
  });

  test.each<[number, string, object]>([
    [401, "", { kind: "fatal", result: "unauthorized" }],
    [403, "", { kind: "fatal", result: "invalid-input", cause: "no-address" }],
    [403, "<p>", { kind: "fatal", result: "unauthorized", cause: "web-page" }],
    [
      403,
      '{"message":"Missing Authentication Token"}',
      { kind: "fatal", result: "rejected", cause: "unknown-path" },
    ],
    [404, "", { kind: "fatal", result: "invalid-input", cause: "no-address" }],
    [404, "<p>", { kind: "fatal", result: "invalid-input", cause: "no-address" }],
    [418, "", { kind: "fatal", result: "rejected" }],
    [500, "", { kind: "retryable", reason: "no-answer" }],
  ])("that is refused by %i %s", async (status, body, failure) => {
    const { api, added } = scriptedApi(answered(status, body));
    expect(await api.showUser(REQUEST_OPTIONS)).toMatchObject(failure);
    expect(added).toEqual([]);
  });

  test("that is refused is printed without any address", async () => {
    const { api } = scriptedApi(answered(403, `{"message":"Not hunter2, not <${ADDRESS}>."}`));
    expect(await api.showUser(REQUEST_OPTIONS)).toHaveProperty(
      "message",
      "The API answered 403 Words: Not ***, not ***",
    );
  });

  test("that was good contradicts a 401, and a 403 to itself", async () => {
    const { api } = scriptedApi(user(ADDRESS), answered(401), answered(403), answered(403));
    await api.showUser(REQUEST_OPTIONS);
    const isContradicted = true;
    expect(await api.showBackup(ID, REQUEST_OPTIONS)).toMatchObject({ isContradicted });
    expect(await api.showUser(REQUEST_OPTIONS)).toMatchObject({ isContradicted });
    expect(await api.showBackup(ID, REQUEST_OPTIONS)).not.toHaveProperty("isContradicted");
  });

  test("that was refused contradicts nothing", async () => {
    const { api } = scriptedApi(user("jane"), answered(401));
    await api.showUser(REQUEST_OPTIONS);
    expect(await api.showBackup(ID, REQUEST_OPTIONS)).not.toHaveProperty("isContradicted");
  });
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

describe("the backups that any reply has shown", () => {
  const OTHER = "00000000-0000-4000-8000-000000000001" as BackupId;
  const OTHER_INSTALL = "00000000-0000-4000-8000-000000000002" as InstallId;
  const listing = JSON.stringify({ results: [{ id: OTHER, status: "completed" }] });

  test("are none at first, and none by a failure", async () => {
    const { api } = scriptedApi(RESET, answered(404), answered(200, "{}"), answered(400), RESET);
    await api.showBackup(ID, REQUEST_OPTIONS);
    await api.showBackup(ID, REQUEST_OPTIONS);
    await api.listBackups(ID.installId, 0, REQUEST_OPTIONS);
    await api.createBackup(ID.installId, BODY, REQUEST_OPTIONS);
    await api.createBackup(ID.installId, BODY, REQUEST_OPTIONS);
    expect(api.shownBackups(ID.installId)).toEqual(new Set());
  });

  test.each<[string, string, (api: BackupApi) => Promise<unknown>]>([
    ["a poll", backup(), (api) => api.showBackup(ID, REQUEST_OPTIONS)],
    [
      "a create request",
      backup({ status: "requested" }),
      (api) => api.createBackup(ID.installId, BODY, REQUEST_OPTIONS),
    ],
  ])("are those of %s", async (_, body, request) => {
    const { api } = scriptedApi(answered(200, body));
    await request(api);
    expect(api.shownBackups(ID.installId)).toEqual(new Set([BACKUP_ID]));
    expect(api.shownBackups(OTHER_INSTALL)).toEqual(new Set());
  });

  test("are those of a listing too", async () => {
    const { api } = scriptedApi(answered(200, backup()), answered(200, listing));
    await api.showBackup(ID, REQUEST_OPTIONS);
    await api.listBackups(ID.installId, 0, REQUEST_OPTIONS);
    expect(api.shownBackups(ID.installId)).toEqual(new Set([BACKUP_ID, OTHER]));
  });

  test("are none by a listing of installs", async () => {
    const { api } = scriptedApi(answered(200, JSON.stringify({ results: [] })));
    await api.listInstalls(0, REQUEST_OPTIONS);
    expect(api.shownBackups(ID.installId)).toEqual(new Set());
  });
});

describe("a refusal", () => {
  const page = answered(200, JSON.stringify({ results: [] }));
  const show = (api: BackupApi): Promise<object> => api.showBackup(ID, REQUEST_OPTIONS);
  const list = (api: BackupApi): Promise<object> =>
    api.listBackups(ID.installId, 0, REQUEST_OPTIONS);
  const installs = (api: BackupApi): Promise<object> => api.listInstalls(0, REQUEST_OPTIONS);
  const create = (api: BackupApi): Promise<object> =>
    api.createBackup(ID.installId, BODY, REQUEST_OPTIONS);
  type Request = typeof show;

  test.each<[string, Request, Answer, Request, number, boolean]>([
    ["404 of a poll, after a good one", show, answered(200, backup()), show, 404, true],
    ["404 of a poll, after an accepted request", create, answered(202, backup()), show, 404, true],
    ["404 of a poll, after an empty listing", list, page, show, 404, false],
    ["404 of a poll, after a failed one", show, RESET, show, 404, false],
    ["404 of a listing, after a good one", list, page, list, 404, true],
    ["404 of a listing, after a good one of installs", installs, page, list, 404, false],
    ["404 of a listing, after a good poll", show, answered(200, backup()), list, 404, false],
    ["403 of a listing of installs, after a good one", installs, page, installs, 403, true],
    ["401 of a poll, after a listing of installs", installs, page, show, 401, true],
    ["401 of a listing, after a poll", show, answered(200, backup()), list, 401, true],
    ["401 of a create request, after a listing", list, page, create, 401, true],
    ["401 of a create request, at first", show, RESET, create, 401, false],
    ["403 of a create request, after a listing", list, page, create, 403, false],
    ["302 of a poll, after a listing", list, page, show, 302, true],
  ])("is contradicted by a good reply: %s", async (_, before, good, request, status, expected) => {
    const { api } = scriptedApi(good, answered(status));
    await before(api);
    const reply = await request(api);
    expect("isContradicted" in reply && reply.isContradicted).toBe(expected);
  });

  test("401 is the whole step's once nothing else has come for 20 s", async () => {
    // Each takes a second: the first one comes at 2 s, and the 21st at 22 s.
    const { api } = scriptedApi(page, ...Array.from({ length: 21 }, () => answered(401)));
    await list(api);
    const replies: object[] = [];
    for (let nth = 0; nth < 21; nth += 1) replies.push(await show(api));
    const areForAll = replies.map(
      (reply) => "messageForAll" in reply && reply.messageForAll !== undefined,
    );
    expect(areForAll).toEqual([...Array<boolean>(20).fill(false), true]);
  });

  test("401 is not, if another status came between", async () => {
    const some = Array.from({ length: 15 }, () => answered(401));
    const { api } = scriptedApi(page, ...some, answered(503), ...some);
    await list(api);
    for (let nth = 0; nth < 31; nth += 1) {
      expect(await show(api)).not.toHaveProperty("messageForAll", expect.any(String));
    }
  });
});
