import { FakeClock } from "../../../simulator/clock.ts";
import type { GateEvent } from "../../../src/gate/events.ts";
import type { WaitOptions } from "../../../src/gate/options.ts";
import { waitForBackup } from "../../../src/gate/wait.ts";
import type { BackupApi, BackupRef } from "../../../src/model/api.ts";
import type { Backup } from "../../../src/model/backup.ts";
import { GateClosed, verdictOfClosed } from "../../../src/model/errors.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import type {
  BackupReply,
  Failure,
  FinalFailure,
  ListingPage,
  RetryableFailure,
} from "../../../src/model/reply.ts";
import type { Priority, RequestOptions } from "../../../src/model/request-options.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import type { Budget } from "../../../src/schedule/context.ts";
import type { Estimate } from "../../../src/schedule/forecast.ts";
import { LAST_REPLY_MS } from "../../../src/schedule/last-seconds.ts";
import { apiOf, contextOf } from "../../support/context.ts";
import { BACKUP_ID, backupReply, backupOf, INSTALL_ID, SERVER_MS } from "../../support/fixtures.ts";

export const REF: BackupRef = {
  installId: INSTALL_ID as InstallId,
  backupId: BACKUP_ID as BackupId,
};

export const pending = backupReply("in_progress");
export const newborn = backupReply("requested", 0);
export const completed = backupReply("completed");
export const notFound: FinalFailure & { readonly kind: "not-found" } = {
  kind: "not-found",
  message: "The API answered 404 Not Found",
};
export const failed: RetryableFailure = {
  kind: "retryable",
  message: "no luck",
  reason: "no-answer",
};
export const rateLimited: RetryableFailure = { ...failed, reason: "rate-limited" };
export const notSent: RetryableFailure = {
  kind: "retryable",
  message: "there was no turn for it",
  reason: "not-sent",
  hasApiReplied: true,
};

/** One poll of a script. */
export interface Poll {
  readonly reply: BackupReply;
  /** How long the reply takes; it comes at once unless given. */
  readonly tookMs?: number;
  /** The reply's `Retry-After`, counted from when it comes. */
  readonly retryAfterMs?: number | undefined;
}
/** A poll with only a reply. */
type Script = readonly (Poll | BackupReply)[];

/** The part of the test's API that a scripted reply can change. */
export interface MutableApi {
  retryAt: number;
}
type ShowBackup = (options: RequestOptions, api: MutableApi) => Promise<BackupReply>;
export type ListingReply = ListingPage<Backup> | Failure;
export type ListBackups = (options: RequestOptions, api: MutableApi) => Promise<ListingReply>;

interface Plan
  extends Partial<Budget>, Partial<Omit<WaitOptions, "history" | "created">>, Partial<MutableApi> {
  readonly clock?: FakeClock;
  readonly random?: () => number;
  readonly signal?: AbortSignal;
  readonly priority?: Priority;
  readonly spacingMs?: number;
  readonly permitAt?: number;
  /** A poll, if not by the script: no moment of it is noted then. */
  readonly showBackup?: ShowBackup;
  readonly listBackups?: ListBackups;
  readonly created?: Omit<typeof newborn, "kind">;
  readonly isReadBeforePolling?: boolean;
  readonly pastDurationsMs?: readonly number[];
  readonly historyTimeoutMs?: number;
  readonly onSend?: () => void;
}

interface Story {
  readonly verdict: Verdict;
  /** Whether the verdict was thrown. */
  readonly isThrown: boolean;
  /** When each poll was sent. */
  readonly sentAt: readonly number[];
  readonly timeoutsMs: readonly number[];
  /** Priority of each poll when it was sent. */
  readonly priorities: readonly number[];
  readonly endedAt: number;
  readonly clock: FakeClock;
  readonly events: readonly GateEvent[];
  /** How long each failure that was emitted delays the next poll. */
  readonly waitsMs: readonly number[];
  readonly replies: readonly BackupReply[];
  readonly estimates: readonly Estimate[];
  readonly notBelievedYet: readonly string[];
}

