import type { Exchange, Row, Shown } from "./exchange.ts";
import type { UnreliableApi } from "./host.ts";
import type { CreatePlan } from "./plan.ts";

/** How long after the loss a create request may still create a backup. */
export const SETTLED_MS = 64_000;
/** How much older than its create request a backup may seem, */
const OLDER_MS = 60_000;
/** and the error of a `Date` in whole seconds. */
const ROUNDING_MS = 2_000;

/** A create request. */
export interface Post extends Exchange {
  readonly key: string;
  readonly endedAtMs: number;
  readonly outcome:
    | "accepted"
    /** It is unknown whether it created a backup. */
    | "lost"
    /** It created nothing: it never reached the API, */
    | "unsent"
    /** or the API refused it for now. */
    | "refused"
    | "busy"
    /** A 401. */
    | "unauthorized"
    /** Any other reply: the gate closes. */
    | "closed";
}

/** A listing that was read, page by page. */
export interface Reading {
  readonly pages: readonly Exchange[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly isReadable: boolean;
  /** Whether it is complete and consistent. */
  readonly isGood: boolean;
  readonly shown: readonly Shown[];
}

/** The owner of a backup, as far as the replies show it. */
export type Owner = "ours" | "another's" | "maybe-ours" | "unclear";

/** The recorded exchanges, interpreted by the documented rules and independently of the code. */
export class WireLog {
  readonly posts: readonly Post[];
  readonly readings: readonly Reading[];
  readonly #exchanges: readonly Exchange[];
  /** Pages of listings with an undated page: it is not defined whether the `Date` of another page counts. */
  readonly #halfDated: ReadonlySet<Exchange>;
  readonly #api: UnreliableApi;
  readonly #plan: CreatePlan;

  constructor(api: UnreliableApi, plan: CreatePlan) {
    this.#api = api;
    this.#plan = plan;
    this.#exchanges = api.exchanges.filter(({ endedAtMs }) => endedAtMs !== undefined);
    this.posts = this.#exchanges
      .filter(({ operation }) => operation === "create")
      .map((one) => ({
        ...one,
        endedAtMs: one.endedAtMs ?? NaN,
        key: keyIn(one.description) ?? "none",
        outcome: outcomeOf(one),
      }));
    this.readings = readingsIn(this.#exchanges);
    this.#halfDated = new Set(
      this.readings.flatMap(({ pages }) => (pages.every((page) => isDated(page)) ? [] : pages)),
    );
  }

  /** Exchanges that had ended by then, in the order of their start. */
  by(atMs: number): readonly Exchange[] {
    return this.#exchanges.filter(({ endedAtMs = Infinity }) => endedAtMs <= atMs);
  }

  /** Create requests with this key that were lost before that time. */
  lostOf(key: string, beforeMs = Infinity): readonly Post[] {
    return this.posts.filter(
      (post) => post.key === key && post.outcome === "lost" && post.startedAtMs < beforeMs,
    );
  }

  /**
   * The ID of the backup with this key, as a 202 or a listing row had shown it by then. If there are two, the one that was
   * polled as aborted.
   */
  idOf(key: string, atMs: number): string | undefined {
    // A 202 that names another's backup keeps the key, so the latest 202 counts.
    const accepted = this.posts.findLast(
      (post) => post.key === key && post.outcome === "accepted" && post.endedAtMs <= atMs,
    );
    const named = accepted?.shown?.[0]?.id;
    const listed = this.#listed(-Infinity, atMs).flatMap(({ id, description }) =>
      keyIn(description) === key ? [id] : [],
    );
    const own = [...new Set([named, ...listed])].filter((id) => this.rowOf(id)?.isOurs === true);
    return own.find((id) => this.wasPolledAs("aborted", id, atMs)) ?? listed[0] ?? named;
  }

  /** Whether a poll had returned this status by then. */
  wasPolledAs(status: string, id: string | undefined, atMs: number): boolean {
    return this.polls(atMs).some(({ shown: [shown] = [] }) => {
      return shown?.id === id && shown?.status === status;
    });
  }

  /** Polls that had ended by then. */
  polls(atMs: number): readonly Exchange[] {
    return this.by(atMs).filter(({ operation }) => operation === "show");
  }

  /** The latest page with a backup before its first poll, or before the end: the page by which it was chosen. */
  pageBefore(id: string): Exchange | undefined {
    const firstAtMs = this.polls(Infinity).find(({ backupId }) => backupId === id)?.startedAtMs;
    return this.by(firstAtMs ?? Infinity).findLast(
      ({ operation, shown = [] }) => operation === "list" && shown.some((one) => one.id === id),
    );
  }

  wasSeen(status: string, id: string, atMs: number): boolean {
    return this.by(atMs).some(({ shown = [] }) =>
      shown.some((one) => one.id === id && one.status === status),
    );
  }

  /** The backup in the latest reply. */
  latest(id: string): Shown | undefined {
    const shown = this.by(Infinity).flatMap((one) => one.shown ?? []);
    return shown.findLast((one) => one.id === id);
  }

  isListed(id: string): boolean {
    return this.#listed(-Infinity, Infinity).some((one) => one.id === id);
  }

  rowOf(id: string | undefined): Row | undefined {
    return this.#api.rows.find((row) => row.id === id);
  }

