import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fate, runVirtually, WELL, specNew } from "../support/virtual-api.ts";
import { expectEnds, holds, PROPERTY_LIMIT_MS } from "./holds.ts";

describe("with random faults and delays", () => {
  const tookMs = fc.oneof(fc.nat(2_000), fc.nat(40_000));
  const retryAfterMs = fc.option(fc.nat(120_000), { nil: undefined, freq: 5 });
  const status = (...codes: number[]): fc.Arbitrary<Fate> =>
    fc.record({
      kind: fc.constant("status" as const),
      status: fc.constantFrom(...codes),
      tookMs,
      retryAfterMs,
    });
  const fate: fc.Arbitrary<Fate> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("answered" as const), tookMs }) },
    fc.record({ kind: fc.constantFrom("refused" as const, "neverReceived" as const), tookMs }),
    status(408, 425, 429, 500, 502, 503, 504),
  );
  const createFate: fc.Arbitrary<Fate> = fc.oneof(
    { weight: 2, arbitrary: fate },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("lost" as const),
        tookMs,
        bornInMs: fc.nat(29_000),
        status: fc.constantFrom(undefined, 500, 502, 504),
      }),
    },
    fc.record({ kind: fc.constant("garbled" as const), tookMs }),
    status(400, 401, 403, 404),
  );
  const well: fc.Arbitrary<Fate> = fc.constant(WELL);
  const script = (one: fc.Arbitrary<Fate>): fc.Arbitrary<Fate[]> =>
    fc
      .tuple(fc.array(one, { maxLength: 8 }), fc.oneof({ weight: 4, arbitrary: well }, one))
      .map(([fates, last]) => [...fates, last]);
  const plan = fc.record({
    create: script(createFate),
    list: script(fc.oneof({ weight: 8, arbitrary: fate }, status(403))),
    show: script(fate),
    lagMs: fc.nat(5_000),
    others: fc.nat(220),
    timeoutMs: fc.oneof(fc.integer({ min: 5_000, max: 120_000 }), fc.constant(1_200_000)),
    cancelAtMs: fc.option(fc.nat(200_000), { nil: undefined, freq: 4 }),
    seed: fc.nat(),
    ending: fc.constantFrom("completed" as const, "completed" as const, "aborted" as const),
    abortRetries: fc.nat(2),
    maxAgeMs: fc.option(fc.constant(3_600_000), { nil: undefined, freq: 2 }),
  });

  test(
    "a step creates at most one backup per allowed request, and exactly one each if it completes",
    { timeout: PROPERTY_LIMIT_MS },
    async () => {
      const checked = await holds(plan, 2_000, async (drawn) => {
        const { lagMs, others, ending, abortRetries, seed, timeoutMs, cancelAtMs, maxAgeMs } =
          drawn;
        let state = seed;
        const story = await runVirtually({
          fates: { create: drawn.create, list: drawn.list, show: drawn.show },
          timeoutMs,
          maxAgeMs,
          ...(cancelAtMs === undefined ? {} : { cancelAtMs }),
          spec: specNew({ abortRetries }),
          random: () => (state = (state * 16_807 + 1) % 2_147_483_647) / 2_147_483_647,
          prepare(host, { id }) {
            for (let n = 0; n < others; n += 1) host.addBackup(id, { ageMs: 86_400_000 });
            host.listingLagMs = lagMs;
            host.course = { requestedMs: 1_000, inProgressMs: 30_000, ending };
          },
        });
        const { verdict, created, record } = story;

        const keys = created.map(({ description }) => description.slice(6, 12));
        expect(new Set(keys).size).toBe(created.length); // no key twice
        const retries = story.emitted.filter((kind) => kind === "recreating").length;
        expect(retries).toBeLessThanOrEqual(abortRetries);
        expect(created.length).toBeLessThanOrEqual(1 + retries);
        if (verdict.result === "completed") {
          const last = created.find(({ id }) => id === record.subject.id);
          expect(last?.status).toBe("completed");
          expect(created).toHaveLength(1 + retries);
        }
        // If a backup may exist but its ID is unknown, the verdict names its key.
        if (created.length === 1 + retries && record.subject.id === undefined) {
          expect(record.unresolvedKey).toBe(keys.at(-1));
          expect(verdict.message).toContain(`key ${keys.at(-1)}`);
        }
        const endMs = Math.min(timeoutMs + 1_500, (cancelAtMs ?? Infinity) + 1_000);
        expect(story.endedAtMs).toBeLessThanOrEqual(endMs);
        return { violations: [], end: verdict.result };
      });
      expectEnds(checked, "completed", "aborted", "unavailable", "cancelled", "timed-out");
    },
  );
});
