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
  /** The status in a 202 that says nothing else but an ID; undefined if it shows the backup as it is. */
  readonly bareAs: "requested" | "true" | undefined;
  /** How long after the first backup a second one is created, because the gateway sends the request on twice. */
  readonly twinMs: number | undefined;
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
  /** Whether a status comes with a web page. */
  readonly isPage: boolean;
}

/** What keeps a listing that can be read from being a good one. */
export const FLAWS = [
  "bad-row",
  "count-high",
  "count-low",
  "count-text",
  "count-fraction",
  "next",
  "next-object",
  "next-number",
  "aged",
  "short",
] as const;
export type Flaw = (typeof FLAWS)[number];

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

/** A nightly backup of long ago. */
export const OLD: BackupPlan = {
  whim: "kept",
  textLateMs: 0,
  hiddenMs: [0, 0],
  unshownMs: 0,
  pendingMs: 60_000,
  pendingAs: "in_progress",
  ending: "completed",
  times: "true",
};
export const WELL: GetFate = {
  kind: "well",
  status: 200,
  tookMs: 50,
  retryAfterMs: undefined,
  replica: 0,
  isDated: true,
  ageMs: 0,
  isPage: false,
};
