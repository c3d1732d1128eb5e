import fc from "fast-check";
import type { Target } from "../../src/model/target.ts";
import type { BackupId, InstallId } from "../../src/model/ids.ts";
import { createTransport } from "../../src/wpengine/http/transport.ts";
import type { Operation } from "../../simulator/wpengine/faults.ts";
import { type Course, Host } from "../../simulator/wpengine/host.ts";
import { type FleetStory, runFleetVirtually, specNew } from "../support/virtual-api.ts";
import { WildClock, type Wildness } from "./wild-clock.ts";
import { type Exchange, type Fate, type Hint, WELL, Wire } from "./wire.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One install, and what the simulated API does for it. */
interface Site {
  /** Courses of the backups that are requested for it, in order. The last one repeats. */
  readonly courses: readonly Course[];
  /** Backups that exist before the step. A step with a given backup waits for the first one. */
  readonly stock: readonly { readonly ageMs: number; readonly course: Course }[];
  /** Index of its scripts. */
  readonly script: number;
}

/** What happens to the requests of one operation and install, in order. The last one repeats. */
type Script = readonly Fate[];

/** A step and everything that happens to it. Plain data, so a counterexample is readable and repeatable. */
export interface StepPlan extends Wildness {
  readonly isNew: boolean;
  readonly isNamed: boolean;
  readonly wait: boolean;
  readonly abortRetries: number;
  readonly maxAgeMs: number | undefined;
  readonly failFast: boolean;
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly bounds: { readonly minMs: number; readonly maxMs: number };
  readonly cancelAtMs: number | undefined;
  readonly skewMs: number;
  readonly listingLagMs: number;
  readonly sites: readonly Site[];
  readonly scripts: Readonly<Partial<Record<Operation, readonly Script[]>>>;
  readonly seed: number;
}

export interface StepStory extends FleetStory {
  readonly exchanges: readonly Exchange[];
  /** Requests that started after the end of the step. */
  readonly afterwards: readonly Exchange[];
}

export const installId = (index: number): InstallId =>
  `10000000-0000-4000-8000-${String(index).padStart(12, "0")}` as InstallId;
/** The ID of a backup that an install has before the step. */
export const stockId = (index: number, nth: number): BackupId =>
  `2000${String(nth).padStart(4, "0")}-0000-4000-8000-${String(index).padStart(12, "0")}` as BackupId;

/**
 * Runs a step in virtual time: everything except `index.ts`, `main.ts` and `report/`.
 * @throws if the step does not end.
 */
export async function runStep(plan: StepPlan): Promise<StepStory> {
  const clock = new WildClock(plan);
  const host = new Host({ now: () => clock.trueEpoch, skewMs: plan.skewMs });
  const counts = new Map<string, number>();
  const wire = new Wire({
    host,
    clock,
    fateOf({ operation, installId: id }) {
      const { script = 0 } = plan.sites[Number(id.slice(-12))] ?? {};
      const scripts = plan.scripts[operation] ?? [];
      const fates = scripts[script % scripts.length] ?? [];
      const count = counts.get(operation + id) ?? 0;
      counts.set(operation + id, count + 1);
      return fates[Math.min(count, fates.length - 1)] ?? WELL;
    },
    courseOf(id, nth) {
      const { courses = [] } = plan.sites[Number(id.slice(-12))] ?? {};
      return courses[Math.min(nth, courses.length - 1)] ?? host.course;
    },
  });
  wire.connect();
  let state = plan.seed;
  const holding = runFleetVirtually({
    ...plan,
    clock,
    host,
    transport: createTransport("Basic c2VjcmV0", clock, {
      onSend: () => undefined,
      onReply: () => undefined,
    }),
    random: () => (state = (state * 16_807 + 1) % 2_147_483_647) / 2_147_483_647,
    prepare: () => {
      host.listingLagMs = plan.listingLagMs;
      return plan.sites.map((site, index) => targetOf(plan, site, index, host));
    },
  });
  const tooLong = clock.exactly(plan.timeoutMs + HOUR_MS, new AbortController().signal);
  const story = await Promise.race([holding, tooLong]);
  if (story === undefined) throw new Error("Ends on time: the step does not end");
  const count = wire.exchanges.length;
  await clock.exactly(2 * MINUTE_MS, new AbortController().signal);
  const { exchanges } = wire;
  return { ...story, exchanges: exchanges.slice(0, count), afterwards: exchanges.slice(count) };
}

