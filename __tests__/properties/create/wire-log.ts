import type { Exchange, Row, Shown } from "./exchange.ts";
import type { WhimsicalHost } from "./host.ts";
import type { CreatePlan } from "./plan.ts";

/** Until when a lost request may still bring about a backup, after the loss. */
export const SETTLED_MS = 64_000;
/** By how much a backup may seem older than the request that has brought it about, */
const OLDER_MS = 60_000;
/** and what a `Date` in whole seconds leaves open. */
const GRAIN_MS = 2_000;

/** A request for a backup. */
export interface Post extends Exchange {
  readonly key: string;
  readonly endedAtMs: number;
  readonly came:
    | "accepted"
    /** Nobody knows what has come of it. */
    | "lost"
    /** Nothing has come of it: it never got there, */
    | "unsent"
    /** or was refused for now. */
    | "refused"
    | "busy"
    /** Answered with a 401. */
    | "unauthorized"
    /** Any other answer: the gate closes. */
    | "closed";
}

/** A listing that was read, page by page. */
export interface Reading {
  readonly pages: readonly Exchange[];
  readonly begunAtMs: number;
  readonly endedAtMs: number;
  readonly isReadable: boolean;
  /** Whether it was read to its end, and nothing in it contradicts itself. */
  readonly isGood: boolean;
  readonly shown: readonly Shown[];
}

/** Whose a backup may be that an answer has shown, by what it has shown of it. */
export type Whose = "ours" | "another's" | "maybe-ours" | "unclear";

/** What went over the wire, as somebody reads it who knows the design and not the code. */
export class WireLog {
  readonly posts: readonly Post[];
  readonly readings: readonly Reading[];
  readonly #exchanges: readonly Exchange[];
  /** Pages of readings that have a page without a `Date`: whether that of another page counts is open. */
  readonly #halfDated: ReadonlySet<Exchange>;
  readonly #host: WhimsicalHost;
  readonly #plan: CreatePlan;

  constructor(host: WhimsicalHost, plan: CreatePlan) {
    this.#host = host;
    this.#plan = plan;
    this.#exchanges = host.exchanges.filter(({ endedAtMs }) => endedAtMs !== undefined);
    this.posts = this.#exchanges
      .filter(({ operation }) => operation === "create")
      .map((one) => ({
        ...one,
        endedAtMs: one.endedAtMs ?? NaN,
        key: keyIn(one.description) ?? "none",
        came: comeOf(one),
      }));
    this.readings = readingsIn(this.#exchanges);
    this.#halfDated = new Set(
      this.readings.flatMap(({ pages }) => (pages.every((page) => isDated(page)) ? [] : pages)),
    );
  }

  /** Those whose answers have ended by then, in the order in which they began. */
  by(atMs: number): readonly Exchange[] {
    return this.#exchanges.filter(({ endedAtMs = Infinity }) => endedAtMs <= atMs);
  }

  /** Sends of this key that were lost before that moment. */
  lostOf(key: string, beforeMs = Infinity): readonly Post[] {
    return this.posts.filter(
      (post) => post.key === key && post.came === "lost" && post.begunAtMs < beforeMs,
    );
  }

