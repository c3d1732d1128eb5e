import fc from "fast-check";
import {
  type BackupPlan,
  type CreatePlan,
  FLAWS,
  GATEWAY_MS,
  type GetFate,
  type OtherPlan,
  type PostFate,
} from "./plan.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const chance = <T>(weight: number, often: T, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: seldom });

const nth = fc.nat(60).map(String);
const cut = fc
  .tuple(fc.constantFrom("cut", "bytes", "words"), nth, fc.constantFrom("", "", "...", "…", " …"))
  .map(([how, count, end]) => `${how}:${count}${end}`);
/** Cut within the key or right after it: 6 characters precede the key, and the key has 6. */
const cutAtKey = fc
  .tuple(fc.integer({ min: 5, max: 14 }), fc.constantFrom("", "...", "…"))
  .map(([count, end]) => `cut:${count}${end}`);
const soft = fc.constantFrom("upper", "lower", "lf", "plain", "ascii", "escaped", "squeezed");
const hard = fc.constantFrom(
  "null",
  "absent",
  "own:",
  "own:Manual backup",
  "own:Automatic nightly backup",
  "own:Pre-deploy snapshot",
  "prefix:Manual: ",
  "prefix: ",
  "text",
  "doubled",
);
/** Two of three keep our key. */
const whim = fc.oneof(
  { weight: 3, arbitrary: fc.constant("kept") },
  { weight: 3, arbitrary: soft },
  { weight: 4, arbitrary: cut },
  { weight: 2, arbitrary: cutAtKey },
  { weight: 2, arbitrary: fc.tuple(soft, soft, cut).map((steps) => steps.join("|")) },
  { weight: 1, arbitrary: fc.constant("suffix:...") },
  { weight: 5, arbitrary: hard },
);

const hidden = chance(2, 0, fc.nat(MINUTE_MS));
const backupFields = {
  whim,
  textLateMs: chance(6, 0, fc.nat(90 * SECOND_MS)),
  hiddenMs: fc.oneof(
    fc.tuple(hidden, hidden),
    hidden.map((ms): [number, number] => [ms, ms]),
  ),
  unshownMs: chance(3, 0, fc.nat(15 * SECOND_MS)),
  pendingMs: fc.oneof(fc.nat(5 * SECOND_MS), fc.nat(3 * MINUTE_MS), fc.nat(20 * MINUTE_MS)),
  pendingAs: fc.constantFrom("requested", "in_progress", "in_progress", "initiated", "purging"),
  ending: fc.constantFrom("completed", "completed", "aborted"),
  times: fc.constantFrom("true", "true", "true", "true", "null", "odd", "none-at-first"),
} as const;
const ourPlan: fc.Arbitrary<BackupPlan> = fc.record(backupFields);
const otherPlan: fc.Arbitrary<OtherPlan> = fc.record({
  ...backupFields,
  whim: fc.constant("kept"),
  times: fc.constantFrom("true", "true", "true", "true", "true", "true", "null"),
  atMs: fc.oneof(
    fc.integer({ min: -2 * DAY_MS, max: 0 }),
    fc.integer({ min: -10 * MINUTE_MS, max: 0 }),
    fc.integer({ min: -90 * SECOND_MS, max: 90 * SECOND_MS }),
  ),
  description: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom("Automatic nightly backup", null, "", "By hand") },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        "[gate 0badc0, run 9, attempt 1] Pre-deploy snapshot",
        "[GATE 0BADC0, RUN 9, ATTEMPT 1] PRE-DEPLOY",
        "[gate 0badc0, ru...",
        "[gate ec0de5, run 77, attempt 1] Pre-deploy snapshot of octo/shop@0123456",
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom("[gate 0bad", "Manual: [gate 0badc0, run 9]") },
  ),
});
const recent = otherPlan.map((plan): OtherPlan => {
  const atMs = -((Math.abs(plan.atMs) % (50 * MINUTE_MS)) + 5 * SECOND_MS);
  return { ...plan, atMs, hiddenMs: [0, 0], pendingMs: 1, ending: "completed", times: "true" };
});

