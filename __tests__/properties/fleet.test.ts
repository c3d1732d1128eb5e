import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR_MS, installId, nameOf, requesting, SPACING_MS } from "../support/fleet-cases.ts";
import type { BackupBody } from "../../simulator/wpengine/host.ts";
import { type Fate, type FleetStory, runFleetVirtually, WELL } from "../support/virtual-api.ts";
import { expectEnds, holds, PROPERTY_LIMIT_MS } from "./holds.ts";

describe("with random faults and delays", () => {
  const tookMs = fc.oneof({ weight: 3, arbitrary: fc.nat(2_000) }, fc.nat(40_000));
  const retryAfterMs = fc.option(fc.nat(90_000), { nil: undefined, freq: 4 });
  const well: fc.Arbitrary<Fate> = fc.constant(WELL);
  const slow: fc.Arbitrary<Fate> = fc.record({
    kind: fc.constant("answered" as const),
    tookMs,
    retryAfterMs,
  });
  const status = (...codes: number[]): fc.Arbitrary<Fate> =>
    fc.record({
      kind: fc.constant("status" as const),
      status: fc.constantFrom(...codes),
      tookMs: fc.nat(2_000),
      retryAfterMs,
    });
  const noReply: fc.Arbitrary<Fate> = fc.record({
    kind: fc.constantFrom("refused" as const, "neverReceived" as const),
    tookMs,
  });
  const hang: fc.Arbitrary<Fate> = fc.constant({ kind: "neverReceived", tookMs: Infinity });
  const lost: fc.Arbitrary<Fate> = fc.record({
    kind: fc.constant("lost" as const),
    tookMs,
    bornInMs: fc.nat(29_000),
    status: fc.constantFrom(undefined, 500, 504),
  });
  const passing = fc.oneof(slow, status(429, 429, 500, 503), noReply, hang);
  const permanent = status(401, 403, 404);
  const script = (bad: fc.Arbitrary<Fate>): fc.Arbitrary<Fate[]> =>
    fc
      .tuple(
        fc.array(fc.oneof({ weight: 2, arbitrary: well }, bad), { maxLength: 8 }),
        fc.oneof({ weight: 8, arbitrary: well }, bad),
      )
      .map(([fates, last]) => [...fates, last]);
  const plan = fc.record({
    create: script(
      fc.oneof({ weight: 4, arbitrary: passing }, { weight: 3, arbitrary: lost }, permanent),
    ),
    list: script(fc.oneof({ weight: 12, arbitrary: passing }, permanent)),
    show: script(fc.oneof({ weight: 12, arbitrary: passing }, permanent)),
    installs: fc.option(script(fc.oneof({ weight: 12, arbitrary: passing }, status(401, 403))), {
      nil: undefined,
      freq: 2,
    }),
    endings: fc.array(
      fc.constantFrom(
        "completed" as const,
        "completed" as const,
        "completed" as const,
        "aborted" as const,
      ),
      { minLength: 2, maxLength: 6 },
    ),
    inProgressMs: fc.integer({ min: 1_000, max: 90_000 }),
    lagMs: fc.nat(3_000),
    timeoutMs: fc.oneof(fc.integer({ min: 2_000, max: 120_000 }), fc.constant(900_000)),
    cancelAtMs: fc.option(fc.nat(100_000), { nil: undefined, freq: 3 }),
    failFast: fc.boolean(),
    maxAgeMs: fc.option(fc.constant(HOUR_MS), { nil: undefined, freq: 2 }),
    seed: fc.nat(),
  });

  /** Whether a poll has returned this backup as completed. */
  const wasPolledCompleted = ({ heard }: FleetStory, id: string | undefined): boolean =>
    heard.some(({ got, answer }) => {
      if (got.operation !== "show" || answer.kind !== "answered" || answer.status !== 200)
        return false;
      if (answer.body.kind !== "text") return false;
      const body = JSON.parse(answer.body.text) as BackupBody;
      return body.id === id && body.status === "completed";
    });

  test(
    "a fleet completes only if each backup was polled as completed, requests none twice, keeps Retry-After, and ends on time",
    { timeout: PROPERTY_LIMIT_MS },
    async () => {
      const checked = await holds(plan, 1_000, async (drawn) => {
        const { endings, inProgressMs, lagMs, timeoutMs, cancelAtMs, failFast, maxAgeMs } = drawn;
        let state = drawn.seed;
        const story = await runFleetVirtually({
          fates: {
            create: drawn.create,
            list: drawn.list,
            show: drawn.show,
            installs: drawn.installs ?? [],
          },
          timeoutMs,
          failFast,
          maxAgeMs,
          ...(cancelAtMs === undefined ? {} : { cancelAtMs }),
          random: () => (state = (state * 16_807 + 1) % 2_147_483_647) / 2_147_483_647,
          prepare(host, clock) {
            const targets = requesting(endings.length)(host, clock);
            host.listingLagMs = lagMs;
            for (const [index, ending] of endings.entries()) {
              const course = { requestedMs: 1_000, inProgressMs, ending };
              host.courses.set(installId(index), course);
            }
            if (drawn.installs === undefined) return targets;
            return targets.map((target, index) => ({
              ...target,
              install: { name: nameOf(index) },
            }));
          },
        });
        const { verdict, records, got, heard } = story;

        const areAllEnded = records.every(({ ended }) => ended?.verdict.result === "completed");
        expect(verdict.result === "completed").toBe(areAllEnded);
        for (const [index, { subject, ended, unresolvedKey }] of records.entries()) {
          expect(ended).toBeDefined();
          if (ended?.verdict.result === "completed") {
            expect(wasPolledCompleted(story, subject.id)).toBe(true);
          }
          const created = story.host.everything(installId(index));
          expect(created.length).toBeLessThanOrEqual(1);
          // If a backup may exist but its ID is unknown, the verdict names its key.
          if (created.length === 1 && subject.id === undefined) {
            expect(created[0]?.description).toContain(`[gate ${unresolvedKey},`);
            expect(ended?.verdict.message).toContain(`key ${unresolvedKey}`);
          }
        }

        for (const { atMs, answer, got: request } of heard) {
          const isHint = answer.kind === "answered" && answer.hasRetryAfter;
          const retryAfterMs = isHint ? (request.fate.retryAfterMs ?? 0) : 0;
          const early = got.filter(
            (one) => one.atMs > atMs && one.atMs < atMs + retryAfterMs - 1e-6,
          );
          expect(early).toEqual([]);
        }
        expect(story.heldBack).toEqual([]);
        for (const [index, { atMs }] of got.slice(1).entries()) {
          expect(atMs - (got[index]?.atMs ?? NaN)).toBeGreaterThanOrEqual(SPACING_MS - 1e-6);
        }

        const cancelledBy = cancelAtMs === undefined ? Infinity : cancelAtMs + 1_000;
        expect(story.endedAtMs).toBeLessThanOrEqual(
          Math.min(timeoutMs + 1_500, cancelledBy) + 1e-6,
        );
        expect(got.at(-1)?.atMs ?? NaN).toBeLessThanOrEqual(
          Math.min(timeoutMs + 100, cancelAtMs ?? Infinity),
        );
        return { violations: [], end: verdict.result };
      });
      expectEnds(
        checked,
        "completed",
        "aborted",
        "timed-out",
        "unavailable",
        "unauthorized",
        "cancelled",
      );
      if (!checked.isReplay) expect(checked.ends.get("completed")).toBeGreaterThan(40);
    },
  );
});
