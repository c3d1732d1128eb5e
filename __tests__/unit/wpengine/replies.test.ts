import { describe, expect, test } from "vitest";
import type { BackupReply, CreateReply, Failure } from "../../../src/model/reply.ts";
import type { NotSent } from "../../../src/wpengine/http/rate-limited.ts";
import type { Answer } from "../../../src/wpengine/http/transport.ts";
import { parseBackups } from "../../../src/wpengine/parse-page.ts";
import {
  backupReply,
  createReply,
  describe as wordsOf,
  listingPage,
} from "../../../src/wpengine/replies.ts";
import { BACKUP_ID, INSTALL_ID } from "../../support/fixtures.ts";
import { answered, backup, ID, redact, SERVER_MS } from "./scripted-api.ts";

const HINT = { hasRetryAfter: true };
const NO_HINT = { hasRetryAfter: false };
const NOT_SENT: NotSent = { kind: "not-sent", hasApiReplied: true, hasRetryAfter: false };
const UNTRUSTED = {
  kind: "unanswered",
  fault: "not trusted",
  untrusted: "certificate",
  unsent: true,
} as const;
const REFUSED = {
  kind: "unanswered",
  fault: "no reply (hunter2 ::x)",
  unsent: true,
} as const;
const RESET: Answer = { ...REFUSED, unsent: false };

/** Replies that are a failure for every operation. */
const FAILURES: readonly (readonly [name: string, answer: Answer | NotSent, failure: Failure])[] = [
  [
    "429",
    answered(429, "", HINT),
    { kind: "retryable", message: "The API answered 429 Words", reason: "rate-limited", ...HINT },
  ],
  [
    "429 without a Retry-After",
    answered(429),
    {
      kind: "retryable",
      message: "The API answered 429 Words",
      reason: "rate-limited",
      ...NO_HINT,
    },
  ],
  [
    "404 and a Retry-After",
    answered(404, "", HINT),
    { kind: "not-found", message: "The API answered 404 Words", hasRetryAfter: true },
  ],
  ["404", answered(404), { kind: "not-found", message: "The API answered 404 Words" }],
  [
    "400 and a Retry-After",
    answered(400, "", HINT),
    {
      kind: "fatal",
      result: "rejected",
      message: "The API answered 400 Words",
      messageForAll: undefined,
      hasRetryAfter: true,
    },
  ],
  [
    "401, in the API's words",
    answered(401, `{"message":"Not hunter2"}`),
    {
      kind: "fatal",
      result: "unauthorized",
      message: "The API answered 401 Words: Not ***",
      messageForAll: "The API answered 401 Words: Not ***",
      isGeneral: true,
    },
  ],
  [
    "403",
    answered(403),
    {
      kind: "fatal",
      result: "unauthorized",
      message: "The API answered 403 Words",
      cause: "forbidden",
    },
  ],
  [
    "400",
    answered(400),
    { kind: "fatal", result: "rejected", message: "The API answered 400 Words" },
  ],
  [
    "499",
    answered(499),
    { kind: "fatal", result: "rejected", message: "The API answered 499 Words" },
  ],
  [
    "a redirect",
    answered(300, '{"message":"Moved"}', { location: "https://x.example/hunter2\n" }),
    {
      kind: "fatal",
      result: "rejected",
      message: "The API answered 300 Words (to https://x.example/*** , not followed): Moved",
      isGeneral: true,
    },
  ],
  [
    "no answer, without hope",
    UNTRUSTED,
    {
      kind: "fatal",
      result: "unavailable",
      message: "not trusted",
      messageForAll: "not trusted",
      cause: "certificate",
    },
  ],
  [
    "no answer, because of a certificate's dates",
    { ...UNTRUSTED, untrusted: "certificate-date" },
    {
      kind: "fatal",
      result: "unavailable",
      message: "not trusted",
      messageForAll: "not trusted",
      cause: "certificate-date",
    },
  ],
  [
    "403 and a Retry-After",
    answered(403, '{"message":"Slow down"}', HINT),
    {
      kind: "retryable",
      message: "The API answered 403 Words: Slow down",
      reason: "no-answer",
      ...HINT,
    },
  ],
  [
    "403 for an unknown path",
    answered(403, '{"message":"Missing Authentication Token"}'),
    {
      kind: "fatal",
      result: "rejected",
      message: "The API answered 403 Words: Missing Authentication Token",
      cause: "unknown-path",
    },
  ],
  [
    "403 and a web page",
    answered(403, "<title>hunter2, just a moment</title>"),
    {
      kind: "fatal",
      result: "unauthorized",
      message:
        'The reply was 403 Words with a web page ("***, just a moment") instead of JSON, so the API did not send it',
      cause: "web-page",
      isGeneral: true,
    },
  ],
  [
    "404 and a web page without a title",
    answered(404, "<html>"),
    {
      kind: "not-found",
      message:
        "The reply was 404 Words with a web page instead of JSON, so the API did not send it",
      cause: "web-page",
      isGeneral: true,
    },
  ],
  [
    "400 and an unreadable body that is labelled as a web page",
    answered(400, "", {
      contentType: "text/html",
      body: { kind: "unreadable", fault: "cut off" },
    }),
    {
      kind: "fatal",
      result: "rejected",
      message:
        "The reply was 400 Words with a web page instead of JSON, so the API did not send it",
      cause: "web-page",
      isGeneral: true,
    },
  ],
  [
    "401 and a web page",
    answered(401, "<html>"),
    {
      kind: "fatal",
      result: "unauthorized",
      message: "The API answered 401 Words",
      messageForAll: "The API answered 401 Words",
      isGeneral: true,
    },
  ],
  [
    "no answer, since nothing was sent",
    REFUSED,
    { kind: "retryable", message: "no reply (*** : :x)", reason: "no-answer" },
  ],
  [
    "no permit",
    NOT_SENT,
    {
      kind: "retryable",
      message: "no request was sent, because the rate limit did not permit one in time",
      reason: "not-sent",
      hasApiReplied: true,
      hasRetryAfter: false,
    },
  ],
  [
    "no permit, because of a Retry-After",
    { ...NOT_SENT, hasRetryAfter: true },
    {
      kind: "retryable",
      message: "no request was sent, because the rate limit did not permit one in time",
      reason: "not-sent",
      hasApiReplied: true,
      hasRetryAfter: true,
    },
  ],
  [
    "no permit, and no reply yet to any request",
    { ...NOT_SENT, hasApiReplied: false },
    {
      kind: "retryable",
      message: "no request was sent, because the rate limit did not permit one in time",
      reason: "not-sent",
      hasApiReplied: false,
      hasRetryAfter: false,
    },
  ],
];