  /**
   * The id under which the backup of this key was told by then: by a 202, or by a row of the listing. Of two, that of one
   * that a poll has shown to be aborted.
   */
  idOf(key: string, atMs: number): string | undefined {
    // A key is kept after a 202 that named somebody else's backup, so the latest one counts.
    const accepted = this.posts.findLast(
      (post) => post.key === key && post.came === "accepted" && post.endedAtMs <= atMs,
    );
    const named = accepted?.shown?.[0]?.id;
    const listed = this.#listed(-Infinity, atMs).flatMap(({ id, description }) =>
      keyIn(description) === key ? [id] : [],
    );
    const own = [...new Set([named, ...listed])].filter((id) => this.rowOf(id)?.isOurs === true);
    return own.find((id) => this.isPolledAs("aborted", id, atMs)) ?? listed[0] ?? named;
  }

  /** Whether a poll has shown this status by then. */
  isPolledAs(status: string, id: string | undefined, atMs: number): boolean {
    return this.polls(atMs).some(({ shown: [shown] = [] }) => {
      return shown?.id === id && shown?.status === status;
    });
  }

  /** Requests for one backup that were answered by then. */
  polls(atMs: number): readonly Exchange[] {
    return this.by(atMs).filter(({ operation }) => operation === "show");
  }

  /** The latest page that had shown a backup when it was polled first, or by the end: by that one it was chosen. */
  pageBefore(id: string): Exchange | undefined {
    const firstAtMs = this.polls(Infinity).find(({ backupId }) => backupId === id)?.begunAtMs;
    return this.by(firstAtMs ?? Infinity).findLast(
      ({ operation, shown = [] }) => operation === "list" && shown.some((one) => one.id === id),
    );
  }

  isSeen(status: string, id: string, atMs: number): boolean {
    return this.by(atMs).some(({ shown = [] }) =>
      shown.some((one) => one.id === id && one.status === status),
    );
  }

  /** As the latest answer has shown it. */
  latest(id: string): Shown | undefined {
    const shown = this.by(Infinity).flatMap((one) => one.shown ?? []);
    return shown.findLast((one) => one.id === id);
  }

  isListed(id: string): boolean {
    return this.#listed(-Infinity, Infinity).some((one) => one.id === id);
  }

  rowOf(id: string | undefined): Row | undefined {
    return this.#host.rows.find((row) => row.id === id);
  }

  /** Rows of pages that were asked for after the first lost send of this key, and may be of its backup. */
  maybeOurs(key: string, atMs: number, whose: readonly Whose[] = ["maybe-ours"]): readonly Shown[] {
    const sentAtMs = this.lostOf(key)[0]?.begunAtMs ?? Infinity;
    return this.#listed(sentAtMs, atMs).filter((one) =>
      whose.includes(this.whose(one, key, sentAtMs, atMs)),
    );
  }

  /**
   * Whose a row is, by all that was told by then.
   * @param sentAtMs when the key was first sent, and lost.
   */
  whose({ id }: Shown, key: string, sentAtMs: number, atMs: number): Whose {
    const known = this.by(sentAtMs).some(({ shown = [] }) => shown.some((one) => one.id === id));
    if (known) return "another's";
    const seen = this.by(atMs).flatMap((one) =>
      (one.shown ?? []).filter((shown) => shown.id === id).map((shown) => ({ one, shown })),
    );
    const keys = seen.map(({ shown }) => keyIn(shown.description));
    if (keys.includes(key)) return "ours";
    if (keys.some((other) => other !== undefined)) return "another's";
    const oldestMs = this.#host.serverMs(sentAtMs) - OLDER_MS;
    const isDatedByAny = this.by(atMs).some((one) => isDated(one));
    let whose: Whose = "maybe-ours";
    for (const { one, shown } of seen) {
      const times = [shown.create_time, shown.complete_time].map((time) => Date.parse(time ?? ""));
      const oldMs = Math.min(...times.filter((time) => !Number.isNaN(time)));
      const isOld = oldMs < oldestMs - GRAIN_MS;
      if (isOld && isDated(one) && !this.#halfDated.has(one)) return "another's";
      // Without a `Date` times prove nothing; whether that of another answer counts is open.
      if (oldMs < oldestMs + GRAIN_MS && (isDated(one) || isDatedByAny)) whose = "unclear";
    }
    return whose;
  }

  /** Backups that pages have shown which were asked for from a moment on. */
  #listed(fromMs: number, atMs: number): readonly Shown[] {
    return this.by(atMs)
      .filter((one) => one.operation === "list" && one.begunAtMs >= fromMs)
      .flatMap(({ shown = [] }) => shown);
  }

  /** Rows of pages that were asked for from a moment on, which may be young enough for max-age. */
  adoptable(fromMs: number): readonly Shown[] {
    const { maxAgeMs, skewMs, serverAheadMs } = this.#plan;
    if (maxAgeMs === undefined) return [];
    const oldestMs = -maxAgeMs - Math.abs(skewMs) - Math.abs(serverAheadMs) - GRAIN_MS;
    return this.#listed(fromMs, Infinity).filter(
      ({ id }) => (this.rowOf(id)?.bornAtMs ?? 0) >= oldestMs,
    );
  }
}

/** The key in a bracket at the very beginning, in lower case. */
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

function comeOf(post: Exchange): Post["came"] {
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
  // A page that could not be read is asked for again.
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
    begunAtMs: attempts[0]?.begunAtMs ?? NaN,
    endedAtMs: pages.at(-1)?.endedAtMs ?? NaN,
    isReadable,
    isGood: isReadable && isWhole && isInAgreement && isFresh && areParsed,
    shown,
  };
}
