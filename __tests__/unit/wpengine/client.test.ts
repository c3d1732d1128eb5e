import { describe, expect, test } from "vitest";
import type { RetryableFailure, BackupReply, CreateReply } from "../../../src/model/reply.ts";
import { historianOf, type History } from "../../../src/gate/history.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import { createClient } from "../../../src/wpengine/client.ts";
import type { Answer, Request } from "../../../src/wpengine/http/transport.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import { BACKUP_ID, INSTALL_ID, REQUEST_OPTIONS, SETTINGS } from "../../support/fixtures.ts";

const never = new AbortController().signal;
const SHOW = `/installs/${INSTALL_ID}/backups/${BACKUP_ID}`;
const LIST = `/installs/${INSTALL_ID}/backups?limit=1`;

function answered(
  status: number,
  body = "",
  more: Partial<Extract<Answer, { kind: "answered" }>> = {},
): Answer {
  return {
    kind: "answered",
    status,
    statusLine: `${status} Words`,
    retryAt: undefined,
    epochMs: Date.parse("2026-01-15T10:00:30Z"),
    location: undefined,
    body: { kind: "text", text: body },
    ...more,
  };
}

interface Conversation {
  readonly look: (patience?: RequestOptions) => Promise<BackupReply>;
  readonly recall: () => Promise<History | RetryableFailure>;
  readonly send: () => Promise<CreateReply>;
  readonly requests: Request[];
  readonly clock: FakeClock;
}

/** A client whose wire gives these answers, in this order, each after a second. */
function converse(...answers: readonly Answer[]): Conversation {
  const clock = new FakeClock();
  const requests: Request[] = [];
  const transport = async (request: Request): Promise<Answer> => {
    const answer = answers[requests.length];
    requests.push(request);
    request.onSend?.();
    await clock.sleep(1_000, never);
    if (answer === undefined) throw new Error("one request too many");
    return answer;
  };
  const redact = (text: string): string => text.replaceAll("hunter2", "***");
  const client = createClient(SETTINGS.apiUrl, transport, clock, redact);
  const watch = client.watch(INSTALL_ID as InstallId, BACKUP_ID as BackupId);
  const readHistory = historianOf(client.backupsOf(INSTALL_ID as InstallId), BACKUP_ID as BackupId);
  const send = client.requesterOf(INSTALL_ID as InstallId, ["a@example.com"]);
  return {
    look: (patience = REQUEST_OPTIONS) => watch(patience),
    recall: () => readHistory(REQUEST_OPTIONS),
    send: () => send("Before a deploy", REQUEST_OPTIONS),
    requests,
    clock,
  };
}

const paths = ({ requests }: Conversation): string[] =>
  requests.map(({ url }) => url.replace(SETTINGS.apiUrl, ""));
const backup = (fields: object = {}): string =>
  JSON.stringify({ id: BACKUP_ID, status: "completed", ...fields });

