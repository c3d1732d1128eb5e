import { keptOf } from "../../../simulator/wpengine/whims.ts";
import type { FakeClock } from "../../../simulator/clock.ts";
import { childSignal } from "../../../src/util/abort.ts";
import type { Answer, Answered, Request } from "../../../src/wpengine/http/transport.ts";
import type { Exchange, Row, Shown } from "./exchange.ts";
import {
  type BackupPlan,
  type CreatePlan,
  GATEWAY_MS,
  type GetFate,
  OLD,
  type PostFate,
  WELL,
} from "./plan.ts";

/** How long after the lost reply a create request may still create a backup that no listing shows. */
const SETTLED_MS = 64_000;
const WORDPRESS = { wordpress_version: "6.8.1" };
const PAGE_ROWS = 100;

/** A simulated API with random quirks, and the network to it. */
export class UnreliableApi {
  readonly exchanges: Exchange[] = [];
  readonly rows: Row[] = [];
  readonly #plan: CreatePlan;
  readonly #clock: FakeClock;
  readonly #counts = { create: 0, list: 0, show: 0, user: 0, ours: 0 };

  constructor(plan: CreatePlan, clock: FakeClock) {
    this.#plan = plan;
    this.#clock = clock;
    for (const other of plan.others) this.#add(other, other.description, other.atMs);
    for (let nth = 0; nth < plan.old; nth += 1) {
      const agoMs = (3 + nth) * 86_400_000;
      this.#add({ ...OLD, pendingMs: 60_000 + nth }, "Automatic nightly backup", -agoMs);
    }
  }

  /** The server's wall clock, used for the `Date` of replies. */
  serverMs(atMs = this.#clock.now()): number {
    return this.#clock.epochAtStartMs + this.#plan.serverAheadMs + atMs;
  }