const quick = fc.integer({ min: 20, max: 2 * SECOND_MS });
const tookMs = fc.oneof(
  { weight: 4, arbitrary: quick },
  fc.integer({ min: 20, max: 40 * SECOND_MS }),
);
const hint = chance(5, undefined, fc.oneof(fc.nat(10 * SECOND_MS), fc.nat(2 * MINUTE_MS)));
const isDated = chance(6, true, fc.constant(false));

const postFields = {
  kind: fc.constant<PostFate["kind"]>("accepted"),
  tookMs: quick,
  status: fc.constant(0),
  createdAfterMs: fc.constant<number | undefined>(undefined),
  retryAfterMs: fc.constant<number | undefined>(undefined),
  isRefusedIfBusy: fc.boolean(),
  isDated,
  bareAs: chance<PostFate["bareAs"]>(
    3,
    undefined,
    fc.constantFrom("requested" as const, "true" as const),
  ),
  duplicateAfterMs: chance<number | undefined>(
    9,
    undefined,
    fc.oneof(fc.constant(0), fc.nat(2 * SECOND_MS)),
  ),
};
const lostStatus = fc.constantFrom(0, 0, 202, 202, 500, 502, 503, 504, 408, 425);
const lost: fc.Arbitrary<PostFate> = fc
  .record({
    ...postFields,
    kind: fc.constant<PostFate["kind"]>("lost"),
    tookMs: fc.oneof(quick, tookMs),
    status: lostStatus,
    retryAfterMs: hint,
    createdAfterMs: fc.option(fc.oneof(fc.nat(2 * SECOND_MS), fc.nat(2 * GATEWAY_MS)), {
      nil: undefined,
      freq: 3,
    }),
  })
  .map((fate) => {
    // A gateway that replies waited at most until then. Without a caller it may wait longer.
    const heldMs = fate.status === 0 ? GATEWAY_MS : Math.min(fate.tookMs, GATEWAY_MS);
    const latestMs = fate.status === 202 ? fate.tookMs : heldMs + GATEWAY_MS;
    return fate.createdAfterMs === undefined
      ? fate
      : { ...fate, createdAfterMs: Math.min(fate.createdAfterMs, latestMs, 2 * GATEWAY_MS) };
  });
const named: fc.Arbitrary<PostFate> = fc.record({
  ...postFields,
  kind: fc.constant("other" as const),
  bareAs: fc.constantFrom(undefined, "requested" as const, "true" as const),
});
const post: fc.Arbitrary<PostFate> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...postFields, tookMs: fc.oneof(quick, tookMs) }) },
  { weight: 12, arbitrary: lost },
  { weight: 1, arbitrary: fc.record({ ...postFields, kind: fc.constant("refused" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...postFields,
      kind: fc.constant("status" as const),
      status: fc.constantFrom(409, 409, 423, 429, 429, 403, 401),
      retryAfterMs: hint,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...postFields,
      kind: fc.constant("closing" as const),
      status: fc.constantFrom(303, 302, 400, 404, 422),
    }),
  },
  { weight: 1, arbitrary: named },
);

const getFields = {
  kind: fc.constant<GetFate["kind"]>("well"),
  status: fc.constant(200),
  tookMs: quick,
  retryAfterMs: fc.constant<number | undefined>(undefined),
  replica: fc.constantFrom<0 | 1>(0, 1),
  isDated,
  ageMs: fc.constant(0),
  isPage: fc.constant(false),
};
const well: fc.Arbitrary<GetFate> = fc.record(getFields);
const flawed: fc.Arbitrary<GetFate> = fc.record({
  ...getFields,
  kind: fc.constantFrom(...FLAWS),
  ageMs: fc.integer({ min: SECOND_MS, max: 2 * MINUTE_MS }),
});
const failing = (...statuses: readonly number[]): fc.Arbitrary<GetFate> =>
  fc.record({
    ...getFields,
    kind: fc.constantFrom("status", "status", "cut", "hang", "garbage"),
    status: fc.constantFrom(...statuses),
    tookMs,
    retryAfterMs: hint,
    isPage: fc.boolean(),
  });
