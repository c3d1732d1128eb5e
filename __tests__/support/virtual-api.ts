import type { BackupEvent } from "../../src/backup/events.ts";
import { type FleetOptions, runFleet } from "../../src/fleet/fleet.ts";
import { BackupRecord, type FleetEvent } from "../../src/fleet/record.ts";
import type { InstallId } from "../../src/model/ids.ts";
import type { NewBackupSpec, Target } from "../../src/model/target.ts";
import type { Verdict } from "../../src/model/verdict.ts";
import type { Step } from "../../src/schedule/context.ts";
import { createBudget } from "../../src/schedule/deadline.ts";
import { childSignal } from "../../src/util/abort.ts";
import { redactorOf } from "../../src/util/sanitize.ts";
import { createApiOver } from "../../src/wpengine/create-api.ts";
import type { Answer, Answered, Request, Transport } from "../../src/wpengine/http/transport.ts";
import { FakeClock } from "../../simulator/clock.ts";
import { answerOf, type Call, operationOf } from "../../simulator/wpengine/api.ts";
import type { Operation } from "../../simulator/wpengine/faults.ts";
import { type BackupBody, Host, type Install } from "../../simulator/wpengine/host.ts";

/** What happens to one request. All durations are in milliseconds. */
export interface Fate {
  readonly kind:
    | "answered"
    /** Never reaches the API. */
    | "refused"
    /** The API does nothing and replies with this status. */
    | "status"
    /** The reply is lost. The request is carried out `bornInMs` after that. */
    | "lost"
    /** The API does nothing and does not reply. */
    | "neverReceived"
    /** Carried out at once, but the reply is unreadable. */
    | "garbled";
  readonly status?: number | undefined;
  /** The body that comes with `status`; empty unless given. */
  readonly body?: string;
  readonly retryAfterMs?: number | undefined;
  readonly tookMs: number;
  readonly bornInMs?: number;
  /** Whether the reply has no `Date`. */
  readonly isUndated?: boolean;
  /** How long the reply was in a cache. */
  readonly cachedForMs?: number;
  /** Changes the body of the reply. */
  readonly edit?: ((body: Body) => unknown) | undefined;
}

export type Body = Record<string, unknown> & { readonly results: readonly Body[] };

export const WELL: Fate = { kind: "answered", tookMs: 50 };

/** A request that the virtual API received. */
export interface Got {
  readonly atMs: number;
  readonly operation: Operation | undefined;
  /** Empty if the request is not about an install. */
  readonly installId: string;
  readonly path: string;
  readonly fate: Fate;
}

/** A request with its reply. */
export interface Heard {
  readonly got: Got;
  readonly atMs: number;
  readonly answer: Answer;
}

/** A request whose fate is not yet decided. */
export interface Asked extends Pick<Got, "atMs" | "operation" | "installId"> {
  /** Number of earlier requests with the same operation and install. */
  readonly nth: number;
}

export interface Story {
  readonly verdict: Verdict;
  readonly record: BackupRecord;
  readonly endedAtMs: number;
  readonly got: readonly Got[];
  readonly heard: readonly Heard[];
  /** Times of requests that were blocked because a `Retry-After` had not ended. Must stay empty. */
  readonly heldBack: readonly number[];
  /** Backups of the install that this step created, including those that a lost request creates later. */
  readonly created: readonly BackupBody[];
  readonly clock: FakeClock;
  /** Kinds of the emitted events, except replies, failures and forecasts, */
  readonly emitted: readonly string[];
  /** and the events themselves, without those of polls. */
  readonly progress: readonly BackupEvent[];
}

type Fates = Partial<Record<Operation, readonly Fate[]>>;

/** Options of every virtual run. */
interface CommonPlan extends Partial<Pick<FleetOptions, "maxAgeMs" | "newKey" | "dryRun">> {
  readonly clock?: FakeClock;
  readonly host?: Host;
  readonly timeoutMs?: number;
  /** What happens to each request of an operation, in order. The last one repeats. */
  readonly fates?: Fates;
  readonly cancelAtMs?: number | undefined;
  readonly random?: () => number;
}

export interface Plan extends CommonPlan, Partial<Target> {
  readonly prepare?: (host: Host, install: Install, clock: FakeClock) => void;
}

const API_URL = "https://api.example.com/v1";

