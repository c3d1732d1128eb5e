import { describe, expect, test } from "vitest";
import { FakeClock } from "../../../simulator/clock.ts";
import type { GateEvent } from "../../../src/gate/events.ts";
import { SideReading, type SideReadingOptions } from "../../../src/gate/side-reading.ts";
import type { BackupApi } from "../../../src/model/api.ts";
import type { Backup } from "../../../src/model/backup.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type { ListingPage } from "../../../src/model/reply.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import { pollsDue, PRIOR } from "../../../src/schedule/cadence.ts";
import { apiOf, budgetOf, contextOf } from "../../support/context.ts";
import { backupOf, INSTALL_ID, SERVER_MS } from "../../support/fixtures.ts";

type Listing = Awaited<ReturnType<BackupApi["listBackups"]>>;
interface Sent {
  readonly offset: number;
  readonly options: RequestOptions;
}

const RERUN = { run: "987", attempt: 2 };

/** A completed backup of attempt 1 that took a minute. */
const FIRST: Backup = {
  ...backupOf("completed", 3_600_000),
  description: "[gate abcdef, run 987, attempt 1] X",
  completedAt: { iso: "", epochMs: SERVER_MS - 3_540_000 },
};

function pageOf(rows: readonly Backup[], total: number = rows.length): ListingPage<Backup> {
  return {
    kind: "page",
    rows,
    size: rows.length,
    total,
    hasNext: false,
    serverMs: SERVER_MS,
    isOurClock: false,
  };
}

/** Reads a listing whose pages come after 50 ms each. */
function readSide(
  replies: readonly Listing[],
  options: Partial<SideReadingOptions> = {},
  more: Parameters<typeof contextOf<GateEvent>>[0] & { readonly limiter?: Partial<BackupApi> } = {},
) {
  const sent: Sent[] = [];
  const noted: unknown[] = [];
  const { limiter, ...rest } = more;
  const api = apiOf({
    ...limiter,
    async listBackups(_, offset, given) {
      sent.push({ offset, options: given });
      await context.clock.sleep(50, given.signal);
      return replies[sent.length - 1] ?? pageOf([]);
    },
  });
  const context = contextOf<GateEvent>({ ...rest, api });
  const reading = new SideReading(
    INSTALL_ID as InstallId,
    RERUN,
    { timeoutMs: 5_000, isOneOfMany: false, note: (shown) => noted.push(shown), ...options },
    context,
  );
  return { reading, context, sent, noted };
}

const failure = (more: Partial<Extract<Listing, { kind: "retryable" }>> = {}): Listing =>
  ({ kind: "retryable", message: "503", reason: "server-error", ...more }) as Listing;

describe("each page", () => {
  test("may take as long as the options and request-timeout allow", async () => {
    for (const [timeoutMs, requestTimeoutMs, limitMs] of [
      [5_000, 30_000, 5_000],
      [5_000, 2_000, 2_000],
    ] as const) {
      const budget = budgetOf({ requestTimeoutMs });
      const { reading, sent } = readSide([pageOf([])], { timeoutMs }, { budget });
      await reading.end(1_000);
      expect(sent.map(({ options }) => options.timeoutMs)).toEqual([limitMs]);
    }
  });

  test("ends with the last poll, before which the rate limiter leaves it a permit", async () => {
    const budget = budgetOf();
    const { reading, sent } = readSide([pageOf([])], {}, { budget, limiter: { spacingMs: 200 } });
    await reading.end(1_000);
    expect(sent[0]?.options).toMatchObject({
      cutoffAt: budget.lastPollAt,
      sendBy: budget.lastPollAt - 200,
    });
  });

  test.each([
    [0, 1],
    [1, 0],
  ])("is asked for if its permit comes no later than that (%i ms late)", async (lateMs, count) => {
    const budget = budgetOf();
    const permitAt = budget.lastPollAt - 200 + lateMs;
    const { reading, sent } = readSide([], {}, { budget, limiter: { spacingMs: 200, permitAt } });
    await reading.end(1_000);
    expect(sent).toHaveLength(count);
  });

  test("has the priority of its gate, or that of a poll beside other gates", async () => {
    const own = (): number => 7;
    const clock = new FakeClock();
    await clock.sleep(500, new AbortController().signal);
    const single = readSide([pageOf([])], {}, { priority: own });
    const many = readSide([pageOf([])], { isOneOfMany: true }, { priority: own, clock });
    await Promise.all([single.reading.end(1_000), many.reading.end(1_000)]);
    expect(single.sent[0]?.options.priority).toBe(own);
    expect(many.sent[0]?.options.priority?.(90_500)).toBe(pollsDue(PRIOR, 0)(90_000));
  });

  test("begins where the page before it ended, and is learned from at once", async () => {
    const other: Backup = { ...FIRST, id: "other" as BackupId };
    const { reading, sent, noted } = readSide([
      { ...pageOf([FIRST], 2), hasNext: true },
      pageOf([other], 2),
    ]);
    await reading.sleep(60);
    expect(reading.pastDurationsMs).toEqual([60_000]);
    expect(noted).toEqual([]);
    await reading.end(1_000);
    expect(sent.map(({ offset }) => offset)).toEqual([0, 1]);
    expect(reading.pastDurationsMs).toEqual([60_000, 60_000]);
    expect(noted).toEqual([expect.objectContaining({ rows: [FIRST, other] })]);
  });
});