const script = <T>(
  often: fc.Arbitrary<T>,
  seldom: fc.Arbitrary<T>,
  weight: number,
  maxLength: number,
): fc.Arbitrary<readonly T[]> =>
  fc.oneof(
    // In every second step nothing fails, so its result is known.
    { weight: 2, arbitrary: fc.array(often, { minLength: 1, maxLength: 4 }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.array(fc.oneof({ weight, arbitrary: often }, seldom), { maxLength }),
          fc.oneof({ weight: 4, arbitrary: often }, seldom),
        )
        .map(([fates, last]) => [...fates, last]),
    },
  );

const fields: { [Name in keyof CreatePlan]: fc.Arbitrary<CreatePlan[Name]> } = {
  text: fc.constantFrom(
    "Pre-deploy snapshot of octo/shop@0123456",
    "Release 🦊 “1.2” & <b>more</b>\r\nand a second line",
    "Vor dem Deploy: Käse, Brötchen, 日本語のテキスト",
    "x",
  ),
  maxAgeMs: chance(2, undefined, fc.constantFrom<number | undefined>(MINUTE_MS, 60 * MINUTE_MS)),
  wait: chance(5, true, fc.constant(false)),
  abortRetries: fc.nat(3),
  timeoutMs: fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 10 * SECOND_MS, max: 3 * MINUTE_MS }) },
    { weight: 3, arbitrary: fc.constant(30 * MINUTE_MS) },
  ),
  requestTimeoutMs: chance(2, 30 * SECOND_MS, fc.integer({ min: 500, max: 40 * SECOND_MS })),
  cancelAtMs: chance<number | undefined>(8, undefined, fc.nat(3 * MINUTE_MS)),
  serverAheadMs: chance(2, 0, fc.integer({ min: -10 * MINUTE_MS, max: 10 * MINUTE_MS })),
  skewMs: chance(1, 0, fc.integer({ min: -57 * SECOND_MS, max: 57 * SECOND_MS })),
  isHiddenForLong: chance(5, false, fc.constant(true)),
  ours: fc.array(ourPlan, { minLength: 1, maxLength: 4 }),
  others: fc.oneof(fc.constant([]), fc.array(otherPlan, { maxLength: 4 })),
  old: chance(8, 0, fc.constantFrom(99, 100, 101, 230)),
  order: fc.constantFrom("newest", "oldest", "odd"),
  posts: fc
    .tuple(fc.array(post, { maxLength: 4 }), fc.oneof(fc.record(postFields), post))
    .map(([fates, last]) => [...fates, last]),
  lists: fc.oneof(
    {
      weight: 6,
      arbitrary: script(well, fc.oneof(flawed, failing(500, 503, 429, 408, 403, 401, 404)), 2, 8),
    },
    { weight: 1, arbitrary: fc.tuple(flawed) }, // always the same flaw
  ),
  shows: script(well, failing(500, 429, 404, 404, 403, 401, 302), 3, 6),
  seed: fc.nat(),
};

/** A fresh backup is listed as completed, and its first polls may fail. */
const reusing = fc.record({
  ...fields,
  maxAgeMs: fc.constant(60 * MINUTE_MS),
  wait: fc.boolean(),
  others: recent.map((one) => [one]),
  lists: fc.tuple(well),
  shows: fc
    .tuple(fc.array(failing(500, 404, 404, 404, 403, 401), { maxLength: 4 }), well)
    .map(([failures, last]) => [...failures, last]),
});

/** The first 202 names another's backup, sometimes with no other fields. */
const naming = fc.record({
  ...fields,
  others: fc.array(otherPlan, { minLength: 1, maxLength: 2 }),
  posts: fc.tuple(named, post),
});

export const createPlans: fc.Arbitrary<CreatePlan> = fc.oneof(
  { weight: 10, arbitrary: fc.record(fields) },
  { weight: 1, arbitrary: reusing },
  { weight: 1, arbitrary: naming },
);