describe("one look", () => {
  test("asks for exactly this backup of this install, with the patience given", async () => {
    const conversation = converse(answered(200, backup()));
    const look = await conversation.look();
    expect(look).toMatchObject({ kind: "backup", backup: { id: BACKUP_ID, status: "completed" } });
    expect(conversation.requests).toEqual([
      {
        ...REQUEST_OPTIONS,
        onSend: expect.any(Function) as () => void,
        method: "GET",
        url: SETTINGS.apiUrl + SHOW,
      },
    ]);
  });

  const HINT = { retryAt: 5_000 };
  test.each<[string, Answer, BackupReply]>([
    [
      "another backup",
      answered(200, backup({ id: INSTALL_ID }), HINT),
      {
        kind: "retryable",
        message: `The API answered 200 Words, but for another backup (${INSTALL_ID})`,
        answered: false,
        ...HINT,
      },
    ],
    [
      "no backup",
      answered(200, "<html>"),
      {
        kind: "retryable",
        message: "The API answered 200 Words, but the body is not a JSON object",
        answered: false,
      },
    ],
    [
      "a message where a backup was expected",
      answered(200, '{"message":"Not explained"}'),
      {
        kind: "retryable",
        message: "The API answered 200 Words, but the body has no backup id",
        answered: false,
      },
    ],
    [
      "an unreadable body",
      answered(200, "", { body: { kind: "unreadable", fault: "the body was cut off" } }),
      {
        kind: "retryable",
        message: "The API answered 200 Words, but the body was cut off",
        answered: false,
      },
    ],
    [
      "another success",
      answered(202, backup()),
      {
        kind: "retryable",
        message: "The API answered 202 Words, where 200 was expected",
        answered: false,
      },
    ],
    [
      "408",
      answered(408, "", HINT),
      { kind: "retryable", message: "The API answered 408 Words", answered: false, ...HINT },
    ],
    [
      "425",
      answered(425),
      { kind: "retryable", message: "The API answered 425 Words", answered: false },
    ],
    [
      "429",
      answered(429, "", HINT),
      { kind: "retryable", message: "The API answered 429 Words", answered: true, ...HINT },
    ],
    [
      "500",
      answered(500),
      { kind: "retryable", message: "The API answered 500 Words", answered: false },
    ],
    [
      "999",
      answered(999),
      { kind: "retryable", message: "The API answered 999 Words", answered: false },
    ],
    [
      "404",
      answered(404, "", HINT),
      { kind: "not-found", message: "The API answered 404 Words", ...HINT },
    ],
    [
      "401, in the API's words",
      answered(401, `{"message":"Not hunter2"}`),
      {
        kind: "fatal",
        result: "unauthorized",
        message: "The API answered 401 Words: Not ***",
        stepWide: "The API answered 401 Words: Not ***",
      },
    ],
    [
      "403",
      answered(403),
      {
        kind: "fatal",
        result: "unauthorized",
        message: "The API answered 403 Words",
      },
    ],
    [
      "400",
      answered(400),
      {
        kind: "fatal",
        result: "rejected",
        message: "The API answered 400 Words",
      },
    ],
    [
      "499",
      answered(499),
      {
        kind: "fatal",
        result: "rejected",
        message: "The API answered 499 Words",
      },
    ],
    [
      "a redirect",
      answered(300, '{"message":"Moved"}', { location: "https://x.example/hunter2\n" }),
      {
        kind: "fatal",
        result: "rejected",
        message: "The API answered 300 Words (to https://x.example/*** , not followed): Moved",
      },
    ],
    [
      "nothing",
      { kind: "unanswered", fault: "no answer (hunter2 ::x)", hopeless: false, unsent: false },
      { kind: "retryable", message: "no answer (*** : :x)", answered: false },
    ],
    [
      "no answer, for none was asked for",
      { kind: "unanswered", fault: "not asked", hopeless: false, unsent: true, retryAt: 5_000 },
      { kind: "retryable", message: "not asked", answered: true, retryAt: 5_000 },
    ],
    [
      "nothing, without hope",
      { kind: "unanswered", fault: "not trusted", hopeless: true, unsent: true },
      { kind: "fatal", result: "unavailable", message: "not trusted", stepWide: "not trusted" },
    ],
    [
      "nothing, for its turn had not come",
      {
        kind: "unanswered",
        fault: "too late",
        hopeless: false,
        unsent: true,
        unbegun: true,
        hasAnswered: true,
      },
      { kind: "retryable", message: "too late", answered: true, unbegun: true },
    ],
    [
      "nothing, for its turn had not come, and nobody's has been answered",
      { kind: "unanswered", fault: "too late", hopeless: false, unsent: true, unbegun: true },
      { kind: "retryable", message: "too late", answered: false, unbegun: true },
    ],
  ])("at %s", async (_, answer, look) => {
    expect(await converse(answer).look()).toEqual(look);
  });
});

describe("a row of 500s", () => {
  const oops = answered(500);
  const row = [oops, oops, oops];
  const opinion = "; the listing of this install's backups: The API answered 403 Words";

  test("asks the listing once, after the third, and remembers what it said", async () => {
    const conversation = converse(...row, answered(403), oops);
    const looks = [];
    for (let round = 0; round < 4; round += 1) looks.push(await conversation.look());
    expect(paths(conversation)).toEqual([SHOW, SHOW, SHOW, LIST, SHOW]);
    expect(looks.map((look) => "message" in look && look.message)).toEqual([
      "The API answered 500 Words",
      "The API answered 500 Words",
      `The API answered 500 Words${opinion}`,
      `The API answered 500 Words${opinion}`,
    ]);
  });

  test("that is broken begins anew", async () => {
    const conversation = converse(
      ...row,
      answered(403),
      answered(503),
      ...row,
      answered(200, "{}"),
    );
    for (let round = 0; round < 6; round += 1) await conversation.look();
    expect(await conversation.look()).toHaveProperty(
      "message",
      expect.stringContaining("backups: The API answered 200"),
    );
    expect(paths(conversation).filter((path) => path === LIST)).toHaveLength(2);
  });

  test("asks at the next one where the third wanted quiet", async () => {
    const conversation = converse(
      oops,
      oops,
      answered(500, "", { retryAt: 9_000 }),
      oops,
      answered(403),
    );
    for (let round = 0; round < 3; round += 1) await conversation.look();
    const look = await conversation.look();
    expect(look).toMatchObject({
      kind: "retryable",
      message: `The API answered 500 Words${opinion}`,
    });
  });

  test("keeps the quiet that the listing asked for to the look that asked it", async () => {
    const conversation = converse(...row, answered(403, "", { retryAt: 7_000 }), oops);
    for (let round = 0; round < 3; round += 1) await conversation.look();
    expect(await conversation.look()).toMatchObject({ retryAt: undefined });
  });

  test("gives the listing two seconds at most, and no more than the look has left", async () => {
    const conversation = converse(...row, answered(403), oops);
    for (let round = 0; round < 3; round += 1) await conversation.look();
    expect(conversation.requests[3]?.timeoutMs).toBe(2_000);

    const hasty = converse(...row, answered(403));
    for (let round = 0; round < 3; round += 1)
      await hasty.look({ ...REQUEST_OPTIONS, timeoutMs: 1_400 });
    expect(hasty.requests[3]?.timeoutMs).toBe(400);
  });

  test("asks nothing where no time is left, or the API wants quiet", async () => {
    const hasty = converse(...row);
    for (let round = 0; round < 3; round += 1)
      await hasty.look({ ...REQUEST_OPTIONS, timeoutMs: 1_000 });
    expect(hasty.requests).toHaveLength(3);

    const quiet = converse(oops, oops, answered(500, "", { retryAt: 9_000 }));
    for (let round = 0; round < 2; round += 1) await quiet.look();
    expect(await quiet.look()).toMatchObject({
      message: "The API answered 500 Words",
      retryAt: 9_000,
    });
  });

  test("passes on the quiet that the listing asks for", async () => {
    const conversation = converse(...row, answered(429, "", { retryAt: 7_000 }));
    for (let round = 0; round < 2; round += 1) await conversation.look();
    expect(await conversation.look()).toHaveProperty("retryAt", 7_000);
  });
});