function targetOf(plan: StepPlan, site: Site, index: number, host: Host): Target {
  const id = installId(index);
  const name = `site${index}`;
  host.addInstall(name, id);
  for (const [nth, backup] of site.stock.entries()) {
    host.addBackup(id, { ...backup, id: stockId(index, nth) });
  }
  const { wait, abortRetries } = plan;
  return {
    install: plan.isNamed ? { name } : { id },
    spec: plan.isNew
      ? specNew({ wait, abortRetries: wait ? abortRetries : 0 })
      : { kind: "existing", backupId: stockId(index, 0) },
  };
}

const hint: fc.Arbitrary<Hint> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ seconds: fc.oneof(fc.nat(20), fc.nat(200)) }) },
  { weight: 3, arbitrary: fc.record({ dateInS: fc.integer({ min: -20, max: 120 }) }) },
  fc.record({ odd: fc.constantFrom("soon", "", "-5", "1.5 s", "3.7.1", "1e3") }),
);
/** Mostly none, rarely two. */
const hints = fc.oneof(
  { weight: 5, arbitrary: fc.constant<readonly Hint[]>([]) },
  { weight: 2, arbitrary: fc.tuple(hint) },
  fc.tuple(hint, hint),
);
const tookMs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 20, max: 2_000 }) },
  fc.integer({ min: 20, max: 40_000 }),
);
const bodyMs = fc.oneof(
  { weight: 5, arbitrary: fc.nat(100) },
  fc.oneof(fc.nat(40_000), fc.constant(Infinity)),
);
const bornInMs = fc.nat(29_000);
const isDated = fc.oneof(
  { weight: 6, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);

const fateWith = (fields: {
  readonly [K in keyof Fate]?: fc.Arbitrary<Fate[K]>;
}): fc.Arbitrary<Fate> => fc.record({ tookMs, ...fields }).map((fate) => ({ ...WELL, ...fate }));
const well = fateWith({ isDated, tookMs: fc.integer({ min: 20, max: 2_000 }) });
const slow = fateWith({ bodyMs, hints, isDated });
const status = (...codes: readonly number[]): fc.Arbitrary<Fate> =>
  fateWith({ status: fc.constantFrom(...codes), bodyMs, hints, isDated });
const unreachable = fateWith({ kind: fc.constantFrom("refused" as const, "stuck" as const) });
const reset = fateWith({ kind: fc.constant("reset" as const) });
const hang = fc.constant<Fate>({ ...WELL, tookMs: Infinity });
const garbled = fateWith({
  body: fc.constantFrom("cut", "gzip", "html", "not-utf8", "huge"),
  bodyMs,
  hints,
  isDated,
});
const edit = (...edits: readonly Fate["edit"][]): fc.Arbitrary<Fate> =>
  fateWith({ edit: fc.constantFrom(...edits), hints, isDated });
/** Faults that may be over at the next request. */
const passing = fc.oneof(
  slow,
  { weight: 2, arbitrary: status(429, 429, 503, 500, 500, 408, 425, 502) },
  unreachable,
  reset,
  hang,
  garbled,
);
/** Replies that close a gate. */
const permanent = fc.oneof(
  { weight: 8, arbitrary: status(400, 401, 403, 404, 404, 302, 307, 410, 422) },
  fateWith({ kind: fc.constant("untrusted" as const) }),
);
const OTHER_ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";
/** Replies that resemble a completed backup, or hide one. */
const misleading = fc.oneof(
  edit(
    { status: "Completed" },
    { status: "completed " },
    { status: "complete" },
    { status: "completed\u0000" },
    { status: ["completed"] },
    { status: null },
    { status: "purging" },
    { status: "initiated" },
    { id: OTHER_ID, status: "completed" },
    { id: null, status: "completed" },
    { id: "", status: "completed" },
  ),
  status(201, 202, 204, 206),
);
/** Replies with these statuses, whatever the course of the backup. */
const ending = (words: readonly string[]): fc.Arbitrary<Fate> =>
  edit(...words.map((word) => ({ status: word })));
const ofUnknownAge = edit(
  { create_time: null },
  { create_time: "yesterday" },
  { create_time: "2038-01-01T00:00:00Z" },
);

const script = (bad: fc.Arbitrary<Fate>, maxLength = 8): fc.Arbitrary<Script> =>
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 2, arbitrary: well }, bad), { maxLength }),
      fc.oneof({ weight: 6, arbitrary: well }, bad),
    )
    .map(([fates, last]) => [...fates, last]);
const scripts = (one: fc.Arbitrary<Script>): fc.Arbitrary<readonly Script[]> =>
  fc.array(one, { minLength: 1, maxLength: 3 });

