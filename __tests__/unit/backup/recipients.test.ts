import { describe, expect, test } from "vitest";
import { Recipients } from "../../../src/backup/recipients.ts";
import { GateClosed } from "../../../src/model/errors.ts";
import type { RetryEvent, UserReply } from "../../../src/model/reply.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import { requestOptions } from "../../../src/schedule/deadline.ts";
import type { Context } from "../../../src/schedule/context.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import { installId } from "../../support/fleet-cases.ts";
import { apiOf, budgetOf, contextOf } from "../../support/context.ts";
import {
  type Fate,
  type FleetPlan,
  type FleetStory,
  runFleetVirtually,
  runVirtually,
  specNew,
  type Story,
  WELL,
} from "../../support/virtual-api.ts";
import { HOUR_MS, operations, sends, status } from "./cases.ts";

const ASKS = specNew({ emails: [] });
const ADDRESS = "simulated-user@example.com";
const LOOKING = "looking up the address for notification-emails";
const EMPTY =
  "The input notification-emails is empty, and the API did not return the API user's address: ";

const userFate = (body: string): Fate => status(200, { body });

/** Each reply to a create request, and when the address was asked for. */
const asked = ({ got }: Pick<Story, "got">): number[] =>
  got.filter(({ operation }) => operation === "user").map(({ atMs }) => atMs);

describe("without notification-emails", () => {
  test("the API user's address is asked for right before the create request", async () => {
    const story = await runVirtually({ spec: ASKS });
    expect(story.verdict.result).toBe("completed");
    expect(operations(story).slice(0, 3)).toEqual(["user", "create", "show"]);
    expect(sends(story)).toEqual([200]);
  });

  test("a second backup, after an abort, is requested without asking again", async () => {
    const story = await runVirtually({
      spec: specNew({ emails: [], abortRetries: 1 }),
      prepare: (host) => (host.course = { requestedMs: 0, inProgressMs: 0, ending: "aborted" }),
    });
    expect(story.verdict.result).toBe("aborted");
    expect(sends(story)).toHaveLength(2);
    expect(asked(story)).toEqual([0]);
  });

  test("nothing is asked for a recent backup", async () => {
    const story = await runVirtually({
      spec: ASKS,
      maxAgeMs: HOUR_MS,
      prepare: (host, install) => void host.addBackup(install.id, { ageMs: 600_000 }),
    });
    expect(story.verdict.result).toBe("completed");
    expect(asked(story)).toEqual([]);
  });

  test("it is asked for if there is no recent one", async () => {
    const story = await runVirtually({ spec: ASKS, maxAgeMs: HOUR_MS });
    expect(operations(story).slice(0, 3)).toEqual(["list", "user", "create"]);
  });
});

test("sends no GET /user if notification-emails is set", async () => {
  const story = await runVirtually({ spec: specNew({ emails: ["a@example.com"] }) });
  expect(asked(story)).toEqual([]);
});