describe("a request for a backup", () => {
  test("asks once for one of this install", async () => {
    const conversation = converse(answered(202, backup({ status: "requested" })));
    expect(await conversation.send()).toMatchObject({
      kind: "accepted",
      backup: { id: BACKUP_ID, status: "requested" },
    });
    expect(conversation.requests).toEqual([
      {
        ...REQUEST_OPTIONS,
        method: "POST",
        url: `${SETTINGS.apiUrl}/installs/${INSTALL_ID}/backups`,
        json: '{"description":"Before a deploy","notification_emails":["a@example.com"]}',
      },
    ]);
  });

  test.each<[string, Answer, CreateReply]>([
    [
      "lost, where a success shows no backup",
      answered(202, "{}"),
      { kind: "reply-lost", message: "The API answered 202 Words, but the body has no backup id" },
    ],
    [
      "refused, where the answer is a redirect, whatever it shows",
      answered(300, backup()),
      { kind: "fatal", result: "rejected", message: "The API answered 300 Words" },
    ],
  ])("is %s", async (_, answer, reply) => {
    expect(await converse(answer).send()).toEqual(reply);
  });
});

test("a look brings the server's clock", async () => {
  const look = await converse(answered(200, backup())).look();
  expect(look).toHaveProperty("serverMs", Date.parse("2026-01-15T10:00:30Z"));
});

describe("the history", () => {
  const PAGE = `/installs/${INSTALL_ID}/backups?limit=100`;
  const row = (tookSeconds: number): object => ({
    id: INSTALL_ID,
    status: "completed",
    create_time: "2026-01-10T10:00:00Z",
    complete_time: new Date(Date.parse("2026-01-10T10:00:00Z") + tookSeconds * 1_000).toISOString(),
  });

  test("is one page of the listing, whatever odd rows it has", async () => {
    const body = JSON.stringify({ results: [row(90), null, "x", { id: 5 }, row(100)] });
    const conversation = converse(answered(200, body));
    expect(await conversation.recall()).toEqual({
      kind: "history",
      pastDurationsMs: [90_000, 100_000],
      retryAt: undefined,
    });
    expect(paths(conversation)).toEqual([PAGE]);
  });

  test("shows how the backup stands that is waited for, where it is listed", async () => {
    const ours = { id: BACKUP_ID, status: "in_progress", create_time: "2026-01-15T10:00:00Z" };
    const body = JSON.stringify({ results: [row(90), ours] });
    expect(await converse(answered(200, body)).recall()).toMatchObject({
      pastDurationsMs: [90_000],
      listed: {
        backup: { id: BACKUP_ID, status: "in_progress" },
        serverMs: Date.parse("2026-01-15T10:00:30Z"),
      },
    });
  });

  test.each([
    ["403", answered(403, '{"message":"not yours"}'), "The API answered 403 Words: not yours"],
    [
      "a body that is no page",
      answered(200, "[]"),
      "The API answered 200 Words, but the body is no page of a listing",
    ],
    [
      "no JSON",
      answered(200, "<html>"),
      "The API answered 200 Words, but the body is no page of a listing",
    ],
    [
      "an unreadable body",
      answered(200, "", { body: { kind: "unreadable", fault: "cut off" } }),
      "The API answered 200 Words, but cut off",
    ],
    [
      "nothing",
      { kind: "unanswered", fault: "reset", hopeless: false, unsent: false } as const,
      "reset",
    ],
  ])("is told by nobody: %s", async (_, answer, fault) => {
    expect(await converse(answer).recall()).toEqual({
      kind: "retryable",
      message: `Past backups: ${fault}`,
      answered: false,
      retryAt: undefined,
    });
  });

  test("passes on a refusal, and the quiet it asks for", async () => {
    const refusal = answered(429, "", { retryAt: 9_000 });
    expect(await converse(refusal).recall()).toMatchObject({ answered: true, retryAt: 9_000 });
    const page = answered(200, '{"results":[]}', { retryAt: 9_000 });
    expect(await converse(page).recall()).toMatchObject({ pastDurationsMs: [], retryAt: 9_000 });
  });
});