  /** Rows that may be the backup of this key, from pages requested after its first lost create request. */
  maybeOurs(
    key: string,
    atMs: number,
    owners: readonly Owner[] = ["maybe-ours"],
  ): readonly Shown[] {
    const sentAtMs = this.lostOf(key)[0]?.startedAtMs ?? Infinity;
    return this.#listed(sentAtMs, atMs).filter((one) =>
      owners.includes(this.ownerOf(one, key, sentAtMs, atMs)),
    );
  }

  /**
   * The owner of a row, by all replies until then.
   * @param sentAtMs when the first lost create request with this key was sent.
   */
  ownerOf({ id }: Shown, key: string, sentAtMs: number, atMs: number): Owner {
    const known = this.by(sentAtMs).some(({ shown = [] }) => shown.some((one) => one.id === id));
    if (known) return "another's";
    const seen = this.by(atMs).flatMap((one) =>
      (one.shown ?? []).filter((shown) => shown.id === id).map((shown) => ({ one, shown })),
    );
    const keys = seen.map(({ shown }) => keyIn(shown.description));
    if (keys.includes(key)) return "ours";
    if (keys.some((other) => other !== undefined)) return "another's";
    const oldestMs = this.#api.serverMs(sentAtMs) - OLDER_MS;
    const isDatedByAny = this.by(atMs).some((one) => isDated(one));
    let owner: Owner = "maybe-ours";
    for (const { one, shown } of seen) {
      const times = [shown.create_time, shown.complete_time].map((time) => Date.parse(time ?? ""));
      const oldMs = Math.min(...times.filter((time) => !Number.isNaN(time)));
      const isOld = oldMs < oldestMs - ROUNDING_MS;
      if (isOld && isDated(one) && !this.#halfDated.has(one)) return "another's";
      // Without a `Date`, times prove nothing. It is not defined whether the `Date` of another reply counts.
      if (oldMs < oldestMs + ROUNDING_MS && (isDated(one) || isDatedByAny)) owner = "unclear";
    }
    return owner;
  }

  /** Rows of pages that were requested from a time on. */
  #listed(fromMs: number, atMs: number): readonly Shown[] {
    return this.by(atMs)
      .filter((one) => one.operation === "list" && one.startedAtMs >= fromMs)
      .flatMap(({ shown = [] }) => shown);
  }

  /** Rows that may be fresh enough for max-age, from pages that were requested from a time on. */
  adoptable(fromMs: number): readonly Shown[] {
    const { maxAgeMs, skewMs, serverAheadMs } = this.#plan;
    if (maxAgeMs === undefined) return [];
    const oldestMs = -maxAgeMs - Math.abs(skewMs) - Math.abs(serverAheadMs) - ROUNDING_MS;
    return this.#listed(fromMs, Infinity).filter(
      ({ id }) => (this.rowOf(id)?.createdAtMs ?? 0) >= oldestMs,
    );
  }
}

/** The key in a bracket at the start of a description, in lower case. */
export function keyIn(description: string | null | undefined): string | undefined {
  const [, key] = /^\[gate ([0-9a-f]{6})(?![0-9a-f])/i.exec(description ?? "") ?? [];
  return key?.toLowerCase();
}

export function statusOf({ answer }: Exchange): number {
  return answer?.kind === "answered" ? answer.status : 0;
}

function isDated({ answer }: Exchange): boolean {
  return answer?.kind === "answered" && answer.isOurClock !== true;
}

function outcomeOf(post: Exchange): Post["outcome"] {
  const { answer, shown } = post;
  const status = statusOf(post);
  if (answer?.kind !== "answered") {
    return answer?.kind === "unanswered" && answer.unsent ? "unsent" : "lost";
  }
  if (status < 300) return shown === undefined ? "lost" : "accepted";
  if (status >= 500 || status === 408 || status === 425) return "lost";
  if (status === 409 || status === 423) return "busy";
  if (status === 429 || (status === 403 && answer.hasRetryAfter)) return "refused";
  return status === 401 ? "unauthorized" : "closed";
}

function readingsIn(exchanges: readonly Exchange[]): readonly Reading[] {
  const readings: Exchange[][] = [];
  for (const one of exchanges) {
    if (one.operation !== "list" || !one.isWhole) continue;
    if (one.offset === 0) readings.push([one]);
    else readings.at(-1)?.push(one);
  }
  return readings.map(readingOf);
}

function readingOf(attempts: readonly Exchange[]): Reading {
  // An unreadable page is requested again.
  const pages = attempts.filter(
    ({ offset }, nth) => !attempts.slice(nth + 1).some((later) => later.offset === offset),
  );
  const isReadable = pages.every(({ page }) => page !== undefined);
  const shown = pages.flatMap((one) => one.shown ?? []);
  const size = pages.reduce((sum, { page }) => sum + (page?.size ?? 0), 0);
  const isWhole = pages.every(({ page }) => page?.count === size);
  const isInAgreement = pages.every(({ page }, nth) => page?.hasNext === nth < pages.length - 1);
  const isFresh = pages.every(({ fate }) => fate.kind !== "aged");
  const areParsed = shown.length === size && new Set(shown.map(({ id }) => id)).size === size;
  return {
    pages,
    startedAtMs: attempts[0]?.startedAtMs ?? NaN,
    endedAtMs: pages.at(-1)?.endedAtMs ?? NaN,
    isReadable,
    isGood: isReadable && isWhole && isInAgreement && isFresh && areParsed,
    shown,
  };
}