describe("the reply", () => {
  test.each<[string, Fate, string, string, string | undefined]>([
    ["401", status(401), "unauthorized", "The API answered 401.", undefined],
    ["400", status(400), "rejected", "The API answered 400.", undefined],
    ["301", status(301), "rejected", "The API answered 301.", undefined],
    [
      "403 with the gateway's words",
      status(403, { body: '{"message":"Missing Authentication Token"}' }),
      "rejected",
      "The API answered 403: Missing Authentication Token.",
      "unknown-path",
    ],
    [
      "403 with a web page",
      status(403, { body: "<title>No robots</title>" }),
      "unauthorized",
      'The reply was 403 with a web page ("No robots") instead of JSON, so the API did not send it.',
      "web-page",
    ],
  ])("%s closes the gate as elsewhere", async (_, fate, result, message, cause) => {
    const story = await runVirtually({ spec: ASKS, fates: { user: [fate] } });
    expect(story.verdict).toMatchObject({
      result,
      message: `Looking up the address for notification-emails: ${message}`,
    });
    expect(story.verdict.cause).toBe(cause);
    expect(operations(story)).toEqual(["user"]);
  });

  test.each<[string, Fate, string]>([
    ["403", status(403), "The API answered 403."],
    [
      "403 with a reason",
      status(403, { body: '{"message":"You may not."}' }),
      "The API answered 403: You may not.",
    ],
    ["404", status(404), "The API answered 404."],
    [
      "404 with a web page",
      status(404, { body: "<h1>None</h1>" }),
      'The reply was 404 with a web page ("None") instead of JSON, so the API did not send it.',
    ],
    [
      "200 without an address",
      userFate("{}"),
      "The API answered 200 without a valid email address.",
    ],
    [
      "200 with a broken one",
      userFate('{"email":"you@example"}'),
      "The API answered 200 without a valid email address.",
    ],
  ])("%s asks to set the input", async (_, fate, message) => {
    const story = await runVirtually({ spec: ASKS, fates: { user: [fate] } });
    expect(story.verdict).toEqual({
      result: "invalid-input",
      cause: "no-address",
      message: `${EMPTY}${message}`,
      messageForAll: undefined,
    });
    expect(operations(story)).toEqual(["user"]);
    expect(story.endedAtMs).toBe(50);
  });

  test.each<[string, Fate, number]>([
    ["408", status(408), 0],
    ["425", status(425), 0],
    ["429", status(429), 0],
    ["500", status(500), 0],
    ["503", status(503), 0],
    ["none", { kind: "refused", tookMs: 50 }, 0],
    ["204", status(204), 0],
    ["200 with a page", userFate("<html>"), 0],
    ["200 with a list", userFate("[]"), 0],
    ["429 with Retry-After", status(429, { retryAfterMs: 7_000 }), 7_000],
    ["403 with Retry-After", status(403, { retryAfterMs: 7_000 }), 7_000],
  ])("%s is asked again, with error backoff", async (_, fate, retryAfterMs) => {
    const story = await runVirtually({
      spec: ASKS,
      fates: { user: [fate, fate, WELL] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("completed");
    const [first = 0, second = 0] = [1_000, 2_000].map((ms) => Math.max(ms, retryAfterMs) + 50);
    expect(asked(story)).toEqual([0, first, first + second]);
    expect(story.created).toHaveLength(1);
    expect(story.record.failed + story.record.rateLimited).toBe(2);
  });

  test("401 after a good reply closes the gate only once it has lasted 20 s", async () => {
    const story = await runVirtually({
      spec: ASKS,
      maxAgeMs: HOUR_MS,
      fates: { user: [status(401)] },
      random: () => 0,
    });
    expect(story.verdict.result).toBe("unauthorized");
    expect(story.verdict.message).toBe(
      "Looking up the address for notification-emails: The API answered 401. The credentials worked earlier in this step.",
    );
    expect(asked(story)).toEqual([200, 1_250, 3_300, 7_350, 15_400, 20_250]);
    expect(sends(story)).toEqual([]);
  });

  test("a good one contradicts a 401 to the create request", async () => {
    const story = await runVirtually({ spec: ASKS, fates: { create: [status(401), WELL] } });
    expect(story.verdict.result).toBe("completed");
    expect(asked(story)).toEqual([0]);
  });
});

describe("the time", () => {
  test("that is up ends the asking, with one request just before", async () => {
    const story = await runVirtually({
      spec: ASKS,
      timeoutMs: 10_000,
      fates: { user: [status(503)] },
      random: () => 0,
    });
    expect(story.verdict).toMatchObject({
      result: "unavailable",
      message:
        "The time is up (timeout: 10s). Looking up the address for notification-emails: The API answered 503.",
    });
    expect(asked(story)).toEqual([0, 1_050, 3_100, 7_150, 9_900]);
    expect(story.endedAtMs).toBe(9_950);
    expect(sends(story)).toEqual([]);
  });

  test("that a Retry-After exceeds ends the asking at once", async () => {
    const story = await runVirtually({
      spec: ASKS,
      timeoutMs: 10_000,
      fates: { user: [status(429, { retryAfterMs: 11_000 })] },
    });
    expect(story.verdict).toMatchObject({ result: "timed-out", cause: "rate-limit" });
    expect(story.verdict.message).toMatch(/^Looking up the address .* 429\. Retry-After asks for/);
    expect(story.endedAtMs).toBe(50);
  });

  test("is not exceeded by a request that hangs", async () => {
    const story = await runVirtually({
      spec: ASKS,
      timeoutMs: 10_000,
      fates: { user: [{ kind: "neverReceived", tookMs: 60_000 }] },
    });
    expect(story.verdict.result).toBe("unavailable");
    expect(story.endedAtMs).toBeLessThanOrEqual(11_500);
    expect(sends(story)).toEqual([]);
  });

  test("ends with a cancellation", async () => {
    const story = await runVirtually({
      spec: ASKS,
      fates: { user: [status(503)] },
      cancelAtMs: 500,
    });
    expect(story.verdict).toEqual({
      result: "cancelled",
      message: "The step was canceled (SIGTERM).",
    });
    expect(story.endedAtMs).toBe(500);
    expect(operations(story)).toEqual(["user"]);
  });
});

describe("the lookup of recipients", () => {
  interface Asking {
    readonly recipients: Recipients;
    readonly context: Context<RetryEvent> & { readonly events: RetryEvent[] };
    readonly options: RequestOptions[];
  }

  function asking(replies: readonly UserReply[], more: Partial<Context<RetryEvent>> = {}): Asking {
    const options: RequestOptions[] = [];
    const context = contextOf<RetryEvent>({
      clock: new FakeClock(),
      budget: budgetOf({ timeoutMs: 60_000 }),
      ...more,
      api: apiOf({
        showUser(given) {
          options.push(given);
          return Promise.resolve(replies[options.length - 1] ?? { kind: "user", email: ADDRESS });
        },
        ...more.api,
      }),
    });
    return { recipients: new Recipients(), context, options };
  }

  const verdict = async (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => "none",
      (error: unknown) => (error instanceof GateClosed ? error.verdict : error),
    );

  test("several at once share one request, and its address", async () => {
    const { recipients, context, options } = asking([]);
    const all = await Promise.all([1, 2, 3].map(() => recipients.of(ASKS, context)));
    expect(all).toEqual([[ADDRESS], [ADDRESS], [ADDRESS]]);
    expect(options).toEqual([requestOptions(context)]);
    expect(context.events).toEqual([]);
  });

  test("several at once share one failure", async () => {
    const message = "The API answered 403";
    const { recipients, context, options } = asking([
      { kind: "fatal", result: "invalid-input", message, cause: "no-address" },
    ]);
    const all = await Promise.all([1, 2].map(() => verdict(recipients.of(ASKS, context))));
    all.push(await verdict(recipients.of(ASKS, context)));
    const failed = { result: "invalid-input", message: `${EMPTY}${message}.` };
    expect(all).toMatchObject([failed, failed, failed]);
    expect(options).toHaveLength(1);
  });

  test("a failure is logged once, with the request that failed", async () => {
    const { recipients, context } = asking([
      { kind: "retryable", message: "The API answered 500", reason: "no-answer" },
    ]);
    expect(await recipients.of(ASKS, context)).toEqual([ADDRESS]);
    expect(context.events).toEqual([
      {
        kind: "request-failed",
        failure: {
          kind: "retryable",
          message: `${LOOKING}: The API answered 500`,
          reason: "no-answer",
        },
        waitMs: 1_000,
      },
    ]);
  });

  const notSent: UserReply = {
    kind: "retryable",
    message: "no request was sent",
    reason: "not-sent",
    hasApiReplied: true,
  };

  test("without a permit in time, the time is up", async () => {
    const { recipients, context, options } = asking([notSent]);
    expect(await verdict(recipients.of(ASKS, context))).toEqual({
      result: "timed-out",
      message:
        "The time is up (timeout: 1m). Looking up the address for notification-emails: no request was sent.",
      cause: "crowded",
    });
    expect(options).toHaveLength(1);
  });

  test("without a permit in time, the latest failure is what counts", async () => {
    const down: UserReply = { kind: "retryable", message: "it is down", reason: "no-answer" };
    const { recipients, context } = asking([down, notSent]);
    expect(await verdict(recipients.of(ASKS, context))).toMatchObject({
      result: "unavailable",
      message:
        "The time is up (timeout: 1m). Looking up the address for notification-emails: it is down.",
    });
  });

  test("without a permit because of a Retry-After, that is what counts", async () => {
    const api = apiOf({ retryAt: 90_000, showUser: () => Promise.resolve(notSent) });
    const { recipients, context } = asking([], { api });
    expect(await verdict(recipients.of(ASKS, context))).toMatchObject({
      result: "timed-out",
      message: expect.stringMatching(/^Retry-After asks for a wait of 1m30s/) as string,
    });
  });
});

describe("a fleet", () => {
  const fleetOf = (
    installs: number,
    plan: Partial<FleetPlan> = {},
    prepare: (host: FleetStory["host"]) => void = () => undefined,
  ): Promise<FleetStory> =>
    runFleetVirtually({
      ...plan,
      prepare(host) {
        const targets = Array.from({ length: installs }, (_, index) => {
          host.addInstall(`shop${index}`, installId(index));
          return { install: { id: installId(index) }, spec: ASKS };
        });
        prepare(host);
        return targets;
      },
    });
  const results = ({ records }: FleetStory): unknown[] =>
    records.map(({ ended }) => ended?.verdict.result);
  const creates = ({ got }: FleetStory): number =>
    got.filter(({ operation }) => operation === "create").length;

  test("asks once", async () => {
    const story = await fleetOf(3);
    expect(story.verdict.result).toBe("completed");
    expect(asked(story)).toEqual([0]);
    expect(creates(story)).toBe(3);
  });

  test("is closed by a 401, even with fail-fast: false", async () => {
    const story = await fleetOf(3, { failFast: false, fates: { user: [status(401)] } });
    expect(results(story)).toEqual(["unauthorized", "unauthorized", "unauthorized"]);
    expect(story.got).toHaveLength(1);
  });

  test("is closed by a 403, for each gate that would create a backup", async () => {
    const story = await fleetOf(3, { failFast: false, fates: { user: [status(403)] } });
    expect(results(story)).toEqual(["invalid-input", "invalid-input", "invalid-input"]);
    expect(story.verdict).toMatchObject({ result: "invalid-input", cause: "no-address" });
    expect(story.got).toHaveLength(1);
  });

  test("goes on with the backups that it can reuse", async () => {
    const story = await fleetOf(
      2,
      { failFast: false, maxAgeMs: HOUR_MS, fates: { user: [status(404)] } },
      (host) => void host.addBackup(installId(1), { ageMs: 600_000 }),
    );
    expect(results(story)).toEqual(["invalid-input", "completed"]);
    expect(creates(story)).toBe(0);
  });
});
