/** How the simulated API stores, shows and carries out one backup. All durations are in milliseconds. */
export interface BackupPlan {
  /** How it changes the description: see simulator/wpengine/whims.ts. */
  readonly whim: string;
  /** How long the description is null at first. */
  readonly textLateMs: number;
  /** How long each of the two replicas omits it from the listing, */
  readonly hiddenMs: readonly [number, number];
  /** and how long polls of it return 404. */
  readonly unshownMs: number;
  readonly pendingMs: number;
  readonly pendingAs: "requested" | "in_progress" | "initiated" | "purging";
  readonly ending: "completed" | "aborted";
  /** Whether `create_time` and `complete_time` are present. */
  readonly times: "true" | "null" | "odd" | "none-at-first";
}

/** Another's backup: one that this step did not request. */
export interface OtherPlan extends BackupPlan {
  /** When it is created, since the start of the step. Below 0: before it. */
  readonly atMs: number;
  readonly description: string | null;
}

/** What happens to a create request. */
export interface PostFate {
  readonly kind:
    | "accepted"
    /** No reply, a hang, or a reply that does not show whether a backup was created. */
    | "lost"
    /** The connection is refused. */
    | "refused"
    /** An error status, and nothing was created. */
    | "status"
    /** An error status that closes the gate, although a backup was created. */
    | "closing"
    /** A 202 that names another's backup. */
    | "other";
  readonly tookMs: number;
  readonly status: number;
  /** How long after it was sent a lost request creates a backup: at most 58 s. Undefined: never. */
  readonly createdAfterMs: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** Whether the API replies with 409 or 423 while a backup of the install is in progress. */
  readonly isRefusedIfBusy: boolean;
  readonly isDated: boolean;
  /** The status in a 202 that contains only it and an ID. Undefined: the 202 contains the whole backup. */
  readonly bareAs: "requested" | "true" | undefined;
  /** How long after the first backup a second one is created, if the gateway forwards the request twice. */
  readonly duplicateAfterMs: number | undefined;
}

/** What happens to any other request. */
export interface GetFate {
  readonly kind: "well" | "status" | "cut" | "hang" | "garbage" | Flaw;
  readonly status: number;
  readonly tookMs: number;
  readonly retryAfterMs: number | undefined;
  readonly replica: 0 | 1;
  readonly isDated: boolean;
  /** Age of a cached reply. */
  readonly ageMs: number;
  /** Whether an error status comes with a web page. */
  readonly isPage: boolean;
}

/** Flaws of a listing that is readable but not good. */
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

/** A step that requests a backup, and everything that happens to it. Plain data, so it is readable and repeatable. */
export interface CreatePlan {
  readonly text: string;
  readonly maxAgeMs: number | undefined;
  readonly wait: boolean;
  readonly abortRetries: number;
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly cancelAtMs: number | undefined;
  /** How far the server's `Date` is ahead of the runner's clock, */
  readonly serverAheadMs: number;
  /** and how far the clock that dates backups is ahead of that. */
  readonly skewMs: number;
  /**
   * Whether the listing may hide a backup for longer than 64 s. The API then refuses further create requests for as long,
   * because that backup is in progress.
   */
  readonly isHiddenForLong: boolean;
  /** The backups that the step requests, in order. The last one repeats, here and in the lists of fates. */
  readonly ours: readonly BackupPlan[];
  readonly others: readonly OtherPlan[];
  /** Number of further backups from long ago. */
  readonly old: number;
  readonly order: "newest" | "oldest" | "odd";
  readonly posts: readonly PostFate[];
  readonly lists: readonly GetFate[];
  readonly shows: readonly GetFate[];
  readonly seed: number;
}

/** The gateway gives up on a request after this time. The backend may continue for as long again. */
export const GATEWAY_MS = 29_000;

/** A nightly backup from long ago. */
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