/** Runs one gate against the simulated API, in virtual time and without a network. */
export async function runVirtually(plan: Plan = {}): Promise<Story> {
  let install: Install | undefined;
  let before = new Set<string>();
  const story = await runFleetVirtually({
    ...plan,
    prepare(host, clock) {
      install = host.addInstall("torquemag");
      plan.prepare?.(host, install, clock);
      before = new Set(host.everything(install.id).map(({ id }) => id));
      const ref = plan.install ?? { id: install.id as InstallId };
      return [{ install: ref, spec: plan.spec ?? specNew() }];
    },
  });
  const { records, host } = story;
  const created = host.everything(install?.id ?? "").filter(({ id }) => !before.has(id));
  return { ...story, record: records[0] as BackupRecord, created };
}

export interface FleetPlan extends CommonPlan, Partial<Pick<FleetOptions, "failFast" | "bounds">> {
  /** Prepares the simulated API. */
  readonly prepare: (host: Host, clock: FakeClock) => readonly Target[];
  /** What happens to a request. Undefined: as in `fates`. */
  readonly fateOf?: (asked: Asked) => Fate | undefined;
  readonly requestTimeoutMs?: number;
  /** A transport that replaces `fates` and `fateOf`. `got` and `heard` then stay empty. */
  readonly transport?: Transport;
}

export interface FleetStory extends Omit<Story, "record" | "created"> {
  /** In the order of the targets. */
  readonly records: readonly BackupRecord[];
  /** Every emitted verdict, in order: one per target. */
  readonly verdicts: readonly { readonly index: number; readonly verdict: Verdict }[];
  readonly cancelledAtMs: number | undefined;
  readonly host: Host;
}

/** Runs the gates of one or more backups against the simulated API, in virtual time and without a network. */
export async function runFleetVirtually(plan: FleetPlan): Promise<FleetStory> {
  const { clock = new FakeClock() } = plan;
  const { host = new Host({ now: () => clock.epoch() }) } = plan;
  const targets = plan.prepare(host, clock);
  const cancel = new AbortController();
  let cancelledAtMs: number | undefined;
  if (plan.cancelAtMs !== undefined) {
    void clock.sleep(plan.cancelAtMs, new AbortController().signal).then(() => {
      cancelledAtMs = clock.now();
      cancel.abort("SIGTERM");
    });
  }
  const traffic: Traffic = { got: [], heard: [], heldBack: [] };
  const emitted: string[] = [];
  const progress: BackupEvent[] = [];
  const records = targets.map((target) => new BackupRecord(target));
  const verdicts: FleetStory["verdicts"][number][] = [];
  const { transport = virtualTransport(host, clock, plan, traffic) } = plan;
  const timeoutMs = plan.timeoutMs ?? 1_800_000;
  let keys = 0;
  const step: Step = {
    clock,
    random: plan.random ?? (() => 0.5),
    budget: createBudget({ timeoutMs, requestTimeoutMs: plan.requestTimeoutMs ?? 30_000 }, false),
    signal: cancel.signal,
  };
  const emit = (record: BackupRecord, event: FleetEvent): void => {
    if (event.kind === "ended") {
      const index = records.indexOf(record);
      verdicts.push({ index, verdict: record.ended?.verdict as Verdict });
    } else if (event.kind === "not-believed-yet") emitted.push(event.kind);
    else if (!["polled", "forecast", "poll-failed", "request-failed"].includes(event.kind)) {
      emitted.push(event.kind);
      progress.push(event as BackupEvent);
    }
  };
  const verdict = await runFleet(
    {
      records,
      failFast: plan.failFast ?? true,
      dryRun: plan.dryRun ?? false,
      maxAgeMs: plan.maxAgeMs,
      bounds: plan.bounds ?? { minMs: 2_000, maxMs: 60_000 },
      newKey: plan.newKey ?? (() => (keys += 1).toString(16).padStart(6, "0")),
      emit,
    },
    step,
    createApiOver(transport, {
      apiUrl: API_URL,
      clock,
      redact: redactorOf([]),
      addSecret: () => undefined,
      gates: records.length,
    }),
  );
  const endedAtMs = clock.now();
  const ends = { verdict, records, verdicts, endedAtMs, cancelledAtMs };
  return { ...ends, ...traffic, host, clock, emitted, progress };
}