/** Waits for a backup with scripted polls. The last one repeats. */
export async function waitBy(script: Script, plan: Plan = {}): Promise<Story> {
  const { clock = new FakeClock() } = plan;
  const sent: { atMs: number; timeoutMs: number; priority: number }[] = [];
  const showByScript: ShowBackup = async (options) => {
    options.onSend?.();
    const step = script[Math.min(sent.length, script.length - 1)] as Script[number];
    const { reply, tookMs = 0, retryAfterMs }: Poll = isPoll(step) ? step : { reply: step };
    const atMs = clock.now();
    sent.push({ atMs, timeoutMs: options.timeoutMs, priority: options.priority?.(atMs) ?? 0 });
    await clock.sleep(Math.min(tookMs, options.timeoutMs), options.signal);
    if (tookMs > options.timeoutMs) return failed;
    if (retryAfterMs === undefined) return reply;
    api.retryAt = clock.now() + retryAfterMs;
    const isRetryable = reply.kind === "retryable" && reply.reason !== "not-sent";
    return isRetryable ? { ...reply, hasRetryAfter: true } : reply;
  };
  const { showBackup = showByScript, listBackups } = plan;
  const api: BackupApi & MutableApi = {
    ...apiOf(),
    retryAt: plan.retryAt ?? 0,
    spacingMs: plan.spacingMs ?? 0,
    permitAt: plan.permitAt ?? 0,
    showBackup: (_: BackupRef, options: RequestOptions) => showBackup(options, api),
    ...(listBackups && {
      listBackups: (_: InstallId, _offset: number, options: RequestOptions) =>
        listBackups(options, api),
    }),
  };
  const { timeoutMs = 1_800_000, requestTimeoutMs = 30_000 } = plan;
  const budget = { ...within(timeoutMs), ...pick(plan), requestTimeoutMs };
  const context = contextOf<GateEvent>({
    clock,
    api,
    budget,
    ...(plan.random && { random: plan.random }),
    ...(plan.signal && { signal: plan.signal }),
    ...(plan.priority && { priority: plan.priority }),
    ...(plan.onSend && { onSend: plan.onSend }),
  });
  const options: WaitOptions = {
    bounds: plan.bounds ?? { minMs: 2_000, maxMs: 2_000 },
    ageLimit: plan.ageLimit,
    created: plan.created,
    isListed: plan.isListed ?? false,
    verdictWithoutWaiting: plan.verdictWithoutWaiting,
    history: {
      pastDurationsMs: plan.pastDurationsMs,
      timeoutMs: plan.historyTimeoutMs ?? Infinity,
      isReadBeforePolling: plan.isReadBeforePolling ?? false,
    },
    lastPollsFrom: plan.lastPollsFrom ?? (() => budget.lastPollAt),
  };
  let isThrown = false;
  const verdict = await waitForBackup(REF, options, context).catch((error: unknown) => {
    isThrown = error instanceof GateClosed;
    return verdictOfClosed(error);
  });
  const { events } = context;
  const eventsOf = <Kind extends GateEvent["kind"]>(
    kind: Kind,
  ): Extract<GateEvent, { readonly kind: Kind }>[] =>
    events.filter((event): event is Extract<GateEvent, { readonly kind: Kind }> => {
      return event.kind === kind;
    });
  return {
    verdict,
    isThrown,
    sentAt: sent.map(({ atMs }) => atMs),
    timeoutsMs: sent.map((poll) => poll.timeoutMs),
    priorities: sent.map(({ priority }) => priority),
    endedAt: clock.now(),
    clock,
    events,
    waitsMs: eventsOf("poll-failed").map(({ waitMs }) => waitMs),
    replies: eventsOf("polled").map(({ reply }) => reply),
    estimates: eventsOf("forecast").map(({ estimate }) => estimate),
    notBelievedYet: eventsOf("not-believed-yet").map(({ failure }) => failure.message),
  };
}

/** The moments of a plan's budget that are given. */
function pick({ deadline, lastPollAt, cutoffAt }: Plan): Partial<Budget> {
  return {
    ...(deadline !== undefined && { deadline }),
    ...(lastPollAt !== undefined && { lastPollAt }),
    ...(cutoffAt !== undefined && { cutoffAt }),
  };
}

function isPoll(step: Script[number]): step is Poll {
  return "reply" in step;
}

/** A step whose last poll is due at this moment. */
export function within(ms: number): Omit<Budget, "requestTimeoutMs"> {
  return { timeoutMs: ms, lastPollAt: ms, deadline: ms + 100, cutoffAt: ms + LAST_REPLY_MS };
}

/** A page of backups. */
export function pageOf(rows: readonly Backup[]): ListingPage<Backup> {
  const size = rows.length;
  return { kind: "page", rows, size, total: size, hasNext: false, serverMs: SERVER_MS };
}

/** A page of completed backups that took this long, the newest first. */
export function pageOfPast(...durationsMs: readonly number[]): ListingPage<Backup> {
  return pageOf(
    durationsMs.map((ms, index) => {
      const backup = backupOf("completed", (index + 1) * 86_400_000);
      const epochMs = (backup.createdAt?.epochMs ?? 0) + ms;
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}` as BackupId;
      return { ...backup, id, completedAt: { iso: new Date(epochMs).toISOString(), epochMs } };
    }),
  );
}

/** A listing that is answered at once with what is given, and the options of each request for it. */
export function listingOf(...replies: readonly ListingReply[]): {
  readonly requests: RequestOptions[];
  readonly listBackups: ListBackups;
} {
  return listingBy((_, nth) => {
    const reply = replies[Math.min(nth, replies.length - 1)];
    return Promise.resolve(reply ?? pageOf([]));
  });
}

/** A listing that a test writes, and the options of each request for it. */
export function listingBy(
  reply: (options: RequestOptions, nth: number, api: MutableApi) => Promise<ListingReply>,
): { readonly requests: RequestOptions[]; readonly listBackups: ListBackups } {
  const requests: RequestOptions[] = [];
  const listBackups: ListBackups = (options, api) => {
    options.onSend?.();
    return reply(options, requests.push(options) - 1, api);
  };
  return { requests, listBackups };
}