describe("what it finds", () => {
  test("is emitted once, with the server's time", async () => {
    const { reading, context } = readSide([pageOf([FIRST])]);
    await reading.end(1_000);
    expect(context.events).toEqual([
      { kind: "earlier-attempts", first: { backup: FIRST, attempt: 1 }, seenMs: SERVER_MS },
    ]);
  });

  test("is nothing if the listing may lack a row", async () => {
    const { reading, context, noted } = readSide([{ ...pageOf([]), isCached: true }]);
    await reading.end(1_000);
    expect(context.events).toEqual([]);
    expect(noted).toHaveLength(1);
  });
});

describe("a failure", () => {
  const withEnd = () => {
    const ended: true[] = [];
    const signal = new AbortController().signal;
    return { ended, shared: { signal, end: () => ended.push(true) } };
  };

  test.each<[string, Listing, string | undefined]>([
    ["without Retry-After", failure(), undefined],
    [
      "that sent no request",
      failure({ reason: "not-sent" as never, hasRetryAfter: true }),
      undefined,
    ],
    ["with Retry-After", failure({ hasRetryAfter: true }), "server-error"],
    [
      "that is final, with Retry-After",
      {
        kind: "fatal",
        result: "unauthorized",
        message: "503",
        hasRetryAfter: true,
      } as unknown as Listing,
      "no-answer",
    ],
  ])("%s", async (_, reply, reason) => {
    const { ended, shared } = withEnd();
    const { reading, context, sent, noted } = readSide([reply], { shared });
    await reading.end(1_000);
    expect(reading.refusal).toEqual(
      reason && {
        kind: "retryable",
        message: "reading past backups: 503",
        reason,
        hasRetryAfter: true,
      },
    );
    expect(ended).toHaveLength(reason === undefined ? 0 : 1);
    expect(reading.isDone).toBe(true);
    expect(sent).toHaveLength(1);
    expect([context.events, noted]).toEqual([[], []]);
  });
});

describe("a wait beside the reading", () => {
  test("ends with the reading, and says so once", async () => {
    const { reading, context } = readSide([pageOf([])]);
    expect(await reading.sleep(1_000)).toBe(true);
    expect(context.clock.now()).toBe(50);
    expect(await reading.sleep(1_000)).toBe(false);
    expect(context.clock.now()).toBe(1_050);
  });

  test("is not prolonged by it", async () => {
    const { reading, context } = readSide([pageOf([])]);
    expect(await reading.sleep(49)).toBe(false);
    expect(context.clock.now()).toBe(49);
  });
});

describe("its end", () => {
  test.each([
    ["after the time it is granted", 20, 60_000, 30],
    ["with the last poll", 1_000, 130, 30],
  ])("comes %s, and drops what comes later", async (_, graceMs, timeoutMs, endedAtMs) => {
    const { reading, context, sent, noted } = readSide(
      [pageOf([FIRST])],
      {},
      {
        budget: budgetOf({ timeoutMs }),
      },
    );
    await reading.sleep(10);
    await reading.end(graceMs);
    expect(context.clock.now()).toBe(endedAtMs);
    expect(sent[0]?.options.signal.aborted).toBe(true);
    expect([context.events, noted, reading.isDone]).toEqual([[], [], true]);
  });

  test("comes at once if the reading is done", async () => {
    const { reading, context } = readSide([pageOf([])]);
    await reading.sleep(1_000);
    await reading.end(1_000);
    expect(context.clock.now()).toBe(50);
  });

  test.each(["the step", "the other readings"])("comes with that of %s", async (whose) => {
    const abort = new AbortController();
    const isStep = whose === "the step";
    const shared = { signal: abort.signal, end: () => undefined };
    const { reading, context, noted } = readSide(
      [pageOf([FIRST])],
      isStep ? {} : { shared },
      isStep ? { signal: abort.signal } : {},
    );
    abort.abort();
    await reading.end(1_000);
    expect([context.clock.now(), noted, context.events]).toEqual([0, [], []]);
  });
});