/** Answers after which the same request may succeed, unless it creates something. */
const MAY_PASS: readonly (readonly [name: string, answer: Answer, failure: Failure])[] = [
  ...[408, 425, 500, 503, 999].map((status) => {
    const message = `The API answered ${status} Words`;
    const failure: Failure = { kind: "retryable", message, reason: "no-answer", ...HINT };
    return [String(status), answered(status, "", HINT), failure] as const;
  }),
  ["no answer", RESET, { kind: "retryable", message: "no reply (*** : :x)", reason: "no-answer" }],
];

/** Refusals that only say of a create request that it created nothing. */
const CONFLICTS = [409, 423].map((status) => {
  const body = '{"message":"A backup is already in progress"}';
  const message = `The API answered ${status} Words: A backup is already in progress`;
  return { status, body, message };
});
const CONFLICT_FAILURES = CONFLICTS.map(({ status, body, message }) => {
  const failure: Failure = { kind: "fatal", result: "rejected", message };
  return [String(status), answered(status, body), failure] as const;
});

const SUCCESSES = [201, 202, 204, 299].map((status) => {
  const message = `The API answered ${status} Words instead of 200`;
  const failure: Failure = { kind: "retryable", message, reason: "no-answer", ...NO_HINT };
  return [String(status), answered(status, backup()), failure] as const;
});

const unusable = (fault: string, hint = NO_HINT): Failure => ({
  kind: "retryable",
  message: `The API answered 200 Words, but ${fault}`,
  reason: "no-answer",
  ...hint,
});

describe("a poll", () => {
  test("returns the backup, and the server's time", () => {
    expect(backupReply(answered(200, backup()), ID.backupId, redact)).toEqual({
      kind: "backup",
      backup: expect.objectContaining({ id: BACKUP_ID, status: "completed" }) as unknown,
      serverMs: SERVER_MS,
    });
  });

  test.each<readonly [string, Answer | NotSent, BackupReply]>([
    [
      "another backup",
      answered(200, backup({ id: INSTALL_ID }), HINT),
      unusable(`for another backup (${INSTALL_ID})`, HINT),
    ],
    ["no backup", answered(200, "<html>"), unusable("the body is not a JSON object")],
    [
      "a message instead of a backup",
      answered(200, '{"message":"Not explained"}'),
      unusable("the body has no backup ID"),
    ],
    [
      "an unreadable body",
      answered(200, "", { body: { kind: "unreadable", fault: "the body was cut off" } }),
      unusable("the body was cut off"),
    ],
    ...SUCCESSES,
    ...MAY_PASS,
    ...CONFLICT_FAILURES,
    ...FAILURES,
  ])("fails with %s", (_, answer, reply) => {
    expect(backupReply(answer, ID.backupId, redact)).toEqual(reply);
  });
});

