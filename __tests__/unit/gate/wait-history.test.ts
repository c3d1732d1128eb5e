import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import { expectedDistribution, nextPollMs, PRIOR } from "../../../src/schedule/cadence.ts";
import { backupReply } from "../../support/fixtures.ts";
import {
  completed,
  failed,
  listingBy,
  listingOf,
  newborn,
  notSent,
  pageOf,
  pageOfPast,
  pending,
  rateLimited,
  waitBy,
  within,
} from "./waits.ts";

const bounds = { minMs: 2_000, maxMs: 60_000 };

describe("the history of the install", () => {
  test("is read once, after the first poll that shows a pending backup, and sets the cadence", async () => {
    const pastDurationsMs = [100_000, 101_000, 99_000];
    const { requests, listBackups } = listingOf(pageOfPast(...pastDurationsMs));
    const { sentAt, estimates } = await waitBy([failed, newborn, newborn, completed], {
      bounds,
      listBackups,
    });
    expect(requests).toHaveLength(1);
    const distribution = expectedDistribution(pastDurationsMs);
    expect(estimates).toMatchObject([{ createdAt: 1_000, pastBackups: 3 }]);
    expect(estimates[0]?.distribution.survival(105_000)).toBe(distribution.survival(105_000));
    expect(sentAt[2]).toBeCloseTo(1_000 + nextPollMs(distribution, 0, bounds), 3);
  });

  test("is not read for a backup that has already ended", async () => {
    const { requests, listBackups } = listingOf();
    const { estimates } = await waitBy([backupReply("completed", 9_000)], { listBackups });
    expect(estimates).toEqual([]);
    expect(requests).toEqual([]);
  });

  test("is not read if it is known already, and sets the cadence all the same", async () => {
    const { requests, listBackups } = listingOf();
    const pastDurationsMs = [100_000, 101_000, 99_000];
    const { sentAt, estimates } = await waitBy([newborn, completed], {
      bounds,
      listBackups,
      pastDurationsMs,
    });
    expect(requests).toEqual([]);
    expect(estimates).toMatchObject([{ createdAt: 0, pastBackups: 3 }]);
    const distribution = expectedDistribution(pastDurationsMs);
    expect(sentAt[1]).toBeCloseTo(nextPollMs(distribution, 0, bounds), 3);
  });

  test("that hangs is aborted when the next poll is due and delays no poll", async () => {
    const clock = new FakeClock();
    const { requests, listBackups } = listingBy(async ({ timeoutMs, signal }) => {
      await clock.sleep(timeoutMs, signal);
      return failed;
    });
    const { sentAt, waitsMs } = await waitBy([newborn, completed], { clock, bounds, listBackups });
    expect(requests[0]?.timeoutMs).toBe(nextPollMs(PRIOR, 0, bounds));
    expect(sentAt).toEqual([0, nextPollMs(PRIOR, 0, bounds)]);
    expect(waitsMs).toEqual([]);
  });

  test("has never more than request-timeout, nor than the time left", async () => {
    const { requests, listBackups } = listingOf();
    await waitBy([newborn, completed], { bounds, listBackups, requestTimeoutMs: 7_000 });
    await waitBy([newborn, completed], { bounds, listBackups, ...within(3_000) });
    expect(requests.map(({ timeoutMs }) => timeoutMs)).toEqual([7_000, 3_000]);
  });

  test.each([
    ["a 429", { ...rateLimited, hasRetryAfter: true }, [45_000]],
    ["no usable reply", { ...failed, hasRetryAfter: true }, [45_000]],
    ["a page", pageOf([]), []],
  ])("%s with a Retry-After delays the next poll", async (_, reply, waits) => {
    const clock = new FakeClock();
    const { listBackups } = listingBy((_options, _nth, api) => {
      api.retryAt = clock.now() + 45_000;
      return Promise.resolve(reply);
    });
    const { sentAt, waitsMs } = await waitBy([newborn, completed], { clock, bounds, listBackups });
    expect(sentAt).toEqual([0, 45_000]);
    expect(waitsMs).toEqual(waits);
  });

  test("with a Retry-After that is longer than the time left closes the gate", async () => {
    const { listBackups } = listingBy((_options, _nth, api) => {
      api.retryAt = 10_101;
      return Promise.resolve({ ...rateLimited, hasRetryAfter: true });
    });
    const { verdict, isThrown, endedAt } = await waitBy([newborn], {
      ...within(10_000),
      listBackups,
    });
    expect(verdict).toMatchObject({ result: "timed-out", cause: "rate-limit" });
    expect(isThrown).toBe(true);
    expect(endedAt).toBe(0);
  });

  test("that hangs until the deadline does not prevent the last poll", async () => {
    const clock = new FakeClock();
    const { listBackups } = listingBy(async ({ timeoutMs, signal }) => {
      await clock.sleep(timeoutMs + 0.5, signal);
      return failed;
    });
    const { verdict, sentAt } = await waitBy([newborn, completed], {
      clock,
      bounds,
      listBackups,
      ...within(5_000),
    });
    expect(verdict.result).toBe("completed");
    expect(sentAt).toEqual([0, 5_000.5]);
  });

  test("that is rate-limited just before the next poll is due puts it off", async () => {
    const clock = new FakeClock();
    const { listBackups } = listingBy(async ({ signal }) => {
      await clock.sleep(1_900, signal);
      return rateLimited;
    });
    const { sentAt, waitsMs } = await waitBy([newborn, completed], { clock, listBackups });
    expect(sentAt).toEqual([0, 2_900]);
    expect(waitsMs).toEqual([1_000]);
  });

  test("is not read without enough time, but is read after the end of a Retry-After", async () => {
    const { requests, listBackups } = listingOf();
    await waitBy([newborn, completed], { bounds: { minMs: 99, maxMs: 99 }, listBackups });
    expect(requests).toEqual([]);
    await waitBy([{ reply: newborn, retryAfterMs: 0 }, completed], { bounds, listBackups });
    expect(requests).toHaveLength(1);
  });

  test.each([
    ["is not read if the next poll is due before a request could be sent after it", 2_001, 0],
    ["is read if both can be sent in time", 2_000, 1],
  ])("%s", async (_, spacingMs, count) => {
    const { requests, listBackups } = listingOf();
    const { sentAt } = await waitBy([newborn, completed], { listBackups, spacingMs });
    expect(requests).toHaveLength(count);
    expect(sentAt).toEqual([0, 2_000]);
  });

  test("that is rate-limited without a Retry-After does not delay the next poll, but is emitted", async () => {
    const { sentAt, waitsMs, events } = await waitBy([newborn, completed], {
      bounds,
      listBackups: listingOf(rateLimited).listBackups,
    });
    const waitMs = nextPollMs(PRIOR, 0, bounds);
    expect(sentAt).toEqual([0, waitMs]);
    expect(waitsMs).toEqual([waitMs]);
    const failure = { ...rateLimited, message: "reading past backups: no luck" };
    expect(events).toContainEqual({ kind: "poll-failed", failure, waitMs });
  });

  test("is not read if it would be of no use, or not welcome", async () => {
    const { requests, listBackups } = listingOf();
    for (const poll of [{ reply: pending }, { reply: newborn, retryAfterMs: 5_000 }]) {
      await waitBy([poll, completed], { bounds, listBackups });
    }
    expect(requests).toEqual([]);
  });

  test("is not read after a later poll, if it was not welcome after the first", async () => {
    const { requests, listBackups } = listingOf();
    const script = [{ reply: newborn, retryAfterMs: 5_000 }, newborn, completed];
    await waitBy(script, { bounds, listBackups });
    expect(requests).toEqual([]);
  });

  test("a cancellation while it is read closes at once", async () => {
    const clock = new FakeClock();
    const cancel = new AbortController();
    const { listBackups } = listingBy(async ({ signal }) => {
      cancel.abort("SIGINT");
      await clock.sleep(5_000, signal);
      return failed;
    });
    const { verdict, endedAt } = await waitBy([newborn], {
      clock,
      listBackups,
      signal: cancel.signal,
    });
    expect(verdict.result).toBe("cancelled");
    expect(endedAt).toBe(0);
  });
});

