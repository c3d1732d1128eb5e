import fc from "fast-check";

/** How the host keeps, shows and carries out one backup. Milliseconds throughout. */
export interface BackupPlan {
  /** What it keeps of the description: see simulator/wpengine/whims.ts. */
  readonly whim: string;
  /** How long the description is null at first. */
  readonly textLateMs: number;
  /** How long each of the two replicas does not list it, */
  readonly hiddenMs: readonly [number, number];
  /** and how long nobody shows it. */
  readonly unshownMs: number;
  readonly pendingMs: number;
  readonly pendingAs: "requested" | "in_progress" | "initiated" | "purging";
  readonly ending: "completed" | "aborted";
  /** Whether `create_time` and `complete_time` are told. */
  readonly times: "true" | "null" | "odd" | "none-at-first";
}

/** A backup that somebody else takes. */
export interface OtherPlan extends BackupPlan {
  /** When, since the step began; below 0 before it. */
  readonly atMs: number;
  readonly description: string | null;
}

/** What becomes of a request for a backup. */
export interface PostFate {
  readonly kind:
    | "accepted"
    /** Cut without an answer, hung, or answered with a status or something that cannot be read. */
    | "lost"
    /** Nobody listens. */
    | "refused"
    /** Answered with a status, having created nothing. */
    | "status"
    /** Answered with a status that closes the gate, and created all the same. */
    | "closing"
    /** A 202 that names a backup which somebody else has taken. */
    | "other";
  readonly tookMs: number;
  readonly status: number;
  /** When a lost request creates a backup, after it was sent: at most 58 s. Undefined if never. */
  readonly bornMs: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** Whether the host refuses it with 409 or 423 while a backup of the install is in progress. */
  readonly isRefusedIfBusy: boolean;
  readonly isDated: boolean;
}

/** What becomes of any other request. */
export interface GetFate {
  readonly kind: "well" | "status" | "cut" | "hang" | "garbage" | Flaw;
  readonly status: number;
  readonly tookMs: number;
  readonly retryAfterMs: number | undefined;
  readonly replica: 0 | 1;
  readonly isDated: boolean;
  /** How old the answer is where a cache gives it. */
  readonly ageMs: number;
}

/** What keeps a listing that can be read from being a good one. */
export type Flaw = "bad-row" | "count-high" | "count-low" | "next" | "aged" | "short";
export const FLAWS: readonly Flaw[] = [
  "bad-row",
  "count-high",
  "count-low",
  "next",
  "aged",
  "short",
];

/** A step that requests a backup, and everything that will happen to it. Plain data, so that it can be read and run again. */
export interface CreatePlan {
  readonly text: string;
  readonly maxAgeMs: number | undefined;
  readonly wait: boolean;
  readonly abortRetries: number;
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly cancelAtMs: number | undefined;
  /** How far the server's `Date` is ahead of our clock, */
  readonly serverAheadMs: number;
  /** and the clock of what creates backups ahead of that. */
  readonly skewMs: number;
  /**
   * Whether the listing may hide a backup for longer than the 64 s. Then the host refuses further ones for as long, because
   * that one is in progress.
   */
  readonly isHiddenForLong: boolean;
  /** Those that are requested, one after the other; the last one for ever. The same goes for the fates. */
  readonly ours: readonly BackupPlan[];
  readonly others: readonly OtherPlan[];
  /** Further backups, of long ago. */
  readonly old: number;
  readonly order: "newest" | "oldest" | "odd";
  readonly posts: readonly PostFate[];
  readonly lists: readonly GetFate[];
  readonly shows: readonly GetFate[];
  readonly seed: number;
}

/** A gateway gives a request up after that, and what is behind it works on as long again. */
export const GATEWAY_MS = 29_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const chance = <T>(weight: number, often: T, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: seldom });

const nth = fc.nat(60).map(String);
const cut = fc
  .tuple(fc.constantFrom("cut", "bytes", "words"), nth, fc.constantFrom("", "", "...", "…", " …"))
  .map(([how, count, end]) => `${how}:${count}${end}`);
/** Within the key, or right behind it: the bracket begins with 6 characters, and the key has 6. */
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
/** Two of three leave our key where it is. */
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

const quick = fc.integer({ min: 20, max: 2 * SECOND_MS });
const tookMs = fc.oneof({ weight: 4, arbitrary: quick }, fc.nat(40 * SECOND_MS));
const hint = chance(5, undefined, fc.oneof(fc.nat(10 * SECOND_MS), fc.nat(2 * MINUTE_MS)));
const isDated = chance(6, true, fc.constant(false));

const postFields = {
  kind: fc.constant<PostFate["kind"]>("accepted"),
  tookMs: quick,
  status: fc.constant(0),
  bornMs: fc.constant<number | undefined>(undefined),
  retryAfterMs: fc.constant<number | undefined>(undefined),
  isRefusedIfBusy: fc.boolean(),
  isDated,
};
const lostStatus = fc.constantFrom(0, 0, 202, 202, 500, 502, 503, 504, 408, 425);
const lost: fc.Arbitrary<PostFate> = fc
  .record({
    ...postFields,
    kind: fc.constant<PostFate["kind"]>("lost"),
    tookMs: fc.oneof(quick, tookMs),
    status: lostStatus,
    retryAfterMs: hint,
    bornMs: fc.option(fc.oneof(fc.nat(2 * SECOND_MS), fc.nat(2 * GATEWAY_MS)), {
      nil: undefined,
      freq: 3,
    }),
  })
  .map((fate) => {
    // A gateway that answers has waited till then, at most; one whose caller has gone may wait on.
    const heldMs = fate.status === 0 ? GATEWAY_MS : Math.min(fate.tookMs, GATEWAY_MS);
    const latestMs = fate.status === 202 ? fate.tookMs : heldMs + GATEWAY_MS;
    return fate.bornMs === undefined
      ? fate
      : { ...fate, bornMs: Math.min(fate.bornMs, latestMs, 2 * GATEWAY_MS) };
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
  { weight: 1, arbitrary: fc.record({ ...postFields, kind: fc.constant("other" as const) }) },
);

const getFields = {
  kind: fc.constant<GetFate["kind"]>("well"),
  status: fc.constant(200),
  tookMs: quick,
  retryAfterMs: fc.constant<number | undefined>(undefined),
  replica: fc.constantFrom<0 | 1>(0, 1),
  isDated,
  ageMs: fc.constant(0),
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
  });
const script = <T>(
  often: fc.Arbitrary<T>,
  seldom: fc.Arbitrary<T>,
  weight: number,
  maxLength: number,
): fc.Arbitrary<readonly T[]> =>
  fc.oneof(
    // Nothing goes wrong in every other step, so that what it must come to is known.
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

export const createPlans: fc.Arbitrary<CreatePlan> = fc.record({
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
    { weight: 1, arbitrary: fc.tuple(flawed) }, // flawed in the same way for ever
  ),
  shows: script(well, failing(500, 429, 404, 401, 302), 3, 6),
  seed: fc.nat(),
});
