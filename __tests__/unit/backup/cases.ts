import { Creation, type Obtained } from "../../../src/backup/create.ts";
import type { BackupEvent } from "../../../src/backup/events.ts";
import { Recipients } from "../../../src/backup/recipients.ts";
import type { Backup } from "../../../src/model/backup.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type { CreateBody } from "../../../src/model/api.ts";
import type { CreateReply, Failure, ListingPage } from "../../../src/model/reply.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import { GateClosed } from "../../../src/model/errors.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import type { FakeClock } from "../../../simulator/clock.ts";
import { apiOf, budgetOf, contextOf } from "../../support/context.ts";
import { backupOf, INSTALL_ID, SERVER_MS } from "../../support/fixtures.ts";
import {
  type Body,
  type Fate,
  type Got,
  specNew,
  type Story,
  WELL,
} from "../../support/virtual-api.ts";

/** Between two requests: the rate limiter's spacing at the full rate. */
export const SPACING_MS = 200;
export const HOUR_MS = 3_600_000;

/** A create request that creates a backup so long after its reply is lost. */
export const lost = (bornInMs: number, more: Partial<Fate> = {}): Fate => ({
  kind: "lost",
  tookMs: 100,
  bornInMs,
  ...more,
});
export const status = (code: number, more: Partial<Fate> = {}): Fate => ({
  kind: "status",
  status: code,
  tookMs: 50,
  ...more,
});
export const down = status(503);
export const neverReceived: Fate = { kind: "neverReceived", tookMs: 100 };

/** A listing whose rows are edited, and counted. */
export const listing = (edit: (rows: readonly Body[]) => readonly unknown[]): Fate => ({
  ...WELL,
  edit: ({ results, ...page }) => {
    const rows = edit(results);
    return { ...page, count: rows.length, results: rows };
  },
});
/** A listing whose rows have other fields. */
export const listingWith = (fields: Readonly<Record<string, unknown>>): Fate =>
  listing((rows) => rows.map((row) => ({ ...row, ...fields })));

export const of = (story: Story, operation: Got["operation"]): Got[] =>
  story.got.filter((got) => got.operation === operation);
export const sends = (story: Story): number[] => of(story, "create").map(({ atMs }) => atMs);
export const operations = ({ got }: Story): Got["operation"][] =>
  got.map(({ operation }) => operation);

/** The key of a scripted creation. */
export const KEY = "00002a";
export const DESCRIPTION = `[gate ${KEY}, run 1, attempt 1] Before a deploy`;
export const idOf = (index: number): BackupId =>
  `20000000-0000-4000-8000-${String(index).padStart(12, "0")}` as BackupId;

/** A backup in progress, created now. */
export const rowOf = (index: number, more: Partial<Backup> = {}): Backup => ({
  ...backupOf("in_progress", 0),
  id: idOf(index),
  ...more,
});
/** A moment so long after the creation began. */
export const instant = (afterMs: number): Backup["createdAt"] => {
  const epochMs = SERVER_MS + afterMs;
  return { iso: new Date(epochMs).toISOString(), epochMs };
};

type Page = ListingPage<Backup>;
/** The whole listing on one page. */
export const pageOf = (rows: readonly Backup[] = [], more: Partial<Page> = {}): Page => ({
  kind: "page",
  rows,
  size: rows.length,
  total: rows.length,
  hasNext: false,
  serverMs: SERVER_MS,
  ...more,
});

export const lostReply: CreateReply = { kind: "reply-lost", message: "no answer" };
export const limited: Failure = { kind: "retryable", message: "429", reason: "rate-limited" };
export const busy: Failure = { kind: "retryable", message: "it is busy", reason: "busy" };
export const accepted = (
  backup: Backup = rowOf(100, { description: DESCRIPTION }),
): CreateReply => ({
  kind: "accepted",
  backup,
  serverMs: SERVER_MS,
});

export interface Script {
  /** Replies to the create requests, in order. The last one repeats. */
  readonly replies: readonly CreateReply[];
  /** Replies to the listing, in order. The last one repeats. */
  readonly pages?: readonly (Page | Failure)[];
  /** Backups that the step has seen before. */
  readonly known?: readonly BackupId[];
  readonly maxAgeMs?: number;
  readonly timeoutMs?: number;
  /** What each request takes. */
  readonly tookMs?: number;
  readonly signal?: AbortSignal;
}

export interface Scripted {
  readonly creation: Creation;
  readonly clock: FakeClock;
  readonly events: readonly BackupEvent[];
  /** The requests, with the moment of each. */
  readonly calls: (readonly [operation: "create" | "list", atMs: number])[];
  readonly options: RequestOptions[];
  /** What the create requests ask for. */
  readonly bodies: CreateBody[];
}

/** A creation over an API that follows a script, in a step of ten minutes. The server's clock begins at `SERVER_MS`. */
export function scripted({ replies, pages = [pageOf()], known = [], ...more }: Script): Scripted {
  const { maxAgeMs, timeoutMs = 600_000, tookMs = 0, signal } = more;
  const calls: Scripted["calls"] = [];
  const options: RequestOptions[] = [];
  const bodies: CreateBody[] = [];
  const shown = new Set(known);
  const next = async <T extends object>(
    operation: "create" | "list",
    script: readonly T[],
    given: RequestOptions,
  ): Promise<T> => {
    const nth = calls.filter(([one]) => one === operation).length;
    calls.push([operation, clock.now()]);
    options.push(given);
    given.onSend?.();
    await clock.sleep(tookMs, given.signal);
    const reply = script[Math.min(nth, script.length - 1)];
    if (reply === undefined) throw new Error("no test has planned this");
    const isDated = "serverMs" in reply && reply.serverMs === SERVER_MS;
    return isDated ? { ...reply, serverMs: SERVER_MS + clock.now() } : reply;
  };
  const context = contextOf<BackupEvent>({
    budget: budgetOf({ timeoutMs }),
    ...(signal && { signal }),
    api: apiOf({
      shownBackups: () => shown,
      async createBackup(_installId, body, given) {
        bodies.push(body);
        const reply = await next("create", replies, given);
        if (reply.kind === "accepted") shown.add(reply.backup.id);
        return reply;
      },
      async listBackups(_installId, _offset, given) {
        const page = await next("list", pages, given);
        if (page.kind === "page") for (const { id } of page.rows) shown.add(id);
        return page;
      },
    }),
  });
  const { clock, events } = context;
  const order = {
    installId: INSTALL_ID as InstallId,
    spec: specNew(),
    recipients: new Recipients(),
    key: KEY,
    maxAgeMs,
  };
  const creation = new Creation(order, new Set(), context);
  return { creation, clock, events, calls, options, bodies };
}

/** What a creation returns, or the verdict that closes the gate. */
export async function outcome({ creation }: Scripted): Promise<Obtained | Verdict> {
  return creation.next().catch((error: unknown) => {
    if (error instanceof GateClosed) return error.verdict;
    throw error;
  });
}
export const kinds = ({ events }: Scripted): BackupEvent["kind"][] =>
  events.map(({ kind }) => kind);