describe("the history of an install beside other gates", () => {
  test("that was not sent is no refusal, and read again", async () => {
    const { requests, listBackups } = listingOf(notSent, pageOfPast(60_000));
    const { waitsMs, estimates } = await waitBy([newborn, newborn, completed], {
      bounds,
      listBackups,
    });
    expect(requests).toHaveLength(2);
    expect(waitsMs).toEqual([]);
    expect(estimates.map(({ pastBackups }) => pastBackups)).toEqual([0, 1]);
  });

  test("that was not sent because of a Retry-After is emitted as no refusal", async () => {
    const { listBackups } = listingBy((_options, _nth, api) => {
      api.retryAt = 50_000;
      return Promise.resolve(notSent);
    });
    const { sentAt, waitsMs } = await waitBy([newborn, completed], { bounds, listBackups });
    expect(sentAt).toEqual([0, 50_000]);
    expect(waitsMs).toEqual([]);
  });

  test("that was not sent draws no random number, and puts no poll off", async () => {
    const clock = new FakeClock();
    const { listBackups } = listingBy(async ({ signal }) => {
      await clock.sleep(1_900, signal);
      return notSent;
    });
    let drawn = 0;
    const random = (): number => (drawn += 1) * 0;
    const { sentAt } = await waitBy([newborn, completed], { clock, listBackups, random });
    expect(sentAt).toEqual([0, 2_000]);
    expect(drawn).toBe(0);
  });

  test("that was not sent hides no failure of the poll before it", async () => {
    const { requests, listBackups } = listingOf(notSent);
    const { sentAt, waitsMs, events } = await waitBy([newborn, failed, completed], {
      ...within(60_000),
      bounds,
      listBackups,
      lastPollsFrom: () => 3_000,
    });
    expect(sentAt).toEqual([0, 3_000, 4_000]);
    expect(requests).toHaveLength(2);
    expect(waitsMs).toEqual([1_000]);
    expect(events).toContainEqual({ kind: "poll-failed", failure: failed, waitMs: 1_000 });
  });

  test("that was rate-limited is not read again", async () => {
    const { requests, listBackups } = listingOf(rateLimited);
    await waitBy([newborn, newborn, completed], { bounds, listBackups });
    expect(requests).toHaveLength(1);
  });

  test("that is read before the first poll is not read again after it", async () => {
    const { requests, listBackups } = listingOf();
    await waitBy([newborn, completed], { bounds, listBackups, isReadBeforePolling: true });
    expect(requests).toHaveLength(1);
  });

  test("of a backup that was created just now is read at once, and once", async () => {
    const { requests, listBackups } = listingOf(pageOfPast(60_000));
    const created = { backup: newborn.backup, serverMs: newborn.serverMs };
    const { sentAt, estimates } = await waitBy([newborn, completed], {
      bounds,
      listBackups,
      created,
    });
    expect(requests).toHaveLength(1);
    expect(estimates).toMatchObject([{ createdAt: 0, pastBackups: 1 }]);
    expect(sentAt[0]).toBeCloseTo(nextPollMs(expectedDistribution([60_000]), 0, bounds), 3);
  });

  test("of a backup that was created just now, but of unknown age, is not read", async () => {
    const { requests, listBackups } = listingOf();
    const { sentAt } = await waitBy([newborn, completed], {
      bounds,
      listBackups,
      created: { backup: pending.backup, serverMs: pending.serverMs },
      isReadBeforePolling: true,
    });
    expect(requests).toEqual([]);
    expect(sentAt[0]).toBeCloseTo(nextPollMs(PRIOR, 0, bounds), 3);
  });
});