export function specNew(more: Partial<NewBackupSpec> = {}): NewBackupSpec {
  return {
    kind: "new",
    emails: ["a@example.com"],
    describe: (key) => `[gate ${key}, run 1, attempt 1] Before a deploy`,
    abortRetries: 0,
    wait: true,
    ...more,
  };
}

interface Traffic {
  readonly got: Got[];
  readonly heard: Heard[];
  readonly heldBack: number[];
}

function virtualTransport(
  host: Host,
  clock: FakeClock,
  { fates = {}, fateOf = () => undefined }: Pick<FleetPlan, "fates" | "fateOf">,
  { got: all, heard, heldBack }: Traffic,
): Transport {
  const counts = new Map<string, number>();
  const countOf = (key: string): number => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count;
  };
  let retryAt = 0;

  return async (request): Promise<Answer> => {
    if (clock.now() < retryAt) {
      heldBack.push(clock.now());
      return unanswered("not sent", true);
    }
    const { got, answer } = begin(request);
    const what = await answer;
    heard.push({ got, atMs: clock.now(), answer: what });
    return what;
  };

  function begin(request: Request): { got: Got; answer: Promise<Answer> } {
    const url = new URL(request.url);
    const call = {
      method: request.method,
      url,
      body: request.method === "POST" ? request.json : "",
    };
    const operation = operationOf(call);
    if (operation === undefined) throw new Error(`The API has no operation at ${request.url}.`);
    request.onSend?.();
    const [, installId = ""] = /\/installs\/([^/]+)/.exec(url.pathname) ?? [];
    const atMs = clock.now();
    const script = fates[operation] ?? [];
    const count = countOf(operation);
    const nth = countOf(`${operation} ${installId}`);
    const fate =
      fateOf({ atMs, operation, installId, nth }) ??
      script[Math.min(count, script.length - 1)] ??
      WELL;
    const got = { atMs, operation, installId, path: `${url.pathname}${url.search}`, fate };
    all.push(got);
    return { got, answer: answerTo(request, call, fate) };
  }

  async function answerTo(request: Request, call: Call, fate: Fate): Promise<Answer> {
    const isDone = ["answered", "lost", "garbled"].includes(fate.kind);
    const lastsMs = Math.min(fate.tookMs, request.timeoutMs);
    // The backend continues even if the caller has hung up.
    const bornInMs = fate.kind === "lost" ? lastsMs + (fate.bornInMs ?? 0) : 0;
    const reply = isDone ? answerOf(host, call, bornInMs) : undefined;
    const exchange = childSignal(request.signal, { ms: request.abortGraceMs ?? 0, clock });
    await clock.sleep(lastsMs, exchange.signal);
    const isCut = exchange.signal.aborted || fate.tookMs > request.timeoutMs;
    exchange.end();
    if (fate.kind === "refused") return unanswered("no answer (connect ECONNREFUSED)", true);
    if (fate.kind === "neverReceived" || isCut)
      return unanswered("no answer (socket hang up)", false);

    const { retryAfterMs } = fate;
    const until = retryAfterMs === undefined ? undefined : clock.now() + retryAfterMs;
    retryAt = Math.max(retryAt, until ?? 0);
    if (until !== undefined) request.onRetryAfter?.(until);
    if (fate.kind === "garbled") return answered(202, "<html>", until);
    if (fate.kind === "answered" && reply) {
      const { edit = (plain: Body): unknown => plain } = fate;
      const body = JSON.stringify(edit(JSON.parse(reply.body) as Body));
      return {
        ...answered(reply.status, body, until, fate.isUndated),
        cachedForMs: fate.cachedForMs ?? 0,
      };
    }
    return fate.status === undefined
      ? unanswered("no answer (socket hang up)", false)
      : answered(fate.status, fate.body ?? "", until);
  }

  function answered(
    status: number,
    body: string,
    until: number | undefined,
    isOurClock = false,
  ): Answered {
    return {
      kind: "answered",
      status,
      statusLine: String(status),
      hasRetryAfter: until !== undefined,
      epochMs: clock.epoch(),
      isOurClock,
      cachedForMs: 0,
      location: undefined,
      body: { kind: "text", text: body },
    };
  }
}

function unanswered(fault: string, unsent: boolean): Answer {
  return { kind: "unanswered", fault, unsent };
}