  transport = async (request: Request): Promise<Answer> => {
    const exchange = this.#begin(request);
    this.exchanges.push(exchange);
    request.onSend?.();
    const { fate } = exchange;
    const hold = childSignal(request.signal, { ms: request.abortGraceMs ?? 0, clock: this.#clock });
    const isHung = fate.kind === "hang" || (fate.kind === "lost" && fate.tookMs >= GATEWAY_MS);
    const tookMs = isHung ? Infinity : fate.tookMs;
    const reply = this.#carryOut(exchange, tookMs, request.timeoutMs);
    await this.#clock.sleep(Math.min(tookMs, request.timeoutMs), hold.signal);
    const isHungUp = hold.signal.aborted || tookMs > request.timeoutMs;
    hold.end();
    const answer = isHungUp ? unanswered("no complete answer") : reply();
    if (answer.kind === "answered" && fate.retryAfterMs !== undefined) {
      const fromMs = this.#clock.now();
      exchange.retryAfter = { fromMs, untilMs: fromMs + fate.retryAfterMs };
      request.onRetryAfter?.(fromMs + fate.retryAfterMs);
    }
    return Object.assign(exchange, { answer, endedAtMs: this.#clock.now() }).answer;
  };

  #begin(request: Request): Exchange {
    const url = new URL(request.url);
    const [, , , , what = "", backupId = ""] = url.pathname.split("/");
    const get = what === "backups" ? (backupId === "" ? "list" : "show") : "user";
    const operation = request.method === "POST" ? "create" : get;
    const nth = this.#counts[operation]++;
    const { posts, lists, shows } = this.#plan;
    const fates = { create: posts, list: lists, show: shows, user: [WELL] }[operation];
    const json = request.method === "POST" ? request.json : "{}";
    return {
      operation,
      startedAtMs: this.#clock.now(),
      fate: lastFrom<PostFate | GetFate>(fates, nth),
      description: (JSON.parse(json) as { description?: string }).description ?? "",
      backupId,
      offset: Number(url.searchParams.get("offset") ?? 0),
      isWhole: url.searchParams.get("limit") === String(PAGE_ROWS),
    };
  }

  /** @returns a function that builds the reply when it is due. */
  #carryOut(exchange: Exchange, tookMs: number, timeoutMs: number): () => Answer {
    switch (exchange.operation) {
      case "create":
        return this.#create(exchange, exchange.fate as PostFate, tookMs, timeoutMs);
      case "list":
        return this.#list(exchange, exchange.fate as GetFate);
      case "show":
        return () => this.#show(exchange, exchange.fate as GetFate);
      case "user":
        return () => this.#answered(WELL, 200, { email: "a@example.com" });
    }
  }

  #create(exchange: Exchange, fate: PostFate, tookMs: number, timeoutMs: number): () => Answer {
    const { startedAtMs, description } = exchange;
    const { isHiddenForLong } = this.#plan;
    const isBusy = this.rows.some((row) =>
      (isHiddenForLong && row.isOurs) || fate.isRefusedIfBusy ? this.#isPending(row) : false,
    );
    const createdAfterMs =
      CREATED_AFTER_MS[fate.kind] ?? (fate.kind === "lost" ? fate.createdAfterMs : undefined);
    const other = this.rows.find((row) => !row.isOurs && row.createdAtMs <= startedAtMs);
    if (createdAfterMs !== undefined && !isBusy) {
      const lostAtMs = startedAtMs + Math.min(tookMs, timeoutMs);
      const plan = lastFrom(this.#plan.ours, this.#counts.ours++);
      exchange.created = this.#add(plan, description, startedAtMs + createdAfterMs, lostAtMs);
      if (fate.duplicateAfterMs !== undefined) {
        const duplicateAtMs =
          startedAtMs + Math.min(createdAfterMs + fate.duplicateAfterMs, 2 * GATEWAY_MS);
        const duplicatePlan = lastFrom(this.#plan.ours, this.#counts.ours++);
        exchange.duplicate = this.#add(duplicatePlan, description, duplicateAtMs, lostAtMs);
      }
    }
    return () => {
      const busy = (): Answer =>
        this.#answered(fate, fate.status === 423 ? 423 : 409, { message: "already in progress" });
      switch (fate.kind) {
        case "refused":
          return { ...unanswered("connect ECONNREFUSED"), unsent: true };
        case "status":
        case "closing":
          return this.#answered(fate, fate.status, { message: "no" });
        case "other":
        case "accepted": {
          const named = fate.kind === "other" && !isBusy ? other : exchange.created;
          if (named === undefined) return busy();
          const { bareAs } = fate;
          const body = this.#bodyOf(named, this.#clock.now());
          const { id } = body;
          const bare = { id, status: bareAs === "requested" ? bareAs : body.status };
          exchange.shown = [
            bareAs === undefined ? body : { ...bare, create_time: null, complete_time: null },
          ];
          return this.#answered(fate, 202, bareAs === undefined ? body : bare);
        }
        case "lost":
          if (fate.status === 0) return unanswered("socket hang up");
          return this.#answered(
            fate,
            fate.status,
            fate.status === 202 ? "<html>" : { message: "?" },
          );
      }
    };
  }

  #list(exchange: Exchange, fate: GetFate): () => Answer {
    const { offset } = exchange;
    const atMs = this.#clock.now() - (fate.kind === "aged" ? fate.ageMs : 0);
    const all = this.rows
      .filter((row) => Math.max(row.createdAtMs, row.listedAtMs[fate.replica]) <= atMs)
      .sort(ORDERS[this.#plan.order])
      .map((row) => this.#bodyOf(row, atMs));
    const rows = all.slice(offset, offset + (exchange.isWhole ? PAGE_ROWS : 1));
    const isLast = offset + rows.length >= all.length;
    const results: unknown[] = [...rows];
    if (fate.kind === "bad-row") results.splice(-1, 1, { id: null, status: "completed" });
    if (fate.kind === "short") results.pop();
    const count = Math.max(0, all.length + (COUNTS[fate.kind] ?? 0));
    const odd = ODD_COUNTS[fate.kind];
    const oddNext = NEXTS[fate.kind];
    const hasNext = !isLast || oddNext !== undefined;
    const next = hasNext ? (oddNext ?? NEXT) : null;
    return () => {
      const failure = this.#failure(fate);
      if (failure !== undefined) return failure;
      exchange.shown = rows.filter((row) => results.includes(row));
      exchange.page = { size: results.length, count: odd === undefined ? count : NaN, hasNext };
      return this.#answered(fate, 200, { previous: null, next, count: odd ?? count, results });
    };
  }

  #show(exchange: Exchange, fate: GetFate): Answer {
    const failure = this.#failure(fate);
    if (failure !== undefined) return failure;
    const now = this.#clock.now();
    const row = this.rows.find(({ id }) => id === exchange.backupId);
    if (row === undefined || now < row.createdAtMs + row.plan.unshownMs) {
      return this.#answered(fate, 404, { message: "no such backup" });
    }
    exchange.shown = [this.#bodyOf(row, now)];
    return this.#answered(fate, 200, exchange.shown[0]);
  }

  #failure(fate: GetFate): Answer | undefined {
    if (fate.kind === "cut") return unanswered("socket hang up");
    if (fate.kind === "status") {
      return this.#answered(fate, fate.status, fate.isPage ? PAGE : { message: "no" });
    }
    return fate.kind === "garbage" ? this.#answered(fate, 200, "<html>") : undefined;
  }

  #answered(fate: PostFate | GetFate, status: number, body: unknown): Answered {
    const isDated = fate.isDated || fate.kind === "aged";
    return {
      kind: "answered",
      status,
      statusLine: String(status),
      hasRetryAfter: fate.retryAfterMs !== undefined,
      epochMs: isDated ? Math.floor(this.serverMs() / 1_000) * 1_000 : this.#clock.epoch(),
      isOurClock: !isDated,
      cachedForMs: fate.kind === "aged" ? fate.ageMs : 0,
      location: undefined,
      body: { kind: "text", text: typeof body === "string" ? body : JSON.stringify(body) },
    };
  }

  #add(plan: BackupPlan, sent: string | null, createdAtMs: number, lostAtMs?: number): Row {
    const { isHiddenForLong } = this.#plan;
    const isOurs = lostAtMs !== undefined;
    const listedAtMs = plan.hiddenMs.map((hiddenMs) => {
      // Listed after at most 75 s, or before the 64 s are over.
      if (isOurs && isHiddenForLong) return createdAtMs + hiddenMs * 1.25;
      return Math.min(createdAtMs + hiddenMs, (lostAtMs ?? Infinity) + SETTLED_MS - 1);
    }) as [number, number];
    const shownMs = isOurs && isHiddenForLong ? Math.max(...listedAtMs) - createdAtMs + 120_000 : 0;
    const pendingMs = Math.max(plan.pendingMs, shownMs);
    const nth = this.rows.length + 1;
    // Unordered, but the same in each run.
    const scattered = ((nth * 2_654_435_761 + this.#plan.seed) >>> 0).toString(16);
    const id = `${scattered.padStart(8, "0")}-0000-4000-8000-${String(nth).padStart(12, "0")}`;
    const row = { id, plan, sent, createdAtMs, listedAtMs, pendingMs, isOurs };
    this.rows.push(row);
    return row;
  }

  #isPending({ createdAtMs, pendingMs }: Row): boolean {
    const now = this.#clock.now();
    return now >= createdAtMs && now < createdAtMs + pendingMs;
  }

  #bodyOf({ id, plan, sent, createdAtMs, pendingMs }: Row, atMs: number): Shown {
    const ageMs = atMs - createdAtMs;
    const isOver = ageMs >= pendingMs;
    const text = sent === null || ageMs < plan.textLateMs ? null : keptOf(plan.whim, sent);
    const areTimesShown =
      plan.times === "true" || (plan.times === "none-at-first" && ageMs > 30_000);
    const timeOf = (momentMs: number): string | null => {
      if (!areTimesShown) return plan.times === "odd" ? "a moment ago" : null;
      return new Date(this.serverMs(momentMs) + this.#plan.skewMs).toISOString();
    };
    const isCompleted = isOver && plan.ending === "completed";
    return {
      id,
      status: isOver ? plan.ending : plan.pendingAs,
      ...(text === undefined ? {} : { description: text }),
      create_time: timeOf(createdAtMs),
      complete_time: isCompleted ? timeOf(createdAtMs + pendingMs) : null,
      ...WORDPRESS,
    };
  }
}

/** How long after the request the backup exists. */
const CREATED_AFTER_MS: Partial<Record<PostFate["kind"], number>> = { accepted: 0, closing: 0 };
/** Error in the `count` of a page. */
const COUNTS: Partial<Record<GetFate["kind"], number>> = { "count-high": 2, "count-low": -1 };
const ODD_COUNTS: Partial<Record<GetFate["kind"], unknown>> = {
  "count-text": "many",
  "count-fraction": 1.5,
};
const NEXT = "https://api.example.com/v1/next";
/** `next` of a page, even if it is the last one. */
const NEXTS: Partial<Record<GetFate["kind"], unknown>> = {
  next: NEXT,
  "next-object": { href: NEXT },
  "next-number": 0,
};
const PAGE = "<html><title>Down for maintenance</title></html>";
const ORDERS: Record<CreatePlan["order"], (a: Row, b: Row) => number> = {
  newest: (a, b) => b.createdAtMs - a.createdAtMs,
  oldest: (a, b) => a.createdAtMs - b.createdAtMs,
  odd: (a, b) => a.id.localeCompare(b.id),
};

export function lastFrom<T>(all: readonly T[], nth: number): T {
  return all[Math.min(nth, all.length - 1)] as T;
}

function unanswered(fault: string): Answer & { kind: "unanswered" } {
  return { kind: "unanswered", fault, unsent: false };
}
