import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import { type HistorySource, readHistory } from "../../../src/gate/history.ts";
import type { Backup, Sighting } from "../../../src/model/backup.ts";
import type { InstallId } from "../../../src/model/ids.ts";
import type { RetryableFailure } from "../../../src/model/reply.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import { expectedDistribution, nextPollMs, PRIOR } from "../../../src/schedule/cadence.ts";
import type { Budget } from "../../../src/schedule/context.ts";
import { medianLeftMs } from "../../../src/schedule/distribution.ts";
import { Forecast } from "../../../src/schedule/forecast.ts";
import { apiOf, contextOf } from "../../support/context.ts";
import { backupOf, SERVER_MS } from "../../support/fixtures.ts";
import {
  failed,
  type ListingReply,
  notFound,
  notSent,
  pageOf,
  pageOfPast,
  REF,
  rateLimited,
  within,
} from "./waits.ts";

const bounds = { minMs: 2_000, maxMs: 60_000 };
const NEWBORN: Sighting = { backup: backupOf("requested", 0), serverMs: SERVER_MS };

interface Plan {
  readonly reply?: ListingReply;
  /** What is known of the backup before; nothing unless given. */
  readonly seen?: Sighting;
  /** When that was; at the start unless given. */
  readonly seenAt?: number;
  /** When the history is read; at the start unless given. */
  readonly now?: number;
  readonly tookMs?: number;
  readonly spacingMs?: number;
  readonly budget?: Partial<Budget>;
  readonly source?: Partial<HistorySource>;
}

/** A history that is read, with the requests that it took. */
async function read(plan: Plan = {}) {
  const { reply = pageOf([]), seen, seenAt = 0, now = 0, tookMs = 0, spacingMs = 0 } = plan;
  const clock = new FakeClock();
  await clock.sleep(now, new AbortController().signal);
  const forecast = new Forecast(0, () => 7);
  if (seen !== undefined) forecast.see(seen, seenAt);
  const requests: { installId: InstallId; offset: number; options: RequestOptions }[] = [];
  const api = apiOf({
    spacingMs,
    listBackups: async (installId, offset, options) => {
      requests.push({ installId, offset, options });
      await clock.sleep(tookMs, options.signal);
      return reply;
    },
  });
  const { timeoutMs: budgetMs = 600_000, requestTimeoutMs = 30_000 } = plan.budget ?? {};
  const budget = { ...within(budgetMs), requestTimeoutMs };
  const context = contextOf<never>({ clock, api, budget });
  const source = { timeoutMs: Infinity, isReadBeforePolling: false, ...plan.source };
  const failure = await readHistory(forecast, { ref: REF, bounds, source }, context);
  return { failure, forecast, requests, options: requests[0]?.options, context };
}

describe("a failure to read the history", () => {
  const named = (failure: RetryableFailure): RetryableFailure => ({
    ...failure,
    message: `reading past backups: ${failure.message}`,
  });
  const late = { ...failed, hasRetryAfter: true };

  test.each<[string, ListingReply, RetryableFailure | undefined]>([
    ["none, if it was read", pageOf([]), undefined],
    ["a 429", rateLimited, named(rateLimited)],
    ["none, if there was no usable reply", failed, undefined],
    ["none, if that has no Retry-After", { ...failed, hasRetryAfter: false }, undefined],
    ["no usable reply, if it has a Retry-After", late, named(late)],
    ["a request that was not sent", notSent, named(notSent)],
    ["none, if the API does not know the install", notFound, undefined],
    [
      "that the install is unknown, if the reply has a Retry-After",
      { ...notFound, hasRetryAfter: true },
      named({
        kind: "retryable",
        message: (notFound as { message: string }).message,
        reason: "no-answer",
        hasRetryAfter: true,
      }),
    ],
    ["none, if it is final", { kind: "fatal", result: "unauthorized", message: "No" }, undefined],
  ])("that the caller learns of: %s", async (_, reply, failure) => {
    expect((await read({ reply })).failure).toEqual(failure);
  });

  test("leaves the forecast as it was", async () => {
    const before = new Forecast(0, () => 7);
    before.see(NEWBORN, 0);
    for (const reply of [rateLimited, failed, notSent]) {
      const { forecast } = await read({ reply, seen: NEWBORN });
      expect(forecast.estimate).toEqual(before.estimate);
    }
  });
});