describe("a page of a listing", () => {
  test.each<readonly [string, Answer | NotSent, Failure]>([
    [
      "403, in the API's words",
      answered(403, '{"message":"not yours"}'),
      {
        kind: "fatal",
        result: "unauthorized",
        message: "The API answered 403 Words: not yours",
        cause: "forbidden",
      },
    ],
    [
      "a body that is no page",
      answered(200, "[]", HINT),
      unusable("the body is not a page of a list", HINT),
    ],
    ["no JSON", answered(200, "<html>"), unusable("the body is not a page of a list")],
    [
      "an unreadable body",
      answered(200, '{"results":[]}', { body: { kind: "unreadable", fault: "cut off" } }),
      unusable("cut off"),
    ],
    ...SUCCESSES,
    ...MAY_PASS,
    ...CONFLICT_FAILURES,
    ...FAILURES,
  ])("fails with %s", (_, answer, failure) => {
    expect(listingPage(answer, parseBackups, redact)).toEqual(failure);
  });
});

describe("a create request", () => {
  test.each([200, 202, 299])("is accepted with %i and the backup", (status) => {
    expect(createReply(answered(status, backup()), redact)).toEqual({
      kind: "accepted",
      backup: expect.objectContaining({ id: BACKUP_ID }) as unknown,
      serverMs: SERVER_MS,
    });
  });

  test.each<readonly [string, Answer, string]>([
    [
      "a success without a backup",
      answered(202, "{}"),
      "The API answered 202 Words, but the body has no backup ID",
    ],
    [
      "a success whose body is unreadable",
      answered(202, "", { body: { kind: "unreadable", fault: "cut off" } }),
      "The API answered 202 Words, but cut off",
    ],
    [
      "500, in the API's words",
      answered(500, '{"message":"A backup of this install is already in progress"}'),
      "The API answered 500 Words: A backup of this install is already in progress",
    ],
    ...MAY_PASS.map(([name, answer, failure]): [string, Answer, string] => [
      name,
      answer,
      failure.message,
    ]),
  ])("is lost with %s: a backup may have been created", (_, answer, message) => {
    expect(createReply(answer, redact)).toEqual({ kind: "reply-lost", message });
  });

  test.each<readonly [string, Answer | NotSent, CreateReply]>([
    [
      "a redirect, even one with a backup",
      answered(300, backup()),
      {
        kind: "fatal",
        result: "rejected",
        message: `The API answered 300 Words: id: ${BACKUP_ID}; status: completed`,
        isGeneral: true,
      },
    ],
    ...[NO_HINT, HINT].flatMap((hint) =>
      CONFLICTS.map(({ status, body, message }): [string, Answer, CreateReply] => [
        `${status}, which says that another backup is in progress (${JSON.stringify(hint)})`,
        answered(status, body, hint),
        { kind: "retryable", message, reason: "busy", ...hint },
      ]),
    ),
    ...FAILURES,
  ])("fails with %s: no backup was created", (_, answer, reply) => {
    expect(createReply(answer, redact)).toEqual(reply);
  });
});

describe("the message for a reply", () => {
  test.each([
    [299, "The API answered 299 Words"],
    [300, "The API answered 300 Words: Why"],
  ])("quote the body of a %i: %s", (status, words) => {
    expect(wordsOf(answered(status, '{"message":"Why"}'), redact)).toBe(words);
  });

  test.each([
    ["what the status line says", "<title>503 Words</title>", ""],
    ["what they quote already", '{"message":"Why","detail":"Why","title":"When"}', ": Why; When"],
    ["a page that may pass, but for its title", "<title>Down</title>", ": Down"],
  ])("do not repeat %s", (_, body, words) => {
    expect(wordsOf(answered(503, body), redact)).toBe(`The API answered 503 Words${words}`);
  });

  test.each([
    [302, "The API answered 302 Words: Moved"],
    [399, "The API answered 399 Words: Moved"],
    [
      400,
      'The reply was 400 Words with a web page ("Moved") instead of JSON, so the API did not send it',
    ],
    [429, "The API answered 429 Words: Moved"],
  ])("say of a web page with %i: %s", (status, words) => {
    expect(wordsOf(answered(status, "<title>Moved</title>"), redact)).toBe(words);
  });

  test("quote no body that is unreadable", () => {
    const body = { kind: "unreadable", fault: "cut off" } as const;
    expect(wordsOf(answered(500, "", { body }), redact)).toBe("The API answered 500 Words");
  });
});