const showScript = script(
  fc.oneof(
    { weight: 12, arbitrary: passing },
    { weight: 4, arbitrary: misleading },
    { weight: 2, arbitrary: ending(["completed", "in_progress", "aborted"]) },
    ofUnknownAge,
    { weight: 2, arbitrary: permanent },
  ),
);
const lost = fateWith({
  kind: fc.constantFrom("reset" as const, "answer" as const),
  status: fc.constantFrom(500, 502, 503, 504, 408),
  tookMs: fc.oneof(tookMs, fc.constant(Infinity)),
  isCarriedOut: fc.constantFrom(true, true, false),
  bornInMs,
  hints,
});
const createScript = script(
  fc.oneof(
    { weight: 4, arbitrary: passing },
    { weight: 6, arbitrary: lost },
    { weight: 2, arbitrary: status(409, 423) },
    {
      weight: 1,
      arbitrary: fateWith({ status: fc.constantFrom(200, 201), isCarriedOut: fc.constant(true) }),
    },
    { weight: 1, arbitrary: permanent },
  ),
  4,
);
const listScript = script(
  fc.oneof(
    { weight: 12, arbitrary: passing },
    {
      weight: 2,
      arbitrary: edit({ description: null }, { description: "Before a deploy" }, { id: null }),
    },
    permanent,
  ),
);

const course: fc.Arbitrary<Course> = fc.record({
  requestedMs: fc.nat(5 * SECOND_MS),
  inProgressMs: fc.oneof(
    { weight: 6, arbitrary: fc.nat(3 * MINUTE_MS) },
    { weight: 1, arbitrary: fc.nat(30 * MINUTE_MS) },
    fc.constant(DAY_MS),
  ),
  ending: fc.constantFrom("completed", "completed", "completed", "completed", "aborted"),
});
const stocked = fc.record({
  ageMs: fc.oneof(fc.nat(2 * MINUTE_MS), fc.nat(20 * MINUTE_MS), fc.nat(3 * HOUR_MS)),
  course,
});
const lateMs = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly number[]>([0]) },
  {
    weight: 3,
    arbitrary: fc.array(fc.double({ min: 0, max: 30, noNaN: true }), {
      minLength: 1,
      maxLength: 5,
    }),
  },
  fc.array(fc.oneof({ weight: 8, arbitrary: fc.nat(3) }, fc.nat(5_000)), {
    minLength: 1,
    maxLength: 8,
  }),
);
const jumps = fc.array(
  fc.record({
    atMs: fc.oneof(fc.nat(10 * SECOND_MS), fc.nat(5 * MINUTE_MS)),
    byMs: fc.oneof(
      fc.integer({ min: -3 * HOUR_MS, max: 3 * HOUR_MS }),
      fc.integer({ min: -MINUTE_MS, max: MINUTE_MS }),
    ),
  }),
  { maxLength: 3 },
);

/** Steps of every kind, for `sites` installs. */
export function steps(
  isNew: boolean,
  sites: { readonly minLength: number; readonly maxLength: number },
): fc.Arbitrary<StepPlan> {
  return fc
    .record({
      isNew: fc.constant(isNew),
      isNamed: fc.constantFrom(false, false, true),
      wait: isNew ? fc.constantFrom(true, true, true, false) : fc.constant(true),
      abortRetries: isNew ? fc.nat(3) : fc.constant(0),
      maxAgeMs: fc.constantFrom(undefined, undefined, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS),
      failFast: fc.boolean(),
      timeoutMs: fc.oneof(
        fc.integer({ min: SECOND_MS, max: MINUTE_MS }),
        fc.integer({ min: MINUTE_MS, max: 15 * MINUTE_MS }),
      ),
      requestTimeoutMs: fc.oneof(
        { weight: 2, arbitrary: fc.constant(30_000) },
        fc.integer({ min: 500, max: 40_000 }),
      ),
      minMs: fc.constantFrom(500, 2_000, 2_000, 10_000),
      maxMs: fc.constantFrom(10_000, 60_000, 60_000),
      cancelAtMs: fc.oneof(
        { weight: 12, arbitrary: fc.constant(undefined) },
        fc.nat(2 * MINUTE_MS),
      ),
      skewMs: fc.constantFrom(0, 0, 90_000, -2 * HOUR_MS),
      listingLagMs: fc.nat(3 * SECOND_MS),
      sites: fc.array(
        fc.record({
          courses: fc.array(course, { minLength: 1, maxLength: 3 }),
          stock: fc.array(stocked, { minLength: isNew ? 0 : 1, maxLength: 3 }),
          script: fc.nat(2),
        }),
        sites,
      ),
      scripts: fc.record({
        show: scripts(showScript),
        list: scripts(listScript),
        create: scripts(createScript),
        installs: scripts(script(fc.oneof({ weight: 20, arbitrary: passing }, permanent))),
      }),
      seed: fc.nat(),
      lateMs,
      jumps,
    })
    .map(({ minMs, maxMs, ...plan }) => ({ ...plan, bounds: { minMs, maxMs } }));
}