describe("the request for the history", () => {
  test("asks for the first page of the install, with the priority of a poll", async () => {
    const { requests, options, context } = await read();
    expect(requests).toMatchObject([{ installId: REF.installId, offset: 0 }]);
    expect(options?.priority?.(1_000)).toBe(7);
    expect(options?.signal).toBe(context.signal);
  });

  test.each<[string, Plan, number]>([
    ["the next poll is due", { seen: NEWBORN }, nextPollMs(PRIOR, 0, bounds)],
    ["the longest interval is over, if the next poll is due at once", {}, 30_000],
    ["request-timeout is over", { budget: { requestTimeoutMs: 7_000 } }, 7_000],
    ["its own limit is reached", { source: { timeoutMs: 6_000 } }, 6_000],
    ["the deadline", { budget: { timeoutMs: 3_000 } }, 3_000],
    [
      "request-timeout leaves it the longest interval",
      { budget: { requestTimeoutMs: 90_000 } },
      60_000,
    ],
    ["the deadline, counted from now", { budget: { timeoutMs: 9_000 }, now: 4_000 }, 5_000],
  ])("may take until %s", async (_, plan, timeoutMs) => {
    expect((await read(plan)).options?.timeoutMs).toBeCloseTo(timeoutMs, 6);
  });

  test("is sent until the backup is as likely completed as not, or until the deadline", async () => {
    const medianMs = medianLeftMs(PRIOR, 0);
    expect((await read({ seen: NEWBORN })).options?.sendBy).toBeCloseTo(medianMs, 6);
    expect((await read({ seen: NEWBORN, budget: { timeoutMs: 5_000 } })).options?.sendBy).toBe(
      5_000,
    );
    expect((await read()).options?.sendBy).toBe(600_000);
  });

  test.each([
    ["100 ms", 0, 99.9, 0],
    ["100 ms", 0, 100, 1],
    ["the spacing of requests", 5_000, 4_999.9, 0],
    ["the spacing of requests", 5_000, 5_000, 1],
  ])("is not sent with less time than %s (%d): %d ms", async (_, spacingMs, leftMs, count) => {
    const { failure, requests } = await read({ spacingMs, budget: { timeoutMs: leftMs } });
    expect(failure).toBeUndefined();
    expect(requests).toHaveLength(count);
  });

  test.each([
    ["with time for it", 600_000],
    ["with none, because they need no request", 99],
  ])("is not sent if the past durations are known: %s", async (_, timeoutMs) => {
    const { failure, forecast, requests } = await read({
      seen: NEWBORN,
      budget: { timeoutMs },
      source: { pastDurationsMs: [60_000, 70_000] },
    });
    expect(failure).toBeUndefined();
    expect(requests).toEqual([]);
    expect(forecast.estimate.pastBackups).toBe(2);
  });
});

describe("the listing", () => {
  const durationsMs = [100_000, 101_000];
  const withOwn = (own: Backup): ListingReply => {
    const past = pageOfPast(...durationsMs);
    return { ...past, rows: [...past.rows, own] };
  };

  test("gives the durations of past backups", async () => {
    const { forecast } = await read({ reply: pageOfPast(...durationsMs), seen: NEWBORN });
    const { distribution, pastBackups } = forecast.estimate;
    expect(pastBackups).toBe(2);
    expect(distribution.survival(90_000)).toBe(expectedDistribution(durationsMs).survival(90_000));
  });

  test("shows the backup itself, as of when it is there", async () => {
    const { forecast } = await read({
      reply: withOwn(backupOf("in_progress", 40_000)),
      now: 10_000,
      tookMs: 500,
    });
    expect(forecast.isSeen).toBe(true);
    const expected = { createdAt: 10_500 - 40_000, isAgeKnown: true, pastBackups: 2 };
    expect(forecast.estimate).toMatchObject(expected);
  });

  test("that shows the backup completed makes a poll due at once", async () => {
    const { forecast } = await read({
      reply: withOwn(backupOf("completed", 9_000)),
      seen: NEWBORN,
    });
    expect(forecast.dueAt(bounds)).toBe(0);
  });

  test("that does not show the backup is no sighting", async () => {
    const { forecast } = await read({ reply: pageOfPast(...durationsMs) });
    expect(forecast.isSeen).toBe(false);
    expect(forecast.estimate.pastBackups).toBe(2);
  });
});
